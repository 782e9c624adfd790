"""The report of a deployment cmdlet in XML: root `CsMgmtLog`, nested `Action`, lines with a level and a time in UTC.

Several reports in one file, as `type *.xml > all.xml` leaves them, are read one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from ...errors import InputError
from ...estate.evidence import LoggedException
from ..bundle import Member
from ..dates import parse_datetime
from ..format import Collected, Format, Origin, ReadResult
from ..recognise import xml_root
from ..record import Rejected
from ..text.decoding import ANSI, open_text
from ..xml import Element
from .report import ERROR, INFO, WARNING, ReportEntry, log_line, result_of, stack_of
from .xml_text import drop, elements, last_text, text_before

ROOT = "CsMgmtLog"
_LEVELS = {"Info": INFO, "Warning": WARNING, "Error": ERROR}
_ATTRIBUTES = {
    ROOT: frozenset({"Name"}),
    "Action": frozenset({"Name", "Time", "Description"}),
    **dict.fromkeys(("Info", "Warning", "Error"), frozenset({"Time", "Title"})),
    "Exception": frozenset({"Type", "Message", "Time"}),
    **dict.fromkeys(("StackTrace", "Complete"), frozenset({"Time"})),
}
_NEEDED = {ROOT: frozenset({"Name"}), "Exception": frozenset({"Type", "Message"})}
_WITHOUT_TEXT = frozenset({"Action", "Complete", ROOT})
_OTHERS = frozenset({"Action", "Exception", "StackTrace", "Complete", ROOT})


@attrs.define
class _Open:
    """An action that has begun, or the cmdlet itself."""

    number: int
    name: str
    time: str
    description: str
    ended: datetime | None = None
    failed: bool = False
    errors: bool = False
    warnings: bool = False


def is_report_xml(head: bytes) -> bool:
    """Whether a file with this first part is a report in XML."""
    root = xml_root(head)
    return root is not None and root[0] == ROOT


def entries(member: Member) -> Iterator[ReportEntry | Rejected]:
    """Each entry of a report, the end of an action after the lines inside it.

    Raises:
        InputError: the XML ends too early or is malformed; everything before was yielded, and is doubtful.
    """
    is_doubtful = not _is_well_formed(member)
    for entry in _Report().read(member):
        yield attrs.evolve(entry, is_doubtful=is_doubtful) if isinstance(entry, ReportEntry) else entry


def _is_well_formed(member: Member) -> bool:
    """Whether the XML is a report to its end; where it is not, an action may have begun or ended elsewhere."""
    try:
        for event, element in elements(open_text(member, code_page=ANSI)):
            if not _is_of_report(element):
                return False
            if event == "end" and element.tag not in _OTHERS:
                drop(element)
    except InputError:
        return False
    return True


def _is_of_report(element: Element) -> bool:
    """Whether the element and its attributes are those of a report; an exception has one type, text and stack."""
    known = _ATTRIBUTES.get(str(element.tag))
    needed = _NEEDED.get(str(element.tag), frozenset())
    if known is None or not needed <= set(map(str, element.attrib)) <= known:
        return False
    inside = [(each.tag, each.get("Type"), each.get("Message")) for each in element if element.tag == "Exception"]
    return len(set(inside)) == len(inside)


class _Report:
    """One pass over the elements of a file."""

    def __init__(self) -> None:
        self._number = 0
        self._open: list[_Open] = []
        self._cmdlet = ""
        self._raised: list[int] = []

    def read(self, member: Member) -> Iterator[ReportEntry | Rejected]:
        for event, element in elements(open_text(member, code_page=ANSI)):
            name = str(element.tag)
            stray = text_before(element) if event == "start" else last_text(element) if name in _WITHOUT_TEXT else ""
            if stray and not _is_inner(element):
                yield Rejected(f"entry {self._number}", f"a text outside of any line ({stray[:60]!r})")
            if event == "start":
                yield from self._strange_attributes(name, element)
                self._begin(name, element)
                continue
            if name in (ROOT, "Action"):
                yield self._closed(self._open.pop(), is_action=name == "Action")
            elif name == "Complete" and self._open:
                self._open[-1].ended = _parse_time(element.get("Time", ""))
            elif name in _LEVELS or name == "Exception":
                number = self._raised.pop()
                if not _is_inner(element):
                    yield self._line(number, name, element)
            elif name not in _OTHERS:
                yield Rejected(f"entry {self._number}", f'an element "{name[:40]}", which no report has')
            if not _is_inner(element):
                drop(element)

    def _strange_attributes(self, name: str, element: Element) -> Iterator[Rejected]:
        """The attributes that no report has, or that an exception lacks."""
        known = _ATTRIBUTES.get(name)
        if known is not None and (strange := sorted(set(map(str, element.attrib)) - known)):
            yield Rejected(f"entry {self._number}", f"{name} has {', '.join(strange)[:60]}, which no report has")
        if missing := sorted(_NEEDED.get(name, frozenset()) - set(map(str, element.attrib))):
            yield Rejected(f"entry {self._number}", f"{name} without its {', '.join(missing)}")

    def _begin(self, name: str, element: Element) -> None:
        if name == ROOT or name == "Action":
            self._number += 1
            # the HTML calls an action without a name by this word too
            title = " ".join(element.get("Name", "").split()) or "Action"
            if name == ROOT:
                self._cmdlet = title
            self._open.append(_Open(self._number, title, element.get("Time", ""), element.get("Description", "")))
        elif name in _LEVELS or name == "Exception":
            self._number += not _is_inner(element)
            self._raised.append(self._number)

    def _line(self, number: int, name: str, element: Element) -> ReportEntry:
        level = _LEVELS.get(name, ERROR)
        if self._open:
            self._open[-1].failed |= level == ERROR
            for action in self._open:
                action.errors |= level == ERROR
                action.warnings |= level == WARNING
            # the cmdlet itself has no times: those of its first and last line
            self._open[0].time = self._open[0].time or element.get("Time", "")
            self._open[0].ended = _parse_time(element.get("Time", "")) or self._open[0].ended
        raised = tuple(map(_exception, element.iter("Exception"))) if name == "Exception" else ()
        title = element.get("Title", "")
        time = element.get("Time", "")
        return ReportEntry(
            number=number,
            cmdlet=self._cmdlet,
            actions=tuple(action.name for action in self._open[1:]),
            time=time,
            at=_parse_time(time),
            level=level,
            heading="" if title == level else title,
            text=(raised[0].message or "") if raised else "".join(map(str, element.itertext())).strip(),
            exceptions=raised,
        )

    def _closed(self, action: _Open, *, is_action: bool) -> ReportEntry:
        names = [*(each.name for each in self._open[1:]), action.name] if is_action else []
        return ReportEntry(
            number=action.number,
            cmdlet=self._cmdlet,
            actions=tuple(names),
            time=action.time,
            at=_parse_time(action.time),
            level=ERROR if action.errors else WARNING if action.warnings else INFO,
            text=action.description,
            result=result_of(failed=action.failed, errors=action.errors, warnings=action.warnings),
            ended=action.ended,
        )


def _is_inner(element: Element) -> bool:
    """Whether an element belongs to the exception around it: its stack, or its cause."""
    parent = element.getparent()
    return parent is not None and parent.tag == "Exception"


def _exception(element: Element) -> LoggedException:
    stack = stack_of(element.findtext("StackTrace") or "")
    return LoggedException(element.get("Type", "Exception"), element.get("Message") or None, stack)


def _parse_time(text: str) -> datetime | None:
    """The time of ``2018-10-31 17:30:43Z``."""
    try:
        return parse_datetime(text.strip().replace(" ", "T", 1)) if text else None
    except ValueError:
        return None


def _matches(_member: Member, head: bytes) -> bool:
    return is_report_xml(head)


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    for entry in entries(member):
        yield entry if isinstance(entry, Rejected) else log_line(entry, member.path, origin, "")
    yield Collected(origin.product or "unknown", ("log_line",))
    yield from open_text(member, code_page=ANSI).closing()


FORMAT = Format("report XML", _matches, _read)
