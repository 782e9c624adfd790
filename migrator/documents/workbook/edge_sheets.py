"""Rows of the sheets for the network team: addresses, firewall rules, port tests, listeners and services of Edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...estate.estate import Estate
from ...estate.evidence import PortTest
from ...estate.topology import Machine, Pool, WindowsService
from ...network.edges import EXTERNAL, DeployedEdge, EdgeHost, Interface, edges_of
from ...network.firewall import firewall_rules
from ...network.host_evidence import of_host
from ...network.listeners import MEDIA_PORTS, expected_listeners
from ...network.port_tests import planned_tests
from ...network.servers import addresses_of, members_of, pools_with
from ...network.services import services_of
from ...network.sockets import HostSockets, media_ports, netstats
from .layout import Layout
from .text import lines

Row = Mapping[str, Any]
_SERVER_ROLES = (("Front End", "UserServer"), ("Director or Registrar", "Registrar"), ("Mediation", "MediationServer"))
#: what a role is for (schertz-edge-ports)
_PURPOSES = {
    "Front End": "Internal users register here, never at the Edge, which they use to negotiate media (ICE).",
    "Director or Registrar": "Authenticates users and sends them to their pool.",
    "Mediation": "Routes calls to SIP trunks and PSTN gateways, and transcodes to G.711.",
    "Edge internal": "Front Ends, Directors and internal clients reach the Edge here.",
    Interface.ACCESS.value: "SIP from outside. It cannot authenticate users: it passes that inward.",
    Interface.WEB_CONFERENCING.value: "Content of meetings for users outside.",
    Interface.AV.value: "Media of users outside and of partners.",
}


def address_rows(estate: Estate, layout: Layout) -> Iterator[Row]:
    """One row per interface of each Edge server and per Front End and Director: role, address, FQDN."""
    edges = list(edges_of(estate))
    named: set[str] = set()
    for role, name in _SERVER_ROLES if edges else ():
        for pool in pools_with(estate, name):
            for fqdn in members_of(estate, pool):
                if fqdn.casefold() not in named:
                    named.add(fqdn.casefold())
                    yield _address(role, "", addresses_of(estate, fqdn), fqdn, _product(estate, fqdn, pool), layout)
    for edge in edges:
        for host in edge.hosts:
            yield _address(
                "Edge internal",
                Interface.INTERNAL.value,
                host.addresses(Interface.INTERNAL),
                host.name,
                edge.product,
                layout,
            )
            for interface in EXTERNAL:
                found, outside = host.addresses(interface), edge.external_fqdn(interface)
                yield _address(interface.value, _external(host, interface), found, outside, edge.product, layout)


def _external(host: EdgeHost, interface: Interface) -> str:
    """How an external interface is named; that of A/V with its public address behind NAT."""
    public = host.public_av_addresses if interface is Interface.AV else ()
    return f"external, NAT from {', '.join(public)}" if public else "external"


def _address(
    role: str, interface: str, addresses: tuple[str, ...] | None, fqdn: str | None, product: str, layout: Layout
) -> Row:
    return {
        "role": role,
        "interface": interface,
        "address": lines(addresses) if addresses else "unknown",
        "fqdn": fqdn or "unknown",
        "purpose": _PURPOSES[role],
        "product": layout.product(product),
    }


def _product(estate: Estate, fqdn: str, pool: str) -> str:
    found = estate.find(Machine.kind, fqdn) or estate.find(Pool.kind, pool)
    return found.product if found else "unknown"


def firewall_rows(estate: Estate, layout: Layout) -> Iterator[Row]:
    """One row per firewall rule of each Edge pool."""
    for edge in edges_of(estate):
        for rule in firewall_rules(estate, edge):
            yield {
                "id": rule.id,
                "edge": rule.edge,
                "leg": rule.leg.value,
                "action": "must not be possible" if rule.never else "allow",
                "direction": rule.direction,
                "source": rule.source.name,
                "source_addresses": lines(rule.source.addresses or rule.source.fqdns),
                "source_port": rule.source_port or "any",
                "destination": rule.destination.name,
                "destination_addresses": lines(rule.destination.addresses or rule.destination.fqdns),
                "protocol": rule.protocol,
                "port": rule.port,
                "transport": rule.transport,
                "purpose": rule.purpose,
                "condition": rule.condition or "always",
                "note": rule.note,
                "references": lines(rule.references),
                "product": layout.product(edge.product),
            }


def port_test_rows(estate: Estate, layout: Layout) -> Iterator[Row]:
    """One row per way that an Edge needs, with an empty Result to be filled in; known results stand there."""
    done: dict[tuple[str, ...], PortTest] = {}
    for test in estate.of(PortTest):
        done[_way(test.edge_pool, test.rule, test.source, test.destination)] = test
    for edge in edges_of(estate):
        for planned in planned_tests(estate, edge):
            rule = planned.rule
            destination = planned.destination or rule.destination.name
            before = done.get(_way(rule.edge, rule.id, planned.source, destination))
            yield {
                "id": rule.id,
                "edge": rule.edge,
                "source": planned.source,
                "destination": destination,
                "protocol": rule.protocol,
                "port": rule.port if rule.port != "any" else rule.source_port,
                "result": before.result if before else None,
                "test": "connect" if planned.is_connectable or planned.command else "not testable by connect",
                "command": planned.command,
                "expected": planned.expected,
                "purpose": rule.purpose,
                "condition": rule.condition or "always",
                "product": layout.product(edge.product),
            }


def _way(*names: str | None) -> tuple[str, ...]:
    """Edge pool, rule, source and destination of a test, as they are compared."""
    return tuple((name or "").strip().casefold() for name in names)


def edge_listener_rows(estate: Estate, layout: Layout) -> Iterator[Row]:
    """One row per service and per socket that each Edge server needs, with what the evidence shows of it."""
    edges = list(edges_of(estate))
    placed = {found.host.name: found for found in netstats(estate, edges).hosts}
    for edge in edges:
        for host in edge.hosts:
            yield from _services(estate, edge, host, layout)
            yield from _sockets(edge, host, placed.get(host.name), layout)


def _services(estate: Estate, edge: DeployedEdge, host: EdgeHost, layout: Layout) -> Iterator[Row]:
    found = list(of_host(estate, WindowsService, host))
    for service in services_of(edge.product, xmpp=edge.has_xmpp):
        item = next((s for s in found if service.is_named(s.name, s.display_name)), None)
        seen = ", ".join(filter(None, (item.status, item.start_mode))) if item else "not listed" if found else None
        yield {
            "server": host.name,
            "what": "service",
            "name": service.display_name(edge.product),
            "service": service.name or "not published",
            "process": service.process,
            "interface": "",
            "socket": "",
            "transport": "",
            "peers": "",
            "purpose": service.purpose,
            "seen": seen or "no evidence",
            "note": "",
            "product": layout.product(edge.product),
        }


def _sockets(edge: DeployedEdge, host: EdgeHost, sockets: HostSockets | None, layout: Layout) -> Iterator[Row]:
    for expected in expected_listeners(edge):
        need = expected.need
        where = _where(host, sockets, need.interface)
        there = sockets.at(need.interface, need.protocol, expected.port) if sockets else []
        seen = ", ".join(dict.fromkeys(s.process or "listening" for s in there)) or ("nothing" if sockets else None)
        port = f"{need.protocol} {where}:{expected.port}"
        yield {
            "server": host.name,
            "what": "listener",
            "name": need.service.display_name(edge.product),
            "service": need.service.name or "not published",
            "process": need.service.process,
            "interface": need.interface.value if need.interface else "all interfaces",
            "socket": port if expected.is_known else f"{port} (documented port; the evidence does not tell it)",
            "transport": need.transport,
            "peers": need.peers,
            "purpose": need.purpose,
            "seen": seen or "no evidence",
            "note": need.note,
            "product": layout.product(edge.product),
        }
    media = edge.media_range
    yield {
        "server": host.name,
        "what": "media ports",
        "name": "",
        "service": "RTCMEDIARELAY",
        "process": "MediaRelaySvc.exe",
        "interface": Interface.AV.value,
        "socket": f"TCP and UDP {media[0]:,}-{media[-1]:,}",
        "transport": "SRTP",
        "peers": "clients outside, partners",
        "purpose": "media, while a call runs",
        "seen": f"{sum(1 for _ in media_ports(sockets))} in use" if sockets else "no evidence",
        "note": MEDIA_PORTS,
        "product": layout.product(edge.product),
    }


def _where(host: EdgeHost, sockets: HostSockets | None, interface: Interface | None) -> str:
    """The addresses of an interface; None stands for all of the server."""
    if interface is None:
        return "all addresses"
    found = sockets.addresses(interface) if sockets else host.addresses(interface) or ()
    return ", ".join(found) or "unknown"


#: id of the sheet -> its rows, in the order in which the sheets stand
EDGE_SHEETS: Mapping[str, Callable[[Estate, Layout], Iterator[Row]]] = {
    "addresses": address_rows,
    "firewall": firewall_rows,
    "port_tests": port_test_rows,
    "edge_listeners": edge_listener_rows,
}
