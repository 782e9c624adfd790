"""On the terminal: what a workbook of the checklist that came back changes, what differs, and what cannot be taken."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..checklist.clock import wall
from ..checklist.exchange import TIMES, EditConflict, MergedRow
from ..estate.counting import counted
from .console import print_labelled, print_line, say

if TYPE_CHECKING:
    from ..app.plan_exchange import ImportedPlan

_MOST = 20


def print_import(imported: ImportedPlan) -> None:
    """Print what is stored or would be, then conflicts and cells that cannot be taken."""
    zone = ZoneInfo(imported.exported.zone)
    merge = imported.merge
    since = counted(imported.changes_since, "change")
    print_line(
        f"Exported {_shown('', imported.exported.at.isoformat(), zone)} ({zone}), {since} in the project since then"
    )
    added = sum(row.is_new for row in merge.rows)
    fields = sum(len(row.fields) for row in merge.rows if not row.is_new)
    changed = counted(len(merge.rows) - added, "step")
    verb = "Stored" if imported.is_stored else "Nothing to store" if not merge.rows else "Not stored"
    print_line(f"{verb}: {counted(fields, 'value')} of {changed}, {counted(added, 'new step')}", "bold")
    for row in merge.rows[:_MOST]:
        print_line(f"  {_row(row, zone)}")
    if len(merge.rows) > _MOST:
        print_line(f"  and {counted(len(merge.rows) - _MOST, 'more step')}: migrator checklist history")
    if merge.conflicts:
        print_line(f"Changed in the workbook and in the project: {counted(len(merge.conflicts), 'value')}", "red")
    for conflict in merge.conflicts:
        print_line(f"  {conflict.address}  {conflict.key} {_named(conflict.field)}")
        print_labelled(_sides(conflict, zone))
    if merge.problems:
        print_line(f"Cannot be taken: {counted(len(merge.problems), 'cell')}", "red")
    for problem in merge.problems:
        print_line(f"  {problem.address}  {problem.why}")
    if merge.missing:
        say(f"Without a row, and left as before: {counted(len(merge.missing), 'exported step')}.")


def _row(row: MergedRow, zone: tzinfo) -> str:
    if row.is_new:
        place = f"below {row.fields['after']}" if row.fields["after"] else "at the top"
        return f"{row.key} is new, {place}: {row.fields['title']}"
    return f"{row.key}: " + ", ".join(
        f"{_named(field)} {_shown(field, value, zone) or 'empty'}" for field, value in row.fields.items()
    )


def _sides(conflict: EditConflict, zone: tzinfo) -> list[tuple[str, list[str]]]:
    by = f", by {conflict.who}" if conflict.who else ""
    at = f", {_shown('', conflict.at.isoformat(), zone)}" if conflict.at else ""
    field = conflict.field
    return [
        ("Exported", [_shown(field, conflict.exported, zone) or "empty"]),
        ("Workbook", [_shown(field, conflict.given, zone) or "empty"]),
        ("Project", [f"{_shown(field, conflict.stored, zone) or 'empty'}{by}{at}"]),
    ]


def _named(field: str) -> str:
    return field.replace("_start", " begin").replace("_", " ")


def _shown(field: str, value: str, zone: tzinfo) -> str:
    """A value as people read it; a time on the clocks of the zone."""
    if value and (field in TIMES or not field):
        return f"{wall(datetime.fromisoformat(value), zone):%Y-%m-%d %H:%M}"
    return value
