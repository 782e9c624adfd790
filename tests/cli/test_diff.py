"""`diff` on the shipped estates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from migrator.resources import fixture

Run = Callable[..., Any]


def test_before_and_after_the_move(run: Run, contoso: Path) -> None:
    """The users of the moved estate have another pool; the same snapshot twice shows nothing, with exit code 0."""
    run("inventory", contoso, "--name", "before")
    run("inventory", fixture("contoso-ocs2007r2-moved"), "--name", "after")
    assert run("diff", "before", "before").code == 0
    ran = run("diff", "before", "after", "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["changed"] or told["added"] or told["removed"]
    shown = run("diff", "before", "after")
    assert shown.code == 1
    assert "From before to after" in shown.out


def test_names_that_are_not_there_are_refused(run: Run, contoso: Path) -> None:
    """A snapshot, kind or field that does not exist ends with one line."""
    run("inventory", contoso, "--name", "before")
    assert "no snapshot" in run("diff", "before", "nothing").err
    assert "there is no kind 'nothing'" in run("diff", "before", "before", "--kind", "nothing").err
    assert "user has no field 'nothing'" in run("diff", "before", "before", "--ignore", "user.nothing").err
