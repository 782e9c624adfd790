"""Carries out a plan or takes it back: guards, journal on disk, one run, check of its result, verification."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import attrs

from ..database.connection import is_driver_error
from ..errors import GuardRefused, Interrupted, MigratorError, TargetError
from .guards import check_confirmation, check_place, check_rows, check_state, check_tables
from .inspection import inspect_database
from .interrupts import Interrupts
from .journal import Journal, history_entry, open_journal
from .plan import Plan
from .render import repair_script, undo_script
from .steps import Direction, RepairScript
from .target import RunEnd, Target
from .verify import Verification, verify_plan

_LOG = logging.getLogger(__name__)
_EVENTS: Mapping[type[MigratorError], str] = {GuardRefused: "refused", Interrupted: "interrupted"}
RecordEntry = Callable[[Mapping[str, object]], None]


@attrs.frozen
class RepairRun:
    """The settings of a run besides the plan.

    Attributes:
        confirmed: server and database as the operator confirmed them.
        journal_root: folder in which the journal folder is made.
        record: stores an entry in the project.
        verify_with: the command that shows the state of the planned rows, as the operator types it.
        look: reads the state of the planned rows on a connection of its own, after Ctrl-C.
    """

    direction: Direction
    confirmed: str
    who: str
    journal_root: Path
    now: Callable[[], datetime]
    record: RecordEntry
    verify_with: str
    look: Callable[[], Verification]
    interrupts: Interrupts = attrs.Factory(Interrupts)


@attrs.frozen
class RepairResult:
    """A run that ended as planned and was verified.

    Attributes:
        is_despite_interrupt: whether Ctrl-C came too late to cancel it.
        not_recorded: why its end is not in the journal or in the project; None if it is in both.
    """

    changed: int
    journal: Path
    is_despite_interrupt: bool = False
    not_recorded: str | None = None


def run_plan(target: Target, plan: Plan, run: RepairRun) -> RepairResult:
    """Carries out *plan* (or takes it back), all of it or nothing.

    Raises:
        GuardRefused: a guard refused; nothing was changed.
        TargetError: the server failed; the message says whether the state is known.
        Interrupted: Ctrl-C cancelled it; nothing was changed.
        KeyboardInterrupt: Ctrl-C before the run began, or again while the server was waited for (`Interrupts.is_sent`).
    """
    check_confirmation(plan, run.confirmed)
    found = inspect_database(target)
    check_place(plan, target.dialect, found.identity)
    check_state(plan, found, run.direction, run.now())
    check_tables(plan, found)
    check_rows(plan, found, run.direction, run.verify_with)
    journal = open_journal(run.journal_root, plan, run.direction, found, run.now())
    del found  # with many rows, it is not kept beside the scripts
    journal.keep(*_script(plan, "undo" if run.direction == "repair" else "repair"))
    script, _ = _script(plan, run.direction)
    journal.keep(script, run.direction)
    run.interrupts.is_held = True
    log = _RunLog(plan, run, script, journal)
    try:
        log.start()
    except MigratorError:
        run.interrupts.is_held = False
        raise
    try:
        run.interrupts.send()
        end = target.run(script, run.interrupts)
        if run.interrupts.count and not _is_answer(end):
            changed = _rows_after_cancelling(end, script, target, run, journal)
        else:
            changed = _rows_changed(end, script, target, run, journal)
            _verify(target, plan, run, journal)
    except MigratorError as error:
        log.end(_EVENTS.get(type(error), "failed"), error.message)
        raise
    except BaseException as error:
        log.end("interrupted", type(error).__name__)
        raise
    not_recorded = log.end(script.done)
    return RepairResult(changed, journal.folder, bool(run.interrupts.count), not_recorded)


def _script(plan: Plan, direction: Direction) -> tuple[RepairScript, Direction]:
    return (repair_script if direction == "repair" else undo_script)(plan), direction


@attrs.frozen
class _RunLog:
    """Writes each event to the journal on disk, then to the project."""

    plan: Plan
    run: RepairRun
    script: RepairScript
    journal: Journal

    def start(self) -> None:
        """Write that the run begins.

        Raises:
            InputError: the journal cannot be written; nothing was changed.
            MigratorError: the project cannot store it; nothing was changed, and the journal says so.
        """
        entry = self._entry("started", None)
        self.journal.begin(entry)
        try:
            self.run.record(entry)
        except MigratorError as error:
            self.journal.add(self._entry("not begun", error.message))
            raise

    def end(self, event: str, reason: str | None = None) -> str | None:
        """Write how the run ended; returns why that is not in both places. It has ended all the same."""
        entry = self._entry(event, reason)
        not_recorded = self.journal.add(entry)
        try:
            self.run.record(entry)
        except MigratorError as error:
            self.journal.add({"at": entry["at"], "event": "not recorded in the project", "reason": error.message})
            not_recorded = error.message
        return not_recorded

    def _entry(self, event: str, reason: str | None) -> dict[str, object]:
        _LOG.info("%s of plan %s: %s, %d rows", self.run.direction, self.plan.digest[:12], event, self.plan.row_count)
        return history_entry(event, self.run.direction, self.run.who, self.run.now(), self.plan, reason) | {
            "script_sha256": hashlib.sha256(self.script.encoded).hexdigest(),
            "journal": str(self.journal.folder),
        }


def _rows_changed(end: RunEnd, script: RepairScript, target: Target, run: RepairRun, journal: Journal) -> int:
    """The number of changed rows, if the final row reports success and no error came after it."""
    row = end.row or {}
    outcome = row.get("outcome")
    if outcome == "refused":
        raise GuardRefused(str(row.get("reason")), hint=f"Nothing was changed; see {run.verify_with}")
    if outcome == "failed":
        raise TargetError(
            f"the server stopped the change and rolled it back: {row.get('reason')} (error {row.get('error_number')})",
            hint=f"Nothing was changed; check it with: {run.verify_with}",
        )
    text = target.error_text(end.error) if end.error else "the batch ended without a final row"
    if outcome != script.done or end.error:
        raise _unknown(text, run, journal)
    expected = (script.plan.row_count, script.plan.row_count, script.plan.digest)
    if (row.get("expected_rows"), row.get("changed_rows"), row.get("plan_digest")) != expected:
        raise _unknown(f"the final row does not match the plan: {row}", run, journal)
    return script.plan.row_count


def _verify(target: Target, plan: Plan, run: RepairRun, journal: Journal) -> None:
    """Read the planned rows again, so that the result does not depend on what the batch reports."""
    try:
        state = verify_plan(plan, inspect_database(target)).state
    except Exception as error:
        if not is_driver_error(error) and not isinstance(error, MigratorError):
            raise
        reason = error.message if isinstance(error, MigratorError) else target.error_text(error)
        raise _unknown(f"the change was committed, but not verified: {reason}", run, journal) from None
    if state != ("repaired" if run.direction == "repair" else "untouched"):
        raise _unknown("the change was committed, but the rows are not as planned", run, journal)


def _is_answer(end: RunEnd) -> bool:
    """Whether the batch says itself how it ended; a refusal is followed by an error."""
    outcome = (end.row or {}).get("outcome")
    return outcome in {"refused", "failed"} or (outcome is not None and end.error is None)


def _rows_after_cancelling(end: RunEnd, script: RepairScript, target: Target, run: RepairRun, journal: Journal) -> int:
    """The number of changed rows, if the change was committed before the server could cancel it."""
    answer = target.error_text(end.error) if end.error else "the batch ended without a final row"
    text = f"after Ctrl-C the server answered: {answer}"
    target.end_transaction()
    try:
        state = run.look().state
    except MigratorError as failed:
        raise _unknown(f"{text}; then: {failed.message}", run, journal) from None
    before, after = ("untouched", "repaired") if run.direction == "repair" else ("repaired", "untouched")
    if state == after:
        return script.plan.row_count
    if state == before:
        raise Interrupted(f"interrupted: the change was cancelled; nothing was changed in {script.plan.place}")
    raise _unknown(f"{text}; the rows are {state}", run, journal)


def _unknown(text: str, run: RepairRun, journal: Journal) -> TargetError:
    return TargetError(
        f"state unknown: {text}",
        hint=f"The undo script is in {journal.folder}; check the state with: {run.verify_with}",
    )
