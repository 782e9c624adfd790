"""Events 14502 that a load balancer still causes after the port that it watches was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..estate.estate import Estate
from ..estate.evidence import Event
from .engine.answers import listed
from .engine.model import Context, Hit, Severity
from .engine.values import Amount, Text, texts

#: the event of connections that fail, which looks of a load balancer cause (lyncdude-federation)
_FAILED_LOOK = 14502


def still_logged(estate: Estate, context: Context) -> Iterator[Hit]:
    """Events 14502 from the load balancer after the change of its port was published."""
    addresses = listed(context.answers, "load_balancer_addresses")
    published = context.answers.get("monitoring_port_published", "")
    if not addresses or not published:
        return
    failed = (e for e in estate.of(Event) if e.event_id == _FAILED_LOOK and _after(e, published))
    said = [" ".join((event.message or "", *event.data)) for event in failed]
    found = {a: sum(_names(text, a) for text in said) for a in addresses}
    if any(found.values()):
        yield Hit(
            item=None,
            part="events",
            variant="open",
            severity=Severity.WARNING,
            places={
                "count": Amount(sum(found.values())),
                "addresses": texts(a for a, count in found.items() if count),
                "published": Text(published),
            },
        )


def _after(event: Event, published: str) -> bool:
    """Whether an event is later than the answer, both as ISO 8601 writes them."""
    return event.at is not None and event.at.isoformat() > published


def _names(text: str, address: str) -> bool:
    """Whether a text has an address, and not a longer one."""
    return re.search(rf"(?<![\d.]){re.escape(address)}(?![\d.])", text) is not None
