"""Sheets of kinds: one row per object, made only from the declaration of the kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from ...estate.catalogue import KINDS
from ...estate.estate import Estate
from ...estate.kinds import Difference, Field, Item, fields_of
from ...estate.naming import name_of_reference
from ...estate.references import resolved
from ...estate.users import User
from ...rules.engine.prediction import Finding
from .book import Book, CellLink, Note, Pages
from .cells import SheetRow
from .layout import Column, Layout
from .text import lines, nested, pairs

#: a kind that declares no more than this is described by its other properties
_FEW_FIELDS = 4
#: in place of a value that the evidence does not tell, and below one that it does not tell completely
UNKNOWN, IN_PART = "unknown", "... (not all)"
_TITLE_FIELDS = ("name", "display_name", "fqdn")


@attrs.frozen
class KindSheet:
    """The objects of one kind and their pages."""

    cls: type[Item]
    items: Sequence[Item]
    pages: Pages


def kinds_in_order(estate: Estate, layout: Layout, *, users: bool) -> list[tuple[type[Item], Sequence[Item]]]:
    """The kinds that have objects, in the order of their sheets: by area, then as declared.

    Users are left out unless a list of *users* is wanted.
    """
    found: dict[type[Item], list[Item]] = {}
    for item in estate:
        if isinstance(item, User) and not users:
            continue
        found.setdefault(type(item), []).append(item)
    declared = {name: number for number, name in enumerate(KINDS)}
    order = sorted(found, key=lambda cls: (layout.area_rank(cls.area), declared.get(cls.kind, len(declared))))
    return [(cls, found[cls]) for cls in order]


class SheetRows:
    """The rows of the workbook with each object and its first finding."""

    def __init__(self, sheets: Sequence[KindSheet], findings: Sequence[Finding], finding_pages: Pages) -> None:
        self._pages = {sheet.cls.kind: sheet.pages for sheet in sheets}
        self._rows: dict[tuple[str, str], dict[str, int]] = {}
        for sheet in sheets:
            for index, item in enumerate(sheet.items):
                self._rows.setdefault((item.kind, item.product), {}).setdefault(item.key.casefold(), index)
        self._findings: dict[tuple[str, str, str], tuple[list[str], SheetRow]] = {}
        for index, finding in enumerate(findings):
            identity = (finding.kind, finding.product, finding.key.casefold())
            rules, _ = self._findings.setdefault(identity, ([], finding_pages.row(index)))
            if finding.rule not in rules:
                rules.append(finding.rule)

    def of(self, kind: str, product: str, key: str) -> SheetRow | None:
        """The row of an object."""
        index = self._rows.get((kind, product), {}).get(key.casefold())
        return None if index is None else self._pages[kind].row(index)

    def findings(self, item: Item) -> CellLink | None:
        """Ids of the rules with a finding about *item*, linked to the first finding."""
        rules, row = self._findings.get((item.kind, item.product, item.key.casefold()), ([], None))
        return CellLink(lines(rules), row) if rules else None


def write_kind_sheet(book: Book, sheet: KindSheet, estate: Estate, sheet_rows: SheetRows) -> None:
    """Write the sheet of one kind; columns without any value are hidden, and the notes say so."""
    fields = fields_of(sheet.cls)
    utc = {f.name for f in fields if f.type == "datetime" and any(_is_utc(getattr(i, f.name)) for i in sheet.items)}
    columns = [Column("key", "Key"), Column("product", "Product")]
    columns += [_column(field, sheet.items, utc, estate) for field in fields]
    is_known = len(fields) > _FEW_FIELDS
    no_differences = not any(item.differences for item in sheet.items)
    columns += [
        Column("source", "Source", low=True, printed=False),
        Column("extra", "Other properties", low=is_known, printed=not is_known),
        Column("differences", "Differences", hidden=no_differences),
        Column("findings", "Findings", hidden=not any(map(sheet_rows.findings, sheet.items))),
    ]
    columns = [
        attrs.evolve(c, printed=False, low=True) if c.id in book.layout.print.screen_only else c for c in columns
    ]
    order = sorted(range(len(columns)), key=lambda number: not columns[number].printed)
    if hidden := [column.label for column in columns if column.hidden]:
        note = "Hidden columns, in which no row has a value: " + ", ".join(hidden)
        book.notes += [Note(title, note) for title in sheet.pages.titles]
    if untold := [f.label for f in fields if not all(item.knows(f.name) for item in sheet.items)]:
        note = f"Columns that the evidence does not tell of every row, or not completely: {', '.join(untold)}"
        book.notes += [Note(title, note) for title in sheet.pages.titles]
    if unprinted := [column.label for column in columns if not column.printed and not column.hidden]:
        note = "Columns that are not printed: " + ", ".join(unprinted)
        book.notes += [Note(title, note) for title in sheet.pages.titles]
    cells = (_row(item, fields, utc, book.layout, estate, sheet_rows) for item in sheet.items)
    rows = ([row[number] for number in order] for row in cells)
    named = bool(fields) and fields[0].name in _TITLE_FIELDS
    book.table(sheet.pages, [columns[n] for n in order], rows, frozen_columns=3 if named else 1, tab="tab_kind")


def _column(field: Field, items: Sequence[Item], utc: set[str], estate: Estate) -> Column:
    label = field.label
    if field.type == "datetime":
        label += " (UTC)" if field.name in utc else " (local time)"
    empty = all(estate.effective(item, field)[0] in (None, (), "") for item in items)
    return Column(field.name, label, hidden=empty)


def _row(
    item: Item, fields: Sequence[Field], utc: set[str], layout: Layout, estate: Estate, sheet_rows: SheetRows
) -> list[Any]:
    labels = {field.name: field.label for field in fields}
    return [
        item.key,
        layout.product(item.product),
        *(_shown(item, field, utc, estate, sheet_rows) for field in fields),
        lines(item.sources),
        pairs(_system_last(item.extra)),
        lines(_difference(labels.get(d.field, d.field), d) for d in item.differences),
        sheet_rows.findings(item),
    ]


def _difference(label: str, difference: Difference) -> str:
    time = f" ({difference.at:%Y-%m-%d %H:%M} UTC)" if difference.at else ""
    return f"{label}: {difference.source}{time} says {difference.value or 'that there is none'}"


def _system_last(extra: Mapping[str, Any]) -> Mapping[str, Any]:
    """*extra* with the system properties of WMI (``__SERVER``, ``__PATH``) at its end."""
    return dict(sorted(extra.items(), key=lambda entry: entry[0].startswith("__")))


def _shown(item: Item, field: Field, utc: set[str], estate: Estate, sheet_rows: SheetRows) -> Any:
    """The value of a field, or as much as the evidence tells of it."""
    value = _value(item, field, utc, estate, sheet_rows)
    _, holder = estate.effective(item, field)
    if item.knows(field.name) and (holder is None or holder.knows(field.name)):
        return value
    if isinstance(value, CellLink):
        return attrs.evolve(value, value=f"{value.value}\n{IN_PART}") if field.type == "list" else value
    return UNKNOWN if value is None else f"{value}\n{IN_PART}" if field.type in ("list", "parts") else value


def _value(item: Item, field: Field, utc: set[str], estate: Estate, sheet_rows: SheetRows) -> Any:
    value, holder = estate.effective(item, field)
    if value in (None, (), ""):
        return None
    if holder:
        return CellLink(value, sheet_rows.of(holder.kind, holder.product, holder.key))
    if field.refers_to:
        return _references(item, field, estate, sheet_rows)
    if field.type in ("part", "parts"):
        return nested(value, lambda kind, reference: _name(estate, kind, reference, item.product))
    if field.type == "list":
        return lines(value)
    if field.type == "datetime" and field.name in utc and not _is_utc(value):
        return f"{value.isoformat(sep=' ')} local time"
    return value


def _references(item: Item, field: Field, estate: Estate, sheet_rows: SheetRows) -> Any:
    """Names of what the field refers to; a reference without a target is shown as the evidence has it."""
    found = resolved(estate, item, field.name)
    names = lines(_named(reference, target) for reference, target in found)
    target = found[0][1]
    if len(found) > 1 or target is None:
        return names
    return CellLink(names, sheet_rows.of(target.kind, target.product, target.key))


def _named(reference: str, target: Item | None) -> str:
    """The name of what a reference refers to, followed by the address where the reference is one."""
    name = name_of_reference(reference, target)
    is_address = reference.casefold().startswith("sip:") and reference != name
    return f"{name} <{reference}>" if is_address else name


def _name(estate: Estate, kind: str, reference: str, product: str) -> str:
    return name_of_reference(reference, estate.find(kind, reference, product=product))


def _is_utc(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def findings_per_page(sheet: KindSheet, findings: Iterable[Finding], sheet_rows: SheetRows) -> Mapping[str, int]:
    """Findings about the objects on each page, without baseline noise."""
    counts = dict.fromkeys(sheet.pages.titles, 0)
    for finding in findings:
        row = sheet_rows.of(finding.kind, finding.product, finding.key)
        if row and row.sheet in counts and not finding.baseline:
            counts[row.sheet] += 1
    return counts


def by_product(sheet: KindSheet, layout: Layout) -> str:
    """How many objects each product has, e.g. ``OCS 2007 R2: 39, Lync 2010: 4``."""
    counts = Counter(layout.product(item.product) for item in sheet.items)
    return ", ".join(f"{product}: {count}" for product, count in counts.items())
