"""A live rgsconfig: owner pools, ownership per table, objects that merge with those of cmdlets, old databases."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.estate.kinds import Item
from migrator.estate.merge import identity, same_object
from migrator.estate.provenance import SourceReport
from migrator.repair.embedded import build
from migrator.repair.inspection import count_tables, inspect_database
from migrator.repair.opening import open_target
from migrator.sources.databases.live import LiveDatabase
from migrator.sources.reading import Reading

POOL = "8ec5ab1e-6ab8-5126-ac08-2422f7507ec8"
QUEUE = "0da1edd7-85ff-52b2-ab76-a5e1134960b5"


def read(path: Path) -> tuple[list[Any], SourceReport]:
    """All items and the report of one database."""
    reading = Reading([], databases=[LiveDatabase(f"sqlite:///{path}")])
    items = list(reading.items())
    (report,) = reading.reports
    return items, report


def of(items: list[Item], kind: str) -> list[Any]:
    """The items of one kind."""
    return [item for item in items if item.kind == kind]


@pytest.fixture
def contoso_rgs(tmp_path: Path) -> Path:
    """The Contoso database of the morning after the move."""
    return build(tmp_path / "rgsconfig.sqlite")


def made(path: Path, *statements: str) -> Path:
    """A database of these statements."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def test_ownership_is_what_repair_find_counts(contoso_rgs: Path) -> None:
    """Rows, NULL, equal and foreign of every table are the same numbers that `repair find` prints."""
    items, report = read(contoso_rgs)
    with open_target(f"sqlite:///{contoso_rgs}") as target:
        counted = count_tables(inspect_database(target), None)
    ours = [(o.table, o.rows, o.without_owner, o.one_owner, o.foreign_owner) for o in of(items, "ownership")]
    assert sorted(ours) == [(c.table, c.rows, c.null, c.equal, c.foreign) for c in counted]
    assert sum(o.without_owner for o in of(items, "ownership")) > 0
    assert report.format == "sql:rgsconfig"
    assert report.path == str(contoso_rgs)
    assert report.sha256 == ""
    assert report.status == "read"
    assert report.product == "lync2013"


def test_objects_have_name_owner_and_guid(contoso_rgs: Path) -> None:
    """A queue is known by its GUID; its owner is missing, and the item says that it is NULL."""
    items, _ = read(contoso_rgs)
    (pool,) = of(items, "owner_pool")
    assert (pool.key, pool.name) == (POOL, "lyncpool.contoso.local")
    queue = next(item for item in of(items, "queue") if item.key == QUEUE)
    assert (queue.name, queue.owner_pool, queue.owner_pool_is_null) == ("Switchboard", None, True)
    workflow = of(items, "workflow")[0]
    assert (workflow.owner_pool, workflow.owner_pool_is_null) == ("lyncpool.contoso.local", False)
    assert "OwnerPoolID" not in workflow.extra
    agent = of(items, "agent")[0]
    assert agent.display_name
    assert agent.sip_address
    assert agent.product == "lync2013"


def test_an_object_merges_with_that_of_a_cmdlet(
    contoso_rgs: Path, tmp_path: Path, export: Callable[..., bytes]
) -> None:
    """Get-CsRgsQueue and the database name one queue by one key, and both are its sources."""
    identity_text = f"service:ApplicationServer:lyncpool.contoso.local/{QUEUE}"
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "Get-CsRgsQueue.xml").write_bytes(
        export(
            "Microsoft.Rtc.Rgs.Management.WritableSettings.Queue",
            {"Identity": identity_text, "Name": "Switchboard", "OwnerPool": None, "AgentGroupIDList": []},
        )
    )
    reading = Reading([folder], databases=[LiveDatabase(f"sqlite:///{contoso_rgs}")])
    live, exported = [item for item in reading.items() if item.kind == "queue" and item.key == QUEUE]
    assert identity(live) == identity(exported)
    assert same_object(live, exported)
    assert live.sources[0].startswith(str(contoso_rgs))


def test_a_2010_database_says_that_ownership_does_not_apply(tmp_path: Path) -> None:
    """Without owner table and owner columns the objects are read, no ownership is claimed, and a message says why."""
    path = made(
        tmp_path / "old.db",
        "CREATE TABLE Queues (ID TEXT PRIMARY KEY, Name TEXT)",
        "CREATE TABLE AgentGroups (ID TEXT PRIMARY KEY, Name TEXT)",
        f"INSERT INTO Queues VALUES ('{{{QUEUE.upper()}}}', 'Ærø')",
    )
    items, report = read(path)
    assert [(item.kind, item.key, item.name, item.owner_pool_is_null) for item in items] == [
        ("queue", QUEUE, "Ærø", None)
    ]
    assert items[0].product == "lync2010"
    assert "no table named OwnerPool" in report.messages[0]
    assert report.status == "read"


def test_tables_nobody_knows_are_counted(tmp_path: Path) -> None:
    """A table without owner is kept with its name, columns and number of rows; hostile names do no harm."""
    path = made(
        tmp_path / "more.db",
        "CREATE TABLE OwnerPool (ID TEXT PRIMARY KEY, Fqdn TEXT)",
        "CREATE TABLE Queues (ID TEXT PRIMARY KEY, Name TEXT, ownerPoolId TEXT)",
        'CREATE TABLE "a""]; DROP TABLE Queues" ("x y]" INTEGER)',
        'INSERT INTO "a""]; DROP TABLE Queues" VALUES (1), (2)',
        f"INSERT INTO OwnerPool VALUES ('{POOL}', 'p.contoso.com')",
        f"INSERT INTO Queues VALUES ('q1', 'a', '{POOL.upper()}'), ('q2', 'b', 'elsewhere'), ('q3', 'c', NULL)",
    )
    items, report = read(path)
    (other,) = of(items, "other")
    assert (other.name, other.extra) == ('a"]; DROP TABLE Queues', {"Rows": 2, "Columns": ["x y]"]})
    (owned,) = of(items, "ownership")
    assert (owned.rows, owned.without_owner, owned.one_owner, owned.foreign_owner) == (3, 1, 1, 1)
    assert [q.owner_pool for q in of(items, "queue")] == ["p.contoso.com", "elsewhere", None]
    assert (report.read, report.rejected, report.unknown) == (6, 0, 0)


def test_a_row_without_id_is_rejected(tmp_path: Path) -> None:
    """It is counted with its position, and the others are read."""
    path = made(
        tmp_path / "null.db",
        "CREATE TABLE Queues (ID TEXT, Name TEXT)",
        "CREATE TABLE Workflows (ID TEXT, Name TEXT)",
        "INSERT INTO Queues VALUES (NULL, 'a'), ('q2', 'b')",
    )
    items, report = read(path)
    assert [item.key for item in items] == ["q2"]
    assert (report.rejected, report.status) == (1, "partial")
    assert any(message.startswith("Queues 1: ") for message in report.messages)


def test_two_owner_tables_do_not_end_the_reading(tmp_path: Path) -> None:
    """Where the owner table is in doubt, ownership is left open, and objects are read all the same."""
    path = made(
        tmp_path / "doubt.db",
        "CREATE TABLE OwnerPool (Fqdn TEXT)",
        "CREATE TABLE Queues (ID TEXT PRIMARY KEY, Name TEXT, OwnerPoolID TEXT)",
        "INSERT INTO Queues VALUES ('q1', 'a', NULL)",
    )
    items, report = read(path)
    (owned,) = of(items, "ownership")
    assert (owned.without_owner, owned.one_owner, owned.foreign_owner) == (1, None, None)
    assert "is unknown" in report.messages[0]
    assert items[0].product == "lync2013"


def test_the_database_is_left_as_it_was(contoso_rgs: Path) -> None:
    """Reading changes no byte of the file."""
    before = contoso_rgs.read_bytes()
    read(contoso_rgs)
    assert contoso_rgs.read_bytes() == before


def test_a_database_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    """Alone it is not evidence, as with a file that nobody knows."""
    path = made(tmp_path / "x.db", "CREATE TABLE Things (a INTEGER)")
    reading = Reading([], databases=[LiveDatabase(f"sqlite:///{path}")])
    with pytest.raises(InputError, match="nothing in it is evidence"):
        list(reading.items())
    assert reading.reports[0].messages == ("not an rgsconfig, xds, rtc or rtcdyn database; tables found: Things",)


def test_a_table_that_no_statement_can_name_is_rejected(tmp_path: Path) -> None:
    """A line break in a name never reaches a statement; the other tables are read."""
    path = made(
        tmp_path / "odd.db",
        "CREATE TABLE Queues (ID TEXT PRIMARY KEY, Name TEXT)",
        "CREATE TABLE Workflows (ID TEXT PRIMARY KEY, Name TEXT)",
        'CREATE TABLE "a\nGO\nb" (x)',
        "INSERT INTO Queues VALUES ('q1', 'a')",
    )
    items, report = read(path)
    assert [item.key for item in items] == ["q1"]
    assert report.rejected == 1
    assert "contains a control character" in report.messages[0]


@given(name=st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_a_name_comes_out_as_it_went_in(name: str) -> None:
    """Names in any script, with braces, digits or control characters, are text and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        path = made(
            Path(folder) / "rgs.db",
            "CREATE TABLE Queues (ID TEXT PRIMARY KEY, Name TEXT)",
            "CREATE TABLE Workflows (ID TEXT PRIMARY KEY, Name TEXT)",
        )
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("INSERT INTO Queues VALUES ('q1', ?)", (name,))
            connection.commit()
        items, _ = read(path)
    assert [item.name for item in items] == [name]


def test_a_name_that_looks_like_a_guid_stays_a_name(tmp_path: Path) -> None:
    """Only what names an object gets the one form of GUIDs."""
    path = made(
        tmp_path / "guid.db",
        "CREATE TABLE Queues (ID TEXT PRIMARY KEY, Name TEXT)",
        "CREATE TABLE Workflows (ID TEXT PRIMARY KEY, Name TEXT)",
        f"INSERT INTO Queues VALUES ('{{{QUEUE.upper()}}}', '{{{POOL.upper()}}}')",
    )
    items, _ = read(path)
    assert (items[0].key, items[0].name) == (QUEUE, f"{{{POOL.upper()}}}")
