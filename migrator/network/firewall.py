"""The firewall rules that an Edge pool needs, with the names and addresses of its estate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs

from ..estate.estate import Estate
from .edges import DeployedEdge, Interface
from .firewall_inside import INSIDE
from .firewall_rows import MEDIA, OUTSIDE, Direction, Leg, Row, Who
from .listeners import REPLICATION, Need
from .servers import Endpoint, endpoint, mediation_pools, pools_with

#: condition of a rule of which nothing shows whether it is needed
ONLY_IF_USED = "only if XMPP federation is used"


@attrs.frozen(kw_only=True)
class FirewallRule:
    """A rule for the network team.

    Attributes:
        id: stable within an Edge pool.
        edge: internal FQDN of the Edge pool.
        never: True for what must not be possible; protocol and port are then "any".
        source_port: where the rule is about the port of the sender; else "".
        port: of the receiver: a number, a range with a hyphen, or "any".
        transport: the protocol above TCP or UDP, with TLS or MTLS.
        condition: when it is needed; "" for always.
        note: why, and where published sources disagree what each says.
        need: the socket of the Edge that it leads to, if it leads to one.
    """

    id: str
    edge: str
    leg: Leg
    direction: Direction
    source: Endpoint
    destination: Endpoint
    protocol: str
    source_port: str
    port: str
    transport: str
    purpose: str
    condition: str
    note: str
    never: bool
    references: tuple[str, ...]
    need: Need | None


def firewall_rules(estate: Estate, edge: DeployedEdge) -> Iterator[FirewallRule]:
    """Every rule that the Edge pool needs, those of the internet first, then those of the internal network."""
    ends = _Ends(estate, edge)
    for row in (*OUTSIDE, *INSIDE):
        if _applies(row, edge):
            yield _filled(row, edge, ends)


def _applies(row: Row, edge: DeployedEdge) -> bool:
    """Whether the Edge needs a row; what no evidence excludes is needed."""
    if edge.product not in row.products:
        return False
    if row.only_with == "federation":
        return edge.federates is not False
    return row.only_with != "XMPP" or edge.has_xmpp is not False


def _filled(row: Row, edge: DeployedEdge, ends: _Ends) -> FirewallRule:
    need = row.need
    unsure = row.only_with == "XMPP" and edge.has_xmpp is None
    # what the sources say of the replica agent concerns the listener, not the way to it
    notes = (row.note, need.note if need is not None and need is not REPLICATION else "")
    return FirewallRule(
        id=row.id,
        edge=edge.fqdn,
        leg=row.leg,
        direction=row.direction,
        source=ends[row.source],
        destination=ends[row.destination],
        protocol=need.protocol if need else row.protocol,
        source_port=_port(row.source_port, edge),
        port=_port(need or row.port, edge),
        transport=need.transport if need else row.transport,
        purpose=need.purpose if need else row.purpose,
        condition=ONLY_IF_USED if unsure else row.condition,
        note=" ".join(filter(None, notes)),
        never=row.never,
        references=row.references,
        need=need,
    )


def _port(port: int | str | Need, edge: DeployedEdge) -> str:
    if isinstance(port, Need):
        return str(edge.port(port.port) if port.port else port.fixed)
    if port == MEDIA:
        return f"{edge.media_range[0]}-{edge.media_range[-1]}"
    return str(port)


class _Ends:
    """Names and addresses of each end, looked up when a rule needs it."""

    def __init__(self, estate: Estate, edge: DeployedEdge) -> None:
        self._estate, self._edge = estate, edge
        self._found: dict[Who, Endpoint] = {}

    def __getitem__(self, who: Who) -> Endpoint:
        if who not in self._found:
            self._found[who] = self._look_up(who)
        return self._found[who]

    def _look_up(self, who: Who) -> Endpoint:
        if who in _INTERFACES:
            return self._own(who, _INTERFACES[who])
        find = _SERVERS.get(who)
        return endpoint(self._estate, who.value, find(self._estate, self._edge)) if find else Endpoint(who.value)

    def _own(self, who: Who, interface: Interface) -> Endpoint:
        """The Edge itself: its name for the interface and, inside, those of its servers."""
        edge = self._edge
        servers = tuple(host.name for host in edge.hosts)
        if interface is Interface.INTERNAL:
            names = servers if who is Who.EACH_EDGE else (edge.fqdn, *servers)
        else:
            name = edge.external_fqdn(interface)
            names = (name,) if name else ()
        addresses = (address for host in edge.hosts for address in host.addresses(interface) or ())
        return Endpoint(who.value, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(addresses)))


_INTERFACES = {
    Who.ACCESS: Interface.ACCESS,
    Who.WEB_CONFERENCING: Interface.WEB_CONFERENCING,
    Who.AV: Interface.AV,
    Who.EDGE: Interface.INTERNAL,
    Who.EACH_EDGE: Interface.INTERNAL,
}


def _with(role: str) -> Callable[[Estate, DeployedEdge], list[str]]:
    return lambda estate, _edge: pools_with(estate, role)


_SERVERS: Mapping[Who, Callable[[Estate, DeployedEdge], list[str]]] = {
    Who.FRONT_ENDS: _with("Registrar"),
    Who.BRANCHES: _with("Registrar"),
    Who.XMPP_GATEWAY: _with("UserServer"),
    Who.EACH_FRONT_END: _with("ConferencingServer"),
    Who.CENTRAL_STORE: _with("CentralManagement"),
    Who.EVERYBODY: lambda estate, _edge: [*pools_with(estate, "Registrar"), *mediation_pools(estate)],
    Who.NEXT_HOP: lambda _estate, edge: [edge.next_hop] if edge.next_hop else [],
}
