"""The run on a real SQLite database: what it changes, what it refuses and in which words."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import timedelta

import msgspec
import pytest

from migrator.errors import GuardRefused, InputError, TargetError
from migrator.repair.plan import Expected, narrow, read_plan, seal, to_json
from migrator.repair.render import repair_script


@pytest.mark.ledger("S4-76")
def test_repairs_every_planned_row_and_nothing_else(rgsconfig):
    """A run gives the 30 rows without owner their owner and leaves every other byte of the database as it was."""
    before = rgsconfig.rows()

    result = rgsconfig.run(rgsconfig.plan())

    after = rgsconfig.rows()
    pool = before["OwnerPool"][0][0]
    expected = {
        table: sorted([(*row[:2], pool) if len(row) == 3 and row[2] is None else row for row in rows], key=repr)
        for table, rows in before.items()
    }
    assert after == expected
    assert result.changed == 30


def test_a_table_called_as_an_alias_is_repaired_row_by_row(database):
    """A table called planned with the key k1: an approved part changes its rows only, and is taken back."""
    rgsconfig = database(
        "CREATE TABLE planned (k1 TEXT PRIMARY KEY, OwnerPoolID TEXT)",
        "INSERT INTO planned VALUES ('a', NULL), ('b', NULL), ('c', NULL)",
    )
    plan = narrow(rgsconfig.plan(), [("planned", ("b",))])
    assert rgsconfig.run(plan).changed == 1
    assert [key for key, owner in rgsconfig.rows()["planned"] if owner] == ["b"]
    assert rgsconfig.run(plan, "undo").changed == 1


def test_runs_exactly_the_script_that_was_shown(rgsconfig, monkeypatch):
    """The statements that reach SQLite in the run are the rendered statements, in order, and no other change."""
    from migrator.repair import sqlite_database

    plan = rgsconfig.plan()
    seen = []
    run = sqlite_database.SqliteDatabase.run

    def spy(self, script, interrupts):
        seen.append(script)
        return run(self, script, interrupts)

    monkeypatch.setattr(sqlite_database.SqliteDatabase, "run", spy)
    rgsconfig.run(plan)
    assert seen == [repair_script(plan)]


def test_journal_holds_what_an_undo_needs_before_the_change(rgsconfig):
    """When the run starts, plan, both scripts, before-images and the entry "started" are on disk."""
    plan = rgsconfig.plan()
    rgsconfig.execute("CREATE TRIGGER stop BEFORE UPDATE ON Queues BEGIN SELECT RAISE(ABORT, 'stopped'); END")

    with pytest.raises(TargetError, match=r"stopped"):
        rgsconfig.run(plan)

    (folder,) = rgsconfig.journals
    assert {path.name for path in folder.iterdir()} == {
        "plan.json",
        "repair.sql",
        "undo.sql",
        "before.json",
        "journal.jsonl",
    }
    assert (folder / "plan.json").read_bytes() == to_json(plan)
    assert (folder / "repair.sql").read_text(encoding="utf-8") == repair_script(plan).text
    images = json.loads((folder / "before.json").read_text(encoding="utf-8"))
    assert len(images) == 30
    assert all(image["owner"] is None for image in images)
    events = [json.loads(line)["event"] for line in (folder / "journal.jsonl").read_text().splitlines()]
    assert events == ["started", "failed"]


@pytest.mark.ledger("S4-76")
def test_a_server_error_rolls_everything_back_and_says_so(rgsconfig):
    """An error in the last table leaves no row of the first changed; the message says that it was rolled back."""
    plan = rgsconfig.plan()
    rgsconfig.execute("CREATE TRIGGER stop BEFORE UPDATE ON Queues BEGIN SELECT RAISE(ABORT, 'stopped'); END")
    before = rgsconfig.rows()

    with pytest.raises(TargetError) as caught:
        rgsconfig.run(plan)

    assert rgsconfig.rows() == before
    assert caught.value.message.startswith("the server stopped the change and rolled it back: stopped (error ")
    assert "repair verify" in caught.value.hint


def test_records_start_and_end_in_the_project(rgsconfig):
    """The project gets the same two entries as the journal on disk."""
    rgsconfig.run(rgsconfig.plan())
    (folder,) = rgsconfig.journals
    on_disk = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    assert [dict(entry) for entry in rgsconfig.recorded] == on_disk
    assert [entry["event"] for entry in on_disk] == ["started", "repaired"]


def test_a_project_that_takes_no_entry_stops_the_run_before_the_change(rgsconfig):
    """If the start cannot be recorded, nothing is changed."""
    plan, before = rgsconfig.plan(), rgsconfig.rows()

    class Full(list):
        def append(self, _entry):
            raise InputError("project is full")

    rgsconfig.recorded = Full()
    with pytest.raises(InputError, match=r"project is full"):
        rgsconfig.run(plan)
    assert rgsconfig.rows() == before


def test_a_project_that_fails_afterwards_does_not_hide_the_success(rgsconfig):
    """If only the end cannot be recorded, the run still succeeds and the journal on disk says what is missing."""

    class OneEntry(list):
        def append(self, entry):
            if self:
                raise TargetError("project is locked")
            super().append(entry)

    rgsconfig.recorded = OneEntry()
    assert rgsconfig.run(rgsconfig.plan()).changed == 30
    (folder,) = rgsconfig.journals
    assert "not recorded in the project" in (folder / "journal.jsonl").read_text()


def test_refuses_another_place_than_confirmed(rgsconfig):
    """The confirmation must be the plan's server and database, to the letter."""
    with pytest.raises(GuardRefused) as caught:
        rgsconfig.run(rgsconfig.plan(), confirmed="SQL1/rgsconfig")
    assert caught.value.message == "the plan is for embedded/rgsconfig.db, but SQL1/rgsconfig was confirmed"
    assert caught.value.hint == 'Give --confirm "embedded/rgsconfig.db"'


def test_refuses_an_expired_plan(rgsconfig):
    """A plan is good for 24 hours of the injected clock, and not a second longer."""
    plan = rgsconfig.plan()
    rgsconfig.now += timedelta(hours=24, seconds=1)
    with pytest.raises(GuardRefused, match=r"^the plan expired at 2999-01-02T02:00:00Z$"):
        rgsconfig.run(plan)


def test_takes_a_plan_in_its_last_second(rgsconfig):
    """At the very end of its time a plan is still good."""
    plan = rgsconfig.plan()
    rgsconfig.now += timedelta(hours=24)
    assert rgsconfig.run(plan).changed == 30


def test_the_script_itself_refuses_an_expired_plan(rgsconfig):
    """A script that is run by hand after its time changes nothing: it asks the database's clock."""
    plan = seal(msgspec.structs.replace(rgsconfig.plan(), expires="2001-01-01T00:00:00Z"))
    before = rgsconfig.rows()
    with closing(sqlite3.connect(rgsconfig.path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.executescript(repair_script(plan).text)
    assert rgsconfig.rows() == before


def test_refuses_another_database(rgsconfig, database):
    """A plan of one database is not run on another, even where its rows would fit."""
    other = database()
    with pytest.raises(GuardRefused, match=r"^the plan is for embedded/rgsconfig.db, but this is embedded/variant0.db"):
        other.run(rgsconfig.plan(), confirmed=rgsconfig.place)


def test_refuses_a_plan_for_another_make_of_database(rgsconfig, sql_server_plan):
    """A plan for a SQL Server is not run on SQLite."""
    plan = sql_server_plan(server="embedded", database="rgsconfig.db")
    with pytest.raises(GuardRefused, match=r"the plan is for embedded/rgsconfig.db"):
        rgsconfig.run(plan)


def test_refuses_another_version(rgsconfig):
    """A server that was changed since the plan is another server."""
    plan = seal(msgspec.structs.replace(rgsconfig.plan(), version="3.0.0"))
    with pytest.raises(GuardRefused, match=r"was version 3\.0\.0 when the plan was made; now it is "):
        rgsconfig.run(plan)


def test_refuses_a_database_that_was_restored(rgsconfig):
    """A database that was created at another time is another database."""
    plan = seal(msgspec.structs.replace(rgsconfig.plan(), created="2013-10-09T17:00:00"))
    with pytest.raises(GuardRefused, match=r"was created again or restored"):
        rgsconfig.run(plan)


def test_refuses_a_read_only_file(rgsconfig, monkeypatch):
    """A file that may not be written is refused before anything starts."""
    plan = rgsconfig.plan()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(GuardRefused, match=r"^embedded/rgsconfig.db: the file is read-only$"):
        rgsconfig.run(plan)


def test_refuses_a_row_that_got_an_owner_since(rgsconfig):
    """A planned row that has another owner now is named, and no other row is changed."""
    plan = rgsconfig.plan()
    rgsconfig.execute("INSERT INTO OwnerPool VALUES ('11111111-1111-1111-1111-111111111111', 'other.contoso.local')")
    rgsconfig.execute("UPDATE Queues SET OwnerPoolID = '11111111-1111-1111-1111-111111111111' WHERE Name = 'Press'")
    before = rgsconfig.rows()
    with pytest.raises(GuardRefused) as caught:
        rgsconfig.run(plan)
    assert caught.value.message == (
        "1 row is not without owner: Queues 99dd2d49-c2be-5409-aa8a-2e71366adc65 (Press): "
        "has the owner 11111111-1111-1111-1111-111111111111"
    )
    assert caught.value.hint.startswith("Make a new plan. See all rows with: migrator repair verify --plan ")
    assert rgsconfig.rows() == before


def test_refuses_a_row_that_is_gone(rgsconfig):
    """A planned row that was deleted is named."""
    plan = rgsconfig.plan()
    rgsconfig.execute("DELETE FROM Queues WHERE Name = 'Press'")
    with pytest.raises(GuardRefused, match=r"\(Press\): the row is gone"):
        rgsconfig.run(plan)


@pytest.mark.parametrize("other", ["Sales", "Press ", "Pre\u00adss", "Press\n", ""])
def test_refuses_a_row_that_was_renamed(rgsconfig, other):
    """Who approved "Press" did not approve "Sales": both names are said, nothing is changed, a new plan is repaired.

    Names that look alike are told apart: what does not show is escaped.
    """
    plan = rgsconfig.plan()
    key = next(
        row.key[0] for table in plan.tables if table.table == "Queues" for row in table.rows if row.name == "Press"
    )
    rgsconfig.execute(f"UPDATE Queues SET Name = '{other}' WHERE ID = '{key}'")
    before = rgsconfig.rows()
    with pytest.raises(GuardRefused) as refused:
        rgsconfig.run(plan)
    said = f"1 row was renamed since the plan was made: Queues {key}: 'Press' is {other!r} now"
    assert (refused.value.message, refused.value.hint) == (said, "Make a new plan")
    assert rgsconfig.rows() == before
    assert rgsconfig.run(rgsconfig.plan()).changed == 30


def test_names_only_the_first_rows_of_many(rgsconfig):
    """A refusal stays one readable line however many rows differ."""
    plan = rgsconfig.plan()
    rgsconfig.execute("DELETE FROM Queues")
    with pytest.raises(GuardRefused, match=r"^15 rows are not without owner: .*; and 10 more$"):
        rgsconfig.run(plan)


def test_refuses_a_new_row_without_owner(rgsconfig):
    """A row without owner that the plan does not know means that the plan is out of date."""
    plan = rgsconfig.plan()
    rgsconfig.execute("INSERT INTO Queues VALUES ('22222222-2222-2222-2222-222222222222', 'New', NULL)")
    with pytest.raises(GuardRefused, match=r"^Queues: 15 rows without owner expected, found 16$"):
        rgsconfig.run(plan)


def test_refuses_an_owner_pool_that_is_gone(rgsconfig):
    """The owner must still be in the owner table, under its name."""
    plan = rgsconfig.plan()
    rgsconfig.execute("UPDATE OwnerPool SET Fqdn = 'renamed.contoso.local'")
    with pytest.raises(
        GuardRefused, match=r"^the owner pool lyncpool.contoso.local is no longer in OwnerPool$"
    ) as caught:
        rgsconfig.run(plan)
    assert caught.value.hint == "Make a new plan"


def test_refuses_a_table_that_changed_its_key(rgsconfig):
    """The catalogue must show the planned table as it was."""
    plan = rgsconfig.plan()
    rgsconfig.execute("DROP TABLE HolidaySets", "CREATE TABLE HolidaySets (ID TEXT, Name TEXT, OwnerPoolID TEXT)")
    with pytest.raises(GuardRefused, match=r"^HolidaySets: the table has changed since the plan was made$") as caught:
        rgsconfig.run(plan)
    assert caught.value.hint == "See what the database contains now with: migrator repair find"


def test_refuses_an_owner_table_that_is_gone(rgsconfig):
    """Without the owner table nothing can be given."""
    plan = rgsconfig.plan()
    rgsconfig.execute("ALTER TABLE OwnerPool RENAME TO Elsewhere")
    with pytest.raises(GuardRefused, match=r"the owner table OwnerPool is missing") as caught:
        rgsconfig.run(plan)
    assert caught.value.hint == "See what the database contains now with: migrator repair find"


def test_refuses_a_plan_that_is_carried_out_already(rgsconfig):
    """A second run of the same plan is refused and says why."""
    plan = rgsconfig.plan()
    rgsconfig.run(plan)
    with pytest.raises(GuardRefused, match=r"^the plan was already carried out: every planned row has its owner$"):
        rgsconfig.run(plan)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE Queues SET OwnerPoolID = (SELECT ID FROM OwnerPool) WHERE Name = 'Press'",
         "Queues: rows without owner: 15 expected, found 14"),
        ("INSERT INTO Queues VALUES ('22222222-2222-2222-2222-222222222222', 'New', NULL)",
         "Queues: rows without owner: 15 expected, found 16"),
        ("UPDATE Queues SET ID = 'x' WHERE Name = 'Press'",
         "Queues: planned rows without owner: 15 expected, found 14"),
        ("UPDATE OwnerPool SET Fqdn = 'renamed'", "OwnerPool: row with the owner of the plan: 1 expected, found 0"),
        ("CREATE TRIGGER odd AFTER UPDATE ON Queues BEGIN UPDATE Queues SET OwnerPoolID = NULL WHERE ID = new.ID; END",
         "Queues: planned rows with the owner afterwards: 15 expected, found 0"),
        ("CREATE TRIGGER odd AFTER UPDATE ON Queues BEGIN UPDATE AgentGroups SET OwnerPoolID = NULL; END",
         "AgentGroups: planned rows with the owner afterwards: 12 expected, found 0"),
    ],
)  # fmt: skip
def test_the_script_checks_again_under_lock(rgsconfig, change, reason, monkeypatch):
    """What changes between the first look and the lock is refused by the script itself, and nothing is changed."""
    from migrator.repair import sqlite_database

    plan = rgsconfig.plan()
    run = sqlite_database.SqliteDatabase.run
    state = []

    def change_then_run(self, script, interrupts):
        rgsconfig.execute(change)
        state.append(rgsconfig.rows())
        return run(self, script, interrupts)

    monkeypatch.setattr(sqlite_database.SqliteDatabase, "run", change_then_run)
    with pytest.raises(GuardRefused) as caught:
        rgsconfig.run(plan)
    assert caught.value.message == reason
    assert rgsconfig.rows() == state[0]


def test_refuses_when_the_journal_cannot_be_written(rgsconfig):
    """Without an undo on disk there is no change."""
    plan, before = rgsconfig.plan(), rgsconfig.rows()
    (rgsconfig.path.parent / "journal").write_text("a file is in the way")
    with pytest.raises(InputError, match=r"the journal cannot be written"):
        rgsconfig.run(plan)
    assert rgsconfig.rows() == before


def test_a_narrowed_plan_changes_only_its_rows(rgsconfig):
    """A narrowed plan is scripted and run as it is; the rows that are left out stay without owner."""
    plan = rgsconfig.plan()
    queues = next(table for table in plan.tables if table.table == "Queues")
    narrowed = narrow(plan, [("Queues", row.key) for row in queues.rows[:3]])

    assert rgsconfig.run(narrowed).changed == 3

    assert sum(row[2] is None for row in rgsconfig.rows()["Queues"]) == 12
    assert narrowed.tables[0].expected == Expected(null=15, changed=3)
    (folder,) = rgsconfig.journals
    assert read_plan(folder / "plan.json") == narrowed


def test_an_altered_plan_is_refused(rgsconfig, tmp_path):
    """One changed character in the plan file breaks its digest."""
    path = tmp_path / "plan.json"
    path.write_bytes(to_json(rgsconfig.plan()).replace(b"Press", b"Prose"))
    with pytest.raises(GuardRefused, match=r"the plan was altered after it was made: its digest does not match"):
        read_plan(path)
