"""Groups of events, records and lines: nothing is counted twice or lost, whatever the order and the number."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.estate.diagnosis import Diagnosis
from migrator.estate.evidence import ConsoleMessage, Event, LogLine, TraceRecord
from migrator.estate.topology import Machine
from migrator.occurrences.grouping import Grouping, grouped
from migrator.occurrences.mentions import addresses_named, hosts_named, serials_named, sip_addresses_named
from migrator.occurrences.occurrence import in_order, joined

AT = datetime(2014, 3, 3, 9, 30, tzinfo=UTC)


def test_names_of_servers_are_told_from_classes_files_and_versions() -> None:
    """Only what is written as a name, an address or a number is taken for one."""
    text = (
        'Microsoft.Rtc.Signaling.RegisterException at C:\\x\\ABServer.exe, version 5.0.8308.0: "SIP.Fabrikam.COM" at '
        "[203.0.113.10:5061], peer edge1.contoso.com; sip:rgs-sales@contoso.com, data.zip, build 4.0.7577.4061, e.g."
    )
    assert list(addresses_named(text)) == ["203.0.113.10"]
    assert "edge1.contoso.com" in set(hosts_named(text))
    assert not {"abserver.exe", "data.zip", "microsoft.rtc.signaling.registerexception"} & set(hosts_named(text))
    assert list(sip_addresses_named(text)) == ["rgs-sales@contoso.com"]
    assert list(serials_named("Serial number: a3 00 00 00 00 00 a4 c7 1d 61, then 611DC7A40000000000A3.")) == [
        "a30000000000a4c71d61",
        "611dc7a40000000000a3",
    ]


@pytest.mark.parametrize("piece", ["a.", "a@", "1.", "0a ", "a-", '"a.b', "0x0"])
def test_hostile_texts_take_no_time(piece: str) -> None:
    """A text that repeats what begins a name is searched in time that grows with its length."""
    started = time.process_time()
    text = piece * 200_000
    assert (
        sum(1 for find in (hosts_named, addresses_named, serials_named, sip_addresses_named) for _ in find(text)) >= 0
    )
    assert time.process_time() - started < 2


TIMES = (
    st.none()
    | st.integers(0, 10_000).map(lambda minutes: AT.replace(tzinfo=None) + timedelta(minutes=minutes))
    | st.integers(0, 10_000).map(lambda minutes: AT + timedelta(minutes=minutes))
)
ITEMS = st.lists(
    st.one_of(
        st.builds(
            Event,
            key=st.just("e"),
            source=st.sampled_from(["LS Protocol Stack", "Contoso", None]),
            event_id=st.sampled_from([14428, 14501, 5]),
            machine=st.sampled_from(["a.contoso.com", None]),
            message=st.sampled_from([None, 'with "sip.fabrikam.com"', "at 192.0.2.9"]),
            at=TIMES,
        ),
        st.builds(
            TraceRecord,
            key=st.just("t"),
            start_line=st.sampled_from(["SIP/2.0 504 x", "INVITE sip:a@b.com SIP/2.0", None]),
            to_uri=st.sampled_from(["sip:ben@fabrikam.com", None]),
            diagnostics=st.sampled_from([(), (Diagnosis("1027"),)]),
            at=TIMES,
        ),
        st.builds(LogLine, key=st.just("l"), level=st.sampled_from(["WARNING", None]), message=st.just("x"), at=TIMES),
        st.builds(ConsoleMessage, key=st.just("c"), message=st.text(max_size=20)),
    ),
    max_size=40,
)


@given(ITEMS, st.integers(1, 60))
def test_every_item_is_in_one_group(items: list[Event | TraceRecord], most: int) -> None:
    """The groups hold as many as were added, also beyond the number of groups; first and last lie around all times."""
    grouping = Grouping(most=most)
    assert all(grouping.add(item) for item in items)
    assert not grouping.add(Machine(key="m"))
    groups = grouping.groups()
    assert sum(group.count for group in groups) == len(items)
    assert sum(group.count for group in grouped(items)) == len(items)
    assert len(list(in_order(groups))) == len(groups)
    if groups:
        together = joined(groups)
        assert together.count == len(items)
        assert (together.first is None) == all(getattr(item, "at", None) is None for item in items)


def test_beyond_the_number_of_groups_peers_are_one() -> None:
    """A trace with a new peer in each record stays within the number of groups, and each record is counted."""
    grouping = Grouping(most=100)
    for n in range(2_000):
        grouping.add(TraceRecord(key="t", start_line="SIP/2.0 200 OK", peer=f"10.0.{n // 250}.{n % 250}:5061", at=AT))
    groups = grouping.groups()
    assert len(groups) <= 101
    assert sum(group.count for group in groups) == 2_000
