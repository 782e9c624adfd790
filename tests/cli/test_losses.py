"""A snapshot that was read with losses says so wherever conclusions are drawn from it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrator.resources import fixture

Run = Callable[..., Any]
ROUTES = "MSFT_SIPPhoneRouteData.xml"


@pytest.fixture
def evidence(contoso: Path, tmp_path: Path, run: Run) -> Path:
    """The Contoso estate, its routes cut off in the middle, as a snapshot."""
    folder = tmp_path / "evidence"
    shutil.copytree(contoso, folder)
    whole = (contoso / ROUTES).read_bytes()
    (folder / ROUTES).write_bytes(whole[: len(whole) * 2 // 3])
    assert run("inventory", folder).code == 5
    return folder


@pytest.mark.usefixtures("evidence")
def test_losses_come_first(run: Run) -> None:
    """The first line says that there are losses; the table names the file, why, and the rules that it touches."""
    said = run("predict", "--details").out
    first = said.splitlines()[0]
    assert first.startswith("The snapshot was read with losses from 1 source; ")
    assert said.index(ROUTES) < said.index("Not evaluated")
    assert "R2-RTE-003" in said


@pytest.mark.usefixtures("evidence")
def test_findings_go_before_losses_in_the_exit_code(run: Run) -> None:
    """Where there is a finding at the threshold the code is 1; where there is none, the losses make it 5."""
    assert run("predict", "--threshold", "info").code == 1
    assert run("predict", "--threshold", "info", "--rule", "R2-RTE-003").code == 5


@pytest.mark.usefixtures("evidence")
def test_the_document_lists_the_losses(run: Run) -> None:
    """JSON has the same: the source, what is missing, of which kind, and which rules asked for it."""
    document = json.loads(run("predict", "--json").out)
    (loss,) = document["losses"]
    assert loss["path"].endswith(ROUTES)
    assert (loss["product"], "voice_route" in loss["kinds"]) == ("ocs2007r2", True)
    assert loss["reason"]
    outcomes = {outcome["rule"]: outcome for outcome in document["outcomes"]}
    assert {"R2-RTE-003", "R2-RTE-004"} <= set(loss["rules"])
    for rule in loss["rules"]:
        assert outcomes[rule]["outcome"] != "clear"
        assert "ncomplete: " in outcomes[rule]["reason"]
    assert outcomes["R2-RTE-003"]["outcome"] == "not evaluated"


@pytest.mark.usefixtures("evidence")
def test_the_workbook_shows_the_losses(run: Run, tmp_path: Path) -> None:
    """The cover lists the source and what it touches; the sheet of findings says so below them."""
    path = tmp_path / "estate.xlsx"
    run("export", "xlsx", "--output", path)
    book = openpyxl.load_workbook(path, read_only=True)
    cover = [row for row in book["Cover"].iter_rows(values_only=True) if row and row[0]]
    (loss,) = (row for row in cover if str(row[0]).endswith(ROUTES))
    assert (loss[1], "R2-RTE-003" in loss[2]) == ("Voice routes", True)
    below = [row[0] for row in book["Findings"].iter_rows(values_only=True) if row and row[0]][-1]
    assert "read with losses from 1 source: see the cover" in str(below)


@pytest.mark.usefixtures("evidence")
@pytest.mark.parametrize(
    "command", [("show", "voice_route"), ("rgs", "flow"), ("rgs", "rebuild"), ("export", "xlsx")], ids=" ".join
)
def test_commands_that_show_the_snapshot_say_it(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    """Beside what they show, they say on stderr that something is missing, and where it is listed."""
    output = {"rebuild": ("--into", tmp_path / "scripts"), "xlsx": ("--output", tmp_path / "x.xlsx")}
    said = run(*command, *output.get(command[1], ()))
    assert "was read with losses from 1 source; `migrator predict` lists them" in " ".join(said.err.split())


@pytest.mark.usefixtures("evidence")
def test_an_acceptance_is_not_stale_where_its_rule_was_not_evaluated(run: Run) -> None:
    """That nothing matches it says something only where the rule could look at all objects."""
    run("suppress", "add", "R2-RTE-003", "--reason", "agreed", "--approver", "J. Field")
    run("suppress", "add", "R2-PLAT-001", "--pattern", "no such object", "--reason", "agreed", "--approver", "J. Field")
    states = {one["rule"]: one["state"] for one in json.loads(run("predict", "--json").out)["suppressions"]}
    assert states == {"R2-RTE-003": "active", "R2-PLAT-001": "stale"}


def test_whole_snapshot_says_nothing_of_losses(run: Run, contoso: Path) -> None:
    """Without a loss there is no line, no list and no exit code of it."""
    assert run("inventory", contoso).code == 0
    assert "losses" not in run("predict").out
    assert json.loads(run("predict", "--json").out)["losses"] == []
    assert run("predict", "--rule", "R2-USG-001", "--threshold", "block").code == 0


@pytest.mark.usefixtures("evidence")
@pytest.mark.parametrize("command", ["check", "certificates", "transition"])
def test_the_edge_commands_say_what_was_lost(run: Run, command: str) -> None:
    """Each of them names the losses beside its answer, so that nobody wonders at the exit code."""
    said = run("edge", command)
    assert "read with losses from 1 source" in " ".join((said.out + said.err).split())


def test_a_flow_that_is_not_known_to_its_end_is_counted(tmp_path: Path, run: Run) -> None:
    """`0 with a dead end` is not all that is said where the queue behind a workflow was lost."""
    for name in ("Workflow", "Queue", "AgentGroup"):
        (file,) = fixture("contoso-lync2010").glob(f"*/Get-CsRgs{name}.xml")
        whole = file.read_bytes()
        (tmp_path / file.name).write_bytes(whole[: len(whole) // 2] if name == "Queue" else whole)
    assert run("inventory", tmp_path).code == 5
    assert " with a dead end, 4 of which a part was lost in reading" in run("rgs", "flow").err
