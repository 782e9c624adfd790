"""The report of a deployment cmdlet in HTML: rows of action, text, time and result; no time has an offset.

Each row is a table of its own. The row of an action stands in a division ``DIVn``, what belongs to it follows in
``DIVn_``, indented by as many blanks for each level; ``DIVLIST`` lists the divisions of the page (lab-report-logs). The
classes of the spans give the levels (``alert-``, ``warn-``); glyphs and scripts draw the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import cast

import attrs
from lxml import etree

from ...errors import InputError
from ...estate.counting import counted
from ...estate.evidence import LoggedException
from ..bundle import UNREADABLE, Member
from ..format import Collected, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import ANSI, head_text, open_text
from ..text.html import has_end, is_html
from ..xml import Element
from .local_time import LocalTimes
from .report import ERROR, INFO, WARNING, ReportEntry, first_difference, log_line, product_of, stack_of
from .report_xml import entries as xml_entries
from .report_xml import is_report_xml
from .xml_text import drop, last_text, text_before

_TITLE = re.compile(r"<title>\s*([^<]{1,200}?)\s*</title>", re.IGNORECASE)
#: what the page of every report holds: the class of its first column, or the script that opens an action
_MARKUP = re.compile(r"""class=["']?td-action\b|id=["']?DIVLIST\b|Microsoft\.Rtc\.Management\.Deployment\.JScript""")
_DIVISION = re.compile(r"DIV\d+")
#: the classes of texts; they say of which level a line is
_CLASS = re.compile(r"(?:alert|warn|success|bodytext)-8p-[a-z]+(?:-bold)?")
_UNCLOSED = re.compile(r"</?[A-Za-z][^<>]*<|<[^A-Za-z/!?]")
#: a tag in which a quotation mark is lost
_UNQUOTED = re.compile(r"""<[A-Za-z][^<>"]*"(?:[^<>"]*"[^<>"]*")*[^<>"]*>""")
_LONGEST_TAG = 2000
_COLUMNS = 7
#: elements that hold others, and no text of their own
_WITHOUT_TEXT = frozenset({"table", "tbody", "tr", "div"})
#: libxml2 keeps what it was fed of a page; one run of a cmdlet writes about a megabyte
MAX_BYTES = 100 * 1024 * 1024


def is_report_html(head: bytes) -> bool:
    """Whether a file with this first part is a report in HTML."""
    return is_html(head) and _MARKUP.search(head_text(head)) is not None


def title_of(head: bytes) -> str:
    """The title of a page."""
    match = _TITLE.search(head_text(head))
    return " ".join(match[1].split()) if match else ""


def entries(member: Member) -> Iterator[ReportEntry | Rejected]:
    """Each row of a report in order, that of an action before what is inside it.

    Raises:
        InputError: the page ends too early; everything before was yielded.
    """
    yield from _dated(member, LocalTimes())


def _dated(member: Member, times: LocalTimes) -> Iterator[ReportEntry | Rejected]:
    """The rows with their times; the order of day and month is learned from all of them first.

    Raises:
        InputError: more than `MAX_BYTES`, or the page ends too early.
    """
    if member.size_bytes > MAX_BYTES:
        raise InputError(
            f"the page has {member.size_bytes:,} bytes, and at most {MAX_BYTES:,} are read",
            hint="Give the XML of the same name beside it",
        )
    page = _Page()
    is_complete = has_end(open_text(member, code_page=ANSI))
    last = 0
    for row in page.rows(member):
        if isinstance(row, ReportEntry):
            last = row.number
            if not times.is_learned:
                times.learn(row.time)
    for row in _Page().rows(member):
        if isinstance(row, ReportEntry):
            is_cut = row.number == last and not is_complete
            yield attrs.evolve(row, at=times.read(row.time), is_doubtful=bool(page.broken) or is_cut)
        else:
            yield row
    if page.broken:
        yield Rejected("the page", f"its tags do not fit together ({page.broken[:80]}): what its lines say is unknown")
    if not is_complete:
        raise InputError("the page ends before its end: the report is cut off")


class _Page:
    """One pass over the elements of a page.

    Attributes:
        broken: what is wrong with its markup, after the pass; "" if nothing is.
    """

    def __init__(self) -> None:
        self.broken = ""
        self._rest = ""
        self._is_in_body = False
        self._number = 0
        self._names: dict[str, str] = {}
        self._indents: dict[int, int] = {}
        self._divisions: set[str] = set()
        self._listed: set[str] | None = None

    def rows(self, member: Member) -> Iterator[ReportEntry | Rejected]:
        parser = etree.HTMLPullParser(
            events=("end",),
            tag=("tr", "table", "div"),
            encoding="utf-8",
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        for chunk in open_text(member, code_page=ANSI).chunks():
            self._look_at_tags(chunk)
            # libxml2 ends a document at the first NUL
            parser.feed(chunk.replace("\x00", "\ufffd").encode("utf-8", "replace"))
            yield from self._read(parser)
        with suppress(etree.XMLSyntaxError):  # a page without any element
            parser.close()
        yield from self._read(parser)
        first = next(iter(parser.feed_error_log), None)
        self.broken = self.broken or (first.message if first is not None else "")
        if not self.broken and self._listed is not None:
            expected = {*self._listed, *(f"{name}_" for name in self._listed)}
            lost = min(self._divisions ^ expected, default="")
            self.broken = lost and f"{lost} is not where the list of the divisions says"

    def _look_at_tags(self, chunk: str) -> None:
        """Find a tag of the body that begins and does not end: libxml2 takes what follows as its attributes."""
        text = self._rest + chunk
        if not self._is_in_body:
            begin = text.find("<body")
            self._is_in_body = begin >= 0
            text = text[begin:]
        if "\0" in chunk and not self.broken:
            self.broken = "zero bytes"
        if self._is_in_body and not self.broken and (tag := _UNCLOSED.search(text)):
            self.broken = f"a tag does not end: {tag[0][:40]}"
        if self._is_in_body and not self.broken and (tag := _UNQUOTED.search(text)):
            self.broken = f"a quotation mark is missing: {tag[0][:40]}"
        self._rest = text[max(0, text.rfind("<")) :][-_LONGEST_TAG:]

    def _read(self, parser: etree.HTMLPullParser) -> Iterator[ReportEntry | Rejected]:
        for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if not self.broken and (stray := _stray_text(element)):
                self.broken = f"a text outside of any cell: {stray}"
            if not self.broken and element.tag == "tr" and _has_lost_its_class(element):
                self.broken = f"a row whose first cell is of a class that no report has: {_text(element)[:40]}"
            if element.tag == "tr" and _is_row(element):
                self._number += 1
                yield self._row(element)
            if element.tag == "div" and (id_ := element.get("id", "")):
                if _DIVISION.match(id_):
                    self._divisions.add(id_)
                elif id_ == "DIVLIST":
                    self._listed = {name.strip() for name in _text(element).split(",")}
            if element.tag != "tr" and not any(_has_class(td, "td-info") for td in element.iterancestors("td")):
                drop(element)

    def _row(self, row: Element) -> ReportEntry | Rejected:
        cells = [cell for cell in row if cell.tag == "td"]
        if len(cells) != _COLUMNS:
            return Rejected(
                f"entry {self._number}", f"a row of {counted(len(cells), 'cell')}, where a report has {_COLUMNS}"
            )
        divisions = [id_ for div in row.iterancestors("div") if _DIVISION.match(id_ := div.get("id", ""))]
        name = _name(cells[0])
        path = [self._names.get(id_.removesuffix("_"), "") for id_ in reversed(divisions) if id_.endswith("_")]
        spans = [span.get("class", "") for cell in (cells[2], cells[6]) for span in cell if span.tag == "span"]
        if not self.broken and not all(map(_CLASS.fullmatch, spans)):
            self.broken = f"entry {self._number} has a text of a class that no report has"
        self._check_place(cells[0], divisions, is_action=name is not None)
        if name is not None:
            if divisions and not divisions[0].endswith("_"):
                self._names[divisions[0]] = name
            path.append(name)
        heading, text = _heading_and_text(cells[2])
        raised = _exceptions(cells[2])
        level = _level(cells[6]) or _level(cells[2]) or INFO
        return ReportEntry(
            number=self._number,
            cmdlet=path[0] if path else "",
            actions=tuple(path[1:]),
            time=_text(cells[4]),
            level=level,
            heading="" if heading == level or raised else heading,
            text=(raised[0].message or "") if raised else text,
            exceptions=raised,
            result=_text(cells[6]) if name is not None else "",
        )

    def _check_place(self, cell: Element, divisions: Sequence[str], *, is_action: bool) -> None:
        """Find a row that is indented for another level than that of its division."""
        depth = sum(id_.endswith("_") for id_ in divisions)
        text = "".join(map(str, cell.itertext()))
        indent = len(text) - len(text.lstrip("\u00a0"))
        is_head = bool(divisions) and not divisions[0].endswith("_")
        is_inside_head = any(not id_.endswith("_") for id_ in divisions[1:])
        is_second = is_head and divisions[0] in self._names
        # the page itself and its actions may be indented alike
        fits = all(
            (level > depth) - (level < depth) == (known > indent) - (known < indent)
            or (known == indent and not min(level, depth))
            for level, known in self._indents.items()
        )
        self._indents.setdefault(depth, indent)
        if not self.broken and (not fits or is_inside_head or is_second or (is_head and not is_action)):
            self.broken = f"entry {self._number} stands in the division of another action"


def _stray_text(element: Element) -> str:
    parent = element.getparent()
    before = text_before(element) if parent is not None and parent.tag in _WITHOUT_TEXT else ""
    is_link = element.get("id") == "DIVLIST"
    return before or (last_text(element) if element.tag in _WITHOUT_TEXT and not is_link else "")


def _is_row(row: Element) -> bool:
    return any(_has_class(cell, "td-action") for cell in row if cell.tag == "td")


def _has_lost_its_class(row: Element) -> bool:
    """Whether a row has the result of one of the report, but not its action."""
    return not _is_row(row) and any(_has_class(cell, "td-info") for cell in row if cell.tag == "td")


def _has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _name(cell: Element) -> str | None:
    """The name of the action that begins in this row, or None for a line."""
    link = cell.find(".//a")
    if link is not None:
        return _text(link)
    return "" if cell.find(".//span[@class='expander']") is not None else None


def _text(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _level(cell: Element) -> str:
    classes = " ".join(span.get("class", "") for span in cell.iter("span"))
    return ERROR if "alert-" in classes else WARNING if "warn-" in classes else ""


def _heading_and_text(cell: Element) -> tuple[str, str]:
    bold = next((span for span in cell if span.tag == "span" and span.get("class", "").endswith("-bold")), None)
    heading = "".join(map(str, bold.itertext())) if bold is not None else ""
    text = "".join(map(str, cell.itertext())).removeprefix(heading)
    return heading.strip().removesuffix(":"), text.replace("\u00a0", " ").strip()


def _exceptions(cell: Element) -> tuple[LoggedException, ...]:
    """The exception that a cell shows as a tree of tables, with its causes.

    Each one shows its message, its type and, in a cell beside a narrow one, its stack.
    """
    if cell.find(".//table") is None:
        return ()
    texts = [_text(span) for span in cell.iter("span") if span.get("class") == "alert-8p-red"]
    stacks = [
        stack_of("\n".join(map(str, each.itertext())))
        for each in cell.iter("td")
        if each.find(".//table") is None and (before := each.getprevious()) is not None and before.get("width")
    ]
    stacks += [None] * len(texts)
    return tuple(
        LoggedException(type_, message or None, stack)
        for message, type_, stack in zip(texts[::2], texts[1::2], stacks, strict=False)
    )


def twins(members: Sequence[Member]) -> dict[str, Member]:
    """The XML of each report in HTML that has one of the same name beside it, by the path of the HTML."""
    by_path = {member.path.casefold(): member for member in members}
    found = {}
    for member in members:
        stem, _, extension = member.path.rpartition(".")
        xml = by_path.get(f"{stem}.xml".casefold())
        if extension.casefold() in ("htm", "html") and xml and _is_pair(member, xml):
            found[member.path] = xml
    return found


def _is_pair(html: Member, xml: Member) -> bool:
    try:
        return is_report_html(html.head()) and is_report_xml(xml.head())
    except (InputError, *UNREADABLE):
        return False


def _matches(_member: Member, head: bytes) -> bool:
    return is_report_html(head)


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    product = product_of(title_of(member.head()))
    collected = Collected(origin.product or product or "unknown", ("log_line",))
    difference = _difference(origin.twin, member) if origin.twin else ""
    if origin.twin and not difference:
        yield collected
        yield Remark(f"{origin.twin.name} holds the same with the times in UTC: its lines are read, not these")
        return
    times = LocalTimes()
    for row in _dated(member, times):
        yield row if isinstance(row, Rejected) else log_line(row, member.path, origin, product)
    yield collected
    if origin.twin:
        yield Remark(f"conflict: {origin.twin.name} is not the same report ({difference}); the lines of both are kept")
    yield Remark("the times of a report in HTML are local to where it was written; the XML beside it has them in UTC")
    yield from open_text(member, code_page=ANSI).closing()
    if times.remark:
        yield Remark(times.remark)


def _difference(xml: Member, html: Member) -> str:
    try:
        return first_difference(_entries_of(xml_entries(xml)), _entries_of(entries(html)))
    except InputError as error:
        return error.message


def _entries_of(read: Iterable[ReportEntry | Rejected]) -> Iterator[ReportEntry]:
    return (entry for entry in read if isinstance(entry, ReportEntry))


FORMAT = Format("report HTML", _matches, _read)
