"""Names of servers as they are compared, and names in place of those by which OCS 2007 R2 refers to objects.

OCS 2007 R2 refers by distinguished names: ``CN={GUID},CN=...``.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from .estate import Estate
from .kinds import Item, ItemType, fields_of

_DN = re.compile(r"CN=(?P<name>(?:[^,\\]|\\.)*),", re.IGNORECASE)
_GUID = re.compile(r"\{[0-9A-F-]{36}\}", re.IGNORECASE)


def short_name(name: str | None) -> str:
    """The name of a computer without its domain, as it is compared: evidence may name a server by either.

    WMI and many outputs name an Edge server so, which is in no domain.
    """
    return (name or "").partition(".")[0].casefold()


def server_of(reference: str | None) -> str:
    """The server of a service: ``edge.contoso.local`` of ``EdgeServer:edge.contoso.local.``; "" for none."""
    return (reference or "").rpartition(":")[2].strip().rstrip(".")


def name_of_reference(reference: str, target: Item | None) -> str:
    """The name of what a reference leads to; of a GUID that leads nowhere, that it does."""
    if target:
        return target.title
    match = _DN.match(reference)
    if match and _GUID.fullmatch(match["name"]):
        return f"not in this evidence: {match['name'].lower()}"
    return reference


def with_names(estate: Estate, item: ItemType) -> ItemType:
    """The item with names in the place of distinguished names that it refers to; other references stay."""
    changes: dict[str, Any] = {}
    for field in fields_of(type(item)):
        if not field.refers_to or not getattr(item, field.name):
            continue
        resolved = estate.resolve(item, field.name)
        if any(_DN.match(reference) for reference, _ in resolved):
            names = tuple(name_of_reference(r, found) if _DN.match(r) else r for r, found in resolved)
            changes[field.name] = names if field.type == "list" else names[0]
    return attrs.evolve(item, **changes) if changes else item
