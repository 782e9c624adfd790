"""The sheet of call flows: one row for each way of a call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from migrator.estate import response_groups as rgs


def test_call_flows_of_contoso_stand_before_the_notes(contoso_book: Workbook) -> None:
    """Every workflow has its rows, under a header that says what they are."""
    assert contoso_book.sheetnames[-2:] == ["Call flows", "Notes"]
    header, *rows = contoso_book["Call flows"].iter_rows(values_only=True)
    assert header[:6] == ("Workflow", "Step", "Condition", "The caller hears", "From", "To")
    assert len({row[0] for row in rows}) == 20
    assert ("Sales", 5, "overflow: more than 10 calls (NewestCall)") in [row[:3] for row in rows]


def test_loops_and_dead_ends_can_be_filtered(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A loop is a flag and a dead end its reason; a name that looks like a formula stays a text."""
    to = {key: rgs.CallAction("TransferToQueue", queue=key) for key in "ab"}
    flow = rgs.Workflow(key="w", name="=1+1", product="lync2010", default_action=to["a"])
    queues = [
        rgs.Queue(key=k, name=k, product="lync2010", timeout_threshold_s=9, timeout_action=to[other])
        for k, other in ("ab", "ba")
    ]
    sheet = case_of(flow, *queues).book(tmp_path / "x.xlsx")["Call flows"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[8] for row in rows] == [False, False, True]
    assert {row[9] for row in rows} == {"the queue has no agent group: calls are disconnected"}
    assert sheet["A2"].data_type == "s"
