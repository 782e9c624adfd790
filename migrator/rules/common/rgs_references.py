"""References of response groups that lead nowhere (RGS-G04 to G08, G18: response-groups.md 6, items 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.call_flow import queue_actions, workflow_actions
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.response_groups import Agent, AgentGroup, BusinessHours, CallAction, Holiday, HolidaySet, Queue, Workflow
from ..engine.gaps import Collect, Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import ALL, LYNC, unread, with_evidence
from ..engine.values import Text


def _dangling(estate: Estate, item: Item, kind: str, references: tuple[str, ...], what: str) -> Iterator[Hit]:
    """A hit for each of *references* that names no object of *kind*."""
    for reference in dict.fromkeys(references):
        found = estate.find(kind, reference, product=item.product)
        if found is None or found.product != item.product:
            yield Hit(
                item=item,
                part=reference,
                message=f"{item.kind.replace('_', ' ')} {item.title!r} names {what} that does not exist: {reference}",
                evidence={"reference": reference},
            )


def _queues(actions: Iterator[tuple[str, CallAction]]) -> tuple[str, ...]:
    return tuple(action.queue for _, action in actions if action.queue)


@rule(
    id="RGS-G04",
    title="A call is sent to a queue that does not exist",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Queue,),
    effect="Calls that take this way have no queue to wait in.",
    remediation="Set another action: Set-CsRgsQueue or Set-CsRgsWorkflow; in R2 use the response group console.",
    references=(
        "remove-csrgsqueue",
        "new-csrgscallaction",
    ),
    basis="that a reference can dangle is documented for queues; the rest inferred",
    minutes=15,
    phases=RESPONSE_GROUPS,
)
def missing_queue(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An action of a workflow, an answer or a queue names a queue that was not read.

    Why it matters: Remove-CsRgsQueue does not look at time-out and overflow actions of other queues, so such
    references stay behind.

    When it is wrong: the queues of a pool were not collected, or are hidden without -ShowAll. What OCS 2007 R2 keeps
    in a workflow's definition cannot be read.
    """
    for product in with_evidence(estate, ALL, Queue):
        for queue in estate.of(Queue, product=product):
            yield from _dangling(estate, queue, "queue", _queues(queue_actions(queue)), "a queue")
        for workflow in estate.of(Workflow, product=product):
            yield from _dangling(estate, workflow, "queue", _queues(workflow_actions(workflow)), "a queue")


@rule(
    id="RGS-G05",
    title="Queue names an agent group that does not exist",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Queue, AgentGroup),
    effect="Nobody of that group answers; a queue without any other group disconnects its callers.",
    remediation="Take the group out of the queue: Set-CsRgsQueue; in R2 use the response group console.",
    references=(
        "new-csrgsqueue",
        "r2-wmi-rgs-queue",
    ),
    basis="inferred",
    minutes=15,
    phases=RESPONSE_GROUPS,
)
def missing_group(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A queue lists an agent group that was not read.

    Why it matters: the groups of a queue are searched in order; the missing one shortens the line of defence.

    When it is wrong: the groups of a pool were not collected, or are hidden without -ShowAll.
    """
    for product in with_evidence(estate, ALL, Queue, AgentGroup):
        for queue in estate.of(Queue, product=product):
            yield from _dangling(estate, queue, "agent_group", queue.agent_groups, "an agent group")


@rule(
    id="RGS-G06",
    title="Workflow names business hours that do not exist",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(Workflow, BusinessHours),
    effect="Whether the workflow counts as open is not determined.",
    remediation="Set other hours: Set-CsRgsWorkflow with BusinessHoursID of hours that exist.",
    references=(
        "new-csrgsworkflow",
        "new-csrgshoursofbusiness",
    ),
    basis="inferred",
    minutes=15,
    phases=RESPONSE_GROUPS,
)
def missing_hours(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A workflow names business hours that were not read.

    Why it matters: the hours decide between the default and the after-hours action.

    When it is wrong: the hours of a pool were not collected, or are hidden without -ShowAll.
    """
    for product in with_evidence(estate, LYNC, Workflow, BusinessHours):
        for workflow in estate.of(Workflow, product=product):
            if workflow.business_hours:
                yield from _dangling(estate, workflow, "business_hours", (workflow.business_hours,), "business hours")


@rule(
    id="RGS-G07",
    title="Holiday set or holiday that does not exist",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(HolidaySet,),
    effect="The workflow is not closed on those days.",
    remediation="Set other holidays: Set-CsRgsWorkflow with HolidaySetIDList of sets that exist.",
    references=(
        "new-csrgsworkflow",
        "new-csrgsholidayset",
        "r2-wmi-rgs-holiday-set",
    ),
    basis="inferred",
    minutes=15,
    phases=RESPONSE_GROUPS,
)
def missing_holidays(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A workflow names a holiday set, or a set of OCS 2007 R2 a holiday, that was not read.

    Why it matters: callers hear the ringing of an empty office instead of the holiday announcement.

    When it is wrong: the sets of a pool were not collected, or are hidden without -ShowAll.
    """
    for product in with_evidence(estate, ALL, HolidaySet):
        for workflow in estate.of(Workflow, product=product):
            yield from _dangling(estate, workflow, "holiday_set", workflow.holiday_sets, "a holiday set")
        sets = [holidays for holidays in estate.of(HolidaySet, product=product) if holidays.holiday_items]
        if sets:
            yield from unread(estate, Holiday, product)
        for holidays in sets if estate.has(Holiday.kind, product) else ():
            yield from _dangling(estate, holidays, "holiday", holidays.holiday_items, "a holiday")


@rule(
    id="RGS-G08",
    title="Group lists an agent that does not exist",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(AgentGroup, Agent),
    effect="The place of that agent in the group is empty; how the move takes it is not known.",
    remediation="Remove the agent from the group in the response group console and save the group.",
    references=(
        "r2-wmi-rgs-group",
        "r2-wmi-rgs-agent",
    ),
    basis="inferred",
    minutes=10,
    blocks="9 Post",
)
def missing_agent(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An agent group of OCS 2007 R2 lists the id of an agent that was not read.

    Why it matters: the list of agents and the groups are separate records; one without the other is a half-done
    removal.

    When it is wrong: the agents of a pool were not collected.
    """
    for group in estate.of(AgentGroup, product=R2):
        yield from _dangling(estate, group, "agent", group.agents, "an agent")


@rule(
    id="RGS-G18",
    title="Queue that no call reaches",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Queue, Workflow),
    effect="The queue is moved although nothing uses it.",
    remediation="Remove it before the move, or note what it is kept for.",
    references=(
        "remove-csrgsqueue",
        "r2-wmi-rgs-queue",
    ),
    basis="inferred",
    minutes=5,
)
def unreached_queue(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """No workflow and no other queue leads to a queue.

    Why it matters: the move takes the whole pool, left-overs too.

    When it is wrong: the workflows of a pool were not collected, or are hidden without -ShowAll.
    """
    for product in with_evidence(estate, ALL, Queue, Workflow):
        queues = estate.of(Queue, product=product)
        if cut := [item for item in (*estate.of(Workflow, product=product), *queues) if _leads_unseen(item)]:
            yield Gap(
                reason="what {kind} {item!r} leads to was cut off in the evidence",
                places={"kind": Text(cut[0].kind), "item": cut[0]},
                needs=(Collect(cut[0].kind, product),),
            )
            continue
        reached = {
            id(estate.find("queue", reference, product=product))
            for actions in (
                *(workflow_actions(workflow) for workflow in estate.of(Workflow, product=product)),
                *(_of_others(queue, estate) for queue in queues),
            )
            for reference in _queues(actions)
        }
        for queue in queues:
            if id(queue) not in reached and queue.is_empty("workflows"):
                yield Hit(item=queue, message=f"nothing leads to queue {queue.title!r}")


def _leads_unseen(item: Item) -> bool:
    """Whether an action of an item was cut off: it may lead to any queue."""
    actions = {"default_action", "after_hours_action", "holiday_action", "timeout_action", "overflow_action"}
    return bool(actions & set(item.truncated))


def _of_others(queue: Queue, estate: Estate) -> Iterator[tuple[str, CallAction]]:
    """Actions of a queue that do not lead back to itself."""
    for where, action in queue_actions(queue):
        if estate.find("queue", action.queue, product=queue.product) is not queue:
            yield where, action
