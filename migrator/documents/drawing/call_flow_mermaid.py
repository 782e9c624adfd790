"""Call flows as Mermaid text: one flowchart, a frame for each workflow.

Every text is in double quotes, and what Mermaid could read as syntax is written as an entity code, so that names
such as ``end``, brackets and quotes stay names (Mermaid documentation, "Flowcharts: Special characters that break
syntax" and "Entity codes to escape characters").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...estate.call_conditions import condition_in_words
from ...estate.call_flow import CallFlow, Node, label
from .drawn_text import visible

_SPECIAL = {char: f"#{ord(char)};" for char in '"#&<>`[](){}|\\;%*_~'}
_SHAPES = {
    "workflow": ("([", "])"),
    "question": ("{{", "}}"),
    "queue": ("[/", "/]"),
    "transfer": ("(", ")"),
    "end": ("((", "))"),
}
_STYLES = (
    "classDef workflow fill:#1F3864,color:#FFFFFF,stroke:#1F3864",
    "classDef question fill:#FFE699,stroke:#7F6000",
    "classDef queue fill:#DDEBF7,stroke:#1F4E79",
    "classDef agent_group fill:#E2EFDA,stroke:#375623",
    "classDef dead fill:#F4B6B6,stroke:#C00000",
)


def mermaid(flows: Iterable[CallFlow]) -> str:
    """The flows as Mermaid text that ends with a line break."""
    lines = ["flowchart LR"]
    for number, flow in enumerate(flows, 1):
        lines.append(f'  subgraph w{number}["{escaped(flow.workflow.title)}"]')
        lines += [f"    {line}" for line in _flow(flow, f"w{number}n")]
        lines.append("  end")
    lines += [f"  {style}" for style in _STYLES]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text inside double quotes: specials as entity codes, line breaks as ``<br/>``, control characters visible."""
    return "".join(map(_character, text.replace("\r\n", "\n")))


def _character(char: str) -> str:
    if char == "\n":
        return "<br/>"
    return _SPECIAL.get(char) or visible(char)


def _flow(flow: CallFlow, prefix: str) -> Iterator[str]:
    ids = {id_: f"{prefix}{number}" for number, id_ in enumerate(flow.nodes, 1)}
    for node in flow.nodes.values():
        before, after = _SHAPES.get(node.kind, ("[", "]"))
        yield f'{ids[node.id]}{before}"{escaped(_text(node))}"{after}'
    for edge in flow.edges:
        arrow = "-.->" if edge.loop else "-->"
        condition = (
            condition_in_words(edge.condition)
            + (" (loop)" if edge.loop else "")
            + (f"\n{edge.prompt}" if edge.prompt else "")
        )
        yield f'{ids[edge.source]} {arrow}|"{escaped(condition)}"| {ids[edge.target]}'
    for node in flow.nodes.values():
        if (
            style := "dead"
            if node.dead_end
            else node.kind
            if node.kind not in ("definition", "transfer", "end")
            else ""
        ):
            yield f"class {ids[node.id]} {style}"


def _text(node: Node) -> str:
    dead_end = (f"Dead end: {node.dead_end.value}",) if node.dead_end else ()
    return "\n".join((label(node), *node.details, *dead_end))
