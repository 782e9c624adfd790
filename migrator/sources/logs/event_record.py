"""Maps one `<Event>` element to an event item; EVTX files and rendered XML hold the same element.

The element is that of the Windows event schema; `RenderingInfo` with the message text is only in rendered XML, because
an EVTX file holds the inserted strings without the sentences of the provider (event-schema).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from ...estate.counting import counted
from ...estate.evidence import Event
from ..dates import parse_datetime
from ..format import Lost, Origin, Remark
from ..record import Rejected
from ..xml import Element
from .event_products import SHARED_LOG, product_of

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
#: standard levels of the Windows event schema; a provider may define others
LEVELS = {"0": "LogAlways", "1": "Critical", "2": "Error", "3": "Warning", "4": "Information", "5": "Verbose"}
_PARTS = frozenset({"System", "EventData", "UserData", "RenderingInfo"})
_MAPPED = frozenset({"EventID", "Channel", "Computer", "Level"})
_MAPPED_ATTRIBUTES = frozenset({("Provider", "Name"), ("TimeCreated", "SystemTime")})


class EventMapper:
    """Maps the events of one file.

    Args:
        path: the file, for positions.
    """

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._origin = origin
        self._is_version_open = False
        self._nameless = 0

    def map(self, element: Element, position: str) -> Event | Rejected:
        """The event of an `<Event>` element; its key is the same whether it was read from EVTX or from XML."""
        system = _child(element, "System")
        if system is None:
            return Rejected(position, "an event without its System element")
        event_id = _text(system, "EventID")
        if not re.fullmatch(r"[0-9]{1,10}", event_id or ""):
            return Rejected(position, f"an event whose id is {event_id!r}")
        rendering = _child(element, "RenderingInfo")
        source = _attribute(system, "Provider", "Name")
        log, machine = _text(system, "Channel"), _text(system, "Computer") or self._origin.machine
        when = _attribute(system, "TimeCreated", "SystemTime")
        level = _text(system, "Level")
        data = _data(element)
        record, at = _text(system, "EventRecordID"), _parse_time(when)
        self._nameless += None in (machine, log, record, at)
        shown = {"at": at, "log": log, "source": source, "level": level, "machine": machine}
        unknown = [name for name, value in shown.items() if not value]
        if not _text(rendering, "Message"):
            unknown.append("message")
        if any(local not in _PARTS for local, _ in _children(element)) or _is_nested(element):
            unknown += ["data", "message"]
        return Event(
            key=self.key(machine, log, record, when, position),
            product=self.product_of(log, source, int(event_id or 0)),
            sources=(f"{self._path}#{position}",),
            extra=_extra(element, system, rendering, data),
            unknown=tuple(dict.fromkeys(unknown)),
            at=at,
            log=log,
            source=source,
            event_id=int(event_id or 0),
            level=LEVELS.get(level or "", level),
            machine=machine,
            message=_text(rendering, "Message"),
            data=tuple(value for _, value in data),
        )

    def notes(self) -> Iterator[Remark | Lost]:
        """What the user must know about the file; complete after its last record."""
        if self._nameless:
            yield Lost(
                f"{counted(self._nameless, 'event lacks', 'events lack')} the computer, log, record number or time: "
                "the same event of another file cannot be told from it"
            )
        if self._is_version_open:
            yield Remark(f'the log "{SHARED_LOG}" is of Lync 2010 and 2013: the product of its events is not named')

    def product_of(self, log: str | None, source: str | None, event_id: int) -> str:
        """The product of an event; what the manifest says of the file is believed first."""
        product = self._origin.product or product_of(log, source, event_id)
        self._is_version_open |= product == "unknown" and (log == SHARED_LOG or (source or "").startswith("LS "))
        return product

    def key(self, machine: str | None, log: str | None, record: str | None, when: str | None, position: str) -> str:
        """Machine, log, record number and second: record numbers begin anew in a log that was made anew."""
        if not (log and record and when):
            return f"{self._path}#{position}"
        return f"{machine}/{log}/{record} {when[:19]}" if machine else f"{log}/{record} {when[:19]}"


def _local(element: Element) -> str:
    """The name without its namespace; a name with a colon and no namespace, which damage makes, stays as it is."""
    return str(element.tag).rpartition("}")[2]


def _children(element: Element | None) -> Iterator[tuple[str, Element]]:
    """Local name and element of each child element."""
    for child in element if element is not None else ():
        if isinstance(child.tag, str):
            yield _local(child), child


def _child(element: Element, name: str) -> Element | None:
    return next((child for local, child in _children(element) if local == name), None)


def _text(element: Element | None, name: str) -> str | None:
    child = _child(element, name) if element is not None else None
    return (child.text or "").strip() or None if child is not None else None


def _attribute(element: Element, child: str, name: str) -> str | None:
    found = _child(element, child)
    return found.get(name) if found is not None else None


def _parse_time(when: str | None) -> datetime | None:
    try:
        return parse_datetime(when) if when else None
    except ValueError:
        return None


def _data(element: Element) -> list[tuple[str, str]]:
    """Name ("" where it has none) and value of each inserted string, in order; of UserData each leaf."""
    values: list[tuple[str, str]] = []
    for local, part in _children(element):
        if local == "EventData":
            values += [(e.get("Name", "") if n == "Data" else n, e.text or "") for n, e in _children(part)]
        elif local == "UserData":
            leaves = (e for e in part.iter() if isinstance(e.tag, str) and not any(True for _ in _children(e)))
            values += [(_local(e), e.text or "") for e in leaves if e is not part]
    return values


def _is_nested(element: Element) -> bool:
    """Whether something stands between EventData and its inserted strings, which the schema does not know."""
    return any(
        local == "EventData" and any(len(inner) for name, inner in _children(part) if name != "ComplexData")
        for local, part in _children(element)
    )


def _extra(
    element: Element, system: Element, rendering: Element | None, data: list[tuple[str, str]]
) -> dict[str, object]:
    """What the event holds beyond the declared fields."""
    extra: dict[str, object] = {}
    for local, child in _children(system):
        if child.text and child.text.strip() and local not in _MAPPED:
            extra[local] = child.text.strip()
        for name, value in child.attrib.items():
            if (local, name) not in _MAPPED_ATTRIBUTES:
                extra[f"{local}.{name!s}"] = str(value)
    for local, child in _children(rendering):
        if local != "Message" and child.text and child.text.strip():
            extra[f"RenderingInfo.{local}"] = child.text.strip()
    if any(name for name, _ in data):
        extra["data_names"] = [name for name, _ in data]
    for local, _ in _children(element):
        if local not in _PARTS:
            extra[local] = "(not read)"
    return extra
