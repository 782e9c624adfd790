"""The days on which certificates expire as iCalendar (RFC 5545), for the calendar of those who renew them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from ..estate.topology import Certificate
from ..network.certificate_expiry import ends
from ..network.certificate_names import common_name, is_of_store_of_authorities, thumbprint_of
from ..powershell import one_line

if TYPE_CHECKING:
    from icalendar import Event

#: days before the last one on which a calendar reminds
_REMINDERS = (90, 30)


@attrs.frozen
class ExpiryCalendar:
    """A calendar and how many events it has."""

    content: bytes
    events: int


def expiry_calendar(certificates: Iterable[Certificate], now: datetime) -> ExpiryCalendar:
    """One event of a day for each certificate, however many servers have it; none for those of authorities.

    The day is that of UTC. A certificate keeps the id of its event, so that a newer calendar replaces the older one.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//migrator//certificates//EN")
    calendar.add("version", "2.0")
    events = 0
    for same in _together(certificates):
        calendar.add_component(_event(same, now))
        events += 1
    return ExpiryCalendar(calendar.to_ical(), events)


def _together(certificates: Iterable[Certificate]) -> list[list[Certificate]]:
    """Certificates with a last day, those with one thumbprint together."""
    found: dict[str, list[Certificate]] = {}
    for certificate in certificates:
        if ends(certificate) and not is_of_store_of_authorities(certificate):
            found.setdefault(thumbprint_of(certificate) or f"key {certificate.key}", []).append(certificate)
    return list(found.values())


def _event(same: Sequence[Certificate], now: datetime) -> Event:
    from icalendar import Alarm, Event

    first = same[0]
    last = (ends(first) or now).astimezone(UTC)
    name = one_line(common_name(first) or first.subject or first.key)
    servers = sorted({one_line(each.machine) for each in same if each.machine})
    summary = f"Certificate {name} expires" + (f" ({', '.join(servers)})" if servers else "")
    event = Event()
    event.add("uid", f"{_identity(first)}@certificates.migrator")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", last.date())
    event.add("dtend", last.date() + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", "\n".join(_description(same, last)))
    event.add("transp", "TRANSPARENT")
    for days in _REMINDERS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{summary} in {days} days")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event


def _identity(certificate: Certificate) -> str:
    """What stays the same from one calendar to the next."""
    return thumbprint_of(certificate) or hashlib.sha256(certificate.key.encode()).hexdigest()[:40]


def _description(same: Sequence[Certificate], last: datetime) -> list[str]:
    first = same[0]
    texts = (
        ("Valid to", f"{last:%Y-%m-%d %H:%M} UTC"),
        ("Use", ", ".join(sorted({each.use for each in same if each.use}))),
        ("Subject", first.subject),
        ("Alternative names", ", ".join(first.alternative_names)),
        ("Issuer", first.issuer),
        ("Thumbprint", first.thumbprint),
    )
    return [f"{label}: {one_line(text)}" for label, text in texts if text]
