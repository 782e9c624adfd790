"""The positions of the nodes and ways of a call flow in a drawing: columns from the left, ways one under the other.

A way that skips a column passes through a gap of its own; a way that closes a loop ends in a box that names where the
call is back. All measures are pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from ...estate.call_conditions import condition_in_words
from ...estate.call_flow import CallFlow, Edge, Node, label
from ...estate.width import display_width
from .drawn_text import wrapped

BOX, CURVE = 285, 50
LINE, PADDING, GAP = 16, 8, 18
#: characters of a line: 7.5 pixels each, for fonts as wide as DejaVu Sans at 12 pixels
_BOX_COLUMNS, _BOLD_COLUMNS, _LABEL_COLUMNS = 36, 32, 28
_CHARACTER = 7.5
_MOST_LINES, _MOST_LABEL_LINES = 16, 6


@attrs.define
class Box:
    """A node, the end of a loop, or the gap through which a way passes; *kind* says which."""

    kind: str
    lines: Sequence[str] = ()
    dead_end: bool = False
    column: int = 0
    x: float = 0
    y: float = 0
    height: float = 0
    ways: list[Way] = attrs.field(factory=list)


@attrs.define
class Way:
    """A way out of a box: its words, the height at which it leaves, and the boxes up to its target."""

    lines: Sequence[str]
    through: list[Box]
    loop: bool = False
    y: float = 0


@attrs.frozen
class Drawing:
    """The boxes of a drawing, and its size."""

    boxes: Sequence[Box]
    width: float
    height: float


def drawing(flow: CallFlow) -> Drawing:
    """The drawing of one call flow, from its own origin."""
    columns = _columns(flow)
    boxes = {id_: _box(node, columns[id_]) for id_, node in flow.nodes.items()}
    extra: list[Box] = []
    for edge in flow.edges:
        source = boxes[edge.source]
        source.ways.append(Way(_words(edge), _through(source, boxes[edge.target], edge, flow, extra), edge.loop))
    every = [*boxes.values(), *extra]
    _size(every)
    height = _place(every)
    return Drawing(every, max(box.x for box in every) + BOX, height)


def _columns(flow: CallFlow) -> Mapping[str, int]:
    """The column of each node: one further than the furthest node before it; loops do not count."""
    forward = [edge for edge in flow.edges if not edge.loop]
    open_ways = dict.fromkeys(flow.nodes, 0)
    for edge in forward:
        open_ways[edge.target] += 1
    column = dict.fromkeys(flow.nodes, 0)
    ready = [id_ for id_, count in open_ways.items() if not count]
    while ready:
        here = ready.pop(0)
        for edge in forward:
            if edge.source == here:
                column[edge.target] = max(column[edge.target], column[here] + 1)
                open_ways[edge.target] -= 1
                if not open_ways[edge.target]:
                    ready.append(edge.target)
    return column


def _box(node: Node, column: int) -> Box:
    lines = wrapped(label(node), _BOLD_COLUMNS, most=4)
    lines += [line for text in node.details for line in wrapped(text, _BOX_COLUMNS, most=3)]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"… and {len(lines) - _MOST_LINES + 1} more lines"]
    if node.dead_end:
        lines += wrapped(f"DEAD END: {node.dead_end.value}", _BOX_COLUMNS, most=4)
    return Box(node.kind, lines, bool(node.dead_end), column)


def _words(edge: Edge) -> list[str]:
    lines = wrapped(condition_in_words(edge.condition), _LABEL_COLUMNS, most=4)
    return lines + (wrapped(edge.prompt, _LABEL_COLUMNS, most=_MOST_LABEL_LINES - len(lines)) if edge.prompt else [])


def _through(source: Box, target: Box, edge: Edge, flow: CallFlow, extra: list[Box]) -> list[Box]:
    if edge.loop:
        lines = wrapped(f"LOOP: back to {label(flow.nodes[edge.target])}", _BOLD_COLUMNS, most=4)
        passed = [Box("loop", lines, column=source.column + 1)]
        target = passed[0]
    else:
        passed = [Box("gap", column=column) for column in range(source.column + 1, target.column)]
    extra += passed
    return passed if edge.loop else [*passed, target]


def _size(boxes: Sequence[Box]) -> None:
    for box in boxes:
        words = sum(LINE * len(way.lines) + PADDING for way in box.ways)
        box.height = max(LINE * len(box.lines) + 2 * PADDING if box.lines else GAP, words)


def _place(boxes: Sequence[Box]) -> float:
    """Give every box its place, column after column, near the ways that lead to it; returns the height of all."""
    wanted: dict[int, list[float]] = {}
    bottom = left = 0.0
    for column in range(max(box.column for box in boxes) + 1):
        here = [box for box in boxes if box.column == column]
        here.sort(key=lambda box: _mean(wanted.get(id(box), [0.0])))
        top = 0.0
        for box in here:
            box.x = left
            box.y = max(top, _mean(wanted.get(id(box), [box.height / 2])) - box.height / 2)
            top = box.y + box.height + GAP
            _place_ways(box, wanted)
        for box in (box for box in here if box.kind == "gap"):
            wanted.setdefault(id(box), []).append(box.y + box.height / 2)
        bottom = max(bottom, top - GAP)
        left += BOX + CURVE + _labels(here)
        _hand_on(boxes, column, wanted)
    return bottom


def _labels(boxes: Sequence[Box]) -> float:
    """Width of the words of all ways out of a column."""
    words = [line for box in boxes for way in box.ways for line in way.lines]
    return max(map(display_width, words), default=0) * _CHARACTER + 2 * PADDING


def _place_ways(box: Box, wanted: dict[int, list[float]]) -> None:
    used = sum(LINE * len(way.lines) + PADDING for way in box.ways)
    y = box.y + (box.height - used) / 2
    for way in box.ways:
        way.y = y + LINE - 4
        y += LINE * len(way.lines) + PADDING
        wanted.setdefault(id(way.through[0]), []).append(way.y)


def _hand_on(boxes: Sequence[Box], column: int, wanted: dict[int, list[float]]) -> None:
    """A way that passes through a gap of this column wants to go on at the same height."""
    for box in boxes:
        for way in box.ways:
            for gap, following in zip(way.through, way.through[1:], strict=False):
                if gap.column == column:
                    wanted.setdefault(id(following), []).append(gap.y + gap.height / 2)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
