"""Application contacts and the events that name them."""

from __future__ import annotations

import re

from .conferencing import AccessNumber
from .estate import Estate
from .evidence import Event
from .response_groups import ApplicationContact

_ADDRESS = re.compile(r"[^\s:;,<>\"'()\[\]@]+@[\w.-]*\w")


def contact_addresses(estate: Estate) -> frozenset[str]:
    """SIP addresses of all application contacts, moved ones too, without their scheme, in lower case."""
    contacts: tuple[ApplicationContact | AccessNumber, ...] = (
        *estate.of(ApplicationContact),
        *estate.of(AccessNumber),
    )
    return frozenset((c.primary_uri or c.key).casefold().removeprefix("sip:") for c in contacts)


def names_one_of(addresses: frozenset[str], event: Event) -> bool:
    """Whether an event names one of the SIP *addresses* in its message or its inserted strings."""
    text = " ".join((event.message or "", *event.data))
    return any(found.casefold() in addresses for found in _ADDRESS.findall(text))
