"""The checklist on the command line, on the shipped estate of OCS 2007 R2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.app.repair import operator
from migrator.resources import fixture

Run = Callable[..., Any]
WINDOW = "2014-03-08T20:00/2014-03-08T23:00"


@pytest.fixture
def begun(run: Run, contoso: Path) -> None:
    """The checklist of track A."""
    run("inventory", contoso, "--name", "before")
    assert run("checklist", "new", "--track", "a").code == 0


@pytest.fixture
def federating(run: Run) -> None:
    """The checklist of track B, of an estate with an Edge."""
    run("inventory", fixture("contoso-lync2010"), "--name", "before")
    assert run("checklist", "new", "--track", "B").code == 0


def steps(run: Run) -> dict[str, Any]:
    """Each step of the checklist by its key."""
    return {step["id"]: step for step in json.loads(run("checklist", "show", "--json").out)}


@pytest.mark.usefixtures("begun")
@pytest.mark.ledger("S0-08")
def test_show_answers_on_one_screen_with_the_next_step_in_full(run: Run) -> None:
    """Progress by phase, then one step with what to do, what shows that it is done, and the way back."""
    shown = run("checklist", "show").out
    assert "OCS 2007 R2 to Lync Server 2013 (track A), as snapshot before shows it" in shown
    assert "4 Merge" in shown
    assert shown.count("Done when") == 1
    assert "Next: A1.1" in shown
    assert "Way back" in shown
    assert len(shown.splitlines()) <= 40
    everything = run("checklist", "show", "--all").out
    assert "RGS-40@Queue Switchboard" in everything


@pytest.mark.usefixtures("begun")
def test_what_is_set_is_kept_with_who_and_shown_again(run: Run) -> None:
    """Status, owner and times are of the step; every change stands in the history; "" takes a value back."""
    assert run("checklist", "set", "A1.2", "--status", "done", "--owner", "J. Field", "--planned", WINDOW).code == 0
    step = steps(run)["A1.2"]
    assert (step["status"], step["owner"], step["by_hand"]) == ("done", "J. Field", True)
    assert (step["planned_start"], step["planned_end"]) == ("2014-03-08T20:00:00Z", "2014-03-08T23:00:00Z")
    assert "A1.2" not in steps(run)["A2.1@OCS-FE1.contoso.local"]["blocked_by"]
    history = run("checklist", "history").out
    assert operator() in history
    assert "J. Field" in history
    assert run("checklist", "set", "A1.2", "--owner", "").code == 0
    assert steps(run)["A1.2"]["owner"] == ""


@pytest.mark.usefixtures("begun")
def test_several_steps_are_set_at_once_all_or_none(run: Run) -> None:
    """Ids stand beside each other; one that cannot be set keeps the others from being set."""
    assert "3 steps set: A1.2, A2.1@OCS-FE1" in run("checklist", "set", "A1.2", "A2.1", "A1.2", "--owner", "Ada").out
    assert run("checklist", "set", "A1.3", "A8.2", "--status", "done").code == 2
    assert (steps(run)["A1.2"]["owner"], steps(run)["A1.3"]["status"]) == ("Ada", "open")


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("A8.2", "--status", "done"), "the evidence does not show it (No user is on a legacy pool)"),
        (("A1.2", "--status", "skipped"), "say why it is set by hand: --note REASON"),
        (("A1.2", "--planned", "8 March"), "--planned: '8 March' is not a time"),
        (("A1.2", "--planned", "2014-03-08T20:00/2014-03-07T20:00"), "lies before the begin"),
        (("A1.2", "--planned", "0001-01-01T00:00+14:00"), "a year from 1990 to 2199 is expected"),
        (("A1.2", "--actual", "9999-12-31T23:00-05:00"), "a year from 1990 to 2199 is expected"),
        (("A1.2", "--owner", "J. Field\x1b[31m"), "--owner: it has the control character U+001B"),
        (("A1.2", "--note", "a\x07b"), "--note: it has the control character U+0007"),
        (("Z9", "--owner", "x"), "there is no step 'Z9'"),
        (("A1.2",), "nothing to set"),
    ],
)
def test_what_cannot_be_set_is_refused(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """One line says why, and nothing is changed."""
    ran = run("checklist", "set", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "J. Field" not in run("checklist", "history").out


@pytest.mark.usefixtures("begun")
def test_a_time_that_no_clock_shows_is_refused(run: Run) -> None:
    """Where clocks go forward, as the workbook refuses it, too; with an offset it is an instant."""
    run("answers", "set", "time_zone", "Europe/Berlin")
    ran = run("checklist", "set", "A1.2", "--planned", "2014-03-30T02:30")
    assert ran.code == 2
    assert "--planned: '2014-03-30T02:30': in Europe/Berlin no clock shows that time" in ran.err
    assert run("checklist", "set", "A1.2", "--planned", "2014-03-30T02:30+01:00").code == 0
    assert steps(run)["A1.2"]["planned_start"] == "2014-03-30T01:30:00Z"


@pytest.mark.usefixtures("begun")
def test_verify_names_what_people_say_and_the_evidence_denies(run: Run) -> None:
    """A step set to done by hand, with a reason, is told with its name while users are still on the legacy pool."""
    assert run("checklist", "verify").code == 0
    assert run("checklist", "set", "A8.2", "--status", "done", "--note", "all gone, says the pilot").code == 0
    ran = run("checklist", "verify")
    assert ran.code == 1
    assert f"A8.2 is set to done by {operator()}, and the evidence denies it" in ran.out
    assert "39 users" in ran.out
    run("inventory", fixture("contoso-lync2013-after"), "--name", "after")
    assert steps(run)["A8.2"]["note"] == "all gone, says the pilot"


@pytest.mark.usefixtures("begun")
def test_verify_says_what_shows_a_gate_and_what_people_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate set by hand stands with name and reason, one that people have to confirm with what they confirm."""
    monkeypatch.setenv("COLUMNS", "200")
    run("checklist", "set", "A1.2", "--status", "done", "--note", "agreed on with the board")
    run("inventory", fixture("contoso-lync2013-after"), "--name", "after")
    verified = run("checklist", "verify").out
    assert "set by hand" in verified
    row = next(line for line in verified.splitlines() if "agreed on with the board" in line)
    assert "A1.2" in row
    assert operator() in row
    assert "evidence met; confirm by hand" in verified
    assert "the tests of messages, presence" in verified
    assert steps(run)["A6.2"]["about"] == [
        "the tests of messages, presence, audio, video, PSTN calls and a conference passed"
    ]


@pytest.mark.usefixtures("federating")
@pytest.mark.ledger("S3-04", "S3-05", "S3-06")
def test_the_window_comes_first_and_its_times_stand_in_the_notice(run: Run) -> None:
    """Without begin, end and owner the window is not agreed; the notice names them; users know of it days before."""
    refused = run("checklist", "set", "FED-00", "--status", "done")
    assert refused.code == 2
    assert "FED-00: begin, end and owner come first" in refused.err
    assert run("checklist", "set", "FED-00", "--status", "done", "--owner", "J. Field", "--planned", WINDOW).code == 0
    run("answers", "set", "time_zone", "Europe/Berlin")
    notice = run("checklist", "notice").out
    assert "2014-03-08 21:00 to 2014-03-09 00:00 (Europe/Berlin): Federated access does not work" in notice
    run("answers", "set", "notice_days", "14")
    begin = next(key for key in steps(run) if key.startswith("FED-10"))
    assert "FED-01" in steps(run)[begin]["blocked_by"]
    assert run("checklist", "set", begin, "--planned", "2014-03-08T21:00").code == 0
    announced = steps(run)["FED-01"]
    assert announced["latest"] == "2014-02-22T20:00:00Z"
    assert announced["is_late"]
    assert not run("checklist", "set", "FED-01", "--status", "done", "--owner", "J. Field").code
    assert not steps(run)["FED-01"]["is_late"]


@pytest.mark.usefixtures("begun")
def test_a_project_follows_one_track(run: Run) -> None:
    """Another track is refused, since decisions belong to the first; so is a track whose product was not read."""
    assert "the project follows track A" in run("checklist", "new", "--track", "B").err


def test_a_track_needs_its_product_and_a_checklist_its_begin(run: Run, contoso: Path) -> None:
    """Nothing is stored for a track that leaves a product without evidence."""
    run("inventory", contoso)
    ran = run("checklist", "new", "--track", "B")
    assert ran.code == 2
    assert "no evidence of Lync 2010" in ran.err
    assert "there is no checklist yet" in run("checklist", "show").err


@pytest.mark.usefixtures("begun")
@pytest.mark.ledger("S4-47")
def test_what_the_script_cannot_recreate_stands_at_its_step(run: Run) -> None:
    """The list of what is to be completed by hand is that of the rebuild script, with the hours of documentation."""
    step = steps(run)["RGS-01@ocspool.contoso.local"]
    assert step["minutes"] >= 10 * 47
    assert step["to_complete"]
    assert "By hand" in run("checklist", "show", "RGS-01").out


@pytest.mark.usefixtures("begun")
def test_who_owns_what_is_shown(run: Run) -> None:
    """Each owner stands with what is left and what can be done next; `--owner` lists the steps of one."""
    run("checklist", "set", "A2.1", "--owner", "J. Field")
    run("checklist", "set", "A1.1", "--owner", "Ada")
    shown = run("checklist", "show").out
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown.splitlines() if line.startswith("│")]
    assert [row for row in rows if row[0] in ("Ada", "J. Field")] == [
        ["J. Field", "2", "", "waits"],
        ["Ada", "1", "", "A1.1"],
    ]
    listed = run("checklist", "show", "--owner", "j. field").out
    assert "A2.1@OCS-FE1.contoso.local" in listed
    assert "A1.1 " not in listed
