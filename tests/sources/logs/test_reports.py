"""Reports of deployment cmdlets are read in both forms, and the one with the times in UTC is preferred."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise

import pytest

from migrator.errors import InputError
from migrator.estate.evidence import LoggedException, LogLine
from migrator.sources.bundle import Member
from migrator.sources.format import Collected, Origin, ReadResult, Remark
from migrator.sources.logs import report_html, report_xml
from migrator.sources.logs.migration_log import entries_of
from migrator.sources.record import Rejected
from tests.sources.logs.reports import Action, Line, Raised, html_report, xml_report

CMDLET = "Import-CsLegacyConfiguration"
MISSING = 'Cannot find the "[{urn:schema:Microsoft.Rtc.Management.Policy.Voice.2008}]" of <Service: Medium>.'
RUN = [
    Line("pool.contoso.com", title="Connection"),
    Action(
        "Import policies",
        [
            Line("Found & kept"),
            Action("", [Line(MISSING, "Warning")], "Completed with warnings"),
            Raised([("InvalidOperationException", "Cannot import."), ("SqlException", "Timeout")]),
            Line("Failed to import.", "Error", "ImportFailed"),
        ],
        "Failed",
    ),
    Line('An error occurred: "System.InvalidOperationException"', "Error", "Error"),
    Raised([("InvalidOperationException", "Cannot import.")]),
    Line("Command run is complete.", title="Command Status"),
]
XML, HTML = xml_report(CMDLET, RUN), html_report(CMDLET, RUN, result="Failed")
IN_ACTION = ("Import policies",)


def member(content: str | bytes, name: str = "import.xml") -> Member:
    """The file with this content."""
    data = content if isinstance(content, bytes) else content.encode()
    return Member(name, name, len(data), lambda: io.BytesIO(data))


def read(content: str | bytes, origin: Origin | None = None) -> list[ReadResult]:
    """All that the reader of this form yields."""
    file = member(content)
    format_ = next(f for f in (report_xml.FORMAT, report_html.FORMAT) if f.matches(file, file.head()))
    return list(format_.read(file, origin or Origin()))


def lines(content: str | bytes) -> list[LogLine]:
    """The log lines only."""
    return [result for result in read(content) if isinstance(result, LogLine)]


@pytest.mark.parametrize("content", [XML, HTML, XML.encode("utf-16"), HTML.encode("utf-16")])
def test_reads_levels_actions_titles_and_exceptions(content: str | bytes) -> None:
    """Both forms give each line with its level, title and actions, and the exceptions with type, cause and stack."""
    texts = [(line.level, line.actions, line.heading, line.message) for line in lines(content) if not line.result]
    assert texts[:5] == [
        ("Info", (), "Connection", "pool.contoso.com"),
        ("Info", IN_ACTION, None, "Found & kept"),
        ("Warning", (*IN_ACTION, "Action"), None, MISSING),
        ("Error", IN_ACTION, None, "Cannot import."),
        ("Error", IN_ACTION, "ImportFailed", "Failed to import."),
    ]
    raised = next(line.exceptions for line in lines(content) if line.exceptions)
    assert list(raised) == [
        LoggedException("InvalidOperationException", "Cannot import.", "at Contoso.Import()\nat Contoso.Run()"),
        LoggedException("SqlException", "Timeout"),
    ]


@pytest.mark.parametrize("content", [XML, HTML])
def test_says_how_actions_and_the_cmdlet_ended(content: str) -> None:
    """A failed action, one with warnings inside it and the cmdlet itself each have their result."""
    results = {(line.cmdlet, line.actions): line.result for line in lines(content) if line.result}
    assert results == {
        (CMDLET, ()): "Failed",
        (CMDLET, IN_ACTION): "Failed",
        (CMDLET, (*IN_ACTION, "Action")): "Completed with warnings",
    }


def test_times_have_a_zone_only_in_xml() -> None:
    """The XML says UTC; the HTML shows the clock of the server, and a date that shows the order of day and month."""
    assert {f"{line.at}" for line in lines(XML)} == {"2013-10-31 17:30:43+00:00"}
    assert {f"{line.at}" for line in lines(HTML)} == {"2013-10-31 17:30:43", "None"}


@pytest.mark.parametrize(
    ("shown", "at"),
    [
        ("31.10.2013 17:30:43", "2013-10-31 17:30:43"),
        ("2013-10-31 17:30:43", "2013-10-31 17:30:43"),
        ("31/10/2013 17:30:43", "2013-10-31 17:30:43"),
    ],
)
def test_reads_dates_of_other_cultures(shown: str, at: str) -> None:
    """A report written on a German, Swedish or French server has the same times."""
    assert f"{lines(html_report(CMDLET, RUN, at=shown))[1].at}" == at


def test_a_time_that_cannot_be_read_is_unknown() -> None:
    """The line is kept, its time is marked unknown and kept as written."""
    (line,) = [each for each in lines(html_report(CMDLET, [Line("x")], at="yesterday")) if not each.result]
    assert (line.message, line.at, line.unknown, line.extra) == ("x", None, ("at",), {"Time": "yesterday"})


def test_an_unclear_order_of_day_and_month_is_said() -> None:
    """A report whose only date is 9 October or 10 September says how it was read."""
    results = read(html_report(CMDLET, [Line("x")], at="10/9/2013 5:30:43 PM"))
    assert f"{next(r.at for r in results if isinstance(r, LogLine) and r.message)}" == "2013-10-09 17:30:43"
    assert any(isinstance(r, Remark) and "month/day/year" in r.text for r in results)


def test_the_title_names_the_product() -> None:
    """Lync titles name their version; that of a later product names none of ours."""
    assert lines(HTML)[0].product == "lync2013"
    assert (
        lines(html_report(CMDLET, RUN, title="Skype for Business Server 2015 Deployment Log"))[0].product == "unknown"
    )


Read = Callable[[dict[str, bytes]], tuple[list[LogLine], list[object]]]


def test_the_xml_is_read_where_both_forms_agree(read: Callable) -> None:
    """Of a pair with the same lines only the XML gives items, and the HTML says why it gives none."""
    items, reports = read({"a/import.html": HTML.encode(), "a/Import.XML": XML.encode()})
    assert {item.sources[0].rpartition("/")[2].partition("#")[0] for item in items} == {"Import.XML"}
    assert len(items) == len(lines(XML))
    by_format = {report.format: report for report in reports}
    assert "holds the same" in by_format["report HTML"].messages[0]
    assert not any(report.has_losses for report in reports)


def test_a_pair_that_differs_is_a_conflict(read: Callable) -> None:
    """Two forms of one name with different lines are both read, and the first difference is said."""
    items, reports = read(
        {"import.html": HTML.replace("Found &amp;", "Lost &amp;").encode(), "import.xml": XML.encode()}
    )
    assert len(items) == len(lines(XML)) + len(lines(HTML))
    (message,) = [m for report in reports for m in report.messages if "conflict" in m]
    assert '"Import policies Found & kept" in the XML' in message


def test_a_report_is_not_central_management_xml(read: Callable) -> None:
    """A line that names a document of the store does not make the report one, wherever it stands."""
    (_, (report,)) = read({"publish.xml": XML.encode()})
    assert (report.format, report.status) == ("report XML", "read")


def test_two_reports_in_one_file() -> None:
    """Two documents one after the other are read with their own cmdlets and with keys of their own."""
    for second, first in ((xml_report("Publish-CsTopology", RUN), XML), (html_report("Publish-CsTopology", RUN), HTML)):
        found = lines(first + "\r\n" + second)
        assert {line.cmdlet for line in found} == {CMDLET, "Publish-CsTopology"}
        assert len({line.key for line in found}) == len(found)


@pytest.mark.parametrize("content", [XML, HTML], ids=["xml", "html"])
def test_a_report_that_is_cut_keeps_what_it_holds(content: str) -> None:
    """Cut anywhere, a report gives the lines before the cut and says that it is cut; more text gives no fewer."""
    counts = []
    for length in range(200, len(content) - 12, 97):
        found: list[ReadResult] = []
        with pytest.raises(InputError, match=r"incomplete|before its end"):
            _read_into(found, content[:length])
        counts.append(sum(isinstance(each, LogLine) for each in found))
    assert all(later >= earlier for earlier, later in pairwise(counts))
    assert counts[-1] > 5


def _read_into(found: list[ReadResult], content: str) -> None:
    format_ = report_html.FORMAT if "<html" in content else report_xml.FORMAT
    found.extend(format_.read(member(content), Origin()))


def test_refuses_a_page_that_is_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page beyond the limit is refused before its first line."""
    monkeypatch.setattr(report_html, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="at most 100"):
        read(HTML)


def test_says_what_no_report_has() -> None:
    """An element nobody knows and a row of another width are rejected, each with its place."""
    strange = XML.replace("</CsMgmtLog>", "<Audit>x</Audit></CsMgmtLog>")
    assert [(r.position, r.reason) for r in read(strange) if isinstance(r, Rejected)] == [
        ("entry 11", 'an element "Audit", which no report has')
    ]
    narrow = HTML.replace('<td class="td-info">pool.contoso.com</td>', "").replace("pool.contoso.com", "")
    narrow = narrow.replace('<td width="9" class="td-pad">&nbsp;</td>', "", 1)
    assert [r.reason for r in read(narrow) if isinstance(r, Rejected)] == ["a row of 6 cells, where a report has 7"]


@pytest.mark.parametrize("content", [XML, HTML])
def test_log_compare_sees_the_lines_and_no_glyphs(content: str) -> None:
    """The comparison with a prediction gets level, time and text of each line, no rows of actions and no glyphs."""
    entries = [entry for _, entry in entries_of(member(content))]
    assert ("INFORMATION", "Found & kept") in [(e.level, e.message) for e in entries]
    assert ("WARNING", MISSING) in [(e.level, e.message) for e in entries]
    assert all(e.stamp and not set(e.message) & set("└►▼") for e in entries)
    assert not {"Import policies", "Success", "Failed", CMDLET} & {e.message for e in entries}


def test_collects_the_kind() -> None:
    """A complete report is evidence of log lines."""
    for content in (XML, HTML):
        assert [r.kinds for r in read(content) if isinstance(r, Collected)] == [("log_line",)]


@pytest.mark.parametrize("is_cut", [False, True])
def test_a_row_without_its_markup_is_told(*, is_cut: bool) -> None:
    """A row whose tags are damaged, or cut down to the first sign, is no row any more, and the page says so."""
    rows = HTML.splitlines(keepends=True)
    at = max(number for number, line in enumerate(rows) if line.startswith("<table"))
    rows[at] = "<\n" if is_cut else rows[at].replace("td-action", "td-actio\ufffdn")
    found = read("".join(rows))
    assert any(isinstance(each, Rejected) and each.position == "the page" for each in found)
    assert not any(isinstance(each, Rejected) for each in read(HTML))


def test_zero_bytes_in_a_page_are_told() -> None:
    """They may stand in a tag, whose text is lost then."""
    found = read(HTML.replace("alert-8p-red", "alert-8p\0-red", 1))
    assert any(isinstance(each, Rejected) and "zero bytes" in each.reason for each in found)


def test_an_exception_of_which_only_a_type_is_left_is_unknown() -> None:
    """The name of a type in place of a message is no message."""
    (line,) = (each for each in lines(HTML.replace("Timeout", "System.Object[]")) if each.exceptions)
    assert not line.knows("exceptions")
    assert all(each.knows("exceptions") for each in lines(HTML))


def test_a_quotation_mark_that_is_missing_in_a_tag_is_told() -> None:
    """The tags behind it are taken for a part of its value: cells are gone, and what the lines say is unknown."""
    found = read(HTML.replace('class="td-info"', 'class="td-info', 1))
    assert any(isinstance(each, Rejected) and "a quotation mark is missing" in each.reason for each in found)
    assert not any(each.knows("cmdlet") for each in found if isinstance(each, LogLine))
