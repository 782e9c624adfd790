"""All declared kinds, by name."""

from __future__ import annotations

from . import (
    conferencing,
    devices,
    evidence,
    external,
    other,
    policies,
    response_groups,
    topology,
    users,
    voice,
)
from .kinds import Item

_MODULES = (topology, voice, response_groups, conferencing, devices, external, policies, users, evidence, other)

KINDS: dict[str, type[Item]] = {
    cls.kind: cls
    for module in _MODULES
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, Item) and cls is not Item
}
