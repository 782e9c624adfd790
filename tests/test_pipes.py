"""Output that cannot be shown, read or kept: no traceback, and the exit code is what it would be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from migrator.__main__ import main
from migrator.resources import fixture

PROGRAM = [sys.executable, "-m", "migrator"]
#: what prints names of the estate or of the user's command line, tables and trees; with the exit code
COMMANDS: dict[tuple[str, ...], int] = {
    ("rgs", "flow"): 0,
    ("rgs", "flow", "Zürich"): 2,
    ("show", "user"): 0,
    ("show", "Łódź 東京"): 2,
    ("numbers",): 0,
    ("predict", "--rule", "R2-USR-013"): 0,
    ("predict", "--snapshot", "Łódź 東京"): 2,
    ("note", "Łódź: 東京"): 0,
    ("journal",): 0,
    ("explain", "Łódź 東京"): 1,
    ("Łódź",): 2,
    ("rgs", "flow", "--Łódź"): 2,
    ("--help",): 0,
}
#: runs each command as the program does, and prints its exit code on a line of its own
MANY = """
import json, sys
from migrator.pipes import prepare_streams
prepare_streams()
from migrator.__main__ import main
codes = [main(["--project", sys.argv[1], *words]) for words in json.loads(sys.argv[2])]
sys.stdout.flush()
sys.stderr.write("\\ncodes " + json.dumps(codes))
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell, its redirections and its signals")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the estate of OCS 2007 R2, whose names have umlauts and Polish letters."""
    project = tmp_path_factory.mktemp("project") / "migration.db"
    assert main(["--project", str(project), "inventory", str(fixture("contoso-ocs2007r2")), "--name", "contoso"]) == 0
    return project


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_terminal_that_cannot_show_a_character(stored: Path, encoding: str) -> None:
    """Every command ends as it should, with a question mark for what the terminal cannot show."""
    done = subprocess.run(
        [sys.executable, "-c", MANY, stored, json.dumps(list(COMMANDS))],
        check=False,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": encoding},
    )
    out, err = done.stdout.decode(encoding), done.stderr.decode(encoding)
    codes = json.loads(err.rpartition("codes ")[2])
    assert dict(zip(COMMANDS, codes, strict=True)) == COMMANDS
    assert "Traceback" not in err + out
    assert "unexpected" not in err + out
    assert "?ukasz Wi?niewski" in out
    assert "No such command '?" in err


def test_json_is_utf_8_whatever_the_terminal(stored: Path) -> None:
    """A program that reads the JSON gets every name as it is."""
    done = subprocess.run(
        [*PROGRAM, "--project", stored, "show", "agent", "--json"],
        check=False,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp850"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Łukasz Wiśniewski" in {agent["display_name"] for agent in json.loads(done.stdout.decode("utf-8"))}


@posix
@pytest.mark.parametrize(
    ("redirected", "code", "said"),
    [
        (">&-", 0, ["20 call flows, 0 with a loop, 0 with a dead end"]),
        (">&- <&-", 0, ["20 call flows, 0 with a loop, 0 with a dead end"]),
        (
            ">/dev/full",
            0,
            [
                "20 call flows, 0 with a loop, 0 with a dead end",
                "migrator: the output was not written (No space left on device)",
            ],
        ),
    ],
)
def test_closed_stdout(stored: Path, redirected: str, code: int, said: list[str]) -> None:
    """The output is lost, the exit code is not; a full disk is told."""
    command = f'exec "{sys.executable}" -m migrator --project "{stored}" rgs flow {redirected}'
    done = subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr.splitlines()) == (code, said)
    assert open_tables(stored) > 0  # no output went into the project that took the number of stdout


def open_tables(project: Path) -> int:
    """How many tables the project has; it is still a database."""
    import sqlite3

    with sqlite3.connect(project) as connection:
        return len(connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall())


@posix
def test_closed_stderr(stored: Path) -> None:
    """Without stderr the data are on stdout as ever."""
    command = f'exec "{sys.executable}" -m migrator --project "{stored}" snapshots 2>&-'
    done = subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True, text=True)
    assert (done.returncode, "contoso" in done.stdout) == (0, True)


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_interrupt_leaves_the_file_that_was_there(stored: Path, tmp_path: Path, name: str) -> None:
    """Ctrl-C, a kill or the end of the session while a workbook is written: 130, one line, only the old workbook."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "estate.xlsx").write_bytes(b"old")
    command = [*PROGRAM, "--project", stored, "export", "xlsx", "--force", "--output", folder / "estate.xlsx"]
    heard = partial(signal.signal, signal.Signals[name], signal.SIG_DFL)  # also where the tests run under nohup
    pipe = subprocess.PIPE
    running = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, preexec_fn=heard)  # noqa: PLW1509
    deadline = time.monotonic() + 60
    while len(list(folder.iterdir())) < 2 and time.monotonic() < deadline:  # until the new file is begun
        time.sleep(0.01)
    running.send_signal(signal.Signals[name])
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err.strip()) == (130, "", "migrator: interrupted; nothing is left half done")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("estate.xlsx", b"old")]


@posix
def test_a_signal_that_is_ignored_stays_ignored(stored: Path) -> None:
    """Under nohup the end of the session ends nothing."""
    script = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from migrator import __main__; main = __main__.main\n"
        "__main__.main = lambda: (os.kill(os.getpid(), signal.SIGHUP), main(sys.argv[1:]))[1]\n"
        "__main__.run()"
    )
    command = [sys.executable, "-c", script, "--project", stored, "snapshots"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, "contoso" in done.stdout, done.stderr) == (0, True, "")


@posix
def test_a_terminal_that_is_gone_costs_the_output_only(stored: Path) -> None:
    """The line was cut, and every write to the terminal fails: the exit code is that of the work."""
    import pty

    script = (
        "import os, select, sys; from migrator import __main__; main, gone = __main__.main, select.poll()\n"
        "gone.register(1, 0)\n"
        "__main__.main = lambda: (os.write(1, b'r'), gone.poll(), main(sys.argv[1:]))[2]\n"
        "__main__.run()"
    )
    our_side, terminal = pty.openpty()
    command = [sys.executable, "-c", script, "--project", stored, "snapshots"]
    running = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    os.read(our_side, 1)
    os.close(our_side)
    assert running.wait(60) == 0


@posix
def test_bytes_that_are_not_text_are_one_line(stored: Path, tmp_path: Path) -> None:
    """A name that is not UTF-8 is refused with what was typed; nothing is stored."""
    source = tmp_path / "x.xml"
    source.write_bytes((fixture("contoso-ocs2007r2") / "MSFT_SIPDomainData.xml").read_bytes())
    command = [*map(os.fsencode, PROGRAM), b"--project", os.fsencode(stored), b"inventory", os.fsencode(source)]
    done = subprocess.run([*command, b"--name", b"n\xff"], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "migrator: 'n\\udcff': this is not text that can be stored",
        "  Type it in another way",
    ]


def test_what_was_pasted_is_not_printed_back_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    """A file pasted in place of its name costs a screen, not 100,000 characters."""
    for words in (("edge", "check", "x" * 100_000), ("show", "x" * 100_000)):
        assert main([*words]) == 2
        assert 1 < len(capsys.readouterr().err) < 5000


@posix
@pytest.mark.parametrize("again", ["", "atexit.register(lambda: os.kill(os.getpid(), signal.SIGHUP))\n"])
def test_interrupt_while_the_program_starts(again: str) -> None:
    """Ctrl-C before any work, and a second signal as a session sends it: one line and 130, no traceback, no death."""
    script = (
        f"import atexit, os, signal, sys, builtins; real = builtins.__import__\n{again}"
        "def stop(name, *rest):\n"
        "    if name == 'click': os.kill(os.getpid(), signal.SIGINT)\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = stop; from migrator.__main__ import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (
        130,
        "",
        "migrator: interrupted; nothing is left half done\n",
    )
