"""The sheet of the move: one row for each response group object of the legacy estate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from migrator.estate.estate import Estate
from migrator.estate.response_groups import Queue
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict

NAME = "Response groups, the move"


def test_move_of_contoso_tells_each_object(contoso_book: Workbook) -> None:
    """Every workflow, queue, group and agent has its row, which leads to the object and names the rule."""
    sheet = contoso_book[NAME]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[:6] == ("What the move does", "Kind", "Object", "Why", "Rule", "Source")
    kinds = [row[1] for row in rows]
    assert [kinds.count(kind) for kind in ("Workflows", "Queues", "Agent groups", "Agents")] == [20, 15, 12, 28]
    (orphan,) = [row for row in rows if row[2] == "Gary Bishop"]
    assert (orphan[0], orphan[4], "blog.giombini.com" in orphan[5]) == (
        "will not be copied",
        "RGS-F08",
        True,
    )
    assert sheet["C2"].hyperlink.location.startswith("'Workflows'!")
    assert any((row[0] or "").startswith("Not evaluated: RGS-F01") for row in rows)


def test_refusal_of_the_whole_pool_stands_first(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """What stops the move is not hidden among the objects; a name that looks like a formula stays a text."""
    queues = [Queue(key=pool, name="=1+1", product="lync2010", pool=pool) for pool in ("a.x", "b.x")]
    findings = predict(Estate(queues), Context(now=datetime(2026, 1, 1, tzinfo=UTC)), all_rules()).findings
    sheet = case_of(*queues, findings=findings).book(tmp_path / "x.xlsx")[NAME]
    assert [sheet.cell(2, column).value for column in (1, 2, 5)] == ["will not be copied", "Pool", "L10-RGS-002"]
    assert sheet["C3"].data_type == "s"


def test_estate_without_response_groups_has_no_sheet(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """There is nothing to move."""
    assert NAME not in case_of().book(tmp_path / "x.xlsx").sheetnames
