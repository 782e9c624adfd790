"""The plan: what a repair will do, row by row, with a digest that shows that it is still the plan that was reviewed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from ..database.catalogue import ColumnFamily, ColumnType, TableName
from ..database.connection import Dialect
from ..errors import GuardRefused, InputError
from ..files import read_file
from .literals import check_type, literal

FORMAT = "migrator repair plan 1"
VALID_FOR = timedelta(hours=24)
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class PlannedColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column as the plan needs it: name and type."""

    name: str
    kind: ColumnFamily
    declared: str
    collation: str | None

    @property
    def type(self) -> ColumnType:
        """The type in the catalogue's terms."""
        return ColumnType(self.kind, self.declared, self.collation)


class PlannedRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row: its key values, its name for the reader, the owner before (always NULL) and after."""

    key: tuple[str, ...]
    name: str | None
    before: None
    after: str


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The counts that must be found under lock: rows without owner in the table, and rows that change."""

    null: int
    changed: int


class PlannedTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table of the plan."""

    table: str
    schema: str | None
    name: str
    owner_column: PlannedColumn
    key_columns: tuple[PlannedColumn, ...]
    expected: Expected
    rows: tuple[PlannedRow, ...]


class PlannedOwner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The owner pool that the rows will get, where it was found, and how it was chosen."""

    id: str
    name: str | None
    chosen: str
    schema: str | None
    table: str
    key_column: PlannedColumn
    name_column: PlannedColumn | None


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reviewed repair of one database.

    Attributes:
        when: UTC, ISO 8601; *expires* likewise.
        version: product version of the server, compared again before anything is changed.
        created: when the database was created, as reported by its server; None if that cannot be seen.
        narrowed_from: digest of the plan that an approval sheet narrowed to this one.
    """

    format: str
    dialect: Dialect
    server: str
    database: str
    version: str
    created: str | None
    when: str
    expires: str
    who: str
    login: str
    owner: PlannedOwner
    tables: tuple[PlannedTable, ...]
    notes: tuple[str, ...]
    narrowed_from: str | None
    digest: str

    @property
    def place(self) -> str:
        """What ``--confirm`` must say: server/database."""
        return f"{self.server}/{self.database}"

    @property
    def row_count(self) -> int:
        """Rows that the plan changes."""
        return sum(len(table.rows) for table in self.tables)


def seal(plan: Plan) -> Plan:
    """*plan* with the digest of its own content: sha256 over canonical JSON without the digest."""
    return msgspec.structs.replace(plan, digest=_digest(plan))


def to_json(plan: Plan) -> bytes:
    """The plan as a file: indented JSON, one line at the end."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=2) + b"\n"


#: a plan of 100,000 rows has about 30 MB
_LARGEST_BYTES = 512 * 1024 * 1024
_MAKE = "Make one with: migrator repair plan --output FILE"


def read_plan(path: Path) -> Plan:
    """The plan in *path*, after a check that it is unaltered.

    Raises:
        InputError: no such file, or not a plan of this format.
        GuardRefused: the content is not what the digest was made from.
    """
    try:
        plan = msgspec.json.decode(read_file(path, most_bytes=_LARGEST_BYTES), type=Plan)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a repair plan: {error}", hint=_MAKE) from None
    if plan.format != FORMAT:
        raise InputError(
            f"{path}: the plan has the format {plan.format!r}, but this program reads {FORMAT!r}", hint=_MAKE
        )
    if plan.digest != _digest(plan):
        raise GuardRefused(
            f"{path}: the plan was altered after it was made: its digest does not match",
            hint="Make a new plan; to change fewer rows, give the plan as it was made, with --approved",
        )
    _check(plan, path)
    return plan


def narrow(plan: Plan, approved: Iterable[tuple[str, tuple[str, ...]]]) -> Plan:
    """The plan with only the *approved* rows (table, key); it keeps its expiry and names the plan it comes from.

    Raises:
        GuardRefused: no row is approved.
    """
    wanted = set(approved)
    tables = []
    for table in plan.tables:
        rows = tuple(row for row in table.rows if (table.table, row.key) in wanted)
        if rows:
            expected = Expected(table.expected.null, len(rows))
            tables.append(msgspec.structs.replace(table, rows=rows, expected=expected))
    if not tables:
        raise GuardRefused(
            "no row of the plan is approved: there is nothing to repair",
            hint="Write Y in the column Approve of each row to repair",
        )
    return seal(msgspec.structs.replace(plan, tables=tuple(tables), narrowed_from=plan.digest))


def utc_text(time: datetime) -> str:
    """*time* in UTC as ISO 8601 to the second."""
    return time.astimezone(UTC).strftime(_TIME)


def _time(text: str, path: Path) -> datetime:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise InputError(f"{path}: {text!r} is not a time in the format of a plan") from None


def _digest(plan: Plan) -> str:
    bare = msgspec.structs.replace(plan, digest="")
    return hashlib.sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()


def _check(plan: Plan, path: Path) -> None:
    """Refuse a plan that this program cannot have made, even if its digest is correct."""
    columns = [plan.owner.key_column]
    if plan.owner.name_column:
        columns.append(plan.owner.name_column)
    literal(plan.owner.id, plan.owner.key_column.type, plan.dialect)
    if _time(plan.expires, path) - _time(plan.when, path) != VALID_FOR:
        raise InputError(f"{path}: a plan must be valid for exactly 24 hours")
    if len({table.table for table in plan.tables}) != len(plan.tables):
        raise InputError(f"{path}: a table is listed twice")
    for table in plan.tables:
        if table.table != TableName(table.schema, table.name).label:
            raise InputError(f"{path}: {table.table}: this is not the name of the table that would be changed")
        columns += [table.owner_column, *table.key_columns]
        keys = {row.key for row in table.rows}
        if len(keys) != len(table.rows) or table.expected.changed != len(table.rows):
            raise InputError(f"{path}: {table.table}: a row is listed twice, or a count is wrong")
        if table.expected.null < table.expected.changed or not table.key_columns:
            raise InputError(f"{path}: {table.table}: the plan has more rows than there are rows without owner")
        if any(row.after != plan.owner.id or len(row.key) != len(table.key_columns) for row in table.rows):
            raise InputError(f"{path}: {table.table}: a row has an owner that is not the owner of the plan")
    for column in columns:
        check_type(column.type)
