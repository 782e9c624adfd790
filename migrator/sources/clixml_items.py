"""Items from CLIXML files: WMI objects of OCS 2007 R2; anything unknown is kept whole."""

from __future__ import annotations

from collections.abc import Iterator

from ..estate.other import Other
from . import wmi
from .bundle import Member
from .clixml import NAMESPACE, ReferenceScan, admit_clixml, read_clixml
from .format import Collected, Event, Facts, Format, Note
from .recognise import text_encoding, xml_root
from .record import Record, Rejected

_FIRST_NAMED = ("Name", "Identity", "DisplayName", "FQDN")


def _matches(_member: Member, head: bytes) -> bool:
    root = xml_root(head)
    return root is not None and (root == ("Objs", NAMESPACE) or root[0] == "Objs")


def _read(member: Member, _facts: Facts) -> Iterator[Event]:
    with member.open() as file:
        count = admit_clixml(file)
    scan = ReferenceScan(text_encoding(member.head(200)).removesuffix("-sig"))
    for chunk in member.chunks():
        scan(chunk)
    if count == 0:
        yield from _empty(member)
        return
    with member.open() as file:
        for record in read_clixml(file, wanted=scan.wanted):
            if isinstance(record, Rejected):
                yield record
            else:
                yield from _map(record, member.path)


def _empty(member: Member) -> Iterator[Event]:
    """An export without objects says nothing of its type; only the file name can."""
    class_name = member.name.rpartition(".")[0]
    if kinds := wmi.kinds_of(class_name):
        yield Collected("ocs2007r2", kinds)
        yield Note(f"no {class_name} on this server; the class is told by the file's name")


def _map(record: Record, path: str) -> Iterator[Event]:
    mapper = wmi.mapper_for(record.type_name, record.properties)
    if mapper is None:
        yield unknown(record, path)
        return
    result = mapper.map(record, path)
    if isinstance(result, Rejected):
        yield result
        return
    item, notes = result
    yield item
    for note in notes:
        yield Note(note)


def unknown(record: Record, path: str) -> Other:
    """A record of an undeclared type, kept whole; its key says where it stands."""
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


FORMAT = Format("clixml", _matches, _read)
