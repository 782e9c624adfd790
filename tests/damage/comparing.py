"""Whether a damage of evidence was noticed: what is read differs only where a loss or an unknown field says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item, fields_of
from migrator.estate.provenance import SourceReport
from migrator.sources.reading import Reading

#: the key of what has none but its place
_PLACE = re.compile(r"#?\b(?:line|entry|event|record) \d+(?:, event \d+)?")

Read = tuple[list[Item], Sequence[SourceReport]]


def read(folder: Path) -> Read | None:
    """The objects of the evidence and the report of each source; None where all of it is refused."""
    reading = Reading([folder])
    try:
        estate = Estate(reading.items())
    except InputError:
        return None
    return list(estate), reading.reports


def silent_differences(before: Read, after: Read | None) -> Iterator[str]:
    """What was lost, changed or invented without a word, one line for each."""
    if after is None:
        return
    items, reports = after
    lost = any(report.has_losses for report in reports)
    now = _named(items)
    known = _named(before[0])
    for name, item in known.items():
        found = now.get(name)
        if found is None:
            if not lost:
                yield f"{item.kind} {item.key} is gone"
            continue
        for field in fields_of(type(item)):
            ours, theirs = getattr(item, field.name), getattr(found, field.name)
            if not _same(ours, theirs) and found.knows(field.name) and not _is_told(found, field.name):
                yield f"{item.kind} {item.key}: {field.name} was {_short(ours)}, is {_short(theirs)}"
    for name in now.keys() - known.keys():
        if not lost and now[name].kind != "other":
            yield f"{name[0]} {name[2]} is invented"
        elif not lost:
            yield f"{name[0]} {name[2]} is other, and no loss"


def _named(items: Sequence[Item]) -> dict[tuple[str, str, str], Item]:
    """The items by their key; a key that is a place in the file only counts, as a line more moves all below it."""
    named: dict[tuple[str, str, str], Item] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for item in items:
        name = (item.kind, item.product, item.key)
        if _PLACE.search(item.key):
            without = (item.kind, item.product, _PLACE.sub("", item.key))
            counts[without] += 1
            name = (*without[:2], f"{without[2]} {counts[without]}")
        named[name] = item
    return named


def _same(ours: Any, theirs: Any) -> bool:
    """Equal but for what a form cannot show: the fraction of a second and the zone of a time, the case of a scheme."""
    if isinstance(ours, datetime) and isinstance(theirs, datetime):
        return ours.replace(microsecond=0, tzinfo=None) == theirs.replace(microsecond=0, tzinfo=None)
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours == theirs or (ours[:4].casefold() == "tel:" and ours.casefold() == theirs.casefold())
    return bool(ours == theirs)


def _is_told(item: Item, field: str) -> bool:
    """The evidence has two values, and both are kept."""
    return any(difference.field == field for difference in item.differences)


def _short(value: Any) -> str:
    return repr(value)[:80]
