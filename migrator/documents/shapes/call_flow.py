"""The JSON document of `rgs flow`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...estate.call_flow import CallFlow


def flow_document(each: CallFlow) -> dict[str, Any]:
    """The JSON shape of one flow."""
    from ...estate.call_flow import steps

    return {
        "workflow": each.workflow.title,
        "key": each.workflow.key,
        "product": each.workflow.product,
        "nodes": list(each.nodes.values()),
        "ways": each.edges,
        "steps": steps(each),
        "loops": len(each.loops),
        "dead_ends": [node.id for node in each.dead_ends],
    }
