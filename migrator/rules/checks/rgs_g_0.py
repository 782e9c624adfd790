"""Response groups that do not fit together: contacts, numbers, references and agents (RGS-G01 to G09, without G02)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from ...estate.agents import groups_by_agent, user_of
from ...estate.call_flow import queue_actions, workflow_actions
from ...estate.estate import Estate
from ...estate.group_members import Members, members_of
from ...estate.kinds import Item
from ...estate.response_groups import (
    Agent,
    AgentGroup,
    ApplicationContact,
    BusinessHours,
    CallAction,
    Holiday,
    HolidaySet,
    Queue,
    Workflow,
)
from ...estate.topology import Pool
from ...estate.users import DirectoryGroup, User
from ..engine.gaps import Collect, Gap, Run
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_POST, RESPONSE_GROUPS
from ..engine.scope import ALL, LYNC, unread, with_evidence
from ..engine.values import Host, Number, Person, Text, Value, items, people
from .r2_caa import is_lync_pool


@rule(
    id="RGS-G01",
    title="Workflow without its contact",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(Workflow, ApplicationContact),
    message="Workflow {item!r} names a contact that was not read",
    variants={"none": Wording("Workflow {item!r} is active but names no contact")},
    effect="The workflow has no address and no number: nobody can call it, and there is no contact to move.",
    remediation="Assign a contact to the workflow in the R2 console, or remove the workflow before the move.",
    references=("r2-wmi-rgs-workflow", "r2-wmi-application-contact"),
    basis="inferred",
    minutes=20,
    phases=(A_POST,),
)
def missing_contact(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An active workflow names a contact that was not read, or none.

    Why it matters: the address and the number of a workflow are on its contact, which the move re-homes.

    When it is wrong: the contacts were collected with too few rights or from another forest.
    """
    for workflow in estate.each(Workflow, product=R2):
        if estate.find_any(("application_contact", "access_number"), workflow.contact, product=R2):
            continue
        if workflow.contact:
            yield Hit(item=workflow, evidence={"contact": Text(workflow.contact)})
        elif workflow.active:
            yield Hit(item=workflow, variant="none", evidence={"contact": Text("")}, severity=Severity.WARNING)


@rule(
    id="RGS-G03",
    title="Contact homed on another pool than its workflow",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(Workflow, ApplicationContact, Pool),
    message="Workflow {item!r} is on {pool}, its contact on {home}",
    effect="Calls do not reach this workflow.",
    remediation="Compare with the move: Move-CsApplicationEndpoint takes a contact to the pool whose workflow is used.",
    variants={
        "moved": Wording(
            "The contact of workflow {item!r} was moved from {pool} to {home}",
            "Expected after Move-CsRgsConfiguration: the pool of the contact answers its calls.",
            "None. Keep the legacy workflow until the legacy pool is removed.",
        ),
    },
    references=("l13-rgs-r2", "move-csapplicationendpoint", "r2-wmi-application-contact"),
    basis="inferred",
    minutes=20,
    phases=(A_POST,),
)
def contact_homed_elsewhere(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The contact of a workflow is homed on a pool that is not the workflow's.

    Why it matters: the pool of the contact answers its calls, whatever is on the workflow's own pool. If that is a
    pool of Lync, the response groups were moved: an info.

    When it is wrong: the pools were not collected completely.
    """
    for workflow in estate.each(Workflow, product=R2):
        contact = estate.find("application_contact", workflow.contact, product=R2)
        own = estate.find("pool", workflow.pool, product=R2)
        if not isinstance(contact, ApplicationContact) or not contact.pool or own is None:
            continue
        home = estate.find("pool", contact.pool, product=R2)
        if home is not own:
            moved = home.product != R2 if home else is_lync_pool(contact.pool)
            yield Hit(
                item=workflow,
                variant="moved" if moved else "",
                severity=Severity.INFO if moved else None,
                places={"pool": own, "home": Host(contact.pool)},
                evidence={"workflow's pool": Host(own.key), "contact's pool": Host(contact.pool)},
            )


def _dangling(
    estate: Estate, item: Item, kind: str, references: tuple[str, ...], as_value: Callable[[str], Value] = Text
) -> Iterator[Hit]:
    """A hit for each of *references* that names no object of *kind*."""
    for reference in dict.fromkeys(references):
        found = estate.find(kind, reference, product=item.product)
        if found is None or found.product != item.product:
            yield Hit(item=item, part=reference, evidence={"reference": as_value(reference)})


def queues_of(actions: Iterator[tuple[str, CallAction]]) -> tuple[str, ...]:
    """The queues to which actions send calls."""
    return tuple(action.queue for _, action in actions if action.queue)


@rule(
    id="RGS-G04",
    title="A call is sent to a queue that does not exist",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Queue,),
    message="Queue {item!r} names a queue that does not exist: {reference}",
    variants={"workflow": Wording("Workflow {item!r} names a queue that does not exist: {reference}")},
    effect="Calls that take this way have no queue to wait in.",
    remediation="Set another action: Set-CsRgsQueue or Set-CsRgsWorkflow; in R2 use the response group console.",
    references=("remove-csrgsqueue", "new-csrgscallaction", "set-csrgsworkflow", "set-csrgsqueue"),
    basis="that a reference can have no target is documented for queues; the rest is inferred",
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
        for queue in estate.each(Queue, product=product):
            yield from _dangling(estate, queue, "queue", queues_of(queue_actions(queue)))
        for workflow in estate.each(Workflow, product=product):
            for hit in _dangling(estate, workflow, "queue", queues_of(workflow_actions(workflow))):
                yield attrs.evolve(hit, variant="workflow")


@rule(
    id="RGS-G05",
    title="Queue names an agent group that does not exist",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Queue, AgentGroup),
    message="Queue {item!r} names an agent group that does not exist: {reference}",
    effect="Nobody of that group answers; a queue without any other group disconnects its callers.",
    remediation="Take the group out of the queue: Set-CsRgsQueue; in R2 use the response group console.",
    references=("new-csrgsqueue", "r2-wmi-rgs-queue"),
    basis="inferred",
    phases=RESPONSE_GROUPS,
)
def missing_group(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A queue lists an agent group that was not read.

    Why it matters: the groups of a queue are searched in order; without the missing one fewer agents are reached.

    When it is wrong: the groups of a pool were not collected, or are hidden without -ShowAll.
    """
    for product in with_evidence(estate, ALL, Queue, AgentGroup):
        for queue in estate.each(Queue, product=product):
            yield from _dangling(estate, queue, "agent_group", queue.agent_groups)


@rule(
    id="RGS-G06",
    title="Workflow names business hours that do not exist",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(Workflow, BusinessHours),
    message="Workflow {item!r} names business hours that do not exist: {reference}",
    effect="Whether the workflow counts as open is not determined.",
    remediation="Set other hours: Set-CsRgsWorkflow with BusinessHoursID of hours that exist.",
    references=("new-csrgsworkflow", "new-csrgshoursofbusiness"),
    basis="inferred",
    phases=RESPONSE_GROUPS,
)
def missing_hours(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A workflow names business hours that were not read.

    Why it matters: the hours decide between the default and the after-hours action.

    When it is wrong: the hours of a pool were not collected, or are hidden without -ShowAll.
    """
    for product in with_evidence(estate, LYNC, Workflow, BusinessHours):
        for workflow in estate.each(Workflow, product=product):
            if workflow.business_hours:
                yield from _dangling(estate, workflow, "business_hours", (workflow.business_hours,))


@rule(
    id="RGS-G07",
    title="Holiday set or holiday that does not exist",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(HolidaySet,),
    message="Workflow {item!r} names a holiday set that does not exist: {reference}",
    variants={"holiday": Wording("Holiday set {item!r} names a holiday that does not exist: {reference}")},
    effect="The workflow is not closed on those days.",
    remediation=(
        "Set other holidays: Set-CsRgsWorkflow with HolidaySetIDList of sets that exist; in OCS 2007 R2 the response "
        "group console."
    ),
    references=("new-csrgsworkflow", "new-csrgsholidayset", "r2-wmi-rgs-holiday-set"),
    basis="inferred",
    phases=RESPONSE_GROUPS,
)
def missing_holidays(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A workflow names a holiday set, or a set of OCS 2007 R2 a holiday, that was not read.

    Why it matters: callers hear ringing, and nobody answers, instead of the holiday announcement.

    When it is wrong: the sets of a pool were not collected, or are hidden without -ShowAll.
    """
    for product in with_evidence(estate, ALL, HolidaySet):
        for workflow in estate.each(Workflow, product=product):
            yield from _dangling(estate, workflow, "holiday_set", workflow.holiday_sets)
        if any(holidays.holiday_items for holidays in estate.each(HolidaySet, product=product)):
            yield from unread(estate, Holiday, product)
        for holidays in estate.each(HolidaySet, product=product) if estate.has(Holiday.kind, product) else ():
            for hit in _dangling(estate, holidays, "holiday", holidays.holiday_items):
                yield attrs.evolve(hit, variant="holiday")


@rule(
    id="RGS-G08",
    title="Group lists an agent that does not exist",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(AgentGroup, Agent),
    message="Agent group {item!r} names an agent that does not exist: {reference}",
    effect="The place of that agent in the group is empty; how the move takes it is not known.",
    remediation="Remove the agent from the group in the response group console and save the group.",
    references=("r2-wmi-rgs-group", "r2-wmi-rgs-agent"),
    basis="inferred",
    minutes=10,
    phases=(A_POST,),
)
def missing_agent(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An agent group of OCS 2007 R2 lists the id of an agent that was not read.

    Why it matters: the list of agents and the groups are separate records; if a removal was not
    completed, one is left without the other.

    When it is wrong: the agents of a pool were not collected.
    """
    for group in estate.each(AgentGroup, product=R2):
        yield from _dangling(estate, group, "agent", group.agents, Person)


@rule(
    id="RGS-G09",
    title="Agent is not enabled for Enterprise Voice, or is in a nested group",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    targets=("2013",),
    needs=(AgentGroup, User),
    message="Agent {item!r} ({groups}) is not enabled for Enterprise Voice",
    variants={
        "nested": Wording(
            "Agent group {item!r}: distribution list {address} has the group {nested!r} as a member",
            "Members of the nested group are not agents.",
            "Add the people of the nested group to the distribution list itself, or choose another list.",
        )
    },
    effect=(
        "On Lync Server 2013 only users with Enterprise Voice can be picked as agents; from a distribution list they "
        "are added as dysfunctional agents."
    ),
    remediation=(
        "Remove the agent, or enable the user: on OCS 2007 R2 in its own console, on Lync or after the move with "
        "Set-CsUser -Identity USER -EnterpriseVoiceEnabled $true -LineURI tel:+NUMBER."
    ),
    references=("l13-rgs-agent-group", "new-csrgsagentgroup", "set-csuser"),
    basis="documented for Lync Server 2013; for groups of OCS 2007 R2 and Lync Server 2010 inferred",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def agent_without_voice(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A user in an agent group is not enabled for Enterprise Voice, or a distribution list of agents holds a group.

    Why it matters: a user without Enterprise Voice is no agent that works on 2013, and members of a distribution list
    within another are not agents at all.

    When it is wrong: the user gets Enterprise Voice when moved.
    """
    for product in with_evidence(estate, ALL, AgentGroup, User):
        if product == R2:
            yield from unread(estate, Agent, product)
        for group in estate.each(AgentGroup, product=product):
            if members := members_of(estate, group):
                yield from _unread_members(group, members)
                for nested in members.nested:
                    places: dict[str, Value] = {"address": Text(members.address), "nested": nested}
                    yield Hit(item=group, variant="nested", part=nested.key, places=places)
                for user in filter(_lacks_voice, members.users):
                    yield _without_voice(user, [group], part=group.key)
        for address, groups in groups_by_agent(estate, product).items():
            agent = estate.find("agent", address, product=product) if product == R2 else None
            found = user_of(estate, agent.sip_address if isinstance(agent, Agent) else address, product)
            if found and _lacks_voice(found):
                yield _without_voice(found, groups)


def _lacks_voice(user: User) -> bool:
    return user.voice_enabled is False and user.enabled is not False


def _without_voice(user: User, groups: list[AgentGroup], part: str = "") -> Hit:
    return Hit(item=user, part=part, evidence={"groups": items(groups), "line URI": Number(user.line_uri or "")})


def _unread_members(group: AgentGroup, members: Members) -> Iterator[Gap]:
    """A gap if the distribution group was not read, or has members of which it is not known what they are."""
    places: dict[str, Value] = {
        "address": Text(members.address),
        "group": group,
        "others": people(members.others),
    }
    if members.group is None:
        reason = "members of {address}, the distribution list of agent group {group!r}, were not read"
        yield Gap(reason=reason, places=places, needs=(Collect(DirectoryGroup.kind, group.product),))
    elif members.others:
        reason = "of the members of {address}, {others:first 3} is neither a user nor a group that was read"
        nested = 'ldifde -u -f nested.ldf -r "(&(objectClass=group)(memberOf=<DN of the distribution list>))"'
        yield Gap(reason=reason, places=places, needs=(Run(nested),))
