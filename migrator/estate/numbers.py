"""Every telephone number and SIP address of an estate with all its holders, and where two of them collide.

That a number has one holder is published for users, common area phones, access numbers, workflows and Exchange UM
contacts (l13-enable-voice, get-cscommonareaphone, new-csdialinconferencingaccessnumber, new-csrgsworkflow,
new-csexumcontact), that an orbit has no holder (l13-orbit-table).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from weakref import WeakKeyDictionary

import attrs

from .catalogue import KINDS
from .devices import ExchangeUmContact
from .estate import Estate
from .kinds import Field, Item, fields_of
from .number_ranges import overlapping
from .observation import unobserved
from .response_groups import Agent, ApplicationContact, Workflow
from .telephone import NumberRange, TelephoneLine, form_of, number_range, sip_address, telephone_line
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


#: estate -> identity of an object -> its entries
_MADE: WeakKeyDictionary[Estate, dict[int, tuple[NumberEntry, ...]]] = WeakKeyDictionary()
#: the entries of each object that has a number; of the entries of one object the first describes it best
Holders = Sequence[Sequence[NumberEntry]]


@attrs.frozen
class Numbers:
    """The numbers and addresses of an estate.

    Attributes:
        entries: all of them, by kind and in the order of reading; what a contact of the directory repeats of the object
            that it is the contact of is left out.
        shared: as `shared_numbers` gives it.
        parked: as `parked_numbers` gives it.
        overlaps: as `overlapping_ranges` gives it.
        assigned: as `assigned_numbers` gives it.
    """

    entries: Sequence[NumberEntry]
    shared: Mapping[str, Holders]
    parked: Mapping[NumberEntry, NumberEntry]
    overlaps: Mapping[NumberEntry, NumberEntry]
    assigned: Mapping[NumberEntry, Sequence[NumberEntry]]


def kinds_with_numbers() -> frozenset[str]:
    """The kinds whose objects have a number or an address."""
    held = {cls.kind for cls in KINDS.values() if any(f.name in _USES_OF_KIND.get(cls, _USES) for f in fields_of(cls))}
    return frozenset(held | {cls.kind for cls in _RANGES})


def numbers_of(estate: Estate) -> Numbers:
    """Every number and address of *estate*, of all its products together: they have one directory."""
    entries, ranges = [*_entries(estate)], [*_ranges(estate)]
    object_of = _objects(estate, entries)
    return Numbers(
        entries=[*_without_repeats(entries, object_of), *ranges],
        shared=_shared(entries, object_of),
        parked=_parked(entries, ranges),
        overlaps=_overlaps(ranges),
        assigned=_assigned(entries, ranges),
    )


def shared_numbers(estate: Estate) -> Mapping[str, Holders]:
    """Each number or address that several objects have, with the entries of each of these objects.

    Objects are one where they are seen from several sides: an address in common, a distinguished name or a GUID, the
    contact that a workflow of OCS 2007 R2 names. What the evidence does not tell collides with nothing.
    """
    entries = [*_entries(estate)]
    objects = cache(lambda: _objects(estate, entries))

    def object_of(item: Item) -> int:
        return objects()(item)  # asked only where a number stands twice

    return _shared(entries, object_of)


def parked_numbers(estate: Estate) -> Mapping[NumberEntry, NumberEntry]:
    """The entries whose numbers are in a range of call park orbits, each with the first such range."""
    ranges = [*_ranges(estate)]
    return _parked([*_entries(estate)], ranges) if ranges else {}


def assigned_numbers(estate: Estate) -> Mapping[NumberEntry, Sequence[NumberEntry]]:
    """The ranges of unassigned numbers that have assigned ones, each with the entries of these numbers."""
    ranges = [*_ranges(estate)]
    return _assigned([*_entries(estate)], ranges) if ranges else {}


def overlapping_ranges(estate: Estate) -> Mapping[NumberEntry, NumberEntry]:
    """The ranges that begin inside another of their kind, each with that other one."""
    return _overlaps([*_ranges(estate)])


def _entries(estate: Estate) -> Iterator[NumberEntry]:
    """The entries of all objects; those of an object of which all is known are made once for all rules.

    Of other objects it is noted each time what is read of them although the evidence does not tell it.
    """
    made = _MADE.setdefault(unobserved(estate), {})
    for cls in KINDS.values():
        uses = _USES_OF_KIND.get(cls, _USES)
        fields = [(field, uses[field.name]) for field in fields_of(cls) if field.name in uses]
        is_alone = not any(field.through for field, _ in fields)
        for item in estate.each(cls) if fields else ():
            if item.unknown or not is_alone:
                yield from _entries_of(estate, item, fields)
                continue
            found = made.get(id(item))
            if found is None:
                found = made[id(item)] = tuple(_entries_of(estate, item, fields))
            yield from found


def _entries_of(estate: Estate, item: Item, fields: Iterable[tuple[Field, Use]]) -> Iterator[NumberEntry]:
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
    value, holder = estate.effective(item, field) if field.through else (getattr(item, field.name), None)
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


def _shared(entries: Sequence[NumberEntry], object_of: Callable[[Item], int]) -> Mapping[str, Holders]:
    known = [entry for entry in entries if entry.is_known]
    held = (entry for entry in known if entry.use in _HELD)
    addresses = (entry for entry in known if entry.use is Use.ADDRESS)
    return dict(_shared_lines(held, object_of)) | _shared_addresses(addresses)


def _shared_lines(
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


def _usable(ranges: Iterable[NumberEntry], kind: type[Item]) -> list[NumberEntry]:
    """The valid ranges of a kind; one that two versions of Lync show once."""
    usable = (entry for entry in ranges if entry.is_known and entry.range and isinstance(entry.item, kind))
    return [*{entry.item.key.casefold(): entry for entry in usable}.values()]


def _parked(entries: Iterable[NumberEntry], ranges: Iterable[NumberEntry]) -> dict[NumberEntry, NumberEntry]:
    dialled = (entry for entry in entries if entry.is_known and entry.use in (*_HELD, Use.EMERGENCY))
    return {entry: orbits[0] for entry, orbits in _inside(dialled, _usable(ranges, CallParkOrbit))}


def _assigned(entries: Iterable[NumberEntry], ranges: Iterable[NumberEntry]) -> dict[NumberEntry, list[NumberEntry]]:
    turned: dict[NumberEntry, list[NumberEntry]] = defaultdict(list)
    held = (entry for entry in entries if entry.is_known and entry.use in _HELD)
    for entry, found in _inside(held, _usable(ranges, UnassignedNumber)):
        for each in found:
            turned[each].append(entry)
    return dict(turned)


def _inside(
    entries: Iterable[NumberEntry], ranges: Iterable[NumberEntry]
) -> Iterator[tuple[NumberEntry, list[NumberEntry]]]:
    """Each entry whose number is in a range, with those ranges."""
    forms: dict[object, list[tuple[int, int, NumberEntry]]] = defaultdict(list)
    for each in ranges:
        if numbers := each.range:
            forms[numbers.form].append((int(numbers.first), int(numbers.last), each))
    for alike in forms.values():
        alike.sort(key=lambda one: one[:2])
    for entry in entries:
        if not entry.line or not forms:
            continue
        form, digits = form_of(entry.line)
        if form not in forms or not digits.isdecimal():
            continue
        number, alike = int(digits), forms[form]
        before = bisect_right(alike, number, key=lambda one: one[0])
        found = [each for _, last, each in alike[:before] if number <= last and each.range and entry.line in each.range]
        if found:
            yield entry, found


def _overlaps(ranges: Sequence[NumberEntry]) -> dict[NumberEntry, NumberEntry]:
    """Each range that begins inside another of its form, with that one."""
    alike: dict[object, list[tuple[int, int, NumberEntry]]] = defaultdict(list)
    for entry in (*_usable(ranges, UnassignedNumber), *_usable(ranges, CallParkOrbit)):
        if numbers := entry.range:
            length = len(numbers.first) if isinstance(entry.item, CallParkOrbit) else 0
            alike[entry.item.kind, numbers.form, length].append((int(numbers.first), int(numbers.last), entry))
    return {entry: other for each in alike.values() for entry, other in overlapping(each)}
