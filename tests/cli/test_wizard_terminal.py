"""The wizard in a real terminal, and without one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from migrator.repair.embedded import build
from migrator.store.project import open_project
from migrator.wizard.prompts import STEPS

#: the steps of the menu; after evidence it stands on the second
BY_NAME = {step.name: step for step in STEPS}

ENTER, DOWN = "\r", "\x1b[B"
FAULTY = Path(__file__).parents[2] / "fixtures" / "edge-faulty"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[pexpect.spawn]:
    """`migrator` without a command, in a terminal of 80 columns, its current folder empty."""
    folder = tmp_path / "work"
    folder.mkdir()
    child = pexpect.spawn(
        sys.executable,
        ["-m", "migrator"],
        cwd=folder,
        dimensions=(40, 80),
        encoding="utf-8",
        timeout=30,
        env=os.environ | {"PROMPT_TOOLKIT_NO_CPR": "1"},  # nobody here answers where the cursor is
    )
    yield child
    child.close(force=True)


def test_reads_evidence_in_a_real_terminal(terminal: pexpect.spawn, tmp_path: Path, contoso: Path) -> None:
    """The keys of a user lead from the menu to a snapshot, and out with exit code 0."""
    terminal.expect("What next")
    terminal.send(ENTER)
    terminal.expect("Evidence: ")
    terminal.send(f"{contoso}{ENTER}")
    terminal.expect("Another one")
    terminal.send(ENTER)
    terminal.expect("SQL Server to read now")
    terminal.send(ENTER)
    terminal.expect("Name of the snapshot")
    terminal.send(ENTER)
    terminal.expect("records found")
    terminal.expect("What next")
    terminal.send("\x1b[A" * 2 + ENTER)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert len(open_project(str(tmp_path / "work" / "migration.db")).snapshots()) == 1


def test_reads_a_database_in_a_real_terminal(terminal: pexpect.spawn, tmp_path: Path) -> None:
    """Without a file: a server that does not exist is one line and the same step again; a database is then read."""
    database = build(tmp_path / "rgsconfig.sqlite")
    for expected, keys in (
        ("What next", ENTER),
        ("Evidence: ", ENTER),
        ("SQL Server to read now", f"sqlite:///{tmp_path}/none{ENTER}"),
        ("Name of the snapshot", ENTER),
        ("no such database file", ""),
        ("What next", ENTER),
        ("Evidence: ", ENTER),
        ("SQL Server to read now", f"\x15sqlite:///{database}{ENTER}"),
        ("Name of the snapshot", ENTER),
        ("What next", "\x1b[A" * 2 + ENTER),
    ):
        terminal.expect(expected)
        terminal.send(keys)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    (source,) = open_project(str(tmp_path / "work" / "migration.db")).snapshot().sources
    assert source.format == "sql:rgsconfig"


def test_looks_at_certificates_in_a_real_terminal(terminal: pexpect.spawn, tmp_path: Path) -> None:
    """From the menu to the certificates of an Edge: Enter alone answers what is not wanted, and connects to nothing."""
    for expected, keys in (
        ("What next", ENTER),
        ("Evidence: ", f"{FAULTY}{ENTER}"),
        ("Another one", ENTER),
        ("SQL Server to read now", ENTER),
        ("Name of the snapshot", ENTER),
        ("What next", DOWN * (list(BY_NAME).index("certificates") - 1) + ENTER),
        ("Certificate, or output", ENTER),
        ("Server whose certificate", ENTER),
        ("Calendar file", f"c.ics{ENTER}"),
        ("By expiry", ""),
    ):
        terminal.expect(expected)
        terminal.send(keys)
    terminal.expect("What next")
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    assert (tmp_path / "work" / "c.ics").is_file()


def test_says_one_line_after_ctrl_c(terminal: pexpect.spawn, tmp_path: Path) -> None:
    """Ctrl-C ends the wizard with exit code 130 and one line, without a traceback and without a file."""
    terminal.expect("What next")
    terminal.send(ENTER)
    terminal.expect("Evidence: ")
    terminal.sendintr()
    terminal.expect("migrator: interrupted; nothing is left half done")
    terminal.expect(pexpect.EOF)
    assert "Traceback" not in terminal.before
    terminal.close()
    assert terminal.exitstatus == 130
    assert list((tmp_path / "work").iterdir()) == []


def test_does_not_ask_where_nobody_can_answer(tmp_path: Path) -> None:
    """With input that is no terminal, `migrator` alone names the option instead of reading a piped answer."""
    ran = subprocess.run(
        [sys.executable, "-m", "migrator", "--project", tmp_path / "migration.db"],
        input=ENTER,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "Give --step" in ran.stderr
    assert not (tmp_path / "migration.db").exists()
