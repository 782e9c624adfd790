"""The answers file: what is refused, and what the refusal suggests."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.errors import InputError
from migrator.knowledge.known_message import KnownMessage
from migrator.rules.engine.answers import read_answers, write_answers
from migrator.rules.engine.messages import append_template, read_templates
from migrator.rules.engine.model import Grade
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
    assert hint.startswith("Did you mean planned_pool_fqdns")
    assert hint.endswith("`migrator answers list` lists the names")
    assert sum(name in hint for name in QUESTIONS) <= 3


def test_a_name_like_no_other_is_met_with_the_command_alone(tmp_path: Path) -> None:
    """Nothing is suggested that is not alike."""
    assert hint_for(tmp_path, "zzz = true") == "`migrator answers list` lists the names"


def test_a_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    """A byte order mark and line ends of Windows are no part of the answers."""
    path = tmp_path / "answers.toml"
    path.write_bytes(b'\xef\xbb\xbf# ours\r\ntarget_forest = "contoso.local"\r\n')
    assert read_answers(path) == {"target_forest": "contoso.local"}


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe", b"[a]\n[a]\n"])
def test_what_is_not_toml_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    """The line names the file; nothing is written over it."""
    path = tmp_path / "answers.toml"
    path.write_bytes(content)
    for use in (read_answers, lambda p: write_answers(p, {"target_forest": "x"})):
        with pytest.raises(InputError, match="not an answers file"):
            use(path)
    assert path.read_bytes() == content


def test_comments_in_message_templates_survive_a_new_template(tmp_path: Path) -> None:
    """What people wrote in their file of templates is still there, and the new text is read back as it was."""
    path = tmp_path / "messages.toml"
    own = (
        '# lines of our log\n[U1] # May\ncmdlet = "c"\nlevel = "ERROR"\ngrade = "observed"\nsource = "s"\ntext = "t"\n'
    )
    path.write_text(own, encoding="utf-8")
    text = 'Cannot find "{value1}" \\ \x7f\n{x'
    added = KnownMessage(id="U 2.a", cmdlet="c", level="ERROR", grade=Grade.OBSERVED, source="s", text=text)
    append_template(path, added)
    assert path.read_text("utf-8").startswith(own)
    assert read_templates(path)["U 2.a"] == added
