"""Call flows: branches, menus, queues, loops and dead ends, of Lync and of OCS 2007 R2."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.estate import response_groups as rgs
from migrator.estate.call_conditions import Condition, When, condition_in_words
from migrator.estate.call_flow import CallFlow, call_flow, call_flows, label, queue_actions, steps, workflow_actions
from migrator.estate.call_flow_words import LOST
from migrator.estate.estate import Estate
from migrator.estate.products import R2
from migrator.estate.users import User

LYNC = "lync2010"


def to(queue: str) -> rgs.CallAction:
    """An action that leads to a queue."""
    return rgs.CallAction("TransferToQueue", queue=queue)


def menu(*answers: tuple[str, rgs.CallAction | None]) -> rgs.CallAction:
    """An action that asks a question."""
    told = tuple(rgs.IvrAnswer(f"answer {key}", key, (), action) for key, action in answers)
    return rgs.CallAction(
        "TransferToQuestion", question=rgs.IvrQuestion("Menu", rgs.CallPrompt("Which?"), answers=told)
    )


def workflow(action: rgs.CallAction | None, **fields: Any) -> rgs.Workflow:
    """A workflow with a default action."""
    return rgs.Workflow(**{"key": "w", "name": "Help", "product": LYNC, "default_action": action} | fields)


def queue(key: str, **fields: Any) -> rgs.Queue:
    """A queue of the group ``g``."""
    return rgs.Queue(**{"key": key, "name": key.upper(), "product": LYNC, "agent_groups": ("g",)} | fields)


GROUP = rgs.AgentGroup(
    key="g",
    name="Agents",
    product=LYNC,
    routing_method="Serial",
    participation="Formal",
    alert_time_s=20,
    agents=("sip:ann@contoso.com", "sip:bob@contoso.com"),
)


def flow(*items: Any) -> CallFlow:
    """The flow of the first workflow."""
    return next(iter(call_flows(Estate(items))))


def told(of: CallFlow) -> list[tuple[str, str, str]]:
    """From, condition and to of each step."""
    return [(step.source, step.condition, step.target) for step in steps(of)]


def test_hours_and_holidays_branch() -> None:
    """A call is led by holiday first, then by hours, and each branch ends where its action says."""
    found = flow(
        workflow(
            to("q"),
            business_hours="h",
            holiday_sets=("s",),
            holiday_action=rgs.CallAction("Terminate", rgs.CallPrompt("Closed today")),
            after_hours_action=rgs.CallAction("TransferToVoiceMailUri", uri="sip:night@contoso.com"),
        ),
        rgs.HolidaySet(key="s", name="Bank holidays", product=LYNC),
        rgs.BusinessHours(key="h", name="Office", product=LYNC),
        queue("q"),
        GROUP,
    )
    assert told(found)[:3] == [
        ("Workflow Help", "on a holiday of Bank holidays", "The call is disconnected"),
        ("Workflow Help", "outside business hours", "Voice mail of sip:night@contoso.com"),
        ("Workflow Help", "in business hours", "Queue Q"),
    ]
    assert steps(found)[0].prompt == '"Closed today"'


def test_a_branch_without_action_is_a_dead_end() -> None:
    """Hours without an action for closed times leave the caller nowhere."""
    found = flow(workflow(to("q"), business_hours="h"), queue("q"), GROUP)
    assert [(s.condition, s.dead_end) for s in steps(found) if s.dead_end] == [
        ("outside business hours", "no action is set")
    ]


def test_what_was_cut_off_is_no_dead_end() -> None:
    """What the evidence does not hold of actions, groups, agents and thresholds is said, and ends no call."""
    cut = workflow(
        rgs.CallAction("TransferToQuestion"), business_hours="h", unknown=("default_action", "after_hours_action")
    )
    found = flow(cut, rgs.BusinessHours(key="h", name="Office", product=LYNC, unknown=("ranges",)))
    assert 'open "Office": not all in this evidence' in found.start.details
    assert {s.target for s in steps(found)} == {"Not in this evidence"}
    assert found.dead_ends == ()
    empty_menu = flow(workflow(menu(), unknown=("default_action",)))
    assert empty_menu.dead_ends == ()
    unknown = queue("q", agent_groups=(), unknown=("agent_groups", "overflow_threshold"))
    waiting = flow(workflow(to("q")), unknown)
    assert waiting.dead_ends == ()
    assert waiting.nodes["queue:q"].details == (
        "overflow: not in this evidence",
        "no time-out: it never happens",
        "agent groups: not all are in this evidence",
    )
    group = rgs.AgentGroup(key="g", name="Agents", product=LYNC, unknown=("agents",))
    assert flow(workflow(to("q")), queue("q"), group).dead_ends == ()
    at_times = flow(workflow(to("q"), unknown=("business_hours",)), queue("q"), group)
    (edge,) = at_times.ways_from(at_times.start)
    assert edge.condition.when is When.IN_HOURS


def test_what_was_lost_in_reading_is_no_dead_end() -> None:
    """A queue or group that can be among the lost ones is not called missing."""
    queues, groups = (LYNC, "queue"), (LYNC, "agent_group")
    without_queue = call_flow(Estate([workflow(to("q"))], incomplete=[queues]), workflow(to("q")))
    assert (without_queue.dead_ends, without_queue.nodes["queue:q"].details) == ((), (LOST,))
    without_group = Estate([workflow(to("q")), queue("q")], incomplete=[groups])
    assert call_flow(without_group, workflow(to("q"))).dead_ends == ()
    row = workflow(None, product=R2)
    assert "No queue names this workflow." in call_flow(Estate([row]), row).nodes["definition:w"].details
    assert "No queue" not in str(
        call_flow(Estate([row], incomplete=[(R2, "queue")]), row).nodes["definition:w"].details
    )


def test_menus_are_followed_to_any_depth() -> None:
    """Answers lead through three questions to a queue; the same question in two places stands twice."""
    inner = menu(("1", to("q")), ("2", rgs.CallAction("TransferToPSTN", uri="sip:+442079460100@contoso.com")))
    found = flow(workflow(menu(("1", menu(("*", inner))), ("2", inner))), queue("q"), GROUP)
    assert sum(node.kind == "question" for node in found.nodes.values()) == 4
    assert ("Question Menu", "press 2 (answer 2)", "Telephone number +442079460100") in told(found)


def test_agent_groups_stand_in_order_with_their_agents() -> None:
    """A queue leads to its groups in their order; agents stand in theirs, with routing and alert time."""
    second = rgs.AgentGroup(key="g2", name="More", product=LYNC, distribution_list="all@contoso.com")
    found = flow(workflow(to("q")), queue("q", agent_groups=("g2", "g")), GROUP, second)
    assert told(found)[1:] == [
        ("Queue Q", "agent group 1 of 2", "Agent group More"),
        ("Queue Q", "agent group 2 of 2", "Agent group Agents"),
    ]
    assert found.nodes["agent_group:g"].details == (
        "Serial, Formal, 20 s each",
        "1. sip:ann@contoso.com",
        "2. sip:bob@contoso.com",
    )


def test_agents_that_are_users_stand_with_their_addresses() -> None:
    """Two users of one name are told apart: the address of an agent of Lync stands behind the name."""
    users = [User(key=agent, product=LYNC, display_name="Ann Bell") for agent in GROUP.agents]
    found = flow(workflow(to("q")), queue("q"), GROUP, *users)
    assert found.nodes["agent_group:g"].details[1:] == (
        "1. Ann Bell <sip:ann@contoso.com>",
        "2. Ann Bell <sip:bob@contoso.com>",
    )


def test_queues_in_a_ring_are_a_loop() -> None:
    """A times out into B and B into A: the way back is marked, and the flow ends."""
    ring = [
        queue("a", timeout_threshold_s=10, timeout_action=to("b")),
        queue("b", timeout_threshold_s=20, timeout_action=to("a")),
    ]
    found = flow(workflow(to("a")), *ring, GROUP)
    timed_out = Condition(when=When.TIME_OUT, number=20)
    assert [(e.source, e.target, e.condition) for e in found.loops] == [("queue:b", "queue:a", timed_out)]
    assert condition_in_words(timed_out) == "time-out: after 20 s"


def test_two_ways_to_one_queue_are_no_loop() -> None:
    """Two answers that lead to the same queue do not lead back."""
    found = flow(workflow(menu(("1", to("q")), ("2", to("q")))), queue("q"), GROUP)
    assert found.loops == ()


def test_workflows_that_send_calls_to_each_other_are_a_loop() -> None:
    """A transfer to the address of a workflow goes on in it."""
    to_other = rgs.CallAction("TransferToUri", uri="SIP:B@contoso.com")
    back = rgs.CallAction("TransferToUri", uri="sip:a@contoso.com")
    one = workflow(menu(("1", to_other)), key="a", primary_uri="sip:a@contoso.com")
    two = workflow(menu(("1", back)), key="b", name="Other", primary_uri="sip:b@contoso.com")
    assert [label(flow(one, two).nodes[edge.target]) for edge in flow(one, two).loops] == ["Workflow Help"]


def test_an_action_without_threshold_never_happens() -> None:
    """A time-out action whose threshold is null is not a way of the call (response-groups.md 2.2)."""
    found = flow(workflow(to("q")), queue("q", timeout_action=to("gone")), GROUP)
    assert [step.target for step in steps(found)] == ["Queue Q", "Agent group Agents"]
    assert "no time-out: it never happens" in found.nodes["queue:q"].details


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ((workflow(to("gone")),), "the queue is not in the estate"),
        ((workflow(to("q")), queue("q", agent_groups=())), "the queue has no agent group: calls are disconnected"),
        ((workflow(to("q")), queue("q")), "the agent group is not in the estate"),
        ((workflow(menu()),), "the question has no answers"),
        ((workflow(menu(("1", None))),), "no action is set"),
        ((workflow(rgs.CallAction("TransferToUri")),), "the target of the transfer is not set"),
        ((workflow(rgs.CallAction("TransferToQuestion")),), "no question is set"),
        ((workflow(None),), "no action is set for calls in business hours"),
    ],
)
def test_dead_ends_say_why(items: tuple[Any, ...], reason: str) -> None:
    """Where a call is lost the flow says for what reason."""
    assert reason in [node.dead_end.value for node in flow(*items).dead_ends if node.dead_end]


def test_a_queue_of_empty_groups_disconnects() -> None:
    """One group with agents is enough; without any the queue is a dead end (response-groups.md 2.2)."""
    empty = rgs.AgentGroup(key="e", name="Empty", product=LYNC)
    lost = flow(workflow(to("q")), queue("q", agent_groups=("e",)), empty)
    held = flow(workflow(to("q")), queue("q", agent_groups=("e", "g")), empty, GROUP)
    assert ["queue:q" in [node.id for node in found.dead_ends] for found in (lost, held)] == [True, False]


def test_an_r2_workflow_leads_through_its_definition() -> None:
    """Of OCS 2007 R2 the queues that name the workflow are known; the number is on the contact."""
    r2 = {"product": "ocs2007r2"}
    contact = rgs.ApplicationContact(key="sip:h@x", aliases=("CN=1",), line_uri="tel:+1", display_number="1", **r2)
    named = [rgs.Queue(key=k, name=k, workflows=("w",), **r2) for k in "ab"]
    found = flow(workflow(None, contact="CN=1", **r2), contact, *named, rgs.Queue(key="c", **r2))
    assert [target for _, _, target in told(found)] == ["Definition (not readable)", "Queue a", "Queue b"]
    assert found.start.details[0] == "number: tel:+1 (1)"
    assert found.start.dead_end is None


def test_products_are_kept_apart() -> None:
    """A queue of the same key in another product is not the one that is meant."""
    copy = queue("q", product="lync2013", name="Copy")
    assert told(flow(workflow(to("q")), copy, queue("q"), GROUP))[0][2] == "Queue Q"


def test_hours_with_equal_days_are_told_together() -> None:
    """Monday to Tuesday with the same hours is one entry; a second range of a day stays with its day."""
    spans = [("Monday", "09:00:00", "17:00:00"), ("Tuesday", "09:00:00", "17:00:00")]
    spans += [("Friday", "09:00:00", "12:00:00"), ("Friday", "13:00:00", "24:00:00")]
    hours = rgs.BusinessHours(key="h", name="Office", product=LYNC, ranges=tuple(rgs.TimeRange(*s) for s in spans))
    found = flow(workflow(to("q"), business_hours="h", time_zone="GMT Standard Time"), hours)
    expected = 'open "Office" (GMT Standard Time): Monday-Tuesday 09:00-17:00; Friday 09:00-12:00, 13:00-24:00'
    assert expected in found.start.details


def test_actions_behind_answers_are_found() -> None:
    """All actions of a workflow and of a queue are told with where they stand."""
    held = workflow(menu(("1", to("a")), ("2", menu(("3", to("b"))))), holiday_action=rgs.CallAction("Terminate"))
    places = [(where, action.queue) for where, action in workflow_actions(held) if action.queue]
    assert places == [
        ("default action, press 1 (answer 1)", "a"),
        ("default action, press 2 (answer 2), press 3 (answer 3)", "b"),
    ]
    assert [where for where, _ in queue_actions(queue("q", timeout_action=to("a")))] == ["time-out action"]


def test_a_very_deep_menu_ends() -> None:
    """Two thousand questions in one another do not exhaust the stack."""
    action = to("q")
    for _ in range(2000):
        action = menu(("1", action))
    assert len(steps(call_flow(Estate([held := workflow(action)]), held))) == 2001


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_without_its_loops_a_flow_has_none(ways: list[tuple[int, int]]) -> None:
    """However queues lead to each other, every step is told once, and the ways not marked as loops form no ring."""
    exits = {f"q{a}": f"q{b}" for a, b in ways}
    other = {f"q{a}": f"q{b}" for a, b in reversed(ways)}
    queues = [
        queue(
            key,
            timeout_threshold_s=10,
            timeout_action=to(exits[key]),
            overflow_threshold=1,
            overflow_action=to(other[key]),
        )
        for key in exits
    ]
    found = flow(workflow(to("q0")), *queues, GROUP)
    forward = [(edge.source, edge.target) for edge in found.edges if not edge.loop]
    left = set(found.nodes)
    while free := {n for n in left if not any(t == n and s in left for s, t in forward)}:
        left -= free
    assert (left, len(steps(found))) == (set(), len(found.edges))


def test_what_evidence_does_not_tell_is_neither_none_nor_a_dead_end() -> None:
    """A workflow of which a database row tells only the name has no dead end, and says what is not known."""
    row = workflow(None, unknown=("line_uri", "default_action"))
    found = flow(row)
    (node,) = [node for node in found.nodes.values() if node.kind == "workflow"]
    assert node.dead_end is None
    assert "number: not in this evidence" in node.details
