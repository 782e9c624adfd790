"""Hosts files: an address and its names on a line; comments begin with #."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from ...estate.network import HostsEntry
from ..bundle import Member
from ..format import Collected, Cut, Format, Origin, ReadResult
from ..record import Rejected
from ..text.decoding import ANSI, head_text, open_text
from .outputs import LONGEST_LINE, place_of

_NAME = re.compile(r"[^\s#:/\\\[\]<>|{}()\"=,;]{1,255}")

#: a name and the address of the next line, whose line end is lost
_GLUED = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}$")
#: an entry whose line end is lost behind a comment
_IN_COMMENT = re.compile(r"#.*[^\s\d.#](?:\d{1,3}\.){3}\d{1,3}\s+[A-Za-z]")


def _matches(member: Member, head: bytes) -> bool:
    """A file called hosts; else one whose first lines are comments and entries only, as copies are called otherwise."""
    lines = [line for line in head_text(head).splitlines() if line.strip()]
    entries = [line for line in lines if not line.lstrip().startswith("#")]
    if re.fullmatch(r"(?:.*[-_. ])?hosts(?:[-_. ].*)?", member.name, re.IGNORECASE) and any(map(_is_entry, entries)):
        return True
    if member.name.casefold() == "hosts":
        return bool(lines) and not entries
    return bool(entries) and all(map(_is_entry, entries[:20]))


def _is_entry(line: str) -> bool:
    return len(line) <= LONGEST_LINE and _entry(line) is not None


def _entry(line: str) -> tuple[str, tuple[str, ...]] | None:
    """Address and names of a line, None if it is not an entry."""
    address, *names = line.partition("#")[0].split() or [""]
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return None
    if not names or not any(map(str.isalpha, names[0])):
        return None
    is_entry = all(_NAME.fullmatch(name) and not _GLUED.search(name) for name in names)
    return (address, tuple(names)) if is_entry else None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    yield from text.closing()
    place = place_of(member, origin)
    yield Collected(place.product, ("hosts_entry",))
    lines = text.lines()
    is_empty = True
    for number, line in enumerate(lines, start=1):
        if not line.partition("#")[0].strip():
            if "#" in line and len(line) <= LONGEST_LINE and _IN_COMMENT.search(line):
                yield Rejected(f"line {number}", f"an entry that has run into a comment ({line.strip()[:60]!r})")
                is_empty = False
            continue
        is_empty = False
        entry = _entry(line) if len(line) <= LONGEST_LINE else None
        if entry is None:
            yield Rejected(f"line {number}", f"not an address with names ({line.strip()[:60]!r})")
            continue
        address, names = entry
        yield HostsEntry(
            **place.common(number, address, *names[:3]), machine=place.machine, address=address, names=names
        )
    if is_empty:
        yield HostsEntry(**place.common(1, "(no entries)"), machine=place.machine)
    if lines.unended:
        yield Cut(f"the last line has no line end, and may be cut ({lines.unended.strip()[:60]!r})")


FORMAT = Format("hosts file", _matches, _read)
