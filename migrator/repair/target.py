"""What the repair asks of a database, whatever its make: who it is, what its catalogue says, rows, and a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import attrs

from ..database.catalogue import Table, TableColumn, TableName
from ..database.connection import Dialect
from ..database.owners import Discovery
from .steps import RepairScript


@attrs.frozen
class Identity:
    """Which database a connection leads to.

    Attributes:
        version: product version; *created*: creation date as the server says it, None where it cannot be seen.
        blocked: why nothing may be written here (read-only, mirror, secondary), or None.
        hidden: which tables the catalogue may not show to this login, or None where it shows all.
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
        row: the final row by lower-case column name; None when it never came.
        error: the first error that the driver raised; None when there was none.
    """

    row: dict[str, Any] | None
    error: Exception | None


class Target(Protocol):
    """A database that may hold response groups."""

    dialect: Dialect

    def identity(self) -> Identity:
        """Who answers."""

    def tables(self) -> tuple[Table, ...]:
        """The catalogue."""

    def facts(self, identity: Identity, discovery: Discovery) -> Iterator[Fact]:
        """What an operator wants to know before a change; what is denied is said, never fatal."""

    def rows(self, table: TableName, columns: Sequence[TableColumn]) -> list[tuple[Any, ...]]:
        """The named columns of all rows of *table*, as the driver gives them."""

    def run(self, script: RepairScript) -> RunEnd:
        """Runs exactly *script*; what a driver raises is returned, never raised."""

    def error_text(self, error: BaseException) -> str:
        """What a driver said, in one line and without a password."""
