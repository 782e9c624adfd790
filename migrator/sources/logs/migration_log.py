"""Entries of the logs of Merge-CsLegacyTopology, Import-CsLegacyConfiguration and Publish-CsTopology as text.

Observed in one published log (giombini-r2-to-2013): ``YYYY-MM-DD HH:MM:SS LEVEL : text`` with or without
the blank before the colon; sentences, and complete stamped entries, follow each other on one line without a separator;
list lines belong to the entry before them. A web page keeps two blanks as U+00A0, so that is read as a blank.
A line that a console begins with ``WARNING:`` is an entry without a stamp, with the lines into which it was wrapped.
HTML whose markup is not that of a report (report_html) is stripped to rows of text, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from ...estate.evidence import LogLine
from ..bundle import Member
from ..format import Collected, Cut, Format, Lost, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import ANSI, TextFile, TextLines, head_text, open_text
from ..text.html import has_end, html_lines, is_html
from ..text.wrapping import unwrapped
from .report import ERROR, INFO, WARNING, ReportEntry
from .report_html import entries as html_entries
from .report_html import is_report_html
from .report_xml import entries as xml_entries
from .report_xml import is_report_xml

_STAMP = re.compile(r"(?P<stamp>\d{4}-\d\d-\d\d +\d\d:\d\d:\d\d) +(?P<level>[A-Z]{4,15}) *:")
_TIME = re.compile(r"\d{4}-\d\d-\d\d +\d\d:\d\d:\d\d ")
#: a stamp that ends in the middle
_CUT_STAMP = re.compile(r".*\d\d:\d\d:\d\d +[A-Z]{4,15} *:.*|\d{4}-\d{0,2}(?:-\d{0,2}(?: +[\d:]*(?: +[A-Z]*)?)?)? *")
_PART_OF_STAMP = re.compile(r"\d{1,4}")
#: how consoles of Windows in several languages begin a warning
_CONSOLE_WARNING = re.compile(r"\s*(?:WARNING|WARNUNG|AVERTISSEMENT|ADVERTENCIA|AVVISO|AVISO)\s?:\s")
_PROMPT = re.compile(r"\s*(?:\[[^\]]{1,80}\]: )?PS [^>]{0,200}>")
_LEVELS = {INFO: "INFORMATION", WARNING: "WARNING", ERROR: "ERROR"}
_CMDLET = re.compile(
    r"\b(?:(?:Merge|Import)-CsLegacy[A-Z]|(?:Publish|Enable)-CsTopology\b|Move-Cs[A-Z])", re.IGNORECASE
)
#: how other evidence begins: XML, JSON, CSV, LDIF, zone files, answers of dig, objects, lists, tables, events, traces
_OTHER_EVIDENCE = re.compile(
    r"\ufeff?(?:<[?!A-Za-z]|[\[{]\s*(?:$|[\"{])|#TYPE\s|\"[^\"]+\"[,;\t]\"|"
    r"\w[\w ]*\w([,;\t])\w[\w ]*\w(?:\1\w[\w ]*\w){2}|"
    r"dn::? |version: \d+\s*$|\$(?:ORIGIN|TTL)\b|;\s|[A-Za-z]\w+ {2,}: |-{2,}(?: +-{2,})+\s*$|Event\[\d+\]|TL_[A-Z]+\(|"
    r"\w+: +\S+ SIP/2\.0)"
)
#: characters of one entry in memory; the lines beyond become entries without stamp
_MAX_ENTRY = 1024 * 1024


class LogEntry(NamedTuple):
    """One entry of a log; *stamp* and *level* are "" for text that no stamp precedes, *stamp* for console warnings.

    A report names its *cmdlet*, and has a *heading* before some texts.
    """

    stamp: str
    level: str
    message: str
    cmdlet: str = ""
    heading: str = ""


def is_other_xml(head: bytes) -> bool:
    """Whether a file with this first part is XML that is not a report, such as events."""
    return head_text(head).lstrip("\ufeff \t\r\n").startswith("<") and not is_html(head) and not is_report_xml(head)


def entries_of(member: Member) -> Iterator[tuple[str, LogEntry]]:
    """Position and entry of each line of a file, in order: text, or a report in XML or HTML.

    List lines stay in the message of their entry, each on a line of its own. Text before the first stamp comes line by
    line, without stamp and level. U+00A0 becomes a blank.

    Raises:
        InputError: a report that is cut off, or HTML that is too big.
    """
    head = member.head()
    if not (is_report_xml(head) or is_report_html(head)):
        yield from _entries(_lines(member, open_text(member, code_page=ANSI)))
        return
    for entry in xml_entries(member) if is_report_xml(head) else html_entries(member):
        if isinstance(entry, ReportEntry) and not entry.result:
            text = entry.text or " ".join(map(str, entry.exceptions))
            yield entry.position, LogEntry(entry.time, _LEVELS[entry.level], text, entry.cmdlet, entry.heading)


def _lines(member: Member, text: TextFile) -> Iterable[str]:
    return html_lines(text) if is_html(member.head()) else text.lines()


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, LogEntry]]:
    """Each entry with the position where it begins."""
    position, stamp, level, parts, size = "", "", "", [""], 0
    for number, line in enumerate(lines, start=1):
        before, found = _cut(line.replace("\u00a0", " "))
        if _CONSOLE_WARNING.match(before):
            if level:
                yield position, _entry(stamp, level, parts)
            position, stamp, level = f"line {number}", "", "WARNING"
            parts, size = [before], len(before)
        elif level and size < _MAX_ENTRY and (stamp or _goes_on(before)):
            parts.append(before)
            size += len(before)
        elif level and not stamp:
            yield position, _entry(stamp, level, parts)
            level = ""
            if before.strip():
                yield f"line {number}", LogEntry("", "", before.strip())
        elif before.strip():
            if level:
                yield position, _entry(stamp, level, parts)
                stamp = level = ""
            yield f"line {number}", LogEntry("", "", before.strip())
        for count, (next_stamp, next_level, message) in enumerate(found, start=1):
            if level:
                yield position, _entry(stamp, level, parts)
            position = f"line {number}" if count == 1 else f"line {number}, entry {count}"
            stamp, level, parts, size = next_stamp, next_level, [message], len(message)
    if level:
        yield position, _entry(stamp, level, parts)


def _goes_on(line: str) -> bool:
    """Whether a line without a stamp can be the rest of the console warning before it."""
    return bool(line.strip()) and not _PROMPT.match(line)


def _cut(line: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The text before the first stamp of a line; stamp, level and message of each entry that begins in it."""
    matches = list(_STAMP.finditer(line))
    starts = [match.start() for match in matches] + [len(line)]
    found = [(m["stamp"], m["level"], line[m.end() : end]) for m, end in zip(matches, starts[1:], strict=True)]
    return line[: starts[0]], found


def _entry(stamp: str, level: str, parts: list[str]) -> LogEntry:
    if not stamp:
        return LogEntry("", level, _CONSOLE_WARNING.sub("", unwrapped([part.rstrip() for part in parts]), count=1))
    return LogEntry(stamp, level, "\n".join(part.strip() for part in parts if part.strip()))


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head).replace("\u00a0", " ").replace("&nbsp;", " ")
    if is_html(head):
        if is_report_html(head):
            return False
        return _STAMP.search(text) is not None or _CMDLET.search(text) is not None
    return not text.lstrip().startswith("<") and _STAMP.search(text) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    lines = _lines(member, text)
    product = origin.product or "unknown"
    yield Collected(product, ("log_line",))
    yield from text.closing()
    if is_html(member.head()):
        yield Remark("HTML whose markup is not that of a report: its rows of text are kept")
    if is_cut_page := is_html(member.head()) and not has_end(text):
        yield Cut("the page ends before its end")
    for position, entry, is_last in _with_last(_entries(lines)):
        at = _parse_time(entry.stamp)
        if entry.stamp and at is None:
            yield Remark(f"{position}: {entry.stamp} is not a valid time; the line is kept without it")
        holds_stamp = _TIME.search(entry.message) is not None
        holds_zeros = "\0" in entry.message
        shown = entry.message.split("\n")
        other = next(filter(_OTHER_EVIDENCE.match, shown[1:]), None) if entry.stamp else None
        if other is not None:
            yield Rejected(position, f"other evidence begins in it: {other[:60]!r}; put it into a file of its own")
        is_mixed = holds_stamp or holds_zeros
        is_cut = any(map(_CUT_STAMP.fullmatch, shown)) or any(map(entry.stamp.startswith, shown[1:]))
        if is_cut:
            yield Lost(f"{position}: a time in it is cut off: what stands below may be an entry of its own")
        if holds_zeros:
            yield Lost(f"{position}: zero bytes stand in it: a time in it may be that of an entry of its own")
        if holds_stamp:
            yield Lost(f"{position}: another time stands in the line: two lines may have run into each other")
        yield LogLine(
            key=f"{member.path}#{position}",
            product=product,
            sources=(f"{member.path}#{position}",),
            unknown=(
                *(("at",) if at is None else ()),
                *(() if entry.level else ("level",)),
                *(("message",) if is_mixed or is_cut or (is_last and (_may_be_cut(lines) or is_cut_page)) else ()),
            ),
            at=at,
            level=entry.level or None,
            message=entry.message,
        )
        if not entry.level and _PART_OF_STAMP.fullmatch(entry.message):
            yield Lost(f"{position}: only the beginning of a time: the line is cut off")
    if _may_be_cut(lines):
        yield Cut("the last line has no line end and ends no sentence, it may be cut")


def _with_last(entries: Iterable[tuple[str, LogEntry]]) -> Iterator[tuple[str, LogEntry, bool]]:
    """Each entry, and whether it is the last."""
    before: tuple[str, LogEntry] | None = None
    for each in entries:
        if before:
            yield (*before, False)
        before = each
    if before:
        yield (*before, True)


def _may_be_cut(lines: Iterable[str]) -> bool:
    """Whether the last line of a text that was read has no line end, and ends no sentence either."""
    unended = lines.unended if isinstance(lines, TextLines) else ""
    return bool(unended) and not unended.rstrip().endswith((".", "!", "?", ")", '"', "'", ">"))


def _parse_time(stamp: str) -> datetime | None:
    """Local time of the server; a log does not give the offset."""
    try:
        return datetime.fromisoformat(" ".join(stamp.split())) if stamp else None
    except ValueError:
        return None


FORMAT = Format("migration log", _matches, _read)
