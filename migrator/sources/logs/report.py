"""What the report of a deployment cmdlet holds (`-Report`, and the log that every cmdlet leaves), in either form.

Seen in 40 published pairs of HTML and XML of Skype for Business Server 2015 (lab-report-logs); that the
Merge and Import cmdlets of Lync write the same form is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import zip_longest

import attrs

from ...estate.evidence import LoggedException, LogLine
from ..converters import is_lost
from ..format import Origin

SUCCESS, FAILED = "Success", "Failed"
WITH_ERRORS, WITH_WARNINGS = "Completed with errors", "Completed with warnings"
INFO, WARNING, ERROR = "Info", "Warning", "Error"
#: the versions that the title of a report can name
_PRODUCTS = {"2010": "lync2010", "2013": "lync2013"}
#: fields that the markup of a report decides
_FROM_MARKUP = ("at", "cmdlet", "actions", "level", "heading", "message", "exceptions", "result", "ended")
_TITLE = re.compile(r"\bLync Server (20\d\d)\b")


@attrs.frozen(kw_only=True)
class ReportEntry:
    """One line of a report; one with *result* is the end of an action, or of the cmdlet if *actions* is empty.

    Attributes:
        number: its place in the report, from 1.
        time: the time as written.
        heading: the bold word before the text, such as ``Result``.
        is_doubtful: the markup around it is broken: what it holds and where it belongs is not certain.
    """

    number: int
    cmdlet: str
    actions: tuple[str, ...] = ()
    time: str = ""
    at: datetime | None = None
    level: str = INFO
    heading: str = ""
    text: str = ""
    exceptions: tuple[LoggedException, ...] = ()
    result: str = ""
    ended: datetime | None = None
    is_doubtful: bool = False

    @property
    def position(self) -> str:
        """Where it is in the file, for people."""
        return f"entry {self.number}"


def product_of(title: str) -> str:
    """The product that the title of a report names, or "" if it is not one that can be migrated."""
    match = _TITLE.search(title)
    return _PRODUCTS.get(match[1], "") if match else ""


def log_line(entry: ReportEntry, path: str, origin: Origin, product: str) -> LogLine:
    """The item of an entry."""
    place = f"{path}#{entry.position}"
    return LogLine(
        key=place,
        product=origin.product or product or "unknown",
        sources=(place,),
        extra={"Time": entry.time} if entry.time and entry.at is None else {},
        unknown=tuple(_unknown(entry)),
        at=entry.at,
        cmdlet=entry.cmdlet or None,
        machine=origin.machine,
        actions=entry.actions,
        level=entry.level,
        heading=entry.heading or None,
        message=entry.text or None,
        exceptions=entry.exceptions,
        result=entry.result or None,
        ended=entry.ended,
    )


def _unknown(entry: ReportEntry) -> Iterator[str]:
    if entry.is_doubtful:
        yield from _FROM_MARKUP
        return
    if entry.at is None:
        yield "at"
    if entry.result and entry.ended is None:
        yield "ended"
    one = {"cmdlet": entry.cmdlet, "heading": entry.heading, "message": entry.text, "result": entry.result}
    raised = tuple(text or "" for each in entry.exceptions for text in (each.type, each.message))
    values = {"actions": entry.actions, "exceptions": raised, **{name: (text,) for name, text in one.items()}}
    yield from (name for name, texts in values.items() if any(map(is_lost, texts)))
    if not all(entry.actions):
        yield "actions"


def stack_of(text: str) -> str | None:
    """A stack with one call a line, without the blanks that only indent it."""
    return "\n".join(line for each in text.splitlines() if (line := each.strip())) or None


def result_of(*, failed: bool, errors: bool, warnings: bool) -> str:
    """How an action ended: *failed* with an error of its own, *errors* and *warnings* anywhere inside it.

    The XML does not say it; this is what the HTML of the same 40 runs shows.
    """
    if failed:
        return FAILED
    if errors:
        return WITH_ERRORS
    return WITH_WARNINGS if warnings else SUCCESS


def first_difference(xml: Iterable[ReportEntry], html: Iterable[ReportEntry]) -> str:
    """The first line on which the two forms of one report differ, in words, or "" if they hold the same.

    Times are left out, because the HTML has no offset, and ends of actions, because the XML does not say how they
    ended. An exception that is raised again, or outside of any action, is only in the XML.
    """
    raised: set[str] = set()
    shown: set[str] = set()
    for one, other in zip_longest(_lines(xml, raised), _lines(html, shown)):
        if one != other:
            texts = [f'"{" ".join(filter(None, line[1:]))[:80]}"' if line else "nothing" for line in (one, other)]
            return f"{texts[0]} in the XML, {texts[1]} in the HTML"
    return f'"{min(shown - raised)[:80]}" only in the HTML' if shown - raised else ""


def _lines(entries: Iterable[ReportEntry], raised: set[str]) -> Iterator[tuple[str, ...]]:
    """Level, actions and words of each line; the exceptions go into *raised*."""
    for entry in entries:
        if entry.exceptions:
            raised.update(map(str, entry.exceptions))
        elif not entry.result:
            yield tuple(" ".join(word.split()) for word in (entry.level, *entry.actions, entry.heading, entry.text))
