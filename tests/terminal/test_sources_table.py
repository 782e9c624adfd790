"""What `inventory` says of its sources: the sum first and last, one line per folder, one per source with a loss."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.estate.provenance import SourceReport
from migrator.resources import fixture
from migrator.terminal.sources_table import print_sources, print_totals, print_worst


def report(path: str, status: str = "read", **fields: Any) -> SourceReport:
    """A source of that path."""
    return SourceReport(path=path, format="clixml", status=status, **fields)


def printed(capsys: pytest.CaptureFixture[str], *reports: SourceReport) -> list[list[str]]:
    """The cells of the table that is printed for these sources."""
    print_sources(reports)
    lines = capsys.readouterr().out.splitlines()
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if line.startswith("│")]


def test_the_sum_is_seen_first_and_last(run: Callable[..., Any]) -> None:
    """A large estate begins and ends with read + rejected + unknown = found, and has a line per folder between."""
    lines = run("inventory", fixture("contoso-lync2010")).out.splitlines()
    assert lines[0] == lines[-1]
    assert lines[0].startswith("87 sources, 542 records found = 542 read + 0 rejected + 0 unknown")
    assert sum("evidence-" in line for line in lines) == 6


def test_every_source_with_a_loss_keeps_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Sources without a loss are counted by folder, the others stand below with their names."""
    rows = printed(
        capsys,
        report("/e/FE1/a.xml", read=2),
        report("/e/FE1/b.xml", "empty"),
        report("/e/FE1/c.xml", "partial", read=5, rejected=1),
        report("/e/kit.zip!FE2/d.xml", read=3),
        report("/e/kit.zip!FE2/e.xml", read=4),
        report("/e/kit.zip!FE2/f.xml", "partial", read=4, unknown=1),
    )
    assert rows == [
        ["FE1", "1 read, 1 empty", "clixml", "2", "0", "0"],
        ["kit.zip", "2 read", "clixml", "7", "0", "0"],
        ["c.xml", "1 partial", "clixml", "5", "1", "0"],
        ["f.xml", "1 partial", "clixml", "4", "0", "1"],
    ]


def test_a_refused_file_does_not_look_like_an_empty_one(capsys: pytest.CaptureFixture[str]) -> None:
    """No record of it is counted, which the table does not show as none."""
    assert printed(capsys, report("/e/a.xml", "failed")) == [["a.xml", "1 failed", "clixml", "-", "-", "-"]]


def test_losses_come_before_everything_else(capsys: pytest.CaptureFixture[str]) -> None:
    """Objects of no known kind are named first, then what failed, was cut or rejected, each with its first reason."""
    print_worst(
        [
            report("/e/empty.xml", "empty", messages=("the file is empty",), rejected=1),
            report("/e/good.xml", read=5),
            report("/e/torn.xml", "partial", read=5, cut="it ends", messages=("cut: it ends", "more")),
            report("/e/few.xml", "partial", read=5, unknown=1, messages=("1 object",)),
            report("/e/many.xml", "unknown", unknown=9, messages=("9 objects",)),
            report("/e/shut.xml", "failed", messages=("it cannot be read",)),
        ]
    )
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith("5 sources are not completely in this snapshot")
    assert [line.strip() for line in lines if ".xml: " in line] == [
        "many.xml: 9 objects",
        "few.xml: 1 object",
        "shut.xml: it cannot be read",
        "torn.xml: cut: it ends",
        "empty.xml: the file is empty",
    ]


def test_messages_that_are_left_out_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Five messages of a source are printed; of the others it says how many there are, also of those not kept."""
    messages = tuple(f"line {n}: broken" for n in range(7))
    print_totals([report("/e/a.xml", "partial", rejected=40, messages=messages, unlisted=33)])
    assert "... and 35 more" in capsys.readouterr().out


def test_files_that_could_not_be_read_are_told_everywhere(
    run: Callable[..., Any], contoso: Path, tmp_path: Path
) -> None:
    """A damaged file beside good ones: exit code 5, and terminal and workbook say that it could not be read."""
    from openpyxl import load_workbook

    shutil.copytree(contoso, tmp_path / "e")
    (tmp_path / "e" / "MSFT_SIPPoolSetting.xml").write_bytes(b"PK\x03\x04 torn")
    done = run("inventory", tmp_path / "e")
    assert done.code == 5
    assert "; 1 file could not be read" in done.out.splitlines()[-1]
    run("export", "xlsx", "--output", tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    cover = {row[0]: row[1] for row in book["Cover"].iter_rows(values_only=True) if row[0]}
    assert "1 file could not be read" in cover["Records"]
    last = [row[0] for row in book["Sources and coverage"].iter_rows(values_only=True) if row[0]]
    assert any("1 file could not be read" in line for line in last)
