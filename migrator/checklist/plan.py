"""The plan of one estate on one track: the steps it has, with its names, in working order, and what evidence shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush

import attrs

from ..errors import InputError
from ..estate.catalogue import KINDS
from ..estate.collection import is_listed
from ..estate.counting import first_few
from ..estate.estate import Estate
from ..estate.external import FederationSettings
from ..estate.kinds import Item
from ..estate.products import LYNC2013
from ..estate.topology import EdgePool
from ..knowledge.grade import Grade
from ..rules.engine.levels import Severity
from ..rules.engine.phases import PHASES, Phase, Track
from ..rules.engine.prediction import Finding, Message, Prediction
from .evaluation import gate_of, gate_of_part, joined, rules_of
from .federation import FEDERATION, plans_of
from .gates import MET, Gate, GateState, View, lacking
from .names import names_of
from .objects import TrackObjects
from .presence import PRESENCE
from .remedies import remedies
from .rule_gates import STOPS
from .steps import ChecklistStep, filled, read_steps

#: the file with the steps of each track
_FILES = {"A": "track_a", "B": "track_b", "C": "track_a"}

#: names of objects beside the rule that found them
_MOST_NAMES = 3


@attrs.frozen(kw_only=True)
class PlannedStep:
    """A step of the plan.

    Attributes:
        key: stable: the id, and the object for which it is done.
        step: the step with its texts filled with the names of the estate.
        object: the object for which it is done; "" for the estate.
        needs: keys of the steps that come before.
        state: what the evidence shows of its gate.
        expected: the lines that its cmdlet will print, as predicted.
        findings: open findings that it mends.
        not_collected: names of the kinds that were not collected, so that it may not be needed.
        by_hand: what the rebuild script cannot recreate, to be completed by hand.
        minutes: estimated work.
    """

    key: str
    step: ChecklistStep
    phase: Phase
    object: str = ""
    needs: tuple[str, ...] = ()
    state: Gate
    expected: tuple[Message, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_collected: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    minutes: int


@attrs.frozen(kw_only=True)
class MigrationPlan:
    """The steps of an estate on a track, in working order."""

    track: Track
    steps: tuple[PlannedStep, ...]


def track_named(id_: str) -> Track:
    """The track of that id."""
    return next(track for track in PHASES if track.id == id_)


def plan_of(
    track: Track,
    estate: Estate,
    prediction: Prediction,
    answers: Mapping[str, str],
    gaps: Mapping[str, tuple[str, ...]] | None = None,
) -> MigrationPlan:
    """The plan.

    Args:
        gaps: what the rebuild script of each legacy pool cannot recreate, by the name of the pool.

    Raises:
        InputError: steps need each other in a circle, which is named.
    """
    planner = _Planner(track, estate, prediction, answers, gaps or {})
    declared = [step for step in declared_steps(track) if planner.has_step(step)]
    steps = [planned for step in declared for planned in planner.planned(step)]
    of_rules = list(planner.remedies())
    return MigrationPlan(track=track, steps=tuple(_with_parts(_in_order(_linked(steps, of_rules)))))


def declared_steps(track: Track) -> Iterator[ChecklistStep]:
    """The steps of a track, those of a part before the step that stands for them."""
    for step in read_steps(_FILES[track.id]):
        if track.id in step.tracks:
            yield from _of_part(step, track)
            yield step


def _of_part(step: ChecklistStep, track: Track) -> Iterator[ChecklistStep]:
    for inner in read_steps(step.part) if step.part else ():
        if track.id in inner.tracks:
            yield attrs.evolve(
                inner,
                in_part=step.part,
                phase=step.phase,
                kinds=step.kinds,
                only=step.only,
                needs=inner.needs or step.needs,
                grade=Grade.INFERRED if step.grade is Grade.INFERRED else inner.grade,
                references=inner.references or step.references,
            )


class _Planner:
    """Makes the steps of one estate."""

    def __init__(
        self,
        track: Track,
        estate: Estate,
        prediction: Prediction,
        answers: Mapping[str, str],
        gaps: Mapping[str, tuple[str, ...]],
    ) -> None:
        new = LYNC2013 if track.target == "2013" else f"lync{track.target}"
        names = names_of(estate, track.legacy, answers, new)
        findings = [finding for finding in prediction.findings if not finding.suppressed]
        self._track = track
        self._estate = estate
        self._answers = answers
        self._gaps = {pool.casefold(): lines for pool, lines in gaps.items()}
        self._messages = prediction.messages
        self._findings = findings
        self._by_rule: dict[str, list[Finding]] = {}
        for finding in findings:
            self._by_rule.setdefault(finding.rule, []).append(finding)
        self._objects = TrackObjects(estate=estate, names=names, legacy=track.legacy, new=new)
        self._view = View(
            estate,
            names,
            track.legacy,
            new=new,
            outcomes={outcome.rule: outcome for outcome in prediction.outcomes},
            errors=tuple(sorted({finding.rule for finding in findings if finding.severity in STOPS})),
            blocks=tuple(sorted({finding.rule for finding in findings if finding.severity is Severity.BLOCK})),
        )
        self._present = {name: each.has(estate, names, answers) for name, each in PRESENCE.items()}
        self._plans = plans_of(names, answers)
        self._places = self._objects.places()
        self._phases = {phase.number: phase for phase in PHASES[track]}

    def has_step(self, step: ChecklistStep) -> bool:
        """Whether the estate has the step; what was not collected keeps it."""
        if step.asks and self._answers.get(step.asks) == "no":
            return False
        if step.in_part == FEDERATION and step.plan not in self._plans:
            return False
        if step.only and self._present[step.only] is False:
            return False
        return not step.kinds or any(self._has(kind) is not False for kind in step.kinds)

    def _has(self, kind: str) -> bool | None:
        """Whether the estate has an object of a kind; None if it was not collected, or not in full."""
        cls = KINDS[kind]
        if any(_counts(item) for item in self._estate.of(cls)):
            return True
        read = self._estate.has(kind, self._track.legacy) and not self._estate.lost(kind)
        return False if read else None

    def planned(self, step: ChecklistStep) -> Iterator[PlannedStep]:
        """The step, for each of its objects; none where evidence shows that they are gone.

        One stands for those that nothing shows, because the kind that would was not read in full.
        """
        if self._objects.are_gone(step.each):
            return
        missing = self._missing(step)
        unread = {cls: self._track.legacy for cls in missing if is_listed(cls.kind, self._track.legacy)}
        if step.names_legacy_edge and not self._objects.of("legacy_edge") and not self._objects.are_gone("legacy_edge"):
            unread[EdgePool] = self._track.legacy
        objects = self._objects.of(step.each) if step.each else ()
        for one in objects:
            yield self._one(step, one, missing, unread)
        others = self._objects.unread(step.each)
        if others or not objects:
            yield self._one(step, "", list(dict.fromkeys((*missing, *others))), {**unread, **others})

    def _missing(self, step: ChecklistStep) -> list[type[Item]]:
        """The kinds that were not read, so that nothing shows whether the estate has the step."""
        known = {kind: self._has(kind) for kind in step.kinds}
        if True in known.values():
            return []
        missing = [KINDS[kind] for kind, has in known.items() if has is None]
        return [*missing, PRESENCE[step.only].of] if step.only and self._present[step.only] is None else missing

    def _one(
        self, step: ChecklistStep, one: str, missing: Sequence[type[Item]], unread: Mapping[type[Item], str]
    ) -> PlannedStep:
        """The step for one of its objects.

        Args:
            missing: kinds without which nothing shows whether the estate has it.
            unread: kinds without which its gate is not met, whatever else is so, with the product that lists them.
        """
        places = {**self._places, **(self._objects.places_of(step.each, one) if step.each else {})}
        named = filled(step, places)
        gate = self._gate(named, one)
        return PlannedStep(
            key=f"{step.id}@{one}" if one else step.id,
            step=named,
            phase=self._phases[step.phase],
            object=one,
            needs=step.needs,
            state=joined([gate, lacking(unread)]) if unread and gate.state in (*MET, GateState.UNKNOWN) else gate,
            expected=tuple(line for line in self._messages if step.expected_from and line.cmdlet == step.expected_from),
            findings=tuple(finding for rule in rules_of(step.of) for finding in self._by_rule.get(rule, ())),
            not_collected=tuple(cls.label for cls in missing),
            by_hand=self._gaps.get(one.casefold(), ()) if step.lists_gaps else (),
            minutes=step.minutes * (self._objects.number(step.counted, one) if step.counted else 1),
        )

    def _gate(self, step: ChecklistStep, one: str) -> Gate:
        view = attrs.evolve(self._view, one=one, expected_events=step.expected_events)
        gate = gate_of(step, view)
        return attrs.evolve(gate, about=tuple(self._with_items(step, name) for name in gate.about))

    def _with_items(self, step: ChecklistStep, name: str) -> str:
        """What keeps a gate open: of a rule of the step with the objects that it found."""
        found = self._by_rule.get(name, ()) if name in step.of else ()
        return f"{name} ({_first(tuple(dict.fromkeys(each.name for each in found)))})" if found else name

    def remedies(self) -> Iterator[PlannedStep]:
        """A step for each rule with open findings that no other step mends, in the phase that they block."""
        mended = {rule for step in declared_steps(self._track) for rule in rules_of(step.of)}
        for step, phase, findings in remedies(self._findings, mended, self._track):
            names = tuple(dict.fromkeys(finding.name for finding in findings))
            state = Gate(GateState.OPEN, names)
            yield PlannedStep(key=step.id, step=step, phase=phase, state=state, findings=findings, minutes=step.minutes)


def _first(names: Sequence[str]) -> str:
    """The first of some names, and how many there are besides."""
    few, rest = first_few(names, _MOST_NAMES)
    return " ".join(filter(None, (", ".join(few), rest)))


def _counts(item: Item) -> bool:
    """Whether an object shows that the estate has an Edge, or what its kind says."""
    return not isinstance(item, FederationSettings) or item.route_enabled is not False


def _linked(steps: Sequence[PlannedStep], of_rules: Sequence[PlannedStep]) -> list[PlannedStep]:
    """The steps with the keys of those before them.

    A step that stands for a part comes after the steps of the part; what mends a finding of level error comes after
    the first step, and before each other step of the phase that the finding blocks. A step that is done for an object
    waits only for that object where all that it needs is done for it, too. Steps that need the same share one tuple,
    because a step may need each of a thousand others.
    """
    keys: dict[str, list[str]] = {}
    of_objects: set[tuple[str, str]] = set()
    for planned in steps:
        keys.setdefault(planned.step.id, []).append(planned.key)
        of_objects.add((planned.step.id, planned.object))
    blocking: dict[Phase, list[str]] = {}
    for remedy in of_rules:
        if any(finding.severity in STOPS for finding in remedy.findings):
            blocking.setdefault(remedy.phase, []).append(remedy.key)
    parts = parts_of(steps)
    first = steps[0].key
    linked = [attrs.evolve(remedy, needs=(first,)) for remedy in of_rules]
    shared: dict[tuple[object, ...], tuple[str, ...]] = {}
    for planned in steps:
        one = planned.object if all((id_, planned.object) in of_objects for id_ in planned.needs) else ""
        same = (planned.needs, planned.step.part, planned.phase, planned.key == first, one)
        if same not in shared:
            needs = [key for id_ in planned.needs for key in ([f"{id_}@{one}"] if one else keys.get(id_, ()))]
            needs += [each.key for each in parts.get(planned.step.part, ())]
            if planned.key != first:
                needs += blocking.get(planned.phase, ())
            shared[same] = tuple(dict.fromkeys(needs))
        linked.append(attrs.evolve(planned, needs=shared[same]))
    return linked


def parts_of(steps: Sequence[PlannedStep]) -> dict[str, list[PlannedStep]]:
    """The steps of each part on which the step that stands for it rests: not those that are optional."""
    parts: dict[str, list[PlannedStep]] = {}
    for each in steps:
        if each.step.in_part and not each.step.is_optional:
            parts.setdefault(each.step.in_part, []).append(each)
    return parts


def _with_parts(steps: Sequence[PlannedStep]) -> Iterator[PlannedStep]:
    """The steps, with the state of the steps of a part for the one that stands for it."""
    parts = parts_of(steps)
    for planned in steps:
        inner = parts.get(planned.step.part, ())
        gate = gate_of_part((each.key, each.state) for each in inner)
        yield attrs.evolve(planned, state=gate) if inner else planned


def _in_order(steps: Sequence[PlannedStep]) -> list[PlannedStep]:
    """The steps with each after those that it needs, else by phase and as declared.

    Raises:
        InputError: they need each other in a circle.
    """
    place = {planned.key: (planned.phase.number, number) for number, planned in enumerate(steps)}
    by_key = {planned.key: planned for planned in steps}
    # a number stands for all that is in one tuple of needs, so that there are not as many arrows as pairs of steps
    sorter: TopologicalSorter[str | int] = TopologicalSorter()
    for planned in steps:
        sorter.add(planned.key, id(planned.needs))
    for needs in {id(planned.needs): planned.needs for planned in steps}.values():
        sorter.add(id(needs), *needs)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = (key for key in error.args[1] if isinstance(key, str))
        raise InputError(f"steps need each other in a circle: {' -> '.join(circle)}") from error
    ordered: list[PlannedStep] = []
    ready: list[tuple[tuple[int, int], str]] = []
    while sorter.is_active():
        while met := sorter.get_ready():
            sorter.done(*(key for key in met if isinstance(key, int)))
            for key in met:
                if isinstance(key, str):
                    heappush(ready, (place[key], key))
        if not ready:
            break
        key = heappop(ready)[1]
        ordered.append(by_key[key])
        sorter.done(key)
    return ordered
