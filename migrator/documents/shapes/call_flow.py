"""The JSON document of `rgs flow`."""

from __future__ import annotations

from ...estate.call_flow import CallFlow, CallFlowStep, Edge, Node, steps
from .document import Shape


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
    nodes: tuple[Node, ...]
    ways: tuple[Edge, ...]
    steps: tuple[CallFlowStep, ...]
    loops: int
    dead_ends: tuple[str, ...]


def flow_document(flow: CallFlow) -> FlowDocument:
    """The document of one flow."""
    return FlowDocument(
        workflow=flow.workflow.title,
        key=flow.workflow.key,
        product=flow.workflow.product,
        nodes=tuple(flow.nodes.values()),
        ways=tuple(flow.edges),
        steps=tuple(steps(flow)),
        loops=len(flow.loops),
        dead_ends=tuple(node.id for node in flow.dead_ends),
    )
