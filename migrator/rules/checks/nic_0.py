"""Network adapters, routes and names of Edge servers (NIC-01 to NIC-09)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.network import HostsEntry, NetworkInterface, PersistentRoute
from ...network.adapters import adapters_of, estate_networks, known_gateway, route_lines
from ...network.edges import Interface, edges_of
from ...network.internal import is_internal, networks_of
from ...network.servers import addresses_of, members_of
from ...network.services import AV_EDGE
from ..edge_adapters import unplaced, with_adapters, without_networks
from ..edge_gateways import BASIS, GATEWAYS, PAGES, are_outside
from ..edge_sockets import FIELD, edge_rule, looked_at, without_netstat
from ..engine.gaps import Collect, Gap
from ..engine.model import Context, Grade, Hit, Severity, Wording
from ..engine.values import Amount, Host, Text, items, texts
from ..media_candidates import CLIENTS, STUN_TCP, THEORIES

PAGE = "l13-edge-interfaces"


@edge_rule(
    id="NIC-01",
    title="Default gateway of an Edge server is not where it must be",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="The internal adapter {adapters} of {server} has a default gateway ({gateways})",
    variants=GATEWAYS,
    effect="Answers to the internet leave through the internal network, or those to internal clients outside.",
    remediation=(
        "Leave the default gateway on the external adapter only; reach internal networks by persistent routes (NIC-03)."
    ),
    references=PAGES,
    basis=BASIS,
    minutes=20,
)
def gateway_inside(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The internal adapter of an Edge server has a default gateway, or two have one (a warning if both are external).

    Why it matters: the library wants it on the external adapter only, to avoid routing issues.

    When it is wrong: the second adapter is for backup or management and has a route of lower rank on purpose.
    """
    for found in with_adapters(estate):
        if isinstance(found, Gap):
            yield found
            continue
        with_gateway = found.with_gateway
        inside = [adapter for adapter in with_gateway if adapter in found.internal and adapter not in found.external]
        if not found.internal and len(with_gateway) < 2:
            yield unplaced(found, "internal")
        wrong = inside or (list(with_gateway) if len(with_gateway) > 1 else [])
        outside = not inside and are_outside(found)
        if wrong:
            yield Hit(
                item=wrong[0],
                variant="" if inside else "outside" if outside else "two",
                severity=Severity.WARNING if outside else None,
                grade=Grade.INFERRED if outside else None,
                places={
                    "server": Host(found.host.name),
                    "adapters": items(wrong),
                    "gateways": texts(gateway for adapter in wrong for gateway in found.gateways_of(adapter)),
                },
            )


@edge_rule(
    id="NIC-02",
    title="External adapter of an Edge server has no default gateway",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="The external adapter {adapters} of {server} has no default gateway",
    effect="The Edge server answers nobody outside its own subnet.",
    remediation="Set the default gateway of the external adapter to the external firewall or the router before it.",
    references=(PAGE, FIELD),
    basis="the default gateway is documented; that only it leads to the internet, and what happens otherwise, inferred",
    minutes=20,
)
def no_gateway_outside(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """No external adapter of an Edge server has a default gateway.

    Why it matters: clients and partners are everywhere on the internet; only a default route leads there.

    When it is wrong: a static default route stands in its place, and route print was not collected.
    """
    estate.of(PersistentRoute)  # a route that was lost may be the default one
    for found in with_adapters(estate):
        if isinstance(found, Gap):
            yield found
        elif not found.external:
            yield unplaced(found, "external")
        elif not any(adapter in found.with_gateway for adapter in found.external):
            if not all(adapter.knows("gateways") for adapter in found.external):
                yield Gap(
                    reason="ipconfig of {server} does not show its gateways",
                    places={"server": Host(found.host.name)},
                    needs=(Collect(NetworkInterface.kind, found.edge.product),),
                )
                continue
            adapters = items(found.external)
            yield Hit(item=found.external[0], places={"server": Host(found.host.name), "adapters": adapters})


@edge_rule(
    id="NIC-03",
    title="Edge server has no persistent route to internal networks",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="No persistent route of {server} leads to {networks:first 5} through its internal adapter",
    variants={
        "some": Wording(
            remediation=(
                "On {server}, as administrator: {lines:; }. One line per network where a block must not lead inside: "
                "{why:; }. The mask of a network of which only servers are known is the usual one: check it."
            ),
        )
    },
    effect="Media and signalling to these networks leave through the default gateway, outside, and are lost.",
    basis="what has to be done is documented, what happens otherwise inferred",
    remediation=(
        "On {server}, as administrator: {lines:; }. GATEWAY, if it stands there, is the router of the internal "
        "perimeter network."
    ),
    references=(PAGE, FIELD),
    minutes=20,
)
def no_route_inside(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """No persistent route through the internal adapter covers a network of internal clients or servers.

    Why it matters: the internal adapter has no default gateway, so each internal network needs a route.

    When it is wrong: nobody in that network uses media through this Edge.
    """
    networks = estate_networks(estate)
    estate.of(PersistentRoute)  # a route that was lost may lead there
    for found in with_adapters(estate):
        if isinstance(found, Gap):
            yield found
        elif not found.internal:
            yield unplaced(found, "internal")
        elif found.routes is None:
            yield Gap(
                reason="no route print of {server}",
                places={"server": Host(found.host.name)},
                needs=(Collect(PersistentRoute.kind, found.edge.product),),
            )
        elif not networks:
            yield without_networks(found)
        elif missing := found.not_reached(networks):
            lines, why = route_lines(found, missing, known_gateway(found) or "GATEWAY")
            yield Hit(
                item=found.internal[0],
                variant="some" if why else "",
                places={
                    "server": Host(found.host.name),
                    "networks": texts(map(str, missing)),
                    "lines": texts(lines),
                    "why": texts(why),
                },
            )


@edge_rule(
    id="NIC-04",
    title="Internal and external side of an Edge server are not separate",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{inside} and {outside} of {server} are in one subnet, {network}",
    variants={
        "routing": Wording(
            message="{server} routes between its interfaces (IP Routing Enabled: Yes)",
            remediation="Turn IP routing off (IPEnableRouter 0, service Routing and Remote Access off) and restart.",
        )
    },
    effect="The Edge no longer parts inside from outside, and media negotiation (ICE) may take wrong ways.",
    remediation="Put both sides into different subnets that are not routable to each other.",
    references=(PAGE, "l13-hlb"),
    basis="other networks and no routing are documented; how routing is turned off, and the effect, inferred",
    minutes=60,
)
def not_separate(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The internal and the external adapter are in one subnet, or the server routes between them.

    Why it matters: the internal and the external subnet must not be routable to each other.

    When it is wrong: the adapters are those of two servers.
    """
    for found in with_adapters(estate):
        if isinstance(found, Gap):
            yield found
            continue
        if not (found.internal and found.external):
            yield unplaced(found, "external" if found.internal else "internal")
        if any(adapter.host_routes for adapter in found.adapters):
            yield Hit(item=found.adapters[0], variant="routing", places={"server": Host(found.host.name)})
        outside = {each: adapter for adapter in found.external for each in networks_of(adapter)}
        inner = [adapter for adapter in found.internal if adapter not in found.external]
        shared = [(each, adapter) for adapter in inner for each in networks_of(adapter) if each in outside]
        for each, adapter in shared:
            yield Hit(
                item=adapter,
                places={
                    "inside": adapter,
                    "outside": outside[each],
                    "server": Host(found.host.name),
                    "network": Text(str(each)),
                },
            )


@edge_rule(
    id="NIC-05",
    title="Edge server lacks an address that the topology gives it",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{server} has no adapter with {addresses} ({interfaces})",
    effect="The service of that interface cannot start, since its address does not exist.",
    remediation="Add the address to the adapter, or correct the Edge server in the topology and publish.",
    references=(PAGE, "l13-edge-topology"),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=20,
)
def address_missing(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """An address that the topology gives to an interface of the Edge server is on none of its adapters.

    Why it matters: the topology gives each service its address.

    When it is wrong: the topology is newer than ipconfig. One address for all external services is possible.
    """
    for found in with_adapters(estate):
        if isinstance(found, Gap):
            yield found
            continue
        there = {address for adapter in found.adapters for address in adapter.addresses}
        lacking = {i: [a for a in found.host.addresses(i) or () if a not in there] for i in Interface}
        if all(found.host.addresses(i) is None for i in Interface):
            yield Gap(
                reason="the evidence does not tell the addresses of {server}",
                places={"server": Host(found.host.name)},
                needs=(Collect("edge_server", found.edge.product),),
            )
        if any(lacking.values()):
            yield Hit(
                item=found.edge.item,
                part=found.host.name,
                places={
                    "server": Host(found.host.name),
                    "addresses": texts(dict.fromkeys(a for missing in lacking.values() for a in missing)),
                    "interfaces": texts(i.value for i, missing in lacking.items() if missing),
                },
            )


@edge_rule(
    id="NIC-06",
    title="Full name of an Edge server is not the one of the topology",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="The server calls itself {name}, the topology calls it {expected}",
    effect="Setup does not find the server in the topology, and installs none of its roles.",
    remediation="Set the primary DNS suffix of the computer so that its full name is {expected}, then restart.",
    references=("kb-host-not-found", PAGE, "l13-edge-topology"),
    minutes=30,
)
def other_name(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The host name and primary DNS suffix of an Edge server do not make its FQDN in the topology.

    Why it matters: an Edge server that is not joined to a domain has a short name until somebody sets its suffix.

    When it is wrong: the evidence of the server is older than its new name.
    """
    for found in with_adapters(estate):
        if isinstance(found, Gap):
            yield found
            continue
        expected = found.host.name
        named = next((adapter for adapter in found.adapters if adapter.knows("machine")), None)
        if named is None or "." not in expected:
            yield Gap(
                reason="the evidence does not tell the full name of {server}",
                places={"server": Host(expected)},
                needs=(Collect(NetworkInterface.kind, found.edge.product),),
            )
        elif (named.machine or "").casefold() != expected.casefold():
            yield Hit(item=named, places={"name": Host(named.machine or ""), "expected": Host(expected)})


@edge_rule(
    id="NIC-07",
    title="Hosts file of an Edge server has another address for an internal server",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="The hosts file of {server} gives {name} the address {address}, the topology has {expected}",
    effect="What comes from outside is sent to a server that is not there or is another one.",
    remediation="Correct the line of the hosts file; with DNS load balancing one line per server of the pool.",
    references=(PAGE,),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=10,
)
def stale_hosts_file(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The hosts file of an Edge server names its next hop, or a server of it, with another address than the topology.

    Why it matters: without name servers in the perimeter the Edge resolves its next hop by this file.

    When it is wrong: the address is that of a load balancer.
    """
    for found in adapters_of(estate):
        edge, server = found.edge, found.host.name
        if found.hosts_file is None:
            yield Gap(
                reason="no hosts file of {server}",
                places={"server": Host(server)},
                needs=(Collect(HostsEntry.kind, edge.product),),
            )
        members = members_of(estate, edge.next_hop) if edge.next_hop else ()
        known = {name.casefold(): set(addresses_of(estate, name)) for name in members}
        if edge.next_hop:
            known.setdefault(edge.next_hop.casefold(), set()).update(*known.values())
        for entry in found.hosts_file or ():
            for name in entry.names:
                expected = known.get(name.casefold())
                if expected and entry.address not in expected:
                    yield Hit(
                        item=entry,
                        part=name,
                        places={
                            "server": Host(server),
                            "name": Host(name),
                            "address": Text(entry.address or ""),
                            "expected": texts(sorted(expected)),
                        },
                    )


@edge_rule(
    id="NIC-08",
    title="Edge server is a member of the internal domain",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    answers=("edge_domain_joined",),
    message="Edge servers are members of the internal Active Directory domain",
    effect="The firewall must let a server of the perimeter reach domain controllers.",
    remediation="Take the Edge server out of the domain, keep its primary DNS suffix, and run Setup again.",
    references=("l13-edge-topology",),
    basis="inferred: the published pages treat the Edge as a server in no domain",
    minutes=120,
)
def in_domain(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Somebody answered that Edge servers are members of the internal domain.

    Why it matters: it opens more ports inward than the one that an Edge needs.

    When it is wrong: a perimeter forest of its own is meant.
    """
    if context.answers.get("edge_domain_joined") == "yes":
        for edge in edges_of(estate):
            yield Hit(item=edge.item)


@edge_rule(
    id="NIC-09",
    title="Media relay tries to reach internal addresses from outside",
    severity=Severity.INFO,
    grade=Grade.OBSERVED,
    message="The media relay of {server} tries {count:private address|private addresses} from its A/V address",
    variants={"clients": CLIENTS},
    effect="Media negotiation (ICE) tries every candidate, so this is normal; calls use another pair of addresses.",
    remediation="Nothing, if persistent routes lead to all internal networks (NIC-03).",
    references=(FIELD,),
    basis=THEORIES,
    minutes=5,
)
def media_to_private(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The A/V address of an Edge has connections to private addresses.

    Why it matters: firewall logs show these packets, and they are taken for a fault.

    When it is wrong: the perimeter itself has private addresses; those of its own subnet are left out.
    """
    found = looked_at(estate)
    yield from without_netstat(found)
    for sockets in found.hosts:
        outside = sockets.addresses(Interface.AV)
        media = [s for s in sockets.connected if s.is_of(AV_EDGE) and s.address in outside]
        for variant, is_asked in (("", False), ("clients", True)):
            peers = {s.row.remote_address or "" for s in media if (s.port == STUN_TCP) is is_asked}
            private = [peer for peer in peers if is_internal(peer, (), sockets.external_addresses)]
            if not private:
                continue
            yield Hit(
                item=sockets.edge.item,
                part=" ".join(filter(None, (sockets.host.name, variant))),
                variant=variant,
                places={"server": Host(sockets.host.name), "count": Amount(len(private))},
                evidence={"addresses": texts(sorted(private))},
            )
