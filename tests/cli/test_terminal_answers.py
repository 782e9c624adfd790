"""What the terminal answers: totals that add up, ways out that lead out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
OUTCOMES = ("found", "clear", "not applicable", "not evaluated")


@pytest.fixture
def estate(run: Run, contoso: Path, project: Path) -> None:
    """The project holds a snapshot of the Contoso estate."""
    assert run("inventory", contoso).code == 0


@pytest.mark.usefixtures("estate")
def test_outcomes_add_up(run: Run) -> None:
    """The number of rules is the sum of the outcomes printed beside it."""
    out = " ".join(run("predict").out.split())
    rules = re.search(r"(\d+) rules: (.*)$", out)
    assert rules
    counts = [re.search(rf"(\d+) {outcome}\b", rules[2]) for outcome in OUTCOMES]
    assert int(rules[1]) == sum(int(count[1]) for count in counts if count)


@pytest.mark.usefixtures("estate")
def test_no_predicted_line_is_said(run: Run) -> None:
    """Where no line is predicted, the heading of the lines does not stand alone."""
    out = run("predict", "--rule", "R2-RTE-008").out
    assert "No line is predicted" in out
    assert "Lines that the move" not in out


@pytest.mark.usefixtures("estate")
def test_one_rule_alone_calls_no_acceptance_stale(run: Run) -> None:
    """An acceptance of another rule's finding is not called stale because that rule was not run."""
    assert run("suppress", "add", "R2-RTE-002", "--reason", "known", "--approver", "J. Field").code == 0
    assert "stale" not in run("predict", "--rule", "R2-RTE-001").out


@pytest.mark.usefixtures("estate")
def test_acceptance_that_is_over_is_refused(run: Run) -> None:
    """An expiry in the past is a mistake, and is not kept."""
    done = run("suppress", "add", "R2-RTE-002", "--reason", "r", "--approver", "a", "--expires", "2001-01-01")
    assert done.code == 2
    assert "--expires 2001-01-01 is in the past" in done.err
    assert run("suppress", "list", "--json").out.split() == ["[]"]


@pytest.mark.usefixtures("estate")
def test_kind_that_does_not_exist_names_the_nearest(run: Run) -> None:
    """A misspelt kind is answered with the nearest names and the command that lists all, not with every kind."""
    done = run("show", "voice_rout")
    assert done.code == 2
    assert "did you mean voice_route" in done.err
    assert "xmpp_partner" not in done.err


def test_broken_zip_has_a_way_out(run: Run, tmp_path: Path) -> None:
    """Where a zip that is not whole is all there is, the second line says what to do."""
    evidence = tmp_path / "site"
    evidence.mkdir()
    (evidence / "cut.zip").write_bytes(b"PK\x03\x04bad")
    done = run("inventory", evidence)
    assert done.code == 2
    assert "cut.zip: refused, the zip is incomplete or damaged" in done.err
    assert done.err.splitlines()[1] == "  collect it again: nothing was read"


def test_file_that_is_not_recognised_is_not_called_kept(run: Run, contoso: Path, tmp_path: Path) -> None:
    """The totals say that a file which nobody recognises is counted, but not kept."""
    stray = tmp_path / "photo.png"
    stray.write_bytes(b"\x89PNG\r\n\x1a\n")
    done = run("inventory", contoso, stray)
    assert done.code == 5
    assert "1 unknown (1 of them a file that is not recognised, not kept)" in " ".join(done.out.split())
