"""What other people's scripts rely on: help, JSON shapes, exit codes, one line per error."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from migrator.__main__ import command_line, main
from migrator.estate.catalogue import KINDS
from migrator.estate.kinds import fields_of

PROGRAM = [sys.executable, "-m", "migrator"]
APP = command_line()
Command = tuple[tuple[str, ...], click.Command]


def commands(group: click.Group = APP, path: tuple[str, ...] = ()) -> Iterator[Command]:
    """Every command and group with its words."""
    yield path, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = list(commands())
each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c[0]) or "migrator")


@each_command
def test_help_has_an_example(command: Command, run: Callable[..., Any]) -> None:
    """Help says what the command does and shows it used, as a line that begins with its own words."""
    words, declared = command
    done = run(*words, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: migrator")
    assert len((declared.help or "").split("\n")[0]) > 15
    example = done.out.partition("Example:\n")[2]
    assert f"\n  migrator {' '.join(words)}".rstrip() in f"\n{example.replace('    migrator', '  migrator')}"


@each_command
def test_every_option_has_help(command: Command) -> None:
    """No option is left to be guessed."""
    _, declared = command
    options = [p for p in declared.params if isinstance(p, click.Option)]
    assert [option.opts for option in options if not option.help] == []


@each_command
def test_option_of_json_is_called_json(command: Command) -> None:
    """Where a command has JSON the flag is --json."""
    _, declared = command
    names = [o for p in declared.params for o in p.opts if "json" in o.lower() and o.startswith("-")]
    assert names in ([], ["--json"])


@pytest.fixture
def stored(run: Callable[..., Any], contoso: Path) -> Callable[..., Any]:
    """`run` on a project that holds the Contoso estate as snapshot `before`."""
    assert run("inventory", contoso, "--name", "before").code == 0
    return run


def document(done: Any) -> Any:
    """The one JSON document on stdout: it ends with a line break, and nothing is on stderr."""
    assert done.out.endswith("\n")
    assert done.err == ""
    return json.loads(done.out)


SOURCE = {"path", "format", "status", "read", "rejected", "unknown", "sha256", "messages"}
FINDING = {
    *("rule", "severity", "grade", "kind", "key", "title", "message"),
    *("effect", "evidence", "remediation", "fingerprint", "suppressed"),
}


def test_inventory_json(run: Callable[..., Any], contoso: Path) -> None:
    """The shape of `inventory --json`; read + rejected + unknown is what the files hold."""
    shape = document(run("inventory", contoso, "--name", "before", "--json"))
    assert set(shape) == {"snapshot", "products", "items", "sources", "reconciliation", "conflicts"}
    assert set(shape["snapshot"]) == {"name", "taken_at"}
    assert shape["snapshot"]["name"] == "before"
    assert shape["snapshot"]["taken_at"].endswith(("Z", "+00:00"))
    assert shape["products"] == ["ocs2007r2"]
    assert all(set(source) >= SOURCE for source in shape["sources"])
    assert {s["status"] for s in shape["sources"]} <= {"read", "empty", "partial", "failed", "unknown"}
    assert sum(s["read"] + s["unknown"] for s in shape["sources"]) == sum(shape["items"].values()) == 204


def test_snapshots_json(stored: Callable[..., Any], contoso: Path) -> None:
    """The shape of `snapshots --json`, oldest first."""
    stored("inventory", contoso, "--name", "after")
    assert [s["snapshot"]["name"] for s in document(stored("snapshots", "--json"))] == ["before", "after"]


@pytest.mark.parametrize("kind", KINDS)
def test_show_json(stored: Callable[..., Any], kind: str) -> None:
    """Each object of each kind has its key, every declared field, what is left over, and its source."""
    wanted = {"key", *(field.name for field in fields_of(KINDS[kind])), "extra", "source"}
    listed = document(stored("show", kind, "--json"))
    assert isinstance(listed, list)
    assert all(set(item) >= wanted for item in listed)


def test_show_without_a_kind_counts(stored: Callable[..., Any]) -> None:
    """`show` alone counts the objects by kind."""
    assert document(stored("show", "--json"))["voice_route"] == 7


def test_predict_json(stored: Callable[..., Any]) -> None:
    """The shape of `predict --json`; every rule has an outcome."""
    done = stored("predict", "--json")
    shape = document(done)
    assert done.code == 1
    assert set(shape) >= {"findings", "messages", "outcomes"}
    assert all(set(finding) >= FINDING for finding in shape["findings"])
    assert {f["severity"] for f in shape["findings"]} <= {"block", "error", "warning", "info"}
    assert all(set(m) >= {"id", "cmdlet", "level", "text", "count", "keys"} for m in shape["messages"])
    assert all(set(o) >= {"rule", "outcome", "reason", "needs"} for o in shape["outcomes"])
    rules = document(stored("rules", "--json"))
    assert [o["rule"] for o in shape["outcomes"]] == [r["id"] for r in rules]


def test_one_rule_only(stored: Callable[..., Any]) -> None:
    """--rule runs the rules that it names, and no other."""
    shape = document(stored("predict", "--rule", "R2-RTE-002", "--rule", "RGS-F08", "--json"))
    assert {f["rule"] for f in shape["findings"]} == {"R2-RTE-002", "RGS-F08"}
    assert [o["rule"] for o in shape["outcomes"]] == ["R2-RTE-002", "RGS-F08"]


def test_rule_explained(run: Callable[..., Any]) -> None:
    """`rules ID` explains one rule, in any case of its letters, and needs no project."""
    done = run("rules", "r2-rte-001")
    assert done.code == 0
    for heading in ("What it finds", "Why it matters", "When it is wrong", "What to do", "Source"):
        assert f"\n{heading}\n" in done.out


def test_an_old_id_names_what_came_of_it(run: Callable[..., Any], stored: Callable[..., Any]) -> None:
    """`rules` and `predict --rule` take the id that several rules had as one, and show the new ids."""
    letters = [f"L10-VOI-001{letter}" for letter in "abcdefghi"]
    assert [rule["id"] for rule in document(run("rules", "L10-VOI-001", "--json"))] == letters
    assert document(run("rules", "l10-voi-001b", "--json"))["id"] == "L10-VOI-001b"
    assert all(f"{id_}  " in run("rules", "L10-VOI-001").out for id_ in letters)
    assert [o["rule"] for o in document(stored("predict", "--rule", "L10-VOI-001", "--json"))["outcomes"]] == letters


@pytest.mark.parametrize(("threshold", "code"), [("block", 1), ("error", 1), ("warning", 1), ("info", 1)])
def test_threshold_of_a_troubled_estate(stored: Callable[..., Any], threshold: str, code: int) -> None:
    """The Contoso estate has findings of every severity."""
    assert stored("predict", "--threshold", threshold, "--json").code == code


@pytest.mark.parametrize(
    ("rule", "threshold", "code"),
    [
        ("R2-MED-001", "error", 0),  # a warning
        ("R2-MED-001", "warning", 1),
        ("RGS-G14", "warning", 0),  # information
        ("RGS-G14", "info", 1),
        ("R2-NAME-001", "info", 0),  # only baseline noise
        ("R2-CAA-003", "info", 0),  # clear
    ],
)
def test_threshold(stored: Callable[..., Any], rule: str, threshold: str, code: int) -> None:
    """Exit code 1 from the threshold upwards; baseline noise never counts."""
    assert stored("predict", "--rule", rule, "--threshold", threshold).code == code


def test_losses_are_exit_code_5(run: Callable[..., Any], contoso: Path, tmp_path: Path) -> None:
    """One file that nobody knows among good ones is named and gives exit code 5; the rest is stored."""
    (tmp_path / "notes.txt").write_text("call Bob")
    done = run("inventory", contoso / "MSFT_SIPPhoneRouteData.xml", tmp_path / "notes.txt")
    assert done.code == 5
    assert str(tmp_path / "notes.txt") in done.out
    assert json.loads(run("show", "--json").out) == {"voice_route": 7}


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuchcommand"],
        ["predict", "--nosuch"],
        ["predict", "--threshold", "high"],
        ["predict", "--target", "2015"],
        ["predict", "--snapshot", "nope"],
        ["predict", "--rule", "R9-NOPE"],
        ["show", "nosuchkind"],
        ["show", "user", "--snapshot", "nope"],
        ["rules", "R9-NOPE"],
        ["inventory"],
        ["inventory", "/no/such/file"],
        ["export", "xlsx"],
    ],
    ids=" ".join,
)
def test_usage_is_exit_code_2(stored: Callable[..., Any], arguments: list[str]) -> None:
    """A mistake of the user's gives exit code 2, says so on stderr only, and no traceback."""
    done = stored(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "arguments", [["predict"], ["snapshots"], ["show", "user"], ["predict", "--json"]], ids=" ".join
)
def test_no_project_yet(run: Callable[..., Any], project: Path, arguments: list[str]) -> None:
    """Without a project every reading command says how to begin, and makes no file."""
    done = run(*arguments)
    first, hint = done.err.splitlines()
    assert (done.code, done.out, project.exists()) == (2, "", False)
    assert "there is no project yet" in first
    assert "migrator inventory" in hint


def test_name_that_is_taken(stored: Callable[..., Any], contoso: Path, project: Path) -> None:
    """A second snapshot of one name is refused and changes no byte."""
    before = project.read_bytes()
    done = stored("inventory", contoso, "--name", "before")
    assert (done.code, "exists already" in done.err, project.read_bytes() == before) == (2, True, True)


def test_debug_shows_the_traceback(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --debug an error shows its traceback before its line; the exit code is the same."""
    code = main(["--debug", "--project", str(project), "predict"])
    error = capsys.readouterr().err
    assert code == 2
    assert "Traceback (most recent call last)" in error
    assert error.index("Traceback") < error.index("\nmigrator: ")


def test_unexpected_error_is_one_line(
    stored: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    """A mistake of ours is one line and a hint, and the traceback comes with --debug only."""

    def fail() -> None:
        raise ZeroDivisionError("oops\nsecond line")

    monkeypatch.setattr("migrator.rules.engine.catalogue.all_rules", fail)
    done = stored("rules")
    assert (done.code, len(done.err.splitlines())) == (2, 2)
    assert "unexpected ZeroDivisionError: oops␊second line" in done.err
    main(["--debug", "rules"])
    assert "Traceback" in capsys.readouterr().err


def test_project_from_the_environment(
    contoso: Path, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """MIGRATOR_PROJECT names the project; the option is stronger."""
    monkeypatch.setenv("MIGRATOR_PROJECT", str(project))
    assert main(["inventory", str(contoso)]) == 0
    assert project.exists()
    assert main(["--project", str(tmp_path / "other.db"), "snapshots"]) == 2
    assert "other.db" in capsys.readouterr().err


def test_default_project_is_in_the_current_folder(
    contoso: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without option and variable the project is migration.db here."""
    monkeypatch.chdir(tmp_path)
    assert main(["inventory", str(contoso / "MSFT_SIPPhoneRouteData.xml")]) == 0
    assert (tmp_path / "migration.db").exists()


@pytest.mark.parametrize(
    "arguments", [["rules", "--json"], ["rules"], ["show", "user"], ["predict"], ["predict", "--json"]], ids=" ".join
)
def test_pipe_whose_reader_is_gone_is_quiet(stored: Callable[..., Any], project: Path, arguments: list[str]) -> None:
    """A reader that has gone away (`| head`) costs the output and nothing else: the exit code is what it would be."""
    command = [*PROGRAM, "--project", project, *arguments]
    wanted = subprocess.run(command, check=False, capture_output=True).returncode
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(command, check=False, stdout=writing, stderr=subprocess.PIPE, text=True)
    finally:
        os.close(writing)
    assert (done.returncode, "Traceback" in done.stderr, "BrokenPipe" in done.stderr) == (wanted, False, False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_interrupt_is_exit_code_130(contoso: Path, tmp_path: Path, project: Path) -> None:
    """Ctrl-C during an inventory: exit code 130, one line, and no project is left."""
    text = (contoso / "MSFT_SIPESUserSetting.xml").read_text("utf-16")
    head, tail = text.index("<Obj "), text.rindex("</Objs>")
    large = tmp_path / "users.xml"
    large.write_text(text[:head] + text[head:tail] * 400 + text[tail:], "utf-16")
    running = subprocess.Popen(
        [*PROGRAM, "--project", project, "inventory", large], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 30
    while not project.exists() and time.monotonic() < deadline:  # then the reading is under way
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, "")
    assert err.strip().splitlines() == ["migrator: interrupted; nothing is left half done"]
    assert list(project.parent.iterdir()) == []


def test_without_a_terminal_nothing_is_asked(project: Path) -> None:
    """The assistant without a terminal is an error, not a prompt that waits."""
    done = subprocess.run(
        [*PROGRAM, "--project", project],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


LIGHT = """
import sys
from migrator.__main__ import command_line, main
code = main(sys.argv[1:])
heavy = {"sqlalchemy", "openpyxl", "lxml", "questionary", "rich", "pyodbc", "prompt_toolkit", "jinja2", "dns"}
print(code, sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["inventory", "--help"], ["repair", "--help"]], ids=" ".join
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """Help needs none of the packages that take long to import."""
    done = subprocess.run([sys.executable, "-c", LIGHT, *arguments], check=True, capture_output=True, text=True)
    assert done.stderr == "0 []\n"
