"""What is written is complete or not there, and nobody but its owner can read it."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

import migrator
from migrator.errors import InputError
from migrator.estate.voice import VoiceRoute
from migrator.files import differing, for_owner_only, replacing, write_file, write_files
from migrator.store.project import open_project

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
#: what writes by itself: a folder that it made just now, a file of its own format, or a tool of the developers
WRITERS = {
    "files.py": "the one place for what the user names",
    "app/demo.py": "the mark in the folder of the tour",
    "repair/journal.py": "the folder of a run: never over a file",
    "store/upgrades.py": "the copy before an upgrade: never over a file",
    "documents/shapes/__main__.py": "the schema of this repository",
}


def mode(path: Path) -> int:
    """The mode of a file or folder."""
    return stat.S_IMODE(path.lstat().st_mode)


def test_one_place_writes_what_the_user_names() -> None:
    """No other module opens a file to write; so none overwrites without asking, and none leaves half a file."""
    package = Path(migrator.__file__).parent
    writing = re.compile(r"\.write_(text|bytes)\(|\.open\(\s*[\"'][wxa]|\bopen\([^)]*[\"'][wxa]b?[\"']")
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if writing.search(path.read_text("utf-8"))
    }
    assert found == set(WRITERS)


def test_an_interrupted_file_leaves_what_was_there(tmp_path: Path) -> None:
    """Ctrl-C, an error, a full disk: the old content stays, no half file and no empty one."""
    there, new = tmp_path / "there.txt", tmp_path / "new.txt"
    there.write_bytes(b"old")
    for path in (there, new):
        for error in (KeyboardInterrupt, ValueError, OSError(28, "No space left on device")):
            with suppress(KeyboardInterrupt, ValueError, InputError), replacing(path) as unfinished:
                unfinished.write_bytes(b"half")
                raise error
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("there.txt", b"old")]


@POSIX
def test_links_and_devices_stay_what_they_are(tmp_path: Path) -> None:
    """A symbolic link goes on to lead to the file, and /dev/null is not replaced by one."""
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to("file")
    write_file(tmp_path / "link", b"new")
    write_file(Path(os.devnull), b"away")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "file").read_bytes()) == (True, b"new")
    assert Path(os.devnull).is_char_device()


def test_only_files_that_would_change_differ(tmp_path: Path) -> None:
    """Equal files and missing ones are nothing to ask about."""
    write_files(tmp_path / "made" / "here", {"a": b"1", "b": b"2"})
    assert differing(tmp_path / "made" / "here", {"a": b"1", "b": b"3", "c": b"4"}) == (
        tmp_path / "made" / "here" / "b",
    )
    assert differing(tmp_path / "none", {"a": b"1"}) == ()


@POSIX
def test_a_pipe_in_the_place_of_a_file_differs(tmp_path: Path) -> None:
    """It is not opened, for nobody may ever write into it; nor is a link that leads nowhere taken for no file."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    assert differing(tmp_path, {"pipe": b"1", "link": b"1"}) == (tmp_path / "pipe", tmp_path / "link")


@POSIX
def test_mode_is_set_before_the_content(tmp_path: Path) -> None:
    """A file is for its owner only from its first byte on, also in place of one that all could read."""
    path = tmp_path / "sub" / "plan.json"
    seen = []
    with for_owner_only():
        path.parent.mkdir()
        path.write_bytes(b"old")
        path.chmod(0o644)
        with replacing(path) as unfinished, unfinished.open("wb") as file:
            seen.append(mode(unfinished))
            file.write(b"new")
    assert (seen, mode(path), mode(path.parent)) == ([0o600], 0o600, 0o700)
    (tmp_path / "after").touch()
    assert mode(tmp_path / "after") != 0o600


@POSIX
def test_side_files_of_a_project_are_for_its_owner_only(tmp_path: Path) -> None:
    """SQLite's journal holds what the project holds."""
    seen: dict[str, int] = {}

    def items() -> Iterator[VoiceRoute]:
        seen.update({path.name: mode(path) for path in tmp_path.iterdir()})
        yield VoiceRoute(product="lync2010", key="r", name="r")

    with for_owner_only():
        project = open_project(str(tmp_path / "migration.db"), create=True)
        project.save_snapshot("s", datetime(2026, 1, 1, tzinfo=UTC), items(), list)
    assert seen == {"migration.db": 0o600, "migration.db-journal": 0o600}
