"""The rows of the requirements that tests carry are written in one form, so that each can be found."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
MARK = re.compile(r"mark\.ledger\(([^)]*)\)")
ROW = re.compile(r'"S[0-4]-\d{2}"')


def test_a_mark_of_the_ledger_names_rows() -> None:
    """A mark that names no row, or one in another form, would be found by nobody."""
    for path in TESTS.rglob("*.py"):
        for arguments in MARK.findall(path.read_text("utf-8")):
            assert all(ROW.fullmatch(row.strip()) for row in arguments.split(",") if row.strip()), path
            assert arguments.strip(), path
