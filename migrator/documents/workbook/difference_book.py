"""The workbook of what changed between two snapshots: by kind, objects, moves between pools, fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from ...estate.catalogue import KINDS
from ...estate.counting import counted
from ...estate.difference import EstateDifference
from ...estate.kinds import Field, Item
from ...files import replacing
from ..people import People
from .book import Book
from .layout import read_layout
from .text import lines

_AMBIGUOUS = "a person"


@attrs.frozen(kw_only=True)
class DifferenceBook:
    """What the workbook says of itself: the names of both snapshots, when and by which version it was made."""

    before: str
    after: str
    made_at: datetime
    version: str


class Shown:
    """Names and values as the workbook shows them.

    Args:
        people: those of both snapshots where labels stand in place of people; none where names do.
    """

    def __init__(self, people: Sequence[People]) -> None:
        self._people = people
        self.labelled = bool(people)

    def title(self, item: Item) -> str:
        """The name of an object, or the label of a person."""
        return self._label(item.key) if item.of_person and self.labelled else self.text(item.title)

    def key(self, item: Item) -> str:
        """The key of an object, or the label of a person."""
        return self._label(item.key) if item.of_person and self.labelled else self.text(item.key)

    def value(self, field: Field, value: Any) -> str | None:
        """A value as text, each of several on its own line; nothing for an empty one."""
        texts = [str(each) for each in (value if isinstance(value, tuple) else (value,)) if each not in (None, "")]
        if not texts:
            return None
        return lines(self._label(text) if field.personal and self.labelled else self.text(text) for text in texts)

    def text(self, text: str) -> str:
        """A text without names of people, where labels stand in their place."""
        for people in self._people:
            text = people.without_names(text)
        return text

    def _label(self, text: str) -> str:
        labels = [people.label(text) for people in self._people]
        return next((label for label in reversed(labels) if label != _AMBIGUOUS), _AMBIGUOUS)


def export_difference(path: Path, found: EstateDifference, made: DifferenceBook, shown: Shown) -> None:
    """Write the workbook to *path*, completely or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    layout = read_layout()
    if shown.labelled:
        layout = attrs.evolve(layout, classification=layout.classification_labelled)
    tables = {
        "diff_kinds": list(_kinds(found)),
        "diff_objects": list(_objects(found, shown)),
        "diff_moves": list(_moves(found, shown)),
        "diff_fields": list(_fields(found, shown)),
        "diff_gaps": list(_gaps(found)),
    }
    footer = [
        f"From snapshot {shown.text(made.before)} to {shown.text(made.after)}, made with migrator {made.version}",
        f"{counted(found.same, 'object')} without a change",
    ]
    with replacing(path) as unfinished:
        book = Book(layout)
        titles: list[str] = []
        for id_, rows in tables.items():
            sheet = layout.sheets[id_]
            if rows or id_ == "diff_kinds":
                pages = book.reserve(sheet.name, len(rows))
                cells = ([row[column.id] for column in sheet.columns] for row in rows)
                book.table(pages, sheet.columns, cells, footer=footer if id_ == "diff_kinds" else ())
                titles += pages.titles
        properties = {
            "creator": f"migrator {made.version}",
            "lastModifiedBy": f"migrator {made.version}",
            "created": made.made_at,
            "title": f"Changes from {shown.text(made.before)} to {shown.text(made.after)}",
            "description": layout.classification,
        }
        book.save(unfinished, order=titles, properties=properties)


def _kinds(found: EstateDifference) -> Iterator[Mapping[str, Any]]:
    counts = {
        "added": Counter(item.kind for item in found.added),
        "removed": Counter(item.kind for item in found.removed),
        "renamed": Counter(pair.after.kind for pair in found.renamed),
        "moved": Counter(move.item.kind for move in found.moved),
        "changed": Counter(kind for kind, _ in {(each.item.kind, each.item.key) for each in found.changed}),
    }
    for kind, cls in KINDS.items():
        row = {name: counter[kind] or None for name, counter in counts.items()}
        if any(row.values()):
            yield {"kind": cls.label, **row}


def _objects(found: EstateDifference, shown: Shown) -> Iterator[Mapping[str, Any]]:
    for what, items in (("added", found.added), ("removed", found.removed)):
        for item in items:
            yield {"what": what, "kind": _label(item), "name": shown.title(item), "was": None, "key": shown.key(item)}
    for pair in found.renamed:
        names = {"name": shown.title(pair.after), "was": shown.title(pair.before), "key": shown.key(pair.after)}
        yield {"what": "renamed", "kind": _label(pair.after), **names}


def _moves(found: EstateDifference, shown: Shown) -> Iterable[Mapping[str, Any]]:
    return (
        {
            "kind": _label(move.item),
            "name": shown.title(move.item),
            "before": shown.text(move.before),
            "after": shown.text(move.after),
            "key": shown.key(move.item),
        }
        for move in found.moved
    )


def _fields(found: EstateDifference, shown: Shown) -> Iterable[Mapping[str, Any]]:
    return (
        {
            "kind": _label(change.item),
            "name": shown.title(change.item),
            "field": change.field.label,
            "before": shown.value(change.field, change.before),
            "after": shown.value(change.field, change.after),
            "key": shown.key(change.item),
        }
        for change in found.changed
    )


def _gaps(found: EstateDifference) -> Iterable[Mapping[str, Any]]:
    return ({"kind": KINDS[gap.kind].label, "side": gap.side, "reason": gap.reason} for gap in found.not_compared)


def _label(item: Item) -> str:
    return KINDS[item.kind].label
