"""The DNS records that a topology needs: per SIP domain, side, role and client generation (`record_uses`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal
from urllib.parse import urlsplit

import attrs

from ..estate.devices import CommonAreaPhone
from ..estate.estate import Estate
from ..estate.network import DnsRecord, folded
from ..estate.products import R2
from ..estate.topology import EdgePool, Pool, Service, SimpleUrl, SipDomain
from .clients import (
    DISCOVER,
    DISCOVER_INTERNAL,
    FEDERATION,
    INTERNAL_TCP,
    INTERNAL_TLS,
    NTP,
    SIP_TLS,
    XMPP,
)
from .edges import EXTERNAL, DeployedEdge, EdgePort, Interface, edges_of
from .lookups import parent
from .record_uses import (
    ACCESS_HOST,
    AV_HOST,
    CLIENTS_INSIDE,
    CLIENTS_INSIDE_TCP,
    CLIENTS_OUTSIDE,
    DISCOVER_INSIDE,
    DISCOVER_OUTSIDE,
    EDGE_INSIDE,
    FALLBACK_INSIDE,
    MEETINGS_INSIDE,
    MEETINGS_OUTSIDE,
    NEXT_HOP,
    PARTNERS,
    PHONE_UPDATES,
    POOL_HOST,
    TIME,
    WEB_CONFERENCING_HOST,
    WEB_OUTSIDE,
    XMPP_PARTNERS,
    RecordUse,
)
from .servers import addresses_of, members_of

#: the port of federation and of sign-in inside; partners and clients ask for no other
SIP_PORT = 5061
NTP_PORT = 123


@attrs.frozen(kw_only=True)
class ExpectedRecord:
    """A record that this estate needs, or may have.

    Attributes:
        domain: the SIP domain that needs it; "" if it belongs to the estate.
        port: of an SRV record; None for the client port of an Edge of which it is not known.
        targets: names to which it may lead, the usual one first; empty if any will do, or if it is not known.
        addresses: addresses that a host name must have; empty if they are not known.
        is_needed: False if it is optional in this estate; None if no evidence tells.
    """

    use: RecordUse
    name: str
    domain: str = ""
    port: int | None = None
    targets: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    is_needed: bool | None = True

    @property
    def line(self) -> str:
        """The record as a line of a zone file, with words in place of what is not known."""
        if self.use.type == "SRV":
            return srv_line(
                self.name,
                self.port or EdgePort.SIP_CLIENTS.usual,
                self.targets[0] if self.targets else f"HOST.{self.domain}",
            )
        if self.addresses:
            return f"{self.name}. 3600 IN {'AAAA' if ':' in self.addresses[0] else 'A'} {self.addresses[0]}"
        return f"{self.name}. 3600 IN A <{self.use.leads_to}>"


def srv_line(name: str, port: int, target: str, *, ttl: int = 3600, priority: int = 0, weight: int = 0) -> str:
    """An SRV record as a line of a zone file."""
    return f"{name}. {ttl} IN SRV {priority} {weight} {port} {target}."


def sip_domains(estate: Estate) -> tuple[str, ...]:
    """The SIP domains of the estate; those that own SIP records if no evidence of SIP domains was read."""
    named = [folded(domain.name or domain.key) for domain in estate.each(SipDomain)]
    if named:
        return tuple(dict.fromkeys(named))
    services = (SIP_TLS, FEDERATION, INTERNAL_TLS, INTERNAL_TCP, XMPP)
    owners = (folded(record.owner or "") for record in estate.each(DnsRecord) if record.type == "SRV")
    found = (owner.removeprefix(f"{label}.") for owner in owners for label in services if owner.startswith(f"{label}."))
    return tuple(dict.fromkeys(found))


@attrs.frozen(kw_only=True)
class _EdgeFacts:
    """What the records of an Edge pool depend on; what the evidence does not tell is None or empty.

    Attributes:
        names: its external names by interface.
        public: addresses on the internet by interface, as far as the topology has them: behind NAT only those of A/V.
    """

    fqdn: str
    names: Mapping[Interface, str]
    public: Mapping[Interface, tuple[str, ...]]
    inner: tuple[str, ...]
    client_port: int | None
    federates: bool | None
    xmpp_port: int | None
    next_hop: str | None


def _facts(edge: DeployedEdge) -> _EdgeFacts:
    """The facts of *edge*, read while it is looked at, so that a gap in it concerns no other."""
    names = {interface: folded(edge.external_fqdn(interface) or "") for interface in EXTERNAL}
    return _EdgeFacts(
        fqdn=folded(edge.fqdn),
        names={interface: name for interface, name in names.items() if name},
        public={interface: tuple(_public(edge, interface)) for interface in EXTERNAL},
        inner=tuple(a for host in edge.hosts for a in host.addresses(Interface.INTERNAL) or ()),
        client_port=edge.port(EdgePort.SIP_CLIENTS) if edge.knows_port(EdgePort.SIP_CLIENTS) else None,
        federates=edge.federates,
        xmpp_port=edge.port(EdgePort.XMPP_EXTERNAL) if edge.has_xmpp else None,
        next_hop=edge.next_hop,
    )


def _public(edge: DeployedEdge, interface: Interface) -> Iterator[str]:
    if edge.has_nat:
        yield from (a for host in edge.hosts if interface is Interface.AV for a in host.public_av_addresses)
    elif edge.has_nat is False:
        yield from (a for host in edge.hosts for a in host.addresses(interface) or ())


def expected_records(estate: Estate) -> Iterator[ExpectedRecord]:
    """The records of the estate, outside first; without evidence of a topology those of its SIP domains."""
    edges = [_facts(edge) for edge in edges_of(estate)]
    domains = sip_domains(estate)
    for domain in domains:
        yield from _outside(estate, domain, edges)
    yield from _outside_once(estate, edges)
    for domain in domains:
        yield from _inside(estate, domain)
    yield from _inside_once(estate, edges)
    for edge in edges:
        yield from _on_the_edge(estate, edge)


def _outside(estate: Estate, domain: str, edges: list[_EdgeFacts]) -> Iterator[ExpectedRecord]:
    names = (edge.names.get(Interface.ACCESS, "") for edge in edges)
    host = next((name for name in names if parent(name) == domain), f"sip.{domain}")
    has_edge = bool(edges) or (False if _knows_edges(estate) else None)
    federates = next((edge.federates for edge in edges if edge.federates is not None), None)
    addresses = tuple(dict.fromkeys(a for edge in edges for a in edge.public[Interface.ACCESS]))
    yield ExpectedRecord(use=ACCESS_HOST, name=host, domain=domain, addresses=addresses, is_needed=has_edge)
    yield ExpectedRecord(
        use=CLIENTS_OUTSIDE,
        name=f"{SIP_TLS}.{domain}",
        domain=domain,
        port=next((edge.client_port for edge in edges if edge.client_port), None),
        targets=(host,),
        is_needed=has_edge,
    )
    yield ExpectedRecord(
        use=PARTNERS,
        name=f"{FEDERATION}.{domain}",
        domain=domain,
        port=SIP_PORT,
        targets=(host,),
        is_needed=federates if edges else has_edge,
    )
    if estate.products != frozenset({R2}):
        yield ExpectedRecord(use=DISCOVER_OUTSIDE, name=f"{DISCOVER}.{domain}", domain=domain)
    if port := next((edge.xmpp_port for edge in edges if edge.xmpp_port), None):
        targets = (f"xmpp.{domain}", host)
        name = f"{XMPP}.{domain}"
        yield ExpectedRecord(use=XMPP_PARTNERS, name=name, domain=domain, port=port, targets=targets)


def _knows_edges(estate: Estate) -> bool:
    """Whether the evidence tells which Edge pools there are."""
    return any(estate.has(EdgePool.kind, product) for product in estate.products)


def _outside_once(estate: Estate, edges: list[_EdgeFacts]) -> Iterator[ExpectedRecord]:
    uses = {Interface.WEB_CONFERENCING: WEB_CONFERENCING_HOST, Interface.AV: AV_HOST}
    for edge in edges:
        for interface, use in uses.items():
            name = edge.names.get(interface)
            if name and name != edge.names.get(Interface.ACCESS):
                yield ExpectedRecord(use=use, name=name, addresses=edge.public[interface])
    for name in _once(_web_names(estate, "ExternalFqdn")):
        yield ExpectedRecord(use=WEB_OUTSIDE, name=name)
    for name in _once(_url_hosts(estate, admin=False)):
        yield ExpectedRecord(use=MEETINGS_OUTSIDE, name=name)


def _web_names(estate: Estate, name: Literal["ExternalFqdn", "InternalFqdn"]) -> Iterator[str]:
    return (value for service in estate.each(Service) if (value := web_name(service, name)))


def web_name(service: Service, name: Literal["ExternalFqdn", "InternalFqdn"]) -> str | None:
    """The name of web services that the topology overrides on one side (set-cswebserver); None if it does not."""
    value = service.extra.get(name) if service.role == "WebServer" else None
    return value if isinstance(value, str) and value else None


def _url_hosts(estate: Estate, *, admin: bool) -> Iterator[str]:
    """The hosts of the simple URLs; that of the Control Panel only for *admin*."""
    for url in estate.each(SimpleUrl):
        is_public = url.knows("component") and (url.component or "").casefold() not in ("cscp", "admin")
        if admin or is_public:
            yield from (host for text in (url.active_url or "", *url.urls) if (host := host_of(text)))


def host_of(url: str) -> str | None:
    """The host of a URL; None if it has none, or is not a URL."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _once(names: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(map(folded, names))


def _inside(estate: Estate, domain: str) -> Iterator[ExpectedRecord]:
    pools = [name for name in map(folded, sign_in_pools(estate)) if parent(name) == folded(domain)]
    targets = (*pools, f"sipinternal.{domain}", f"sip.{domain}")
    phones = _has_phones(estate)
    yield ExpectedRecord(
        use=CLIENTS_INSIDE, name=f"{INTERNAL_TLS}.{domain}", domain=domain, port=SIP_PORT, targets=targets
    )
    yield ExpectedRecord(
        use=CLIENTS_INSIDE_TCP,
        name=f"{INTERNAL_TCP}.{domain}",
        domain=domain,
        port=5060,
        targets=targets,
        is_needed=False,
    )
    if estate.products != frozenset({R2}):
        yield ExpectedRecord(use=DISCOVER_INSIDE, name=f"{DISCOVER_INTERNAL}.{domain}", domain=domain)
    for label in ("sipinternal", "sip"):
        yield ExpectedRecord(use=FALLBACK_INSIDE, name=f"{label}.{domain}", domain=domain, is_needed=False)
    yield ExpectedRecord(use=TIME, name=f"{NTP}.{domain}", domain=domain, port=NTP_PORT, is_needed=phones)
    yield ExpectedRecord(use=PHONE_UPDATES, name=f"ucupdates-r2.{domain}", domain=domain, is_needed=phones)


def _has_phones(estate: Estate) -> bool:
    """Whether the estate has common area phones; other phones are in no evidence: their records are optional."""
    return any(True for _ in estate.each(CommonAreaPhone))


def sign_in_pools(estate: Estate) -> Iterator[str]:
    """The pools at which users can sign in."""
    return (pool.fqdn for pool in estate.each(Pool) if pool.fqdn and signs_in(pool))


def signs_in(pool: Pool) -> bool:
    """Whether users can sign in at a pool; True if the evidence names no roles."""
    return not pool.roles or bool({"Registrar", "UserServer"} & set(pool.roles))


def is_within(name: str, domain: str) -> bool:
    """Whether a name lies in a domain, directly or deeper."""
    return folded(name) == folded(domain) or folded(name).endswith(f".{folded(domain)}")


def _inside_once(estate: Estate, edges: list[_EdgeFacts]) -> Iterator[ExpectedRecord]:
    for pool in estate.each(Pool):
        if pool.fqdn and {"Registrar", "UserServer"} & set(pool.roles):
            yield ExpectedRecord(use=POOL_HOST, name=folded(pool.fqdn))
    for edge in edges:
        yield ExpectedRecord(use=EDGE_INSIDE, name=edge.fqdn, addresses=edge.inner)
    for name in _once(_web_names(estate, "InternalFqdn")):
        yield ExpectedRecord(use=MEETINGS_INSIDE, name=name)
    for name in _once(_url_hosts(estate, admin=True)):
        yield ExpectedRecord(use=MEETINGS_INSIDE, name=name)


def _on_the_edge(estate: Estate, edge: _EdgeFacts) -> Iterator[ExpectedRecord]:
    if edge.next_hop is None:
        return
    for name in _once((edge.next_hop, *members_of(estate, edge.next_hop))):
        yield ExpectedRecord(use=NEXT_HOP, name=name, addresses=addresses_of(estate, name))
