"""Reconciliation, readiness and accepted findings in the workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import load_workbook

from migrator.documents.workbook.workbook import export_workbook
from migrator.estate.estate import Estate
from migrator.estate.provenance import Snapshot, SourceReport
from migrator.estate.reconciliation import reconcile
from migrator.estate.topology import Pool
from migrator.estate.users import User
from migrator.estate.voice import PstnUsage, VoiceRoute
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.suppression import Suppression, suppress

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def two_ways() -> tuple[Estate, tuple[SourceReport, ...]]:
    """Two usages read from WMI, one of them from the directory too, where it is described differently."""
    reports = (
        SourceReport(path="wmi.xml", format="clixml", status="read", read=2),
        SourceReport(path="ad.ldf", format="ldif", status="read", read=1),
    )
    both = PstnUsage(key="Local", product="ocs2007r2", sources=("wmi.xml#1", "ad.ldf#1"), name="Local")
    one = PstnUsage(key="Mobile", product="ocs2007r2", sources=("wmi.xml#2",), name="Mobile")
    return Estate([both, one]), reports


def test_reconciliation_names_what_a_way_lacks() -> None:
    """The directory holds one usage less than WMI, and the missing one is named."""
    (row,) = reconcile(*two_ways())
    assert (row.counts, row.objects) == ({"clixml": 2, "ldif": 1}, 2)
    assert row.explanation == "ldif lacks 1: Mobile"


def test_one_way_is_said_to_be_one() -> None:
    """A kind that was collected in one way only has nothing to be compared with, and says so."""
    estate = Estate([PstnUsage(key="Local", product="ocs2007r2", sources=("wmi.xml#1",))])
    (row,) = reconcile(estate, two_ways()[1])
    assert row.explanation == "collected in one way only"


def test_accepted_finding_is_struck_out_with_its_reason(tmp_path: Path) -> None:
    """An accepted finding stays on the sheet, with reason and approver, and its row is struck out."""
    estate = Estate([VoiceRoute(key="Empty", product="ocs2007r2", name="Empty", sources=("wmi.xml#1",))])
    prediction = predict(estate, Context(now=NOW), all_rules())
    accepted = Suppression(rule="R2-RTE-003", reason="kept to block", approver="J. Field", created=date(2026, 1, 1))
    prediction, _ = suppress(prediction, [accepted], NOW.date())
    snapshot = Snapshot(name="s", taken_at=NOW, products=("ocs2007r2",), items={"voice_route": 1}, sources=())
    path = tmp_path / "x.xlsx"
    export_workbook(path, snapshot, estate, prediction, rules=all_rules(), made_at=NOW, version="1")
    sheet = load_workbook(path)["Findings"]
    header = [cell.value for cell in sheet[1]]
    rows = [dict(zip(header, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert ("R2-RTE-003", "kept to block (J. Field)") in [(r["Rule"], r["Accepted because"]) for r in rows]
    struck = {
        str(rules.sqref): rule.dxf.font.strike
        for rules in sheet.conditional_formatting
        for rule in rules.rules
        if rule.type == "expression"
    }
    original = sheet.cell(1, header.index("Original") + 1).column_letter
    rows_struck = f"A2:{sheet.cell(1, len(header)).column_letter}{sheet.max_row}"
    assert struck == {rows_struck: True, f"{original}2": True}


def test_users_are_counted_unless_their_names_are_wanted(tmp_path: Path) -> None:
    """By default no user is named in the workbook; equal users are counted together, by pool and policies."""
    pool = Pool(key="pool.x", product="ocs2007r2", fqdn="pool.x", sources=("wmi.xml#1",))
    users = [
        User(key=f"sip:{name}@x", product="ocs2007r2", display_name=name, pool="pool.x", sources=("wmi.xml#2",))
        for name in ("Zoraida", "Quentin")
    ]
    estate = Estate([pool, *users])
    prediction = predict(estate, Context(now=NOW), all_rules())
    snapshot = Snapshot(name="s", taken_at=NOW, products=("ocs2007r2",), items={"user": 2}, sources=())
    path = tmp_path / "x.xlsx"
    export_workbook(path, snapshot, estate, prediction, rules=all_rules(), made_at=NOW, version="1")
    book = load_workbook(path)
    assert "Users" not in book.sheetnames
    assert [cell.value for cell in book["User counts"][2]][:3] == [2, "OCS 2007 R2", "pool.x"]
    shown = "".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "Zoraida" not in shown
