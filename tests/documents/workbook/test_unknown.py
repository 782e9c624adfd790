"""What the evidence does not tell is shown as unknown on the sheets, never as an empty cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from migrator.estate.response_groups import ApplicationContact, Workflow
from migrator.estate.users import User
from migrator.estate.voice import VoiceRoute


def rows(book: Workbook, sheet: str) -> dict[str, dict[str, Any]]:
    """The rows of a sheet by their first cell, each by label."""
    labels, *lines = book[sheet].iter_rows(values_only=True)
    return {line[0]: dict(zip(labels, line, strict=True)) for line in lines}


def test_unknown_is_not_an_empty_cell(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A value that is not told, a part of a list, and the number of a contact that is not told; notes name them."""
    book = case_of(
        VoiceRoute(key="a", name="A", gateways=("gw1", "gw2")),
        VoiceRoute(key="b", name="B", unknown=("gateways",)),
        VoiceRoute(key="c", name="C", gateways=("gw1",), unknown=("gateways", "number_pattern")),
        VoiceRoute(key="d", name="D"),
        Workflow(key="w", contact="k"),
        ApplicationContact(key="k", unknown=("line_uri",)),
    ).book(tmp_path / "x.xlsx")
    routes = rows(book, "Voice routes")
    shown = {key: route["Gateways"] for key, route in routes.items() if key in "abcd"}
    assert shown == {"a": "gw1\ngw2", "b": "unknown", "c": "gw1\n... (not all)", "d": None}
    assert routes["c"]["Number pattern"] == "unknown"
    assert rows(book, "Workflows")["w"]["Line URI"] == "unknown"
    notes = [str(row) for row in book["Notes"].iter_rows(values_only=True)]
    assert any("does not tell of every row, or not completely: Number pattern, Gateways" in note for note in notes)


def test_users_of_whom_it_is_not_known_are_counted_apart(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """Users whose state or pool is not told are not counted as disabled or without a pool."""
    known = {"product": "lync2010", "enabled": True}
    book = case_of(
        User(key="u", **known), User(key="v", **known), User(key="w", product="lync2010", unknown=("enabled", "pool"))
    ).book(tmp_path / "x.xlsx")
    counted = rows(book, "User counts")
    assert {(users, row["Enabled"], row["Home pool"]) for users, row in counted.items()} >= {
        (2, True, None),
        (1, "unknown", "unknown"),
    }
