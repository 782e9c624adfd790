"""`diff` on the shipped estates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from migrator.resources import fixture

Run = Callable[..., Any]


def test_before_and_after_the_move(run: Run, contoso: Path) -> None:
    """The users of the moved estate have another pool; the same snapshot twice shows nothing, with exit code 0."""
    run("inventory", contoso, "--name", "before")
    run("inventory", fixture("contoso-ocs2007r2-moved"), "--name", "after")
    assert run("diff", "before", "before").code == 0
    ran = run("diff", "before", "after", "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["changed"] or told["added"] or told["removed"]
    shown = run("diff", "before", "after")
    assert shown.code == 1
    assert "From before to after" in shown.out


def test_names_that_are_not_there_are_refused(run: Run, contoso: Path) -> None:
    """A snapshot, kind or field that does not exist ends with one line."""
    run("inventory", contoso, "--name", "before")
    assert "no snapshot" in run("diff", "before", "nothing").err
    assert "there is no kind 'nothing'" in run("diff", "before", "before", "--kind", "nothing").err
    assert "user has no field 'nothing'" in run("diff", "before", "before", "--ignore", "user.nothing").err


def test_the_workbook_with_moves_and_without_names(run: Run, contoso: Path, tmp_path: Path) -> None:
    """Moves by pool on the screen, in JSON and as a sheet; with labels no name or number of a person is in the file."""
    run("inventory", contoso, "--name", "before")
    run("inventory", fixture("contoso-ocs2007r2-moved"), "--name", "after")
    changes = json.loads(run("diff", "before", "after", "--kind", "user", "--json").out)
    assert {(move["kind"], move["before"]) for move in changes["moved"]} == {("user", "ocspool.contoso.local")}
    assert "Moves between pools" in run("diff", "before", "after", "--kind", "user").out
    ignored = tmp_path / "ignored.txt"
    ignored.write_text("# noise\nuser.display_name\nvoice_route  # later\n", "utf-8")
    sheets = {}
    for people in ("names", "labels"):
        output = tmp_path / f"{people}.xlsx"
        ran = run("diff", "before", "after", "--ignore-list", ignored, "--output", output, "--people", people)
        assert ran.code == 1
        book = load_workbook(output, read_only=True)
        sheets[people] = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
        assert "ignored" not in ran.out
    moves = sheets["names"]["Moves between pools"]
    assert moves[0] == ("Kind", "Name", "Pool before", "Pool after", "Key")
    assert ("Users", "Alice Turner") in {row[:2] for row in moves}
    assert len(moves) - 1 == len(changes["moved"]) + sum(row[0] != "Users" for row in moves[1:])
    assert list(sheets["names"]) == list(sheets["labels"])
    cells = [str(cell) for rows in sheets["labels"].values() for row in rows for cell in row if cell]
    assert "person 1" in cells
    assert [cell for cell in cells if "turner" in cell.casefold() or "+442079460200" in cell] == []
    assert "cannot be read as UTF-8" in run("diff", "before", "after", "--ignore-list", output).err
