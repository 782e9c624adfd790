"""The project: opens it, stores each snapshot in one transaction, and reads snapshots as estates."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, func, insert, inspect, select

from ..database.connection import redact
from ..errors import InputError
from ..estate.catalogue import KINDS
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.merge import Dates, merge_into, undated
from ..estate.older import newer_sources
from ..estate.products import FOREST
from ..estate.provenance import Snapshot, SourceReport, collected, incomplete
from . import schema
from .checklist import ChecklistStore
from .connecting import engine_for, file_of, refuse_other_file, translated, url_of
from .decisions import Decisions
from .item_rows import ItemRows, encode
from .notes import Notes
from .people import person_numbers
from .times import stamp
from .upgrades import upgrade, version_of
from .waves import WaveStore

_LONGEST_NAME = 200
_REPORT = msgspec.json.Decoder(SourceReport)


def open_project(where: str, *, create: bool = False) -> Project:
    """The project in a file or at an SQLAlchemy URL.

    Raises:
        InputError: there is no project and *create* is False, or it is not a project that this version knows.
        TargetError: the database cannot be reached.
    """
    url = url_of(where)
    if path := file_of(url):
        if path.exists():
            refuse_other_file(path)
        if not _is_begun(path) and not create:
            raise InputError(
                f"{path}: there is no project yet",
                hint="Run `migrator inventory SOURCE` first, or name another with --project",
            )
        if not path.parent.is_dir():
            raise InputError(f"{path}: the folder does not exist", hint="Make it first, or name another with --project")
    project = Project(engine_for(url), str(path) if path else redact(url.render_as_string(hide_password=True)))
    project.prepare(create=create, file=path)
    return project


class Project:
    """A project that is open; `open_project` makes it."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self.shown = shown
        self.decisions = Decisions(engine, shown)
        self.notes = Notes(engine, shown)
        self.checklist = ChecklistStore(engine, shown)
        self.waves = WaveStore(engine, shown)

    def __repr__(self) -> str:
        return f"<Project({self.shown})>"

    def prepare(self, *, create: bool, file: Path | None) -> None:
        """Make the tables if there are none, upgrade those of an older version, refuse what is not a project.

        Args:
            file: the project's file; a copy is made beside it before an upgrade. None for a project in a server.
        """
        with translated(self.shown):
            with self._engine.begin() as connection:
                tables = inspect(connection).get_table_names()
                if "about" not in tables:
                    if not create or tables:
                        raise InputError(f"{self.shown}: this is not a migrator project")
                    schema.metadata.create_all(connection)
                    connection.execute(insert(schema.about).values(name="schema", value=str(schema.VERSION)))
                is_older = version_of(connection, self.shown) < schema.VERSION
            if is_older:
                upgrade(self._engine, self.shown, file)

    def save_snapshot(
        self,
        name: str,
        taken_at: datetime,
        items: Iterable[Item],
        reports: Callable[[], Iterable[SourceReport]],
        dates: Dates = undated,
    ) -> Snapshot:
        """Store a snapshot in one transaction, or nothing of it.

        Args:
            items: the items of the evidence; items of one object from several sources are merged.
            reports: called after all of *items* was read; what a file holds twice is added to its messages.
            dates: when each source was collected.

        Raises:
            InputError: the name is taken, or reading *items* failed; nothing is stored.
        """
        if len(name) > _LONGEST_NAME:
            raise InputError(f"the name of a snapshot has at most {_LONGEST_NAME} characters")
        with translated(self.shown), self._engine.begin() as connection:
            if connection.scalar(select(schema.snapshot.c.id).where(schema.snapshot.c.name == name)) is not None:
                raise InputError(f"snapshot {name!r} exists already", hint="Choose another --name")
            result = connection.execute(insert(schema.snapshot).values(name=name, taken_at=stamp(taken_at)))
            snapshot_id = int(result.inserted_primary_key[0])  # type: ignore[index]
            rows = ItemRows(connection, snapshot_id)
            repeated = merge_into(rows, items, dates)
            rows.flush()
            sources = [{"snapshot_id": snapshot_id, "report": encode(repeated.noted(report))} for report in reports()]
            if sources:
                connection.execute(insert(schema.source), sources)
        return self.snapshot(name)

    def person_numbers(self, identities: Iterable[str]) -> dict[str, int]:
        """The number of each person, for the labels of documents without names; a new person gets the next number."""
        with translated(self.shown), self._engine.begin() as connection:
            return person_numbers(connection, identities)

    def person(self, number: int) -> str | None:
        """The identity of the person who has *number* in documents without names; None if there is no such person."""
        with translated(self.shown), self._engine.connect() as connection:
            return connection.scalar(select(schema.person.c.identity).where(schema.person.c.number == number))

    def snapshots(self) -> list[Snapshot]:
        """All snapshots, oldest first."""
        with translated(self.shown), self._engine.connect() as connection:
            rows = connection.execute(select(schema.snapshot).order_by(schema.snapshot.c.id)).all()
            return [self._snapshot(connection, row) for row in rows]

    def snapshot(self, name: str | None = None) -> Snapshot:
        """The snapshot of that name, or the newest one.

        Raises:
            InputError: there is none.
        """
        with translated(self.shown), self._engine.connect() as connection:
            return self._snapshot(connection, self._find(connection, name))

    def estate(self, name: str | None = None) -> Estate:
        """The estate of the snapshot of that name, or of the newest one.

        Raises:
            InputError: there is none.
        """
        with translated(self.shown), self._engine.connect() as connection:
            row = self._find(connection, name)
            reports = _reports(connection, row.id)
            items = ItemRows(connection, row.id).read()
            return Estate(
                items, collected=collected(reports), incomplete=incomplete(reports), newer=newer_sources(reports)
            )

    def record_repair(self, entry: Mapping[str, object]) -> None:
        """Add an entry to the journal of repairs."""
        with translated(self.shown), self._engine.begin() as connection:
            connection.execute(insert(schema.repair).values(at=stamp(datetime.now(UTC)), entry=encode(dict(entry))))

    def repair_history(self) -> list[Mapping[str, Any]]:
        """Entries of the journal of repairs, oldest first."""
        with translated(self.shown), self._engine.connect() as connection:
            statement = select(schema.repair.c.entry).order_by(schema.repair.c.id)
            return [msgspec.json.decode(entry) for entry in connection.scalars(statement)]

    def _find(self, connection: Connection, name: str | None) -> Any:
        statement = select(schema.snapshot).order_by(schema.snapshot.c.id.desc()).limit(1)
        if name is not None:
            statement = select(schema.snapshot).where(schema.snapshot.c.name == name)
        row = connection.execute(statement).first()
        if row is None:
            missing = f"no snapshot {name!r}" if name else "no snapshot yet"
            raise InputError(f"{self.shown}: {missing}", hint="`migrator snapshots` lists them")
        return row

    @staticmethod
    def _snapshot(connection: Connection, row: Any) -> Snapshot:
        columns = (schema.item.c.kind, schema.item.c.product)
        counted = select(*columns, func.count()).where(schema.item.c.snapshot_id == row.id).group_by(*columns)
        items: Counter[str] = Counter()
        products: set[str] = set()
        for kind, product, count in connection.execute(counted):
            items[kind] += count
            products.add(product)
        return Snapshot(
            name=row.name,
            taken_at=datetime.fromisoformat(row.taken_at),
            products=tuple(sorted(products - {FOREST})),
            items={kind: items[kind] for kind in KINDS if kind in items},
            sources=tuple(_reports(connection, row.id)),
        )


def _reports(connection: Connection, snapshot_id: int) -> list[SourceReport]:
    statement = select(schema.source.c.report).where(schema.source.c.snapshot_id == snapshot_id)
    return [_REPORT.decode(report) for report in connection.scalars(statement.order_by(schema.source.c.id))]


@contextmanager
def discard_if_new(where: str) -> Iterator[None]:
    """If the enclosed work fails, remove the project file that it made, so that no empty project is left.

    Another program may have made it at the same time: one that holds anything, or that it is using, stays.
    """
    path = _new_file(where)
    try:
        yield
    except BaseException:
        if path is not None:
            with suppress(OSError, sqlite3.Error):
                _remove_unused(path)
        raise


def _remove_unused(path: Path) -> None:
    """Remove a project without rows; POSIX does it under lock, Windows refuses a file that is open elsewhere."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            if name != schema.about.name and connection.execute(f'SELECT 1 FROM "{name}"').fetchone():
                return
        if os.name != "nt":
            path.unlink()
    path.unlink(missing_ok=True)


def is_new(where: str) -> bool:
    """True if *where* names a project file that does not exist yet, or is empty."""
    return _new_file(where) is not None


def _new_file(where: str) -> Path | None:
    path = file_of(url_of(where))
    return None if path is None or _is_begun(path) else path


def _is_begun(path: Path) -> bool:
    """Whether anything is there; of a project that could not be made, as on a full disk, an empty file is left."""
    return path.exists() and not (path.is_file() and not path.stat().st_size)
