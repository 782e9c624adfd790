"""Call flows as one SVG drawing, made without another program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from ...estate.call_flow import CallFlow
from .call_flow_layout import BOX, CURVE, LINE, PADDING, Box, Way, drawing
from .drawn_text import visible

_MARGIN, _HEADING = 24, 44
#: kind of a box -> fill, frame, text
_COLOURS = {
    "workflow": ("#1F3864", "#1F3864", "#FFFFFF"),
    "definition": ("#EDEDED", "#7F7F7F", "#000000"),
    "question": ("#FFF2CC", "#7F6000", "#000000"),
    "queue": ("#DDEBF7", "#1F4E79", "#000000"),
    "agent_group": ("#E2EFDA", "#375623", "#000000"),
    "transfer": ("#FFFFFF", "#404040", "#000000"),
    "end": ("#F2F2F2", "#404040", "#000000"),
    "loop": ("#FFFFFF", "#C00000", "#C00000"),
}
_DEAD = ("#F4B6B6", "#C00000", "#000000")
_STYLE = (
    "text{font-family:'Segoe UI',Arial,'Noto Sans',sans-serif;font-size:12px}"
    ".heading{font-size:18px;font-weight:bold;fill:#1F3864}.first{font-weight:bold}"
    ".word{fill:#404040;paint-order:stroke;stroke:#FFFFFF;stroke-width:4px}"
    ".way{fill:none;stroke:#7F7F7F;stroke-width:1.3}.loop{stroke:#C00000;stroke-dasharray:5 3}"
)


def svg(flows: Iterable[CallFlow]) -> str:
    """The flows one under the other, as an SVG document that ends with a line break."""
    parts: list[str] = []
    width, y = 400.0, float(_MARGIN)
    for flow in flows:
        drawn = drawing(flow)
        heading = f'<text class="heading" y="20">{_safe(flow.workflow.title)}</text>'
        shapes = [*_ways(drawn.boxes), *_boxes(drawn.boxes)]
        inner = f'<g transform="translate(0 {_HEADING - 8})">' + "".join(shapes) + "</g>"
        parts.append(f'<g transform="translate({_MARGIN} {y:g})">{heading}{inner}</g>')
        width = max(width, drawn.width + 2 * _MARGIN)
        y += drawn.height + _HEADING + 2 * _MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{y:g}" viewBox="0 0 {width:g} {y:g}">'
    arrow = '<marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0L8 4L0 8z"'
    defs = f'<style>{_STYLE}</style><defs>{arrow} fill="#7F7F7F"/></marker></defs>'
    ground = '<rect width="100%" height="100%" fill="#FFFFFF"/>'
    return "\n".join([head, defs, ground, *parts, "</svg>"]) + "\n"


def _safe(text: str) -> str:
    return escape(visible(text))


def _boxes(boxes: Iterable[Box]) -> Iterator[str]:
    for box in boxes:
        if box.kind == "gap":
            continue
        fill, frame, ink = _DEAD if box.dead_end else _COLOURS[box.kind]
        round_ = 12 if box.kind in ("end", "transfer", "loop") else 3
        yield f'<rect x="{box.x:g}" y="{box.y:g}" width="{BOX}" height="{box.height:g}" rx="{round_}" '
        yield f'fill="{fill}" stroke="{frame}"/>'
        top = box.y + (box.height - LINE * len(box.lines)) / 2
        for number, line in enumerate(box.lines):
            class_ = ' class="first"' if number == 0 else ""
            x, y = box.x + PADDING, top + LINE * number + 12
            yield f'<text x="{x:g}" y="{y:g}" fill="{ink}"{class_}>{_safe(line)}</text>'


def _ways(boxes: Iterable[Box]) -> Iterator[str]:
    for box in boxes:
        for way in box.ways:
            class_ = "way loop" if way.loop else "way"
            yield f'<path class="{class_}" marker-end="url(#tip)" d="{_path(box, way)}"/>'
            for number, line in enumerate(way.lines):
                y = way.y + LINE * number + (-4 if number == 0 else 0)
                yield f'<text class="word" x="{box.x + BOX + PADDING:g}" y="{y:g}">{_safe(line)}</text>'


def _path(box: Box, way: Way) -> str:
    """Level under its words, then in a curve to the next column, and so on to the target."""
    x, y = box.x + BOX, way.y
    path = f"M{x:g} {y:g}"
    for passed in way.through:
        end, level = passed.x, passed.y + passed.height / 2
        bend = end - CURVE
        middle = bend + CURVE / 2
        path += f"H{bend:g}C{middle:g} {y:g} {middle:g} {level:g} {end:g} {level:g}"
        if passed.kind == "gap":
            path += f"H{end + BOX:g}"
        x, y = end + BOX, level
    return path
