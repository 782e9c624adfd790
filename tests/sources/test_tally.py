"""What the report of one source says of losses, and of the kinds that they concern."""

from __future__ import annotations

import attrs
import pytest

from migrator.estate.other import Other
from migrator.estate.provenance import SourceReport, collected, incomplete
from migrator.estate.voice import PstnUsage, VoiceRoute
from migrator.sources.altered_text import TextWatch
from migrator.sources.dispatch import named_by
from migrator.sources.format import Collected, Cut, Origin, ReadResult, Remark
from migrator.sources.record import Rejected
from migrator.sources.tally import Tally

ROUTE = VoiceRoute(key="r", product="lync2010")
USAGE = PstnUsage(key="u", product="lync2010")
BOTH = Collected("lync2010", ("pstn_usage", "voice_route"))


def report_of(*results: ReadResult, named: tuple[str, ...] = ()) -> SourceReport:
    """The report of a source that yields *results*."""
    tally = Tally("a.xml", named)
    list(tally.items(results))
    return tally.report(SourceReport(path="a.xml", format="test", status="unknown"))


def test_what_is_cut_is_kept_and_proves_no_absence() -> None:
    """Objects before the cut count, the reason comes first, and every kind of the source is incomplete."""
    report = report_of(BOTH, ROUTE, Remark("a remark"), Cut("the file ends in line 7"))
    assert (report.status, report.read, report.has_losses) == ("partial", 1, True)
    assert report.messages == ("cut: the file ends in line 7", "a remark")
    assert list(collected([report])) == []
    assert list(incomplete([report])) == [("lync2010", "pstn_usage"), ("lync2010", "voice_route")]


@pytest.mark.parametrize(
    ("kinds", "expected"), [(("voice_route",), ("voice_route",)), ((), ("pstn_usage", "user", "voice_route"))]
)
def test_a_rejected_record_makes_its_kinds_incomplete(kinds: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Where the reader knows what the record would have been, only that; else all that the source holds or names."""
    report = report_of(BOTH, USAGE, ROUTE, Rejected("line 3", "no name", kinds), named=("user",))
    assert (report.status, report.incomplete) == ("partial", expected)
    assert report.collected == ("pstn_usage", "voice_route")


def test_unknown_objects_make_what_the_name_promises_incomplete() -> None:
    """Objects of an unknown type in a file named for users may have been users; a file of known ones lost nothing."""
    assert report_of(Other(key="x"), named=("user",)).incomplete == ("user",)
    assert report_of(ROUTE, named=("voice_route",)).incomplete == ()


def test_classes_that_the_kit_collects_without_a_kind_are_read() -> None:
    """A class without a kind is a loss, unless its file has its name, as the kit writes it."""
    classes = [Other(key=str(n), type_name="MSFT_SIPMCUSetting") for n in range(2)]
    named, renamed = Tally("kit/MSFT_SIPMCUSetting.xml"), Tally("kit/MSFT_SIPRgsQueueData.xml")
    reports = []
    for tally in (named, renamed):
        list(tally.items(classes))
        reports.append(tally.report(SourceReport(path="a.xml", format="test", status="unknown")))
    assert [(r.read, r.unknown, r.status, r.has_losses) for r in reports] == [
        (2, 0, "read", False),
        (0, 2, "unknown", True),
    ]
    assert "MSFT_SIPMCUSetting (2)" in reports[1].messages[0]


def test_none_of_what_everybody_has_is_a_loss() -> None:
    """A server without listeners does not exist: headings without rows are cut, and prove nothing."""
    report = report_of(Collected("lync2010", ("listener",)))
    assert (report.status, report.collected, report.incomplete) == ("partial", (), ("listener",))
    assert report_of(Collected("lync2010", ("queue",))).collected == ("queue",)


def test_a_remark_alone_is_no_evidence() -> None:
    """A source that holds nothing and does not say of what is unknown, whatever else is said of it."""
    report = report_of(Remark("a table of two columns"))
    assert (report.status, report.unknown, report.has_losses) == ("unknown", 1, True)


def test_messages_say_how_many_more_there_are() -> None:
    """Of many messages the first and the last are kept, losses before remarks, and the rest is counted."""
    report = report_of(Remark("remark"), *(Rejected(f"line {n}", "broken") for n in range(1, 131)))
    assert (len(report.messages), report.unlisted, report.rejected) == (101, 30, 130)
    assert report.messages[0] == "line 1: broken"
    assert report.messages[-2:] == ("line 130: broken", "remark")


@pytest.mark.parametrize("code", [0xFFFD, 0, 0xD800])
def test_altered_text_is_marked_on_the_object(code: int) -> None:
    """A field with a letter that was lost is unknown, half a character becomes U+FFFD, and the report counts both."""
    letter = chr(code)
    altered = attrs.evolve(ROUTE, name=f"M{letter}nchen", extra={"Note": [letter]}, sources=("a.xml#1",))
    tally = Tally("a.xml", looks_at_texts=True)
    item, intact = tally.items([altered, ROUTE])
    assert (item.unknown, intact) == (("name",), ROUTE)
    assert item.name == f"M{letter}nchen".replace("\ud800", "\ufffd")
    report = tally.report(SourceReport(path="a.xml", format="test", status="unknown"))
    assert report.messages[0].startswith("1 object holds text that was changed before it came here")
    assert "first extra, name of voice_route a.xml#1" in report.messages[0]
    assert report.notices == report.messages[:1]


def test_a_blank_key_is_rejected() -> None:
    """An object whose name is blank cannot be told from another; it is a loss of its kind."""
    report = report_of(attrs.evolve(ROUTE, key=" ", sources=("a.xml#1",)))
    assert (report.rejected, report.incomplete) == (1, ("voice_route",))
    assert report.messages == ("a.xml#1: the key of the voice_route is blank",)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"plain, \xc3\xbc", False),
        ("<S>a_x000D_b</S>".encode("utf-16"), False),
        (b"M\xfcnchen", True),
        ("M\ufffdnchen".encode("utf-16"), True),
        ("<S>a_x0000_b</S>".encode("utf-16"), True),
        (b'{"Name": "\\ud83d"}', True),
    ],
)
def test_bytes_show_whether_texts_must_be_looked_at(content: bytes, expected: bool) -> None:
    """Only files that can hold an altered letter cost a look at each text."""
    for pieces in ([content], [content[:10], content[10:]]):
        watch = TextWatch()
        for piece in pieces:
            watch.feed(piece)
        assert watch.found is expected


def test_a_name_says_which_kinds_to_expect() -> None:
    """The class in a file name gives product and kinds; another name gives none."""
    assert named_by("a/MSFT_SIPPhoneRouteData.xml", Origin()) == Collected("ocs2007r2", ("voice_route",))
    assert named_by("notes.xml", Origin()) == Collected("unknown", ())
