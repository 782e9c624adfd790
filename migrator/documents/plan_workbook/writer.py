"""Writes the workbook of a checklist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from ...checklist.clock import wall
from ...checklist.exchange import TIMES
from ...checklist.journal import JournalEntry, clock
from ...estate.counting import counted
from ...files import replacing
from ..workbook.book import FACT, LABEL, MUTED, TITLE, Book
from ..workbook.cells import cell, content
from ..workbook.layout import read_layout
from ..workbook.text import lines
from . import progress_sheet, timeline_sheet
from .contents import HIDDEN_SHEET, PlanContents
from .steps_sheet import SHEET, labels, write_exported, write_steps

_HELP = "How to"
_TIMES = "plan_times"


def write_plan(path: Path, contents: PlanContents) -> None:
    """Write the workbook to *path*, completely or not at all.

    Raises:
        InputError: it cannot be written.
    """
    with replacing(path) as unfinished:
        layout = read_layout()
        book = Book(layout)
        names = (layout.sheets[SHEET].name, timeline_sheet.NAME, progress_sheet.NAME, layout.sheets[_TIMES].name)
        pages = [book.reserve(name, 0) for name in (*names, _HELP, HIDDEN_SHEET)]
        titles = [page.titles[0] for page in pages]
        write_steps(book, titles[0], contents)
        timeline_sheet.write_timeline(book, titles[1], contents)
        progress_sheet.write_progress(book, titles[2], contents)
        columns = layout.sheets[_TIMES].columns
        named = zip(columns, labels(columns, contents.zone), strict=True)
        shown = [attrs.evolve(column, label=label) for column, label in named]
        rows = [[row[column.id] for column in columns] for row in _timed_rows(contents)]
        book.table(book.fill(pages[3], len(rows)), shown, rows, frozen_columns=layout.sheets[_TIMES].frozen)
        _write_help(book, titles[4], contents)
        write_exported(book, titles[5], contents)
        properties = {
            "creator": f"migrator {contents.version}",
            "lastModifiedBy": f"migrator {contents.version}",
            "created": contents.made_at,
            "title": contents.heading,
            "subject": contents.exported.snapshot,
            "description": layout.classification,
        }
        book.save(unfinished, order=titles, properties=properties)


def _timed_rows(contents: PlanContents) -> Iterator[Mapping[str, Any]]:
    """A row for each step with times, with the journal beside it."""
    for each in contents.timed:
        decision = each.step.decision
        times = {id_: getattr(decision, id_) for id_ in TIMES}
        yield {
            "key": each.step.key,
            "title": each.step.title,
            "status": each.step.status.value,
            "owner": decision.owner or None,
            **{id_: wall(time, contents.zone) if time else None for id_, time in times.items()},
            "behind": each.minutes_behind,
            "journal": lines(_entry(entry, contents) for entry in each.entries) or None,
        }


def _entry(entry: JournalEntry, contents: PlanContents) -> str:
    at = wall(clock(entry.at), contents.zone)
    return f"{at:%Y-%m-%d %H:%M} {entry.kind.value}: {entry.what}"


def _write_help(book: Book, title: str, contents: PlanContents) -> None:
    """Write what the workbook is, and how it is edited and given back."""
    sheet = book.sheet(title)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 110
    exported = contents.exported
    at = wall(exported.at, contents.zone)
    facts: tuple[tuple[str, str], ...] = (
        ("Evidence", contents.evidence),
        ("Exported", f"{at:%Y-%m-%d %H:%M} ({contents.zone}), after {counted(exported.revision, 'change')}"),
        ("Times", f"in the time zone {contents.zone}, in every sheet; read back in it, too"),
        ("Edit", "In the sheet Checklist: status, owner, times and note. Other cells show what the project knows."),
        ("Times are dates", "Write them as your Excel writes dates, in any language; a formula is not read."),
        ("Add a step", "Insert a row below the step after which it comes, and write its title; leave its key empty."),
        ("Rows", "They may be filtered and moved. A row that is deleted changes nothing. Do not merge cells."),
        ("Give it back", "migrator checklist import FILE. What was changed here and in the project is shown."),
        ("Other sheets", "They show the state of the export; what is changed there is not read."),
    )
    if contents.labelled:
        labelled = "Labels stand in place of people; this project knows who they are. The workbook is not read back."
        facts = (*facts[:3], ("People", labelled))
    sheet.append([cell(sheet, content(contents.heading), style=TITLE)])
    sheet.append([cell(sheet, content(book.layout.classification), style=MUTED)])
    sheet.append([])
    for label, text in facts:
        sheet.append([cell(sheet, content(label), style=LABEL), cell(sheet, content(text), style=FACT)])
    sheet.close()
