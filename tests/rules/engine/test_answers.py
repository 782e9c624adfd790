"""The answers file: what is refused, and what the refusal suggests."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.errors import InputError
from migrator.rules.engine.answers import read_answers
from migrator.rules.engine.questions import QUESTIONS


def hint_for(folder: Path, line: str) -> str:
    """The way out that a file of one line is refused with."""
    path = folder / "answers.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match="no rule asks for") as refused:
        read_answers(path)
    return refused.value.hint or ""


def test_a_mistyped_name_is_met_with_the_nearest_ones(tmp_path: Path) -> None:
    """The names that look like it, the best first, and the command that lists all; not the whole list."""
    hint = hint_for(tmp_path, 'planed_pool_fqdn = "x"')
    assert hint.startswith("did you mean planned_pool_fqdns")
    assert hint.endswith("`migrator rules --answers` lists the names")
    assert sum(name in hint for name in QUESTIONS) <= 3


def test_a_name_like_no_other_is_met_with_the_command_alone(tmp_path: Path) -> None:
    """Nothing is suggested that is not alike."""
    assert hint_for(tmp_path, "zzz = true") == "`migrator rules --answers` lists the names"
