"""Decisions on the command line: severities, answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrator.app.repair import operator
from migrator.resources import fixture
from migrator.rules.engine.questions import QUESTIONS
from migrator.store.decisions import StoredSeverity
from migrator.store.project import open_project

Run = Callable[..., Any]
DECIDED = ("--reason", "Routes are rebuilt by hand", "--approver", "J. Field")


@pytest.fixture
def read(run: Run, contoso: Path) -> None:
    """A snapshot of the Contoso estate."""
    run("inventory", contoso, "--name", "before")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--severity", "warning"), "--severity needs --reason TEXT"),
        (("--severity", "warning", "--reason", "why"), "--severity needs --approver TEXT"),
        (("--severity", "warning", "--reason", " ", "--approver", "J. Field"), "--severity needs --reason TEXT"),
        (("--reason", "why"), "--reason belongs to --severity LEVEL"),
        (("--severity", "default", "--approver", "J. Field"), "--approver belongs to --severity LEVEL"),
    ],
)
def test_a_changed_severity_needs_reason_and_approver(run: Run, options: tuple[str, ...], said: str) -> None:
    """What is missing is named by its option, and nothing is made or changed."""
    ran = run("rules", "R2-RTE-001", *options)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.usefixtures("read")
def test_a_changed_severity_is_kept_with_who_and_why(run: Run, project: Path) -> None:
    """The decision belongs to the project until it is taken back."""
    assert run("rules", "R2-RTE-001", "--severity", "info", *DECIDED).code == 0
    kept = open_project(str(project)).decisions.severities()["R2-RTE-001"]
    assert (kept.severity, kept.reason, kept.approver) == ("info", "Routes are rebuilt by hand", "J. Field")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", kept.created or "")
    assert run("rules", "R2-RTE-001", "--severity", "default").code == 0
    assert open_project(str(project)).decisions.severities() == {}


@pytest.fixture
def answers_file(tmp_path: Path) -> Path:
    """A file with three answers, as people write it."""
    path = tmp_path / "answers.toml"
    path.write_text(
        "# from the meeting in May\n"
        'planned_pool_fqdns = ["lyncpool.contoso.local"] # Bob\n'
        "ocswmibc_installed = false\n"
        'target_forest = "contoso.local"\n',
        encoding="utf-8",
    )
    return path


def known(run: Run) -> dict[str, Any]:
    """The answers that are in force, by the name of the question."""
    listed = json.loads(run("answers", "list", "--json").out)
    return {each["name"]: each["answer"] for each in listed if each["who"]}


@pytest.mark.usefixtures("read")
def test_an_answer_is_kept_with_who_and_when(run: Run) -> None:
    """The list has every question; an answer has the type of its question, who gave it and the time in UTC."""
    assert run("answers", "set", "ocswmibc_installed", "Yes").code == 0
    assert run("answers", "set", "planned_pool_fqdns", " a.contoso.local,b.contoso.local ,").code == 0
    listed = {each["name"]: each for each in json.loads(run("answers", "list", "--json").out)}
    assert set(listed) == set(QUESTIONS)
    assert listed["ocswmibc_installed"]["answer"] is True
    assert listed["ocswmibc_installed"]["who"] == operator()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", listed["ocswmibc_installed"]["at"])
    assert listed["planned_pool_fqdns"]["answer"] == ["a.contoso.local", "b.contoso.local"]
    assert listed["ad_prepared"]["answer"] is None
    assert "2 of " in run("answers", "list").out


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ocswmibc_installed", "perhaps", "ocswmibc_installed must be yes or no, not 'perhaps'"),
        ("ocswmibc", "yes", "no rule asks for 'ocswmibc'"),
    ],
)
def test_what_is_not_an_answer_is_refused(run: Run, name: str, value: str, said: str) -> None:
    """The line names the question, and nothing is kept."""
    ran = run("answers", "set", name, value)
    assert (ran.code, said in ran.err) == (2, True)
    assert known(run) == {}


@pytest.mark.usefixtures("read")
def test_a_file_of_answers_says_what_it_replaces(run: Run, answers_file: Path) -> None:
    """`predict --answers` keeps the answers; other ones stay; stdout is the document alone."""
    run("answers", "set", "target_forest", "old.local")
    run("answers", "set", "ad_prepared", "yes")
    ran = run("predict", "--answers", answers_file, "--json")
    assert "target_forest: replaced the answer 'old.local'" in ran.err
    assert "2 new, 1 replaced" in ran.err
    assert json.loads(ran.out)["findings"]
    assert known(run) == {
        "ad_prepared": True,
        "ocswmibc_installed": False,
        "planned_pool_fqdns": ["lyncpool.contoso.local"],
        "target_forest": "contoso.local",
    }
    assert "3 unchanged" in run("answers", "import", answers_file).err


@pytest.mark.usefixtures("read")
def test_rules_use_the_answers_of_the_project(run: Run, tmp_path: Path) -> None:
    """Without a file, the prediction and the workbook know what was answered once."""

    def outcome() -> str:
        document = json.loads(run("predict", "--rule", "R2-PLAT-006", "--json").out)
        return str(document["outcomes"][0]["outcome"])

    assert outcome() == "not evaluated"
    run("answers", "set", "ocswmibc_installed", "no")
    assert outcome() == "found"
    run("export", "xlsx", "--output", tmp_path / "estate.xlsx")
    findings = openpyxl.load_workbook(tmp_path / "estate.xlsx")["Findings"]
    assert "R2-PLAT-006" in {str(cell) for row in findings.iter_rows(values_only=True) for cell in row}
    run("answers", "set", "ocswmibc_installed", "")
    assert outcome() == "not evaluated"


@pytest.mark.usefixtures("read")
def test_a_file_with_one_wrong_answer_changes_nothing(run: Run, answers_file: Path) -> None:
    """All answers of a file are kept, or none."""
    answers_file.write_text('target_forest = "contoso.local"\nocswmibc_installed = "perhaps"\n', encoding="utf-8")
    ran = run("predict", "--answers", answers_file)
    assert (ran.code, f"{answers_file}: ocswmibc_installed must be yes or no" in ran.err) == (2, True)
    assert known(run) == {}


@pytest.mark.usefixtures("read")
def test_an_exported_file_keeps_its_comments(run: Run, answers_file: Path) -> None:
    """What people wrote beside the answers survives when the file is written again."""
    run("answers", "import", answers_file)
    run("answers", "set", "ocswmibc_installed", "yes")
    run("answers", "set", "ad_prepared", "no")
    assert run("answers", "export", answers_file).code == 2
    assert run("answers", "export", answers_file, "--force").code == 0
    text = answers_file.read_text("utf-8")
    assert text.startswith(
        '# from the meeting in May\nplanned_pool_fqdns = ["lyncpool.contoso.local"] # Bob\nocswmibc_installed = true\n'
    )
    assert text.endswith(f"\n# {QUESTIONS['ad_prepared'].text}\nad_prepared = false\n")
    before = known(run)
    run("answers", "import", answers_file)
    assert known(run) == before


def test_answers_need_a_project(run: Run, project: Path) -> None:
    """No project is made by the way."""
    assert run("answers", "set", "ocswmibc_installed", "yes").code == 2
    assert not project.exists()


@pytest.mark.usefixtures("read")
def test_the_phase_is_derived_until_somebody_says_it(run: Run) -> None:
    """The list marks it as derived and says why; an answer takes its place, and goes again."""

    def phase() -> tuple[str, bool]:
        listed = {each["name"]: each for each in json.loads(run("answers", "list", "--json").out)}
        return listed["current_phase"]["answer"], bool(listed["current_phase"]["derived"])

    assert phase() == ("A1 Plan", True)
    assert "derived: there is no pool of Lync 2013" in run("answers", "list").out
    run("answers", "set", "current_phase", "A4")
    assert phase() == ("A4 Merge", False)
    run("answers", "set", "current_phase", "")
    assert phase() == ("A1 Plan", True)


@pytest.mark.usefixtures("read")
def test_a_changed_severity_is_shown_beside_the_original(run: Run, tmp_path: Path) -> None:
    """In findings, catalogue and workbook; reason and approver stand on the page of the rule and on the cover."""
    before = json.loads(run("predict", "--rule", "R2-RTE-002", "--json").out)["findings"][0]
    assert before["original_severity"] is None
    run("rules", "R2-RTE-002", "--severity", "info", *DECIDED)
    finding = json.loads(run("predict", "--rule", "R2-RTE-002", "--json").out)["findings"][0]
    assert (finding["severity"], finding["original_severity"]) == ("info", before["severity"])
    shown = f"info (was {before['severity']})"
    assert shown in run("predict", "--rule", "R2-RTE-002").out
    assert shown in run("rules").out
    page = run("rules", "R2-RTE-002").out
    assert shown in page
    assert "Severity changed: Routes are rebuilt by hand (J. Field, 20" in page
    document = json.loads(run("rules", "R2-RTE-002", "--json").out)
    assert (document["severity"], document["original_severity"]) == ("info", before["severity"])

    run("export", "xlsx", "--output", tmp_path / "estate.xlsx")
    book = openpyxl.load_workbook(tmp_path / "estate.xlsx")
    for sheet in ("Findings", "Rule catalogue"):
        labels = [cell.value for cell in book[sheet][1]]
        severity = labels.index("Severity")
        assert labels[severity + 1] == "Original"
        (row, *_) = [r for r in book[sheet].iter_rows(min_row=2) if r[labels.index("Rule")].value == "R2-RTE-002"]
        assert (row[severity].value, row[severity + 1].value) == ("info", before["severity"])
    (row,) = [r for r in book["Cover"].iter_rows() if r[0].value == "R2-RTE-002"]
    assert (row[1].value, row[2].value, row[2].font.strike) == ("info", before["severity"], True)
    assert str(row[3].value).startswith("Routes are rebuilt by hand (J. Field, ")


@pytest.mark.usefixtures("read")
def test_the_cover_names_the_answers_in_force(run: Run, tmp_path: Path) -> None:
    """Those that people gave, by whom, and those that the evidence gives, marked as such."""
    run("answers", "set", "target_forest", "=contoso.local")
    run("export", "xlsx", "--output", tmp_path / "estate.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "estate.xlsx")["Cover"].iter_rows(values_only=True)
    answers = {row[0]: row[1:3] for row in rows if row[0] in QUESTIONS}
    assert answers == {
        "current_phase": ("A1 Plan", "derived"),
        "countries": ("GB", "derived"),
        "target_forest": ("=contoso.local", operator()),
    }


@pytest.mark.usefixtures("read")
def test_a_suppression_that_matches_nothing_says_so(run: Run) -> None:
    """It is kept all the same; one that matches says how many findings it covers."""
    decided = ("--reason", "Replaced in May", "--approver", "J. Field")
    ran = run("suppress", "add", "R2-MED-002", "--pattern", "nosuch.contoso.local", *decided)
    assert (ran.code, "No finding of the newest snapshot matches" in ran.err) == (0, True)
    ran = run("suppress", "add", "R2-RTE-002", *decided)
    assert re.search(r"Suppression 2 added: it covers \d+ findings", ran.out)
    assert ran.err == ""


def test_a_finding_of_lync_2010_is_accepted(run: Run) -> None:
    """An estate that has one target only: the acceptance is kept, and its findings are counted."""
    assert run("inventory", fixture("contoso-lync2010"), "--name", "before").code in (0, 5)
    ran = run("suppress", "add", "L10-*", "--reason", "Known", "--approver", "J. Field")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"it covers \d+ findings of the newest snapshot", ran.out)


def test_a_suppression_without_a_snapshot_says_so(run: Run, project: Path) -> None:
    """Whether it matches anything is not known yet."""
    open_project(str(project), create=True)
    ran = run("suppress", "add", "R2-MED-002", "--reason", "Replaced", "--approver", "J. Field")
    assert (ran.code, "There is no snapshot yet" in ran.err) == (0, True)


def test_the_severity_of_an_old_project_is_marked(run: Run, project: Path) -> None:
    """Version 0.1.0 did not ask who changed a severity, and why."""
    open_project(str(project), create=True).decisions.set_severity(StoredSeverity(rule="R2-RTE-001", severity="info"))
    assert "Severity changed: not recorded" in run("rules", "R2-RTE-001").out
