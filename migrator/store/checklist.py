"""What people decide about the steps of the checklist, with every change that was ever made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import uuid4

import attrs
from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ..errors import GuardRefused
from . import schema
from .connecting import translated

_TRACK = "checklist_track"
_IDENTITY = "checklist_id"


@attrs.frozen(kw_only=True)
class StoredStep:
    """What people decided about a step; times are UTC in ISO 8601, "" for none.

    Attributes:
        key: of the step in the plan.
        title: of a step that people added; "" for one of the plan.
        after: of a step that people added, the key of the step above it; "" where it is the first.
        version: one higher with each change.
    """

    key: str
    title: str = ""
    after: str = ""
    status: str = ""
    owner: str = ""
    planned_start: str = ""
    planned_end: str = ""
    actual_start: str = ""
    actual_end: str = ""
    note: str = ""
    who: str = ""
    at: str = ""
    version: int = 0


@attrs.frozen(kw_only=True)
class StoredChange:
    """One field that somebody changed."""

    at: str
    who: str
    key: str
    field: str
    before: str
    after: str


class ChecklistStore:
    """The checklist of a project; each change is one transaction."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self._shown = shown

    def track(self) -> str:
        """The id of the track; "" where there is no checklist yet."""
        with translated(self._shown), self._engine.connect() as connection:
            return connection.scalar(select(schema.about.c.value).where(schema.about.c.name == _TRACK)) or ""

    def set_track(self, track: str) -> None:
        """Keep the track, in place of an earlier one; what people decided stays."""
        with translated(self._shown), self._engine.begin() as connection:
            connection.execute(delete(schema.about).where(schema.about.c.name == _TRACK))
            connection.execute(insert(schema.about).values(name=_TRACK, value=track))

    def identity(self) -> str:
        """What tells this checklist from any other; made when it is first asked for."""
        with translated(self._shown), self._engine.begin() as connection:
            kept = connection.scalar(select(schema.about.c.value).where(schema.about.c.name == _IDENTITY))
            if kept is None:
                kept = uuid4().hex
                connection.execute(insert(schema.about).values(name=_IDENTITY, value=kept))
            return kept

    def steps(self) -> dict[str, StoredStep]:
        """What people decided, by the key of the step."""
        table = schema.checklist_step
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.digest)).mappings()
            return {row["key"]: _step(row) for row in rows}

    def revision(self) -> int:
        """The number of the newest change; 0 before the first."""
        with translated(self._shown), self._engine.connect() as connection:
            return connection.scalar(select(func.max(schema.checklist_change.c.id))) or 0

    def changes_since(self, revision: int) -> int:
        """How many fields were changed after a revision."""
        newer = schema.checklist_change.c.id > revision
        with translated(self._shown), self._engine.connect() as connection:
            return connection.scalar(select(func.count()).where(newer)) or 0

    def changes(self) -> list[StoredChange]:
        """Every change, the oldest first."""
        table = schema.checklist_change
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).mappings()
            return [StoredChange(**{name: row[name] for name in attrs.fields_dict(StoredChange)}) for row in rows]

    def change(self, edits: Mapping[str, Mapping[str, str]], *, who: str, at: str, seen: Mapping[str, int]) -> None:
        """Change fields of steps, all or none.

        A change of another person since *seen* is kept where it is of other fields.

        Args:
            edits: the new values by field, by the key of the step.
            seen: the version of each step on which the edits rest; one that is not named was not stored yet.

        Raises:
            GuardRefused: another person changed the same fields since; nothing is changed.
        """
        with translated(self._shown):
            for is_last in (False, False, True):
                try:
                    self._change_all(edits, who=who, at=at, seen=seen)
                except IntegrityError:  # another person stored one of the steps for the first time: now it is there
                    if is_last:
                        raise
                else:
                    break

    def _change_all(
        self, edits: Mapping[str, Mapping[str, str]], *, who: str, at: str, seen: Mapping[str, int]
    ) -> None:
        with self._engine.begin() as connection:
            for key in sorted(edits):  # two who lock the same steps in the same order never wait for each other
                _change(connection, key, edits[key], who=who, at=at, seen=seen.get(key, 0))


def _step(row: RowMapping) -> StoredStep:
    return StoredStep(
        **{name: row[name] or "" for name in attrs.fields_dict(StoredStep) if name != "version"}, version=row["version"]
    )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _change(connection: Connection, key: str, fields: Mapping[str, str], *, who: str, at: str, seen: int) -> None:
    table, changes = schema.checklist_step, schema.checklist_change
    digest = _digest(key)
    row = connection.execute(select(table).where(table.c.digest == digest).with_for_update()).mappings().first()
    stored = _step(row) if row else StoredStep(key=key)
    edits = {name: value for name, value in fields.items() if getattr(stored, name) != value}
    if stored.version > seen and edits.keys() & _changed_since(connection, key, stored.version - seen):
        raise _changed(stored)
    if not edits:
        return
    values = {**edits, "who": who, "at": at, "version": stored.version + 1}
    if row is None:
        connection.execute(insert(table).values(digest=digest, key=key, **(_empty() | values)))
    else:
        same = (table.c.digest == digest) & (table.c.version == stored.version)
        if connection.execute(update(table).where(same).values(**values)).rowcount != 1:
            raise _changed(stored)
    made = [
        {"at": at, "who": who, "key": key, "field": name, "before": getattr(stored, name), "after": value}
        for name, value in edits.items()
    ]
    connection.execute(insert(changes), [each | {"version": stored.version + 1} for each in made])


def _changed(stored: StoredStep) -> GuardRefused:
    return GuardRefused(
        f"{stored.key}: {stored.who} changed the same meanwhile; nothing was changed",
        hint="Look at it with `migrator checklist show`, then set it again",
    )


def _empty() -> dict[str, object]:
    return {name: value for name, value in attrs.asdict(StoredStep(key="")).items() if name != "key"}


def _changed_since(connection: Connection, key: str, number: int) -> set[str]:
    """The fields that the newest changes of a step touched: those of its last versions."""
    table = schema.checklist_change
    rows = connection.execute(
        select(table.c.field, table.c.version).where(table.c.key == key).order_by(table.c.id.desc())
    ).all()
    newest = sorted({version for _, version in rows}, reverse=True)[:number]
    return {field for field, version in rows if version in newest}
