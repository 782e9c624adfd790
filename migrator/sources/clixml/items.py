"""Items from CLIXML files (Export-Clixml)."""

from __future__ import annotations

from collections.abc import Iterator

from ..bundle import Member
from ..dispatch import Dispatch, none_of
from ..format import Format, Origin, ReadResult
from ..recognise import xml_root
from ..record import Rejected
from .elements import NAMESPACE
from .messages import message
from .pieces import repeated_ids
from .reader import read_clixml


def _matches(_member: Member, head: bytes) -> bool:
    return xml_root(head) == ("Objs", NAMESPACE)


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    repeated = _repeated(member) if origin.has_references else frozenset()
    dispatch, is_empty = Dispatch(member.path, origin), True
    with member.open() as file:
        for record in read_clixml(file, repeated=repeated):
            is_empty = False
            if isinstance(record, Rejected):
                yield record
            elif (results := message(record)) is not None:
                yield from results
            else:
                yield from dispatch.results(record)
    if is_empty:
        # an export without objects says nothing of its type; only the file name can
        yield from none_of(member.path, origin)
    else:
        yield from dispatch.closing()


def _repeated(member: Member) -> frozenset[str]:
    with member.open() as file:
        return repeated_ids(file)


FORMAT = Format("clixml", _matches, _read)
