"""What a SQL Server is sent and how its answers are taken, with a scripted driver that allows one open result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from migrator.errors import InputError, TargetError
from migrator.sources.databases import live as sql_database
from migrator.sources.databases.live import LiveDatabase
from migrator.sources.reading import Reading

SECRET = "Pa55word"
URL = f"mssql+pyodbc://reader:{SECRET}@sql1/db"
POOL = "8EC5AB1E-6AB8-5126-AC08-2422F7507EC8"
QUEUE = "0DA1EDD7-85FF-52B2-AB76-A5E1134960B5"
DENIED = "The SELECT permission was denied on the object 'Queues'"


class ServerError(Exception):
    """PEP 249's root of a driver's errors."""


ServerError.__name__ = "Error"


@attrs.define
class Server:
    """A connection that answers by what a statement contains, and notes all that it is sent."""

    answers: list[tuple[str, Any]]
    sent: list[str] = attrs.Factory(list)
    is_busy: bool = False
    is_closed: bool = False

    def cursor(self) -> Cursor:
        """A cursor; only one at a time may have unread rows, as without MARS."""
        return Cursor(self)

    def close(self) -> None:
        """The session ends."""
        self.is_closed = True


@attrs.define
class Cursor:
    """One statement and its rows."""

    server: Server
    description: Any = None
    rows: Any = ()

    def execute(self, text: str) -> None:
        """Finds the first answer whose words are in the statement."""
        assert not self.server.is_busy, "a second result while the first is unread"
        self.server.sent.append(text)
        body = text[text.index("*/") :]
        answer = next((rows for words, rows in self.server.answers if words in body), [])
        if isinstance(answer, Exception):
            raise answer
        self.description = None if "SET NOCOUNT" in body else (("a",),)
        self.rows, self.server.is_busy = iter(answer), self.description is not None

    def nextset(self) -> bool:
        """Nothing follows."""
        return False

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            if isinstance(row, Exception):
                raise row
            yield row
        self.server.is_busy = False

    def fetchall(self) -> list[Any]:
        """All rows."""
        return list(self)

    def close(self) -> None:
        """The result is given up."""
        self.server.is_busy = False


def column(table: str, name: str, declared: str, length: int = 100) -> tuple[Any, ...]:
    """A row of sql/catalogue/read_columns.sql."""
    return ("dbo", table, name, declared, length, 0, 0, None, 1, 0)


RGS = [
    ("product_version", [("9.00.5000.00", "Express Edition", "READ_WRITE")]),
    (
        "FROM sys.tables AS t\nINNER JOIN sys.schemas AS s ON t.schema_id = s.schema_id\nINNER JOIN sys.columns",
        [
            column("OwnerPool", "ID", "uniqueidentifier"),
            column("OwnerPool", "Fqdn", "nvarchar"),
            column("Queues", "ID", "uniqueidentifier"),
            column("Queues", "Name", "nvarchar"),
            column("Queues", "OwnerPoolID", "uniqueidentifier"),
            column("Queues", "Enabled]", "bit"),
            column("Queues", "Weight", "decimal"),
            column("Queues", "Prompt", "image"),
        ],
    ),
    ("sys.indexes", [("dbo", "OwnerPool", "PK", 1, "ID"), ("dbo", "Queues", "PK", 1, "ID")]),
    ("FROM [dbo].[OwnerPool]", [(POOL, "pool.contoso.com")]),
]
QUEUES = ("FROM [dbo].[Queues]", [(QUEUE, "Sales", POOL, True, Decimal("1.50"))])


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Server]:
    """Makes a scripted server that every connection of the test reaches."""

    def make(*answers: tuple[str, Any]) -> Server:
        server = Server(list(answers))
        raw = SimpleNamespace(dbapi_connection=server, close=server.close)
        engine = SimpleNamespace(dialect=SimpleNamespace(name="mssql"), raw_connection=lambda: raw)
        monkeypatch.setattr(sql_database, "open_engine", lambda *_, **__: engine)
        return server

    return make


def read() -> tuple[list[Any], Any]:
    """All items and the report."""
    reading = Reading([], databases=[LiveDatabase(URL)])
    with closing(reading.items()) as items:
        return list(items), reading.reports[0]


def test_the_session_is_harmless_before_anything_is_read(serve: Callable[..., Server]) -> None:
    """Isolation and time-outs come first, nothing is written, and the connection is closed."""
    server = serve(*RGS, QUEUES)
    _, report = read()
    assert "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;" in server.sent[0]
    assert "SET LOCK_TIMEOUT 5000;" in server.sent[0]
    bodies = [text[text.index("*/") :] for text in server.sent]
    assert not [body for body in bodies if re.search(r"\b(INSERT|UPDATE|DELETE|EXEC|CREATE|ALTER|DROP)\b", body)]
    assert server.is_closed
    assert report.messages[0] == "SQL Server 9.00.5000.00, Express Edition, database is READ_WRITE"
    assert report.path == "sql1/db"


def test_values_of_a_server_are_read_by_their_type(serve: Callable[..., Server]) -> None:
    """GUIDs get one form, the owner its name, exact numbers stay exact, and an image is named as not read."""
    server = serve(*RGS, QUEUES)
    items, report = read()
    queue = next(item for item in items if item.kind == "queue")
    assert (queue.key, queue.owner_pool) == (QUEUE.lower(), "pool.contoso.com")
    assert queue.extra["Enabled]"] is True
    assert queue.extra["Weight"] == "1.50"
    assert "dbo.Queues: not read: Prompt (image)" in report.messages
    statement = next(text for text in server.sent if "FROM [dbo].[Queues]" in text)
    assert "SELECT [ID], [Name], [OwnerPoolID], [Enabled]]], [Weight]\n" in statement


def test_a_table_that_may_not_be_read_is_a_loss_and_no_end(serve: Callable[..., Server]) -> None:
    """The others are read; the report says what was denied, without the password."""
    serve(*RGS, ("FROM [dbo].[Queues]", ServerError("42000", f"[42000] {DENIED} {SECRET} (229)")))
    items, report = read()
    assert [item.kind for item in items] == ["owner_pool"]
    assert (report.status, report.rejected) == ("partial", 1)
    assert DENIED in report.messages[0]
    assert SECRET not in repr(report)


def test_owners_are_left_open_where_the_owner_table_is_denied(serve: Callable[..., Server]) -> None:
    """Rows with an owner are not called foreign when nobody could see which pools there are."""
    serve(*RGS[:3], ("FROM [dbo].[OwnerPool]", ServerError("42000", "denied (229)")), QUEUES)
    items, report = read()
    owned = next(item for item in items if item.kind == "ownership")
    assert (owned.rows, owned.without_owner, owned.one_owner, owned.foreign_owner) == (1, 0, None, None)
    assert report.rejected == 1
    assert "the owner table: denied (229)" in report.messages


@pytest.mark.parametrize("state", ["08S01", "HYT00"])
def test_a_lost_connection_is_one_line(serve: Callable[..., Server], state: str) -> None:
    """A connection that breaks or a statement that takes too long ends the reading with exit code 4."""
    server = serve(*RGS, ("FROM [dbo].[Queues]", [QUEUES[1][0], ServerError(state, f"gone\n{SECRET} (10054)")]))
    with pytest.raises(TargetError) as caught:
        read()
    assert caught.value.message == "sql1/db: gone *** (10054)"
    assert server.is_closed


def test_a_text_that_is_not_unicode_is_a_loss(serve: Callable[..., Server]) -> None:
    """A lone surrogate that the driver cannot decode costs its table, and no more."""
    serve(*RGS, ("FROM [dbo].[Queues]", [UnicodeDecodeError("utf-16-le", b"\x00\xd8", 0, 2, "bad")]))
    items, report = read()
    assert [item.kind for item in items] == ["owner_pool"]
    assert "dbo.Queues: sql1/db: a text in it is not valid Unicode" in report.messages


@pytest.mark.parametrize(("declared", "shown"), [("xml", "CAST(i.[Data] AS nvarchar(max))"), ("ntext", "    i.[Data]")])
def test_xml_of_a_server_is_cast(serve: Callable[..., Server], declared: str, shown: str) -> None:
    """Not every driver knows the type xml; text is asked for as it is."""
    server = serve(
        RGS[0],
        (
            RGS[1][0],
            [
                column("Document", "DocId", "int"),
                column("Document", "Name", "nvarchar"),
                column("Item", "DocId", "int"),
                column("Item", "Data", declared),
            ],
        ),
        ("document_data", [("a", "no XML")]),
    )
    with pytest.raises(InputError, match="a: the XML is incomplete or malformed"):
        read()
    assert shown in server.sent[-1]
