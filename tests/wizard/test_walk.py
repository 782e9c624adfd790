"""The path of the wizard: typed, by options, interrupted, and after an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from migrator.app.prediction import PredictionRequest, run_prediction
from migrator.errors import GuardRefused, InputError
from migrator.repair.inspection import inspect_database
from migrator.repair.opening import open_target
from migrator.rules.engine.answers import asked_for
from migrator.rules.engine.questions import QUESTIONS
from migrator.sources.databases.live import LiveDatabase
from migrator.store.project import open_project
from migrator.wizard.evidence_prompts import SERVER
from migrator.wizard.prompt import Prompt
from migrator.wizard.prompts import PROMPTS, STEPS
from migrator.wizard.state import Reply, SessionState

from .conftest import without

FAULTY = Path(__file__).parents[2] / "fixtures" / "edge-faulty"
ENTER, UP, DOWN, CTRL_C, ERASE = "\r", "\x1b[A", "\x1b[B", "\x03", "\x15"
Wizard = Callable[..., int]
Keyboard = Callable[[str], None]


def content(folder: Path) -> dict[Path, bytes]:
    """Every file below *folder* with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def snapshots(project: Path) -> list[str]:
    """The names of the snapshots."""
    return [snapshot.name for snapshot in open_project(str(project)).snapshots()]


def without_owner(database: Path) -> int:
    """The rows of the database that have no owner."""
    with open_target(f"sqlite:///{database}") as target:
        return sum(len(holding.without_owner) for holding in inspect_database(target).holdings)


def repair_only(answers: dict[str, Reply], *left_out: str) -> dict[str, Reply]:
    """The answers of the repair step, without those that the test types."""
    wanted = ("repair_sql", "owner", "repair_folder", "confirm", "undo")
    return {"step": ("repair",)} | {name: answers[name] for name in wanted if name not in left_out}


def test_enter_walks_the_path(keyboard: Keyboard, wizard: Wizard, folder: Path, project: Path, contoso: Path) -> None:
    """With nothing typed but the path of the evidence, Enter leads to snapshot, findings, workbook and out."""
    no_server = ENTER
    evidence = ENTER + f"{contoso}{ENTER}" + ENTER + no_server + ENTER
    findings, workbook = ENTER * 2, ENTER * 3
    keyboard(evidence + findings + workbook + ENTER)
    assert wizard() == 0
    assert snapshots(project) == ["2999-01-08 09:30:00"]
    assert "Findings" in openpyxl.load_workbook(folder / "estate.xlsx", read_only=True).sheetnames


def test_options_walk_the_whole_path_without_a_terminal(
    wizard: Wizard, answers: dict[str, Reply], folder: Path, project: Path, rgsconfig: Path
) -> None:
    """With an answer to every question nothing is asked; the repair is made and taken back."""
    start = without_owner(rgsconfig)
    assert wizard(interactive=False, **answers) == 0
    assert snapshots(project) == ["before"]
    assert (folder / "estate.xlsx").read_bytes().startswith(b"PK")
    assert {path.name for path in (folder / "repair").iterdir()} == {
        "plan.json",
        "repair.sql",
        "undo.sql",
        "repair-journal",
    }
    events = [entry["event"] for entry in open_project(str(project)).repair_history()]
    assert events == ["started", "repaired", "started", "undone"]
    assert without_owner(rgsconfig) == start > 0


def test_an_option_is_enough_to_take_its_step(wizard: Wizard, contoso: Path, folder: Path, project: Path) -> None:
    """Without --step those steps are taken that an option belongs to, and no other."""
    assert wizard(interactive=False, evidence=(str(contoso),), snapshot_name="before") == 0
    assert snapshots(project) == ["before"]
    assert list(folder.iterdir()) == []


def test_findings_can_be_seen_for_another_target(
    keyboard: Keyboard, wizard: Wizard, contoso: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The target is asked again when the findings are looked at again."""
    wizard(interactive=False, evidence=(str(contoso),), snapshot_name="before")
    keyboard(ENTER + ENTER + UP + UP + ENTER + DOWN + ENTER + DOWN * (len(STEPS) - 3) + ENTER)
    assert wizard() == 0
    assert "findings for Lync Server 2010" in capsys.readouterr().out


def test_answers_are_kept_in_the_project(
    keyboard: Keyboard, wizard: Wizard, folder: Path, project: Path, contoso: Path
) -> None:
    """What only the user knows of this estate is asked and kept; what is skipped is left out; the rules use it."""
    wizard(interactive=False, evidence=(str(contoso),), snapshot_name="before")
    prediction = run_prediction(str(project), PredictionRequest(), now=datetime(2014, 1, 8, tzinfo=UTC)).prediction
    asked = [QUESTIONS[n] for n in asked_for(need for o in prediction.outcomes for need in o.needs)]
    first_flag = next(a for a in asked if a.kind == "bool")
    derived = ENTER * 2  # phase and countries stay derived
    keyboard(
        derived
        + "".join(DOWN + ENTER if a is first_flag else f"new2{ENTER}" if a is asked[0] else ENTER for a in asked)
    )
    assert wizard(step=("answers",)) == 0
    kept = {name: answer.value for name, answer in open_project(str(project)).decisions.answers().items()}
    assert kept == {asked[0].name: "new2", first_flag.name: "yes"}
    assert 0 < len(asked) < len(QUESTIONS)
    assert list(folder.iterdir()) == []


def test_a_file_of_answers_is_kept_in_the_project(
    wizard: Wizard, folder: Path, project: Path, contoso: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --answers nothing is asked, and the file is left as it is."""
    path = folder / "answers.toml"
    path.write_text("ocswmibc_installed = true # Bob\n", encoding="utf-8")
    wizard(interactive=False, evidence=(str(contoso),), snapshot_name="before", answers=str(path))
    assert open_project(str(project)).decisions.answers()["ocswmibc_installed"].value == "yes"
    assert path.read_text("utf-8") == "ocswmibc_installed = true # Bob\n"
    assert "1 new" in capsys.readouterr().err


def test_two_pieces_of_evidence_become_one_snapshot(
    keyboard: Keyboard, wizard: Wizard, contoso: Path, project: Path
) -> None:
    """After a path the wizard asks for another one, until Enter alone."""
    paths = [contoso / "MSFT_SIPPoolSetting.xml", contoso / "MSFT_SIPESServerSetting.xml"]
    no_server = ENTER
    keyboard("".join(f"{path}{ENTER}" for path in paths) + ENTER + no_server + ENTER)
    assert wizard(step=("evidence",)) == 0
    assert len(open_project(str(project)).snapshot().sources) == 2


def test_a_database_is_evidence_beside_files(
    keyboard: Keyboard, wizard: Wizard, contoso: Path, rgsconfig: Path, project: Path
) -> None:
    """A URL names its database, so none is asked for; both become one snapshot."""
    keyboard(f"{contoso / 'MSFT_SIPPoolSetting.xml'}{ENTER}" + ENTER + f"sqlite:///{rgsconfig}{ENTER}" + ENTER)
    assert wizard(step=("evidence",)) == 0
    assert {source.format for source in open_project(str(project)).snapshot().sources} >= {"sql:rgsconfig"}
    assert len(open_project(str(project)).snapshot().sources) == 2


def test_databases_of_a_server_are_read_without_files(
    keyboard: Keyboard, wizard: Wizard, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    """The server as people name it, then its databases, the first offered; the same by options, with no question."""
    opened: list[list[str]] = []

    def remember(_project: str, sources: list[Path], *, databases: list[LiveDatabase], **_options: object) -> None:
        opened.append([*map(str, sources), *(database.place for database in databases)])
        raise KeyboardInterrupt

    monkeypatch.setattr("migrator.app.inventory.take_inventory", remember)
    keyboard(ENTER + rf"SQL1\RTC,1533{ENTER}" + ENTER + f"xds{ENTER}" + ENTER + ENTER)
    with pytest.raises(KeyboardInterrupt):
        wizard(step=("evidence",))
    with pytest.raises(KeyboardInterrupt):
        wizard(interactive=False, server="SQL1", database=("rtc",), snapshot_name="before")
    assert opened == [[r"SQL1\RTC,1533/rgsconfig", r"SQL1\RTC,1533/xds"], ["SQL1/rtc"]]
    assert not project.exists()


def test_enter_alone_at_both_reads_nothing(keyboard: Keyboard, wizard: Wizard, project: Path) -> None:
    """No file and no server: back to the menu, where the way out is the last line."""
    keyboard(ENTER + ENTER + UP + ENTER)
    assert wizard(step=("evidence",)) == 0
    assert not project.exists()


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.name)
@pytest.mark.parametrize("key", [CTRL_C, ""], ids=["Ctrl-C", "end of input"])
def test_stops_at_any_question_and_leaves_everything_as_it_is(
    prompt: Prompt,
    key: str,
    keyboard: Keyboard,
    wizard: Wizard,
    answers: dict[str, Reply],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is asked, Ctrl-C or a closed terminal changes no file from then on, the database included."""
    asked: list[dict[Path, bytes]] = []
    ask = Prompt.ask

    def noted(self: Prompt, state: SessionState) -> Reply:
        asked.append(content(tmp_path))
        return ask(self, state)

    monkeypatch.setattr(Prompt, "ask", noted)
    keyboard(ENTER + key if prompt is SERVER else key)
    with pytest.raises(KeyboardInterrupt):
        wizard(**without(answers, prompt))
    assert asked == [content(tmp_path)] * (2 if prompt is SERVER else 1)


def test_after_refused_evidence_asks_again(
    keyboard: Keyboard, wizard: Wizard, folder: Path, project: Path, contoso: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Evidence that is refused costs one line; the same step is proposed again, with the path to mend."""
    (folder / "empty").mkdir()
    no_server = ENTER
    refused = ENTER + f"empty{ENTER}" + ENTER + no_server + ENTER
    mended = ENTER + ERASE + f"{contoso}{ENTER}" + ENTER + no_server + ENTER
    keyboard(refused + mended + UP + UP + ENTER)
    assert wizard() == 0
    assert len([line for line in capsys.readouterr().err.splitlines() if "empty" in line]) == 1
    assert len(snapshots(project)) == 1


def test_refused_evidence_is_an_error_without_a_terminal(wizard: Wizard, folder: Path, project: Path) -> None:
    """Where nobody can be asked again the error ends the run, and no project is left behind."""
    (folder / "empty").mkdir()
    with pytest.raises(InputError):
        wizard(interactive=False, evidence=("empty",), snapshot_name="before")
    assert not project.exists()


def test_evidence_with_losses_is_in_the_exit_code(
    wizard: Wizard, folder: Path, contoso: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two files one is cut off half way: the other is read, the workbook's step says so, and the run ends with 5."""
    (folder / "evidence").mkdir()
    whole = (contoso / "MSFT_SIPPhoneRouteData.xml").read_bytes()
    (folder / "evidence" / "routes.xml").write_bytes(whole)
    (folder / "evidence" / "cut.xml").write_bytes(whole[: len(whole) // 2])
    given = {"snapshot_name": "before", "target": "2013", "workbook": "estate.xlsx", "people": "names"}
    assert wizard(interactive=False, evidence=("evidence",), **given) == 5
    assert "Snapshot before was read with losses from 1 source" in capsys.readouterr().err


def test_an_older_workbook_is_not_replaced_by_enter(
    keyboard: Keyboard, wizard: Wizard, folder: Path, contoso: Path
) -> None:
    """A workbook of that name stays as it was unless the user says y."""
    (folder / "estate.xlsx").write_bytes(b"an older workbook")
    keyboard(ENTER)
    given = {"evidence": (str(contoso),), "snapshot_name": "before", "target": "2013", "workbook": "estate.xlsx"}
    assert wizard(**given) == 0
    assert (folder / "estate.xlsx").read_bytes() == b"an older workbook"


def test_enter_alone_repairs_nothing(
    keyboard: Keyboard, wizard: Wizard, answers: dict[str, Reply], rgsconfig: Path, folder: Path
) -> None:
    """At the typed confirmation Enter alone stops: plan and scripts are there, the database is untouched."""
    before = rgsconfig.read_bytes()
    keyboard(ENTER)
    assert wizard(**repair_only(answers, "confirm", "undo")) == 0
    assert rgsconfig.read_bytes() == before
    assert {path.name for path in (folder / "repair").iterdir()} == {"plan.json", "repair.sql", "undo.sql"}


def test_repairs_only_after_the_place_was_typed(
    keyboard: Keyboard, wizard: Wizard, answers: dict[str, Reply], rgsconfig: Path
) -> None:
    """A yes is no confirmation; SERVER/DATABASE is. The undo is offered, and Enter alone keeps the repair."""
    keyboard(DOWN + ENTER + f"yes{ENTER}" + ERASE + f"embedded/{rgsconfig.name}{ENTER}" + ENTER)
    assert wizard(**repair_only(answers, "owner", "confirm", "undo")) == 0
    assert without_owner(rgsconfig) == 0


def test_no_owner_chosen_means_no_plan(
    keyboard: Keyboard, wizard: Wizard, answers: dict[str, Reply], rgsconfig: Path, folder: Path
) -> None:
    """Who chooses no pool has no plan written and nothing changed."""
    before = content(folder), rgsconfig.read_bytes()
    keyboard(ENTER)
    assert wizard(**repair_only(answers, "owner")) == 0
    assert (content(folder), rgsconfig.read_bytes()) == before


def test_a_wrong_place_on_the_command_line_is_refused(
    wizard: Wizard, answers: dict[str, Reply], rgsconfig: Path
) -> None:
    """--confirm for another database than the plan's changes nothing."""
    before = rgsconfig.read_bytes()
    with pytest.raises(GuardRefused):
        wizard(interactive=False, **repair_only(answers) | {"confirm": "SQL1/rgsconfig"})
    assert rgsconfig.read_bytes() == before


@pytest.mark.filterwarnings("ignore:Query string argument")
def test_tells_the_way_back_without_the_password(
    project: Path, wizard: Wizard, answers: dict[str, Reply], capsys: pytest.CaptureFixture[str]
) -> None:
    """The undo command is shown before the undo is offered, and no password of the URL is in it."""
    given = repair_only(answers) | {"repair_sql": f"{answers['repair_sql']}?password=Geheim7", "undo": False}
    assert wizard(interactive=False, **given) == 0
    shown = capsys.readouterr()
    assert " repair undo --plan repair/plan.json" in shown.err
    assert f"To undo it: migrator --project {project} " in shown.err
    assert "Geheim7" not in shown.out + shown.err


def test_the_check_list_of_federation_is_a_step(
    wizard: Wizard, answers: dict[str, Reply], capsys: pytest.CaptureFixture[str]
) -> None:
    """The step shows the check list of the snapshot that was just read."""
    assert wizard(interactive=False, **edge_of(answers, "federation")) in (0, 5)
    shown = capsys.readouterr().out
    assert "Check federation and the Edge" in shown
    assert "CHK-11" in shown


def test_the_checklist_is_begun_once_and_then_followed(
    wizard: Wizard, answers: dict[str, Reply], capsys: pytest.CaptureFixture[str]
) -> None:
    """The track is asked where there is no checklist; afterwards the step shows what comes next without asking."""
    read = {name: answers[name] for name in ("evidence", "snapshot_name")}
    assert wizard(interactive=False, step=("evidence", "checklist"), track="A", **read) in (0, 5)
    assert "Next: A1.1" in capsys.readouterr().out
    assert wizard(interactive=False, step=("checklist",)) == 0
    assert "OCS 2007 R2 to Lync Server 2013 (track A)" in capsys.readouterr().out


def test_a_symptom_is_explained_without_evidence(
    wizard: Wizard, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The options answer everything; the checks are shown, and no project is made."""
    given = {"symptom": "messages arrive, ours do not", "symptom_answers": ("outbound=none",)}
    assert wizard(interactive=False, step=("symptom",), **given) == 0
    shown = capsys.readouterr().out
    assert shown.index("fits your answers") < shown.index("less likely by your answers")
    assert "migrator explain --symptom SYM-ONE-WAY --cured-by" in shown
    assert not project.exists()


def test_questions_of_a_symptom_are_asked_and_their_answers_kept(
    keyboard: Keyboard, wizard: Wizard, answers: dict[str, Reply], project: Path
) -> None:
    """At the terminal each question is asked; what is not known is left out, the rest stays in the project."""
    keyboard(ENTER + DOWN + ENTER)
    given = {name: answers[name] for name in ("evidence", "snapshot_name")}
    assert wizard(step=("evidence", "symptom"), symptom="SYM-ONE-WAY", **given) in (0, 5)
    kept = [(entry.what, entry.name, entry.value) for entry in open_project(str(project)).notes.entries()]
    assert kept[1:] == [("answer", "outbound", "none")]


@pytest.mark.parametrize(
    ("keys", "id_"),
    [
        ("our video with Skype users hangs up after ten seconds" + ENTER, "SYM-DROPS-AFTER-10-SECONDS"),
        ("our certificate" + ENTER + DOWN + ENTER, "SYM-MISSING-SAN"),
        (ENTER + DOWN + ENTER, "SYM-NO-CERTIFICATE-ON-443"),
        (ENTER + ENTER, ""),
        ("xyzzy plugh" + ENTER + DOWN + ENTER, "SYM-NO-CERTIFICATE-ON-443"),
    ],
)
def test_a_symptom_is_typed_in_own_words_or_chosen(
    keyboard: Keyboard, wizard: Wizard, capsys: pytest.CaptureFixture[str], keys: str, id_: str
) -> None:
    """Words that mean one are enough; a list is offered where they mean several or none, and on Enter alone."""
    keyboard(keys + ENTER * 4)
    assert wizard(step=("symptom",)) == 0
    shown = capsys.readouterr().out
    assert (f"migrator explain --symptom {id_} --cured-by" in shown) is bool(id_)


def edge_of(answers: dict[str, Reply], step: str, *names: str) -> dict[str, Reply]:
    """The answers that read the faulty Edge and take one step, which has the questions *names*."""
    wanted = {name: answers[name] for name in ("snapshot_name", *names)}
    return {"step": ("evidence", step), "evidence": (str(FAULTY),)} | wanted


def test_dns_is_a_step(wizard: Wizard, answers: dict[str, Reply], capsys: pytest.CaptureFixture[str]) -> None:
    """The records of the topology with their verdicts; a file that is given is seen from the side that is chosen."""
    assert wizard(interactive=False, **edge_of(answers, "dns", "zone", "vantage", "resolver", "partner")) in (0, 5)
    shown = capsys.readouterr().out
    assert "Compare DNS records" in shown
    assert "_sipfederationtls._tcp" in shown


def test_ports_are_a_step(wizard: Wizard, answers: dict[str, Reply], capsys: pytest.CaptureFixture[str]) -> None:
    """The findings of the Edge servers and the sockets that lack, without a connection to any."""
    assert wizard(interactive=False, **edge_of(answers, "ports", "edge_file", "probe")) in (0, 5)
    assert "PORT-01" in capsys.readouterr().out


def test_certificates_are_a_step(
    wizard: Wizard, answers: dict[str, Reply], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The certificates by expiry, and the calendar that was asked for."""
    given = edge_of(answers, "certificates", "certificate", "endpoint", "calendar")
    assert wizard(interactive=False, **given) in (0, 5)
    assert "By expiry" in capsys.readouterr().out
    assert (folder / "certificates.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_the_transition_is_a_step(
    wizard: Wizard, answers: dict[str, Reply], capsys: pytest.CaptureFixture[str]
) -> None:
    """The steps of the move with the names of the estate."""
    assert wizard(interactive=False, **edge_of(answers, "transition")) in (0, 5)
    shown = capsys.readouterr().out
    assert "edgepool.contoso.local" in shown
    assert "Way back" in shown


def test_a_pasted_message_is_explained_without_a_project(wizard: Wizard, capsys: pytest.CaptureFixture[str]) -> None:
    """The step explains a message by its words, and needs no evidence."""
    pasted = "SetMoveResourceData failed because the user is not provisioned."
    assert wizard(interactive=False, explain=pasted) == 0
    shown = capsys.readouterr().out
    assert "USR-NOT-PROVISIONED" in shown
    assert "Means: " in shown
