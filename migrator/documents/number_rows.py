"""The list of numbers and SIP addresses as documents show it: a row for each object that has one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import attrs

from ..estate.estate import Estate
from ..estate.kinds import Item, fields_of
from ..estate.naming import name_of_reference
from ..estate.numbers import NumberEntry, Numbers, Use, numbers_of
from ..rules.engine.values import Amount, ItemRef, Places, fill, items

_POOLS = ("pool", "announcement_service", "call_park_service")


class NumberProblem(StrEnum):
    """What is wrong with a number, or to know about it."""

    SHARED = "shared"
    PARKED = "parked"
    OVERLAPS = "overlaps"
    ASSIGNED = "assigned"
    UNKNOWN = "unknown"
    CUT = "cut"


#: what only informs: assigned numbers may be in the table of unassigned ones
HARMLESS = frozenset({NumberProblem.ASSIGNED})
_WORDS = {
    NumberProblem.SHARED: "also of {others}",
    NumberProblem.PARKED: "in the range of call park orbits {range}",
    NumberProblem.OVERLAPS: "overlaps {other}",
    NumberProblem.ASSIGNED: "{count:number of it is|numbers of it are} assigned, which is allowed",
    NumberProblem.UNKNOWN: "not evaluated: the evidence does not tell it",
    NumberProblem.CUT: "not evaluated: the evidence does not tell all of it",
}


@attrs.frozen(kw_only=True)
class NumberRow:
    """A number or address of an object.

    Attributes:
        number: in the form in which equal ones are equal; "" if it is not known.
        owner: the object that has it.
        is_of_person: whether that object is a person.
        pool: the pool of the object, by name; "" if it has none.
        problems: each with what fills its words.
    """

    number: str
    use: Use
    owner: ItemRef
    is_of_person: bool
    pool: str
    problems: tuple[tuple[NumberProblem, Places], ...]

    @property
    def problem(self) -> str:
        """The problems in words; "" if there is none."""
        return "; ".join(fill(_WORDS[problem], places) for problem, places in self.problems)

    @property
    def collides(self) -> bool:
        """Whether something is wrong with the number."""
        return any(problem not in {*HARMLESS, NumberProblem.UNKNOWN, NumberProblem.CUT} for problem, _ in self.problems)


def number_rows(estate: Estate) -> tuple[NumberRow, ...]:
    """Every number and SIP address of *estate*: numbers in order, then addresses, then what is not known."""
    numbers = numbers_of(estate)
    problems = _problems(numbers)
    ordered = sorted(numbers.entries, key=lambda entry: (not entry.text, entry.text.startswith("sip:"), entry.text))
    return tuple(
        NumberRow(
            number=entry.text,
            use=entry.use,
            owner=ItemRef.of(entry.item),
            is_of_person=entry.item.of_person,
            pool=_pool(estate, entry.item),
            problems=tuple(problems.get(entry, ())),
        )
        for entry in ordered
    )


def _problems(numbers: Numbers) -> Mapping[NumberEntry, list[tuple[NumberProblem, Places]]]:
    found: dict[NumberEntry, list[tuple[NumberProblem, Places]]] = defaultdict(list)
    for entry, problem, places in _each_problem(numbers):
        found[entry].append((problem, places))
    return found


def _each_problem(numbers: Numbers) -> Iterator[tuple[NumberEntry, NumberProblem, Places]]:
    for objects in numbers.shared.values():
        for own in objects:
            others = {"others": items(each[0].item for each in objects if each is not own)}
            yield from ((entry, NumberProblem.SHARED, others) for entry in own)
    for entry, orbits in numbers.parked.items():
        yield entry, NumberProblem.PARKED, {"range": orbits.item}
    for entry, other in numbers.overlaps.items():
        yield entry, NumberProblem.OVERLAPS, {"other": other.item}
        yield other, NumberProblem.OVERLAPS, {"other": entry.item}
    for entry, inside in numbers.assigned.items():
        yield entry, NumberProblem.ASSIGNED, {"count": Amount(len(inside))}
    for entry in numbers.entries:
        if not entry.is_known:
            yield entry, NumberProblem.CUT if entry.text else NumberProblem.UNKNOWN, {}


def _pool(estate: Estate, item: Item) -> str:
    fields = [field.name for field in fields_of(type(item)) if field.name in _POOLS]
    references = (reference for field in fields for reference in estate.resolve(item, field))
    return next((name_of_reference(*reference) for reference in references), "")


def problems_counted(rows: Iterable[NumberRow]) -> Mapping[NumberProblem, int]:
    """How many numbers and ranges have each problem, the worst first; a number of several objects counts once."""
    found: dict[NumberProblem, set[object]] = defaultdict(set)
    for row in rows:
        for problem, _ in row.problems:
            found[problem].add(row.number if problem is NumberProblem.SHARED else (row.number, row.owner))
    return {problem: len(found[problem]) for problem in NumberProblem if problem in found}
