"""Live rtc and rtcdyn databases: client versions by both joins, and counts without names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from migrator.sources.databases.live import LiveDatabase
from migrator.sources.reading import Reading

REGISTRARS = (
    "CREATE TABLE Registrar (RegistrarId INTEGER, Fqdn TEXT)",
    "INSERT INTO Registrar VALUES (1, 'one.contoso.com'), (2, 'two.contoso.com')",
)
BY_CLUSTER = (
    *REGISTRARS,
    "CREATE TABLE RegistrarEndpoint (OwnerId INTEGER, EndpointId BLOB, ClientApp BLOB, PrimaryRegistrarClusterId INT)",
    (
        "INSERT INTO RegistrarEndpoint VALUES (7, x'01', CAST('OC/4.0' AS BLOB), 1),"
        " (7, x'02', CAST('OC/4.0' AS BLOB), 1), (8, x'03', CAST('UCCP/15' AS BLOB), 2), (9, x'04', NULL, 3)"
    ),
)
BY_ENDPOINT = (
    *REGISTRARS,
    "CREATE TABLE Endpoint (EndpointId BLOB, ExpiresAt TEXT, RegistrarId INTEGER)",
    "CREATE TABLE RegistrarEndpoint (OwnerId INTEGER, EndpointId BLOB, ClientApp BLOB, PrimaryRegistrarClusterId INT)",
    "INSERT INTO Endpoint VALUES (x'01', NULL, 1), (x'02', NULL, 1), (x'03', NULL, 2)",
    (
        "INSERT INTO RegistrarEndpoint VALUES (7, x'01', CAST('OC/4.0' AS BLOB), 9),"
        " (7, x'02', CAST('OC/4.0' AS BLOB), 9), (8, x'03', CAST('UCCP/15' AS BLOB), 9), (9, x'04', NULL, 9)"
    ),
)
HOMED = (
    "CREATE TABLE HomedResourceDynamic (OwnerId INTEGER, LastNewRegisterTime TEXT)",
    "INSERT INTO HomedResourceDynamic VALUES (7, '2013-05-01T08:00:00'), (8, '2013-06-01T08:00:00'), (9, NULL)",
)


def read(path: Path, *statements: str) -> tuple[list[Any], Any]:
    """All items and the report of a database of these statements."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    reading = Reading([], databases=[LiveDatabase(f"sqlite:///{path}")])
    items = list(reading.items())
    return items, reading.reports[0]


@pytest.mark.parametrize("tables", [BY_CLUSTER, BY_ENDPOINT], ids=["by cluster", "by endpoint"])
def test_clients_are_counted_per_pool(tmp_path: Path, tables: tuple[str, ...]) -> None:
    """Both joins of the registrar give the same counts; an endpoint of no known pool is not lost."""
    items, report = read(tmp_path / "rtcdyn.db", *tables, *HOMED)
    clients = {(c.user_agent, c.pool, c.endpoints) for c in items if c.kind == "client_version"}
    assert clients == {("OC/4.0", "one.contoso.com", 2), ("UCCP/15", "two.contoso.com", 1), (None, None, 1)}
    (use,) = [item for item in items if item.kind == "database_use"]
    assert (use.endpoints, use.users, str(use.last_registered_at)) == (4, 3, "2013-06-01 08:00:00")
    assert (report.format, report.status) == ("sql:rtcdyn", "read")
    assert report.collected == ("client_version", "database_use")


def test_clients_without_registrar_are_counted_over_all(tmp_path: Path) -> None:
    """Where no join is possible, the clients are counted all the same, and a message says what is missing."""
    items, report = read(
        tmp_path / "rtcdyn.db",
        "CREATE TABLE RegistrarEndpoint (ClientApp TEXT)",
        "INSERT INTO RegistrarEndpoint VALUES ('OC/4.0'), ('OC/4.0')",
    )
    assert [(c.user_agent, c.pool, c.endpoints) for c in items if c.kind == "client_version"] == [("OC/4.0", None, 2)]
    assert any("do not show which pool" in message for message in report.messages)


def test_rtc_gives_counts_and_no_names(tmp_path: Path) -> None:
    """Addresses and conferences are counted; no address leaves the database."""
    items, report = read(
        tmp_path / "rtc.db",
        "CREATE TABLE Resource (ResourceId INTEGER, UserAtHost TEXT)",
        "CREATE TABLE Conference (ConferenceId INTEGER)",
        "INSERT INTO Resource VALUES (1, 'anna@contoso.com'), (2, 'bo@contoso.com')",
        "INSERT INTO Conference VALUES (1)",
    )
    (use,) = items
    assert (use.addresses, use.conferences, use.endpoints) == (2, 1, None)
    assert "contoso.com" not in repr(items) + repr(report)
    assert report.format == "sql:rtc"


def test_an_odd_time_is_said(tmp_path: Path) -> None:
    """A time in no known form is a message, not an end."""
    items, report = read(
        tmp_path / "rtcdyn.db",
        "CREATE TABLE HomedResourceDynamic (OwnerId INTEGER, LastNewRegisterTime TEXT)",
        "INSERT INTO HomedResourceDynamic VALUES (1, 'yesterday')",
    )
    assert items[0].last_registered_at is None
    assert any(message.startswith("last registration: ") for message in report.messages)
