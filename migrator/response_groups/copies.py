"""Which migrated response group object is the copy of which legacy object."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from ..estate.call_flow_words import contact_of
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.response_groups import AgentGroup, BusinessHours, HolidaySet, Queue, Workflow
from ..estate.workflow_form import is_of_form
from ..rules.engine.model import LYNC2013
from .repairs import is_foreign
from .words import same_name

KINDS: tuple[type[Item], ...] = (Workflow, Queue, AgentGroup, BusinessHours, HolidaySet)
#: what -ResolveNameConflicts appends (move-csrgsconfiguration)
_NUMBERED = re.compile(r" \(\d+\)$")
#: suffix of the name of a private schedule (new-csrgshoursofbusiness, rgs2cqaa)
_PRIVATE = re.compile(r"_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
NamesOf = Callable[[Item], Iterator[str]]


class Copies:
    """The copy of each legacy object; an object is the copy of one at most.

    Objects are matched by id first, then by SIP URI, then by name, then by name without the number of a conflict.
    """

    def __init__(self, legacy: Estate, migrated: Estate) -> None:
        self._copies: dict[int, Item] = {}
        contacts: dict[int, str] = {}
        for workflow in legacy.of(Workflow):
            contact = contact_of(legacy, workflow)
            contacts[id(workflow)] = (contact.primary_uri if contact else None) or ""

        def uris(item: Item) -> Iterator[str]:
            yield from filter(None, (getattr(item, "primary_uri", None), contacts.get(id(item))))

        shown_again = _legacy_pools(legacy, migrated)
        for cls in KINDS:  # workflows are first
            free = {id(item): item for item in migrated.of(cls) if _pool(item) not in shown_again}
            named = [item for item in legacy.of(cls) if not is_of_form(item)]
            for names_of in (_key, uris, _name, _first_name):
                self._match([item for item in named if id(item) not in self._copies], free, names_of)
            for item in filter(is_of_form, legacy.of(cls)):
                self._match_of_workflow(item, legacy, migrated, free)

    def of(self, item: Item) -> Item | None:
        """The copy of a legacy object, or None."""
        return self._copies.get(id(item))

    def _match_of_workflow(self, item: Item, legacy: Estate, migrated: Estate, free: dict[int, Item]) -> None:
        """Hours and holidays that people wrote down for a workflow have no name: its copy refers to theirs."""
        workflow = legacy.find("workflow", item.key.rpartition("/")[0], product=item.product)
        copy = self._copies.get(id(workflow))
        field = "business_hours" if isinstance(item, BusinessHours) else "holiday_sets"
        for _, found in migrated.resolve(copy, field) if copy else ():
            if isinstance(found, type(item)) and id(found) in free:
                self._copies[id(item)] = free.pop(id(found))
                return

    def _match(self, items: list[Item], free: dict[int, Item], names_of: NamesOf) -> None:
        by_name: dict[str, list[Item]] = defaultdict(list)
        for copy in sorted(free.values(), key=is_foreign):
            for name in names_of(copy):
                by_name[same_name(name)].append(copy)
        for item in items:
            for name in names_of(item):
                found = [copy for copy in by_name[same_name(name)] if id(copy) in free]
                if found:
                    self._copies[id(item)] = free.pop(id(found[0]))
                    break


def plain(name: str) -> str:
    """A name without the suffix that a private schedule has."""
    return _PRIVATE.sub("", name)


def _legacy_pools(legacy: Estate, migrated: Estate) -> set[str]:
    """Pools whose objects Get-CsRgs* shows again beside the copies, in lower case (l13-rgs-r2)."""
    if not any(item.product == LYNC2013 for cls in KINDS for item in migrated.of(cls)):
        return set()
    items = (item for cls in KINDS for item in legacy.of(cls) if item.product != LYNC2013)
    return {_pool(item) for item in items} - {""}


def _pool(item: Item) -> str:
    return (getattr(item, "pool", None) or "").casefold()


def _key(item: Item) -> Iterator[str]:
    yield item.key


def _name(item: Item) -> Iterator[str]:
    yield item.title


def _first_name(item: Item) -> Iterator[str]:
    yield _NUMBERED.sub("", plain(item.title))
