"""Who stands behind a label of a document without names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..estate.estate import Estate
    from ..estate.kinds import Item
    from ..store.project import Project


def people_of(project: Project, estate: Estate, label: str) -> list[Item]:
    """The objects of *estate* that are the person of *label* (``person 17``); none for other text."""
    from ..documents.identities import identities
    from ..documents.people import number_of

    number = number_of(label)
    identity = None if number is None else project.person(number)
    if identity is None:
        return []
    of_items = identities(estate)
    return [item for item in estate if of_items.get(id(item)) == identity]
