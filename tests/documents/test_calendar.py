"""The calendar of certificates: one event a certificate, and lines as RFC 5545 writes them, whatever a name holds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from migrator.documents.calendar import expiry_calendar
from migrator.estate.topology import Certificate
from migrator.network.certificate_expiry import Due, due

NOW = datetime(2014, 3, 3, 12, tzinfo=UTC)


def certificate(**values: Any) -> Certificate:
    """A certificate of the Access Edge that expires on 20 March 2014."""
    given_values: dict[str, Any] = {
        "key": "edge01/AccessEdgeExternal",
        "product": "lync2010",
        "subject": "CN=sip.contoso.com, O=Contoso",
        "machine": "edge01.contoso.local",
        "thumbprint": "AB" * 20,
        "not_after": datetime(2014, 3, 20, 23, 59, tzinfo=UTC),
    }
    return Certificate(**{**given_values, **values})


def events(*certificates: Certificate) -> list[Any]:
    """The events of the calendar, read back."""
    return list(Calendar.from_ical(expiry_calendar(certificates, NOW).content).walk("VEVENT"))


def test_one_event_for_a_certificate_on_several_servers() -> None:
    """The day is that of UTC, the reminders come 90 and 30 days before, and the id is that of the certificate."""
    second = certificate(key="edge02/AccessEdgeExternal", machine="edge02.contoso.local")
    root = certificate(key="root", store="Root", thumbprint="CD" * 20)
    unknown = certificate(key="x", thumbprint="EF" * 20, not_after=None)
    (event,) = events(certificate(), second, root, unknown)
    assert str(event["summary"]) == ("Certificate sip.contoso.com expires (edge01.contoso.local, edge02.contoso.local)")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2014, 3, 20), date(2014, 3, 21))
    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == [timedelta(days=-90), timedelta(days=-30)]
    (later,) = events(certificate(not_after=datetime(2014, 3, 20, 1, tzinfo=UTC)))
    assert later["uid"] == event["uid"]


@given(st.text(max_size=120))
def test_no_text_breaks_a_line(text: str) -> None:
    """Lines end in CR LF and have at most 75 octets; a name with line breaks makes no property of its own."""
    content = expiry_calendar([certificate(subject=text, use=f"a\r\nATTACH:http://x/{text}")], NOW).content
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert not [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line]
    unfolded = re.sub(rb"\r\n[ \t]", b"", content).decode("utf-8")
    assert "\r\nATTACH" not in unfolded
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("\r\nBEGIN:VEVENT")


def test_how_urgent_a_certificate_is() -> None:
    """Expired, not valid yet, within 30 and 90 days, later, not known: the borders belong to the next."""

    def in_days(days: float, **values: Any) -> Due:
        return due(certificate(not_after=NOW + timedelta(days=days), **values), NOW)

    assert [in_days(days) for days in (-1, 0, 29.9, 30, 89.9, 90)] == [
        Due.EXPIRED,
        Due.EXPIRED,
        Due.SOON,
        Due.NEXT,
        Due.NEXT,
        Due.LATER,
    ]
    assert in_days(400, not_before=NOW + timedelta(days=1)) is Due.NOT_YET
    assert due(certificate(not_after=None), NOW) is Due.UNKNOWN
    local = datetime(2014, 3, 20, 23, 59)  # noqa: DTZ001 - certutil prints no zone
    assert due(certificate(not_after=local), NOW) is Due.SOON
    (event,) = events(certificate(not_after=local))
    assert event.decoded("dtstart") == date(2014, 3, 20)
