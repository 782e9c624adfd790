"""Every command that uses a snapshot says that it was read with losses; no command is left out of this list."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from openpyxl import load_workbook

from migrator.__main__ import command_line, main
from migrator.resources import fixture

Run = Callable[..., Any]
FILES = (
    "MSFT_SIPESUserSetting.xml",
    "MSFT_SIPPhoneRouteData.xml",
    "MSFT_SIPRgsWorkflowData.xml",
    "MSFT_SIPRgsQueueData.xml",
)
#: commands, and what stands behind them; OUT is a path that does not exist, SYMPTOM and LOG name something
USES = {
    "answers list": "",
    "checklist calendar": "OUT.ics",
    "checklist export": "OUT.xlsx",
    "checklist notice": "",
    "checklist runbook": "--night 2014-03-08 --output OUT.xlsx",
    "checklist show": "",
    "checklist times": "",
    "checklist verify": "",
    "diff": "lossy lossy",
    "edge certificates": "",
    "edge check": "",
    "edge dns": "",
    "edge events": "",
    "edge ports": "",
    "edge push": "--into OUT",
    "edge trace": "",
    "edge transition": "",
    "explain": "--symptom SYM-PUSH-504",
    "export xlsx": "--output OUT.xlsx",
    "journal": "",
    "log compare": "LOG",
    "numbers": "",
    "predict": "",
    "rgs compare": "lossy",
    "rgs flow": "",
    "rgs form": "--output OUT.xlsx",
    "rgs rebuild": "--into OUT",
    "show": "user",
    "voice rebuild": "--into OUT",
    "wave list": "",
    "wave new": "other --response-groups ocspool.contoso.local",
    "wave plan": "",
    "wave script": "pilot --to lyncpool.contoso.local --into OUT",
    "wave show": "pilot",
    "wave together": "PAIRS",
}
#: commands that read evidence or begin with it, and those that show or change what does not come from a snapshot
OTHERS = {
    *("inventory", "snapshots", "checklist new", "demo", "kit", "note", "wizard"),
    *("answers export", "answers import", "answers set", "suppress add", "suppress list", "suppress remove"),
    *("checklist history", "checklist import", "checklist set", "log template", "rules", "wave remove"),
    *(f"repair {name}" for name in ("find", "plan", "approve", "script", "apply", "verify", "undo", "history")),
}
#: those whose clean answer would be a conclusion from what was lost
CONCLUDE = ("checklist verify", "diff", "edge check", "numbers", "predict", "rgs compare", "voice rebuild", "wave show")


def _commands(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one snapshot, of which four files end in the middle, a checklist and a wave."""
    folder = tmp_path_factory.mktemp("lossy")
    evidence, project = folder / "evidence", folder / "kept.db"
    shutil.copytree(fixture("contoso-ocs2007r2"), evidence / "legacy")
    for name in ("Pool", "Service", "SipDomain", "HostingProvider", "AllowedDomain"):
        for file in fixture("contoso-lync2013-after").glob(f"*/Get-Cs{name}.xml"):
            shutil.copy(file, evidence)
    for name in FILES:
        whole = (evidence / "legacy" / name).read_bytes()
        (evidence / "legacy" / name).write_bytes(whole[: len(whole) * 2 // 3])
    for words in (
        ("inventory", str(evidence), "--name", "lossy"),
        ("checklist", "new", "--track", "A"),
        ("checklist", "set", "A1.1", "--planned", "2014-03-08T20:00/2014-03-08T21:00"),
        ("wave", "new", "pilot", "--where", "voice_enabled=true"),
    ):
        assert main(["--project", str(project), *words]) in (0, 5)
    return project


@pytest.fixture
def lossy(kept: Path, project: Path, tmp_path: Path, run: Run) -> Run:
    """Runs a command by its name, as `USES` has it."""
    shutil.copy(kept, project)
    log, pairs = tmp_path / "merge.log", tmp_path / "pairs.csv"
    log.write_text('WARNING: Cannot find a Mediation Server with the fully qualified domain name (FQDN) "vx9.x.y".\n')
    pairs.write_text("one,other\n")

    def run_(name: str, *options: str) -> Any:
        given = USES[name].replace("OUT", str(tmp_path / "out")).replace("LOG", str(log)).replace("PAIRS", str(pairs))
        return run(*name.split(), *given.split(), *options)

    return run_


def test_every_command_is_in_one_of_the_lists() -> None:
    """A new command has to say here whether it uses a snapshot."""
    assert {*_commands(command_line())} == {*USES, *OTHERS}


@pytest.mark.parametrize("name", USES)
def test_a_command_that_uses_the_snapshot_says_what_it_lacks(lossy: Run, name: str) -> None:
    """It says once that there are losses, and from how many sources."""
    done = lossy(name)
    said = " ".join((done.err + done.out).split())
    assert done.code in (0, 1, 5), said
    assert said.count("was read with losses from 4 sources") == 1


@pytest.mark.parametrize("name", CONCLUDE)
def test_no_clean_exit_code_comes_from_what_was_lost(lossy: Run, name: str) -> None:
    """Where there is a finding or a difference the code is 1, else 5; never 0."""
    assert lossy(name).code in (1, 5)


def test_only_what_the_answer_rests_on_is_named(lossy: Run) -> None:
    """`show user` names the users and not the routes; the count of what was read does not look complete."""
    done = lossy("show")
    assert "MSFT_SIPESUserSetting.xml (users not complete): cut: " in done.err
    assert "PhoneRoute" not in done.err
    assert " read, not complete" in done.out


@pytest.mark.parametrize("name", ["diff", "log compare", "rgs compare", "wave plan", "wave show"])
def test_json_names_the_sources_with_losses(lossy: Run, name: str) -> None:
    """The same is in the document, with the kinds that are not complete."""
    losses = json.loads(lossy(name, "--json").out)["losses"]
    assert [(Path(loss["path"]).name, loss["kinds"]) for loss in losses] == [
        ("MSFT_SIPESUserSetting.xml", ["user"]),
        ("MSFT_SIPPhoneRouteData.xml", ["voice_route"]),
        ("MSFT_SIPRgsQueueData.xml", ["queue"]),
        ("MSFT_SIPRgsWorkflowData.xml", ["workflow"]),
    ]
    assert all(loss["reason"].startswith("cut: ") for loss in losses)


def test_a_list_in_json_says_it_beside_the_document(lossy: Run) -> None:
    """A list has no place for it: stdout is the list alone, and stderr says it."""
    done = lossy("checklist show", "--json")
    assert isinstance(json.loads(done.out), list)
    assert "was read with losses from 4 sources" in done.err


def test_a_wave_is_not_ready_while_users_are_missing(lossy: Run) -> None:
    """What a wave breaks rests on users and response groups that were lost, so nothing says that it is ready."""
    done = lossy("wave show", "--json")
    document = json.loads(done.out)
    assert (done.code, document["state"]) == (1, "not ready")
    gaps = {gap["kind"]: gap["about"] for gap in document["not_evaluated"]}
    assert gaps["users"] == []
    assert gaps["lost"] == ["workflows", "queues"]
    assert "Not ready: Users: some were lost" in lossy("wave show").out


def test_no_number_is_said_to_be_free_of_others(lossy: Run) -> None:
    """A lost user may have the number too, so `none collides` is said of the numbers that were read."""
    assert "none collides" not in lossy("numbers").out


@pytest.mark.parametrize(("name", "sheet"), [("checklist export", "How to"), ("checklist runbook", "Overview")])
def test_what_is_given_to_others_says_it(lossy: Run, tmp_path: Path, name: str, sheet: str) -> None:
    """The workbooks of the checklist say from which evidence they were made, and what it lacks."""
    lossy(name)
    rows = load_workbook(tmp_path / "out.xlsx")[sheet].iter_rows(values_only=True)
    cells = [str(cell) for row in rows for cell in row]
    said = "snapshot lossy, read with losses from 4 sources; not complete: users, voice routes, queues, workflows"
    assert said in cells


def test_the_contents_of_the_workbook_mark_what_is_not_complete(lossy: Run, tmp_path: Path) -> None:
    """Beside the count of a sheet stands that it is not complete; beside that of another kind nothing."""
    lossy("export xlsx")
    rows = load_workbook(tmp_path / "out.xlsx", read_only=True)["Contents"].iter_rows(values_only=True)
    about = {str(row[0]): str(row[-1]) for row in rows if row}
    assert about["Voice routes"].endswith("; not complete: see the cover")
    assert "not complete" not in about["Voice policies"]


def test_none_is_said_of_what_was_evaluated(lossy: Run) -> None:
    """A rule that could not be evaluated leaves it open whether there is a finding."""
    assert "No findings by the rules that were evaluated" in lossy("predict", "--rule", "R2-RTE-003").out


def test_the_lists_of_kinds_and_snapshots_show_it(lossy: Run, run: Run) -> None:
    """Beside the count of a kind stands that it is not complete; beside a snapshot how many sources have losses."""
    assert lossy("show").code == 0
    (users,) = (line for line in run("show").out.splitlines() if " user " in line)
    assert users.rstrip(" │").endswith(", not complete")
    (listed,) = (line for line in run("snapshots").out.splitlines() if "lossy" in line)
    assert listed.rstrip(" │").endswith(" 4")
