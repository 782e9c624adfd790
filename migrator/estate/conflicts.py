"""Values on which two collections of one estate, made at different times, disagree, and objects that one lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from .catalogue import KINDS
from .estate import Estate
from .evidence import EVIDENCE
from .kinds import Difference, Field, Item, fields_of
from .merge import shown
from .older import only_in_older


@attrs.frozen(kw_only=True)
class Conflict:
    """A value that is kept and another that an object had in another collection.

    Attributes:
        label: of the field, or the name of a property beyond the fields.
        value: the value that is kept, as text; "" if there is none.
        personal: whether the values are those of a person.
    """

    item: Item
    label: str
    value: str
    source: str
    at: datetime
    other_value: str
    other_source: str
    other_at: datetime
    personal: bool = False


def is_of_saved_topology(conflict: Conflict) -> bool:
    """Whether exactly one of the two sources is a file of Topology Builder (.tbxml)."""
    sources = (conflict.source, conflict.other_source)
    return sum(source.partition("#")[0].casefold().endswith(".tbxml") for source in sources) == 1


def conflicts_of(item: Item, estate: Estate) -> Iterator[Conflict]:
    """The conflicts of one object, in the order in which they were read.

    What two sources of one collection write differently is not one, nor are two names of one object.
    """
    fields = {field.name: field for field in fields_of(type(item))}
    for difference in item.differences:
        if difference.at is None or difference.kept_at is None or difference.at == difference.kept_at:
            continue
        name = difference.field
        field = fields.get(name)
        value = shown(getattr(item, name) if field else item.extra.get(name))
        if field and _names_same_objects(estate, item, field, value, difference):
            continue
        yield Conflict(
            item=item,
            label=field.label if field else name,
            value=value,
            source=difference.kept_source,
            at=difference.kept_at,
            other_value=difference.value,
            other_source=difference.source,
            other_at=difference.at,
            personal=item.of_person or (field.personal if field else False),
        )


def conflicts(estate: Estate) -> Iterator[Conflict]:
    """All conflicts of the estate: values that differ, then objects that a newer collection does not have."""
    for item in estate:
        if item.differences:
            yield from conflicts_of(item, estate)
    yield from absent_conflicts(estate)


def absent_conflicts(estate: Estate) -> Iterator[Conflict]:
    """The objects that only an older collection has, although the newest lists their kind.

    What belongs to one server, and lines of logs, are no such objects: another file need not have them.
    """
    for cls in KINDS.values() if estate.newer else ():
        if cls.area == EVIDENCE or cls.of_machine:
            continue
        for item, newer in only_in_older(estate.each(cls), estate.newer, area=cls.area):
            yield Conflict(
                item=item,
                label="(object)",
                value="is there",
                source=item.sources[0],
                at=newer.older_at,
                other_value="is not there",
                other_source=newer.path,
                other_at=newer.at,
            )


def _names_same_objects(estate: Estate, item: Item, field: Field, value: str, difference: Difference) -> bool:
    """Whether both values name the same objects in the same order, by other names."""
    if not field.refers_to:
        return False
    ours, theirs = value.split("; "), difference.value.split("; ")
    found = [
        [estate.find_any(field.refers_to, name, product=item.product) for name in names] for names in (ours, theirs)
    ]
    return None not in found[0] and len(ours) == len(theirs) and all(a is b for a, b in zip(*found, strict=True))
