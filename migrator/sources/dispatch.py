"""Which mapping a record belongs to: one way for every format that yields records with type names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..estate.counting import counted
from ..estate.other import Other
from .cmdlets import mappers as cmdlets
from .format import Collected, Origin, ReadResult, Remark, mapped
from .record import Record, Rejected
from .wmi import classes as wmi

_FIRST_NAMED = ("Name", "Identity", "DisplayName", "FQDN")


class Dispatch:
    """Maps the records of one file, one by one; `closing` gives what is true of the file, after its last record.

    Args:
        path: the file, as the items shall name their source.
        origin: what is known of the file from beside it.
    """

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._cmdlets = cmdlets.LyncRecords(path, origin)
        self._of_lync = 0
        self._wmi_kinds: set[str] = set()

    def results(self, record: Record) -> Iterable[ReadResult]:
        """What the record holds; of a record of an unknown type every property is kept."""
        results = self._cmdlets.results(record)
        return self._of_wmi(record) if results is None else results

    def _of_wmi(self, record: Record) -> Iterator[ReadResult]:
        for part in wmi.parts(record):
            mapper = wmi.mapper_for(part.type_name, part.properties)
            if mapper is None:
                yield unknown(part, self._path)
                continue
            owner = wmi.lync_owner(part.properties)
            self._of_lync += owner is not None
            result = mapper.map(part, self._path, product=owner)
            if not isinstance(result, Rejected):
                self._wmi_kinds.update(wmi.kinds_of(part.type_name))
            yield from mapped(result)

    def closing(self) -> Iterator[ReadResult]:
        """What the user must know after the last record."""
        yield from self._cmdlets.closing()
        if self._wmi_kinds:
            # the file is evidence of R2 even where every object in it belongs to Lync
            yield Collected("ocs2007r2", tuple(sorted(self._wmi_kinds)))
        if self._of_lync:
            yield Remark(
                f"{counted(self._of_lync, 'of these objects belongs', 'of these objects belong')} to Lync pools: "
                "not counted as OCS 2007 R2"
                " (R2 evidence shows which version of Lync only for objects that have a version)"
            )


def none_of(path: str, origin: Origin) -> Iterator[ReadResult]:
    """What an export without objects says: there is no object of the type in the file's name, if that type is known."""
    type_name = re.split(r"[/\\!]", path)[-1].rpartition(".")[0]
    if not wmi.knows(type_name):
        yield from cmdlets.none_of(path, origin)
        return
    if kinds := wmi.kinds_of(type_name):
        yield Collected("ocs2007r2", kinds)
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
