"""A scripted SQL Server with one table of many rows without owner, for what the repair costs its client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

POOL = "8EC5AB1E-6AB8-5126-AC08-2422F7507EC8"
URL = "mssql+pyodbc://sql1/rgsconfig"
_GUID, _TEXT = ("uniqueidentifier", 16, None), ("nvarchar", 512, "Latin1_General_CI_AS")
#: kind of key -> the key of a row, in a form that is as long for each kind
KEYS: dict[str, Callable[[int], str]] = {
    "GUID": lambda number: f"A0624626-2744-40C4-B2F7-{number:012X}",
    "text": lambda number: f"Helpdesk & 'Sales' of office {number:06}",
    "control": lambda number: f"Helpdesk\x01\x07 \x1f & Sales\r\n of {number:06}",
}


@attrs.define
class ManyRows:
    """A driver connection; each read makes its rows anew, as a driver does."""

    kind: str
    rows: int
    is_repaired: bool = False
    description: tuple[tuple[str], ...] | None = None
    noscan: bool = False
    _answer: Iterator[tuple[Any, ...]] = attrs.field(factory=lambda: iter(()))

    def cursor(self) -> ManyRows:
        """The connection is its own cursor."""
        return self

    def close(self) -> None:
        """Nothing to give back."""

    def nextset(self) -> bool:
        """There is one result."""
        return False

    def execute(self, text: str) -> None:
        """Goes to the answer to *text*."""
        if "SET XACT_ABORT ON" in text:
            self.is_repaired = "'repaired'" in text
            done = "repaired" if self.is_repaired else "undone"
            digest = text.rpartition("' AS plan_digest")[0].rpartition("N'")[2]
            columns = ("outcome", "reason", "error_number", "expected_rows", "changed_rows", "plan_digest")
            self.description = tuple((column,) for column in columns)
            self._answer = iter([(done, None, 0, self.rows, self.rows, digest)])
            return
        self.description, self._answer = (("c",),), self._rows(text)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rest of the answer."""
        return list(self._answer)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._answer

    def _rows(self, text: str) -> Iterator[tuple[Any, ...]]:
        if "FROM [dbo].[Queues]" in text:
            owner = POOL if self.is_repaired else None
            key = KEYS[self.kind]
            return ((key(number), owner and owner[:1] + owner[1:], f"Queue {number}") for number in range(self.rows))
        return iter(next((rows for marker, rows in self._small().items() if marker in text), []))

    def _small(self) -> dict[str, list[tuple[Any, ...]]]:
        def columns(table: str, *names: tuple[Any, ...]) -> list[tuple[Any, ...]]:
            return [("dbo", table, name, kind, size, 0, 0, order, 1, 0) for name, kind, size, order in names]

        key = _GUID if self.kind == "GUID" else _TEXT
        return {
            "AS server_name": [("SQL1", "rgsconfig", "11.0.7001.0", "Standard", "bench", 0, "READ_WRITE")],
            "sys.databases": [("2013-10-09T17:00:00", "Latin1_General_CI_AS", 110, "ONLINE", 0)],
            "sys.database_mirroring": [(None, None)],
            "AS may_view_definitions": [(1, 1)],
            "AS is_free": [(1,)],
            "sys.foreign_keys": [],
            "sys.triggers": [],
            "sys.index_columns": [("dbo", table, f"PK_{table}", 1, "ID") for table in ("OwnerPool", "Queues")],
            "sys.columns": [
                *columns("OwnerPool", ("ID", *_GUID), ("Fqdn", *_TEXT)),
                *columns("Queues", ("ID", *key), ("Name", *_TEXT), ("OwnerPoolID", *_GUID)),
            ],
            "FROM [dbo].[OwnerPool];": [(POOL, "lyncpool.contoso.local")],
            "AS open_transactions": [(0,)],
        }
