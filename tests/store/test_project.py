"""The project file: whole snapshots or none, merged objects, and refusal of what is no project."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.estate.kinds import Difference, Item
from migrator.estate.other import Other
from migrator.estate.provenance import SourceReport
from migrator.estate.users import User
from migrator.estate.voice import VoiceRoute
from migrator.store.project import discard_if_new, is_new, open_project

NOW = datetime(2014, 1, 8, 12, 30, tzinfo=UTC)


def route(key: str, **fields: object) -> VoiceRoute:
    """A route of OCS 2007 R2."""
    return VoiceRoute(key=key, product="ocs2007r2", **{"sources": ("a.xml#1",), **fields})


def broken() -> Iterator[Item]:
    """Evidence that breaks off after 5,000 items."""
    for number in range(5000):
        yield route(f"route {number}", description="x" * 500)
    raise InputError("the evidence ends here")


def save(project: Path, *items: Item, name: str = "before") -> Estate:
    """Store *items* as a snapshot and read them back."""
    opened = open_project(str(project), create=True)
    opened.save_snapshot(name, NOW, iter(items), list)
    return opened.estate(name)


def test_items_come_back_as_they_went_in(project: Path) -> None:
    """Every field, name and left-over of an item survives the store, in order."""
    items = [
        route("Zürich ☎", gateways=("vx1", "vx2"), extra={"__PATH": "\\\\s", "n": None, "l": [1, "00441"], "d": {}}),
        route("+44", number_pattern="=1+1", aliases=("CN=x",), suppress_caller_id=False),
        User(key="sip:a@contoso.com", product="ocs2007r2", differences=(Difference("pool", "b", "x"),)),
    ]
    assert list(save(project, *items)) == items


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8")))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, key: str, value: str) -> None:
    """A key and a value of any characters, control characters and NUL included, come out as they went in."""
    project = tmp_path_factory.mktemp("text") / "p.db"
    item = Other(key=key, name=value, extra={value: value})
    assert list(save(project, item)) == [item]


def test_name_of_a_snapshot_is_given_once(project: Path) -> None:
    """A second snapshot of one name is refused and the first stays."""
    save(project, route("one"))
    with pytest.raises(InputError, match="exists already"):
        save(project, route("two"))
    assert [item.key for item in open_project(str(project)).estate("before")] == ["one"]


def test_long_name_is_refused(project: Path) -> None:
    """A name longer than every database can hold is refused before anything is stored."""
    with pytest.raises(InputError, match="at most 200 characters"):
        save(project, route("one"), name="x" * 201)
    assert open_project(str(project)).snapshots() == []


def test_failure_in_the_middle_stores_nothing(project: Path) -> None:
    """An error after 5,000 items leaves the file byte for byte as it was."""
    save(project, route("one"))
    before = project.read_bytes()

    with pytest.raises(InputError, match="ends here"):
        open_project(str(project)).save_snapshot("after", NOW, broken(), list)
    assert project.read_bytes() == before


def test_new_project_is_discarded_when_the_work_fails(project: Path) -> None:
    """No empty project is left behind."""
    with pytest.raises(InputError, match="ends here"), discard_if_new(str(project)):
        open_project(str(project), create=True).save_snapshot("before", NOW, broken(), list)
    assert list(project.parent.iterdir()) == []


def test_project_that_was_there_is_kept_when_the_work_fails(project: Path) -> None:
    """Only a project that the failed work has made is discarded."""
    save(project, route("one"))
    with pytest.raises(InputError), discard_if_new(str(project)):
        raise InputError("no")
    assert open_project(str(project)).snapshot().name == "before"


def test_object_of_two_sources_is_one_item(project: Path) -> None:
    """The second sight of an object adds its source, its names and its missing values; what differs is kept."""
    first = route("UK", aliases=("{1}",), description=None, number_pattern="^1", extra={"Cost": 1, "Site": None})
    second = route(
        "uk",
        aliases=("{1}", "CN=UK"),
        sources=("b.xml#1",),
        description="Britain",
        number_pattern="^2",
        extra={"Cost": 2, "Site": "S", "__PATH": "x"},
    )
    (item,) = save(project, first, second)
    assert item == route(
        "UK",
        aliases=("{1}", "CN=UK"),
        sources=("a.xml#1", "b.xml#1"),
        description="Britain",
        number_pattern="^1",
        extra={"Cost": 1, "Site": "S", "__PATH": "x"},
        differences=(
            Difference("number_pattern", "b.xml#1", "^2", kept_source="a.xml#1"),
            Difference("Cost", "b.xml#1", "2", kept_source="a.xml#1"),
        ),
        filled_by={"description": "b.xml#1", "Site": "b.xml#1"},
    )


def test_merge_reaches_what_is_written_already(project: Path) -> None:
    """An object that comes again after its batch was written is merged like one that still waits."""
    many = [route(f"filler {number}") for number in range(2500)]
    estate = save(project, route("UK", aliases=("{1}",)), *many, route("UK", aliases=("{1}",), sources=("b.xml#1",)))
    assert estate.of(VoiceRoute)[0].sources == ("a.xml#1", "b.xml#1")
    assert len(estate) == 2501


@pytest.mark.parametrize("between", [0, 2500], ids=["waiting", "written"])
def test_two_objects_of_one_key_stay_apart(project: Path, between: int) -> None:
    """Objects that share a key but no other name are two items, and so is each when it comes again."""
    one, two = route("UK", aliases=("{1}",)), route("UK", aliases=("{2}",))
    filler = [route(f"filler {number}") for number in range(between)]
    estate = save(project, one, *filler, two, one, two)
    assert [i.key for i in estate if i.key.startswith("UK")] == ["UK", "UK [{2}]"]


def test_objects_of_two_products_stay_apart(project: Path) -> None:
    """The same key in OCS and in Lync is two objects."""
    items = [VoiceRoute(key="UK", product=product) for product in ("ocs2007r2", "lync2013")]
    assert list(save(project, *items)) == items


def test_objects_that_look_alike_to_memory_stay_apart(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which objects were written is remembered in a few bits only: two with the same bit are two, and one stays one."""
    monkeypatch.setattr("migrator.store.item_rows._BITS", 8)
    items = [route(f"r{number}", priority=number) for number in range(5000)]
    estate = save(project, *items, *items[::500])
    assert {(item.key, item.priority) for item in estate.of(VoiceRoute)} == {
        (item.key, item.priority) for item in items
    }


def test_five_thousand_objects_twice(project: Path) -> None:
    """Reading the same 5,000 objects a second time finds each of them; the work grows with their number only."""
    users = [User(key=f"sip:u{n}@contoso.com", product="ocs2007r2", sources=("a",)) for n in range(5000)]
    again = [User(key=f"SIP:U{n}@contoso.com", product="ocs2007r2", sources=("b",)) for n in range(5000)]
    estate = save(project, *users, *again)
    assert {item.sources for item in estate} == {("a", "b")}
    assert len(estate) == 5000
    with closing(sqlite3.connect(project)) as connection:
        (plan,) = connection.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM item"
            " WHERE snapshot_id=1 AND kind='user' AND product='x' AND key_digest='y'"
        ).fetchall()
    assert "key_digest=?" in plan[3]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from migrator.estate.voice import VoiceRoute
from migrator.store.project import open_project

def items():
    for number in range(20_000):
        yield VoiceRoute(key=str(number), description="x" * 500)
    print("killing", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

open_project(sys.argv[1], create=True).save_snapshot("after", datetime.now(UTC), items(), list)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_kill_during_save_leaves_the_old_state(project: Path) -> None:
    """A process that is killed after thousands of rows leaves the snapshots that were there, and the file is usable."""
    save(project, route("one"))
    killed = subprocess.run([sys.executable, "-c", KILLED, project], check=False, capture_output=True, text=True)
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "killing\n")
    opened = open_project(str(project))
    assert [s.name for s in opened.snapshots()] == ["before"]
    opened.save_snapshot("after", NOW, [route("two")], list)
    with closing(sqlite3.connect(project)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM item").fetchall() == [(2,)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_kill_during_the_first_save_leaves_a_usable_path(project: Path) -> None:
    """What a killed first run leaves is no obstacle for the next one."""
    subprocess.run([sys.executable, "-c", KILLED, project], check=False, capture_output=True)
    assert [i.key for i in save(project, route("one"))] == ["one"]


def test_empty_snapshot_and_reports(project: Path) -> None:
    """Reports are asked after the items and come back whole, with what was collected but held nothing."""
    report = SourceReport(path="a.xml", format="clixml", status="empty", product="ocs2007r2", collected=("agent",))
    opened = open_project(str(project), create=True)
    snapshot = opened.save_snapshot("before", NOW, [], lambda: [report])
    assert (snapshot.sources, snapshot.taken_at, dict(snapshot.items)) == ((report,), NOW, {})
    assert opened.estate().has("agent", "ocs2007r2")


def test_newest_snapshot_is_the_default(project: Path) -> None:
    """Without a name the newest snapshot is meant."""
    save(project, route("one"))
    save(project, route("two"), name="after")
    assert [item.key for item in open_project(str(project)).estate()] == ["two"]


def test_unknown_snapshot(project: Path) -> None:
    """A name that no snapshot has is one line with the way out."""
    save(project, route("one"))
    with pytest.raises(InputError, match="no snapshot 'nope'") as caught:
        open_project(str(project)).estate("nope")
    assert "migrator snapshots" in str(caught.value.hint)


def test_missing_project(project: Path) -> None:
    """Reading a project that is not there makes no file."""
    with pytest.raises(InputError, match="there is no project yet"):
        open_project(str(project))
    assert not project.exists()


def test_missing_folder(tmp_path: Path) -> None:
    """A project in a folder that does not exist is refused."""
    with pytest.raises(InputError, match="the folder does not exist"):
        open_project(str(tmp_path / "no" / "p.db"), create=True)


@pytest.mark.parametrize("create", [False, True], ids=["read", "create"])
def test_foreign_sqlite_file_is_refused(project: Path, create: bool) -> None:
    """A database of another program is refused and gets no table of ours."""
    with closing(sqlite3.connect(project)) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
    before = project.read_bytes()
    with pytest.raises(InputError, match="not a migrator project"):
        open_project(str(project), create=create)
    assert project.read_bytes() == before


@pytest.mark.parametrize("create", [False, True], ids=["read", "create"])
@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"name;number\r\n" * 100, b"S"])
def test_file_that_is_no_database_is_refused(project: Path, content: bytes, create: bool) -> None:
    """A file of another kind is refused as input and keeps its bytes."""
    project.write_bytes(content)
    with pytest.raises(InputError, match="not a migrator project"):
        open_project(str(project), create=create)
    assert project.read_bytes() == content


def test_folder_is_refused(tmp_path: Path) -> None:
    """A folder in place of the project file is refused by name."""
    with pytest.raises(InputError, match="cannot be a folder"):
        open_project(str(tmp_path), create=True)


def test_damaged_project_is_one_line(project: Path) -> None:
    """A project whose pages are destroyed ends in one line that names it."""
    save(project, *(route(f"r{n}", description="x" * 900) for n in range(300)))
    content = bytearray(project.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    project.write_bytes(content)
    with pytest.raises(InputError, match="cannot be used") as caught:
        open_project(str(project)).estate()
    assert str(project) in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:s3cret@127.0.0.1:1/db",
        "postgresql+psycopg:///db?host=127.0.0.1&port=1&user=me&password=s3cret",
        "nosuch://me:s3cret@host/db",
        "postgresql+psycopg://me:s3cret@host:port/db",
        "mssql+pymssql://me:s3cret@host/db",
        "postgresql+psycopg://127.0.0.1:1/db?sslpassword=s3cret",
        "host=127.0.0.1 user=me password=s3cret",
        "me:s3cret@host",
    ],
)
def test_password_is_never_shown(url: str) -> None:
    """A database that cannot be reached or named is told without the password of its URL."""
    with pytest.raises(InputError) as caught:
        open_project(url, create=True)
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint}"
    assert "\n" not in caught.value.message


def test_the_project_of_another_program_stays(tmp_path: Path) -> None:
    """Two commands begin a project at once: the one that fails takes nothing away from the other."""
    path = tmp_path / "new.db"
    with suppress(InputError), discard_if_new(str(path)):
        save(path, route("theirs"))
        raise InputError("mine failed")
    assert [item.key for item in open_project(str(path)).estate()] == ["theirs"]
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other, isolation_level=None)) as using:
        with suppress(InputError), discard_if_new(str(other)):
            using.execute("BEGIN IMMEDIATE")
            raise InputError("mine failed")
        assert other.exists()


def test_an_empty_file_is_no_project_yet(tmp_path: Path) -> None:
    """As a full disk leaves it: it is said so, and the next command that makes a project makes it there."""
    empty = tmp_path / "empty.db"
    empty.touch()
    assert is_new(str(empty))
    with pytest.raises(InputError, match="there is no project yet"):
        open_project(str(empty))
    assert open_project(str(empty), create=True).snapshots() == []
