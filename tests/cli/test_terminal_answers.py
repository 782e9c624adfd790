"""What the terminal answers: totals that add up, ways out that lead out."""

from __future__ import annotations

import json
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
    assert "Did you mean voice_route" in done.err
    assert "xmpp_partner" not in done.err


def test_broken_zip_has_a_way_out(run: Run, tmp_path: Path) -> None:
    """Where a zip that is not whole is all there is, the second line says what to do."""
    evidence = tmp_path / "site"
    evidence.mkdir()
    (evidence / "cut.zip").write_bytes(b"PK\x03\x04bad")
    done = run("inventory", evidence)
    assert done.code == 2
    assert "cut.zip: refused, the zip is incomplete or damaged" in done.err
    assert done.err.splitlines()[1] == "  Collect it again: nothing was read"


def test_file_that_is_not_recognised_is_not_called_kept(run: Run, contoso: Path, tmp_path: Path) -> None:
    """The totals say that a file which nobody recognises is counted, but not kept."""
    stray = tmp_path / "photo.png"
    stray.write_bytes(b"\x89PNG\r\n\x1a\n")
    done = run("inventory", contoso, stray)
    assert done.code == 5
    assert "1 unknown (1 of them a file that is not recognised, not kept)" in " ".join(done.out.split())


@pytest.mark.usefixtures("estate")
def test_no_finding_is_said(run: Run) -> None:
    """Where a rule finds nothing, a sentence says so; there is no empty table."""
    out = run("predict", "--rule", "L10-USR-001").out
    assert out.startswith("No findings")
    assert "Severity" not in out


@pytest.mark.usefixtures("estate")
def test_kinds_keep_the_spelling_of_their_products(run: Run) -> None:
    """A kind without evidence is named as the product spells it: PSTN, not pstn."""
    gaps = {outcome["rule"]: outcome["reason"] for outcome in json.loads(run("predict", "--json").out)["outcomes"]}
    assert gaps["R2-NAME-005"].startswith("No evidence of dial plans, PSTN usages, voice routes")
    assert gaps["R2-PLAT-003"] == "No evidence of Active Directory"
    assert gaps["R2-UM-001"] == "No evidence of Exchange UM contacts"


@pytest.mark.usefixtures("estate")
def test_next_command_names_the_project(run: Run, project: Path) -> None:
    """The command that is offered next works as it is: it names a project that is not the default."""
    assert f"Next: migrator --project {project} export xlsx --output estate.xlsx" in run("predict").err


@pytest.mark.usefixtures("estate")
def test_accepted_findings_are_named_where_nothing_can_be_struck(run: Run) -> None:
    """In a file or a pipe nothing is struck out, so the word stands beside accepted findings."""
    run("suppress", "add", "R2-RGS-000", "--reason", "known", "--approver", "J. Field")
    assert "Response groups have to be moved (accepted)" in " ".join(run("predict").out.split())


@pytest.mark.usefixtures("estate")
def test_acceptance_of_nothing_says_what_it_lacks(run: Run) -> None:
    """A suppression that no longer accepts anything is explained in words."""
    run("suppress", "add", "R2-RGS-000", "--pattern", "nothing", "--reason", "known", "--approver", "J. Field")
    assert "Suppression 1 (R2-RGS-000 nothing, J. Field) matches no finding" in run("predict").out


@pytest.mark.usefixtures("estate")
def test_names_of_questions_stay_in_one_piece(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a question is typed again, so no line break cuts it on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    out = run("answers", "list").out
    assert "exchange_um_before_2010_sp1" in out
    assert "universal_groups_in_root" in out


@pytest.mark.usefixtures("estate")
def test_addresses_of_sources_stay_in_one_piece(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of a published source can be copied, and the heading of the sources stands once."""
    monkeypatch.setenv("COLUMNS", "80")
    out = run("rules", "R2-RTE-001").out
    assert "https://learn.microsoft.com/powershell/module/skypeforbusiness/import-cslegacyconfiguration" in out
    assert out.count("\nSource\n") == 1


@pytest.mark.usefixtures("estate")
def test_workflow_that_does_not_exist_says_how_many_more_there_are(run: Run) -> None:
    """A list of names that is cut says so, and names the command that lists all."""
    assert "and 12 more (see `migrator show workflow`)" in run("rgs", "flow", "nowhere").err


@pytest.mark.usefixtures("estate")
def test_project_file_is_named_as_it_was_given(run: Run, project: Path) -> None:
    """An error names the project's file, not an address of a database library."""
    err = run("predict", "--snapshot", "nope").err
    assert f"migrator: {project}: no snapshot 'nope'" in err
    assert "sqlite:" not in err


def test_template_of_a_rule_that_does_not_exist_is_refused(run: Run, tmp_path: Path) -> None:
    """A template of a rule that is not there would break every later prediction: it is not written."""
    own = tmp_path / "own.toml"
    assert run("log", "template", 'Route "a" lost.', "--into", own, "--id", "U1", "--rule", "NOPE").code == 2
    assert not own.exists()
    done = run("log", "template", 'Route "a" lost.', "--into", own, "--id", "U1", "--rule", "R2-RTE-001")
    assert done.code == 0
    assert "rename {value1}" in done.err


def test_answers_file_that_is_not_text_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    """A file of another kind is named as such, without the words of a codec."""
    path = tmp_path / "answers.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert "not an answers file (not text in UTF-8)" in run("predict", "--answers", path).err


@pytest.mark.usefixtures("estate")
def test_suppression_is_listed_with_the_id_of_its_rule(run: Run) -> None:
    """An id typed in small letters is kept as the rule spells it."""
    assert run("suppress", "add", "r2-rgs-000", "--reason", "known", "--approver", "J. Field").code == 0
    assert json.loads(run("suppress", "list", "--json").out)[0]["rule"] == "R2-RGS-000"


def test_commands_named_where_no_evidence_decides_exist() -> None:
    """Why no evidence can decide a rule names no command that this program does not have."""
    from migrator.__main__ import command_line
    from migrator.rules.engine.pages import undecidable

    named = {name for reason in undecidable().values() for name in re.findall(r"`migrator (\w+)", reason)}
    assert named <= set(command_line().commands)
