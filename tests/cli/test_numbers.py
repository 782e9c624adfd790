"""`numbers`: every number with all its holders, as text, as JSON and as a sheet of the workbook."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Run = Callable[..., Any]

USERS = """#TYPE Microsoft.Rtc.Management.ADConnect.Schema.ADUser
"Identity","DisplayName","SipAddress","LineURI","PrivateLine","RegistrarPool"
"CN=Ann Ash,DC=contoso,DC=com","Ann Ash","sip:ann@contoso.com","tel:+14165550100",,"pool10.contoso.com"
"CN=Ben Birch,DC=contoso,DC=com","Ben Birch","sip:ben@contoso.com","tel:+14165550100;ext=100",,"pool10.contoso.com"
"CN=Cat Cole,DC=contoso,DC=com","Cat Cole","sip:cat@contoso.com","TEL:+1-416-555-0100",,"pool10.contoso.com"
"CN=Dan Dow,DC=contoso,DC=com","Dan Dow","sip:dan@contoso.com",,"tel:+14165550150","pool10.contoso.com"
"""
DEVICES = """#TYPE Microsoft.Rtc.Management.ADConnect.Schema.OCSADAnalogDeviceContact
"Identity","DisplayName","SipAddress","LineURI","RegistrarPool"
"CN=Fax,DC=contoso,DC=com","Fax","sip:fax@contoso.com","tel:+14165550100","pool10.contoso.com"
"""


@pytest.fixture
def read(run: Run, tmp_path: Path) -> None:
    """A snapshot of three holders of one number, a user with an extension and one with a private line."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "users.csv").write_text(USERS, "utf-8")
    (folder / "devices.csv").write_text(DEVICES, "utf-8")
    assert run("inventory", folder).code == 0


@pytest.mark.usefixtures("read")
def test_json_lists_each_holder_and_its_problem(run: Run) -> None:
    """Three holders of one number however it is written; an extension and a private line are lines of their own."""
    ran = run("numbers", "--json")
    lines = [row for row in json.loads(ran.out) if row["use"] != "SIP address"]
    assert [(row["number"], row["owner"], row["problem"]) for row in lines] == [
        ("tel:+14165550100", "Fax", "also of Ann Ash, Cat Cole"),
        ("tel:+14165550100", "Ann Ash", "also of Fax, Cat Cole"),
        ("tel:+14165550100", "Cat Cole", "also of Fax, Ann Ash"),
        ("tel:+14165550100;ext=100", "Ben Birch", ""),
        ("tel:+14165550150", "Dan Dow", ""),
    ]
    assert {(row["kind"], row["pool"]) for row in lines} == {
        ("analog_device", "pool10.contoso.com"),
        ("user", "pool10.contoso.com"),
    }
    assert [row["use"] for row in lines] == ["line"] * 4 + ["private line"]
    assert ran.code == 1
    assert "no evidence of workflows" in ran.err


@pytest.mark.usefixtures("read")
def test_one_finding_for_a_number_with_all_its_holders(run: Run) -> None:
    """The rule says what the list says, once."""
    findings = json.loads(run("predict", "--rule", "RGS-G02", "--json").out)["findings"]
    assert [(found["rule"], found["message"]) for found in findings] == [
        ("L10-USR-010", "tel:+14165550100 is the number of 'Fax' and also of Ann Ash, Cat Cole")
    ]


@pytest.mark.usefixtures("read")
def test_text_shows_the_holders_of_a_number_together(run: Run) -> None:
    """One row for a number, then how many collide."""
    out = run("numbers").out
    (row,) = [line for line in out.splitlines() if "tel:+14165550100 " in line]
    assert "Fax (analog device, pool10" in row
    assert "3 holders" in row
    assert "Dan Dow (user, private line" in out
    assert "1 number with several holders" in out


@pytest.mark.usefixtures("read")
def test_sheet_names_people_as_the_workbook_does(run: Run, tmp_path: Path) -> None:
    """Without --users only numbers of users that collide; with labels no name and no number of a person."""

    def rows(*options: str) -> list[tuple[Any, ...]]:
        run("export", "xlsx", "--output", tmp_path / "x.xlsx", "--force", *options)
        return list(openpyxl.load_workbook(tmp_path / "x.xlsx")["Numbers"].iter_rows(min_row=2, values_only=True))

    assert [row[3] for row in rows() if row[1] == "line"] == ["Fax", "Ann Ash", "Cat Cole"]
    assert {row[3] for row in rows("--users")} == {"Ann Ash", "Ben Birch", "Cat Cole", "Dan Dow", "Fax"}
    labelled = " ".join(str(cell) for row in rows("--users", "--people", "labels") for cell in row)
    assert "person 1" in labelled
    assert not any(word in labelled for word in ("Ann", "Cat", "4165550", "ben@"))


def test_a_list_without_collisions_is_clean(run: Run, contoso: Path) -> None:
    """Each workflow of the OCS estate has its number once, although its contact shows it too."""
    run("inventory", contoso)
    ran = run("numbers", "--json")
    assert ran.code == 0
    switchboard = [row for row in json.loads(ran.out) if row["number"] == "tel:+442079460100"]
    assert [(row["kind"], row["owner"], row["pool"]) for row in switchboard] == [
        ("workflow", "Main Switchboard", "ocspool")
    ]
