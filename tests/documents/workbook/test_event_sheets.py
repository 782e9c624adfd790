"""The sheets Events and Diagnoses: groups with their meaning; the sheet Event log has each event."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from migrator.__main__ import main
from tests.cli.test_edge_events import event, record


def rows(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings."""
    header, *others = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(header, row, strict=True)) for row in others]


@pytest.mark.ledger("S0-53", "S1-06")
def test_groups_have_count_first_last_and_meaning(tmp_path: Path) -> None:
    """Forty events of one id are one row of Events and forty of Event log; a trace is rows of Diagnoses."""
    text = 'TLS outgoing connection failures. While trying to connect to the server "sip.fabrikam.com"'
    (tmp_path / "events.xml").write_text(f"<Events>{''.join(event(14428, n, text=text) for n in range(40))}</Events>")
    (tmp_path / "trace.txt").write_text("".join(record(n, "SIP/2.0 504 x", "fabrikam.com", "1027") for n in range(3)))
    project = ["--project", str(tmp_path / "m.db")]
    assert main([*project, "inventory", str(tmp_path / "events.xml"), str(tmp_path / "trace.txt")]) in (0, 5)
    workbook = tmp_path / "estate.xlsx"
    assert main([*project, "export", "xlsx", "--output", str(workbook)]) == 0
    book = load_workbook(workbook)
    (row,) = rows(book["Events"])
    assert (row["Event id"], row["Count"], row["Peer"]) == ("14428", 40, "sip.fabrikam.com")
    assert row["First"].replace(tzinfo=UTC) == datetime(2014, 3, 3, 9, 30, tzinfo=UTC)
    assert row["Meaning"].startswith("This server tried to connect to another one by TLS and failed")
    assert row["Expected"] == "never expected"
    assert len(rows(book["Event log"])) == 40
    (row,) = rows(book["Diagnoses"])
    assert (row["Id"], row["From domain"], row["To domain"], row["Count"]) == ("1027", "contoso.com", "fabrikam.com", 3)
