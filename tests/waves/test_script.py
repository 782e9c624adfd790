"""The script that moves a wave runs in a real PowerShell, against strict cmdlets; lists hold what it may pass on."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest

from migrator.estate.estate import Estate
from migrator.estate.topology import Pool
from migrator.estate.users import User
from migrator.waves.population import Population
from migrator.waves.script import WaveFiles, wave_files
from migrator.waves.ties import ties_of
from migrator.waves.waves import MoveGate, PlannedWave, WaveList, planned_waves

NEW, OLD = "lync13.contoso.com", "lync10.contoso.com"
CMDLETS = Path(__file__).parent / "cmdlets.ps1"
HOSTILE = "'; Remove-Item C:\\ #\r\n\u2019$(throw 'x')"
ANN, BEN, EVE, ODD = (f"sip:{name}@contoso.com" for name in ("ann", "ben", "eve", "O'Brien\u2019$(x)"))


def user(address: str, pool: str, product: str = "lync2010") -> User:
    """A user with a hostile display name."""
    return User(key=address, sip_address=address, display_name=HOSTILE, pool=pool, product=product)


def wave_of(*users: User) -> PlannedWave:
    """A wave of these users and nobody else."""
    pools = [Pool(key=name, fqdn=name, product=of) for name, of in ((OLD, "lync2010"), (NEW, "lync2013"))]
    population = Population(Estate([*pools, *users]), "lync2013")
    kept = WaveList(name=HOSTILE, chosen="", users=tuple(user.key for user in users))
    (made,) = planned_waves(population, ties_of(population), [kept], [], MoveGate())
    return made


def files_of(wave: PlannedWave, target: str = NEW) -> WaveFiles:
    """The files that move a wave to a pool of Lync Server 2013."""
    return wave_files(wave, target_pool=target, new="lync2013", snapshot="first", held=[HOSTILE])


def live(address: str, pool: str = OLD, **more: Any) -> dict[str, Any]:
    """A user as the stand-in of Get-CsUser has it."""
    kept = {"LineURI": "tel:+1", "EnterpriseVoiceEnabled": True, "Enabled": True}
    return {"SipAddress": address, "RegistrarPool": pool, **kept, **more}


LIVE = [live(ANN), live(BEN), live(EVE), live(ODD)]
RUNS: dict[str, dict[str, Any]] = {
    "dry": {},
    "what if": {"options": {"Apply": True, "WhatIf": True}},
    "all": {"options": {"Apply": True, "MoveConferenceData": True, "DomainController": "dc1"}},
    "again": {"users": None, "options": {"Apply": True}},
    "one fails": {
        "users": [
            live(ANN),
            live(BEN, Breaks="not provisioned"),
            live(EVE, NEW),
            live(ODD, "x.contoso.com"),
        ],
        "options": {"Apply": True},
    },
    "not moved": {
        "users": [live(ANN, Silent=True), live(BEN, Loses="LineURI"), live(EVE)],
        "options": {"Apply": True},
    },
    "left": {
        "users": [live(ANN, Leaves=True), live(BEN)],
        "list": f"Identity,FromPool\r\n{ANN},{OLD}\r\n{BEN},{OLD}\r\n",
    },
    "late": {
        "users": [live(ANN, Late=f"timed out\nmoved         {BEN}"), live(BEN), live(EVE), live(ODD)],
        "options": {"Apply": True},
    },
    "ends": {"users": [live(ANN, Ends=True), live(BEN)], "options": {"Apply": True}},
    "dry error": {"users": [live(ANN, Warns="not provisioned"), live(BEN), live(EVE), live(ODD)]},
    "all fail": {
        "users": [live(each, Breaks="denied") for each in (ANN, BEN, EVE, ODD)],
        "options": {"Apply": True, "StopAfter": 2},
    },
    "no pool": {"pools": ["other.contoso.com"], "options": {"Apply": True}},
    "legacy": {"users": [live(ANN, ""), live(BEN, OLD)], "script": "legacy", "options": {"Apply": True}},
    "edited": {"list": f"Identity,FromPool\r\nsip:*@contoso.com,{OLD}\r\n{ANN},{OLD}\r\n{ANN.upper()},{OLD}\r\nx,\r\n"},
    "semicolons": {"list": f"Identity;FromPool\r\n{ANN};{OLD}\r\n"},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each run left: lines, calls, exit code and the home of each user."""
    folder = tmp_path_factory.mktemp("wave")
    paths: dict[str, str] = {}
    for name, wave in {
        "lync": wave_of(*(user(each, OLD) for each in (ANN, BEN, EVE, ODD))),
        "legacy": wave_of(*(user(each, "ocs", "ocs2007r2") for each in (ANN, BEN))),
    }.items():
        (folder / name).mkdir()
        for file, text in files_of(wave).texts.items():
            (folder / name / file).write_text(text, "utf-8-sig", newline="")
            if file.endswith(".ps1"):
                paths[name] = str(folder / name / file)
    scenarios = []
    for name, run in RUNS.items():
        made = {"users": LIVE, "pools": [NEW], "options": {}} | run | {"script": paths[run.get("script", "lync")]}
        if text := run.get("list"):
            edited = folder / f"{name}.csv"
            edited.write_text(text, "utf-8")
            made["options"] = {"Apply": True, "UserList": str(edited)}
        scenarios.append(made)
    (folder / "scenarios.json").write_text(json.dumps(scenarios), encoding="utf-8")
    command = ["pwsh", "-NoProfile", "-File", CMDLETS, folder / "scenarios.json", folder / "out.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(zip(RUNS, json.loads((folder / "out.json").read_text(encoding="utf-8")), strict=True))


def last(run: dict[str, Any]) -> str:
    """The sum."""
    return str(run["Lines"][-1])


@pytest.mark.program("pwsh")
@pytest.mark.parametrize("name", ["dry", "what if"])
def test_nobody_moves_without_apply(runs: dict[str, dict[str, Any]], name: str) -> None:
    """Each user is looked up and the cmdlet runs with -WhatIf alone; exit code 0."""
    run = runs[name]
    assert last(run) == "0 moved, 0 already there, 4 planned, 0 failed, 0 skipped"
    assert set(run["Homes"].values()) == {OLD}
    assert len(run["Calls"]) == 4
    assert all(" WhatIf=True" in call for call in run["Calls"])
    assert run["Code"] == 0


@pytest.mark.program("pwsh")
def test_all_move_and_a_second_run_finds_them_there(runs: dict[str, dict[str, Any]]) -> None:
    """A hostile address is data; conference data and domain controller are passed on, -Force never."""
    run = runs["all"]
    assert (last(run), run["Code"]) == ("4 moved, 0 already there, 0 planned, 0 failed, 0 skipped", 0)
    assert set(run["Homes"].values()) == {NEW}
    given = f"DomainController=dc1 Identity={ODD} MoveConferenceData=True Target={NEW} WhatIf=False"
    assert run["Calls"][3] == f"Move-CsUser Confirm=False {given}"
    assert not any("Force" in call for call in run["Calls"])
    again = runs["again"]
    assert last(again) == "0 moved, 4 already there, 0 planned, 0 failed, 0 skipped"
    assert (again["Calls"], again["Code"]) == ([], 0)


@pytest.mark.program("pwsh")
def test_each_user_ends_in_one_way(runs: dict[str, dict[str, Any]]) -> None:
    """A refusal is counted and stops nobody else; who is elsewhere than the evidence says is left alone."""
    run = runs["one fails"]
    assert (last(run), run["Code"]) == ("1 moved, 1 already there, 0 planned, 1 failed, 1 skipped", 1)
    assert run["Homes"] == {ANN: NEW, BEN: OLD, EVE: NEW, ODD: "x.contoso.com"}
    assert any(line.startswith("failed") and "not provisioned" in line for line in run["Lines"])
    assert any(line.startswith("skipped") and "collect the users again" in line for line in run["Lines"])


@pytest.mark.program("pwsh")
def test_moved_means_looked_up_again(runs: dict[str, dict[str, Any]]) -> None:
    """A cmdlet that ends without moving, and a number that is lost, are failures; so is a user who is gone."""
    run = runs["not moved"]
    assert (last(run), run["Code"]) == ("1 moved, 0 already there, 0 planned, 3 failed, 0 skipped", 1)
    assert any(f'the Registrar pool is "{OLD}"' in line for line in run["Lines"])
    assert any('LineURI was "tel:+1" and is "" now' in line for line in run["Lines"])
    assert any("not found" in line for line in run["Lines"])


@pytest.mark.program("pwsh")
def test_who_could_not_be_moved_is_not_planned(runs: dict[str, dict[str, Any]]) -> None:
    """An error that does not stop the cmdlet counts in a dry run, where nothing can be looked up afterwards."""
    run = runs["dry error"]
    assert (last(run), run["Code"]) == ("0 moved, 0 already there, 3 planned, 1 failed, 0 skipped", 1)
    assert any(line.startswith("failed") and line.endswith("not provisioned") for line in run["Lines"])


@pytest.mark.program("pwsh")
def test_a_break_in_a_cmdlet_ends_one_user_and_not_the_list(runs: dict[str, dict[str, Any]]) -> None:
    """A break would leave the loop over the users: nobody after it would have a line, and the exit code would be 0."""
    run = runs["left"]
    assert (last(run), run["Code"]) == ("1 moved, 0 already there, 0 planned, 1 failed, 0 skipped", 1)
    assert any(line.startswith("failed") and "left by a break" in line for line in run["Lines"])


@pytest.mark.program("pwsh")
def test_of_a_late_failure_it_is_said_where_the_user_is(runs: dict[str, dict[str, Any]]) -> None:
    """A cmdlet that moves and fails then: failed, with the pool of now; its message makes no line of its own."""
    run = runs["late"]
    assert (last(run), run["Code"]) == ("3 moved, 0 already there, 0 planned, 1 failed, 0 skipped", 1)
    (line,) = [each for each in run["Lines"] if each.startswith("failed")]
    assert line.endswith(f'; the Registrar pool is "{NEW}" now')
    assert len([text for each in run["Lines"] for text in each.split("\n") if text.startswith("moved ")]) == 3


@pytest.mark.program("pwsh")
def test_a_stop_in_the_middle_still_gives_the_sum(runs: dict[str, dict[str, Any]]) -> None:
    """An exit in what a cmdlet calls (as Ctrl-C does): the sum, exit code 1, and who has no line was not looked at."""
    run = runs["ends"]
    assert (last(run), run["Code"]) == ("0 moved, 0 already there, 0 planned, 1 failed, 0 skipped", 1)
    assert "who has no line above" in run["Lines"][-2]


@pytest.mark.program("pwsh")
def test_with_confirm_each_user_is_asked_for(tmp_path: Path) -> None:
    """-Confirm is a parameter of the script, so it asks; no answer but yes moves somebody."""
    files = files_of(wave_of(user(ANN, OLD), user(BEN, OLD)))
    for file, text in files.texts.items():
        (tmp_path / file).write_text(text, "utf-8-sig", newline="")
    (script,) = tmp_path.glob("*.ps1")
    made = {"users": LIVE, "pools": [NEW], "options": {"Apply": True, "Confirm": True}, "script": str(script)}
    (tmp_path / "scenarios.json").write_text(json.dumps([made]), encoding="utf-8")
    command = ["pwsh", "-NoProfile", "-File", CMDLETS, tmp_path / "scenarios.json", tmp_path / "out.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, input="N\nY\n")
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert last(run) == "1 moved, 0 already there, 0 planned, 0 failed, 1 skipped"
    assert (run["Homes"][ANN], run["Homes"][BEN]) == (OLD, NEW)


@pytest.mark.program("pwsh")
def test_failures_in_a_row_and_a_stop_still_give_the_sum(runs: dict[str, dict[str, Any]]) -> None:
    """After -StopAfter failures the rest is skipped; a pool without Registrar stops the script before anybody moves."""
    run = runs["all fail"]
    assert (last(run), run["Code"]) == ("0 moved, 0 already there, 0 planned, 2 failed, 2 skipped", 1)
    stopped = runs["no pool"]
    assert (last(stopped), stopped["Code"]) == ("0 moved, 0 already there, 0 planned, 1 failed, 0 skipped", 1)
    assert stopped["Calls"] == []
    assert f"there is no Registrar on {NEW}" in stopped["Lines"][-2]


@pytest.mark.program("pwsh")
def test_users_of_ocs_move_with_their_own_cmdlet(runs: dict[str, dict[str, Any]]) -> None:
    """Move-CsLegacyUser for a user without Registrar pool; one who is on Lync meanwhile is left alone."""
    run = runs["legacy"]
    assert run["Calls"] == [f"Move-CsLegacyUser Confirm=False Identity={ANN} Target={NEW} WhatIf=False"]
    assert last(run) == "1 moved, 0 already there, 0 planned, 0 failed, 1 skipped"


@pytest.mark.program("pwsh")
def test_an_edited_list_reaches_nobody_else(runs: dict[str, dict[str, Any]]) -> None:
    """An asterisk, which stands for any user, is refused; a double moves once; another separator is said."""
    run = runs["edited"]
    assert run["Homes"][EVE] == OLD
    assert last(run) == "1 moved, 0 already there, 0 planned, 2 failed, 1 skipped"
    stopped = runs["semicolons"]
    assert "the list has no column Identity (columns are separated by commas)" in stopped["Lines"][-2]
    assert stopped["Calls"] == []


def test_names_are_data_in_every_file() -> None:
    """The name of a wave breaks out of no literal and no comment, and a file has a name that Windows takes."""
    files = files_of(wave_of(user(ANN, OLD)), target=f"{NEW}'; x")
    script = next(text for name, text in files.texts.items() if name.endswith(".ps1"))
    assert f"$TargetPool = '{NEW}''; x'," in script
    heads = [line for line in script.splitlines() if "Remove-Item C:" in line]
    assert heads
    assert all(line.startswith("# ") for line in heads)
    assert all(set(name).isdisjoint("\\/:*?\"<>|'; \r\n") for name in files.texts)


def test_only_users_whom_the_script_can_name_are_listed() -> None:
    """Moved users, addresses that would reach others, and users of an unknown product are in no list."""
    users = (
        user(ANN, OLD),
        user("sip:*@contoso.com", OLD),
        attrs.evolve(user(BEN, "?"), product="unknown"),
        attrs.evolve(user(EVE, NEW), product="lync2013"),
    )
    files = files_of(wave_of(*users))
    rows = list(csv.reader(io.StringIO(next(text for name, text in files.texts.items() if name.endswith(".csv")))))
    assert rows[:2] == [["Identity", "FromPool"], [ANN, OLD]]
    assert files.listed == len(rows) - 1
    assert len(files.left_out) == 2
