"""What the report of one source says of losses, and of the kinds that they concern."""

from __future__ import annotations

import pytest

from migrator.estate.other import Other
from migrator.estate.provenance import SourceReport, collected, incomplete
from migrator.estate.voice import PstnUsage, VoiceRoute
from migrator.sources.dispatch import named_by
from migrator.sources.format import Collected, Cut, Origin, ReadResult, Remark
from migrator.sources.record import Rejected
from migrator.sources.tally import Tally

ROUTE = VoiceRoute(key="r", product="lync2010")
USAGE = PstnUsage(key="u", product="lync2010")
BOTH = Collected("lync2010", ("pstn_usage", "voice_route"))


def report_of(*results: ReadResult, named: tuple[str, ...] = ()) -> SourceReport:
    """The report of a source that yields *results*."""
    tally = Tally(named)
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


def test_messages_say_how_many_more_there_are() -> None:
    """Of many messages the first and the last are kept, losses before remarks, and the rest is counted."""
    report = report_of(Remark("remark"), *(Rejected(f"line {n}", "broken") for n in range(1, 131)))
    assert (len(report.messages), report.unlisted, report.rejected) == (101, 30, 130)
    assert report.messages[0] == "line 1: broken"
    assert report.messages[-2:] == ("line 130: broken", "remark")


def test_a_name_says_which_kinds_to_expect() -> None:
    """The class in a file name gives product and kinds; another name gives none."""
    assert named_by("a/MSFT_SIPPhoneRouteData.xml", Origin()) == Collected("ocs2007r2", ("voice_route",))
    assert named_by("notes.xml", Origin()) == Collected("unknown", ())
