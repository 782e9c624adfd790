"""Undo gives back every byte and refuses what changed since; verify says which state holds, with the rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from migrator.errors import GuardRefused
from migrator.repair.plan import narrow
from migrator.repair.verify import verify_plan


def test_undo_gives_back_every_byte(rgsconfig):
    """After repair and undo every row of every table is as it was."""
    before, plan = rgsconfig.rows(), rgsconfig.plan()
    rgsconfig.run(plan)
    assert rgsconfig.run(plan, "undo").changed == 30
    assert rgsconfig.rows() == before


def test_undo_works_after_the_plan_has_expired(rgsconfig):
    """A change can be taken back for as long as its rows are as it left them."""
    plan = rgsconfig.plan()
    rgsconfig.run(plan)
    rgsconfig.now += timedelta(days=400)
    assert rgsconfig.run(plan, "undo").changed == 30


def test_undo_refuses_rows_that_changed_since(rgsconfig):
    """A row that was given to another owner since is named; nothing at all is undone."""
    plan = rgsconfig.plan()
    rgsconfig.run(plan)
    rgsconfig.execute("INSERT INTO OwnerPool VALUES ('11111111-1111-1111-1111-111111111111', 'other.contoso.local')")
    rgsconfig.execute("UPDATE Queues SET OwnerPoolID = '11111111-1111-1111-1111-111111111111' WHERE Name = 'Press'")
    before = rgsconfig.rows()
    with pytest.raises(GuardRefused) as caught:
        rgsconfig.run(plan, "undo")
    assert caught.value.message == (
        "1 row is not as the repair left it: Queues 99dd2d49-c2be-5409-aa8a-2e71366adc65 (Press): "
        "has the owner 11111111-1111-1111-1111-111111111111"
    )
    assert caught.value.hint.startswith(
        "Leave those rows out with --approved. See all rows with: migrator repair verify"
    )
    assert rgsconfig.rows() == before


def test_undo_of_the_unchanged_rest_by_a_narrowed_plan(rgsconfig):
    """When one row changed since, the others can be undone with a narrowed plan."""
    plan = rgsconfig.plan()
    rgsconfig.run(plan)
    rgsconfig.execute("DELETE FROM Queues WHERE Name = 'Press'")
    rest = [(table.table, row.key) for table in plan.tables for row in table.rows if row.name != "Press"]
    assert rgsconfig.run(narrow(plan, rest), "undo").changed == 29


def test_undo_leaves_rows_alone_that_had_the_owner_before(rgsconfig):
    """The 20 workflows had the same owner before the repair: undo does not touch them."""
    plan = rgsconfig.plan()
    workflows = rgsconfig.rows()["Workflows"]
    rgsconfig.run(plan)
    rgsconfig.run(plan, "undo")
    assert rgsconfig.rows()["Workflows"] == workflows


def test_undo_of_an_untouched_plan_is_refused(rgsconfig):
    """Nothing was done, so there is nothing to take back."""
    with pytest.raises(GuardRefused, match=r"^there is nothing to undo: every planned row is without owner$"):
        rgsconfig.run(rgsconfig.plan(), "undo")


def test_undo_refuses_another_place_than_confirmed(rgsconfig):
    """Undo has the guards of a repair."""
    plan = rgsconfig.plan()
    rgsconfig.run(plan)
    with pytest.raises(GuardRefused, match=r"but elsewhere/db was confirmed"):
        rgsconfig.run(plan, "undo", confirmed="elsewhere/db")


def test_verify_tells_the_three_states(rgsconfig):
    """Untouched before, repaired after, neither when one row is missing."""
    plan = rgsconfig.plan()
    assert verify_plan(plan, rgsconfig.inspect_database()).state == "untouched"
    rgsconfig.run(plan)
    assert verify_plan(plan, rgsconfig.inspect_database()).state == "repaired"
    rgsconfig.execute("UPDATE Queues SET OwnerPoolID = NULL WHERE Name IN ('Press', 'Legal')")
    found = verify_plan(plan, rgsconfig.inspect_database())
    assert found.state == "mixed"
    assert [(row.name, row.found) for row in found.differences] == [
        ("Legal", "still without owner"),
        ("Press", "still without owner"),
    ]


def test_verify_lists_rows_that_fit_neither_state_first(rgsconfig):
    """A row that is gone or has another owner is listed, whatever the others are."""
    plan = rgsconfig.plan()
    rgsconfig.execute("DELETE FROM Queues WHERE Name = 'Press'")
    (row,) = verify_plan(plan, rgsconfig.inspect_database()).differences
    assert (row.table, row.name, row.found) == ("Queues", "Press", "the row is gone")


def test_verify_counts_rows_without_owner_that_the_plan_does_not_know(rgsconfig):
    """New rows without owner do not change the state, but are counted."""
    plan = rgsconfig.plan()
    rgsconfig.run(plan)
    rgsconfig.execute("INSERT INTO Queues VALUES ('22222222-2222-2222-2222-222222222222', 'New', NULL)")
    found = verify_plan(plan, rgsconfig.inspect_database())
    assert found.state == "repaired"
    assert {table.table: table.null_now for table in found.tables}["Queues"] == 1


def test_a_database_without_the_tables_is_neither(rgsconfig):
    """When the planned tables are gone, every planned row is gone."""
    plan = rgsconfig.plan()
    rgsconfig.execute(
        "DROP TABLE Queues", "DROP TABLE AgentGroups", "DROP TABLE HolidaySets", "DROP TABLE BusinessHours"
    )
    assert len(verify_plan(plan, rgsconfig.inspect_database()).differences) == 30


def test_a_hundred_thousand_rows(database):
    """A large table takes the same number of statements, and repair and undo stay one transaction each."""
    statement = (
        "INSERT INTO Q SELECT printf('%06d', value), NULL FROM "
        "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < {}) SELECT value FROM n)"
    )
    table = "CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)"
    from migrator.repair.render import repair_script

    small, large = database(table, statement.format(1)), database(table, statement.format(100_000))
    before, plan = large.rows(), large.plan()
    assert len(repair_script(plan).statements) == len(repair_script(small.plan()).statements)
    assert large.run(plan).changed == 100_000
    assert large.run(plan, "undo").changed == 100_000
    assert large.rows() == before
