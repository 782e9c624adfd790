"""SQL Server as a repair target: statements from `sql/rgsconfig/`, one autocommit connection, results by position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..database.catalogue import Table, TableColumn, TableName
from ..database.connection import Dialect, driver_text, is_driver_error, quote_identifier
from ..database.owners import Discovery
from ..database.statements import filled
from ..database.tables import all_rows, qualified, read_tables
from ..errors import InputError, TargetError
from .batch import run_batch, run_cancellable
from .interrupts import Interrupts
from .literals import text_literal
from .steps import RepairScript
from .target import DatabaseIdentity, Fact, RunEnd

_FIRST_WITH_GROUPS = 11  # SQL Server 2012
_LOWEST = 9  # SQL Server 2005


class SqlServer:
    """A database of a SQL Server, through one raw driver connection in autocommit."""

    dialect: Dialect = "mssql"

    def __init__(self, connection: Any, url: str) -> None:
        self._connection = connection
        self._url = url

    def identity(self) -> DatabaseIdentity:
        """The identity of the server and database, with the reason if nothing may be written here.

        Raises:
            TargetError: the server is older than SQL Server 2005, or does not report its name.
        """
        rows = self._read(filled("rgsconfig", "read_identity"))
        if not rows:
            raise TargetError("the server does not report its name")
        server, database, version, edition, login, open_transactions, updateability = rows[0]
        if _major(version) < _LOWEST:
            raise TargetError(f"{server}: version {version} is older than SQL Server 2005")
        state = self._try(filled("rgsconfig", "read_database_state"))
        created = state[0][0] if isinstance(state, list) and state else None
        blocked = None
        if updateability == "READ_ONLY":
            blocked = "the database is read-only here: it is a mirror or a secondary, or it was set to read-only"
        elif open_transactions:
            blocked = "a transaction is already open in this session"
        elif (
            isinstance(mirror := self._try(filled("rgsconfig", "read_mirroring")), list)
            and mirror
            and mirror[0][0] == "MIRROR"
        ):
            blocked = "the database is the mirror here; repair it on the principal"
        return DatabaseIdentity(server, database, version, edition or "", login or "", created, blocked, self._hidden())

    def tables(self) -> tuple[Table, ...]:
        """The catalogue."""
        return read_tables(self._connection, "mssql")

    def facts(self, identity: DatabaseIdentity, discovery: Discovery) -> Iterator[Fact]:
        """State, mirroring, sessions, backup and rights; a denied view is reported and is not an error."""
        state = self._try(filled("rgsconfig", "read_database_state"))
        if isinstance(state, str) or not state:
            yield Fact("Database state", state if isinstance(state, str) else "cannot see: no row")
        else:
            created, collation, level, description, is_read_only = state[0]
            yield Fact("Collation", str(collation))
            yield Fact("Compatibility level", str(level))
            yield Fact("State", f"{description}, {'read-only' if is_read_only else 'read-write'}, created {created}")
        yield Fact("Tables seen", f"cannot see all: {identity.hidden}" if identity.hidden else "all")
        yield Fact(
            "Mirroring", self._first(filled("rgsconfig", "read_mirroring"), "not mirrored", "cannot see: no row")
        )
        yield Fact("Availability group", self._availability_group(identity))
        yield Fact("Sessions", self._sessions())
        none = "none recorded in msdb"
        yield Fact("Last full backup", self._first(filled("rgsconfig", "read_backups"), none, none))
        yield from self._rights(discovery)

    def rows(self, table: TableName, columns: Sequence[TableColumn]) -> list[tuple[Any, ...]]:
        """The named columns of all rows."""
        listed = ", ".join(quote_identifier(column.name, "mssql") for column in columns)
        try:
            return self._read(filled("rgsconfig", "read_rows", columns=listed, table=qualified(table, "mssql")))
        except UnicodeDecodeError:
            raise InputError("a key or a name in it is not valid Unicode text") from None

    def is_repair_running(self) -> bool:
        """Whether another session holds the lock of a repair (change.sql takes it)."""
        rows = self._read(filled("rgsconfig", "read_running"))
        return bool(rows) and rows[0][0] == 0

    def run(self, script: RepairScript, interrupts: Interrupts) -> RunEnd:
        """Run the one batch, which Ctrl-C cancels, and check that it leaves no transaction open."""
        (batch,) = script.statements
        end = run_cancellable(self._connection, batch, interrupts)
        if end.error is None:
            counted = run_batch(self._connection, filled("rgsconfig", "read_transaction_count"))
            if counted.error is not None or not counted.row or next(iter(counted.row.values())) != 0:
                return RunEnd(None, counted.error or TargetError("a transaction is still open after the batch"))
        return end

    def end_transaction(self) -> None:
        """Roll back if a transaction is open; a connection that is gone needs no such step."""
        run_batch(self._connection, filled("rgsconfig", "end_transaction"))

    def error_text(self, error: BaseException) -> str:
        """The driver's error in one line, without the password."""
        return driver_text(error, self._url)

    def _read(self, statement: str) -> list[tuple[Any, ...]]:
        return all_rows(self._connection, statement)

    def _hidden(self) -> str | None:
        rows = self._try(filled("rgsconfig", "read_visibility"))
        if isinstance(rows, str) or not rows or not any(rows[0]):
            return "tables that this login has no right on are hidden (VIEW DEFINITION is missing)"
        return None

    def _try(self, statement: str) -> list[tuple[Any, ...]] | str:
        """The rows, or why they cannot be seen."""
        try:
            return self._read(statement)
        except Exception as error:
            if not is_driver_error(error):
                raise
            return f"cannot see: {self.error_text(error)}"

    def _first(self, statement: str, nothing: str, no_row: str) -> str:
        """The values of the first row; *nothing* where they are all NULL, *no_row* where there is none."""
        rows = self._try(statement)
        if isinstance(rows, str):
            return rows
        if not rows:
            return no_row
        return ", ".join(str(value) for value in rows[0] if value is not None) or nothing

    def _availability_group(self, identity: DatabaseIdentity) -> str:
        if _major(identity.version) < _FIRST_WITH_GROUPS:
            return "not in this version"
        return self._first(filled("rgsconfig", "read_availability_group"), "unknown role", "none")

    def _sessions(self) -> str:
        rows = self._try(filled("rgsconfig", "read_sessions"))
        if isinstance(rows, str):
            return rows
        seen = "; ".join(
            f"{program or 'unnamed'} on {host or 'unknown host'}: {count}" for program, host, count, _ in rows
        )
        if not any(row[3] for row in rows):
            return f"cannot see the sessions of others (VIEW SERVER STATE is missing); own: {seen or 'none'}"
        return seen or "none"

    def _rights(self, discovery: Discovery) -> Iterator[Fact]:
        for candidate in discovery.candidates:
            name = candidate.table.name
            statement = filled(
                "rgsconfig",
                "read_rights",
                table=text_literal(qualified(name, "mssql"), "mssql"),
                owner_column=text_literal(candidate.owner.name, "mssql"),
            )
            rows = self._try(statement)
            if isinstance(rows, str):
                yield Fact(f"Rights on {name.label}", rows)
                continue
            may = [right for right, value in zip(("select", "update"), rows[0], strict=True) if value]
            yield Fact(f"Rights on {name.label}", " and ".join(may) or "none")


def _major(version: str) -> int:
    digits = (version or "").partition(".")[0]
    return int(digits) if digits.isdigit() else 0
