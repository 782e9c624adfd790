"""The JSON document of `checklist show`."""

from __future__ import annotations

from datetime import datetime

from ...checklist.work import WorkStep
from .document import Shape, shaped


class ChecklistStepDocument(Shape):
    """A step of the checklist.

    Attributes:
        phase: number and name; of a step that people added, those of the steps above it; "" where there is none.
        object: the object for which it is done; "" for the estate.
        needs: keys of the steps that come before.
        status: "open", "in progress", "done" or "skipped".
        gate: what shows that it is done.
        evidence: what the newest evidence shows of the gate: "done", "open", "unknown", "by hand" where only people
            know, or "evidence met; confirm by hand" where people confirm what no evidence shows.
        about: what keeps the gate open, or is still to be confirmed.
        shown_by: objects, rules or logs that show that the gate is met, as far as evidence can.
        supply: what would supply the evidence of an unknown gate.
        by_hand: whether somebody set it to done and the evidence does not show it.
        blocked_by: keys of the steps before it that are not done.
        findings: ids of the rules whose open findings it mends.
        expected: lines that its cmdlet is predicted to print, each once.
        to_complete: what the rebuild script cannot recreate, to be completed by hand.
        latest: the latest time for it, from the lead that its outage needs.
        references: ids of the published sources.
    """

    id: str
    phase: str
    title: str
    object: str
    dialog: str
    second_reader: str
    command: str
    verify: str
    repair: str
    needs: tuple[str, ...]
    status: str
    gate: str
    evidence: str
    about: tuple[str, ...]
    shown_by: tuple[str, ...]
    supply: tuple[str, ...]
    by_hand: bool
    blocked_by: tuple[str, ...]
    owner: str
    planned_start: datetime | None
    planned_end: datetime | None
    actual_start: datetime | None
    actual_end: datetime | None
    note: str
    findings: tuple[str, ...]
    expected: tuple[str, ...]
    outage: str
    minutes: int
    is_optional: bool
    is_late: bool
    latest: datetime | None
    rollback: str
    to_complete: tuple[str, ...]
    grade: str
    references: tuple[str, ...]


def checklist_document(steps: tuple[WorkStep, ...]) -> list[ChecklistStepDocument]:
    """The steps, in working order."""
    return [_step(each) for each in steps]


def _step(work: WorkStep) -> ChecklistStepDocument:
    planned = work.planned
    step = planned.step if planned else None
    return shaped(
        ChecklistStepDocument,
        work.decision,
        id=work.key,
        phase=str(work.phase) if work.phase else "",
        title=work.title,
        object=planned.object if planned else "",
        dialog=step.dialog if step else "",
        second_reader=step.second_reader if step else "",
        command=step.command if step else "",
        verify=step.verify if step else "",
        repair=step.repair if step else "",
        needs=planned.needs if planned else (),
        status=work.status.value,
        gate=step.gate if step else "",
        evidence=planned.state.state.value if planned else "by hand",
        about=planned.state.about if planned else (),
        shown_by=planned.state.shown_by if planned else (),
        supply=planned.state.supply if planned else (),
        by_hand=work.by_hand,
        blocked_by=work.blocked_by,
        findings=tuple(dict.fromkeys(finding.rule for finding in planned.findings)) if planned else (),
        expected=tuple(dict.fromkeys(line.text for line in planned.expected)) if planned else (),
        outage=step.outage if step else "no",
        minutes=planned.minutes if planned else 0,
        is_optional=step.is_optional if step else False,
        is_late=work.is_late,
        latest=work.latest,
        rollback=step.rollback if step else "",
        to_complete=planned.by_hand if planned else (),
        grade=step.grade.value if step else "",
        references=step.references if step else (),
    )
