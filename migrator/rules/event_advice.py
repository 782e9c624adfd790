"""What a finding on an event of the protocol stack adds for its peer: whose certificate, whose domain, which address.

The words of these events are not published but for 14428 and 14508 (management pack of OCS 2007 R2); what else is said
of them is a field report's (lyncdude-federation), and both are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from ..occurrences.joins import Named
from ..occurrences.occurrence import Occurrence
from .engine.answers import listed
from .engine.levels import Severity
from .engine.model import Context
from .engine.values import Host, Text, Value

_TLS = (
    "The certificate of {peer}, as a client of port 5061 sees it (a checker that asks port 443 sees another service): "
    "openssl s_client -connect {peer}:5061 -showcerts. "
)
_LIST = (
    "A wanted partner: New-CsAllowedDomain -Identity {domain}; an unwanted one: New-CsBlockedDomain -Identity {domain} "
    "(documented for event 14508, named by a field report for 14428 and 14503). "
)
_WINDOWS = (
    "Only when the certificate and the ciphers of the peer are in order: migrator suppress add EVT-14501 --reason "
    "'end of coexistence' --approver NAME --expires DATE. "
)
_BALANCER = "{peer} is an address of your load balancer, which looks at a port of the pool as if it were a client. "
_ASK_BALANCER = "Is {peer} your load balancer? Then: migrator answers set load_balancer_addresses {peer}. "
#: event id -> what is added to the remedy, by the name of the case
ADDED: Mapping[int, Mapping[str, str]] = {
    14428: {"server": _TLS, "partner": _TLS + _LIST},
    14503: {"server": _TLS, "partner": _TLS + _LIST},
    14603: {"server": _TLS, "partner": _TLS + _LIST},
    14508: {"partner": _LIST},
    14501: {"server": _TLS + _WINDOWS, "partner": _TLS + _WINDOWS, "windows": _TLS + _WINDOWS},
    14502: {"balancer": _BALANCER, "server": _ASK_BALANCER, "partner": _ASK_BALANCER},
}
#: versions of Windows between which ciphers differ in the field report
_SEVERAL = 2


@attrs.frozen(kw_only=True)
class Case:
    """What a finding on an event is in this estate.

    Attributes:
        name: of the case in `ADDED`; "" for none.
        severity: only if it differs from the event's.
    """

    name: str = ""
    severity: Severity | None = None
    places: Mapping[str, Value] = attrs.field(factory=dict)
    evidence: Mapping[str, Value] = attrs.field(factory=dict)


def case_of(event_id: int, group: Occurrence, named: Iterable[Named], context: Context) -> Case:
    """The case of a group of events that name a peer."""
    peer = group.sighting.peer
    if event_id not in ADDED or not peer:
        return Case()
    roles = {each.role for each in named if each.written == peer}
    name = "server" if roles & {"server", "gateway", "allowed domain"} or "." not in domain_of(peer) else "partner"
    places = {"domain": Host(domain_of(peer))}
    if event_id == 14502 and peer in listed(context.answers, "load_balancer_addresses"):
        return Case(name="balancer", places=places)
    versions = listed(context.answers, "server_windows_versions")
    if event_id == 14501 and len(versions) >= _SEVERAL:
        evidence = {"versions of Windows": Text(", ".join(versions))}
        return Case(name="windows", severity=Severity.INFO, places=places, evidence=evidence)
    return Case(name=name, places=places) if name in ADDED[event_id] else Case()


def domain_of(peer: str) -> str:
    """The SIP domain that the name of an Access Edge is likely in; "" for an address."""
    labels = peer.split(".")
    if labels[-1].isdecimal():
        return ""
    return ".".join(labels[1:] if len(labels) > 2 else labels)
