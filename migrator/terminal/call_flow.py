"""Call flows as trees on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import say, shown, stdout

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from ..estate.call_flow import CallFlow, Edge

_STYLES = {"workflow": "bold", "question": "yellow", "queue": "cyan", "agent_group": "green", "definition": "dim"}


def print_flows(flows: Sequence[CallFlow]) -> None:
    """Print each flow as a tree; then how many have a loop or a dead end."""
    for each in flows:
        stdout().print(flow_tree(each))
    from ..estate.call_flow_words import LOST

    dead = sum(bool(each.dead_ends) for each in flows)
    looped = sum(bool(each.loops) for each in flows)
    lost = sum(any(LOST in node.details for node in each.nodes.values()) for each in flows)
    unknown = f", {lost} of which a part was lost in reading" if lost else ""
    say(f"{counted(len(flows), 'call flow')}, {looped} with a loop, {dead} with a dead end{unknown}")


def flow_tree(each: CallFlow) -> Tree:
    """The flow as a tree; what stands in it a second time is only named there."""
    from rich.tree import Tree

    root = Tree(_node_text(each, each.start.id), guide_style="dim")
    seen = {each.start.id}
    waiting = [(root, edge) for edge in reversed(each.ways_from(each.start))]
    while waiting:
        branch, edge = waiting.pop()
        here = branch.add(_way_text(each, edge, seen))
        if not edge.loop and edge.target not in seen:
            seen.add(edge.target)
            waiting += [(here, way) for way in reversed(each.ways_from(each.nodes[edge.target]))]
    return root


def _node_text(each: CallFlow, id_: str) -> Text:
    from ..estate.call_flow import label

    node = each.nodes[id_]
    text = shown(label(node), _STYLES.get(node.kind, ""))
    for detail in node.details:
        text.append_text(shown(f"\n{detail}", "dim"))
    if node.dead_end:
        text.append_text(shown(f"\nDEAD END: {node.dead_end.value}", "bold red"))
    return text


def _way_text(each: CallFlow, edge: Edge, seen: set[str]) -> Text:
    from ..estate.call_conditions import condition_in_words
    from ..estate.call_flow import label

    text = shown(condition_in_words(edge.condition), "italic")
    if edge.prompt:
        text.append_text(shown(f"\nhears {edge.prompt}", "dim"))
    text.append("\n-> ")
    target = label(each.nodes[edge.target])
    if edge.loop:
        return text.append_text(shown(f"LOOP: back to {target}", "bold red"))
    if edge.target in seen and each.ways_from(each.nodes[edge.target]):
        return text.append_text(shown(f"{target} (see above)"))
    return text.append_text(_node_text(each, edge.target))
