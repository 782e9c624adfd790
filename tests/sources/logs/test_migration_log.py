"""Logs of the migration cmdlets are cut into entries as they were printed."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.estate.evidence import LogLine
from migrator.sources.bundle import Member
from migrator.sources.format import Collected, Cut, Lost, Origin, ReadResult, Remark
from migrator.sources.logs.migration_log import FORMAT, LogEntry, entries_of
from migrator.sources.record import Rejected
from migrator.sources.text import html

OCS = "Office Communications Server 2007 / Office Communications Server 2007 R2"
UCMA = "UCMA application with the cluster fully qualified domain name (FQDN) {} does not depend on a pool."
#: as in giombini-r2-to-2013: joined sentences, a list line, two entries on one line, U+00A0 after the colon
MERGE = (
    f"2013-09-25 14:04:56 INFORMATION :\u00a0 No new Mediation Server added to the {OCS} deployment."
    f'Cannot find any {OCS} "MediationServer" in the deployment'
    f'List of {OCS} "Trusted application server" roles being migrated\n'
    'Cluster fully qualified domain name (FQDN) "vx1"Computer fully qualified domain name (FQDN) "vx1"\n'
    f"2013-09-25 14:04:56 INFORMATION:\u00a0 {UCMA.format(1)}2013-09-25 14:04:57 INFORMATION:\u00a0 {UCMA.format(2)}\n"
)
IMPORT = (
    '2013-09-25 14:10:23 WARNING:\u00a0 Policy/setting name\u00a0 - "Service: Medium" has either ":" or "/". '
    'Lync Server 2013 policy/setting name - "Service_ Medium"'
)


def member(content: bytes) -> Member:
    """The file with this content."""
    return Member("merge.log", "merge.log", len(content), lambda: io.BytesIO(content))


def split_log(text: str) -> list[LogEntry]:
    """The entries of a file with this text."""
    return [entry for _, entry in entries_of(member(text.encode()))]


def results(content: bytes) -> list[ReadResult]:
    """All that the reader yields."""
    return list(FORMAT.read(member(content), Origin()))


def lines(content: bytes) -> list[LogLine]:
    """The log lines only."""
    return [event for event in results(content) if isinstance(event, LogLine)]


def test_cuts_the_published_merge_log() -> None:
    """Joined entries are cut at their stamps; joined sentences and the list line stay in their entry."""
    first, second, third = split_log(MERGE)
    assert (first.stamp, first.level) == ("2013-09-25 14:04:56", "INFORMATION")
    assert first.message.startswith("No new Mediation Server added")
    assert first.message.endswith(
        'roles being migrated\nCluster fully qualified domain name (FQDN) "vx1"Computer fully '
        'qualified domain name (FQDN) "vx1"'
    )
    assert second == LogEntry("2013-09-25 14:04:56", "INFORMATION", UCMA.format(1))
    assert third == LogEntry("2013-09-25 14:04:57", "INFORMATION", UCMA.format(2))


def test_reads_nbsp_as_a_blank_and_keeps_double_blanks() -> None:
    """The two blanks of the published text come out as two ordinary blanks."""
    (entry,) = split_log(IMPORT)
    assert entry.level == "WARNING"
    assert entry.message.startswith('Policy/setting name  - "Service: Medium" has')


def test_text_without_stamp_is_kept() -> None:
    """Lines before the first stamp come out one by one, without stamp and level."""
    assert split_log("Start\r\n\r\nof it\r\n2013-09-25 14:10:23 ERROR : x\r\n") == [
        LogEntry("", "", "Start"),
        LogEntry("", "", "of it"),
        LogEntry("2013-09-25 14:10:23", "ERROR", "x"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        "<Topology>",
        '<?xml version="1.0"?>',
        "[",
        '{"Identity": "Global"}',
        '"Identity","PstnUsages"',
        "Level,Date and Time,Source,Event ID",
        "dn: CN=a,DC=x",
        "version: 1",
        ";  Database file contoso.com.dns",
        "Index              : 4711",
        "Event[0]:",
    ],
)
def test_other_evidence_below_a_log_is_a_loss(other: str) -> None:
    """Its lines are in the text of the entry above, where no rule looks for them: the first is named."""
    (lost,) = (each for each in results(f"{MERGE}{other}\n".encode()) if isinstance(each, Rejected))
    assert other[:20] in lost.reason
    # a line of a log can hold all of it behind its first word
    assert not any(isinstance(each, Rejected) for each in results(f"{MERGE}(pool01) {other}\n".encode()))


def test_nothing_in_nothing_out() -> None:
    """An empty log has no entries."""
    assert split_log("") == []


_STAMPS = st.datetimes(datetime.fromisoformat("1900-01-01"))
_LEVELS = st.sampled_from(["INFORMATION", "WARNING", "ERROR"])


@given(st.lists(st.tuples(_STAMPS, _LEVELS, st.text('abü\u3042." (')), min_size=1))
def test_joined_entries_come_apart(entries: list[tuple[datetime, str, str]]) -> None:
    """Entries written one after the other without any separator come out as they went in."""
    text = "".join(f"{at:%Y-%m-%d %H:%M:%S} {level} : {message}" for at, level, message in entries)
    assert [(e.level, e.message) for e in split_log(text)] == [(level, m.strip()) for _, level, m in entries]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_reads_every_encoding(encoding: str) -> None:
    """The reader gives the same lines in every encoding, in order, with their time and unique keys."""
    content = (MERGE + IMPORT.replace("Medium", "Müller")).encode(encoding)
    assert FORMAT.matches(member(content), content[:65536])
    found = lines(content)
    assert [f"{line.at}" for line in found][-2:] == ["2013-09-25 14:04:57", "2013-09-25 14:10:23"]
    assert [line.sources[0] for line in found] == [
        "merge.log#line 1",
        "merge.log#line 3",
        "merge.log#line 3, entry 2",
        "merge.log#line 4",
    ]
    assert '"Service: Müller"' in (found[-1].message or "")


def test_an_impossible_time_is_said() -> None:
    """A stamp that is not a date keeps its line and is noted."""
    yielded = results(b"2013-13-25 14:04:56 ERROR : x\n")
    assert [type(e) for e in yielded] == [Collected, Remark, LogLine]
    assert lines(b"2013-13-25 14:04:56 ERROR : x")[0].message == "x"


REPORT = """<!DOCTYPE html><html><head><title>Import-CsLegacyConfiguration</title><style>p {color: red}</style></head>
<body><h1>Import</h1><table><tr><td>2013-09-25 14:10:23</td><td>WARNING:</td><td>Cannot&nbsp;find <b>a</b>
server</td></tr></table><!-- hidden --><script>alert(1)</script><p>Done<br>well &lt;x&gt;</p></body></html>"""


def test_strips_the_html_report_to_rows() -> None:
    """Cells of a row are joined, markup, scripts and comments are gone, entities are text."""
    assert FORMAT.matches(member(REPORT.encode()), REPORT.encode())
    assert [(line.level, line.message) for line in lines(REPORT.encode("utf-16"))] == [
        (None, "Import-CsLegacyConfiguration"),
        (None, "Import"),
        ("WARNING", "Cannot find a server\nDone\nwell <x>"),
    ]


def test_hostile_html_is_only_text() -> None:
    """Entities are not expanded from anywhere, a NUL does not end the text, and depth does not break it."""
    evil = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html>Merge-CsLegacyTopology &x;\x00 after'
    text = "\n".join(line.message or "" for line in lines(evil.encode()))
    assert "after" in text
    assert "root:" not in text
    assert lines(("<html>Merge-CsLegacyTopology" + "<div>" * 5000).encode())[0].message == "Merge-CsLegacyTopology"


def test_refuses_html_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTML is refused before its first line when it is beyond the limit."""
    monkeypatch.setattr(html, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="at most 100"):
        results(REPORT.encode())


@pytest.mark.parametrize(
    "head", [b"", b"2013-09-25 14:04:56 nothing", b"<Objs>2013-09-25 14:04:56 ERROR : x</Objs>", b"<html>shop</html>"]
)
def test_does_not_claim_other_files(head: bytes) -> None:
    """Other text, XML and unrelated HTML are not migration logs."""
    assert not FORMAT.matches(member(head), head)


@pytest.mark.parametrize("content", [MERGE.encode("utf-16"), REPORT.encode()], ids=["text", "html"])
def test_survives_truncation_at_any_byte(content: bytes) -> None:
    """A file cut anywhere gives what it still holds, and no traceback."""
    for length in range(0, len(content), 7):
        list(entries_of(member(content[:length])))


def test_an_endless_entry_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines beyond the limit of one entry come out as lines of their own; none is lost."""
    monkeypatch.setattr("migrator.sources.logs.migration_log._MAX_ENTRY", 10)
    found = split_log("2013-09-25 14:10:23 ERROR : 0123456789\nmore\nand more")
    assert [e.message for e in found] == ["0123456789", "more", "and more"]


def test_a_warning_that_a_console_broke_inside_a_word_is_whole() -> None:
    """Lines of the width of the window are one line again, also where a blank was lost at the end of one."""
    text = 'WARNING: Cannot find the pool "{5d8f9a41-70f0-4c6b-9f0a-2f8e4f6b1c11}" of the deployment in Oslo.'
    for width in (80, 37, 22):
        broken = [text[start : start + width].rstrip() for start in range(0, len(text), width)]
        assert split_log("\n".join(broken)) == [LogEntry("", "WARNING", text.removeprefix("WARNING: "))]


def test_a_console_warning_is_an_entry_with_the_lines_into_which_it_was_wrapped() -> None:
    """A pasted warning has its level, in the language of the console; a prompt and an empty line end it."""
    text = 'WARNING: Cannot find\nthe pool "a".\nPS C:\\> x\nWARNUNG: b\n\nc\n2013-09-25 14:10:23 ERROR : d\nWARNING: e'
    assert split_log(text) == [
        LogEntry("", "WARNING", 'Cannot find\nthe pool "a".'),
        LogEntry("", "", "PS C:\\> x"),
        LogEntry("", "WARNING", "b"),
        LogEntry("", "", "c"),
        LogEntry("2013-09-25 14:10:23", "ERROR", "d"),
        LogEntry("", "WARNING", "e"),
    ]


def test_a_log_that_ends_inside_a_line_is_cut() -> None:
    """Entries may have followed; a last line that ends a sentence is taken for complete."""
    assert any(isinstance(each, Cut) for each in results(MERGE[:-40].encode()))
    assert not any(isinstance(each, Cut) for each in [*results(MERGE.encode()), *results(MERGE.rstrip().encode())])


def test_a_line_of_which_only_the_year_is_left_is_a_loss() -> None:
    """What is left of a stamp is no text of a log."""
    assert any(isinstance(each, Lost) for each in results(f"2013\n{MERGE}".encode()))


def test_zero_bytes_in_a_log_are_told() -> None:
    """A time that holds them is no time any more: its entry is a part of the one above it, whose text is not sure."""
    found = results(MERGE.replace("2013-09-25 14:04:56 INFORMATION:", "2013-09-25 14:04:56\0 INFORMATION:").encode())
    assert any(isinstance(each, Lost) and "zero bytes" in each.reason for each in found)
    first, last = (each for each in found if isinstance(each, LogLine))
    assert not first.knows("message")
    assert last.knows("message")


def test_a_line_of_a_list_that_may_be_the_start_of_a_time_is_told() -> None:
    """A line that is cut inside its year: its entry is gone, and what is left stands below another one."""
    lines = MERGE.splitlines(keepends=True)
    found = results(f"{lines[0]}{lines[1]}2013\n{lines[2]}".encode())
    assert any(isinstance(each, Lost) and "cut off" in each.reason for each in found)
    assert not any(isinstance(each, Lost) for each in results(MERGE.encode()))


def test_a_table_below_a_log_is_not_a_part_of_its_last_entry() -> None:
    """The line of dashes of a table begins other evidence."""
    text = f"{MERGE}\nIdentity Priority\n-------- --------\nSales           0\n"
    assert any(isinstance(each, Rejected) and "other evidence" in each.reason for each in results(text.encode()))
