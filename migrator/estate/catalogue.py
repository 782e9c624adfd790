"""All declared kinds, by name."""

from __future__ import annotations

from . import (
    conferencing,
    devices,
    evidence,
    external,
    network,
    other,
    policies,
    response_groups,
    topology,
    users,
    voice,
)
from .kinds import Item

_MODULES = (
    topology,
    voice,
    response_groups,
    conferencing,
    devices,
    external,
    policies,
    users,
    network,
    evidence,
    other,
)

KINDS: dict[str, type[Item]] = {
    cls.kind: cls
    for module in _MODULES
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, Item) and cls is not Item
}


def find_kind(name: str) -> type[Item] | None:
    """The kind of that name or label in any case, or the only kind whose name ends with it ("route")."""
    wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
    for cls in KINDS.values():
        if wanted in (cls.kind, cls.label.casefold().replace(" ", "_")):
            return cls
    ending = [cls for cls in KINDS.values() if cls.kind.endswith("_" + wanted) or cls.kind.endswith("_" + wanted[:-1])]
    return ending[0] if len(ending) == 1 and wanted else None
