"""A project in PostgreSQL: the same store on a real server, started for this test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import NullPool, create_engine, inspect, text

from migrator.__main__ import main
from migrator.errors import GuardRefused, InputError
from migrator.estate.kinds import Difference
from migrator.estate.other import Other
from migrator.estate.voice import VoiceRoute
from migrator.store.decisions import StoredSeverity
from migrator.store.project import open_project

pytestmark = pytest.mark.debian("postgresql")

NOW = datetime(2014, 1, 8, 12, 30, tzinfo=UTC)


def program(name: str) -> str:
    """A program of PostgreSQL, which Debian keeps outside the path."""
    found = shutil.which(name) or next(iter(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), None)
    return str(found)


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """The socket folder of a cluster that trusts everybody on this machine and listens to no network."""
    folder = Path(tempfile.mkdtemp(prefix="migrator-pg-"))  # a short path that another user can enter
    account = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        account = {"user": "postgres", "group": "postgres"}

    def call(*command: str | Path) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)

    call(program("initdb"), "-D", folder / "data", "-A", "trust", "-U", "migrator", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    call(program("pg_ctl"), "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
    yield folder
    call(program("pg_ctl"), "-D", folder / "data", "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def url(server: Path, request: pytest.FixtureRequest) -> str:
    """A new, empty database."""
    name = request.node.name[:60]
    subprocess.run([program("createdb"), "-h", server, "-U", "migrator", name], check=True)
    return f"postgresql+psycopg://migrator@/{name}?host={server}"


def test_items_come_back_as_they_went_in(url: str) -> None:
    """Text of any script, control characters and NUL, in keys, fields and left-overs, survive."""
    items = [
        VoiceRoute(key="Zürich ☎ \0", product="ocs2007r2", gateways=("vx1",), extra={"a\0": [1, None, "\x1b"]}),
        Other(key="k" * 5000, name="x" * 300_000, differences=(Difference("a", "b", "c"),)),
    ]
    project = open_project(url, create=True)
    project.save_snapshot("before", NOW, items, list)
    assert list(open_project(url).estate()) == items


def test_failure_in_the_middle_stores_nothing(url: str) -> None:
    """A snapshot whose reading fails after two batches is not there."""

    def broken() -> Iterator[VoiceRoute]:
        for number in range(4500):
            yield VoiceRoute(key=str(number))
        raise InputError("the evidence ends here")

    project = open_project(url, create=True)
    with pytest.raises(InputError, match="ends here"):
        project.save_snapshot("before", NOW, broken(), list)
    assert project.snapshots() == []


def test_objects_are_merged_and_kept_apart(url: str) -> None:
    """The merge finds rows that are written already, by key and by other names."""
    one = [VoiceRoute(key="UK", aliases=("1",), sources=("a",)), VoiceRoute(key="UK", aliases=("2",), sources=("a",))]
    filler = [VoiceRoute(key=f"filler {number}") for number in range(2500)]
    again = [VoiceRoute(key="uk", aliases=("2",), sources=("b",))]
    project = open_project(url, create=True)
    project.save_snapshot("before", NOW, [*one, *filler, *again], list)
    found = [item for item in project.estate() if item.key.startswith("UK")]
    assert [(item.key, item.sources) for item in found] == [("UK", ("a",)), ("UK [2]", ("a", "b"))]


def test_same_name_is_refused(url: str) -> None:
    """A second snapshot of one name is refused."""
    project = open_project(url, create=True)
    project.save_snapshot("before", NOW, [], list)
    with pytest.raises(InputError, match="exists already"):
        project.save_snapshot("before", NOW, [], list)


def test_foreign_database_is_refused(url: str) -> None:
    """A database that holds tables of another program gets none of ours."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE customers (name text)"))
    with pytest.raises(InputError, match="not a migrator project"):
        open_project(url, create=True)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["customers"]


def test_project_of_version_1_is_upgraded(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """The steps run in a server too; the log says that no copy was made."""
    open_project(url, create=True).save_snapshot("before", NOW, [VoiceRoute(key="UK")], list)
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in (
            "DROP TABLE answer",
            "DROP TABLE person",
            "ALTER TABLE checklist_step DROP COLUMN after",
            "ALTER TABLE severity DROP COLUMN reason, DROP COLUMN approver, DROP COLUMN created",
            "INSERT INTO severity VALUES ('R2-RTE-001', 'warning')",
            "UPDATE about SET value = '1' WHERE name = 'schema'",
        ):
            connection.execute(text(statement))
    project = open_project(url)
    assert project.decisions.severities()["R2-RTE-001"] == StoredSeverity(rule="R2-RTE-001", severity="warning")
    assert len(project.estate()) == 1
    assert "no copy was made: use the backups of the database server" in caplog.text


def test_whole_command_line(url: str, contoso: Path) -> None:
    """The evidence is read into a project of PostgreSQL and predicted from it."""
    assert main(["--project", url, "inventory", str(contoso), "--name", "before"]) == 0
    assert main(["--project", url, "predict", "--threshold", "block"]) == 1


def test_labels_of_people_stay(url: str) -> None:
    """A number that a person was given in a document stays, whatever is asked for later, and leads back."""
    project = open_project(url, create=True)
    assert project.person_numbers(["b@c.com", "İ ☎@c.com"]) == {"b@c.com": 1, "İ ☎@c.com": 2}
    again = open_project(url)
    assert again.person_numbers(["a@c.com", "b@c.com"]) == {"a@c.com": 3, "b@c.com": 1}
    assert again.person(2) == "İ ☎@c.com"


def test_two_people_set_the_same_new_steps_at_once(url: str) -> None:
    """Both write other fields of steps that nobody stored before, in opposite orders: nothing is lost or refused."""
    keys = [f"A{number}" for number in range(40)]
    open_project(url, create=True)
    ready = Barrier(2)

    def work(field: str, order: list[str]) -> None:
        store = open_project(url).checklist
        ready.wait()
        for at in range(0, len(order), 4):
            edits = {key: {field: f"{field} of {key}"} for key in order[at : at + 4]}
            store.change(edits, who=field, at="2014-01-08T10:00:00+00:00", seen={})

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(work, "owner", keys), pool.submit(work, "note", keys[::-1])]:
            done.result()
    checklist = open_project(url).checklist
    steps = checklist.steps()
    assert {(key, steps[key].owner, steps[key].note, steps[key].version) for key in keys} == {
        (key, f"owner of {key}", f"note of {key}", 2) for key in keys
    }
    assert len(checklist.changes()) == 2 * len(keys)


def test_of_two_who_set_the_same_at_once_one_learns_of_the_other(url: str) -> None:
    """Both set one field of a new step in the same moment: one value is stored, the other is refused by name."""
    open_project(url, create=True)
    ready = Barrier(2)

    def work(who: str) -> str:
        store = open_project(url).checklist
        ready.wait()
        try:
            store.change({"A1.2": {"owner": who}}, who=who, at="2014-01-08T10:00:00+00:00", seen={})
        except GuardRefused as refused:
            return refused.message
        return ""

    with ThreadPoolExecutor() as pool:
        refusals = sorted(pool.map(work, ("anne", "bob")))
    stored = open_project(url).checklist.steps()["A1.2"].owner
    assert refusals == ["", f"A1.2: {stored} changed the same meanwhile; nothing was changed"]
