"""The accepted findings of a project."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..rules.engine.suppression import Suppression
    from ..store.project import Project


def stored_suppressions(project: Project) -> list[Suppression]:
    """The accepted findings of a project."""
    from ..rules.engine.suppression import Suppression

    return [
        Suppression(
            id=s.id,
            rule=s.rule,
            pattern=s.pattern,
            reason=s.reason,
            approver=s.approver,
            created=date.fromisoformat(s.created),
            expires=date.fromisoformat(s.expires) if s.expires else None,
        )
        for s in project.decisions.suppressions()
    ]
