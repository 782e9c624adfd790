"""Writes the Excel workbook: control sheets, then one sheet per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from ...checklist.edge_check import checked
from ...checklist.federation import legacy_of, transition
from ...checklist.journal import JournalEntry, JournalKind
from ...estate.call_flow import call_flows, steps
from ...estate.conflicts import conflicts
from ...estate.estate import Estate
from ...estate.products import product_names
from ...estate.provenance import Snapshot
from ...estate.reconciliation import reconcile
from ...estate.topology import EdgePool, Gateway, MediationServer
from ...files import replacing
from ...network.trunk_decision import trunk_decision
from ...response_groups.move import Move, predict_move
from ...rules.engine.answers import listed
from ...rules.engine.decisions import DecisionsInForce
from ...rules.engine.model import Rule
from ...rules.engine.prediction import Prediction
from ...rules.engine.readiness import readiness
from ...rules.engine.waiting import waiting
from ..number_rows import NumberRow
from ..wave_rows import WaveRows
from . import control_sheets as rows
from .book import MAX_LINKS, MAX_ROWS, Book, CellLink, Pages
from .cells import SheetRow
from .certificate_sheets import check_list_rows, expiry_rows
from .cover import COVER, Cover, write_cover
from .dns_sheets import DNS_SHEETS
from .edge_sheets import EDGE_SHEETS
from .event_sheets import diagnosis_rows, event_rows, now_of
from .federation_sheets import transition_rows, trunk_footer, trunk_rows
from .journal_sheet import journal_rows
from .kind_sheets import KindSheet, SheetRows, by_product, findings_per_page, kinds_in_order, write_kind_sheet
from .layout import read_layout
from .move_sheet import move_footer, move_rows
from .wave_sheets import breaks_table, waves_table

_CONTROL = (
    "sources",
    "reconciliation",
    "findings",
    "readiness",
    "messages",
    "waiting",
    "outcomes",
    "rules",
    "references",
)


@attrs.frozen
class WorkbookSummary:
    """What was written: rows by sheet, in order, and how many cells were cut."""

    sheets: Mapping[str, int]
    cut_cells: int


def export_workbook(
    path: Path,
    snapshot: Snapshot,
    estate: Estate,
    prediction: Prediction,
    *,
    rules: Sequence[Rule],
    made_at: datetime,
    version: str,
    decisions: DecisionsInForce | None = None,
    numbers: Sequence[NumberRow] = (),
    journal: Sequence[JournalEntry] = (),
    waves: WaveRows | None = None,
    users: bool = False,
    labelled: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    max_rows: int = MAX_ROWS,
    max_links: int = MAX_LINKS,
) -> WorkbookSummary:
    """Write the workbook of a snapshot to *path*, completely or not at all.

    Args:
        made_at: with an offset.
        decisions: answers and severities that the prediction used; none where not given.
        numbers: the list of numbers and addresses.
        journal: what happened, in order of occurrence.
        waves: waves of users and what they cut.
        users: list the users; without it they are counted by what they have in common.
        labelled: whether the values show labels in place of people, which the cover then says.
        progress: called with the sheet, the rows written and all rows.
        max_rows: rows of a sheet, header included, before the next page begins.
        max_links: links of a sheet.

    Raises:
        InputError: the folder is missing, or the file cannot be replaced, for instance because it is open in Excel.
    """
    with replacing(path) as unfinished:
        layout = read_layout()
        if labelled:
            layout = attrs.evolve(layout, classification=layout.classification_labelled)
        book = Book(layout, max_rows=max_rows, max_links=max_links, progress=progress)
        sheets = _write(
            book,
            Cover(snapshot, estate, prediction, decisions or DecisionsInForce(), made_at, version),
            rules,
            numbers,
            journal,
            waves or WaveRows(),
            users=users,
        )
        properties = {
            "creator": f"migrator {version}",
            "lastModifiedBy": f"migrator {version}",
            "created": made_at,
            "title": book.layout.title,
            "subject": snapshot.name,
            "keywords": product_names(snapshot.products),
            "description": book.layout.classification,
        }
        book.save(unfinished, order=sheets, properties=properties)
    return WorkbookSummary({title: book.rows[title] for title in sheets}, book.cut_cells)


def _write(
    book: Book,
    cover: Cover,
    rules: Sequence[Rule],
    numbers: Sequence[NumberRow],
    journal: Sequence[JournalEntry],
    waves: WaveRows,
    *,
    users: bool,
) -> list[str]:
    """Write every sheet; returns their titles in order. The first two describe the others and are written last."""
    snapshot, estate, prediction = cover.snapshot, cover.estate, cover.prediction
    layout = book.layout
    first, second = book.reserve(COVER, 0), book.reserve(layout.sheets["contents"].name, 0)
    reconciled = reconcile(estate, snapshot.sources)
    ready = readiness(prediction.findings, estate)
    idle = rows.idle_rules(prediction, rules)
    used, shown_sources = rows.used_references(rules, prediction.messages, idle)
    counts = (
        len(snapshot.sources),
        len(reconciled),
        len(prediction.findings),
        len(ready),
        len(prediction.messages),
        len(waiting(prediction.outcomes)),
        len(prediction.outcomes),
        len(rules),
        len(used),
    )
    control = {id_: book.reserve(layout.sheets[id_].name, n) for id_, n in zip(_CONTROL, counts, strict=True)}
    kinds = [
        KindSheet(cls, items, book.reserve(layout.kind_name(cls), len(items)))
        for cls, items in kinds_in_order(estate, layout, users=users)
    ]
    sheet_rows = SheetRows(kinds, prediction.findings, control["findings"])
    cited = {reference.id: control["references"].row(n) for n, reference in enumerate(used)}

    _table(book, control, "sources", rows.source_rows(snapshot, layout), rows.reconciliation(snapshot, estate))
    _table(book, control, "reconciliation", rows.reconciliation_rows(reconciled, layout))
    _table(book, control, "readiness", rows.readiness_rows(ready))
    lost = rows.losses_in_words(snapshot, prediction)
    _table(book, control, "findings", rows.finding_rows(prediction.findings, layout, sheet_rows, cited), lost)
    _table(book, control, "messages", rows.message_rows(prediction, cited))
    _table(book, control, "waiting", rows.waiting_rows(prediction))
    by_use = sorted(rules, key=lambda rule: rule.id in idle)
    _table(
        book,
        control,
        "outcomes",
        rows.outcome_rows(prediction, rules, idle),
        printed=len(prediction.outcomes) - len(idle),
    )
    _table(
        book,
        control,
        "rules",
        rows.rule_rows(by_use, cover.decisions.severities, layout, cited),
        printed=sum(r.id not in idle for r in rules),
    )
    _table(book, control, "references", rows.reference_rows(used), printed=shown_sources)
    for sheet in kinds:
        write_kind_sheet(book, sheet, estate, sheet_rows)
    shown = [row for row in numbers if users or row.collides or not row.is_of_person]
    tail = _write_federation(book, cover)  # before the notes, which tell what its cells do not show
    if any(entry.kind is not JournalKind.SNAPSHOT for entry in journal):
        tail["journal"] = book.reserve(layout.sheets["journal"].name, len(journal))
        _table(book, tail, "journal", journal_rows(journal))
    for id_, moving in (("waves", [*waves_table(waves.waves)]), ("wave_breaks", [*breaks_table(waves.breaks)])):
        if moving:
            tail[id_] = book.reserve(layout.sheets[id_].name, len(moving))
            _table(book, tail, id_, moving)
    tail |= _write_events(book, cover)
    tail |= _write_tail(book, estate, predict_move(estate, prediction), shown, sheet_rows)
    contents = list(_contents(book, control | tail, kinds, cover, sheet_rows))
    _table(book, {"contents": book.fill(second, len(contents))}, "contents", contents)
    write_cover(book, first.titles[0], cover)
    pages = [first, second, *control.values(), *(sheet.pages for sheet in kinds), *tail.values()]
    return [title for each in pages for title in each.titles]


def _write_tail(
    book: Book, estate: Estate, move: Move, numbers: Sequence[NumberRow], sheet_rows: SheetRows
) -> dict[str, Pages]:
    """Write the last sheets: those of which there are rows, and the notes on all others."""
    layout = book.layout
    tail: dict[str, Pages] = {}
    if differing := list(rows.difference_rows(conflicts(estate), layout, sheet_rows)):
        tail["differences"] = book.reserve(layout.sheets["differences"].name, len(differing))
        _table(book, tail, "differences", differing)
    if counted := list(rows.user_count_rows(estate, layout)):
        tail["user_counts"] = book.reserve(layout.sheets["user_counts"].name, len(counted))
        _table(book, tail, "user_counts", counted)
    for id_, rows_of in {**EDGE_SHEETS, **DNS_SHEETS}.items():
        if listed := list(rows_of(estate, layout)):
            tail[id_] = book.reserve(layout.sheets[id_].name, len(listed))
            _table(book, tail, id_, listed)
    if numbers:
        tail["numbers"] = book.reserve(layout.sheets["numbers"].name, len(numbers))
        _table(book, tail, "numbers", rows.number_table(numbers, layout, sheet_rows))
    if moving := list(move_rows(move, layout, sheet_rows)):
        tail["rgs_move"] = book.reserve(layout.sheets["rgs_move"].name, len(moving))
        _table(book, tail, "rgs_move", moving, move_footer(move))
    if flows := [step for flow in call_flows(estate) for step in steps(flow)]:
        tail["call_flows"] = book.reserve(layout.sheets["call_flows"].name, len(flows))
        _table(book, tail, "call_flows", rows.call_flow_rows(flows, layout))
    tail["notes"] = book.reserve(layout.sheets["notes"].name, len(book.notes))
    _table(book, tail, "notes", rows.note_rows(book.notes))
    return tail


def _write_events(book: Book, cover: Cover) -> dict[str, Pages]:
    """Write the sheets of events and diagnoses, where there are any."""
    now = now_of(cover.estate, cover.decisions, cover.prediction.target)
    written: dict[str, Pages] = {}
    for id_, rows_of in (("events", event_rows), ("diagnoses", diagnosis_rows)):
        if listed := list(rows_of(cover.estate, now)):
            written[id_] = book.reserve(book.layout.sheets[id_].name, len(listed))
            _table(book, written, id_, listed)
    return written


def _write_federation(book: Book, cover: Cover) -> dict[str, Pages]:
    """Write the sheets of the Edge: those that concern this estate."""
    layout, estate = book.layout, cover.estate
    answers = {answer.question.name: answer.text for answer in cover.decisions.answers if answer.text}
    pages: dict[str, Pages] = {}

    def write(id_: str, table: Sequence[rows.Row], footer: Sequence[str] = ()) -> None:
        if table:
            pages[id_] = book.reserve(layout.sheets[id_].name, len(table))
            _table(book, pages, id_, table, footer)

    if any(estate.of(EdgePool)):
        write("check_list", list(check_list_rows(checked(cover.prediction, estate))))
        if legacy := legacy_of(estate):
            plan = transition(estate, legacy, answers, cover.prediction.outcomes)
            write("edge_transition", list(transition_rows(plan)))
    write("certificate_expiry", list(expiry_rows(estate, cover.prediction, cover.made_at, layout)))
    has_voice = any(estate.of(cls) for cls in (Gateway, MediationServer))
    if has_voice or any(name.startswith("trunk_") for name in answers):
        decision = trunk_decision(listed(answers, "trunk_weights"))
        write("trunk_decision", list(trunk_rows(decision)), trunk_footer(decision))
    return pages


def _table(
    book: Book,
    pages: Mapping[str, Pages],
    id_: str,
    table: Iterable[rows.Row],
    footer: Sequence[str] = (),
    *,
    printed: int | None = None,
) -> None:
    sheet = book.layout.sheets[id_]
    cells = ([row[column.id] for column in sheet.columns] for row in table)
    book.table(pages[id_], sheet.columns, cells, frozen_columns=sheet.frozen, footer=footer, printed_rows=printed)


def _contents(
    book: Book, control: Mapping[str, Pages], kinds: Sequence[KindSheet], cover: Cover, sheet_rows: SheetRows
) -> Iterator[rows.Row]:
    """One row per sheet that is written by now."""

    def row(title: str, area: str, findings: int | None, about: str) -> dict[str, Any]:
        link = CellLink(title, SheetRow(title, 1))
        return {"sheet": link, "area": area, "rows": book.rows[title], "findings": findings, "about": about}

    tail = [id_ for id_ in control if id_ not in _CONTROL]
    for id_ in _CONTROL:
        for title in control[id_].titles:
            yield row(title, "Control", None, book.layout.sheets[id_].about)
    for sheet in kinds:
        lost = "; not complete: see the cover" if cover.estate.lost(sheet.cls.kind) else ""
        found = findings_per_page(sheet, cover.prediction.findings, sheet_rows)
        for title in sheet.pages.titles:
            yield row(title, sheet.cls.area, found[title], by_product(sheet, book.layout) + lost)
    for id_ in tail:
        for title in control[id_].titles:
            yield row(title, "Control", None, book.layout.sheets[id_].about)
