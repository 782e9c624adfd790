"""The Contoso series: each gate turns green at its snapshot and not before, and what was planted keeps gates open."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrator.app.answers import keep_answers
from migrator.app.checklist import Checklist, read_checklist, start_checklist
from migrator.app.inventory import take_inventory
from migrator.checklist.gates import Gate, GateState
from migrator.checklist.remedies import is_remedy

NOW = datetime(2014, 5, 1, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures"
BEFORE, AFTER_MERGE, AFTER_IMPORT, AFTER_PILOT, AFTER_MOVES, AFTER_REMOVAL = STAGES = (
    "0-before",
    "1-after-merge",
    "2-after-import",
    "3-after-pilot",
    "4-after-moves",
    "5-after-removal",
)
#: the day on which each was collected
DAYS = dict(
    zip(
        STAGES,
        (datetime(2014, m, d, tzinfo=UTC) for m, d in ((3, 3), (3, 10), (3, 14), (3, 21), (4, 11), (4, 30))),
        strict=True,
    )
)
#: the gates that are green from each stage on; a step named without its object stands for each of them
GREEN = {
    "A": {
        BEFORE: "A4.1",
        AFTER_MERGE: "A3.1 A3.3 A4.2 A4.3 A4.5 A9.7 A9.9",
        AFTER_IMPORT: "A4.4 A4.6 A9.6@gw1.contoso.local A9.6@gw2.contoso.local",
        AFTER_PILOT: "A6.1 A6.2 RGS-05",
        AFTER_MOVES: (
            "A8.2 RGS-10 RGS-15 A9.1 A9.2 A9.6@vx1.contoso.local A9.6@vx2.contoso.local DIR-30 A10.1 A10.2 A10.25"
        ),
        AFTER_REMOVAL: "A10.4",
    },
    "B": {
        BEFORE: "B1.1 B3.1 B5.2 CMS-60 FED-03 FED-34 RGS-05",
        AFTER_MERGE: "B3.3",
        AFTER_IMPORT: "B5.1 FED-04 FED-31",
        AFTER_PILOT: "B4.1 B4.2 FED-02",
        AFTER_MOVES: (
            "FED-10 FED-15 FED-21 FED-22 FED-30 FED-32 FED-33 FED-40 FED-41 FED-50 B6.1 B6.3 RGS-10 B7.2 B7.3 B7.35 "
            "B7.4 B7.51 B7.52 B7.53 B7.54 B7.6 B8.1 B8.2 B8.3 B8.55 CMS-30"
        ),
        AFTER_REMOVAL: "",
    },
}
#: what waits until people accept a finding
ACCEPTED = {"A": "A1.1", "B": ""}
#: what only people know
ANSWERS = {"ocswmibc_installed": "yes", "edge_key_exportable": "yes", "edge_cutover_at": "2014-04-10T20:00"}


def gates(checklist: Checklist) -> dict[str, Gate]:
    """The gates of the steps of the track, without those that only mend findings."""
    planned = (step.planned for step in checklist.steps if step.planned and not is_remedy(step.key))
    return {each.key: each.state for each in planned if each.state.state is not GateState.BY_HAND}


def green(checklist: Checklist) -> set[str]:
    """The keys of the gates whose evidence is met, also where people have to confirm the rest."""
    return {key for key, gate in gates(checklist).items() if gate.state in (GateState.DONE, GateState.CONFIRM)}


def is_named(key: str, names: str) -> bool:
    """Whether a gate is one of those, by its key or the id of its step."""
    return bool({key, key.partition("@")[0]} & set(names.split()))


def written(track: str, folder: Path, *options: str) -> Path:
    """The folder of a series."""
    subprocess.run([sys.executable, FIXTURES / "generate_contoso_series.py", track, folder, *options], check=True)
    return folder


@pytest.mark.parametrize("track", ["A", "B"])
def test_each_gate_turns_green_at_its_snapshot(track: str, tmp_path: Path) -> None:
    """From the first to the last evidence: exactly these gates turn green at each stage, none earlier, none back."""
    project, before = str(tmp_path / "p.db"), set[str]()
    series = written(track, tmp_path)
    for stage, day in DAYS.items():
        take_inventory(project, [series / stage], name=stage, now=day)
        if stage == BEFORE:
            keep_answers(project, ANSWERS, now=day)
            start_checklist(project, track, snapshot=None, now=day)
        checklist = read_checklist(project, now=day)
        now = green(checklist)
        kept = " ".join(GREEN[track][each] for each in STAGES[: STAGES.index(stage) + 1])
        assert now == {key for key in gates(checklist) if is_named(key, kept)}, stage
        assert not [name for name in GREEN[track][stage].split() if not any(is_named(key, name) for key in now)], stage
        assert not (before - now) & gates(checklist).keys(), stage
        before = now
    assert gates(checklist).keys() - green(checklist) == set(ACCEPTED[track].split())


@pytest.mark.parametrize("track", ["A", "B"])
def test_what_was_planted_keeps_its_gates_open(track: str, tmp_path: Path) -> None:
    """After the moves and the removal each planted deviation keeps the gate open that the list names, by its items."""
    project = str(tmp_path / "p.db")
    series = written(track, tmp_path, "--planted")
    take_inventory(project, [series / BEFORE], name=BEFORE, now=NOW)
    keep_answers(project, ANSWERS, now=NOW)
    start_checklist(project, track, snapshot=None, now=NOW)
    take_inventory(project, [series / AFTER_REMOVAL], name=AFTER_REMOVAL, now=NOW)
    found = gates(read_checklist(project, now=NOW))
    listed = tomllib.loads((FIXTURES / "contoso_series" / "deviations.toml").read_text(encoding="utf-8"))
    mine = {id_: each for id_, each in listed.items() if each["track"] == track}
    for id_, each in mine.items():
        of_step = [gate for key, gate in found.items() if key.partition("@")[0] == each["step"]]
        said = " ".join(name for gate in of_step if gate.state is GateState.OPEN for name in gate.about)
        assert not [name for name in each["names"] if name not in said], (id_, said)
