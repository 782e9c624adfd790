"""The JSON document of `rgs flow`."""

from __future__ import annotations

from ...estate.call_conditions import condition_in_words
from ...estate.call_flow import CallFlow, CallFlowStep, NodeKind, steps
from .document import Shape, shaped


class FlowNodeDocument(Shape):
    """A place that a call can reach; *dead_end* says why a call is lost there, empty if it is not."""

    id: str
    kind: NodeKind
    name: str
    details: tuple[str, ...]
    dead_end: str


class FlowWayDocument(Shape):
    """The way from one node to another: its condition, what the caller hears, and whether it closes a loop."""

    source: str
    target: str
    condition: str
    prompt: str
    loop: bool


class FlowDocument(Shape):
    """The call flow of one workflow.

    Attributes:
        ways: from node to node.
        steps: the same as a table, in the order in which a call meets them.
        dead_ends: ids of nodes where calls end although nobody decided so.
    """

    workflow: str
    key: str
    product: str
    nodes: tuple[FlowNodeDocument, ...]
    ways: tuple[FlowWayDocument, ...]
    steps: tuple[CallFlowStep, ...]
    loops: int
    dead_ends: tuple[str, ...]


def flow_document(flow: CallFlow) -> FlowDocument:
    """The document of one flow."""
    return FlowDocument(
        workflow=flow.workflow.title,
        key=flow.workflow.key,
        product=flow.workflow.product,
        nodes=tuple(
            shaped(FlowNodeDocument, node, dead_end=node.dead_end.value if node.dead_end else "")
            for node in flow.nodes.values()
        ),
        ways=tuple(shaped(FlowWayDocument, edge, condition=condition_in_words(edge.condition)) for edge in flow.edges),
        steps=tuple(steps(flow)),
        loops=len(flow.loops),
        dead_ends=tuple(node.id for node in flow.dead_ends),
    )
