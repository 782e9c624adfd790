"""Values of attributes of Active Directory: distinguished names, DN-with-binary, policy XML (r2-wmi-policy-xml)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import attrs

from ...errors import InputError
from ..mapping import Getter, Of
from ..xml import parse_xml

_PART = re.compile(r"((?:[^,\\]|\\.)+)(?:,|$)", re.DOTALL)
_BINARY = re.compile(r"B:(\d{1,6}):([0-9A-Fa-f]*):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([0-9A-Fa-f]{2}|.)", re.DOTALL)
_DECLARATION = re.compile(r"\s*<\?xml\b.*?\?>", re.DOTALL)
_DNS_NAME = re.compile(r"[\w.-]+")
_GUID_CN = re.compile(r"\{[0-9A-Fa-f-]{36}\}")


@attrs.frozen
class Linked:
    """A DN with a number in front of it (DN-with-binary)."""

    number: int | None
    dn: str


def linked(value: str) -> Linked:
    """``B:8:01000000:CN=...`` as number 1 and the DN; a plain DN has no number.

    The bytes are little-endian in public code, the documentation shows them big-endian: of both readings the smaller
    one is meant, as the numbers are small (types of policies, places in a list).
    """
    match = _BINARY.fullmatch(value)
    if not match or len(match[2]) % 2:
        return Linked(None, value)
    data = bytes.fromhex(match[2])
    return Linked(min(int.from_bytes(data, "little"), int.from_bytes(data, "big")), match[3])


def in_order(values: object) -> object:
    """The DNs of a list of DN-with-binary, by their numbers; those without a number come last."""
    if not isinstance(values, list):
        return values
    found = [linked(str(value)) for value in values]
    found.sort(key=lambda link: (link.number is None, link.number or 0))
    return [link.dn for link in found]


def policy(*types: int) -> Getter:
    """A getter of the user policy of one of *types* out of msRTCSIP-UserPolicy, in that order of preference."""

    def get(properties: Mapping[str, object]) -> str | None:
        values = properties.get("msRTCSIP-UserPolicy")
        links = [linked(str(value)) for value in (values if isinstance(values, list) else ())]
        found = {link.number: link.dn for link in links}
        return next((found[number] for number in types if number in found), None)

    return get


def bit(name: str, mask: int) -> Getter:
    """A getter of one bit of a number; None where the number is absent, a ValueError where it is not a number."""

    def get(properties: Mapping[str, object]) -> bool | ValueError | None:
        value = properties.get(name)
        if value is None or value == "":
            return None
        number = as_number(value)
        return ValueError(f"{value!r} is not a number") if number is None else bool(number & mask)

    return Of((name,), get, kept=True)


def as_number(value: object) -> int | None:
    """A number as Active Directory writes it, None for anything else."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value) else None


def names(dn: str) -> list[tuple[str, str]]:
    """The relative names of a DN, each as attribute in upper case and value without escapes."""
    parts = (part.partition("=") for part in _PART.findall(dn))
    return [(kind.strip().upper(), _ESCAPED.sub(_unescaped, value)) for kind, _, value in parts]


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if len(match[1]) == 2 else match[1]


def is_of_domain(dn: str) -> bool:
    """Whether each part of the domain is a DNS name; else the DN is cut, or goes on with the next line."""
    return all(_DNS_NAME.fullmatch(value) for kind, value in names(dn) if kind == "DC")


def forest(dn: str) -> str | None:
    """The DNS name of the domain a DN ends in; of the Configuration and Schema partitions that of the forest root."""
    return ".".join(value for kind, value in names(dn) if kind == "DC") or None


def computer(dn: str) -> str | None:
    """The FQDN of the computer that a service connection point lies under, as Active Directory names computers.

    ``CN=LC Services,CN=Microsoft,CN=FE1,OU=Servers,DC=contoso,DC=local`` is FE1.contoso.local. The connection point
    itself does not give a name; a computer whose DNS suffix is not that of its domain has another FQDN (inferred).
    """
    found = names(dn)
    above = [i for i, name in enumerate(found) if name[0] == "CN" and name[1].casefold() == "microsoft"]
    if not above or len(found) <= above[0] + 1 or ("CN", "Pools") in found:
        return None
    domain = forest(dn)
    return f"{found[above[0] + 1][1]}.{domain}" if domain else None


def common_guid(properties: Mapping[str, object]) -> str | None:
    """The CN of an object that is named by a GUID, which is how WMI knows it (InstanceID, inferred)."""
    found = names(str(properties["dn"]))
    return found[0][1] if found and _GUID_CN.fullmatch(found[0][1]) else None


def policy_content(text: str) -> dict[str, object]:
    """The named values of PolicyContent, a value that is repeated as a list; the first one is the policy's name.

    Raises:
        ValueError: it is not the documented XML.
    """
    try:
        root = parse_xml(io.BytesIO(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace")))
    except InputError as error:
        raise ValueError(f"PolicyContent: {error.message}") from error
    values: dict[str, object] = {}
    for element in root.iterfind("property"):
        name, value = element.get("name") or "", element.text or ""
        if name in values:
            earlier = values[name]
            values[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
        else:
            values[name] = value
    return values
