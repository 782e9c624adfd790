"""What people write down: notes of the journal, and what they did about a symptom; nothing of it is changed later."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from sqlalchemy import Engine, insert, select

from . import schema
from .connecting import translated


@attrs.frozen(kw_only=True)
class StoredNote:
    """A note of the journal; times are UTC, ISO 8601.

    Attributes:
        at: when it happened.
        kept: when it was written down.
        exact: the exact text of a message.
    """

    at: str
    kept: str
    who: str
    text: str
    step: str = ""
    exact: str = ""
    cure: str = ""


@attrs.frozen(kw_only=True)
class StoredEntry:
    """One entry about a symptom: who did what, and when (UTC, ISO 8601).

    Attributes:
        what: ``opened``, ``since``, ``answer``, ``ruled out``, ``note`` or ``closed``.
        name: the question of an answer, the check of a cause that was ruled out; else empty.
        value: the answer, the cause, the text of a note or the cure.
    """

    symptom: str
    at: str
    who: str
    what: str
    name: str = ""
    value: str = ""


class Notes:
    """The notes of a project; each change is one transaction."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self._shown = shown

    def add(self, note: StoredNote) -> None:
        """Keep a note."""
        with translated(self._shown), self._engine.begin() as connection:
            connection.execute(insert(schema.note).values(**attrs.asdict(note)))

    def all(self) -> list[StoredNote]:
        """The notes in the order in which they were written down."""
        columns = [schema.note.c[field.name] for field in attrs.fields(StoredNote)]
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(schema.note.c.id)).mappings()
            return [StoredNote(**row) for row in rows]

    def add_entries(self, entries: Iterable[StoredEntry]) -> None:
        """Keep entries about symptoms."""
        rows = [attrs.asdict(entry) for entry in entries]
        if not rows:
            return
        with translated(self._shown), self._engine.begin() as connection:
            connection.execute(insert(schema.investigation), rows)

    def entries(self) -> list[StoredEntry]:
        """The entries about symptoms in their order."""
        columns = [schema.investigation.c[field.name] for field in attrs.fields(StoredEntry)]
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(schema.investigation.c.id)).mappings()
            return [StoredEntry(**row) for row in rows]
