"""What verify says is true when it is read: also of a server that finishes a repair without its client."""

from __future__ import annotations

import attrs
import pytest

from migrator.errors import GuardRefused
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
