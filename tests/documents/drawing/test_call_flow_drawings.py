"""Call flows as Mermaid text and as SVG: whatever a workflow is called, the drawing is a drawing."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.documents.drawing.call_flow_layout import drawing
from migrator.documents.drawing.call_flow_mermaid import mermaid
from migrator.documents.drawing.call_flow_svg import svg
from migrator.documents.drawing.drawn_text import wrapped
from migrator.estate import response_groups as rgs
from migrator.estate.call_flow import CallFlow, call_flows
from migrator.estate.estate import Estate
from migrator.estate.width import display_width

NAMESPACE = "{http://www.w3.org/2000/svg}"
NASTY = (
    "end",
    'a "b" [c] {d} (e)',
    "<script>&amp;",
    "x\ny",
    "\x00\x1b[31m",
    "\u202egnp",
    "日本語 العربية",
    "#35;",
    "%%",
    "```",
    "A-->B",
)


def flows(name: str = "Help", **fields: Any) -> list[CallFlow]:
    """The flow of a workflow with a menu, two queues in a ring and a dead end, everything called *name*."""

    def to(queue: str) -> rgs.CallAction:
        return rgs.CallAction("TransferToQueue", rgs.CallPrompt(name), queue=queue)

    answers = tuple(
        rgs.IvrAnswer(name, key, (name,), to(queue)) for key, queue in (("1", "a"), ("2", "b"), ("3", "gone"))
    )
    menu = rgs.CallAction("TransferToQuestion", question=rgs.IvrQuestion(name, rgs.CallPrompt(name), answers=answers))
    return list(
        call_flows(
            Estate(
                [
                    rgs.Workflow(key="w", name=name, default_action=menu, **fields),
                    rgs.Queue(key="a", name=name, agent_groups=("g",), timeout_threshold_s=9, timeout_action=to("b")),
                    rgs.Queue(key="b", name=name, agent_groups=("g",), timeout_threshold_s=9, timeout_action=to("a")),
                    rgs.AgentGroup(key="g", name=name, agents=(name,)),
                ]
            )
        )
    )


names = st.one_of(st.text(min_size=1, max_size=60), st.sampled_from(NASTY))


@given(names)
def test_the_drawing_parses_and_has_every_box(name: str) -> None:
    """The SVG is well-formed; it has a box for each node and each loop, and no element but those that draw."""
    (flow,) = flows(name)
    root = ET.fromstring(svg([flow]))
    assert len(root.findall(f".//{NAMESPACE}rect")) == 1 + len(flow.nodes) + len(flow.loops)
    drawn = {"svg", "style", "defs", "marker", "path", "rect", "text", "g"}
    assert {element.tag.removeprefix(NAMESPACE) for element in root.iter()} == drawn


def test_loops_and_dead_ends_are_marked_in_the_drawing() -> None:
    """A reader sees where a call is lost and where it comes back."""
    text = svg(flows())
    assert "DEAD END: the queue is not in the" in text
    assert "LOOP: back to Queue Help" in text


def test_boxes_do_not_overlap() -> None:
    """Boxes of one column stand one under the other."""
    drawn = drawing(flows("A long name that needs more than one line of its box")[0])
    columns: dict[int, list[tuple[float, float]]] = {}
    for box in drawn.boxes:
        columns.setdefault(box.column, []).append((box.y, box.y + box.height))
    assert len(columns) == 5
    for spans in columns.values():
        assert all(below[0] >= above[1] for above, below in pairwise(sorted(spans)))
    assert max(end for spans in columns.values() for _, end in spans) <= drawn.height


@pytest.mark.debian("chromium")
def test_a_browser_shows_the_drawing(tmp_path: Path) -> None:
    """Chromium renders the SVG to a picture of its size, and not to a page about an error."""
    (tmp_path / "flow.svg").write_text(svg(flows("Zürich <b>受付</b>")), "utf-8")
    picture = tmp_path / "flow.png"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command += [
        "--window-size=800,400",
        "--hide-scrollbars",
        f"--screenshot={picture}",
        f"file://{tmp_path / 'flow.svg'}",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert picture.read_bytes().startswith(b"\x89PNG")
    dumped = subprocess.run([*command[:5], "--dump-dom", command[-1]], check=True, capture_output=True, timeout=120)
    assert b"<svg" in dumped.stdout
    assert b"parsererror" not in dumped.stdout


_LINE = re.compile(
    r"""flowchart\ LR
    |\ \ subgraph\ w\d+\["[^"\n]*"\]
    |\ \ end
    |\ \ \ \ w\d+n\d+[\[({/]+"[^"\n]*"[\])}/]+
    |\ \ \ \ w\d+n\d+\ (-->|-\.->)\|"[^"\n]*"\|\ w\d+n\d+
    |\ \ \ \ class\ w\d+n\d+\ [a-z_]+
    |\ \ classDef\ [a-z_]+\ [\w:#,]+""",
    re.VERBOSE,
)


@given(names)
def test_mermaid_text_keeps_names_inside_their_quotes(name: str) -> None:
    """Every line is one of the forms that are written; no name opens a bracket, a quote or a line of its own."""
    lines = mermaid(flows(name)).split("\n")
    assert [line for line in lines if line and not _LINE.fullmatch(line)] == []
    texts = re.findall(r'"([^"]*)"', mermaid(flows(name)))
    assert [text for text in texts if re.search(r"[\[\](){}`<>]", text.replace("<br/>", ""))] == []


def test_mermaid_marks_loops() -> None:
    """The way back is dotted and says so."""
    assert '-.->|"time-out: after 9 s #40;loop#41;' in mermaid(flows())


@given(st.text(max_size=80), st.integers(2, 20))
def test_wrapped_lines_fit(text: str, columns: int) -> None:
    """No line is wider than its box, and nothing but blanks is lost where there is room."""
    lines = wrapped(text, columns, most=1000)
    assert all(display_width(line) <= columns for line in lines)


def test_a_text_that_is_cut_says_so() -> None:
    """The last line that has room ends with an ellipsis."""
    assert wrapped("one two three four five six", 5, most=2) == ["one", "two…"]
