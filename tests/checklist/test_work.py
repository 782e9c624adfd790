"""Steps that people add stand where they put them, count and wait like others, and no newer evidence loses them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import attrs
import pytest

from migrator.checklist.evaluation import gate_of_part
from migrator.checklist.gates import Gate, GateState
from migrator.checklist.notice import Notices, notices
from migrator.checklist.overview import owners, progress
from migrator.checklist.plan import declared_steps, plan_of
from migrator.checklist.work import Decision, Status, WorkStep, following, worked
from migrator.estate.estate import Estate
from migrator.estate.evidence import LogLine
from migrator.estate.response_groups import Workflow
from migrator.estate.topology import Pool, ReplicationStatus
from migrator.rules.engine.model import Context
from migrator.rules.engine.phases import TRACK_A, TRACK_B
from migrator.rules.engine.predict import predict

NOW = datetime(2014, 1, 8, tzinfo=UTC)
OLD = Pool(key="ocs.c.local", product="ocs2007r2", fqdn="ocs.c.local", members=("ocs1.c.local",))

#: parts and the ids of their steps
PARTS = {"A9.1": "RGS-", "B7.4": "RGS-", "A10.1": "DIR-", "B8.2": "CMS-"}


def steps_of(decisions: Mapping[str, Decision]) -> tuple[WorkStep, ...]:
    """The steps of a small estate."""
    estate = Estate([OLD])
    plan = plan_of(TRACK_A, estate, predict(estate, Context(now=NOW, target="2013"), []), {})
    return worked(plan, decisions, {}, NOW)


def keys_of(steps: tuple[WorkStep, ...]) -> list[str]:
    """Their keys."""
    return [step.key for step in steps]


def test_own_steps_stand_below_the_step_above_them() -> None:
    """One below another, the newest directly below; one at the top first; the place that is lost comes last."""
    own = {
        "OWN-1": Decision(title="Book the room", after="A1.2"),
        "OWN-2": Decision(title="Order coffee", after="OWN-1"),
        "OWN-10": Decision(title="Ask the owner of the room", after="A1.2"),
        "OWN-3": Decision(title="Kick-off", after=""),
        "OWN-4": Decision(title="Nobody knows where", after="Z9"),
        "OLD@gone": Decision(note="kept"),
        "OWN-5": Decision(title="a", after="OWN-6"),
        "OWN-6": Decision(title="b", after="OWN-5"),
    }
    steps = steps_of(own)
    keys = keys_of(steps)
    assert keys[0] == "OWN-3"
    at = keys.index("A1.2")
    assert keys[at : at + 4] == ["A1.2", "OWN-10", "OWN-1", "OWN-2"]
    assert set(keys[-4:]) == {"OWN-4", "OLD@gone", "OWN-5", "OWN-6"}
    assert len(keys) == len(set(keys)) == len(keys_of(steps_of({}))) + len(own)


def test_own_steps_wait_count_and_are_late_like_others() -> None:
    """A step waits for the one above it, belongs to its phase, and is next when that is done."""
    own = Decision(title="Book the room", after="A1.2", owner="Ada", planned_end=datetime(2014, 1, 7, tzinfo=UTC))
    waiting = {step.key: step for step in steps_of({"OWN-1": own})}["OWN-1"]
    assert (waiting.blocked_by, waiting.is_late, str(waiting.phase)) == (("A1.2",), True, "1 Plan")
    steps = steps_of({"OWN-1": own, "A1.2": Decision(status=Status.DONE), "OLD": Decision(note="kept")})
    assert "OWN-1" in keys_of(following(steps))
    assert "OLD" not in keys_of(following(steps))
    before, after = (next(iter(progress(made))) for made in (steps_of({}), steps))
    assert (after.steps, after.done, after.late) == (before.steps + 1, before.done + 1, 1)
    (ada, nobody) = owners(steps)
    assert (ada.owner, ada.left, ada.late, ada.following) == ("Ada", 1, 1, steps[keys_of(steps).index("OWN-1")])
    assert nobody.owner == ""


def test_a_gate_that_holds_before_its_step_does_not_end_it() -> None:
    """All replicas are up to date before the Central Management Server moves; the step ends only after the move."""
    old = Pool(key="fe.c.local", product="lync2010", fqdn="fe.c.local", members=("fe1.c.local",))
    replica = ReplicationStatus(key="fe1.c.local", product="lync2010", up_to_date=True)
    estate = Estate([old, replica])
    plan = plan_of(TRACK_B, estate, predict(estate, Context(now=NOW, target="2013"), []), {})

    def step_of(decisions: Mapping[str, Decision]) -> WorkStep:
        return next(step for step in worked(plan, decisions, {}, NOW) if step.key == "CMS-60")

    before = step_of({})
    assert before.planned is not None
    assert (before.planned.state.state, before.is_done, before.status) == (GateState.DONE, False, Status.OPEN)
    assert before.blocked_by
    earlier = plan.steps[: next(at for at, step in enumerate(plan.steps) if step.key == "CMS-60")]
    after = step_of({step.key: Decision(status=Status.DONE) for step in earlier})
    assert (after.is_done, after.by_hand, after.blocked_by) == (True, False, ())


def test_a_part_is_done_when_people_set_what_no_evidence_shows() -> None:
    """Evidence of two steps does not end the move of the store; each step that people set is one less to confirm."""
    old = Pool(key="fe.c.local", product="lync2010", fqdn="fe.c.local", members=("fe1.c.local",))
    replica = ReplicationStatus(key="fe1.c.local", product="lync2010", up_to_date=True)
    log = LogLine(key="1", product="lync2013", cmdlet="Enable-CsTopology", level="Info")
    estate = Estate([old, replica, attrs.evolve(log, message="Command run is complete.")])
    plan = plan_of(TRACK_B, estate, predict(estate, Context(now=NOW, target="2013"), []), {})

    def part(*keys: str) -> tuple[GateState, tuple[str, ...], bool, bool]:
        decisions = {key: Decision(status=Status.DONE) for key in keys}
        step = next(step for step in worked(plan, decisions, {}, NOW) if step.key == "B8.2")
        assert step.planned is not None
        return step.planned.state.state, step.planned.state.about, step.is_done, step.by_hand

    by_hand = ("CMS-10", "CMS-20", "CMS-40", "CMS-50", "CMS-70")
    assert part() == (GateState.CONFIRM, by_hand, False, False)
    assert part("CMS-10", "CMS-40") == (GateState.CONFIRM, ("CMS-20", "CMS-50", "CMS-70"), False, False)
    everything = [step.key for step in plan.steps if step.key not in ("B8.2", "CMS-70")]
    assert part(*everything) == (GateState.CONFIRM, ("CMS-70",), False, False)
    assert part(*everything, "CMS-70") == (GateState.CONFIRM, (), True, True)


@pytest.mark.parametrize("part", PARTS)
def test_no_part_with_steps_by_hand_is_done_by_evidence(part: str) -> None:
    """With the evidence of every other step, the steps that only people see keep the part to be confirmed."""
    track = TRACK_A if part.startswith("A") else TRACK_B
    steps = [step for step in declared_steps(track) if step.id.startswith(PARTS[part]) and not step.is_optional]
    gate = gate_of_part((step.id, Gate(GateState.DONE if step.of else GateState.BY_HAND)) for step in steps)
    assert gate.state is GateState.CONFIRM
    assert set(gate.about) == {step.id for step in steps if not step.of}
    opened = gate_of_part((step.id, Gate(GateState.OPEN if step.of else GateState.BY_HAND)) for step in steps)
    assert opened.state is GateState.OPEN


def test_a_notice_stands_once_for_all_pools_that_move_together() -> None:
    """Two pools whose response groups move in the same hour are one line; another hour is another line."""
    pools = [attrs.evolve(OLD, key=f"ocs{n}.c.local", fqdn=f"ocs{n}.c.local") for n in (1, 2, 3)]
    flows = [Workflow(key=pool.key, product="ocs2007r2", name=pool.key, pool=pool.key) for pool in pools]
    estate = Estate([*pools, *flows])
    plan = plan_of(TRACK_A, estate, predict(estate, Context(now=NOW, target="2013"), []), {})
    at = [datetime(2014, 3, 8, hour, tzinfo=UTC) for hour in (20, 20, 22)]
    decisions = {f"RGS-10@{pool.fqdn}": Decision(planned_start=time) for pool, time in zip(pools, at, strict=True)}
    planned = notices(worked(plan, decisions, {}, NOW)).planned
    assert [each.begin.hour for each in planned] == [20, 22]


def test_no_outage_is_left_out_of_the_notice_without_a_word() -> None:
    """A step with an outage of which no text tells users is named; one whose part is told by another step is not."""
    estate = Estate([OLD, Workflow(key="w", product="ocs2007r2", name="w", pool=OLD.key)])
    plan = plan_of(TRACK_A, estate, predict(estate, Context(now=NOW, target="2013"), []), {})
    at = datetime(2014, 3, 8, 20, tzinfo=UTC)
    with_outage = {each.key for each in plan.steps if each.step.outage != "no" and not each.step.part}
    assert "A8.2" in with_outage
    found = notices(worked(plan, {"A8.2": Decision(planned_start=at)}, {}, NOW))
    assert (found.planned, found.untold) == ((), ("A8.2",))
    assert f"RGS-10@{OLD.fqdn}" in found.untimed
    assert not [key for key in found.untimed if key.startswith(("RGS-90", "A9.1"))]
    assert "A6.2" in found.untimed
    ended = {key: Decision(status=Status.SKIPPED, note="not here") for key in with_outage | set(found.untimed)}
    assert notices(worked(plan, ended, {}, NOW)) == Notices(planned=(), untimed=(), untold=())


def test_what_people_confirm_stands_beside_the_gate() -> None:
    """Whoever does a step reads before it what no evidence will show."""
    step = next(step for step in declared_steps(TRACK_B) if step.id == "B7.3")
    assert step.done_when == (
        "No orbit is served by the legacy pool; and by hand: music and settings of Call Park are on the new pool"
    )
