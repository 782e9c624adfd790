"""Ways of a call flow that lead a call round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .call_flow import CallFlow, Edge


def rings(flow: CallFlow) -> Iterator[list[Edge]]:
    """For each way that closes a loop, the shortest way round that ends with it."""
    ways: dict[str, list[Edge]] = defaultdict(list)
    for edge in flow.edges:
        ways[edge.source].append(edge)
    for closing in flow.loops:
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
        yield ring[::-1]
