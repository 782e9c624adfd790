"""The checklist as it went out in a workbook and came back: what people changed there, merged by key into the project.

Three values are compared for each field: the exported one, that of the workbook and that of the project. What was
changed on one side is taken; what was changed on both sides to different values is a conflict, and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import attrs

from .clock import text_of
from .work import OWN, Decision, Status, WorkStep

#: fields that people edit, in the order of their columns
EDITED = ("status", "owner", "planned_start", "planned_end", "actual_start", "actual_end", "note")
TIMES = ("planned_start", "planned_end", "actual_start", "actual_end")
#: what the field has of a step about which nobody decided anything
_UNSET = {"status": Status.OPEN.value}
#: keeps text from being read as an escape; not every program takes it away when it reads
_ESCAPE = "x005F_"


@attrs.frozen(kw_only=True)
class ExportedStep:
    """A step as it was exported.

    Attributes:
        values: what people had decided, by field, as it is kept.
        shown_status: the status that the sheet showed, which evidence can make "done".
    """

    key: str
    title: str
    shown_status: str
    values: Mapping[str, str]


@attrs.frozen(kw_only=True)
class ExportedPlan:
    """What an exported workbook says of itself.

    Attributes:
        identity: of the checklist.
        revision: number of the changes that had been made to it.
        zone: name of the time zone of its times.
    """

    identity: str
    revision: int
    zone: str
    track: str
    snapshot: str
    at: datetime
    steps: Mapping[str, ExportedStep]


@attrs.frozen
class CellProblem:
    """A cell or row that cannot be taken, and why."""

    address: str
    why: str


@attrs.frozen(kw_only=True)
class GivenRow:
    """A row of the workbook that came back.

    Attributes:
        key: as it stands there; "" for a step that somebody added.
        values: by field, as they are kept; without those that cannot be read.
        addresses: of its cells, by field, "key" and "title".
        problems: cells that cannot be read.
    """

    key: str
    title: str
    values: Mapping[str, str]
    addresses: Mapping[str, str]
    problems: tuple[CellProblem, ...] = ()


@attrs.frozen(kw_only=True)
class EditConflict:
    """A field that was changed in the workbook and in the project, to different values.

    Attributes:
        exported: the value from which both began.
        given: that of the workbook.
        stored: that of the project, which *who* set last.
    """

    address: str
    key: str
    field: str
    exported: str
    given: str
    stored: str
    who: str
    at: datetime | None


@attrs.frozen(kw_only=True)
class MergedRow:
    """What a row changes.

    Attributes:
        fields: the new values by field; of a step that is added also "title" and "after".
        is_new: whether it adds a step.
        address: of the cell of its status.
    """

    key: str
    fields: Mapping[str, str]
    is_new: bool
    address: str


@attrs.frozen(kw_only=True)
class Merge:
    """What an import would do.

    Attributes:
        missing: keys that were exported and have no row; their steps stay as they are.
    """

    rows: tuple[MergedRow, ...]
    conflicts: tuple[EditConflict, ...]
    problems: tuple[CellProblem, ...]
    missing: tuple[str, ...]


def values_of(decision: Decision) -> dict[str, str]:
    """The fields that people edit, as they are kept."""
    times = {field: text_of(getattr(decision, field)) for field in TIMES}
    return {"status": decision.status.value, "owner": decision.owner, **times, "note": decision.note}


def exported_steps(steps: Iterable[WorkStep]) -> dict[str, ExportedStep]:
    """The steps as they are exported, by their keys."""
    return {
        step.key: ExportedStep(
            key=step.key, title=step.title, shown_status=step.status.value, values=values_of(step.decision)
        )
        for step in steps
    }


def merge(
    exported: ExportedPlan, rows: Sequence[GivenRow], steps: Iterable[WorkStep], fits: Callable[[str], bool]
) -> Merge:
    """Merge the rows of a workbook into the steps of the project.

    Args:
        steps: as they are now.
        fits: whether a cell can hold a text in full.
    """
    return _Merger(exported, {step.key: step for step in steps}, fits).merged(rows)


class _Merger:
    """Merges one workbook."""

    def __init__(self, exported: ExportedPlan, steps: Mapping[str, WorkStep], fits: Callable[[str], bool]) -> None:
        self._exported = exported
        self._steps = steps
        self._fits = fits
        self._known = {key.casefold(): key for key in (*exported.steps, *steps)}
        self._conflicts: list[EditConflict] = []
        self._problems: list[CellProblem] = []
        self._numbers = [int(n) for key in steps if (n := key.removeprefix(OWN)).isdecimal() and key.startswith(OWN)]
        self._added = {
            (_compared(step.decision.title), step.decision.after): key
            for key, step in steps.items()
            if step.decision.title and key not in exported.steps
        }

    def merged(self, rows: Sequence[GivenRow]) -> Merge:
        seen: dict[str, GivenRow] = {}
        above = ""
        merged: list[MergedRow] = []
        keyless = self._without_row(rows)
        for row in rows:
            key = self._key_of(row, above)
            self._problems += row.problems
            if not key and (lost := keyless.get(_compared(row.title))):
                why = f"it has the title of {lost}, which has no row: write its key again, or another title"
                self._problems.append(CellProblem(row.addresses["key"], why))
            elif not key:
                if not row.title and not row.problems:
                    why = "a step that is added needs a title; a step of the plan needs its key"
                    self._problems.append(CellProblem(row.addresses["title"], why))
                if not row.title or row.problems:
                    continue
                key = self._next_key()
                fields = {field: value for field, value in row.values.items() if value != _UNSET.get(field, "")}
                new = {"title": row.title, "after": above, **fields}
                merged += self._good(row, MergedRow(key=key, fields=new, is_new=True, address=row.addresses["status"]))
                self._added[_compared(row.title), above] = key
            elif key in seen:
                if not _alike(row, seen[key]):
                    first = seen[key].addresses["key"]
                    why = f"{key} stands in {first} too, with other values; to add a step, clear its key"
                    self._problems.append(CellProblem(row.addresses["key"], why))
                continue
            else:
                fields = dict(self._changes(key, row))
                if fields:
                    changed = MergedRow(key=key, fields=fields, is_new=False, address=row.addresses["status"])
                    merged += self._good(row, changed)
            seen[key] = row
            above = key
        missing = tuple(key for key in self._exported.steps if key not in seen)
        return Merge(
            rows=tuple(merged), conflicts=tuple(self._conflicts), problems=tuple(self._problems), missing=missing
        )

    def _without_row(self, rows: Iterable[GivenRow]) -> dict[str, str]:
        """The exported steps of the plan whose key no row has, by their titles."""
        given = {row.key.casefold() for row in rows}
        return {_compared(step.title): key for key, step in self._exported.steps.items() if key.casefold() not in given}

    def _key_of(self, row: GivenRow, above: str) -> str:
        """The key of the step that a row is about, whose letters may have become small; "" for a new one.

        A row that an earlier import of the same workbook added is known by its title and place.
        """
        if key := self._known.get(row.key.casefold()):
            return key
        return self._added.get((_compared(row.title), above), "")

    def _next_key(self) -> str:
        self._numbers.append(max(self._numbers, default=0) + 1)
        return f"{OWN}{self._numbers[-1]}"

    def _good(self, row: GivenRow, merged: MergedRow) -> Iterator[MergedRow]:
        """What a row changes, unless one of its cells cannot be read or its end lies before its begin."""
        before = self._steps[merged.key].decision if merged.key in self._steps else Decision()
        after = {**values_of(before), **merged.fields}
        for begin, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
            if merged.fields.keys() & {begin, end} and after[begin] and after[end] and after[end] < after[begin]:
                self._problems.append(CellProblem(row.addresses[end], "the end lies before the begin"))
                return
        if not row.problems:
            yield merged

    def _changes(self, key: str, row: GivenRow) -> Iterator[tuple[str, str]]:
        base = self._exported.steps.get(key)
        step = self._steps.get(key)
        decision = step.decision if step else Decision()
        yield from self._title(key, row, base, decision)
        stored = values_of(decision)
        for field in EDITED:
            if field not in row.values:
                continue
            exported = base.values[field] if base else _UNSET.get(field, "")
            shown = base.shown_status if base and field == "status" else exported
            yield from self._change(key, field, row, (exported, shown, stored[field]), decision)

    def _title(
        self, key: str, row: GivenRow, base: ExportedStep | None, decision: Decision
    ) -> Iterator[tuple[str, str]]:
        """A step that people added can get another title, one of the plan cannot."""
        title = base.title if base else decision.title
        if not base or _compared(row.title) == _compared(title):
            return
        if not decision.title or not row.title:
            why = f"the title of {key} cannot be changed" if row.title else f"the title of {key} is missing"
            self._problems.append(CellProblem(row.addresses["title"], f"{why}; to add a step, insert a row"))
            return
        yield from self._change(key, "title", row, (title, title, decision.title), decision)

    def _change(
        self, key: str, field: str, row: GivenRow, before: tuple[str, str, str], decision: Decision
    ) -> Iterator[tuple[str, str]]:
        """The new value of a field, if the workbook changed it and the project did not.

        Args:
            before: what was exported, what the sheet showed of it, and what the project has now.
        """
        exported, shown, stored = before
        given = row.title if field == "title" else row.values[field]
        if _compared(given) in (_compared(shown), _compared(stored)):
            return
        if not self._fits(stored):
            why = f"the {field} of {key} is longer than a cell can hold: set it with migrator checklist set"
            self._problems.append(CellProblem(row.addresses[field], why))
        elif _compared(stored) != _compared(exported):
            self._conflicts.append(
                EditConflict(
                    address=row.addresses[field],
                    key=key,
                    field=field,
                    exported=exported,
                    given=given,
                    stored=stored,
                    who=decision.who,
                    at=decision.at,
                )
            )
        else:
            yield field, given


def _alike(one: GivenRow, other: GivenRow) -> bool:
    return (_compared(one.title), one.values) == (_compared(other.title), other.values) and not one.problems


def _compared(text: str) -> str:
    """A text as it is compared: neither the ends of lines nor what no cell can hold make a difference."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_ESCAPE, "").strip()
    return re.sub("[\x00-\x08\x0b-\x1f\u2400-\u241f\ud800-\udfff\ufffd-\uffff]", "?", text)
