"""What the user is told of files that are no evidence: what they are, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.sources.file_types import what_it_is, what_zip_is

ROUTES = "MSFT_SIPPhoneRouteData.xml"


@pytest.mark.parametrize(
    ("head", "name", "what", "advice"),
    [
        (b"\x89PNG\r\n\x1a\n...", "screen.png", "a picture", "copy the text"),
        (b"%PDF-1.4", "x", "a PDF document", "text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "plan.doc", "a Word document", ".txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "users.XLS", "an Excel workbook", "CSV"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "kit.7z", "a 7-Zip archive", "unpack it"),
        (b"Rar!\x1a\x07\0", "kit.rar", "a RAR archive", "unpack it"),
        (b"MZ\x90\0", "setup.exe", "an executable", "take it out"),
        (b"TAPE\0\0\3\0", "rtc.bak", "a SQL Server backup", "--sql"),
        (b"\1\x0f\0\0", "rtc.mdf", "a database file of SQL Server", "--sql"),
        (b"\x30\0\0\0LfLe", "app.evt", "an event log of Windows Server 2003", ".evtx"),
        (b"\0" * 500, "copy.xml", "only zero bytes", "copy it again"),
        (b"Get-CsUser | fl", "collect.ps1", "a PowerShell script", "run it"),
        (b"<?xml version='1.0'?><project/>", "x.xml", "XML whose first element is 'project'", "Export-Clixml"),
        (
            b"\r\nclass PSCustomObject\r\n{\r\n  Identity = Global",
            "x.txt",
            "the output of Format-Custom",
            "Format-List",
        ),
        (b'target_forest = "x"', "answers.toml", "a file of settings", "predict --answers"),
        (b"damaged", "new.tbxml", "a file of Topology Builder", "save it again"),
        (b'{"Mail": "anna"}', "x.json", "JSON", "Export-Clixml"),
        (
            "Colour;Size\r\nred;1\r\n".encode("utf-16"),
            "x.csv",
            "a table whose columns (Colour, Size)",
            "Get-CsUser.csv",
        ),
    ],
)
def test_files_are_named_for_what_they_are(head: bytes, name: str, what: str, advice: str) -> None:
    """By its first bytes or its name, with a way out that can be followed."""
    known = what_it_is(head, name)
    assert known is not None
    assert (what in known[0], advice in known[1]) == (True, True), known


@pytest.mark.parametrize("head", [b"call Bob\n", b"a, b and c\n", b"\xff\xfe"])
def test_plain_text_is_not_guessed(head: bytes) -> None:
    """Nothing is said of what could be anything."""
    assert what_it_is(head, "notes.txt") is None


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (["[Content_Types].xml", "xl/workbook.xml"], "an Excel workbook"),
        (["mimetype", "content.xml"], "a document of OpenOffice"),
        (["Get-CsUser.xml"], None),
    ],
)
def test_documents_are_no_zips_of_files(names: list[str], what: str | None) -> None:
    """Office documents are zips, and their parts are nothing to read."""
    assert (what_zip_is(names) or (None, ""))[0] == what


def test_a_picture_beside_evidence_is_named(contoso: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """It is a loss that says what it is; the evidence beside it is read."""
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / ROUTES).write_bytes((contoso / ROUTES).read_bytes())
    (tmp_path / "e" / "trunk.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = run("inventory", tmp_path / "e", "--json")
    (picture,) = (s for s in json.loads(done.out)["sources"] if s["path"].endswith("png"))
    assert (done.code, picture["status"]) == (5, "unknown")
    assert picture["messages"][0].startswith("it is a picture; copy the text that it shows")
