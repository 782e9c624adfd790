"""What the repair needs of any database: its identity, its catalogue, its rows, and a run of a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import attrs

from ..database.catalogue import Table, TableColumn, TableName
from ..database.connection import Dialect
from ..database.owners import Discovery
from .interrupts import Interrupts
from .steps import RepairScript


@attrs.frozen
class DatabaseIdentity:
    """The database at the other end of a connection.

    Attributes:
        version: product version.
        created: creation date as reported by the server; None if it cannot be seen.
        blocked: why nothing may be written here (read-only, mirror, secondary), or None.
        hidden: which tables the catalogue may hide from this login, or None if it shows all.
    """

    server: str
    database: str
    version: str
    edition: str
    login: str
    created: str | None
    blocked: str | None
    hidden: str | None = None


@attrs.frozen
class Fact:
    """One line of what was found out about the server, or that it cannot be seen."""

    label: str
    text: str


@attrs.frozen
class RunEnd:
    """How a run ended, as the driver reported it.

    Attributes:
        row: the final row by lower-case column name; None if there was none.
        error: the first error that the driver raised; None when there was none.
    """

    row: dict[str, Any] | None
    error: Exception | None


class Target(Protocol):
    """A database that may contain response groups."""

    dialect: Dialect

    def identity(self) -> DatabaseIdentity:
        """The identity of the server and database."""

    def tables(self) -> tuple[Table, ...]:
        """The catalogue."""

    def facts(self, identity: DatabaseIdentity, discovery: Discovery) -> Iterator[Fact]:
        """What an operator wants to know before a change; a denied view is reported and is not an error."""

    def rows(self, table: TableName, columns: Sequence[TableColumn]) -> list[tuple[Any, ...]]:
        """The named columns of all rows of *table*, as the driver returns them."""

    def is_repair_running(self) -> bool:
        """Whether a repair of this database is running, whoever sent it."""

    def run(self, script: RepairScript, interrupts: Interrupts) -> RunEnd:
        """Run exactly *script*; an error of the driver is returned, not raised.

        After Ctrl-C the server is asked to cancel, or the end is waited for.
        """

    def end_transaction(self) -> None:
        """Roll back what a cancelled run has left open; a connection that is gone needs no such step."""

    def error_text(self, error: BaseException) -> str:
        """A driver's error in one line, without a password."""
