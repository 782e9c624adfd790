"""Loops of a call flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .call_flow import CallFlow, Edge


def loop_paths(flow: CallFlow) -> Iterator[list[Edge]]:
    """For each way that closes a loop, the shortest loop that ends with it."""
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
        path = [closing]
        while before := came[path[-1].source]:
            path.append(before)
        yield path[::-1]
