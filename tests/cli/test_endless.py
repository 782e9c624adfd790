"""Inputs that never end are refused with a line, instead of being read until the memory ends."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

MOST_BYTES = 3 * 1024**3


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="Windows has no such device")
@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["repair", "script", "--plan", "/dev/zero", "--output", "x.sql"], "/dev/zero: not a file that can be read"),
        (["predict", "--answers", "/dev/zero"], "/dev/zero: not a file that can be read"),
        (["diff", "a", "b", "--ignore-list", "/dev/zero"], "/dev/zero: not a file that can be read"),
        (["checklist", "import", "/dev/zero"], "/dev/zero: not a file that can be read"),
        (["explain", "-"], "the text is longer than 64 MB"),
    ],
)
def test_an_input_without_end_is_refused(tmp_path: Path, command: list[str], expected: str) -> None:
    """A device as file or at stdin ends with exit code 2 and its name, in little memory."""
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "migrator", *command],
            cwd=tmp_path,
            stdin=endless,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES)),
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert expected in done.stderr
    assert "unexpected" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
@pytest.mark.parametrize(
    "command",
    [
        ["repair", "script", "--plan", "pipe"],
        ["predict", "--answers", "pipe"],
        ["diff", "a", "b", "--ignore-list", "pipe"],
        ["checklist", "import", "pipe"],
        ["--project", "pipe", "snapshots"],
    ],
)
def test_a_pipe_into_which_nobody_writes_is_refused(tmp_path: Path, command: list[str]) -> None:
    """It is not waited for: exit code 2 with its name."""
    os.mkfifo(tmp_path / "pipe")
    words = [sys.executable, "-m", "migrator", *command]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "pipe: not a file that can be read" in done.stderr) == (2, True)
