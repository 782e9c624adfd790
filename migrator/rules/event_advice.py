"""What a finding on an event of the protocol stack adds for its peer: whose certificate, whose domain, which address.

The words of these events are not published but for 14428 and 14508 (management pack of OCS 2007 R2); what else is said
of them is a field report's (lyncdude-federation), and both are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from ..estate.estate import Estate
from ..estate.observation import unobserved
from ..estate.products import LYNC2010
from ..estate.topology import EdgePool, EdgeServer, Machine
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
_UPDATE = (
    "This Edge runs Lync Server 2010 with file version {version}, below {minimum}, your least: "
    "the field report names an October update of a support article, whose number and year are lost. Install the latest "
    "update. "
)
_WINDOWS = (
    "Only when the certificate and the ciphers of the peer were looked at and are in order can the event wait for the "
    "end of coexistence. Then: migrator answers set peers_in_order {peer}; with it the finding can be accepted. "
)
_ACCEPT = (
    "You answered that certificate and ciphers of {peer} are in order, so the event can wait for the end of "
    "coexistence: migrator suppress add EVT-14501 --reason 'end of coexistence' --approver NAME --expires DATE. "
)
_BALANCER = "{peer} is an address of your load balancer, which looks at a port of the pool as if it were a client. "
_ASK_BALANCER = "Is {peer} your load balancer? Then: migrator answers set load_balancer_addresses {peer}. "
_CERTIFICATE = {
    "server": _TLS,
    "partner": _TLS + _LIST,
    "old server": _UPDATE + _TLS,
    "old partner": _UPDATE + _TLS + _LIST,
}
#: event id -> what is added to the remedy, by the name of the case
ADDED: Mapping[int, Mapping[str, str]] = {
    14428: _CERTIFICATE,
    14503: _CERTIFICATE,
    14603: {"server": _TLS, "partner": _TLS + _LIST},
    14508: {"partner": _LIST},
    14501: {"server": _TLS + _WINDOWS, "windows": _TLS + _WINDOWS, "accept": _ACCEPT, "accept windows": _ACCEPT},
    14502: {"balancer": _BALANCER, "server": _ASK_BALANCER, "partner": _ASK_BALANCER},
}
_VERSION = re.compile(r"\d{1,5}(?:\.\d{1,5}){1,3}")
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


def case_of(event_id: int, group: Occurrence, named: Iterable[Named], estate: Estate, context: Context) -> Case:
    """The case of a group of events that name a peer."""
    peer = group.sighting.peer
    if event_id not in ADDED or not peer:
        return Case()
    roles = {each.role for each in named if each.written == peer}
    name = "server" if roles & {"server", "gateway", "allowed domain"} or "." not in domain_of(peer) else "partner"
    places: dict[str, Value] = {"domain": Host(domain_of(peer))}
    if event_id == 14501:
        return _invalid_certificates(peer, context)
    if event_id == 14502 and peer in listed(context.answers, "load_balancer_addresses"):
        return Case(name="balancer", places=places)
    version, least = (context.answers.get(answer, "").strip() for answer in ("edge_file_version", "least_edge_version"))
    old = f"old {name}"
    if old in ADDED[event_id] and _is_below(version, least) and _is_edge_of_2010(estate, group.sighting.machine):
        versions = {"version": Text(version), "minimum": Text(least)}
        return Case(name=old, places=places | versions, evidence={"file version": Text(version)})
    return Case(name=name, places=places) if name in ADDED[event_id] else Case()


def _invalid_certificates(peer: str, context: Context) -> Case:
    """The case of event 14501: with several versions of Windows it informs; it can be accepted for a peer in order."""
    versions = listed(context.answers, "server_windows_versions")
    is_in_order = peer in (each.casefold() for each in listed(context.answers, "peers_in_order"))
    if len(versions) < _SEVERAL:
        return Case(name="accept" if is_in_order else "server")
    evidence = {"versions of Windows": Text(", ".join(versions))}
    return Case(name="accept windows" if is_in_order else "windows", severity=Severity.INFO, evidence=evidence)


def _is_below(version: str, least: str) -> bool:
    """Whether a file version such as ``4.0.7577.190`` is below another; False where one is not such a number."""
    if not _VERSION.fullmatch(version) or not _VERSION.fullmatch(least):
        return False
    one, two = ([int(part) for part in text.split(".")] for text in (version, least))
    return one < two


def _is_edge_of_2010(estate: Estate, machine: str) -> bool:
    seen = unobserved(estate)
    edges: tuple[EdgePool | EdgeServer, ...] = (*seen.of(EdgePool), *seen.of(EdgeServer))
    pools = {(edge.fqdn or edge.key).casefold() for edge in edges if edge.product == LYNC2010}
    machines = {(each.fqdn or each.key).casefold(): (each.pool or "").casefold() for each in seen.of(Machine)}
    return machine in pools or machines.get(machine, "") in pools - {""}


def domain_of(peer: str) -> str:
    """The SIP domain that the name of an Access Edge is likely in; "" for an address."""
    labels = peer.split(".")
    if labels[-1].isdecimal():
        return ""
    return ".".join(labels[1:] if len(labels) > 2 else labels)
