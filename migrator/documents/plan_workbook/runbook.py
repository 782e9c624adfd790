"""Writes the runbook of a cut-over as a workbook to print: the facts, the steps, and the way back in reverse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import attrs

from ...checklist.clock import wall
from ...checklist.runbook import Runbook, RunbookStep, contacts
from ...files import replacing
from ..workbook.book import BODY, LABEL, MUTED, TITLE, Book
from ..workbook.cells import cell, content
from ..workbook.layout import Column, read_layout
from ..workbook.row_heights import POINTS_PER_LINE, line_count
from ..workbook.text import lines

_FACTS, _WAY_BACK = "Overview", "Way back"
_SHEET = "runbook"
_BACK = ("number", "title", "owner", "rollback", "returns")
_WIDTH = 110


@attrs.frozen(kw_only=True)
class RunbookHeading:
    """What stands above a runbook: which migration, from which evidence, and in which time zone its times are."""

    migration: str
    evidence: str
    zone: tzinfo
    made_at: datetime
    version: str


def write_runbook(path: Path, runbook: Runbook, heading: RunbookHeading) -> None:
    """Write the runbook to *path*, completely or not at all.

    Raises:
        InputError: it cannot be written.
    """
    with replacing(path) as unfinished:
        layout = read_layout()
        book = Book(layout)
        columns = [_labelled(column, heading.zone) for column in layout.sheets[_SHEET].columns]
        rows = list(_rows(runbook, heading.zone))
        back = [column for id_ in _BACK for column in columns if column.id == id_]
        facts = book.reserve(_FACTS, 0)
        steps = book.reserve(layout.sheets[_SHEET].name, len(rows))
        way_back = book.reserve(_WAY_BACK, len(rows))
        _write_facts(book, facts.titles[0], runbook, heading)
        frozen = layout.sheets[_SHEET].frozen
        book.table(steps, columns, ([row[c.id] for c in columns] for row in rows), frozen_columns=frozen)
        book.table(way_back, back, ([row[c.id] for c in back] for row in reversed(rows)))
        book.save(
            unfinished,
            order=[*facts.titles, *steps.titles, *way_back.titles],
            properties={
                "creator": f"migrator {heading.version}",
                "lastModifiedBy": f"migrator {heading.version}",
                "created": heading.made_at,
                "title": f"Runbook {runbook.date.isoformat()}",
                "subject": heading.migration,
                "description": layout.classification,
            },
        )


def _labelled(column: Column, zone: tzinfo) -> Column:
    return attrs.evolve(column, label=f"{column.label} ({zone})") if column.id in ("begin", "end") else column


def _rows(runbook: Runbook, zone: tzinfo) -> Iterator[Mapping[str, Any]]:
    for each in runbook.steps:
        decision, planned = each.work.decision, each.work.planned
        step = planned.step if planned else None
        times = {"begin": decision.planned_start, "end": decision.planned_end}
        yield {
            "number": each.number,
            **{id_: wall(time, zone) if time else None for id_, time in times.items()},
            "title": _title(each),
            "owner": decision.owner or None,
            "do": lines(
                filter(None, (step.dialog if step else "", *(planned.by_hand if planned else ()), decision.note))
            ),
            "run": lines(step.command.split("; ")) if step else None,
            "expect": lines(_expected(each)) or None,
            "check": lines(_checks(each)) or None,
            "gate": step.done_when if step else None,
            "rollback": step.rollback if step else None,
            "returns": "yes" if each.has_way_back else "no",
            "finished": "done" if each.work.is_done else None,
            "initials": None,
            "key": each.work.key,
        }


def _title(each: RunbookStep) -> str:
    """What is done, with the object for which it is done."""
    of = each.work.planned.object if each.work.planned else ""
    return f"{each.work.title} ({of})" if of and of not in each.work.title else each.work.title


def _expected(each: RunbookStep) -> Iterator[str]:
    planned = each.work.planned
    if planned:
        yield from dict.fromkeys(f"{line.level} {line.text}" for line in planned.expected)
        if planned.step.expected_events:
            yield f"events {', '.join(map(str, planned.step.expected_events))}"


def _checks(each: RunbookStep) -> Iterator[str]:
    step = each.work.planned.step if each.work.planned else None
    if step:
        yield from filter(None, (step.verify, step.second_reader and f"Read aloud: {step.second_reader}"))
        yield from filter(None, (step.repair and f"Else: {step.repair}",))


def _write_facts(book: Book, title: str, runbook: Runbook, heading: RunbookHeading) -> None:
    """Write what everybody must know before the first step."""
    sheet = book.sheet(title)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, _WIDTH
    sheet.append([cell(sheet, content(f"Cut-over in the night of {runbook.date.isoformat()}"), style=TITLE)])
    sheet.append([cell(sheet, content(book.layout.classification), style=MUTED)])
    sheet.append([])
    for number, (label, text) in enumerate(_facts(runbook, heading), 4):
        height = line_count(text, _WIDTH)
        if height > 1:
            sheet.row_dimensions[number].height = height * POINTS_PER_LINE
        sheet.append([cell(sheet, content(label), style=LABEL), cell(sheet, content(text), style=BODY)])
    sheet.close()


def _facts(runbook: Runbook, heading: RunbookHeading) -> Iterator[tuple[str, str]]:
    zone = heading.zone
    yield "Migration", heading.migration
    yield "Evidence", heading.evidence
    yield "Times", f"in the time zone {zone}"
    yield "From, to", f"{_time(runbook.begin, zone)} to {_time(runbook.end, zone)}"
    for outage in runbook.outages:
        until = f" to {_time(outage.end, zone)}" if outage.end else ", no end is planned"
        yield "Outage", f"{_time(outage.begin, zone)}{until}: {outage.text}"
    for owner, numbers in contacts(runbook.steps).items():
        yield "Who", f"{owner}: {', '.join(map(str, numbers))}"
    if runbook.without_owner:
        yield "Nobody owns", ", ".join(runbook.without_owner)
    if runbook.before:
        yield "To be done before", ", ".join(runbook.before)
    for key, needed in runbook.too_early:
        yield "Planned too early", f"{key} begins before {needed}, which it needs, is planned to end"
    if (step := runbook.no_return) is None:
        yield (
            "Rollback point",
            "Each step has a way back: decide at each one, then walk the sheet Way back down from it.",
        )
    else:
        at = _time(step.work.decision.planned_start, zone)
        yield "Rollback point", f"Before step {step.number} ({at}, {step.work.title}): it cannot be taken back."


def _time(time: datetime | None, zone: tzinfo) -> str:
    return f"{wall(time, zone):%Y-%m-%d %H:%M}" if time else ""
