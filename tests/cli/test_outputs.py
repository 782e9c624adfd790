"""Files that commands write: nothing that exists is replaced without a yes, and nobody else can read them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pexpect
import pytest

from migrator.__main__ import command_line, main
from migrator.cli.outputs import OutputFile
from migrator.resources import fixture

Run = Callable[..., Any]
OWNER = "lyncpool.contoso.local"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded rgsconfig whose rows have no owner."""
    from migrator.repair.embedded import build

    path = tmp_path_factory.mktemp("rgsconfig") / "rgsconfig.sqlite"
    build(path)
    return path


@pytest.fixture
def stored(run: Run, tmp_path: Path) -> Run:
    """`run`, with the estates of OCS 2007 R2 and of the pool after the move read, in the folder of the test."""
    assert run("inventory", fixture("contoso-ocs2007r2"), "--name", "before").code == 0
    assert run("inventory", fixture("contoso-lync2013-after"), "--name", "after").code in (0, 5)
    return run


def writing(folder: Path, database: Path) -> dict[str, tuple[object, ...]]:
    """Each file that a command writes where the user says, with the command."""
    plan = folder / "made-before.json"
    sql = ("--sql", f"sqlite:///{database}", "--owner", OWNER)
    return {
        "estate.xlsx": ("export", "xlsx", "--snapshot", "before", "--output"),
        "flow.svg": ("rgs", "flow", "--snapshot", "before", "--svg"),
        "flow.mmd": ("rgs", "flow", "--snapshot", "before", "--mermaid"),
        "form.xlsx": ("rgs", "form", "--snapshot", "before", "--output"),
        "repair.ps1": ("rgs", "compare", "before", "after", "--script"),
        "rules.html": ("rules", "--html"),
        "answers.toml": ("answers", "export"),
        "days.ics": ("edge", "certificates", fixture("edge-healthy"), "--calendar"),
        "plan.json": ("repair", "plan", *sql, "--output"),
        "sheet.xlsx": ("repair", "plan", *sql, "--xlsx"),
        "repair.sql": ("repair", "script", "--plan", plan, "--output"),
    }


FOLDERS: dict[str, tuple[object, ...]] = {
    "kit": ("kit", "--product", "lync2010", "--into"),
    "recreate": ("rgs", "rebuild", "--snapshot", "before", "--into"),
    "voice": ("voice", "rebuild", "--snapshot", "before", "--into"),
}


def modes(folder: Path) -> dict[str, int]:
    """The mode of each file and folder below *folder* that others could read."""
    found = {path.relative_to(folder).as_posix(): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}
    return {name: mode for name, mode in found.items() if mode & 0o077}


def test_an_existing_file_is_replaced_only_by_force(stored: Run, tmp_path: Path, database: Path) -> None:
    """Each command refuses, names the file and the way out before it does anything, and the way out works."""
    folder = tmp_path / "out"
    folder.mkdir()
    commands = writing(folder, database)
    made = folder / "made-before.json"
    assert stored("repair", "plan", "--sql", f"sqlite:///{database}", "--owner", OWNER, "--output", made).code == 0
    for name, command in commands.items():
        path = folder / name
        path.write_text("# mine\n")
        done = stored(*command, path)
        assert (done.code, done.out, path.read_text()) == (2, "", "# mine\n"), (name, done.err)
        assert done.err == f"migrator: {path}: exists already\n  Choose another name, or replace it with --force\n"
        done = stored(*command, path, "--force")
        assert done.code in (0, 1), (name, done.err)
        assert name == "answers.toml" or b"# mine" not in path.read_bytes(), name
    assert {path.name for path in folder.iterdir()} == {*commands, made.name}
    assert os.name == "nt" or modes(folder) == {}


def test_a_folder_of_scripts_keeps_what_was_edited(stored: Run, tmp_path: Path) -> None:
    """Writing the same again is no question; a script that somebody changed stays as it is without --force."""
    for name, command in FOLDERS.items():
        folder = tmp_path / "out" / name
        first = stored(*command, folder)
        assert first.code in (0, 1), (name, first.err)
        assert stored(*command, folder).code == first.code, name
        script = sorted(folder.glob("*.ps1"))[0]
        made = script.read_bytes()
        script.write_bytes(made + b"# mine")
        done = stored(*command, folder)
        assert (done.code, done.err.splitlines()[0]) == (2, f"migrator: {script}: exists already"), name
        assert script.read_bytes() == made + b"# mine"
        assert stored(*command, folder, "--force").code == first.code
        assert script.read_bytes() == made
    assert os.name == "nt" or modes(tmp_path / "out") == {}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other names and devices")
def test_what_cannot_be_written_is_one_line_that_names_it(stored: Run, tmp_path: Path, database: Path) -> None:
    """A name that is too long, a link to itself, a full disk, a folder in a file: exit code 2, and no riddle."""
    (tmp_path / "loop.xlsx").symlink_to("loop.xlsx")
    (tmp_path / "file").touch()
    commands = writing(tmp_path, database)
    plan = tmp_path / "made-before.json"
    assert stored("repair", "plan", "--sql", f"sqlite:///{database}", "--owner", OWNER, "--output", plan).code == 0
    targets = [f"{'x' * 300}.xlsx", "loop.xlsx", "/dev/full", "file/estate.xlsx"]
    before = {path for path in tmp_path.iterdir() if not path.name.startswith("migration")}
    for name, target in [(name, targets[number % 4]) for number, name in enumerate(commands)]:
        done = stored(*commands[name], tmp_path / target)
        said = done.err.splitlines()
        assert done.code == 2, (name, target, done.err)
        assert any(line.startswith("migrator: ") and target[:20] in line for line in said), (name, target, said)
        assert "does not exist" not in done.err, (name, target)
        assert "unexpected" not in done.err, (name, target)
        assert "Traceback" not in done.err, (name, target)
    done = stored("repair", "approve", "--plan", plan, "--output", "/dev/full")
    assert done.err == "migrator: /dev/full: cannot be written (No space left on device)\n"
    for command in FOLDERS.values():
        for target in ("x" * 300, "file/kit"):
            done = stored(*command, tmp_path / target)
            assert (done.code, "unexpected" in done.err) == (2, False), done.err
    assert {path for path in tmp_path.iterdir() if not path.name.startswith("migration")} == before


@pytest.mark.parametrize("named", ["", ":memory:", "sqlite://", ".", "/"])
def test_a_project_is_a_file(named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing, memory or a folder in place of the project: said before anything is read."""
    assert main(["--project", named, "inventory", str(fixture("contoso-ocs2007r2"))]) == 2
    error = capsys.readouterr().err
    assert "e.g. migration.db" in error
    assert "unexpected" not in error


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminal")
def test_on_a_terminal_the_user_is_asked(stored: Run, tmp_path: Path, project: Path) -> None:
    """No leaves the file, yes replaces it; where the screen is not a terminal nobody is asked."""
    path = tmp_path / "rules.html"
    path.write_text("mine")
    arguments = ["-m", "migrator", "--project", str(project), "rules", "--html", str(path)]
    for answer, code, is_kept in (("n", 2, True), ("", 2, True), ("y", 0, False)):
        child = pexpect.spawn(sys.executable, arguments, encoding="utf-8", timeout=30, dimensions=(40, 200))
        child.expect("exists already. Replace it")
        child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert (child.exitstatus, path.read_text() == "mine") == (code, is_kept), answer
    path.write_text("mine")
    quoted = " ".join(["exec", sys.executable, *arguments, "2>/dev/null"])
    child = pexpect.spawn("/bin/sh", ["-c", quoted], encoding="utf-8", timeout=30)
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, path.read_text()) == (2, "mine")


def test_every_command_that_writes_can_be_forced() -> None:
    """No command takes a file to write, or a folder to write into, without --force; an input has another type."""

    def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
        found: list[tuple[str, click.Command]] = []
        for name, command in group.commands.items():
            words = (*path, name)
            found += commands(command, words) if isinstance(command, click.Group) else [(" ".join(words), command)]
        return found

    outputs = {"output", "into", "xlsx", "html", "svg_file", "mermaid_file", "script", "calendar"}
    #: the tour's own folder; a file of templates that grows
    others = {"demo": "into", "log template": "into", "wizard": "calendar"}
    for words, command in commands(command_line()):
        names = {parameter.name for parameter in command.params} - {others.get(words)}
        writes = any(isinstance(parameter.type, OutputFile) for parameter in command.params)
        assert (writes or bool(names & outputs)) == ("force" in names), words
        for parameter in command.params:
            if parameter.name in outputs and parameter.name != "into" and words not in others:
                assert isinstance(parameter.type, OutputFile), (words, parameter.name)


def test_lync_2010_does_not_move_to_lync_2010(run: Run, tmp_path: Path) -> None:
    """The move to its own version is refused by everything that asks the rules; OCS 2007 R2 beside it may move."""
    assert run("inventory", fixture("contoso-lync2010"), "--name", "lync").code in (0, 5)
    out = tmp_path / "x.xlsx"
    for command in (("predict",), ("export", "xlsx", "--output", out), ("log", "compare", __file__)):
        done = run(*command, "--target", "2010")
        assert (done.code, done.out) == (2, ""), command
        assert done.err.startswith(
            "migrator: --target 2010: the snapshot is of Lync 2010, and only OCS 2007 R2 moves to Lync Server 2010\n"
        ), done.err
    assert not out.exists()
    done = run("wizard", "--step", "findings", "--target", "2010")
    assert (done.code, "--target 2010" in done.err) == (2, True)
    run("inventory", fixture("contoso-ocs2007r2"), fixture("contoso-lync2010"), "--name", "both")
    assert run("predict", "--target", "2010").code == 1


def test_what_a_command_reads_is_not_what_it_writes(run: Run, database: Path, tmp_path: Path) -> None:
    """Also with --force: the plan is not replaced by its sheet or script, and one file is not two."""
    plan = tmp_path / "plan.json"
    sql = ("--sql", f"sqlite:///{database}", "--owner", OWNER)
    assert run("repair", "plan", *sql, "--output", plan).code == 0
    before = plan.read_bytes()
    (tmp_path / "link.json").symlink_to("plan.json")
    for command in (
        ("repair", "approve", "--plan", plan, "--output", plan),
        ("repair", "script", "--plan", plan, "--output", tmp_path / "link.json"),
        ("repair", "plan", *sql, "--output", tmp_path / "new", "--xlsx", tmp_path / "new"),
    ):
        end = run(*command, "--force")
        assert (end.code, "it is named twice in this command" in end.err) == (2, True)
    assert (plan.read_bytes(), (tmp_path / "new").exists()) == (before, False)
    assert run("repair", "plan", *sql, "--output", os.devnull, "--xlsx", os.devnull).code == 0


def test_no_database_is_replaced(stored: Run, database: Path, project: Path, tmp_path: Path) -> None:
    """Neither the project nor the database that is repaired, by --force or by a log; they are as they were."""
    copy = tmp_path / "rgsconfig.db"
    copy.write_bytes(database.read_bytes())
    before = copy.read_bytes(), project.read_bytes()
    for command in (
        ("export", "xlsx", "--snapshot", "before", "--output", project, "--force"),
        ("repair", "plan", "--sql", f"sqlite:///{copy}", "--owner", OWNER, "--output", copy, "--force"),
        ("--log", project, "snapshots"),
    ):
        end = stored(*command)
        assert (end.code, "this is a database, or a project" in end.err) == (2, True)
    assert (copy.read_bytes(), project.read_bytes()) == before
