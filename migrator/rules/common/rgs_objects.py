"""Queues, groups, hours, holidays, menus and languages (RGS-F10, RGS-F11, RGS-G11 to G17, L10-RGS-002).

Limits: response-groups.md 2.1 to 2.8; order of the checks: 6, item 6.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.response_groups import AgentGroup, BusinessHours, Holiday, HolidaySet, IvrQuestion, Queue, Workflow
from ...estate.words import is_never_available
from ..engine.gaps import Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import ALL, LYNC, unread, with_evidence

#: above this the client rejects the alert time, in seconds (response-groups.md 2.1)
MAX_ALERT_TIME_S = 180
#: what Control Panel can edit (response-groups.md 2.4)
MAX_LEVELS, MAX_ANSWERS = 2, 4


@rule(
    id="RGS-G11",
    title="Alert time that clients reject",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AgentGroup,),
    effect="The agent's client rejects the call.",
    remediation=f"Set-CsRgsAgentGroup with AgentAlertTime of {MAX_ALERT_TIME_S} seconds or less.",
    references=("new-csrgsagentgroup",),
    minutes=5,
    phases=RESPONSE_GROUPS,
)
def long_alert(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The alert time of an agent group is above 180 seconds.

    Why it matters: the server accepts up to 600, the client does not.

    When it is wrong: all agents use clients of another kind.
    """
    for product in with_evidence(estate, ALL, AgentGroup):
        for group in estate.of(AgentGroup, product=product):
            if group.alert_time_s is not None and group.alert_time_s > MAX_ALERT_TIME_S:
                yield Hit(
                    item=group,
                    message=f"agent group {group.title!r} alerts for {group.alert_time_s} s, which clients reject",
                    evidence={"alert time (s)": str(group.alert_time_s)},
                )


def _size(questions: list[IvrQuestion]) -> tuple[int, int]:
    """(levels, answers of the widest) of menus that begin with *questions*."""
    levels = width = 0
    while questions:
        levels += 1
        width = max(width, *(len(question.answers) for question in questions))
        behind = (answer.action for question in questions for answer in question.answers)
        questions = [action.question for action in behind if action and action.question]
    return levels, width


@rule(
    id="RGS-G12",
    title="Menu deeper or wider than 2 levels of 4 answers",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(Workflow,),
    effect="The workflow cannot be edited in Control Panel.",
    remediation="Keep the script that builds it (New-CsRgsWorkflow and its parts), or make the menu smaller.",
    references=(
        "l13-rgs-ivr-workflow",
        "new-csrgsquestion",
        "new-csrgsanswer",
    ),
    minutes=15,
)
def large_menu(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An interactive workflow asks more than two questions in a row or offers more than four answers.

    Why it matters: administrators will not find it in the tool they know.

    When it is wrong: such workflows are maintained in the shell on purpose.
    """
    for product in with_evidence(estate, LYNC, Workflow):
        for workflow in estate.of(Workflow, product=product):
            starts = (workflow.default_action, workflow.after_hours_action, workflow.holiday_action)
            levels, width = _size([action.question for action in starts if action and action.question])
            if levels > MAX_LEVELS or width > MAX_ANSWERS:
                yield Hit(
                    item=workflow,
                    message=f"the menu of {workflow.title!r} has {counted(levels, 'level')} "
                    f"and up to {counted(width, 'answer')}",
                    evidence={"levels": str(levels), "answers": str(width)},
                )


@rule(
    id="RGS-G13",
    title="Agent group whose agents are never available",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(AgentGroup,),
    effect="Lync knows formal and informal participation only; what the move makes of it is not known.",
    remediation="Choose before the move: ConditionallyAvailable (formal) or AlwaysAvailable (informal).",
    references=(
        "r2-wmi-rgs-group",
        "new-csrgsagentgroup",
    ),
    basis="that Lync has no counterpart is inferred from the two lists of values",
    minutes=10,
    blocks="9 Post",
)
def never_available(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An agent group of OCS 2007 R2 has the state policy NeverAvailable.

    Why it matters: the group was switched off; after the move its agents may be called.

    When it is wrong: the group is not used.
    """
    for group in estate.of(AgentGroup, product=R2):
        if is_never_available(group.participation):
            yield Hit(
                item=group,
                message=f"agent group {group.title!r} is NeverAvailable, which Lync does not have",
                evidence={"AgentStatePolicy": group.participation or "", "agents": str(len(group.agents))},
            )


def _last_day(estate: Estate, holidays: HolidaySet) -> datetime | None:
    """When the last holiday of a set ends; None where that is not known for all of them."""
    ends = [period.ends or period.starts for period in holidays.holidays]
    for reference in holidays.holiday_items:
        found = estate.find("holiday", reference, product=holidays.product)
        ends.append((found.ends or found.starts) if isinstance(found, Holiday) else None)
    known = [end.replace(tzinfo=None) for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


@rule(
    id="RGS-G14",
    title="All holidays of a set are past",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(HolidaySet,),
    effect="The set closes no workflow any more; it is moved all the same.",
    remediation="Set-CsRgsHolidaySet with the holidays to come.",
    references=(
        "new-csrgsholidayset",
        "new-csrgsholiday",
    ),
    basis="inferred",
    minutes=15,
)
def past_holidays(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The last holiday of a holiday set is over.

    Why it matters: a set is renewed by hand every year; the move is the time when it gets forgotten.

    When it is wrong: the set is kept for reference only.
    """
    now = context.now.replace(tzinfo=None)
    for product in with_evidence(estate, ALL, HolidaySet):
        sets = estate.of(HolidaySet, product=product)
        if any(holidays.holiday_items for holidays in sets):
            yield from unread(estate, Holiday, product)
        for holidays in sets:
            last = _last_day(estate, holidays)
            if last and last < now and not {"holidays", "holiday_items"} & set(holidays.truncated):
                yield Hit(
                    item=holidays,
                    message=f"the last holiday of {holidays.title!r} ended on {last:%Y-%m-%d}",
                    evidence={"last holiday ended": f"{last:%Y-%m-%d}"},
                )


def _is_empty(group: AgentGroup) -> bool:
    return group.is_empty("agents") and group.is_empty("distribution_list")


@rule(
    id="RGS-G15",
    title="Agent group without agents",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AgentGroup,),
    effect="Nobody of the group answers.",
    remediation="Add agents or remove the group before the move.",
    references=(
        "new-csrgsqueue",
        "new-csrgsagentgroup",
    ),
    basis="inferred",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def empty_group(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An agent group lists no agent and no distribution list.

    Why it matters: a queue that has only such groups disconnects its callers.

    When it is wrong: the group is filled for events only.
    """
    for product in with_evidence(estate, ALL, AgentGroup):
        for group in estate.of(AgentGroup, product=product):
            if _is_empty(group):
                yield Hit(item=group, message=f"agent group {group.title!r} has no agent and no distribution list")


@rule(
    id="RGS-G16",
    title="Queue that nobody serves",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Queue, AgentGroup),
    effect="Callers are disconnected.",
    remediation="Give the queue a group with agents: Set-CsRgsQueue with AgentGroupIDList, or remove it.",
    references=("new-csrgsqueue",),
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def unserved_queue(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A queue has no agent group, or only groups without agents.

    Why it matters: calls sent there end at once, whatever its time-out says.

    When it is wrong: no workflow and no queue leads to it.
    """
    for product in with_evidence(estate, ALL, Queue, AgentGroup):
        for queue in estate.of(Queue, product=product):
            groups = [found for _, found in estate.resolve(queue, "agent_groups")]
            empty = [group for group in groups if isinstance(group, AgentGroup) and _is_empty(group)]
            if queue.is_empty("agent_groups") or (groups and len(empty) == len(groups)):
                why = f"only empty groups: {', '.join(g.title for g in empty)}" if empty else "no agent group"
                yield Hit(item=queue, message=f"queue {queue.title!r} has {why}", evidence={"groups": str(len(groups))})


@rule(
    id="RGS-G17",
    title="Business hours that are never open",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(BusinessHours,),
    effect="Every call to a workflow with these hours takes the after-hours action.",
    remediation="Set-CsRgsHoursOfBusiness with opening hours, or take the hours off the workflow for always open.",
    references=(
        "new-csrgshoursofbusiness",
        "new-csrgstimerange",
    ),
    basis="inferred",
    minutes=10,
)
def never_open(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Business hours have no range on any day.

    Why it matters: the workflow looks right and is closed for ever.

    When it is wrong: it is closed on purpose. The hours of OCS 2007 R2 have no published form and are not read.
    """
    for product in with_evidence(estate, LYNC, BusinessHours):
        users: dict[int, list[str]] = defaultdict(list)
        for workflow in estate.of(Workflow, product=product):
            users[id(estate.find("business_hours", workflow.business_hours, product=product))].append(workflow.title)
        for hours in estate.of(BusinessHours, product=product):
            if hours.is_empty("ranges"):
                used = "; ".join(users.get(id(hours), []))
                yield Hit(item=hours, message=f"{hours.title!r} is never open", evidence={"workflows": used})
