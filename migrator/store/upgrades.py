"""Brings a project of an older version to this one: numbered steps in one transaction, after a copy beside the file.

A step never changes after its release, so it declares the tables of that time by itself.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, ForeignKey, Integer, MetaData, String, Table, Text, select, update
from sqlalchemy.schema import CreateColumn

from ..errors import InputError
from ..files import for_owner_only
from . import schema

_log = logging.getLogger(__name__)


def version_of(connection: Connection, shown: str) -> int:
    """The schema version of a project.

    Raises:
        InputError: it is newer than this program, or has no version.
    """
    stored = connection.scalar(select(schema.about.c.value).where(schema.about.c.name == "schema"))
    if stored is None or not stored.isdecimal():
        raise InputError(f"{shown}: this is not a migrator project")
    if int(stored) > schema.VERSION:
        raise InputError(
            f"{shown}: written by a newer version of migrator "
            f"(project version {stored}; this program knows up to {schema.VERSION})",
            hint="Install a newer migrator, or name another project with --project",
        )
    return int(stored)


def upgrade(engine: Engine, shown: str, file: Path | None) -> None:
    """Bring the project to this version in one transaction, after a copy beside *file*, and log it.

    A project in a server has no file to copy. A failure leaves it as it was; backups are made by the server.

    Raises:
        InputError: the copy cannot be made; the project is unchanged.
        SQLAlchemyError: a step failed; the project is unchanged.
    """
    if file is None:
        _run(engine, shown, None)
    else:
        # Closed after the connection: closing any handle on the file would drop SQLite's lock on it (POSIX).
        with file.open("rb") as source:
            _run(engine, shown, _Original(file, source))


class _Original:
    """The file of a project that is to be upgraded."""

    def __init__(self, path: Path, source: BufferedReader) -> None:
        self.path = path
        self._source = source

    def copy_beside(self, version: int) -> Path:
        """Copy the file to ``NAME.vVERSION-backup``, unless an equal copy exists; never over another file."""
        wal = self.path.with_name(self.path.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            raise InputError(
                f"{self.path}: another program has it open, so it cannot be copied before its upgrade",
                hint="Close that program and try again",
            )
        digest = hashlib.file_digest(self._source, "sha256").digest()
        for number in itertools.count(1):
            end = f".v{version}-backup" + (f"-{number}" if number > 1 else "")
            copy = self.path.with_name(self.path.name + end)
            if not os.path.lexists(copy):
                self._write(copy)
                break
            if _has_digest(copy, digest):
                break
        return copy

    def keep_to_owner(self) -> None:
        """Take the rights of others on a file that an older version made; SQLite gives its side files the same."""
        with suppress(PermissionError):
            self.path.chmod(0o600)

    def _write(self, copy: Path) -> None:
        try:
            with for_owner_only():
                target = copy.open("xb")
            try:
                with target:
                    self._source.seek(0)
                    shutil.copyfileobj(self._source, target)
                    target.flush()
                    os.fsync(target.fileno())
            except BaseException:
                copy.unlink()
                raise
        except OSError as error:
            raise InputError(
                f"{copy}: the copy before the upgrade cannot be written ({error.strerror}); the project is unchanged"
            ) from error


def _has_digest(copy: Path, digest: bytes) -> bool:
    try:
        with copy.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest() == digest
    except OSError:
        return False


def _run(engine: Engine, shown: str, original: _Original | None) -> None:
    with engine.begin() as connection:
        before = version_of(connection, shown)  # from here on SQLite's shared lock keeps other writers out
        if before == schema.VERSION:  # another program was faster
            return
        copy = original.copy_beside(before) if original else None
        if original:
            original.keep_to_owner()
        for version in range(before + 1, schema.VERSION + 1):
            STEPS[version](connection)
        about = schema.about
        connection.execute(update(about).where(about.c.name == "schema").values(value=str(schema.VERSION)))
    kept = f"copy of the old version: {copy}" if copy else "no copy was made: use the backups of the database server"
    name = original.path if original else shown
    _log.warning("%s: upgraded from project version %d to %d; %s", name, before, schema.VERSION, kept)


def _add_columns(connection: Connection, table: str, *columns: Column[str]) -> None:
    """SQL Server only knows ``ADD`` without ``COLUMN``; the other databases know both."""
    Table(table, MetaData(), *columns)
    for column in columns:
        declaration = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD {declaration}")


def _keep_answers_and_reasons(connection: Connection) -> None:
    """Version 2: answers and labels of people are kept; a changed severity has a reason, an approver and a day."""
    Table(
        "answer",
        MetaData(),
        Column("name", String(60), primary_key=True),
        Column("value", Text, nullable=False),
        Column("who", Text, nullable=False),
        Column("at", String(40), nullable=False),
    ).create(connection)
    Table(
        "person",
        MetaData(),
        Column("digest", String(64), primary_key=True),
        Column("identity", Text, nullable=False),
        Column("number", Integer, nullable=False, unique=True),
    ).create(connection)
    _add_columns(
        connection, "severity", Column("reason", Text), Column("approver", Text), Column("created", String(10))
    )


def _name_unknown_fields(connection: Connection) -> None:
    """Version 3: the list of the fields of an object that the evidence does not tell is named `unknown`."""
    item = Table("item", MetaData(), Column("id", Integer, primary_key=True), Column("body", Text))
    named = [id_ for id_, body in connection.execute(select(item.c.id, item.c.body)) if '"truncated":["' in body]
    for id_ in named:
        fields = json.loads(connection.scalars(select(item.c.body).where(item.c.id == id_)).one())
        fields["unknown"] = fields.pop("truncated", [])
        body = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        connection.execute(update(item).where(item.c.id == id_).values(body=body))


def _keep_notes_and_investigations(connection: Connection) -> None:
    """Version 4: notes of the journal are kept, and what was done about a symptom."""
    metadata = MetaData()
    Table(
        "note",
        metadata,
        Column("id", Integer, primary_key=True),
        *(Column(name, String(40), nullable=False) for name in ("at", "kept")),
        *(Column(name, Text, nullable=False) for name in ("who", "text", "step", "exact", "cure")),
    )
    Table(
        "investigation",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("symptom", String(60), nullable=False),
        Column("at", String(40), nullable=False),
        Column("who", Text, nullable=False),
        Column("what", String(20), nullable=False),
        Column("name", String(60), nullable=False),
        Column("value", Text, nullable=False),
    )
    metadata.create_all(connection)


def _keep_checklist(connection: Connection) -> None:
    """Version 5: what people decide about the steps of the checklist is kept, with every change."""
    metadata = MetaData()
    texts = ("key", "title", "owner", "note", "who")
    times = ("planned_start", "planned_end", "actual_start", "actual_end", "at")
    Table(
        "checklist_step",
        metadata,
        Column("digest", String(64), primary_key=True),
        *(Column(name, Text, nullable=False) for name in texts),
        *(Column(name, String(40), nullable=False) for name in times),
        Column("status", String(20), nullable=False),
        Column("version", Integer, nullable=False),
    )
    Table(
        "checklist_change",
        metadata,
        Column("id", Integer, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("key", "before", "after", "who")),
        Column("field", String(20), nullable=False),
        Column("at", String(40), nullable=False),
        Column("version", Integer, nullable=False),
    )
    metadata.create_all(connection)


def _keep_waves(connection: Connection) -> None:
    """Version 6: waves of users are kept, and who has to move together."""
    metadata = MetaData()
    Table(
        "wave",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(200), nullable=False, unique=True),
        *(Column(name, Text, nullable=False) for name in ("chosen", "who")),
        Column("at", String(40), nullable=False),
    )
    for table in ("wave_user", "wave_pool"):
        Table(
            table,
            metadata,
            Column("id", Integer, primary_key=True),
            Column("wave_id", Integer, ForeignKey("wave.id", ondelete="CASCADE"), nullable=False, index=True),
            Column("key", Text, nullable=False),
        )
    Table(
        "companions",
        metadata,
        Column("id", Integer, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("one", "other", "reason", "who")),
        Column("at", String(40), nullable=False),
    )
    metadata.create_all(connection)


def _place_own_steps(connection: Connection) -> None:
    """Version 7: a step that people add to the checklist has a place in it."""
    _add_columns(connection, "checklist_step", Column("after", Text))


#: by the version after the step
STEPS: Mapping[int, Callable[[Connection], None]] = {
    2: _keep_answers_and_reasons,
    3: _name_unknown_fields,
    4: _keep_notes_and_investigations,
    5: _keep_checklist,
    6: _keep_waves,
    7: _place_own_steps,
}
