"""Every telephone number and SIP address of an estate with all its holders, and where two of them collide.

That a number has one holder is published for users, common area phones, access numbers, workflows and Exchange UM
contacts (l13-enable-voice, get-cscommonareaphone, new-csdialinconferencingaccessnumber, new-csrgsworkflow,
new-csexumcontact), that an orbit has none for call park (l13-orbits).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import attrs

from .catalogue import KINDS
from .devices import ExchangeUmContact
from .estate import Estate
from .kinds import Field, Item, fields_of
from .number_ranges import overlapping
from .response_groups import Agent, ApplicationContact, Workflow
from .telephone import NumberRange, TelephoneLine, number_range, sip_address, telephone_line
from .voice import Announcement, CallParkOrbit, CallParkSettings, LocationPolicy, UnassignedNumber

#: what no two objects share: a distinguished name or a GUID
_UNIQUE_NAME = re.compile(r"cn=.+,.+=.+|\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?")


class Use(StrEnum):
    """What a number is to the object that has it."""

    LINE = "line"
    PRIVATE_LINE = "private line"
    ADDRESS = "SIP address"
    RANGE = "range"
    TARGET = "target of calls"
    EMERGENCY = "emergency number"


_HELD = (Use.LINE, Use.PRIVATE_LINE)
_USES = {
    "line_uri": Use.LINE,
    "private_line": Use.PRIVATE_LINE,
    "primary_uri": Use.ADDRESS,
    "sip_address": Use.ADDRESS,
}
_USES_OF_KIND: Mapping[type[Item], Mapping[str, Use]] = {
    Agent: {},  # its address is that of a user
    Announcement: {"target_uri": Use.TARGET},
    CallParkSettings: {"timeout_uri": Use.TARGET},
    UnassignedNumber: {"auto_attendant": Use.TARGET},
    LocationPolicy: {"dial_string": Use.EMERGENCY, "dial_mask": Use.EMERGENCY},
}
_RANGES: tuple[type[UnassignedNumber | CallParkOrbit], ...] = (UnassignedNumber, CallParkOrbit)


@attrs.frozen(eq=False)
class NumberEntry:
    """A number or address of an object.

    Attributes:
        text: in the form in which equal ones are equal; as written if it is neither number nor address.
        is_known: False if the evidence does not tell it, or not completely.
        line: the number, if it is one.
        range: the numbers of a range, if it is a valid one.
    """

    text: str
    item: Item
    use: Use
    is_known: bool = True
    line: TelephoneLine | None = None
    range: NumberRange | None = None


@attrs.frozen
class Numbers:
    """The numbers and addresses of an estate.

    Attributes:
        entries: all of them, by kind and in the order of reading; what a contact of the directory repeats of the object
            that it is the contact of is left out.
        shared: each number or address that several objects have, with the entries of each of these objects; of the
            entries of one object the first describes it best.
        parked: an entry whose number is in a range of call park orbits -> that range.
        overlaps: a range that begins inside another of its kind -> that other one.
        assigned: a range of unassigned numbers -> the entries whose numbers are in it.
    """

    entries: Sequence[NumberEntry]
    shared: Mapping[str, Sequence[Sequence[NumberEntry]]]
    parked: Mapping[NumberEntry, NumberEntry]
    overlaps: Mapping[NumberEntry, NumberEntry]
    assigned: Mapping[NumberEntry, Sequence[NumberEntry]]


def numbers_of(estate: Estate) -> Numbers:
    """Every number and address of *estate*, of all its products together: they have one directory.

    Objects are one where they are seen from several sides: an address in common, a distinguished name or a GUID, the
    contact that a workflow of OCS 2007 R2 names. What the evidence does not tell collides with nothing.
    """
    entries = [*_entries(estate), *_ranges(estate)]
    known = [entry for entry in entries if entry.is_known]
    held = [entry for entry in known if entry.use in _HELD]
    ranges = {(entry.item.kind, entry.item.key.casefold()): entry for entry in known if entry.range}.values()
    object_of = _objects(estate, known)
    shared = dict(_shared(held, object_of))
    shared |= _shared_addresses(entry for entry in known if entry.use is Use.ADDRESS)
    orbits = [entry for entry in ranges if isinstance(entry.item, CallParkOrbit)]
    unassigned = [entry for entry in ranges if isinstance(entry.item, UnassignedNumber)]
    dialled = [entry for entry in known if entry.use in (*_HELD, Use.EMERGENCY)]
    return Numbers(
        entries=[*_without_repeats(entries, object_of)],
        shared=shared,
        parked={entry: into[0] for entry, into in _inside(dialled, orbits)},
        overlaps=dict(pair for alike in (orbits, unassigned) for pair in _overlaps(alike)),
        assigned=_turned(_inside(held, unassigned)),
    )


def _entries(estate: Estate) -> Iterator[NumberEntry]:
    for cls in KINDS.values():
        uses = _USES_OF_KIND.get(cls, _USES)
        fields = [(field, uses[field.name]) for field in fields_of(cls) if field.name in uses]
        for item in estate.each(cls) if fields else ():
            for field, use in fields:
                yield from _entry(estate, item, field, use)
            if isinstance(item, ExchangeUmContact) and item.is_empty("line_uri") and item.display_number:
                yield _number(item.display_number, item, Use.LINE, is_known=item.knows("display_number"))


def _without_repeats(entries: Sequence[NumberEntry], object_of: Callable[[Item], int]) -> Iterator[NumberEntry]:
    def seen(entry: NumberEntry) -> tuple[object, ...]:
        return object_of(entry.item), entry.item.product, entry.use, entry.text

    described = {seen(e) for e in entries if e.is_known and not isinstance(e.item, ApplicationContact)}
    for entry in entries:
        if not (entry.is_known and isinstance(entry.item, ApplicationContact) and seen(entry) in described):
            yield entry


def _entry(estate: Estate, item: Item, field: Field, use: Use) -> Iterator[NumberEntry]:
    value, holder = estate.effective(item, field)
    is_known = (holder or item).knows(field.name)
    if value:
        for text in str(value).split(";") if use is Use.EMERGENCY else (str(value),):
            yield _number(text, item, use, is_known=is_known)
    elif not is_known and use is Use.LINE:
        yield NumberEntry("", item, use, is_known=False)


def _number(text: str, item: Item, use: Use, *, is_known: bool) -> NumberEntry:
    line = None if use is Use.ADDRESS else telephone_line(text)
    shown = line.text if line else sip_address(text) or " ".join(text.split())
    return NumberEntry(shown, item, use, is_known=is_known, line=line)


def _ranges(estate: Estate) -> Iterator[NumberEntry]:
    for cls in _RANGES:
        for item in estate.each(cls):
            first, last = item.range_start, item.range_end
            is_known = item.knows("range_start") and item.knows("range_end")
            if first or last or not is_known:
                text = " to ".join(dict.fromkeys((first or "?", last or "?")))
                numbers = number_range(first, last)
                if numbers and cls is CallParkOrbit and len(numbers.first) != len(numbers.last):
                    numbers = None  # both ends of a range of orbits have one length (new-cscallparkorbit)
                yield NumberEntry(text, item, Use.RANGE, is_known=is_known, range=numbers)


def _shared(
    held: Iterable[NumberEntry], object_of: Callable[[Item], int]
) -> Iterator[tuple[str, list[list[NumberEntry]]]]:
    """Numbers of several objects, with the entries of each object."""
    by_number: dict[str, list[NumberEntry]] = defaultdict(list)
    for entry in held:
        by_number[entry.text.casefold()].append(entry)
    for alike in by_number.values():
        objects: list[list[NumberEntry]] = []
        for entry in alike if len(alike) > 1 else ():
            own = next((one for one in objects if not _are_two(entry.item, one[0].item, object_of)), None)
            if own is None:
                objects.append([entry])
            else:  # a contact of the directory describes an object less well than what it is the contact of
                own.insert(0 if isinstance(own[0].item, ApplicationContact) else len(own), entry)
        if len(objects) > 1:
            yield objects[0][0].text, objects


def _are_two(item: Item, other: Item, object_of: Callable[[Item], int]) -> bool:
    """Whether two items are surely two objects: those that can be one need the names that would show it."""
    if object_of(item) == object_of(other):
        return False
    if item.kind == other.kind:
        return item.product == other.product or (_is_named(item) and _is_named(other))
    if item.of_person != other.of_person or ApplicationContact.kind not in (item.kind, other.kind):
        return True
    return _is_named(item) and _is_named(other)


def _is_named(item: Item) -> bool:
    """Whether the evidence tells what joins *item* with other views of its object."""
    names = (
        ("sip_address",) if item.of_person else ("primary_uri", *(["contact"] if isinstance(item, Workflow) else []))
    )
    return all(map(item.knows, names))


def _objects(estate: Estate, entries: Iterable[NumberEntry]) -> Callable[[Item], int]:
    """What gives the object that an item shows, as a number: items are of one object if a chain of names joins them."""
    copied = _copied_workflows(estate)
    above: list[int] = []
    place: dict[int, int] = {}
    named: dict[object, int] = {}

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    for entry in entries:
        at = place.setdefault(id(entry.item), len(above))
        if at == len(above):
            above.append(at)
            names: Iterable[object] = _names(estate, entry.item)
        else:
            names = ()
        if entry.use is Use.ADDRESS:
            names = (*names, (entry.item.of_person, entry.text))
        if isinstance(entry.item, Workflow) and entry.item.title.casefold() in copied:
            names = (*names, (entry.item.kind, entry.item.title.casefold()))
        for name in names:
            above[top(at)] = top(named.setdefault(name, at))
    return lambda item: top(place[id(item)])


def _names(estate: Estate, item: Item) -> Iterator[object]:
    """What names the object that *item* shows, and no other object."""
    yield item.kind, item.key.casefold()
    yield from _unique_names(item)
    if isinstance(item, Workflow):
        for _, contact in estate.resolve(item, "contact"):
            if contact:
                yield contact.kind, contact.key.casefold()


def _copied_workflows(estate: Estate) -> frozenset[str]:
    """Names that one workflow has in each of several products: the move makes copies of the same name."""
    products: dict[str, list[str]] = defaultdict(list)
    for workflow in estate.each(Workflow):
        products[workflow.title.casefold()].append(workflow.product)
    return frozenset(name for name, each in products.items() if 1 < len(each) == len(set(each)))


def _unique_names(item: Item) -> frozenset[str]:
    names = (name.casefold() for name in (item.key, *item.aliases))
    return frozenset(name for name in names if _UNIQUE_NAME.fullmatch(name))


def _shared_addresses(entries: Iterable[NumberEntry]) -> dict[str, list[list[NumberEntry]]]:
    """Addresses of several objects, with the entries of each."""
    by_address: dict[str, list[list[NumberEntry]]] = defaultdict(list)
    for entry in entries:
        objects = by_address[entry.text]
        own = next((one for one in objects if _may_be_one(entry.item, one[0].item)), None)
        if own is None:
            objects.append([entry])
        else:
            own.append(entry)
    return {address: objects for address, objects in by_address.items() if len(objects) > 1}


def _may_be_one(item: Item, other: Item) -> bool:
    """Whether two items with one address can be the same object: a contact is what other kinds are in the directory."""
    if item.of_person != other.of_person:
        return False
    if item.kind != other.kind:
        return ApplicationContact.kind in (item.kind, other.kind)
    names, others = _unique_names(item), _unique_names(other)
    return item.product != other.product or not names or not others or not names.isdisjoint(others)


def _inside(
    entries: Iterable[NumberEntry], ranges: Sequence[NumberEntry]
) -> Iterator[tuple[NumberEntry, list[NumberEntry]]]:
    """Each entry whose number is in a range, with those ranges."""
    for entry in entries if ranges else ():
        line = entry.line
        if line and (found := [each for each in ranges if each.range and line in each.range]):
            yield entry, found


def _turned(inside: Iterable[tuple[NumberEntry, list[NumberEntry]]]) -> dict[NumberEntry, list[NumberEntry]]:
    turned: dict[NumberEntry, list[NumberEntry]] = defaultdict(list)
    for entry, ranges in inside:
        for each in ranges:
            turned[each].append(entry)
    return dict(turned)


def _overlaps(entries: Iterable[NumberEntry]) -> Iterator[tuple[NumberEntry, NumberEntry]]:
    """Each range that begins inside another of its form, with that one."""
    alike: dict[Any, list[tuple[int, int, NumberEntry]]] = defaultdict(list)
    for entry in entries:
        if each := entry.range:
            length = len(each.first) if isinstance(entry.item, CallParkOrbit) else 0
            alike[each.sign, each.parameters, length].append((int(each.first), int(each.last), entry))
    for ranges in alike.values():
        yield from overlapping(ranges)
