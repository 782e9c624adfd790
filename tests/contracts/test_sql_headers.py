"""Every statement that is sent to a SQL Server says at its top what it does there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrator.resources import sql_file

FILES = sorted(sql_file().rglob("*.sql"))
HEADINGS = ("Purpose", "Minimum version", "Tables", "Locks", "Result")


def test_there_are_statements() -> None:
    """The folder was found."""
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_header(path: Path) -> None:
    """The file begins with a comment that has each heading once, in order, with something to say."""
    text = path.read_text("utf-8")
    assert text.startswith("/*\n")
    header = text[: text.index("*/")]
    found = re.findall(r"^([A-Z][a-z]+(?: [a-z]+)?): +(\S.*)$", header, re.MULTILINE)
    assert [name for name, _ in found if name in HEADINGS] == list(HEADINGS)
    assert "SQL Server 20" in dict(found)["Minimum version"]
