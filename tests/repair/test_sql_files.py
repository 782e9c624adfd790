"""The statement files of the repair: each is used, and the grants are the least."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import migrator.repair
from migrator.database.statements import filled, fragment
from migrator.resources import sql_file

FILES = sorted(sql_file("rgsconfig").glob("*.sql"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_is_used_by_the_program_or_says_how_to_use_it(path):
    """No file lies about: the program names it, or its header says how a person runs it."""
    source = "".join(file.read_text(encoding="utf-8") for file in Path(migrator.repair.__path__[0]).glob("*.py"))
    named = f'"{path.stem}"' in source or re.search(rf'"{path.stem.split("_", 1)[-1]}"', source)
    assert named or "\nUse: " in path.read_text(encoding="utf-8")


def test_a_value_is_not_filled_twice():
    """A value that looks like a placeholder is left as it is."""
    assert "[<table>]" in filled("rgsconfig", "read_rows", columns="[<table>]", table="[T]")


def test_a_placeholder_without_value_is_a_mistake():
    """Neither a missing nor a superfluous value passes."""
    with pytest.raises(KeyError):
        filled("rgsconfig", "read_rows", columns="x")
    with pytest.raises(KeyError, match=r"no placeholder for more"):
        fragment("rgsconfig", "read_rows", columns="x", table="y", more="z")


def test_the_grants_cover_what_the_script_does():
    """The least rights are SELECT and UPDATE of the one column; nothing can be inserted, deleted or altered."""
    text = sql_file("rgsconfig", "grant_repair_login.sql").read_text(encoding="utf-8")
    granted = set(re.findall(r"N'(GRANT [A-Z]+)", text))
    assert granted == {"GRANT SELECT", "GRANT UPDATE"}
    assert "GRANT UPDATE (' + QUOTENAME(@column)" in text
    assert "N'$(" not in text, "a login with an apostrophe would end the literal"
    assert not re.search(r"db_owner|db_datawriter|CONTROL|ALTER", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
