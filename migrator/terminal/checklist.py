"""The checklist on the terminal: where it stands, the next step in full, then all steps on request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from ..checklist.gates import Gate, GateState
from ..checklist.notice import Notices
from ..checklist.overview import owners, progress
from ..checklist.work import Status, WorkStep, counts, denied
from ..estate.counting import counted
from .console import print_labelled, print_line, print_table, say

if TYPE_CHECKING:
    from ..app.checklist import Checklist
    from ..store.checklist import StoredChange

_MOST = 3
_OWNERS = 5
#: the states that `verify` lists, with what it tells of each gate
_VERIFIED = {
    GateState.DONE: "Shown by",
    GateState.CONFIRM: "Confirm by hand",
    GateState.OPEN: "Kept open by",
    GateState.UNKNOWN: "What would show it",
}
_STYLES = {Status.DONE: "green", Status.IN_PROGRESS: "yellow", Status.SKIPPED: "dim", Status.OPEN: ""}


def print_checklist(checklist: Checklist) -> None:
    """Print where the migration stands, what is late and the next step in full."""
    print_line(f"{checklist.heading}, as snapshot {checklist.snapshot.name} shows it", "bold")
    _print_phases(checklist)
    _print_owners(checklist)
    if late := [step for step in checklist.steps if step.is_late]:
        print_line(f"Late: {counted(len(late), 'step')}", "red")
        for step in late[:_MOST]:
            print_line(f"  {step.key}  {step.title}  {_times(step, checklist.zone)}", "red")
    if not checklist.following:
        is_over = all(step.is_done for step in checklist.steps if counts(step))
        print_line("Every step is done." if is_over else "Nothing is left that can be done now.")
        return
    print_line()
    print_step(checklist.following[0], checklist.zone, "Next: ")
    if others := checklist.following[1 : _MOST + 1]:
        print_line()
        print_line("Can be done too:")
        for step in others:
            print_line(f"  {step.key}  {step.title}")
    say(f"All steps: migrator checklist show --all   Times: {checklist.zone}")


def _print_phases(checklist: Checklist) -> None:
    rows = [
        (
            each.phase,
            f"{each.done} of {each.steps}",
            each.late or "",
            f"{-(-each.minutes_left // 60)} h" if each.minutes_left else "",
            _bar(each.done, each.steps),
        )
        for each in progress(checklist.steps)
    ]
    print_table("", ("Phase", "Done", "Late", "Work left", ""), rows, numeric=" rrr")


def _print_owners(checklist: Checklist) -> None:
    """Print who owns what, where somebody owns something."""
    found = owners(checklist.steps)
    if not any(each.owner for each in found):
        return
    rows = [
        (each.owner or "nobody", each.left, each.late or "", each.following.key if each.following else "waits")
        for each in found
    ]
    more = (("others", sum(each[1] for each in rows[_OWNERS:]), "", ""),) if len(rows) > _OWNERS else ()
    print_table("", ("Owner", "Steps left", "Late", "Next"), (*rows[:_OWNERS], *more), numeric=" rr")


def _bar(done: int, total: int) -> str:
    filled = 10 * done // total if total else 0
    return "#" * filled + "." * (10 - filled)


def print_steps(checklist: Checklist, steps: Sequence[WorkStep]) -> None:
    """Print steps, one line each, in working order, below their phase."""
    heading = None
    for step in steps:
        if heading != (own := str(step.phase) if step.phase else "Other steps"):
            heading = own
            print_line(heading, "bold")
        about = [_status(step), step.decision.owner, _times(step, checklist.zone)]
        about += [f"waits for {_few(step.blocked_by)}"] if step.blocked_by else []
        print_line(f"  {step.key}  {step.title}", _STYLES[step.status])
        print_line(f"      {', '.join(filter(None, about))}", "red" if step.is_late else "dim")


def _status(step: WorkStep) -> str:
    if step.by_hand and step.status is Status.DONE:
        return "done, by hand"
    return "late" if step.is_late else step.status.value


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def print_step(step: WorkStep, zone: tzinfo, heading: str = "") -> None:
    """Print one step with all that is needed to do it."""
    print_line(f"{heading}{step.key}  {step.title}  [{_status(step)}]", "bold")
    planned, decision = step.planned, step.decision
    groups: list[tuple[str, Iterable[object]]] = []
    if planned:
        texts = planned.step
        state = planned.state
        groups = [
            ("Do", _given(texts.dialog)),
            ("Read aloud", _given(texts.second_reader)),
            ("Run", texts.command.split("; ") if texts.command else ()),
            ("Expect", dict.fromkeys(f"{line.level} {line.text}" for line in planned.expected)),
            ("Expect", (f"events {', '.join(map(str, texts.expected_events))}",) if texts.expected_events else ()),
            ("Check", _given(texts.verify)),
            ("Else", _given(texts.repair)),
            ("Done when", (texts.done_when,)),
            ("Evidence", (_evidence(state.state, state.about), *state.supply)),
            ("Outage", (texts.outage,)),
            ("Findings", dict.fromkeys(f"{finding.rule} {finding.name}" for finding in planned.findings)),
            ("By hand", planned.by_hand),
            ("Not sure", (f"{', '.join(planned.not_collected)} were not collected",) if planned.not_collected else ()),
            ("Waits for", (_few(step.blocked_by),) if step.blocked_by else ()),
            ("Way back", (texts.rollback,)),
        ]
    groups += [
        ("Owner", _given(decision.owner)),
        ("Planned", _given(_span(decision.planned_start, decision.planned_end, zone))),
        ("Actual", _given(_span(decision.actual_start, decision.actual_end, zone))),
        ("At latest", (_time(step.latest, zone),) if step.latest else ()),
        ("Note", _given(decision.note)),
        ("Set by", (f"{decision.who}, {_time(decision.at, zone)}",) if decision.at else ()),
    ]
    print_labelled(groups)


def _given(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _evidence(state: GateState, about: Sequence[str]) -> str:
    return f"{state.value}: {_few(about)}" if about else state.value


def _times(step: WorkStep, zone: tzinfo) -> str:
    decision = step.decision
    return _span(decision.actual_start, decision.actual_end, zone) or _span(
        decision.planned_start, decision.planned_end, zone
    )


def _span(start: datetime | None, end: datetime | None, zone: tzinfo) -> str:
    return " to ".join(_time(time, zone) for time in (start, end) if time)


def _time(time: datetime | None, zone: tzinfo) -> str:
    return time.astimezone(zone).strftime("%Y-%m-%d %H:%M") if time else ""


def print_changes(changes: Iterable[StoredChange], zone: tzinfo) -> None:
    """Print what was changed, the oldest first."""
    rows = [
        (
            _time(datetime.fromisoformat(each.at), zone),
            each.who,
            each.key,
            each.field.replace("_", " "),
            each.before,
            each.after,
        )
        for each in changes
    ]
    print_table("", ("When", "Who", "Step", "Field", "Before", "After"), rows)


def print_verified(checklist: Checklist) -> None:
    """Print what the evidence shows of the gates: which are met, open or unknown, and what it denies."""
    of_plan = [step for step in checklist.steps if step.planned]
    by_state: dict[GateState, list[WorkStep]] = {state: [] for state in GateState}
    for step in of_plan:
        if step.planned:
            by_state[step.planned.state.state].append(step)
    by_hand = [step for step in of_plan if step.by_hand and step.decision.status is Status.DONE]
    numbers = {s.value: sum(s is GateState.DONE or not step.is_done for step in by_state[s]) for s in GateState}
    shown = ", ".join(
        f"{number} {name}" for name, number in (numbers | {"set by hand": len(by_hand)}).items() if number
    )
    print_line(f"Gates as snapshot {checklist.snapshot.name} shows them: {shown}", "bold")
    for step in denied(checklist.steps):
        print_line(f"{step.key} is set to done by {step.decision.who}, and the evidence denies it:", "red")
        print_step(step, checklist.zone)
    for state, label in _VERIFIED.items():
        rows = [
            (step.key, step.planned.step.gate, _few(_shown_of(step.planned.state)))
            for step in by_state[state]
            if step.planned and step.is_done == (state is GateState.DONE)
        ]
        if rows:
            print_table(state.value, ("Step", "Done when", label), rows)
    rows = [(step.key, step.decision.who, step.decision.note or "(none written)") for step in by_hand]
    if rows:
        print_table("set by hand", ("Step", "By", "Reason"), rows)
    early = [step for step in by_state[GateState.DONE] if not step.is_done]
    rows = [(step.key, step.planned.step.gate, _few(step.blocked_by)) for step in early if step.planned]
    if rows:
        print_table("holds before its step, not done", ("Step", "Done when", "Waits for"), rows)


def _shown_of(gate: Gate) -> tuple[str, ...]:
    """What meets a gate, keeps it open or would show it."""
    return gate.about or gate.shown_by or gate.supply


def print_notices(found: Notices, zone: tzinfo) -> None:
    """Print the notice to users and partners as text that can be sent, and which outages it does not tell."""
    for notice in found.planned:
        print_line(f"{_span(notice.begin, notice.end, zone)} ({zone}): {notice.text}")
    if found.untold:
        say(f"Planned with an outage, but without a text for users: {', '.join(found.untold)}", "yellow")
    if found.untimed:
        say(f"Without a planned time: {', '.join(found.untimed)}", "yellow")
    if not (found.planned or found.untold or found.untimed):
        print_line("No step that is left has an outage.")
