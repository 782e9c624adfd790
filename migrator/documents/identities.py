"""Which objects of an estate are one person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..estate.estate import Estate
from ..estate.kinds import Item
from .spelling import SID, address_of, exact, phone_of

_GUID = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?")


def identities(estate: Estate) -> dict[int, str]:
    """What names each person in every snapshot, by the `id` of the object.

    Objects are one person where they share a SIP address, a SID, a distinguished name or a GUID; an agent also where
    its address is another address of one user. The identity is the SIP address, else the first of these in the
    alphabet, else product, kind and key.
    """
    persons = [item for item in estate if item.of_person]
    groups = _Groups()
    for item in persons:
        groups.join(_own(item), *_certain(item))
    others: dict[str, set[str]] = {}
    for item in persons:
        for alias in item.aliases:
            if address := address_of(alias):
                others.setdefault(address, set()).add(groups.of(_own(item)))
    for item in persons:
        if getattr(item, "sip_address", None) and estate.resolve(item, "sip_address"):
            users = others.get(address_of(item.sip_address) or "", set())  # type: ignore[attr-defined]
            if len(users) == 1:
                groups.join(_own(item), *users)
    names: dict[str, set[str]] = {}
    for item in persons:
        names.setdefault(groups.of(_own(item)), set()).update(_certain(item) or (_own(item),))
    best = {group: min(found, key=lambda name: ("@" not in name, name)) for group, found in names.items()}
    return {id(item): best[groups.of(_own(item))] for item in persons}


def _own(item: Item) -> str:
    return f"{item.product} {item.kind} {item.key.casefold()}"


def _certain(item: Item) -> tuple[str, ...]:
    """What no two persons share: the SIP address, and SID, distinguished name and GUID among the other names."""
    found = [exact(name) for name in (item.key, *item.aliases, getattr(item, "user_sid", None) or "")]
    certain = [name.strip("{}") for name in found if SID.fullmatch(name) or _GUID.fullmatch(name) or _is_dn(name)]
    address = getattr(item, "sip_address", None) or item.key
    return (*_addresses(address), *certain)


def _addresses(text: str) -> Iterator[str]:
    if (address := address_of(text)) and not phone_of(text):
        yield address


def _is_dn(name: str) -> bool:
    return name.startswith("cn=") and "dc=" in name


class _Groups:
    """Names that belong together."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name that stands for the group of *name*."""
        parent = self._parents.setdefault(name, name)
        while parent != self._parents[parent]:
            self._parents[name] = parent = self._parents[parent]
        return parent

    def join(self, first: str, *others: str) -> None:
        """Put the groups of all these names together."""
        for other in others:
            self._parents[self.of(other)] = self.of(first)
