"""The project's own severity of a rule: a decision with reason and approver."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..rules.engine.decisions import ChangedSeverity
    from ..rules.engine.model import Rule, Severity
    from ..store.project import Project


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
    """Take the project's own severity of a rule back, also one of an id that it had before.

    Raises:
        InputError: there is no project.
    """
    from ..rules.engine.catalogue import former_ids
    from ..store.project import open_project

    decisions = open_project(project).decisions
    for id_ in (rule, *former_ids(rule)):
        decisions.remove_severity(id_)


def severities_of(opened: Project, rules: Iterable[Rule]) -> dict[str, ChangedSeverity]:
    """The project's own severities that differ from those of *rules*, by the id of the rule."""
    from ..rules.engine.catalogue import former_ids
    from ..rules.engine.decisions import NOT_RECORDED, ChangedSeverity
    from ..rules.engine.model import Severity

    stored = opened.decisions.severities()
    return {
        rule.id: ChangedSeverity(
            rule=rule.id,
            severity=Severity(own.severity),
            original=rule.severity,
            reason=own.reason or NOT_RECORDED,
            approver=own.approver or NOT_RECORDED,
            created=own.created or NOT_RECORDED,
        )
        for rule in rules
        if (own := next((stored[id_] for id_ in (rule.id, *former_ids(rule.id)) if id_ in stored), None))
        and own.severity != rule.severity
    }


def list_severities(project: str, rules: Iterable[Rule]) -> dict[str, ChangedSeverity]:
    """The project's own severities by the id of the rule; none where there is no project yet.

    Raises:
        InputError: it is not a project.
    """
    from ..store.project import is_new, open_project

    return {} if is_new(project) else severities_of(open_project(project), rules)
