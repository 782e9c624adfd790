"""What verify says is true when it is read: also of a server that finishes a repair without its client."""

from __future__ import annotations

import attrs
import pytest

from migrator.errors import GuardRefused, TargetBusy
from migrator.repair.opening import open_target
from migrator.repair.settled import verify_database


@attrs.define
class Finishing:
    """A target whose server goes on with a repair for some looks, and then commits it."""

    target: object
    looks: int
    commit: object

    def __getattr__(self, name):
        return getattr(self.target, name)

    def is_repair_running(self):
        """For the first looks; then the repair is committed."""
        self.looks -= 1
        if self.looks == 0:
            self.commit()
        return self.looks >= 0


def repaired(rgsconfig, plan):
    """Commits the repair behind the program's back."""

    def commit():
        rgsconfig.execute(*(f"UPDATE {table.name} SET OwnerPoolID = '{plan.owner.id}'" for table in plan.tables))

    return commit


def test_a_repair_that_runs_on_is_told_and_then_waited_for(rgsconfig):
    """The client is dead and the server still works: "running", never "untouched"; with a wait, what it committed."""
    plan = rgsconfig.plan()
    with open_target(rgsconfig.url) as target:
        now = Finishing(target, 6, repaired(rgsconfig, plan))
        assert verify_database(now, plan).state == "running"
        pauses = []
        state = verify_database(now, plan, wait_seconds=60, sleep=pauses.append, clock=lambda: 0.0)
        assert (state.state, bool(pauses)) == ("repaired", True)


def test_a_commit_between_two_looks_is_never_told_in_part(rgsconfig, monkeypatch):
    """A reading that a commit cuts in two differs from the next one, so it is read again."""
    plan = rgsconfig.plan()
    real = rgsconfig.inspect_database
    readings = []

    def reading(target):
        found = real()
        readings.append(found)
        if len(readings) == 1:
            repaired(rgsconfig, plan)()
            return attrs.evolve(real(), holdings=(found.holdings[0], *real().holdings[1:]))
        return found

    monkeypatch.setattr("migrator.repair.settled.inspect_database", reading)
    with open_target(rgsconfig.url) as target:
        assert verify_database(target, plan).state == "repaired"
    assert len(readings) == 3


def test_another_database_is_refused(rgsconfig, database):
    """The guard of the place holds before anything is said of rows."""
    plan = rgsconfig.plan()
    other = database("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)")
    with open_target(other.url) as target, pytest.raises(GuardRefused, match="the plan is for"):
        verify_database(target, plan)


def test_rows_that_cannot_be_read_are_waited_for(rgsconfig, driver_error):
    """SQL Server keeps the rows locked while it repairs them: "running", and with a wait what it then committed."""
    plan = rgsconfig.plan()
    with open_target(rgsconfig.url) as target:

        class Locking(Finishing):
            """Its rows are locked while the repair runs."""

            def rows(self, *what):
                """An error of the driver until the commit."""
                if self.looks > 0:
                    raise driver_error("HYT00", "Lock request time out period exceeded. (1222)")
                return self.target.rows(*what)

        now = Locking(target, 6, repaired(rgsconfig, plan))
        state = verify_database(now, plan)
        assert (state.state, state.tables) == ("running", ())
        assert verify_database(now, plan, wait_seconds=60, sleep=lambda _: None, clock=lambda: 0.0).state == "repaired"


def test_locks_of_somebody_else_are_no_repair(rgsconfig, driver_error):
    """Without the lock of a repair the error is told as it is, once the wait is over."""
    plan = rgsconfig.plan()
    error = driver_error("HYT00", "Lock request time out period exceeded. (1222)")
    times = iter((0.0, 1.0, 2.0, 60.0))
    pauses = []
    with open_target(rgsconfig.url) as target:

        class Locked(Finishing):
            """Its rows are never to be read."""

            def rows(self, *_):
                """The error."""
                raise error

        now = Locked(target, -1, lambda: None)
        with pytest.raises(type(error)) as raised:
            verify_database(now, plan, wait_seconds=60, sleep=pauses.append, clock=lambda: next(times))
    assert (raised.value, len(pauses)) == (error, 2)


def test_rows_that_never_rest_are_not_read_for_ever(rgsconfig):
    """Somebody changes names all the time: no state is told, and the command ends."""
    plan = rgsconfig.plan()
    table = plan.tables[0]
    names = iter(range(1000))
    with open_target(rgsconfig.url) as target:

        class Busy(Finishing):
            """A row gets another name at each look, and a planned row goes to and fro."""

            def is_repair_running(self):
                """No; and the rows are others again."""
                owner = f"'{plan.owner.id}'" if next(names) % 4 < 2 else "NULL"
                rgsconfig.execute(f"UPDATE {table.name} SET OwnerPoolID = {owner}")
                return False

        with pytest.raises(TargetBusy, match="change all the time"):
            verify_database(Busy(target, -1, lambda: None), plan)
