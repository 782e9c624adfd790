"""The project: opens it, stores snapshots in one transaction each, gives them back as estates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import msgspec
from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ..database.connection import redact
from ..errors import InputError, TargetError
from ..estate.catalogue import KINDS
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.merge import merge_into
from ..estate.products import FOREST
from ..estate.provenance import Snapshot, SourceReport, collected
from . import schema
from .item_rows import ItemRows, encode

_LONGEST_NAME = 200
_SQLITE = b"SQLite format 3\0"
_REPORT = msgspec.json.Decoder(SourceReport)


def open_project(where: str, *, create: bool = False) -> Project:
    """The project in a file or at an SQLAlchemy URL.

    Raises:
        InputError: there is no project and *create* is False, or it is not a project of this version.
        TargetError: the database cannot be reached.
    """
    url = _url(where)
    if path := _file(url):
        if path.exists():
            _refuse_other_file(path)
        elif not create:
            raise InputError(
                f"{path}: there is no project yet",
                hint="run `migrator inventory SOURCE` first, or name another with --project",
            )
        elif not path.parent.is_dir():
            raise InputError(f"{path}: the folder does not exist")
    project = Project(_engine(url), redact(url.render_as_string(hide_password=True)))
    project.prepare(create=create)
    return project


def files_of(where: str) -> tuple[Path, ...]:
    """The project's file and those that SQLite keeps beside it; none for a project in a server."""
    path = _file(_url(where))
    return tuple(path.with_name(path.name + end) for end in ("", "-journal", "-wal", "-shm")) if path else ()


def _file(url: URL) -> Path | None:
    """The file behind an SQLite URL, or None."""
    is_file = url.drivername.startswith("sqlite") and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


def _refuse_other_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except OSError as error:
        raise InputError(f"{path}: the project cannot be read ({error.strerror})") from error
    if start not in (b"", _SQLITE):
        raise InputError(f"{path}: this is not a migrator project")


def _url(where: str) -> URL:
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        return make_url(where)
    except (ArgumentError, ValueError):
        raise InputError("--project: not a file name or SQLAlchemy URL") from None


def _engine(url: URL) -> Engine:
    try:
        # No pool: a connection that is closed after each use leaves no handle on a file that Windows could not remove.
        engine = create_engine(url, poolclass=NullPool)
    except (SQLAlchemyError, ImportError) as error:
        raise InputError(f"--project: no driver for {url.drivername} ({error})") from error
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, _record: Any) -> None:
            # The driver's own transactions leave out SELECT and DDL: BEGIN is ours.
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys=ON")

        @event.listens_for(engine, "begin")
        def _on_begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

    return engine


@attrs.frozen(kw_only=True)
class StoredSuppression:
    """An accepted finding as it is kept; days are ISO dates."""

    id: int = 0
    rule: str
    pattern: str
    reason: str
    approver: str
    created: str
    expires: str | None = None


class Project:
    """A project that is open; `open_project` makes it."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self.shown = shown

    def __repr__(self) -> str:
        return f"<Project({self.shown})>"

    def prepare(self, *, create: bool) -> None:
        """Make the tables where there are none; refuse what is no project of this version."""
        with _translated(self.shown), self._engine.begin() as connection:
            tables = inspect(connection).get_table_names()
            if "about" not in tables:
                if not create or tables:
                    raise InputError(f"{self.shown}: this is not a migrator project")
                schema.metadata.create_all(connection)
                connection.execute(insert(schema.about).values(name="schema", value=schema.SCHEMA_VERSION))
            version = connection.scalar(select(schema.about.c.value).where(schema.about.c.name == "schema"))
            if version != schema.SCHEMA_VERSION:
                raise InputError(
                    f"{self.shown}: made by another version (schema {version}, this is {schema.SCHEMA_VERSION})",
                    hint="read the evidence again into a new project",
                )

    def save_snapshot(
        self,
        name: str,
        taken_at: datetime,
        items: Iterable[Item],
        reports: Callable[[], Iterable[SourceReport]],
    ) -> Snapshot:
        """Store a snapshot in one transaction, or nothing of it.

        Args:
            items: what the evidence holds; what several sources say of one object is merged on the way.
            reports: asked after *items* has been read to its end.

        Raises:
            InputError: the name is taken, or reading *items* failed; nothing is stored.
        """
        if len(name) > _LONGEST_NAME:
            raise InputError(f"the name of a snapshot has at most {_LONGEST_NAME} characters")
        with _translated(self.shown), self._engine.begin() as connection:
            if connection.scalar(select(schema.snapshot.c.id).where(schema.snapshot.c.name == name)) is not None:
                raise InputError(f"snapshot {name!r} exists already", hint="choose another --name")
            result = connection.execute(insert(schema.snapshot).values(name=name, taken_at=_stamp(taken_at)))
            snapshot_id = int(result.inserted_primary_key[0])  # type: ignore[index]
            rows = ItemRows(connection, snapshot_id)
            merge_into(rows, items)
            rows.flush()
            sources = [{"snapshot_id": snapshot_id, "report": encode(report)} for report in reports()]
            if sources:
                connection.execute(insert(schema.source), sources)
        return self.snapshot(name)

    def snapshots(self) -> list[Snapshot]:
        """All snapshots, oldest first."""
        with _translated(self.shown), self._engine.connect() as connection:
            rows = connection.execute(select(schema.snapshot).order_by(schema.snapshot.c.id)).all()
            return [self._snapshot(connection, row) for row in rows]

    def snapshot(self, name: str | None = None) -> Snapshot:
        """The snapshot of that name, or the newest one.

        Raises:
            InputError: there is none.
        """
        with _translated(self.shown), self._engine.connect() as connection:
            return self._snapshot(connection, self._find(connection, name))

    def estate(self, name: str | None = None) -> Estate:
        """The estate of the snapshot of that name, or of the newest one.

        Raises:
            InputError: there is none.
        """
        with _translated(self.shown), self._engine.connect() as connection:
            row = self._find(connection, name)
            reports = _reports(connection, row.id)
            return Estate(ItemRows(connection, row.id).read(), collected=collected(reports))

    def record_repair(self, entry: Mapping[str, object]) -> None:
        """Add an entry to the journal of repairs."""
        with _translated(self.shown), self._engine.begin() as connection:
            connection.execute(insert(schema.repair).values(at=_stamp(datetime.now(UTC)), entry=encode(dict(entry))))

    def repair_history(self) -> list[Mapping[str, Any]]:
        """Entries of the journal of repairs, oldest first."""
        with _translated(self.shown), self._engine.connect() as connection:
            statement = select(schema.repair.c.entry).order_by(schema.repair.c.id)
            return [msgspec.json.decode(entry) for entry in connection.scalars(statement)]

    def suppressions(self) -> list[StoredSuppression]:
        """Accepted findings, oldest first."""
        with _translated(self.shown), self._engine.connect() as connection:
            rows = connection.execute(select(schema.suppression).order_by(schema.suppression.c.id))
            return [StoredSuppression(**row._mapping) for row in rows]  # noqa: SLF001 - the name is SQLAlchemy's

    def add_suppression(self, suppression: StoredSuppression) -> int:
        """Keep an accepted finding; returns its id."""
        values = {name: value for name, value in attrs.asdict(suppression).items() if name != "id"}
        with _translated(self.shown), self._engine.begin() as connection:
            result = connection.execute(insert(schema.suppression).values(**values))
            return int(result.inserted_primary_key[0])  # type: ignore[index]

    def remove_suppression(self, id_: int) -> bool:
        """Forget an accepted finding; False where there is none of that id."""
        with _translated(self.shown), self._engine.begin() as connection:
            return connection.execute(delete(schema.suppression).where(schema.suppression.c.id == id_)).rowcount > 0

    def severities(self) -> dict[str, str]:
        """The project's own severity of rules, by id."""
        with _translated(self.shown), self._engine.connect() as connection:
            return {row.rule: row.severity for row in connection.execute(select(schema.severity))}

    def set_severity(self, rule: str, severity: str | None) -> None:
        """Give a rule the project's own severity; None takes it back."""
        with _translated(self.shown), self._engine.begin() as connection:
            connection.execute(delete(schema.severity).where(schema.severity.c.rule == rule))
            if severity is not None:
                connection.execute(insert(schema.severity).values(rule=rule, severity=severity))

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


class _translated:  # noqa: N801 - reads as a statement: with _translated(...)
    """Turns a database error into one line for the user."""

    def __init__(self, shown: str) -> None:
        self._shown = shown

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, SQLAlchemyError):
            cause = redact(str(getattr(error, "orig", None) or error).splitlines()[0])
            raise TargetError(f"{self._shown}: the project cannot be used ({cause})") from error


def _reports(connection: Connection, snapshot_id: int) -> list[SourceReport]:
    statement = select(schema.source.c.report).where(schema.source.c.snapshot_id == snapshot_id)
    return [_REPORT.decode(report) for report in connection.scalars(statement.order_by(schema.source.c.id))]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


@contextmanager
def discard_if_new(where: str) -> Iterator[None]:
    """Remove a project file that the enclosed work has made, if that work fails: no empty project is left behind."""
    path = _new_file(where)
    try:
        yield
    except BaseException:
        if path is not None:
            path.unlink(missing_ok=True)
        raise


def is_new(where: str) -> bool:
    """Whether *where* names a project file that is not there yet."""
    return _new_file(where) is not None


def _new_file(where: str) -> Path | None:
    path = _file(_url(where))
    return None if path is None or path.exists() else path
