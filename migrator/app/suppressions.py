"""The accepted findings of a project."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .people import people_of

if TYPE_CHECKING:
    from ..estate.estate import Estate
    from ..rules.engine.suppression import Suppression
    from ..store.project import Project


def stored_suppressions(project: Project, estate: Estate) -> list[Suppression]:
    """The accepted findings of a project, for the objects of *estate*."""
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
            keys=frozenset(each.key for each in people_of(project, estate, s.pattern)),
        )
        for s in project.decisions.suppressions()
    ]
