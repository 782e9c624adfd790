"""The embedded rgsconfig database of the demo, made from the shipped fixture."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ..errors import InputError
from ..resources import fixture


def build(path: Path) -> Path:
    """Makes the Contoso rgsconfig database at *path* and gives the path back.

    Its schema is a stand-in that is discovered at run time, not Microsoft's (l13-rgs-collation).

    Raises:
        InputError: the file exists already, or cannot be written.
    """
    if path.exists():
        raise InputError(f"{path}: exists already", hint="Name a new file")
    script = fixture("rgsconfig", "contoso.sql").read_text(encoding="utf-8")
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"BEGIN;\n{script}\nCOMMIT;")
    except sqlite3.OperationalError as error:
        raise InputError(f"{path}: cannot be written: {error}") from None
    return path
