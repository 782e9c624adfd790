"""`wave` on the shipped estates: from the list of a project lead to the script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from migrator.resources import fixture

Run = Callable[..., Any]
POOL = "pool01.contoso.local"


@pytest.fixture
def lync(run: Run) -> Run:
    """The command line on a project with the Lync 2010 estate."""
    run("inventory", fixture("contoso-lync2010"), "--name", "before")
    return run


def test_from_the_list_to_the_script(lync: Run, tmp_path: Path) -> None:
    """A list in any form of name, a wave of the rest of a pool, what both break, and the files of the first."""
    users = tmp_path / "pilot.csv"
    users.write_text("Name;SipAddress\nA;alice.archer@contoso.com\nB;SIP:Ben.Barlow@contoso.com\n", "utf-16")
    assert "Wave pilot: 2 users" in lync("wave", "new", "pilot", "--users", users).out
    rest = lync("wave", "new", "rest", "--pool", "POOL01.contoso.local").out
    assert f"with the response groups of {POOL}" in rest
    assert "2 others are in an earlier wave" in rest
    listed = json.loads(lync("wave", "list", "--json").out)
    assert [(each["name"], each["users"], each["pools"]) for each in listed] == [("pilot", 2, []), ("rest", 13, [POOL])]
    shown = json.loads(lync("wave", "show", "PILOT", "--json").out)
    assert {each["kind"] for each in shown["breaks"]} == {
        "agents move, response groups stay",
        "gateway used on both sides",
    }
    assert "checklist" in {gap["kind"] for gap in shown["not_evaluated"]}
    into = tmp_path / "files"
    assert lync("wave", "script", "pilot", "--to", "lyncpool.contoso.local", "--into", into).code == 0
    assert sorted(path.name for path in into.iterdir()) == ["README.txt", "move-pilot.ps1", "users-pilot.csv"]
    assert (into / "users-pilot.csv").read_bytes().startswith(b"\xef\xbb\xbfIdentity,FromPool\r\nsip:alice.archer@")


def test_people_named_by_hand_hold_a_wave(lync: Run, tmp_path: Path) -> None:
    """A pair in two columns with a reason: exit code 1, and the script is written with the reason in its README."""
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("Manager,Delegate,Why\nalice.archer@contoso.com,ben.barlow@contoso.com,assistant\n", "utf-8")
    assert "1 pair" in lync("wave", "together", pairs).out
    lync("wave", "new", "sales", "--where", "display_name=Alice Archer")
    shown = lync("wave", "show", "sales")
    assert shown.code == 1
    assert "assistant: Alice Archer without Ben Barlow" in shown.out
    script = lync("wave", "script", "sales", "--to", "lyncpool.contoso.local", "--into", tmp_path / "files")
    assert script.code == 1
    assert "NOT READY" in (tmp_path / "files/README.txt").read_text("utf-8-sig")
    pairs.write_text("Manager,Delegate\n", "utf-8")
    assert "0 pairs" in lync("wave", "together", pairs).out
    assert lync("wave", "show", "sales").code == 0


def test_what_is_refused(lync: Run, tmp_path: Path) -> None:
    """Each wrong list, name or pool ends with one line, and no wave is kept or lost."""
    users = tmp_path / "users.txt"
    users.write_text("alice.archer@contoso.com\nnobody@contoso.com\n", "utf-8")
    assert "row 2: nobody@contoso.com" in lync("wave", "new", "a", "--users", users).err
    users.write_text("\n\n", "utf-8")
    assert "names no users" in lync("wave", "new", "a", "--users", users).err
    users.write_text("alice.archer@contoso.com\n", "utf-8")
    assert lync("wave", "new", "a", "--users", users).code == 0
    assert "in 'a'" in lync("wave", "new", "b", "--users", users).err
    assert "exists already" in lync("wave", "new", "A", "--pool", POOL).err
    assert "exclude each other" in lync("wave", "new", "b", "--users", users, "--pool", POOL).err
    assert "no legacy pool 'x'" in lync("wave", "new", "b", "--pool", "x").err
    assert "is not FIELD=VALUE" in lync("wave", "new", "b", "--where", "pool").err
    assert "nobody to move" in lync("wave", "new", "b").err
    assert "no wave 'b'" in lync("wave", "show", "b").err
    assert "not the FQDN" in lync("wave", "script", "a", "--to", "new", "--into", tmp_path / "x").err
    assert "is a legacy pool" in lync("wave", "script", "a", "--to", POOL, "--into", tmp_path / "x").err
    assert not (tmp_path / "x").exists()
    assert lync("wave", "remove", "A").code == 0
    assert "no wave 'a'" in lync("wave", "remove", "a").err
    assert json.loads(lync("wave", "list", "--json").out) == []


def test_a_wave_waits_for_the_checklist(run: Run, contoso: Path) -> None:
    """With a checklist its open steps hold the wave, by their keys; users of OCS get their own cmdlet."""
    run("inventory", contoso, "--name", "before")
    run("checklist", "new", "--track", "A")
    run("wave", "new", "all", "--pool", "ocspool")
    shown = json.loads(run("wave", "show", "all", "--json").out)
    assert (shown["state"], shown["step"]) == ("not ready", "A6.2")
    assert "A6.1" in shown["waits_for"]
    assert shown["findings"]
    assert {user["product"] for user in shown["users"]} == {"ocs2007r2"}


def test_who_belongs_together(lync: Run) -> None:
    """The agents of a pool are one bundle with its response groups."""
    found = json.loads(lync("wave", "plan", "--json").out)
    assert [(len(each["users"]), each["pools"]) for each in found["bundles"]] == [
        (11, [POOL]),
        (4, ["se01.contoso.local"]),
    ]
    assert (found["free"], found["moved"]) == (10, 0)


def test_sheets_of_the_workbook_follow_people(lync: Run, tmp_path: Path) -> None:
    """Waves and what they cut, by name or by label; a name in the name of a wave is a label too."""
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("alice.archer@contoso.com;ben.barlow@contoso.com;Alice Archer's assistant\n", "utf-8")
    lync("wave", "together", pairs)
    lync("wave", "new", "team of Alice Archer", "--where", "display_name=Alice Archer")
    sheets = {}
    for people in ("names", "labels"):
        output = tmp_path / f"{people}.xlsx"
        lync("export", "xlsx", "--output", output, "--people", people)
        book = load_workbook(output, read_only=True)
        rows = {title: list(book[title].iter_rows(values_only=True)) for title in ("Waves", "Breaks of waves")}
        sheets[people] = rows
    wave = sheets["names"]["Waves"][1]
    assert wave[:4] == ("team of Alice Archer", "not ready", 1, 0)
    named = next(row for row in sheets["names"]["Breaks of waves"] if row[1] == "one moves, the other stays")
    assert named[2:5] == ("Alice Archer's assistant", "Alice Archer", "Ben Barlow")
    cells = [str(cell) for rows in sheets["labels"].values() for row in rows for cell in row if cell]
    assert any(cell.startswith("team of person ") for cell in cells)
    assert [cell for cell in cells if "archer" in cell.casefold() or "barlow" in cell.casefold()] == []
