"""What was not collected turns no gate green: each file of the Contoso series is left out in turn, at each stage."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from migrator.app.answers import keep_answers
from migrator.app.checklist import read_checklist, start_checklist
from migrator.app.inventory import take_inventory
from migrator.checklist.evaluation import rules_of
from migrator.checklist.gates import MET, GateState
from migrator.checklist.plan import PlannedStep, declared_steps, plan_of, track_named
from migrator.checklist.remedies import is_remedy
from migrator.checklist.rule_gates import STOPS
from migrator.estate.estate import Estate
from migrator.estate.provenance import collected, incomplete
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context, Rule, Severity
from migrator.rules.engine.predict import predict
from migrator.rules.engine.suppression import Suppression, suppress
from migrator.sources.reading import Reading

NOW = datetime(2014, 4, 30, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures"
DEVIATIONS = tomllib.loads((FIXTURES / "contoso_series" / "deviations.toml").read_text("utf-8"))
LAST = 5
#: track C has the evidence of OCS alone, before anything is moved
STAGES = [(track, stage) for track in "AB" for stage in range(LAST + 1)] + [("C", 0)]
#: what the walk of the README answers and accepts
ANSWERS = {"ocswmibc_installed": "yes", "edge_key_exportable": "yes", "archiving_or_monitoring": "no"}
ANSWERS |= {"edge_cutover_at": "2014-05-10T20:00"}
ACCEPTED = ("R2-RTE-*", "R2-MED-*", "DNS-36", "RGS-F06", "L10-DP-001")
#: what shows the same as another file: a list of trunks names every gateway that Get-CsService would list
SHOWN_TWICE = {("A", 1, "Get-CsService.xml"): "A9.6@gw"}

Steps = Mapping[str, PlannedStep]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Writes the evidence of a stage with some deviations; returns its folder and the contents by path."""
    monkeypatch.syspath_prepend(str(FIXTURES))
    series = importlib.import_module("generate_contoso_series")
    time = importlib.import_module("contoso_series.stages")

    def write(track: str, stage: int, *planted: str) -> tuple[Path, dict[str, bytes]]:
        files = series.TRACKS[track.replace("C", "A")](time.Time(time.Stage(stage), frozenset(planted)))
        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(content)
        return tmp_path, files

    return write


class Evidence:
    """The evidence of a stage, read once."""

    def __init__(self, folder: Path, track: str) -> None:
        self._folder, self._track = folder, track_named(track)
        reading = Reading([folder])
        self._items = [(item.sources[0].partition("#")[0], item) for item in reading.items()]
        self._reports, self._dates = reading.reports, reading.date
        self._rules = list(_rules_of_gates(track))

    def files(self) -> list[str]:
        """The paths of what was read, without the manifests of the kit."""
        paths = (Path(report.path).relative_to(self._folder).as_posix() for report in self._reports)
        return [path for path in paths if PurePosixPath(path).name != "manifest.xml"]

    def steps(self, without: Collection[str] = ()) -> Steps:
        """The steps of the plan by their keys, as they are where these files were not collected."""
        left_out = {str(self._folder / path) for path in without}
        reports = [report for report in self._reports if report.path not in left_out]
        estate = Estate(
            (item for path, item in self._items if path not in left_out),
            collected=collected(reports),
            incomplete=incomplete(reports),
            dates=self._dates,
        )
        predicted = predict(estate, Context(now=NOW, target=self._track.target, answers=ANSWERS), self._rules)
        accepted = [Suppression(rule=rule, reason="-", approver="-", created=NOW.date()) for rule in ACCEPTED]
        made = plan_of(self._track, estate, suppress(predicted, accepted, NOW.date())[0], ANSWERS)
        return {step.key: step for step in made.steps if not is_remedy(step.key)}


def _rules_of_gates(track: str) -> Iterator[Rule]:
    """The rules of which gates can speak: those of the steps, those that block, and those of response groups."""
    named = {rule for step in declared_steps(track_named(track)) for rule in rules_of(step.of)}
    for rule in all_rules():
        if rule.id in named or rule.severity is Severity.BLOCK or ("RGS-" in rule.id and rule.severity in STOPS):
            yield rule


def is_green(step: PlannedStep | None) -> bool:
    """Whether evidence shows what it can of a step."""
    return step is not None and step.state.state in MET


def is_told(step: PlannedStep) -> bool:
    """Whether a step says that it may not be needed, or is not known in full, as a kind was not collected."""
    return bool(step.not_collected)


def ways_to_leave_out(files: Collection[str], *, each: bool) -> set[frozenset[str]]:
    """All files of each name, which a command wrote on several servers, and *each* of them alone."""
    by_name: dict[str, set[str]] = {}
    for path in files:
        by_name.setdefault(PurePosixPath(path).name, set()).add(path)
    return {*map(frozenset, by_name.values()), *(frozenset({path}) for path in files if each)}


@pytest.mark.parametrize(("track", "stage"), STAGES, ids=[f"{track}{stage}" for track, stage in STAGES])
def test_no_gate_turns_green_for_want_of_a_file(track: str, stage: int, written: Any) -> None:
    """Without a file no gate is green that was not so with it, and no step comes or goes without saying why."""
    evidence = Evidence(written(track, stage)[0], track)
    whole = evidence.steps()
    assert any(map(is_green, whole.values()))
    for left_out in ways_to_leave_out(evidence.files(), each=stage >= LAST - 1):
        steps = evidence.steps(left_out)
        told = (track, stage, sorted(left_out))
        assert not [key for key, step in steps.items() if is_green(step) and not is_green(whole.get(key))], told
        assert not [key for key, step in steps.items() if key not in whole and not is_told(step)], told
        gone = {key for key in whole if key not in steps}
        silent = {key for key in gone if (known := steps.get(key.partition("@")[0])) is None or not is_told(known)}
        excused = SHOWN_TWICE.get((track, stage, PurePosixPath(min(left_out)).name), "@")
        assert not [key for key in silent if not key.startswith(excused)], told


@pytest.mark.parametrize("planted", sorted(DEVIATIONS))
def test_what_stayed_on_the_old_pool_is_not_forgotten_with_its_file(planted: str, written: Any) -> None:
    """The gate that a deviation keeps open does not turn green without the file that shows it."""
    track, id_ = DEVIATIONS[planted]["track"], DEVIATIONS[planted]["step"]
    _, clean = written(track, LAST)
    folder, files = written(track, LAST, planted)
    evidence = Evidence(folder, track)
    showing = [path for path in evidence.files() if files[path] != clean.get(path)]
    denied = [key for key, step in evidence.steps().items() if step.step.id == id_ and not is_green(step)]
    assert any(evidence.steps()[key].state.state is GateState.OPEN for key in denied)
    assert showing
    for path in showing:
        steps = evidence.steps({path})
        green = [key for key, step in steps.items() if step.step.id == id_ and is_green(step)]
        assert not [key for key in green if key in denied or key == id_], path


@pytest.mark.parametrize(
    ("track", "stage", "name", "id_"),
    [
        ("A", 0, "MSFT_SIPPhoneRouteData.xml", "A1.1"),
        ("A", LAST, "MSFT_SIPRgsWorkflowData.xml", "RGS-10"),
        ("A", LAST, "MSFT_SIPPoolSetting.xml", "A10.25"),
        ("B", LAST - 1, "Get-CsUser.xml", "B8.55"),
    ],
)
def test_verify_says_what_is_missing(
    track: str, stage: int, name: str, id_: str, written: Any, run: Callable[..., Any], tmp_path: Path
) -> None:
    """Without a file, `migrator checklist verify` says that the gate is unknown, and what supplies the file."""
    folder, files = written(track, stage)
    for path in files:
        if PurePosixPath(path).name == name:
            (folder / path).unlink()
    project = str(tmp_path / "p.db")
    take_inventory(project, [folder], name="left-out", now=NOW)
    keep_answers(project, ANSWERS, now=NOW)
    start_checklist(project, track, snapshot=None, now=NOW)
    shown = [step for step in read_checklist(project, now=NOW).steps if step.planned and step.planned.step.id == id_]
    assert {step.planned.state.state for step in shown if step.planned} == {GateState.UNKNOWN}
    assert all(name.removesuffix(".xml") in " ".join(step.planned.state.supply) for step in shown if step.planned)
    assert name.removesuffix(".xml") in run("--project", project, "checklist", "verify").out
