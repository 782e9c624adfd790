"""Which mapping a record belongs to: one way for every format that yields records with type names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import attrs

from ..estate.counting import counted
from ..estate.kinds import Item
from ..estate.other import Other
from ..estate.unmapped import unmapped_cmdlet_of
from .cmdlets import mappers as cmdlets
from .cmdlets.table import CMDLETS, cmdlet_of_type, names_unread
from .format import Collected, Origin, ReadResult, Remark, mapped
from .logs.event_parts import EventParts, is_event
from .recognition import Known, fitting
from .record import Record, Rejected, TypedProperties, folded
from .type_names import is_of_wmi, is_vague, plain
from .wmi import classes as wmi

#: properties that hold the list of which objects are made
_CONTENTS = frozenset({folded(wmi.DENIED), *(folded(cmdlet.contents) for cmdlet in CMDLETS if cmdlet.contents)})
#: results that account for a record
_ACCOUNTED_FOR = (Item, Rejected)
#: so many possible cmdlets are all named
_FEW = 4
_FIRST_NAMED = ("Name", "Identity", "DisplayName", "FQDN")


class Dispatch:
    """Maps the records of one file, one by one; `closing` gives what is true of the file, after its last record.

    What a record is, its type says first, then the command whose output it is, the file's name, a column that names
    the kind of each row, and at last the properties that only one cmdlet or class shows.

    Args:
        path: the file, as the items shall name their source.
        origin: what is known of the file from beside it.
    """

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._cmdlets = cmdlets.LyncRecords(path, origin)
        self._class_of_file = wmi.class_of_file(path)
        self._stem = re.split(r"[/\\!]", path)[-1].rpartition(".")[0]
        self._is_unmapped = unmapped_cmdlet_of(path) != ""
        self._of_lync = 0
        self._wmi_kinds: set[str] = set()
        self._by_properties: Counter[str] = Counter()
        self._undecided: Counter[str] = Counter()
        self._events = EventParts(path, origin)

    def results(self, record: Record) -> Iterator[ReadResult]:
        """What the record holds; of a record of an unknown type every property is kept.

        A record of which nothing is made is rejected, unless it is a container whose list is empty.
        """
        is_accounted_for = False
        for result in self._results(record):
            is_accounted_for = is_accounted_for or isinstance(result, _ACCOUNTED_FOR)
            yield result
        if not is_accounted_for and not _is_empty_container(record):
            yield Rejected(record.position, f"nothing could be read of {record.type_name or 'the object'}")

    def _results(self, record: Record) -> Iterable[ReadResult]:
        results = self._cmdlets.results(record)
        if results is not None:
            return results
        if self._cmdlets.is_listed_as_other(record):
            return (unknown(record, self._path),)
        if self._is_unmapped:
            other = unknown(record, self._path)
            return (attrs.evolve(other, product=self._cmdlets.product_of(record, "")),)
        class_name = wmi.class_of(record, self._class_of_file)
        if wmi.knows(class_name):
            named = record if record.type_name == class_name else attrs.evolve(record, type_name=class_name)
            return self._of_wmi(named)
        if is_event(record.properties):
            return (self._events.of_object(record.position, record.properties),)
        return self._by_its_properties(record)

    def _by_its_properties(self, record: Record) -> Iterable[ReadResult]:
        found = self._fitting(record)
        if len(found) != 1:
            if is_vague(record.type_name) and any(map(_members, record.properties.values())):
                return self._of_members(record)
            if found:
                self._undecided[_alternatives(found)] += 1
            return (unknown(record, self._path),)
        (known,) = found
        if not known.is_read:
            return (unknown(record, self._path),)
        self._by_properties[known.name] += 1
        if known.cmdlet:
            return self._cmdlets.of(known.cmdlet, record)
        return self._of_wmi(attrs.evolve(record, type_name=known.name))

    def _fitting(self, record: Record) -> tuple[Known, ...]:
        """What the record may be by its properties; nothing where something else is named that is not declared."""
        names = tuple(record.properties)
        if is_of_wmi(record.type_name):
            return tuple(known for known in fitting(names) if known.is_wmi)
        if is_vague(record.type_name):
            return () if names_unread(self._path, record.command) else fitting(names, self._stem)
        type_name = plain(record.type_name)
        if type_name.casefold().startswith(("msft_", "microsoft.")):
            return ()  # a class or a type of a product that nobody declared
        hint = type_name.rpartition(".")[2]
        return tuple(known for known in fitting(names, hint) if known.shows_all(frozenset(map(folded, names))))

    def _of_members(self, record: Record) -> Iterator[ReadResult]:
        """What the objects of known types hold that are values of a record of no type; the rest is one object."""
        rest = dict(record.properties)
        for name, value in record.properties.items():
            for number, member in enumerate(found := _members(value), start=1):
                properties = {n: v for n, v in member.items() if n != "ToString"}
                position = f"{record.position}, {name}" + (f" {number}" if len(found) > 1 else "")
                yield from self.results(Record(member.type_name, properties, position))
            if found:
                del rest[name]
        if any(value is not None for value in rest.values()):
            yield unknown(attrs.evolve(record, properties=rest), self._path)

    def _of_wmi(self, record: Record) -> Iterator[ReadResult]:
        if _is_empty_container(record):
            self._wmi_kinds.update(wmi.kinds_of(record.type_name))
        for part in wmi.parts(record):
            mapper = wmi.mapper_for(part.type_name, part.properties)
            owner = wmi.lync_owner(part.properties)
            self._of_lync += owner is not None
            result = mapper.map(part, self._path, product=owner, absent_is_unknown=True)
            if not isinstance(result, Rejected):
                self._wmi_kinds.update(wmi.kinds_of(part.type_name))
            yield from mapped(result)

    def closing(self) -> Iterator[ReadResult]:
        """What the user must know after the last record."""
        yield from self._cmdlets.closing()
        yield from self._events.notes()
        for name, count in self._by_properties.items():
            yield Remark(f"{counted(count, 'object')} recognised as {name} by the names of the properties alone")
        for names, count in self._undecided.items():
            yield Remark(
                f"{counted(count, 'object')} may be of {names}: nothing shows of which; name the file after the cmdlet"
                " that gave it (Get-CsUser.csv)"
            )
        if self._wmi_kinds:
            # the file is evidence of R2 even where every object in it belongs to Lync
            yield Collected("ocs2007r2", tuple(sorted(self._wmi_kinds)))
        if self._of_lync:
            yield Remark(
                f"{counted(self._of_lync, 'of these objects belongs', 'of these objects belong')} to Lync pools: "
                "not counted as OCS 2007 R2"
                " (R2 evidence shows which version of Lync only for objects that have a version)"
            )


def _alternatives(found: tuple[Known, ...]) -> str:
    """The names of what an object may be; of a long list those whose objects are not read are only counted."""
    named = [known.name for known in found if known.is_read or len(found) <= _FEW]
    rest = len(found) - len(named)
    return " or ".join(named) + (f" or of {counted(rest, 'other cmdlet')}" if rest else "")


def _members(value: object) -> list[TypedProperties]:
    """The objects that a value holds, if it holds nothing but objects of known types."""
    held = value if isinstance(value, list) else [value]
    typed = [one for one in held if isinstance(one, TypedProperties)]
    known = all(cmdlet_of_type(one.type_name) or wmi.knows(one.type_name) for one in typed)
    return typed if known and len(typed) == len(held) else []


def _is_empty_container(record: Record) -> bool:
    properties = record.properties
    return any(properties[name] in (None, "", []) for name in _contents(tuple(properties)))


@lru_cache(maxsize=1024)
def _contents(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the properties that are the list of a container; the objects of one file have the same properties."""
    return tuple(name for name in names if folded(name) in _CONTENTS)


def may_be_known(names: tuple[str, ...], path: str) -> bool:
    """Whether objects with these properties, in a file of that name, are of a cmdlet or class, or of one of several."""
    if "__class" in (name.casefold() for name in names) or wmi.class_of_file(path):
        return True
    return cmdlets.may_name(names, path) or bool(fitting(names))


def none_of(path: str, origin: Origin) -> Iterator[ReadResult]:
    """What an export without objects says: there is no object of the type in the file's name, if that type is known."""
    type_name = wmi.class_of_file(path)
    if not type_name:
        yield from cmdlets.none_of(path, origin)
        return
    yield Collected("ocs2007r2", wmi.kinds_of(type_name))
    yield Remark(f"no {type_name} on this server; the class is taken from the file's name")


def named_by(path: str, origin: Origin) -> Collected:
    """Product and kinds of the objects that a file should hold by its name; none where the name says nothing."""
    announced = (result for result in none_of(path, origin) if isinstance(result, Collected))
    return next(announced, Collected("unknown", ()))


def unknown(record: Record, path: str) -> Other:
    """A record of an undeclared type with all its properties; its key names its place in the file."""
    properties = record.properties
    name = next((str(v) for n in _FIRST_NAMED if (v := properties.get(n))), None)
    product = "ocs2007r2" if record.type_name.casefold().startswith("msft_sip") else "unknown"
    path_key = properties.get("__PATH") or properties.get("InstanceID") or properties.get("Identity")
    key = f"{record.type_name}:{path_key or path + ' ' + record.position}"
    return Other(
        key=key,
        product=product,
        sources=(f"{path}#{record.position}",),
        extra=dict(properties),
        type_name=record.type_name,
        name=name,
    )
