"""Where calls go round or are lost (RGS-G19, G20: response-groups.md 2.2 to 2.4; 6, item 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.call_flow import CallFlow, Edge, call_flows, label
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.response_groups import Queue, Workflow
from ..engine.model import Context, Grade, Hit, Severity, rule
from ..engine.scope import ALL, with_evidence

#: dead ends that other rules find: RGS-G04, G05, G15 and G16
_FOUND_ELSEWHERE = frozenset({"queue", "agent_group"})


def _flows(estate: Estate) -> Iterator[CallFlow]:
    """The flows of workflows of which the queues were read too."""
    products = set(with_evidence(estate, ALL, Workflow, Queue))
    return (flow for flow in call_flows(estate) if flow.workflow.product in products)


def _object(estate: Estate, flow: CallFlow, node: str) -> Item:
    """The workflow or queue that a node stands for; of what a menu leads to, the workflow that is called."""
    kind, _, key = node.partition(":")
    found = estate.find(kind, key, product=flow.workflow.product) if kind in ("workflow", "queue") else None
    return found or flow.workflow


@rule(
    id="RGS-G19",
    title="Calls that go round",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Workflow, Queue),
    effect="A caller whom nobody answers is sent round until the caller hangs up.",
    remediation="End one way elsewhere, e.g. in voice mail: Set-CsRgsQueue with TimeoutAction or OverflowAction.",
    references=(
        "new-csrgsqueue",
        "new-csrgscallaction",
    ),
    basis="inferred",
    minutes=15,
)
def circling_calls(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Time-outs, overflows or transfers lead a call back to a queue or workflow where it has been.

    Why it matters: no queue of the ring is the last resort, and nothing tells so where they are set up.

    When it is wrong: the ring is meant, and agents are always there.
    """
    told: set[frozenset[str]] = set()
    for flow in _flows(estate):
        for closing in flow.loops:
            ring = _ring(flow, closing)
            nodes = frozenset(edge.source for edge in ring)
            if nodes in told:
                continue
            told.add(nodes)
            names = [label(flow.nodes[edge.source]) for edge in ring]
            yield Hit(
                item=_object(estate, flow, closing.target),
                part=" -> ".join(sorted(nodes)),
                message=f"calls go round: {' -> '.join([*names, names[0]])}",
                evidence={
                    "ways": "; ".join(f"{name}, {edge.condition}" for name, edge in zip(names, ring, strict=True)),
                    "called workflow": flow.workflow.title,
                },
            )


def _ring(flow: CallFlow, closing: Edge) -> list[Edge]:
    """The shortest way round that ends with *closing*."""
    ways: dict[str, list[Edge]] = defaultdict(list)
    for edge in flow.edges:
        ways[edge.source].append(edge)
    came: dict[str, Edge | None] = {closing.target: None}
    waiting = [closing.target]
    while closing.source not in came:
        for edge in ways[waiting.pop(0)]:
            if edge.target not in came:
                came[edge.target] = edge
                waiting.append(edge.target)
    ring = [closing]
    while before := came[ring[-1].source]:
        ring.append(before)
    return ring[::-1]


@rule(
    id="RGS-G20",
    title="Call that is led nowhere",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Workflow, Queue),
    effect="What happens to such a call is not known.",
    remediation="Set the action or its target: Set-CsRgsWorkflow, Set-CsRgsQueue; in R2 the response group console.",
    references=(
        "new-csrgsworkflow",
        "new-csrgscallaction",
        "new-csrgsquestion",
    ),
    basis="inferred",
    minutes=15,
)
def lost_calls(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An active workflow, an answer or a queue has a way without an action, or an action without its target.

    Why it matters: callers who meet it are lost, and nobody decided so.

    When it is wrong: the way cannot be met, e.g. the workflow is never closed. What was cut off is not judged.
    """
    told: set[tuple[str, str]] = set()
    for flow in _flows(estate):
        if flow.workflow.active is False:
            continue
        if flow.start.dead_end:
            yield Hit(item=flow.workflow, message=f"{label(flow.start)}: {flow.start.dead_end}")
        lost = {node.id: node.dead_end for node in flow.dead_ends if node.kind not in _FOUND_ELSEWHERE}
        for edge in flow.edges:
            item = _object(estate, flow, edge.source)
            where = f"{label(flow.nodes[edge.source])}, {edge.condition}"
            if edge.target in lost and (item.key, where) not in told:
                told.add((item.key, where))
                yield Hit(
                    item=item,
                    part=where,
                    message=f"{where}: {lost[edge.target]}",
                    evidence={"called workflow": flow.workflow.title},
                )
