"""Response groups that will not work as set up: audio, limits, holidays, empty and unused objects (RGS-G10 to G19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from ...estate.call_flow import CallFlow, Edge, call_flows, label, queue_actions, workflow_actions
from ...estate.call_flow_loops import loop_paths
from ...estate.estate import Estate
from ...estate.evidence import AudioFileItem
from ...estate.kinds import Item
from ...estate.response_groups import AgentGroup, BusinessHours, Holiday, HolidaySet, Queue, Workflow, menu_size
from ...estate.usage import Uses, of_kinds
from ...estate.words import is_never_available
from ..engine.gaps import Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_POST, RESPONSE_GROUPS
from ..engine.scope import ALL, LYNC, unread, with_evidence
from ..engine.values import Amount, Listing, Text, Value, items, texts
from .rgs_g_0 import queues_of

#: 4 MB of a wave file (l13-rgs-requirements); the size of MB is not documented, so the larger is taken
MAX_BYTES = 4 * 1024 * 1024
_ENCODINGS = frozenset({"PCM", "A-law", "mu-law"})
_TICK = timedelta(microseconds=1)


@rule(
    id="RGS-G10",
    title="Audio file that response groups do not take",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AudioFileItem,),
    message="Audio file {item!r} is not within the limits of response groups: {beyond}",
    effect="Response groups do not support the file; what an import or the move does with it is not published.",
    remediation="Convert it to WAVE, LPCM 8 or 16 bit, mono or stereo, 4 MB or less, and import it again.",
    references=("l13-rgs-requirements", "import-csrgsaudiofile"),
    phases=RESPONSE_GROUPS,
)
def unsupported_audio(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A wave file of the export is above 4 MB or not in LPCM, A-law or mu-law, or a file is neither WAVE nor WMA.

    Why it matters: prompts and music of the workflow may be such files.

    When it is wrong: the file is left over and no prompt uses it.
    """
    for product in with_evidence(estate, LYNC, AudioFileItem):
        for audio in estate.each(AudioFileItem, product=product):
            if beyond := dict(_beyond_limits(audio)):
                size, encoding = Text(str(audio.size_bytes or "")), Text(audio.encoding or "")
                evidence: dict[str, Value] = {"size (bytes)": size, "encoding": encoding, **beyond}
                yield Hit(item=audio, places={"beyond": texts(beyond)}, evidence=evidence)


def _beyond_limits(audio: AudioFileItem) -> Iterator[tuple[str, Value]]:
    """The properties of a file that response groups do not accept, by label."""
    if audio.size_bytes is not None and audio.size_bytes > MAX_BYTES and audio.format != "WMA":
        yield "size (bytes)", Text(str(audio.size_bytes))
    if audio.format == "unknown":
        yield "format", Text(audio.format)
    if audio.encoding and audio.encoding not in _ENCODINGS:
        yield "encoding", Text(audio.encoding)
    if audio.encoding == "PCM" and audio.bits_per_sample not in (None, 8, 16):
        yield "bits per sample", Text(str(audio.bits_per_sample))
    if audio.channels is not None and audio.channels > 2:
        yield "channels", Amount(audio.channels)


#: above this the client rejects the alert time, in seconds (reference new-csrgsagentgroup)
MAX_ALERT_TIME_S = 180


@rule(
    id="RGS-G11",
    title="Alert time that clients reject",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AgentGroup,),
    message="Agent group {item!r} alerts for {seconds} s, which clients reject",
    effect="The agent's client rejects the call.",
    remediation=f"Set-CsRgsAgentGroup, AgentAlertTime below {MAX_ALERT_TIME_S} s; in OCS 2007 R2 the console.",
    references=("new-csrgsagentgroup", "set-csrgsagentgroup"),
    basis="documented for Lync; for OCS 2007 R2, and for clients of another kind, inferred",
    minutes=5,
    phases=RESPONSE_GROUPS,
)
def long_alert(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The alert time of an agent group is above 180 seconds.

    Why it matters: the server accepts up to 600, the client does not.

    When it is wrong: all agents use clients of another kind.
    """
    for product in with_evidence(estate, ALL, AgentGroup):
        for group in estate.each(AgentGroup, product=product):
            if group.alert_time_s is not None and group.alert_time_s > MAX_ALERT_TIME_S:
                seconds = Amount(group.alert_time_s)
                yield Hit(item=group, places={"seconds": seconds}, evidence={"alert time (s)": seconds})


#: what Control Panel can edit (reference l13-rgs-ivr-workflow)
MAX_LEVELS, MAX_ANSWERS = 2, 4


@rule(
    id="RGS-G12",
    title="Menu deeper or wider than 2 levels of 4 answers",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(Workflow,),
    message="The menu of {item!r} has {levels:level} and up to {answers:answer}",
    effect="Control Panel supports two levels with four answers each: the workflow may not be editable there.",
    remediation="Keep the script that builds it, or make the menu smaller.",
    references=("l13-rgs-call-flows", "l13-rgs-ivr-workflow", "new-csrgsquestion", "new-csrgsanswer"),
    basis="documented for 2013, where a menu has more levels and more answers; for one of the two, and 2010, inferred",
)
def large_menu(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An interactive workflow asks more than two questions in a row or offers more than four answers.

    Why it matters: administrators may not be able to change it in the tool they know.

    When it is wrong: such workflows are maintained in the shell on purpose.
    """
    for product in with_evidence(estate, LYNC, Workflow):
        for workflow in estate.each(Workflow, product=product):
            starts = (workflow.default_action, workflow.after_hours_action, workflow.holiday_action)
            levels, width = menu_size([action.question for action in starts if action and action.question])
            if levels > MAX_LEVELS or width > MAX_ANSWERS:
                yield Hit(item=workflow, evidence={"levels": Amount(levels), "answers": Amount(width)})


@rule(
    id="RGS-G13",
    title="Agent group whose agents are never available",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(AgentGroup,),
    message="Agent group {item!r} is NeverAvailable, which Lync does not have",
    effect="Lync knows formal and informal participation only; what the move makes of it is not known.",
    remediation="Choose before the move: ConditionallyAvailable (formal) or AlwaysAvailable (informal).",
    references=("r2-wmi-rgs-group", "new-csrgsagentgroup"),
    basis="that Lync has no counterpart is inferred from the two lists of values",
    minutes=10,
    phases=(A_POST,),
)
def never_available(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An agent group of OCS 2007 R2 has the state policy NeverAvailable.

    Why it matters: the group was switched off; after the move its agents may be called.

    When it is wrong: the group is not used.
    """
    for group in estate.each(AgentGroup, product=R2):
        if is_never_available(group.participation):
            policy = Text(group.participation or "")
            yield Hit(item=group, evidence={"AgentStatePolicy": policy, "agents": Amount(len(group.agents))})


def _last_day(estate: Estate, holidays: HolidaySet) -> datetime | None:
    """The last moment of the last holiday of a set, a day ends before midnight; None if one of them is not known."""
    records = [found for _, found in estate.resolve(holidays, "holiday_items")]
    days = (*holidays.holidays, *(each if isinstance(each, Holiday) else None for each in records))
    ends = [(each.ends - _TICK if each.ends else each.starts) if each else None for each in days]
    known = [end.replace(tzinfo=None) for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


@rule(
    id="RGS-G14",
    title="All holidays of a set are past",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(HolidaySet,),
    message="The last holiday of {item!r} ended on {last_holiday_ended}",
    effect="The set closes no workflow any more; it is moved all the same.",
    remediation="Set-CsRgsHolidaySet with the holidays to come; in OCS 2007 R2 the response group console.",
    references=("new-csrgsholidayset", "new-csrgsholiday"),
    basis="inferred",
)
def past_holidays(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The last holiday of a holiday set is over.

    Why it matters: a set must be renewed by hand every year, which is easily forgotten during a migration.

    When it is wrong: the set is kept for reference only.
    """
    now = context.now.replace(tzinfo=None)
    for product in with_evidence(estate, ALL, HolidaySet):
        if any(holidays.holiday_items for holidays in estate.each(HolidaySet, product=product)):
            yield from unread(estate, Holiday, product)
        for holidays in estate.each(HolidaySet, product=product):
            last = _last_day(estate, holidays)
            if last and last + _TICK < now and holidays.knows("holidays") and holidays.knows("holiday_items"):
                yield Hit(item=holidays, evidence={"last holiday ended": Text(f"{last:%Y-%m-%d}")})


def _is_empty(group: AgentGroup) -> bool:
    return group.is_empty("agents") and group.is_empty("distribution_list")


@rule(
    id="RGS-G15",
    title="Agent group without agents",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(AgentGroup,),
    message="Agent group {item!r} has no agent and no distribution list",
    effect="Nobody of the group answers; calls that reach only such groups are disconnected.",
    remediation="Add agents, or remove the group before the move if no queue has it.",
    references=("new-csrgsqueue", "new-csrgsagentgroup"),
    basis="documented for Lync; for OCS 2007 R2 inferred",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def empty_group(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An agent group lists no agent and no distribution list.

    Why it matters: a queue that has only such groups disconnects its callers.

    When it is wrong: the group is filled for events only.
    """
    for product in with_evidence(estate, ALL, AgentGroup):
        for group in estate.each(AgentGroup, product=product):
            if _is_empty(group):
                yield Hit(item=group, evidence={"used by": items(of_kinds(Uses(estate, product).of(group)))})


@rule(
    id="RGS-G16",
    title="Queue that nobody serves",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Queue, AgentGroup),
    message="Queue {item!r} has no agent group",
    variants={"empty groups": Wording("Queue {item!r} has only empty groups: {empty}")},
    effect="Callers are disconnected.",
    remediation=(
        "Give the queue a group with agents: Set-CsRgsQueue, in OCS 2007 R2 the response group console; remove it only "
        "if nothing sends calls to it."
    ),
    references=("new-csrgsqueue", "set-csrgsqueue"),
    basis="documented for Lync; for OCS 2007 R2 inferred",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def unserved_queue(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A queue has no agent group, or only groups without agents.

    Why it matters: calls that are sent there are disconnected.

    When it is wrong: no workflow and no queue sends calls to it.
    """
    for product in with_evidence(estate, ALL, Queue, AgentGroup):
        for queue in estate.each(Queue, product=product):
            groups = [found for _, found in estate.resolve(queue, "agent_groups")]
            empty = [group for group in groups if isinstance(group, AgentGroup) and _is_empty(group)]
            all_empty = groups and len(empty) == len(groups) and queue.knows("agent_groups")
            if queue.is_empty("agent_groups") or all_empty:
                yield Hit(
                    item=queue,
                    variant="empty groups" if empty else "",
                    places={"empty": items(empty)},
                    evidence={"groups": Amount(len(groups))},
                )


@rule(
    id="RGS-G17",
    title="Business hours that are never open",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(BusinessHours,),
    message="{item!r} is never open",
    effect="Every call to a workflow with these hours takes the after-hours action.",
    remediation="Set-CsRgsHoursOfBusiness with opening hours, or take the hours off the workflow for always open.",
    references=("new-csrgshoursofbusiness", "new-csrgstimerange"),
    basis="inferred",
    minutes=10,
)
def never_open(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Business hours have no range on any day.

    Why it matters: the workflow looks right but is always closed.

    When it is wrong: it is closed on purpose. The hours of OCS 2007 R2 have no published form and are not read.
    """
    for product in with_evidence(estate, LYNC, BusinessHours):
        users: dict[int, list[Workflow]] = defaultdict(list)
        for workflow in estate.of(Workflow, product=product):
            users[id(estate.find("business_hours", workflow.business_hours, product=product))].append(workflow)
        for hours in estate.each(BusinessHours, product=product):
            if hours.is_empty("ranges"):
                yield Hit(item=hours, evidence={"workflows": items(users.get(id(hours), []))})


@rule(
    id="RGS-G18",
    title="Queue that no call reaches",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Queue, Workflow),
    message="No workflow or queue sends calls to queue {item!r}",
    effect="The queue is moved although nothing uses it.",
    remediation="Remove it before the move, or note what it is kept for.",
    references=("remove-csrgsqueue", "r2-wmi-rgs-queue"),
    basis="inferred",
    minutes=5,
)
def unreached_queue(estate: Estate, _context: Context) -> Iterator[Hit]:
    """No workflow and no other queue sends calls to a queue.

    Why it matters: the move takes everything on a pool, also what is not used.

    When it is wrong: the workflows of a pool were not collected, or are hidden without -ShowAll.
    """
    for product in with_evidence(estate, ALL, Queue, Workflow):
        queues = estate.of(Queue, product=product)
        ways: list[tuple[Item, str]] = [
            *((w, to) for w in estate.of(Workflow, product=product) for to in queues_of(workflow_actions(w))),
            *((queue, to) for queue in queues for to in queues_of(queue_actions(queue))),
        ]
        found = ((item, estate.find("queue", to, product=product)) for item, to in ways)
        reached = {id(queue) for item, queue in found if queue is not item}
        for queue in queues:
            if id(queue) not in reached and queue.is_empty("workflows"):
                yield Hit(item=queue)


def flows_of(estate: Estate) -> Iterator[CallFlow]:
    """The flows of workflows of which the queues were read too."""
    products = set(with_evidence(estate, ALL, Workflow, Queue))
    return (flow for flow in call_flows(estate) if flow.workflow.product in products)


def object_of(estate: Estate, flow: CallFlow, node: str) -> Item:
    """The workflow or queue of a node; for a node behind a menu, the workflow that is called."""
    kind, _, key = node.partition(":")
    found = estate.find(kind, key, product=flow.workflow.product) if kind in ("workflow", "queue") else None
    return found or flow.workflow


def _from_its_first_node(loop: list[Edge]) -> list[Edge]:
    """The same loop from its workflow or queue of the first name, wherever a call enters it."""
    nodes = [edge.source for edge in loop]
    first = min(nodes, key=lambda node: (not node.startswith("workflow:"), not node.startswith("queue:"), node))
    start = nodes.index(first)
    return [*loop[start:], *loop[:start]]


@rule(
    id="RGS-G19",
    title="Calls that go round",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Workflow, Queue),
    message="Calls go in a loop: {loop: -> }",
    effect="If nobody answers, the call goes round in the loop until the caller hangs up.",
    remediation="End the loop in one place, e.g. in voice mail: Set-CsRgsQueue, in R2 the response group console.",
    references=("new-csrgsqueue", "new-csrgscallaction"),
    basis="inferred",
)
def calls_in_a_loop(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Time-outs, overflows or transfers send a call back to a queue or workflow where it has already been.

    Why it matters: no queue of the loop ends the call, and no tool shows this where the queues are set up.

    When it is wrong: the loop is intended, and agents are always available.
    """
    seen: set[frozenset[str]] = set()
    for flow in flows_of(estate):
        for path in map(_from_its_first_node, loop_paths(flow)):
            nodes = frozenset(edge.source for edge in path)
            if nodes in seen:
                continue
            seen.add(nodes)
            names = [label(flow.nodes[edge.source]) for edge in path]
            yield Hit(
                item=object_of(estate, flow, path[0].source),
                part=" -> ".join(sorted(nodes)),
                places={"loop": texts([*names, names[0]])},
                evidence={
                    "ways": Listing(
                        tuple(Listing((Text(name), edge.condition)) for name, edge in zip(names, path, strict=True))
                    ),
                    "called workflow": flow.workflow,
                },
            )
