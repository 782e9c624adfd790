"""The checklist of a project: made from the newest evidence each time, with what people decided about its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from unicodedata import category
from zoneinfo import ZoneInfo

import attrs

from ..errors import InputError
from .answers import answers_of
from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..checklist.plan import MigrationPlan
    from ..checklist.work import Decision, WorkStep
    from ..estate.estate import Estate
    from ..estate.provenance import Snapshot
    from ..rules.engine.phases import Track
    from ..rules.engine.prediction import Prediction
    from ..store.checklist import StoredChange, StoredStep
    from ..store.project import Project


@attrs.frozen(kw_only=True)
class Checklist:
    """The checklist of a project.

    Attributes:
        estate: the evidence from which it was made.
        prediction: what the rules say of it; empty where it was made without them.
        snapshot: that evidence.
        zone: the time zone in which it is shown.
        steps: in working order.
        following: what can be done now.
    """

    plan: MigrationPlan
    estate: Estate
    prediction: Prediction
    snapshot: Snapshot
    zone: ZoneInfo
    steps: tuple[WorkStep, ...]
    following: tuple[WorkStep, ...]

    @property
    def heading(self) -> str:
        """Which migration it is."""
        from ..estate.products import product_name

        track = self.plan.track
        return f"{product_name(track.legacy)} to Lync Server {track.target} (track {track.id})"

    def named(self, name: str) -> tuple[WorkStep, ...]:
        """The steps of that key or id, or whose key begins with it; upper and lower case are one.

        Raises:
            InputError: there is none.
        """
        wanted = name.casefold()
        of_id = [each for each in self.steps if each.key.casefold().partition("@")[0] == wanted]
        if found := of_id or [each for each in self.steps if each.key.casefold() == wanted]:
            return tuple(found)
        raise InputError(f"there is no step {name!r}", hint="`migrator checklist show` lists them")


def start_checklist(project: str, track: str, *, snapshot: str | None, now: datetime) -> Checklist:
    """Begin the checklist of a track.

    Raises:
        InputError: there is no snapshot, it has no evidence of the legacy product, or the project follows another
            track already.
    """
    from ..checklist.plan import track_named
    from ..store.project import open_project

    opened = open_project(project)
    kept = opened.checklist.track()
    if kept and kept != track:
        raise InputError(
            f"the project follows track {kept}",
            hint=f"What people decided about its steps belongs to it: use another project for track {track}",
        )
    if (legacy := track_named(track).legacy) not in opened.snapshot(snapshot).products:
        from ..estate.products import product_name

        raise InputError(
            f"the snapshot has no evidence of {product_name(legacy)}",
            hint="Track A leaves OCS 2007 R2 for Lync Server 2013, B Lync Server 2010 for 2013, C OCS 2007 R2 for 2010",
        )
    made = _checklist(opened, project, track, snapshot, now)
    opened.checklist.set_track(track)
    return made


def read_checklist(project: str, *, snapshot: str | None = None, now: datetime) -> Checklist:
    """The checklist with the state that the evidence and people give it.

    Raises:
        InputError: there is no checklist, or no such snapshot.
    """
    from ..store.project import open_project

    opened = open_project(project)
    return _checklist(opened, project, _track_of(opened), snapshot, now)


def checklist_to_set(project: str, names: Iterable[str], edit: StepEdit, *, now: datetime) -> Checklist:
    """The checklist as far as setting steps of these names needs it; the rules run only where they decide.

    Raises:
        InputError: there is no checklist.
    """
    from ..checklist.work import Status
    from ..store.project import open_project

    if edit.status in (Status.DONE, Status.SKIPPED) or any(name.upper().startswith("FIX-") for name in names):
        return read_checklist(project, now=now)
    opened = open_project(project)
    return _checklist(opened, project, _track_of(opened), None, now, rules=False)


def zone_of(project: str) -> ZoneInfo:
    """The time zone in which times of the checklist are shown and read.

    Raises:
        InputError: there is no project.
    """
    from ..rules.engine.questions import TIME_ZONE
    from ..store.project import open_project

    answer = open_project(project).decisions.answers().get(TIME_ZONE)
    return ZoneInfo(answer.value if answer else "UTC")


def _track_of(project: Project) -> str:
    if track := project.checklist.track():
        return track
    raise InputError("there is no checklist yet", hint="Begin it: migrator checklist new --track A, B or C")


def _checklist(
    opened: Project, project: str, track: str, snapshot: str | None, now: datetime, *, rules: bool = True
) -> Checklist:
    from ..checklist.plan import plan_of, track_named
    from ..checklist.work import following, worked
    from ..rules.engine.prediction import Prediction
    from ..rules.engine.questions import TIME_ZONE

    followed = track_named(track)
    if rules:
        assessment = run_prediction(project, PredictionRequest(snapshot=snapshot, target=followed.target), now=now)
        estate, prediction, known = assessment.estate, assessment.prediction, assessment.decisions.answers
        gaps = _gaps(estate, followed)
    else:
        estate, gaps = opened.estate(snapshot), {}
        prediction = Prediction(target=followed.target, findings=(), messages=(), outcomes=())
        known = answers_of(opened, estate, followed.target)
    answers = {a.question.name: a.text for a in known if a.text}
    plan = plan_of(followed, estate, prediction, answers, gaps)
    decisions = {key: _decision(stored) for key, stored in opened.checklist.steps().items()}
    steps = worked(plan, decisions, answers, now)
    return Checklist(
        plan=plan,
        estate=estate,
        prediction=prediction,
        snapshot=opened.snapshot(snapshot),
        zone=ZoneInfo(answers.get(TIME_ZONE, "UTC")),
        steps=steps,
        following=following(steps),
    )


def _gaps(estate: Estate, track: Track) -> dict[str, tuple[str, ...]]:
    """What the rebuild script of each legacy pool cannot recreate, by the name of the pool."""
    from ..response_groups.rebuild.omissions import alike
    from ..response_groups.rebuild.script import gaps

    return {
        pool: tuple(f"{kind} {', '.join(names)}: {what}" for kind, names, what in alike(found))
        for pool, found in gaps(estate, track.legacy).items()
    }


def _decision(stored: StoredStep) -> Decision:
    from ..checklist.work import Decision, Status

    def time(text: str) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    return Decision(
        title=stored.title,
        after=stored.after,
        status=Status(stored.status or Status.OPEN),
        owner=stored.owner,
        planned_start=time(stored.planned_start),
        planned_end=time(stored.planned_end),
        actual_start=time(stored.actual_start),
        actual_end=time(stored.actual_end),
        note=stored.note,
        who=stored.who,
        at=time(stored.at),
        version=stored.version,
    )


@attrs.frozen(kw_only=True)
class StepEdit:
    """What somebody sets of a step; None leaves a field as it is, "" takes it back.

    Attributes:
        planned: ``BEGIN`` or ``BEGIN/END`` in ISO 8601, in the time zone of the project where it has none.
        actual: the same of what happened.
    """

    status: str | None = None
    owner: str | None = None
    planned: str | None = None
    actual: str | None = None
    note: str | None = None


def set_steps(
    project: str, checklist: Checklist, steps: Sequence[WorkStep], edit: StepEdit, *, now: datetime
) -> dict[str, dict[str, str]]:
    """Keep what somebody set of some steps, all or none; returns the changed fields by the key of the step.

    Raises:
        InputError: a value that is not one, or a step set to done whose reason or window is missing.
        GuardRefused: another person changed the same meanwhile.
    """
    from ..store.project import open_project
    from ..store.times import stamp
    from .repair import operator

    fields = _fields(edit, checklist.zone)
    for step in steps:
        refuse_status(step, fields)
    opened = open_project(project)
    who, at = operator(), stamp(now)
    edits: dict[str, Mapping[str, str]] = {step.key: fields for step in steps}
    opened.checklist.change(edits, who=who, at=at, seen={step.key: step.decision.version for step in steps})
    return {step.key: dict(fields) for step in steps}


def _fields(edit: StepEdit, zone: ZoneInfo) -> dict[str, str]:
    fields = {"status": edit.status, "owner": edit.owner, "note": edit.note}
    for name in ("owner", "note"):
        allowed = "\n\t" if name == "note" else ""
        if bad := [c for c in fields[name] or "" if category(c) == "Cc" and c not in allowed]:
            raise InputError(f"--{name}: it has the control character U+{ord(bad[0]):04X}", hint="Write it without")
    for name, text in (("planned", edit.planned), ("actual", edit.actual)):
        if text is not None:
            begin, _, end = text.partition("/")
            fields[f"{name}_start"] = _utc(f"--{name}", begin, zone)
            fields[f"{name}_end"] = _utc(f"--{name}", end, zone)
            if end and fields[f"{name}_end"] < fields[f"{name}_start"]:  # type: ignore[operator]
                raise InputError(f"--{name}: the end {end} lies before the begin {begin}")
    return {name: value for name, value in fields.items() if value is not None}


def _utc(option: str, text: str, zone: ZoneInfo) -> str:
    """A time as it is kept: UTC in ISO 8601; "" for none.

    Raises:
        InputError: it is not a time.
    """
    from ..checklist.clock import kept

    if not text.strip():
        return ""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(
            f"{option}: {text!r} is not a time",
            hint="Write it as 2014-03-08T20:00, or 2014-03-08T20:00/2014-03-08T23:00",
        ) from None
    try:
        return kept(time, zone)
    except ValueError as error:
        raise InputError(f"{option}: {text!r}: {error}") from None


def refuse_status(step: WorkStep, fields: Mapping[str, str]) -> None:
    """Refuse fields of a step that set it to done or skipped too early.

    Raises:
        InputError: its window is not planned, or nothing says why it is done without evidence.
    """
    from ..checklist.gates import GateState
    from ..checklist.work import Status

    if fields.get("status") not in (Status.DONE, Status.SKIPPED) or step.planned is None:
        return
    decision = step.decision
    if step.planned.step.needs_window and fields["status"] == Status.DONE:
        start = fields.get("planned_start") or decision.planned_start
        end = fields.get("planned_end") or decision.planned_end
        if not (start and end and (fields.get("owner") or decision.owner)):
            raise InputError(
                f"{step.key}: begin, end and owner come first", hint="Give --planned BEGIN/END and --owner NAME"
            )
    note = fields.get("note", decision.note)
    unseen = step.planned.state.state in (GateState.OPEN, GateState.UNKNOWN) or fields["status"] == Status.SKIPPED
    if unseen and not note.strip():
        raise InputError(
            f"{step.key}: the evidence does not show it ({step.planned.step.gate}), and no note says why",
            hint="Read newer evidence with migrator inventory, or say why it is set by hand: --note REASON",
        )


def changes_of(project: str) -> Sequence[StoredChange]:
    """Every change that was made to the checklist, the oldest first.

    Raises:
        InputError: there is no project.
    """
    from ..store.project import open_project

    return open_project(project).checklist.changes()
