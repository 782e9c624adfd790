"""Reads the workbook of a checklist that people give back, without trust: sheets and columns by what they hold.

Excel and LibreOffice may have saved it; sheets may be renamed, rows sorted, columns moved. Times are read from cells
that Excel knows as dates or numbers, whatever the language in which they were written, and from text in ISO 8601.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel

from ...checklist.clock import kept, wall
from ...checklist.exchange import EDITED, TIMES, CellProblem, ExportedPlan, ExportedStep, GivenRow
from ...checklist.work import Status
from ...errors import InputError
from ..workbook.given import given_workbook
from ..workbook.layout import read_layout
from ..workbook.openpyxl_private import merged_ranges
from .contents import FACTS, KEPT, LABELLED, LAYOUT, MARK
from .steps_sheet import SHEET

_LARGEST_CONTENT_BYTES = 256 * 1024 * 1024
_MOST_ROWS = 50_000
#: what Excel counts as 1990-01-01 and 2200-01-01
_FIRST_DAY, _LAST_DAY = 32_874, 109_575
_NEEDED = ("key", "title", *EDITED)
#: a sheet with one of these is the one that is meant, though other headings were changed
_OWN_HEADINGS = {"evidence", "waits", "gate"}


def read_plan(path: Path) -> tuple[ExportedPlan, tuple[GivenRow, ...]]:
    """What was exported, and the rows as they came back.

    Raises:
        InputError: it cannot be read, was not exported by `checklist export`, or its sheet cannot be found.
    """
    what = "the workbook of a checklist"
    with given_workbook(path, what, largest_content_bytes=_LARGEST_CONTENT_BYTES) as workbook:
        return _read(path, workbook)


def _read(path: Path, workbook: Any) -> tuple[ExportedPlan, tuple[GivenRow, ...]]:
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
    exported = _exported(path, workbook)
    sheet, columns = _found(path, workbook)
    table = _Table(sheet.title, columns, exported, workbook.epoch)
    rows = tuple(table.rows(_merged(sheet, columns), sheet.iter_rows(min_row=2)))
    if not rows:
        raise InputError(f"{path}: the sheet {sheet.title} has no rows")
    return exported, rows


def _exported(path: Path, workbook: Any) -> ExportedPlan:
    """What the hidden sheet keeps.

    Raises:
        InputError: there is none, or not one that this version wrote.
    """
    for sheet in workbook.worksheets:
        rows = ([_text(value) for value in row] for row in sheet.iter_rows(values_only=True, max_col=30))
        first = next(rows, [])
        if first[:1] != [MARK]:
            continue
        again = "Export a new one with migrator checklist export, and copy your changes into it"
        if first[1:2] == [LABELLED]:
            raise InputError(
                f"{path}: it has labels in place of people, which would overwrite names",
                hint="Edit and give back a workbook that was exported without --people labels",
            )
        if first[1:2] != [LAYOUT]:
            raise InputError(f"{path}: exported by another version of migrator", hint=again)
        facts = {row[0]: row[1] for _, row in zip(FACTS, rows, strict=False) if len(row) > 1}
        changed = InputError(f"{path}: the hidden sheet {sheet.title} was changed", hint=again)
        if next(rows, [])[: len(KEPT) + len(EDITED)] != [*KEPT, *EDITED]:
            raise changed
        try:
            return ExportedPlan(
                identity=facts["identity"],
                revision=int(facts["revision"]),
                zone=ZoneInfo(facts["zone"]).key,
                track=facts["track"],
                snapshot=facts["snapshot"],
                at=datetime.fromisoformat(facts["at"]),
                steps={row[0]: _step(row) for row in rows if row and row[0]},
            )
        except (KeyError, ValueError, ZoneInfoNotFoundError):
            raise changed from None
    raise InputError(
        f"{path}: it does not say what was exported: not a workbook of `migrator checklist export`, or without its "
        "hidden sheet",
        hint="Export one with migrator checklist export, and edit that",
    )


def _step(row: Sequence[str]) -> ExportedStep:
    key, title, status, *values = (*row, *[""] * len(EDITED))[: len(KEPT) + len(EDITED)]
    named = dict(zip(EDITED, values, strict=True))
    return ExportedStep(key=key, title=title, shown_status=str(Status(status)), values=named)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _found(path: Path, workbook: Any) -> tuple[Any, Mapping[str, int]]:
    """The sheet with the headings of the checklist, whatever its name, and the place of each column.

    Raises:
        InputError: there is none, more than one, or one that lacks a heading.
    """
    labels = {column.label.casefold(): column.id for column in read_layout().sheets[SHEET].columns}
    complete, others = [], []
    for sheet in workbook.worksheets:
        if next(sheet.iter_rows(values_only=True, max_row=1, max_col=1), ("",))[0:1] == (MARK,):
            continue
        first = next(sheet.iter_rows(values_only=True, max_row=1), ())
        headings = [_text(value).partition(" (")[0].strip().casefold() for value in first]
        columns = {labels[text]: at for at, text in reversed(list(enumerate(headings))) if text in labels}
        missing = [id_ for id_ in _NEEDED if id_ not in columns]
        twice = [text for text in set(headings) if text in labels and headings.count(text) > 1]
        if not missing and not twice:
            complete.append((sheet, columns))
        elif _OWN_HEADINGS & columns.keys():
            named = {id_: label for label, id_ in labels.items()}
            what = [f"lacks the heading {named[id_].capitalize()}" for id_ in missing]
            others.append(f"the sheet {sheet.title} {', '.join(what + [f'has {text} twice' for text in twice])}")
    if len(complete) > 1:
        names = ", ".join(sheet.title for sheet, _ in complete)
        raise InputError(f"{path}: several sheets have the headings of the checklist: {names}", hint="Leave one")
    if complete:
        return complete[0]
    said = others or ["no sheet has the headings of the checklist in its first row"]
    raise InputError(f"{path}: {'; '.join(said)}", hint="Write the headings as they were exported")


def _merged(sheet: Any, columns: Mapping[str, int]) -> dict[int, str]:
    """The rows of which a cell is merged with others in a column that is read, with the range."""
    found: dict[int, str] = {}
    read = {columns[id_] + 1 for id_ in _NEEDED}
    for reference in merged_ranges(sheet):
        left, top, right, bottom = range_boundaries(reference)
        if read & set(range(left or 1, (right or 1) + 1)):
            found |= dict.fromkeys(range(top or 1, min(bottom or 1, _MOST_ROWS) + 1), reference)
    return found


@attrs.frozen
class _Table:
    """Reads the rows of the sheet."""

    sheet: str
    columns: Mapping[str, int]
    exported: ExportedPlan
    epoch: datetime

    def rows(self, merged: Mapping[int, str], cells: Iterator[Sequence[Any]]) -> Iterator[GivenRow]:
        for number, row in enumerate(cells, 2):
            values = {id_: row[at] if at < len(row) else None for id_, at in self.columns.items() if id_ in _NEEDED}
            if all(cell is None or cell.value in (None, "") for cell in values.values()) and number not in merged:
                continue
            if number > _MOST_ROWS:
                raise InputError(f"the sheet {self.sheet} has more than {_MOST_ROWS:,} rows")
            yield self._row(number, values, merged.get(number, ""))

    def _row(self, number: int, cells: Mapping[str, Any], merged: str) -> GivenRow:
        addresses = {id_: f"{self.sheet}!{get_column_letter(self.columns[id_] + 1)}{number}" for id_ in _NEEDED}
        problems = []
        if merged:
            why = f"{merged} is merged, so that its other cells hold nothing: unmerge it"
            problems.append(CellProblem(f"{self.sheet}!{number}:{number}", why))
        texts: dict[str, str] = {}
        for id_ in ("key", "title"):
            try:
                texts[id_] = _plain(cells[id_])
            except ValueError as error:
                texts[id_] = ""
                problems.append(CellProblem(addresses[id_], str(error)))
        base = self.exported.steps.get(texts["key"])
        values: dict[str, str] = {}
        for id_ in () if merged else EDITED:
            try:
                values[id_] = self._value(id_, cells[id_], base.values[id_] if base else "")
            except ValueError as error:
                problems.append(CellProblem(addresses[id_], str(error)))
        return GivenRow(
            key=texts["key"], title=texts["title"], values=values, addresses=addresses, problems=tuple(problems)
        )

    def _value(self, field: str, cell: Any, exported: str) -> str:
        """The value of a cell as it is kept.

        Raises:
            ValueError: it is not one that the field can have.
        """
        if field in TIMES:
            return self._time(cell, exported)
        text = _plain(cell)
        if field != "status":
            return text
        known = [status.value for status in Status]
        status = " ".join(text.casefold().split()) or Status.OPEN.value
        if status not in known:
            raise ValueError(f"{text!r} is not a status: {', '.join(known)}")
        return status

    def _time(self, cell: Any, exported: str) -> str:
        """A time as it is kept; the exported one where the clock shows what it showed then."""
        value = _checked(cell)
        if value in (None, ""):
            return ""
        shown = _clock_time(value, self.epoch)
        zone = ZoneInfo(self.exported.zone)
        before = datetime.fromisoformat(exported) if exported else None
        if before and shown.tzinfo is None and wall(before, zone) == _to_minute(shown):
            return exported
        return kept(shown, zone)


def _clock_time(value: object, epoch: datetime) -> datetime:
    """The time that a cell holds.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, int | float) and not isinstance(value, bool) and _FIRST_DAY <= value < _LAST_DAY:
        found = from_excel(value, epoch)
        if isinstance(found, datetime):
            return found
    try:
        return datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(
            f"{str(value)[:40]!r} is not a date: write it as your Excel writes dates, or as 2014-03-08 20:00"
        ) from None


def _to_minute(value: datetime) -> datetime:
    return (value + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _checked(cell: Any) -> Any:
    """The value of a cell.

    Raises:
        ValueError: it holds a formula or an error.
    """
    if cell is None:
        return None
    if cell.data_type == "f":
        raise ValueError("a formula, which is not read: write the value")
    if cell.data_type == "e":
        raise ValueError(f"an error of Excel ({cell.value}): write the value")
    return cell.value


def _plain(cell: Any) -> str:
    """The text of a cell, "" for an empty one; a whole number without decimals, a date as ISO 8601."""
    value = _checked(cell)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip()
