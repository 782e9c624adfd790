"""Text of an estate never becomes markup or a control sequence in the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.terminal.console import one_line, printable, progress_bar, shown

#: a name that would clear the screen, change the title, ring, overwrite, turn the text round, and style
EVIL = "[red]x[/red] [/nope] :smile: \x1b[2J\x1b]0;pwned\x07\x08\x9b31m\u202egnp.exe\u2066 [link=http://x]y[/link]"
ESCAPED = "".join(c if c.isprintable() or c in "\u202e\u2066" else f"_x{ord(c):04X}_" for c in EVIL)
FORBIDDEN = [
    chr(c) for c in (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
]


@pytest.fixture
def evil(contoso: Path, tmp_path: Path) -> Path:
    """The Contoso estate with an evil emergency route, an evil agent, and a file of an evil name that nobody knows."""
    folder = tmp_path / "evil"
    folder.mkdir()
    for path in contoso.iterdir():
        text = path.read_text("utf-16").replace("Emergency Services", ESCAPED).replace("Gary Bishop", ESCAPED)
        (folder / path.name).write_text(text, "utf-16")
    (folder / f"{EVIL.replace('/', '∕')}.txt").write_text(f"not known {EVIL}")
    return folder


def leaks(text: str) -> list[str]:
    """Characters that must not reach a terminal."""
    return sorted({c for c in FORBIDDEN if c in text})


def test_evil_names_are_shown_as_text(run: Callable[..., Any], evil: Path) -> None:
    """No command prints a control character of the evidence; the markup stands there to be read."""
    for arguments in (
        ("inventory", evil, "--name", EVIL),
        ("snapshots",),
        ("show",),
        ("show", "voice_route"),
        ("show", "agent"),
        ("predict",),
        ("predict", "--rule", "R2-RTE-008"),
        ("show", EVIL),
        ("predict", "--snapshot", EVIL + "?"),
        ("inventory", evil / "no" / EVIL.replace("/", "∕")),
    ):
        done = run(*arguments)
        assert leaks(done.out + done.err) == [], arguments
        assert "Traceback" not in done.err
    assert "[red]x[/red] [/nope] :smile: " in run("show", "voice_route").out


def test_evil_names_survive_in_json(run: Callable[..., Any], evil: Path) -> None:
    """JSON holds the name as it was read, escaped as JSON escapes."""
    run("inventory", evil)
    done = run("show", "voice_route", "--json")
    assert EVIL in {route["name"] for route in json.loads(done.out)}
    assert [c for c in leaks(done.out) if ord(c) < 32] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminal for pexpect")
def test_evil_file_names_in_a_real_terminal(evil: Path, project: Path) -> None:
    """In a terminal, with colours and a progress bar, the only control sequences are our own."""
    import pexpect

    child = pexpect.spawn(
        sys.executable,
        ["-m", "migrator", "--project", str(project), "inventory", str(evil)],
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 200),
        env={**os.environ, "TERM": "xterm-256color"},
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 5
    for sequence in ("\x1b[2J", "\x1b]0;", "\x07", "\x9b", "\u202e", "\x1b]8;", "Traceback"):
        assert sequence not in child.before


@pytest.mark.skipif(sys.platform == "win32", reason="such names exist on Unix only")
def test_file_name_with_a_line_break(run: Callable[..., Any], tmp_path: Path) -> None:
    """A file name cannot forge a second line of an error."""
    file = tmp_path / "a\nmigrator: all is well.xml"
    file.touch()
    done = run("inventory", file)
    assert (done.code, [line for line in done.err.splitlines() if line.startswith("migrator: all")]) == (2, [])


@pytest.mark.skipif(sys.platform != "linux", reason="such names exist on Linux only")
def test_file_name_that_is_no_utf8(run: Callable[..., Any], contoso: Path, tmp_path: Path) -> None:
    """A file whose name is no UTF-8 is read, and its path is shown with the bad byte replaced."""
    folder = tmp_path / "old"
    folder.mkdir()
    name = os.fsencode(folder) + b"/Z\xfcrich.xml"
    Path(os.fsdecode(name)).write_bytes((contoso / "MSFT_SIPPhoneRouteData.xml").read_bytes())
    done = run("inventory", folder, "--json")
    assert (done.code, json.loads(done.out)["sources"][0]["path"]) == (0, f"{folder}/Z\ufffdrich.xml")


def test_printable_keeps_what_people_read() -> None:
    """Letters of any script, blanks, tabs, line breaks and signs stay; what steers a terminal does not."""
    kept = "Zürich Ελλάδα 日本 +44\t=1\n[x] 😀"
    assert printable(kept) == kept
    assert leaks(printable("".join(map(chr, range(0x3000))))) == []
    assert one_line("a\nb\r") == "a␊b␍"


def test_shown_text_is_no_markup() -> None:
    """Text for rich is literal."""
    assert shown("[b]x[/b] [/").plain == "[b]x[/b] [/"


def test_progress_without_a_terminal_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of the progress bar reaches a file."""
    with progress_bar("Reading") as progress:
        progress("[/x]", 1, 2)
    assert capsys.readouterr() == ("", "")
