"""Decisions about steps of the checklist: nothing that two people set is lost, and every change is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.errors import GuardRefused
from migrator.store.checklist import ChecklistStore
from migrator.store.project import open_project

ANNE, BOB = {"who": "anne", "at": "2014-01-08T10:00:00+00:00"}, {"who": "bob", "at": "2014-01-08T10:00:01+00:00"}


@pytest.fixture
def both(project: Path) -> tuple[ChecklistStore, ChecklistStore]:
    """The project, opened by two people."""
    return open_project(str(project), create=True).checklist, open_project(str(project)).checklist


def test_other_fields_of_one_step_are_both_kept(both: tuple[ChecklistStore, ChecklistStore]) -> None:
    """Both saw the step as it was; one sets the owner, the other the status, and both are there."""
    anne, bob = both
    anne.change({"A1.2": {"owner": "Anne"}}, seen={}, **ANNE)
    bob.change({"A1.2": {"status": "done"}}, seen={}, **BOB)
    step = anne.steps()["A1.2"]
    assert (step.owner, step.status, step.who, step.version) == ("Anne", "done", "bob", 2)
    assert [(each.who, each.field, each.after) for each in bob.changes()] == [
        ("anne", "owner", "Anne"),
        ("bob", "status", "done"),
    ]


def test_the_same_field_is_refused_and_nothing_of_it_kept(both: tuple[ChecklistStore, ChecklistStore]) -> None:
    """The second learns who changed it, and none of the steps in the same change is stored."""
    anne, bob = both
    anne.change({"A1.2": {"owner": "Anne"}}, seen={}, **ANNE)
    with pytest.raises(GuardRefused, match=r"A1\.2: anne changed the same meanwhile; nothing was changed"):
        bob.change({"A1.1": {"note": "n"}, "A1.2": {"owner": "Bob"}}, seen={}, **BOB)
    assert {key: step.owner for key, step in bob.steps().items()} == {"A1.2": "Anne"}
    bob.change({"A1.2": {"owner": "Bob"}}, seen={"A1.2": 1}, **BOB)
    assert anne.steps()["A1.2"].owner == "Bob"


def test_an_equal_value_is_no_change(both: tuple[ChecklistStore, ChecklistStore]) -> None:
    """Setting what is set already leaves version and history alone."""
    anne, bob = both
    anne.change({"A1.2": {"owner": "Anne"}}, seen={}, **ANNE)
    bob.change({"A1.2": {"owner": "Anne"}}, seen={}, **BOB)
    assert bob.steps()["A1.2"].version == 1
    assert len(bob.changes()) == 1


def test_keys_of_any_length_and_script(both: tuple[ChecklistStore, ChecklistStore]) -> None:
    """The object of a step may have any name."""
    anne, bob = both
    keys = ["A9.6@" + "x" * 4000, "A9.6@Zürich ☎ '; DROP TABLE checklist_step --"]
    for key in keys:
        anne.change({key: {"note": key}}, seen={}, **ANNE)
    assert {step.note for step in bob.steps().values()} == set(keys)
