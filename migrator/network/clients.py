"""Generations of clients, and what each asks of DNS to find its server, in its order.

Order of Lync 2013 and its mobile clients: l13-dns-determine. For Lync 2010 the sources disagree: that page says the
same order after cumulative updates; a trace of build 4.0.7577.4419 shows SRV records, then host names, and never
lyncdiscover (giombini-lyncdiscover). The order of the trace is used, so that the records it needs are demanded.
"""

from __future__ import annotations

import re
from enum import StrEnum

import attrs

from ..estate.estate import Estate
from ..estate.evidence import ClientVersion
from .lookups import Side

SIP_TLS = "_sip._tls"
FEDERATION = "_sipfederationtls._tcp"
INTERNAL_TLS = "_sipinternaltls._tcp"
INTERNAL_TCP = "_sipinternal._tcp"
XMPP = "_xmpp-server._tcp"
NTP = "_ntp._udp"
DISCOVER, DISCOVER_INTERNAL = "lyncdiscover", "lyncdiscoverinternal"


class Client(StrEnum):
    """A generation of clients, as people name it."""

    COMMUNICATOR = "Communicator 2007 R2"
    LYNC_2010 = "Lync 2010"
    LYNC_2013 = "Lync 2013"
    MOBILE = "Lync 2010 and 2013 Mobile"
    STORE_APP = "Lync Windows Store app"
    PHONE = "Lync Phone Edition"


@attrs.frozen
class NameAsked:
    """One question of a client, before the SIP domain: ``_sip._tls`` as SRV.

    Attributes:
        sides: where it is answered.
        when: a condition of the question; "" if it is always asked.
    """

    label: str
    type: str
    sides: tuple[Side, ...]
    when: str = ""


_INSIDE, _OUTSIDE, _BOTH = (Side.INTERNAL,), (Side.PUBLIC,), (Side.INTERNAL, Side.PUBLIC)
_SRV = (
    NameAsked(INTERNAL_TLS, "SRV", _INSIDE),
    NameAsked(INTERNAL_TCP, "SRV", _INSIDE, "only if the client allows TCP"),
    NameAsked(SIP_TLS, "SRV", _OUTSIDE),
)
_HOSTS = (
    NameAsked("sipinternal", "A", _INSIDE),
    NameAsked("sip", "A", _BOTH),
    NameAsked("sipexternal", "A", _OUTSIDE),
)
_DISCOVER = (NameAsked(DISCOVER_INTERNAL, "A", _INSIDE), NameAsked(DISCOVER, "A", _OUTSIDE))
#: what each generation asks, in its order; what is asked after a failure is its fallback
DISCOVERY: dict[Client, tuple[NameAsked, ...]] = {
    Client.COMMUNICATOR: (*_SRV, *_HOSTS),
    Client.LYNC_2010: (*_SRV, *_HOSTS),
    Client.LYNC_2013: (*_DISCOVER, *_SRV, *_HOSTS),
    Client.MOBILE: _DISCOVER,
    Client.STORE_APP: _DISCOVER,
    Client.PHONE: (
        NameAsked(NTP, "SRV", _INSIDE),
        NameAsked("ucupdates-r2", "A", _INSIDE, "only before the first sign-in"),
        NameAsked("sip", "A", _INSIDE, "after the options of DHCP"),
    ),
}
#: clients that find their server by SRV records and host names alone
BY_SRV_ONLY = (Client.COMMUNICATOR, Client.LYNC_2010)
#: what else must be known of the discovery of a generation
NOTES: dict[Client, str] = {
    Client.LYNC_2010: (
        "The sources disagree: the published page gives one order for Lync 2010 and Lync 2013 and says that cumulative "
        "updates of the desktop clients changed it; a trace of build 4.0.7577.4419 (January 2014) shows SRV records "
        "first, then host names, and never lyncdiscover. Rely on the SRV records."
    ),
    Client.MOBILE: (
        "The mobility service is always reached by its external name, also from inside. Lync 2010 Mobile and Lync 2013 "
        "Mobile on Windows Phone need the SRV record of federation for push notifications."
    ),
    Client.STORE_APP: "It asks for these two names only; there is no fallback.",
}
#: the client of Windows in versions 2 to 4; the phone and the attendant have other names (no list is published)
_OLD = re.compile(r"\b(?:UCCP|UCCAPI|OC|Communicator)[ /][234]\.")
_OTHER = re.compile(r"OCPhone|CPE/|Attendant|Mobile|Phone")


def finds_by_srv_only(user_agent: str) -> bool:
    """Whether a user agent is Communicator or Lync 2010 of Windows."""
    return _OLD.search(user_agent) is not None and _OTHER.search(user_agent) is None


def old_clients(estate: Estate) -> bool | None:
    """Whether Communicator or Lync 2010 clients sign in; None if no evidence of client versions was read."""
    if not any(kind == ClientVersion.kind for _, kind in estate.collected):
        return None
    return any(finds_by_srv_only(client.user_agent or "") for client in estate.of(ClientVersion))
