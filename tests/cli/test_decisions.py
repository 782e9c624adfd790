"""Decisions on the command line: severities, accepted findings."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.store.project import open_project

Run = Callable[..., Any]
DECIDED = ("--reason", "Routes are rebuilt by hand", "--approver", "J. Field")


@pytest.fixture
def read(run: Run, contoso: Path) -> None:
    """A snapshot of the Contoso estate."""
    run("inventory", contoso, "--name", "before")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--severity", "warning"), "--severity needs --reason TEXT"),
        (("--severity", "warning", "--reason", "why"), "--severity needs --approver TEXT"),
        (("--severity", "warning", "--reason", " ", "--approver", "J. Field"), "--severity needs --reason TEXT"),
        (("--reason", "why"), "--reason belongs to --severity LEVEL"),
        (("--severity", "default", "--approver", "J. Field"), "--approver belongs to --severity LEVEL"),
    ],
)
def test_a_changed_severity_needs_reason_and_approver(run: Run, options: tuple[str, ...], said: str) -> None:
    """What is missing is named by its option, and nothing is made or changed."""
    ran = run("rules", "R2-RTE-001", *options)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.usefixtures("read")
def test_a_changed_severity_is_kept_with_who_and_why(run: Run, project: Path) -> None:
    """The decision belongs to the project until it is taken back."""
    assert run("rules", "R2-RTE-001", "--severity", "info", *DECIDED).code == 0
    kept = open_project(str(project)).decisions.severities()["R2-RTE-001"]
    assert (kept.severity, kept.reason, kept.approver) == ("info", "Routes are rebuilt by hand", "J. Field")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", kept.created or "")
    assert run("rules", "R2-RTE-001", "--severity", "default").code == 0
    assert open_project(str(project)).decisions.severities() == {}
