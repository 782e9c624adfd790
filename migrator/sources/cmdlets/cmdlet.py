"""How the objects of one Lync cmdlet are recognised and mapped; the tables are in the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import attrs

from ...estate.kinds import Item
from ..mapping import From, Getter, Mapper, Of
from ..printed import printed
from ..record import Record, Rejected, Truncated, folded

#: a record of which an item is made, and its mapper
Part = tuple[Record, Mapper]
Split = Callable[[Record], Iterable[Part | Rejected]]

#: what PowerShell adds to an object that came through remoting
_REMOTING = frozenset({"PSComputerName", "RunspaceId", "PSShowComputerName", "PSSourceJobInstanceId"})


@attrs.frozen(eq=False)
class Cmdlet:
    """One cmdlet whose output is read; a cmdlet is equal to itself alone.

    Attributes:
        name: e.g. ``Get-CsVoiceRoute``; also the name of its file without extension.
        types: last segments of the type names that its documentation gives (OUTPUTS).
        split: the parts of a record, each with its mapper: the object itself and what is nested in it.
        kinds: kinds the output is evidence for, even an empty one.
        shows: properties that every object has; they identify an object without a type name.
        reads: the mappers of what the properties of a record fill, without those of nested objects.
        contents: the property with the list of which the objects are made, where the record itself is no object.
        exported_as: names that published export scripts give to properties -> the property.
        spelling: each property that the cmdlet is known to show, by its folded name and by those of export scripts.
    """

    name: str
    types: tuple[str, ...]
    split: Split
    kinds: tuple[str, ...]
    shows: frozenset[str]
    reads: tuple[Mapper, ...] = ()
    contents: str = ""
    exported_as: Mapping[str, str] = attrs.field(factory=dict)
    spelling: Mapping[str, str] = attrs.field(init=False)

    @spelling.default
    def _make_spelling(self) -> Mapping[str, str]:
        own = {folded(name): name for name in self.shows}
        others = {folded(name): property_ for name, property_ in self.exported_as.items()}
        return others | own | {key: name for mapper in self.reads for key, name in mapper.spelling.items()}

    def parts(self, record: Record) -> Iterable[Part | Rejected]:
        """Each part of the record with its mapper."""
        return self.split(spelled(record, self))


def lync_mapper(
    cls: type[Item],
    key: tuple[str, ...] | Getter,
    fields: Mapping[str, str | Getter],
    aliases: tuple[str | Getter, ...] = (),
    *,
    since_2013: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    never_shown: tuple[str, ...] = (),
) -> Mapper:
    """A mapper of a Lync cmdlet; the product is known per record."""
    return Mapper(
        cls,
        key,
        fields,
        aliases=aliases,
        product="lync2010",
        drop=_REMOTING,
        since_2013=frozenset(since_2013),
        optional=frozenset(optional),
        never_shown=frozenset(never_shown),
    )


def key_or_name(key: From, *names: str) -> Of:
    """A getter of the key, or of a name where the properties of the key are missing, as in a table without them."""

    def get(properties: Mapping[str, object]) -> object:
        if (value := key(properties)) is not None or any(name in properties for name in key.names):
            return value
        return next((named for name in names if (named := properties.get(name)) not in (None, "")), None)

    return Of((*key.names, *names), get, kept=True)


def one_item_cmdlet(
    name: str,
    types: tuple[str, ...] | str,
    mapper: Mapper,
    *shows: str,
    exported_as: Mapping[str, str] | None = None,
) -> Cmdlet:
    """A cmdlet of which each object is one item."""

    def split(record: Record) -> tuple[Part]:
        return ((record, mapper),)

    types = (types,) if isinstance(types, str) else types
    kinds = (mapper.cls.kind,)
    return Cmdlet(name, types, split, kinds, frozenset(shows), reads=(mapper,), exported_as=exported_as or {})


def spelled(record: Record, of: Mapper | Cmdlet) -> Record:
    """The record with its properties spelled as the mapper or cmdlet does: PowerShell ignores case, documents differ.

    Of two properties with one name the one that is spelled as the cmdlet does has it, else the first.
    """
    names = tuple(record.properties)
    wanted = _spelled_names(names, of)
    if wanted == names:
        return record
    properties = dict(zip(wanted, record.properties.values(), strict=True))
    return Record(record.type_name, properties, record.position, record.command, record.is_partial)


@lru_cache(maxsize=1024)
def _spelled_names(names: tuple[str, ...], of: Mapper | Cmdlet) -> tuple[str, ...]:
    """Kept, because the objects of one cmdlet have the same properties."""
    found: list[str] = []
    taken = set(names)
    for name in names:
        wanted = of.spelling.get(folded(name), name)
        found.append(name if wanted != name and wanted in taken else wanted)
        taken.add(wanted)
    return tuple(found)


def members(record: Record, name: str, kind: str) -> tuple[list[object], Rejected | None]:
    """What the list in a property holds, and what is lost of it: it is missing, cut off, or not a list of objects.

    A list of one may have been written as its only member.
    """
    value = record.properties.get(name)
    if isinstance(value, list):
        return value, None
    if isinstance(value, dict) or (isinstance(value, str) and printed(value, None, ()) is not None):
        return [value], None
    if value in (None, "") and name in record.properties:
        return [], None
    known = value.rest if isinstance(value, Truncated) and isinstance(value.rest, list) else []
    shown = value.shown if isinstance(value, Truncated) else value
    reason = "it is missing" if name not in record.properties else f"{shown!r} was written in its place"
    return known, Rejected(record.position, f"the list {name} is lost: {reason}; export with -Depth 16", (kind,))


def nested(record: Record, place: str, number: int, properties: Mapping[str, object]) -> Record:
    """A record for one object inside another; its position says where."""
    return Record(
        record.type_name, properties, f"{record.position}, {place} {number}", record.command, record.is_partial
    )
