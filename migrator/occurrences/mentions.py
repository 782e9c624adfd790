"""What the text of an event or a record names: servers, addresses, SIP addresses, serial numbers.

Texts come from strangers' logs in any language, so only what is written in a form of its own is taken: a name with dots
that is not the name of a class or a file, an address, ``user@domain``, a run of hexadecimal digits.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

#: characters of a text that are looked at; a message of Windows has at most 31,839
_MOST = 32_000
_HOST = re.compile(r"(?<![\w@.:/\\-])[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62}){1,8}(?![\w@\\-])")
_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_SIP = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}(?!\w)")
_SERIAL = re.compile(
    r"(?<![\w-])(?:[0-9A-Fa-f]{2}(?:[ :-][0-9A-Fa-f]{2}){7,31}|(?=[A-Fa-f]{0,39}\d)[0-9A-Fa-f]{12,64})(?![\w-])"
)
_GUID = re.compile(r"(?<!\w)[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?!\w)")
#: last parts of names that are those of files
_FILES = frozenset({"aspx", "config", "dat", "dll", "etl", "exe", "htm", "html", "ini", "log", "mdf", "msi", "svc"})
_FILES |= {"txt", "xml", "zip", "cs", "ashx", "asmx", "manifest", "bak", "ldf", "ps1", "cab", "wav", "wma", "tmp"}


def hosts_named(text: str) -> Iterator[str]:
    """The names of servers and domains in a text, in small letters and in their order."""
    for match in _HOST.finditer(text[:_MOST]):
        last = match[0].rpartition(".")[2]
        if len(last) > 1 and (last.islower() or last.isupper()) and last.isalpha() and last.casefold() not in _FILES:
            yield match[0].casefold()


def addresses_named(text: str) -> Iterator[str]:
    """The IPv4 addresses in a text, in their order; numbers of versions are none."""
    for match in _ADDRESS.finditer(text[:_MOST]):
        try:
            address = ipaddress.IPv4Address(match[0])
        except ValueError:
            continue
        if not address.is_unspecified and int(address) >> 24:
            yield match[0]


def sip_addresses_named(text: str) -> Iterator[str]:
    """The addresses ``user@domain`` in a text, in small letters and in their order."""
    return (match[0].casefold() for match in _SIP.finditer(text[:_MOST]))


def serials_named(text: str) -> Iterator[str]:
    """Runs of hexadecimal digits that can be a serial number, without what stands between the digits."""
    return (re.sub(r"[ :-]", "", match[0]).casefold() for match in _SERIAL.finditer(text[:_MOST]))


def endpoints_named(text: str) -> frozenset[str]:
    """What an event is about: the SIP addresses and GUIDs in its text, by which events of one second go together."""
    guids = (match[0].casefold() for match in _GUID.finditer(text[:_MOST]))
    return frozenset((*sip_addresses_named(text), *guids))
