"""The project's own severity of a rule: a decision with reason and approver."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..rules.engine.model import Severity


def change_severity(project: str, rule: str, severity: Severity, *, reason: str, approver: str, now: datetime) -> None:
    """Give a rule the project's own severity, in place of an earlier one.

    Raises:
        InputError: there is no project.
    """
    from ..store.decisions import StoredSeverity
    from ..store.project import open_project

    decided = StoredSeverity(
        rule=rule, severity=severity, reason=reason, approver=approver, created=now.date().isoformat()
    )
    open_project(project).decisions.set_severity(decided)


def restore_severity(project: str, rule: str) -> None:
    """Take the project's own severity of a rule back.

    Raises:
        InputError: there is no project.
    """
    from ..store.project import open_project

    open_project(project).decisions.remove_severity(rule)
