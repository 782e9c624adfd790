"""Call flows: what happens to a call of a workflow, from the first ring to the last resort.

A flow is a graph. A question is a node for each place where it is asked; a queue, an agent group or a workflow is one
node in the flow, so that a queue that refers to itself is a loop and not an endless tree. Facts:
new-csrgsqueue (a queue without agents disconnects; no threshold means never), l13-rgs-ivr-workflow (five attempts),
r2-wmi-rgs-workflow (R2 keeps hours and menus in DefinitionXml, which has no public schema), r2-wmi-rgs-queue (only the
queue names its workflows).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import attrs

from .call_conditions import Condition, DeadEnd, When, condition_in_words, pressed
from .call_flow_words import LOST, about_workflow, contact_of, list_address, outcome_in_words, prompt_text, thresholds
from .estate import Estate
from .products import R2
from .response_groups import Agent, AgentGroup, CallAction, IvrQuestion, Queue, Workflow

NodeKind = Literal["workflow", "definition", "question", "queue", "agent_group", "transfer", "end"]
#: actions that transfer a call elsewhere; a PSTN target is ``sip:+number@domain`` (new-csrgscallaction)
TRANSFERS = ("transfertouri", "transfertovoicemailuri", "transfertopstn")


@attrs.frozen
class Node:
    """A place that a call can reach.

    Attributes:
        details: what is worth knowing about it, one line each.
        dead_end: why a call is lost here; None if it is not a dead end.
    """

    id: str
    kind: NodeKind
    name: str
    details: tuple[str, ...] = ()
    dead_end: DeadEnd | None = None


@attrs.frozen
class Edge:
    """The way from one node to another: its condition, what the caller hears, and whether it closes a loop."""

    source: str
    target: str
    condition: Condition
    prompt: str = ""
    loop: bool = False


@attrs.frozen
class CallFlow:
    """The flow of one workflow; the first node is the workflow."""

    workflow: Workflow
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]

    @property
    def start(self) -> Node:
        """The workflow itself."""
        return next(iter(self.nodes.values()))

    @property
    def loops(self) -> tuple[Edge, ...]:
        """The ways back to a node where the call has already been."""
        return tuple(edge for edge in self.edges if edge.loop)

    @property
    def dead_ends(self) -> tuple[Node, ...]:
        """The places where a call is lost."""
        return tuple(node for node in self.nodes.values() if node.dead_end)

    def ways_from(self, node: Node) -> Sequence[Edge]:
        """The ways that begin at a node, in their order."""
        return [edge for edge in self.edges if edge.source == node.id]


@attrs.frozen
class CallFlowStep:
    """One way of a flow as a row: what documents print."""

    workflow: str
    product: str
    step: int
    condition: str
    prompt: str
    source: str
    target: str
    details: str
    terminal: bool
    loop: bool
    dead_end: str


def call_flows(estate: Estate) -> Iterator[CallFlow]:
    """The flow of every workflow, in the order of the estate."""
    index = _Index.of(estate)
    return (_flow(estate, workflow, index) for workflow in estate.each(Workflow))


def call_flow(estate: Estate, workflow: Workflow) -> CallFlow:
    """The flow of one workflow."""
    return _flow(estate, workflow, _Index.of(estate))


def _flow(estate: Estate, workflow: Workflow, index: _Index) -> CallFlow:
    builder = _Builder(estate, workflow.product, index)
    builder.workflow(workflow)
    builder.finish()
    return CallFlow(workflow, builder.nodes, tuple(_with_loops(builder.nodes, builder.edges)))


def steps(flow: CallFlow) -> list[CallFlowStep]:
    """The ways of a flow as rows: the ways of a node together, in the order in which a call meets the nodes."""
    ways: dict[str, list[Edge]] = {}
    for edge in flow.edges:
        ways.setdefault(edge.source, []).append(edge)
    rows: list[CallFlowStep] = []
    waiting, seen = [flow.start.id], {flow.start.id}
    while waiting:
        for edge in ways.get(waiting.pop(0), ()):
            source, target = flow.nodes[edge.source], flow.nodes[edge.target]
            rows.append(
                CallFlowStep(
                    workflow=flow.workflow.title,
                    product=flow.workflow.product,
                    step=len(rows) + 1,
                    condition=condition_in_words(edge.condition),
                    prompt=edge.prompt,
                    source=label(source),
                    target=label(target),
                    details="\n".join(target.details),
                    terminal=target.id not in ways,
                    loop=edge.loop,
                    dead_end=target.dead_end.value if target.dead_end else "",
                )
            )
            if target.id not in seen:
                seen.add(target.id)
                waiting.append(target.id)
    return rows


def label(node: Node) -> str:
    """A node in one line, e.g. ``Queue Sales``."""
    words = {"workflow": "Workflow ", "question": "Question ", "queue": "Queue ", "agent_group": "Agent group "}
    return words.get(node.kind, "") + node.name


def workflow_actions(workflow: Workflow) -> Iterator[tuple[str, CallAction]]:
    """Every action of a workflow with its position, also those behind questions, in the order of the flow."""
    named = (
        ("default action", workflow.default_action),
        ("after-hours action", workflow.after_hours_action),
        ("holiday action", workflow.holiday_action),
    )
    return _actions(named)


def queue_actions(queue: Queue) -> Iterator[tuple[str, CallAction]]:
    """Every action of a queue with its position."""
    return _actions((("overflow action", queue.overflow_action), ("time-out action", queue.timeout_action)))


def _actions(named: Sequence[tuple[str, CallAction | None]]) -> Iterator[tuple[str, CallAction]]:
    waiting = list(reversed(named))
    while waiting:
        where, action = waiting.pop()
        if action is None:
            continue
        yield where, action
        if action.question:
            waiting += [(f"{where}, {pressed(answer)}", answer.action) for answer in reversed(action.question.answers)]


@attrs.frozen
class _Index:
    """What all flows of an estate share: workflows by SIP address, queues by the workflow that they name (R2).

    Attributes:
        tells_queues: whether the evidence tells every queue that names a workflow.
    """

    workflows: Mapping[str, Workflow]
    queues: Mapping[tuple[str, str], Sequence[Queue]]
    tells_queues: bool

    @classmethod
    def of(cls, estate: Estate) -> _Index:
        """The index of an estate; if two workflows have the same address, the first counts."""
        workflows: dict[str, Workflow] = {}
        for item in estate.each(Workflow):
            if uri := item.primary_uri or getattr(contact_of(estate, item), "primary_uri", None):
                workflows.setdefault(uri.casefold(), item)
        queues: dict[tuple[str, str], list[Queue]] = {}
        for queue in estate.each(Queue):
            for _, workflow in estate.resolve(queue, "workflows"):
                if workflow:
                    queues.setdefault((workflow.product, workflow.key), []).append(queue)
        tells_queues = not estate.lost(Queue.kind) and all(q.knows("workflows") for q in estate.of(Queue))
        return cls(workflows, queues, tells_queues)


class _Builder:
    """Collects nodes and edges; open actions wait in a list, so that a flow can have any depth."""

    def __init__(self, estate: Estate, product: str, index: _Index) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self._estate = estate
        self._product = product
        self._waiting: list[tuple[str, Condition, CallAction | None, bool]] = []
        self._index = index
        self._cut_off = False

    def finish(self) -> None:
        """Follow every action."""
        while self._waiting:
            source, condition, action, self._cut_off = self._waiting.pop(0)
            target = self._target(action)
            prompt = prompt_text(action.prompt) if action else ""
            self.edges.append(Edge(source, target, condition, prompt))

    def _follow(self, source: str, condition: Condition, item: Workflow | Queue, field: str) -> None:
        """Follow an action of an item later. In an item that was cut off, no action is not "none"."""
        self._waiting.append((source, condition, getattr(item, field), not item.knows(field)))

    def workflow(self, workflow: Workflow) -> str:
        """The node of a workflow, with its branches to follow."""
        id_ = f"workflow:{workflow.key}"
        if id_ in self.nodes:
            return id_
        opaque = workflow.default_action is None and workflow.product == R2
        ends = not opaque and workflow.is_empty("default_action")
        dead_end = DeadEnd.NO_ACTION_IN_HOURS if ends else None
        self._add(Node(id_, "workflow", workflow.title, tuple(about_workflow(self._estate, workflow)), dead_end))
        if opaque:
            self._definition(workflow, id_)
            return id_
        holidays = [
            found.title if found else f"{key} (missing)"
            for key, found in self._estate.resolve(workflow, "holiday_sets")
        ]
        if holidays:
            self._follow(id_, Condition(when=When.HOLIDAY, holidays=tuple(holidays)), workflow, "holiday_action")
        if workflow.business_hours:
            self._follow(id_, Condition(when=When.OUTSIDE_HOURS), workflow, "after_hours_action")
        if workflow.default_action:
            always = not holidays and workflow.is_empty("holiday_sets") and workflow.is_empty("business_hours")
            when = When.ALWAYS if always else When.IN_HOURS
            self._follow(id_, Condition(when=when), workflow, "default_action")
        return id_

    def _definition(self, workflow: Workflow, source: str) -> None:
        """OCS 2007 R2: only the queues that name the workflow are known."""
        queues = self._index.queues.get((workflow.product, workflow.key), ())
        details: tuple[str, ...] = ("Hours, holidays and questions are in DefinitionXml, whose format is not public.",)
        if not queues and self._index.tells_queues:
            details += ("No queue names this workflow.",)
        id_ = self._add(Node(f"definition:{workflow.key}", "definition", "Definition (not readable)", details))
        self.edges.append(Edge(source, id_, Condition(when=When.ALWAYS)))
        for queue in queues:
            action = CallAction("TransferToQueue", queue=queue.key)
            self._waiting.append((id_, Condition(when=When.DEFINITION), action, False))

    def _target(self, action: CallAction | None) -> str:
        kind = (action.action or "").casefold() if action else ""
        if action is None or not kind:
            return self._unset("No action is set", DeadEnd.NO_ACTION)
        if kind == "terminate":
            return self._end("The call is disconnected")
        if kind == "transfertoqueue":
            return self._queue(action.queue)
        if kind == "transfertoquestion":
            return self._question(action.question)
        if kind in TRANSFERS:
            return self._transfer(kind, action)
        return self._end(f"Action {action.action}")

    def _transfer(self, kind: str, action: CallAction) -> str:
        if not action.uri:
            return self._unset(outcome_in_words(kind, "nowhere"), DeadEnd.NO_TARGET)
        if kind == "transfertouri" and (other := self._index.workflows.get(action.uri.casefold())):
            return self.workflow(other)
        return self._add(Node(f"{kind}:{action.uri.casefold()}", "transfer", outcome_in_words(kind, action.uri)))

    def _end(self, name: str, dead_end: DeadEnd | None = None) -> str:
        return self._add(Node(f"end:{name}", "end", name, (), dead_end))

    def _unset(self, name: str, dead_end: DeadEnd) -> str:
        return self._end("Not in this evidence") if self._cut_off else self._end(name, dead_end)

    def _question(self, question: IvrQuestion | None) -> str:
        if question is None:
            return self._unset("No question is set", DeadEnd.NO_QUESTION)
        id_ = f"question:{sum(node.kind == 'question' for node in self.nodes.values()) + 1}"
        heard = (
            ("asks", question.prompt),
            ("after a wrong answer", question.invalid_answer_prompt),
            ("after silence", question.no_answer_prompt),
        )
        details = [f"{when}: {prompt_text(prompt)}" for when, prompt in heard if prompt]
        details.append("five tries, then the call is disconnected")
        dead_end = None if question.answers or self._cut_off else DeadEnd.NO_ANSWERS
        self._add(Node(id_, "question", question.name or "without a name", tuple(details), dead_end))
        self._waiting += [
            (id_, Condition(when=When.ANSWER, answer=answer), answer.action, self._cut_off)
            for answer in question.answers
        ]
        return id_

    def _queue(self, reference: str | None) -> str:
        if not reference:
            return self._unset("No queue is set", DeadEnd.NO_QUEUE)
        found = self._estate.find("queue", reference, product=self._product)
        if not isinstance(found, Queue):
            return self._add(self._absent("queue", reference, DeadEnd.QUEUE_MISSING))
        id_ = f"queue:{found.key}"
        if id_ in self.nodes:
            return id_
        groups = [self._group(key, item) for key, item in self._estate.resolve(found, "agent_groups")]
        details = tuple(thresholds(found))
        cut_off = not found.knows("agent_groups")
        if cut_off:
            details += ("agent groups: not all are in this evidence",)
        nobody = not cut_off and all(group.dead_end for group in groups)
        reason = DeadEnd.QUEUE_WITHOUT_AGENT if groups else DeadEnd.QUEUE_WITHOUT_GROUP
        self._add(Node(id_, "queue", found.title, details, reason if nobody else None))
        self.edges += [
            Edge(id_, self._add(group), Condition(when=When.AGENT_GROUP, number=number, of=len(groups)))
            for number, group in enumerate(groups, 1)
        ]
        if found.overflow_threshold is not None:
            condition = Condition(
                when=When.OVERFLOW, number=found.overflow_threshold, candidate=found.overflow_candidate
            )
            self._follow(id_, condition, found, "overflow_action")
        if found.timeout_threshold_s is not None:
            waited = Condition(when=When.TIME_OUT, number=found.timeout_threshold_s)
            self._follow(id_, waited, found, "timeout_action")
        return id_

    def _group(self, reference: str, found: object) -> Node:
        id_ = f"agent_group:{reference}"
        if not isinstance(found, AgentGroup):
            return self._absent("agent_group", reference, DeadEnd.GROUP_MISSING)
        alert = f"{found.alert_time_s} s each" if found.alert_time_s is not None else None
        details = [", ".join(filter(None, (found.routing_method, found.participation, alert)))]
        for position, (key, agent) in enumerate(self._estate.resolve(found, "agents"), 1):
            name = agent.title if agent else key
            address = agent.sip_address if isinstance(agent, Agent) else key
            details.append(f"{position}. {name}" + (f" <{address}>" if address and address != name else ""))
        if found.distribution_list:
            details.append(f"members of {list_address(self._estate, found)}")
        elif not (found.knows("agents") and found.knows("distribution_list")):
            details.append("agents: not all are in this evidence")
        elif not found.agents:
            return Node(id_, "agent_group", found.title, tuple(filter(None, details)), DeadEnd.GROUP_WITHOUT_AGENT)
        return Node(id_, "agent_group", found.title, tuple(filter(None, details)))

    def _absent(self, kind: Literal["queue", "agent_group"], reference: str, dead_end: DeadEnd) -> Node:
        """A node that was not found: not a dead end if objects of its kind were lost in reading."""
        lost = self._estate.lost(kind)
        return Node(f"{kind}:{reference}", kind, reference, (LOST,) if lost else (), None if lost else dead_end)

    def _add(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id


def _with_loops(nodes: Mapping[str, Node], edges: Sequence[Edge]) -> Iterator[Edge]:
    """The edges; those that go back to a node on the way to them are marked as loops."""
    ways: dict[str, list[int]] = {}
    for number, edge in enumerate(edges):
        ways.setdefault(edge.source, []).append(number)
    on_way: set[str] = set()
    done: set[str] = set()
    closing: set[int] = set()
    stack = [(next(iter(nodes)), iter(ways.get(next(iter(nodes)), ())))]
    on_way.add(stack[0][0])
    while stack:
        here, rest = stack[-1]
        if (way := next(rest, None)) is None:
            stack.pop()
            on_way.discard(here)
            done.add(here)
            continue
        target = edges[way].target
        if target in on_way:
            closing.add(way)
        elif target not in done:
            on_way.add(target)
            stack.append((target, iter(ways.get(target, ()))))
    return (attrs.evolve(edge, loop=number in closing) for number, edge in enumerate(edges))
