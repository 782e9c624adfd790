"""How the objects of one Lync cmdlet are recognised and mapped; the tables are in the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import attrs

from ...estate.kinds import Item
from ..mapping import Getter, Mapper
from ..record import Record, Rejected

#: a record of which an item is made, and its mapper
Part = tuple[Record, Mapper]
Split = Callable[[Record], Iterable[Part | Rejected]]

#: what PowerShell adds to an object that came through remoting
_REMOTING = frozenset({"PSComputerName", "RunspaceId", "PSShowComputerName", "PSSourceJobInstanceId"})


@attrs.frozen
class Cmdlet:
    """One cmdlet whose output is exported with Export-Clixml.

    Attributes:
        name: e.g. ``Get-CsVoiceRoute``; also the name of its file without extension.
        types: last segments of the type names that its documentation gives (OUTPUTS).
        split: the parts of a record, each with its mapper: the object itself and what is nested in it.
        kinds: kinds the output is evidence for, even an empty one.
        shows: properties that every object has; with the file's name they identify an object without type name.
    """

    name: str
    types: tuple[str, ...]
    split: Split
    kinds: tuple[str, ...]
    shows: frozenset[str]


def lync_mapper(
    cls: type[Item],
    key: tuple[str, ...] | Getter,
    fields: Mapping[str, str | Getter],
    aliases: tuple[str | Getter, ...] = (),
) -> Mapper:
    """A mapper of a Lync cmdlet; the product is known per record."""
    return Mapper(cls, key, fields, aliases=aliases, product="lync2010", drop=_REMOTING)


def one_item_cmdlet(name: str, types: tuple[str, ...] | str, mapper: Mapper, *shows: str) -> Cmdlet:
    """A cmdlet of which each object is one item."""

    def split(record: Record) -> tuple[Part]:
        return ((spelled(record, mapper), mapper),)

    return Cmdlet(name, (types,) if isinstance(types, str) else types, split, (mapper.cls.kind,), frozenset(shows))


def spelled(record: Record, mapper: Mapper) -> Record:
    """The record with its properties in the mapper's letter case: PowerShell ignores case, and documents differ."""
    names = tuple(record.properties)
    wanted = _spelled_names(names, mapper)
    if wanted == names:
        return record
    properties = dict(zip(wanted, record.properties.values(), strict=True))
    return Record(record.type_name, properties, record.position)


@lru_cache(maxsize=1024)
def _spelled_names(names: tuple[str, ...], mapper: Mapper) -> tuple[str, ...]:
    """Kept, because the objects of one cmdlet have the same properties."""
    return tuple(mapper.spelling.get(name.casefold(), name) for name in names)


def nested(record: Record, place: str, number: int, properties: Mapping[str, object]) -> Record:
    """A record for one object inside another; its position says where."""
    return Record(record.type_name, properties, f"{record.position}, {place} {number}")
