"""The migration to practise of the README, walked line by line, from the first to the last phase, on both tracks."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SECTION = re.search(
    r"^## A migration to practise$(.*?)^## ", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
Run = Callable[..., Any]


def lines(track: str) -> list[str]:
    """The lines of a track, in the order of the README."""
    blocks = re.findall(r"(?:^    .*\n)+", SECTION[1] if SECTION else "", re.MULTILINE)
    block = next(each for each in blocks if f"generate_contoso_series.py {track} " in each)
    return [line.strip() for line in block.splitlines()]


def write_series(words: list[str], *options: str) -> None:
    """Run the line that writes the evidence, here."""
    subprocess.run([sys.executable, ROOT / words[1], *words[2:], *options], check=True, stdout=subprocess.DEVNULL)


def met(shown: str) -> Iterator[str]:
    """The ids of the steps that `verify` lists as shown by evidence, in full or in part."""
    title = ""
    for line in shown.splitlines():
        if not line.startswith(tuple("┏┃┡│└")):
            title = line.strip()
        elif line.startswith("│") and title in ("done", "evidence met; confirm by hand"):
            key = line.split("│")[1].strip()
            yield from [key.partition("@")[0]] if key else []


@pytest.mark.parametrize("track", ["A", "B"])
def test_the_readme_leads_from_the_first_to_the_last_phase(
    track: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line ends with 0, the gates named behind a `verify` turn green there, and at the end every step is done."""
    monkeypatch.chdir(tmp_path)
    before = set[str]()
    shown = ""
    for line in lines(track):
        words, remark = shlex.split(line, comments=True), line.partition(" # ")[2].split()
        if words[0] == "python":
            write_series(words)
            continue
        ran = run(*words[1:])
        assert ran.code == 0, (line, ran.err)
        shown = ran.out
        if words[1:3] == ["checklist", "verify"]:
            now = set(met(shown))
            assert now - before == set(remark), (line, sorted(now - before))
            before |= now
    assert "Every step is done." in shown
    steps = json.loads(run("checklist", "show", "--json").out)
    assert [step["id"] for step in steps if step["status"] not in ("done", "skipped") and not step["is_optional"]] == []
    assert "J. Field" in run("checklist", "history").out


@pytest.mark.parametrize("track", ["A", "B"])
def test_what_is_planted_is_named_and_not_believed(
    track: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--planted`, `verify` names each deviation; a step set to done against it ends with exit code 1."""
    monkeypatch.chdir(tmp_path)
    first, *others = lines(track)
    write_series(shlex.split(first), "--planted")
    inventories = [shlex.split(line)[1:] for line in others if line.startswith("migrator inventory")]
    answers = [shlex.split(line)[1:] for line in others if line.startswith("migrator answers")]
    for words in (inventories[0], ["checklist", "new", "--track", track], *answers, inventories[-1]):
        assert run(*words).code == 0
    ran = run("checklist", "verify")
    assert ran.code == 0
    listed = tomllib.loads((ROOT / "fixtures/contoso_series/deviations.toml").read_text("utf-8"))
    mine = [each for each in listed.values() if each["track"] == track]
    unnamed = [(each["step"], name) for each in mine for name in each["names"] if name not in ran.out]
    assert unnamed == []
    step = mine[-1]["step"]
    assert run("checklist", "set", step, "--status", "done", "--note", "they said so").code == 0
    ran = run("checklist", "verify")
    assert ran.code == 1
    assert "and the evidence denies it" in ran.out
