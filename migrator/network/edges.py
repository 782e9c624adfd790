"""The Edge pools of an estate, as the network sees them: names, addresses and ports of their services.

Lync has names and ports in Get-CsService and in the topology, addresses in the topology alone. OCS 2007 R2 has both in
WMI on each Edge server (r2-wmi-edge-addresses), and names in the Edge input file of the merge (l10-edge-xml). What the
evidence does not tell stays unknown: an address is then None, a port the documented one, marked as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property

import attrs

from ..estate.estate import Estate
from ..estate.external import AccessEdgeSettings, XmppPartner
from ..estate.kinds import ItemType
from ..estate.naming import server_of, short_name
from ..estate.network import folded
from ..estate.observation import original
from ..estate.products import LYNC2013, PRODUCTS, R2
from ..estate.topology import EdgePool, EdgeServer, Pool


class Interface(Enum):
    """One of the four interfaces of an Edge; the value is how people name it."""

    INTERNAL = "internal interface"
    ACCESS = "Access Edge"
    WEB_CONFERENCING = "Web Conferencing Edge"
    AV = "A/V Edge"


#: the interfaces that face the internet
EXTERNAL = (Interface.ACCESS, Interface.WEB_CONFERENCING, Interface.AV)
_ADDRESSES = {
    Interface.INTERNAL: "internal_addresses",
    Interface.ACCESS: "access_addresses",
    Interface.WEB_CONFERENCING: "web_conferencing_addresses",
    Interface.AV: "av_addresses",
}


class EdgePort(Enum):
    """A port of an Edge: the number that is documented as usual, and the names that the evidence has for it.

    The names are those of Set-CsEdgeServer, of MSFT_SIPEdgeServerListeningAddressSetting and of the Edge input file.
    """

    SIP_INTERNAL = (5061, "AccessEdgeInternalSipPort", "APInternalPort", "InternalAPPort")
    SIP_FEDERATION = (5061, "AccessEdgeExternalSipPort", "APExternalFederationPort")
    SIP_CLIENTS = (443, "AccessEdgeClientSipPort", "APExternalRemoteAccessPort", "ExternalAPPort")
    PSOM_INTERNAL = (8057, "DataPsomServerPort", "DPInternalPort", "InternalDPPort")
    PSOM_EXTERNAL = (443, "DataPsomClientPort", "DPExternalPort", "ExternalDPPort")
    MRAS = (5062, "MediaRelayAuthEdgePort", "MRASInternalPort")
    TURN_TCP_INTERNAL = (443, "MediaRelayInternalTurnTcpPort", "MRInternalTCPPort")
    TURN_UDP_INTERNAL = (3478, "MediaRelayInternalTurnUdpPort", "MRInternalUDPPort")
    TURN_TCP_EXTERNAL = (443, "MediaRelayExternalTurnTcpPort", "MRExternalTCPPort")
    TURN_UDP_EXTERNAL = (3478, "MediaRelayExternalTurnUdpPort", "MRExternalUDPPort")
    MEDIA_FIRST = (50000, "MediaCommunicationPortStart", "MRExternalPortRangeFrom")
    MEDIA_COUNT = (10000, "MediaCommunicationPortCount")
    MEDIA_LAST = (59999, "MRExternalPortRangeTo")
    XMPP_EXTERNAL = (5269, "XmppListeningPort")
    #: the help of Set-CsEdgeServer says 5098, the port summary 23456; the topology decides
    XMPP_INTERNAL = (23456, "XmppInternalPort")

    @property
    def usual(self) -> int:
        """The documented number."""
        return int(self.value[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its property."""
        return tuple(str(name) for name in self.value[1:])


@attrs.frozen
class EdgeHost:
    """One server of an Edge pool.

    Attributes:
        item: its addresses as the evidence has them; None if it has none.
    """

    name: str
    item: EdgeServer | None

    def addresses(self, interface: Interface) -> tuple[str, ...] | None:
        """The addresses of an interface; None where the evidence does not tell them."""
        field = _ADDRESSES[interface]
        if self.item is None or not self.item.knows(field):
            return None
        return tuple(getattr(self.item, field)) or None

    @property
    def public_av_addresses(self) -> tuple[str, ...]:
        """The public addresses to which NAT translates the A/V Edge's; none without NAT, or if nothing is known."""
        return () if self.item is None else self.item.public_av_addresses

    @property
    def all_addresses(self) -> frozenset[str]:
        """Every address that is known of it."""
        return frozenset(address for interface in Interface for address in self.addresses(interface) or ())


@attrs.frozen
class DeployedEdge:
    """An Edge pool, or a single Edge server.

    What the evidence does not tell is None in its properties: who concludes from them says so itself.

    Attributes:
        item: the Edge pool, as the estate has it.
    """

    item: EdgePool
    _estate: Estate = attrs.field(repr=False, eq=False)
    _servers: Mapping[tuple[str, str], EdgeServer] = attrs.field(repr=False, eq=False)

    @cached_property
    def hosts(self) -> tuple[EdgeHost, ...]:
        """Its servers; who asks for them rests on the members of the pool, who asks for names and ports of Lync not."""
        return tuple(_hosts(self._estate, self.item, self._servers))

    @property
    def _own(self) -> tuple[EdgeServer, ...]:
        """The servers of OCS 2007 R2, each of which has its own next hop and ports; of Lync the pool has them."""
        return tuple(host.item for host in self.hosts if host.item is not None) if self.product == R2 else ()

    @property
    def product(self) -> str:
        """The product of the pool."""
        return self.item.product

    @property
    def fqdn(self) -> str:
        """The internal FQDN."""
        return self.item.fqdn or self.item.key

    @property
    def next_hop(self) -> str | None:
        """FQDN of the pool or Director to which it sends what comes from outside."""
        own = (server.next_hop for server in self._own)
        return next((hop for hop in map(server_of, (self.item.next_hop, *own)) if hop), None)

    @property
    def has_no_next_hop(self) -> bool:
        """Whether the evidence shows that it has none: the pool, of OCS 2007 R2 one of its servers."""
        shown_by = self._own if self.product == R2 else (self.item,)
        return not self.next_hop and any(each.is_empty("next_hop") for each in shown_by)

    def external_fqdn(self, interface: Interface) -> str | None:
        """The name of an external interface; None if the evidence does not tell it."""
        names = {
            Interface.ACCESS: "access_fqdn",
            Interface.WEB_CONFERENCING: "web_conferencing_fqdn",
            Interface.AV: "av_fqdn",
        }
        field = names[interface]
        return getattr(self.item, field) if self.item.knows(field) else None

    @property
    def shares_one_name(self) -> bool | None:
        """Whether all external services have one FQDN; None if one of the names is not known."""
        names = [self.external_fqdn(interface) for interface in EXTERNAL]
        return None if None in names else len({folded(str(name)) for name in names}) == 1

    @property
    def shares_one_address(self) -> bool | None:
        """Whether all external services of each server have one address; None if one of them is not known."""
        found = [host.addresses(interface) for host in self.hosts for interface in EXTERNAL]
        if None in found or not found:
            return None
        return all(len({host.addresses(interface) for interface in EXTERNAL}) == 1 for host in self.hosts)

    @property
    def federates(self) -> bool | None:
        """Whether it is enabled for federation; None if no evidence tells it."""
        return is_federating(self.item, self._estate)

    @property
    def has_xmpp(self) -> bool | None:
        """Whether it carries XMPP, which only the Edge of Lync Server 2013 can; None if no evidence tells it."""
        if self.product != LYNC2013:
            return False
        if self.item.xmpp_enabled is not None:
            return self.item.xmpp_enabled
        partners = self._estate.of(XmppPartner, product=LYNC2013)
        if partners:
            return True
        return False if self._estate.has(XmppPartner.kind, LYNC2013) else None

    @property
    def has_nat(self) -> bool | None:
        """Whether NAT translates its external addresses; None if no address of it is known."""
        if all(host.item is None for host in self.hosts):
            return None
        return any(host.public_av_addresses for host in self.hosts)

    @cached_property
    def _ports(self) -> Mapping[str, int]:
        texts: Sequence[str] = self.item.ports
        own = (server.ports for server in self._own)
        return dict(_numbers(text for ports in (*own, texts) for text in ports))

    def port(self, port: EdgePort) -> int:
        """The number of a port: that of the evidence, else the documented one."""
        return next((self._ports[name] for name in port.names if name in self._ports), port.usual)

    @property
    def knows_ports(self) -> bool:
        """Whether the evidence tells its ports at all."""
        return bool(self._ports) or (self.product != R2 and self.item.knows("ports"))

    def knows_port(self, port: EdgePort) -> bool:
        """Whether the evidence has the number of a port."""
        return any(name in self._ports for name in port.names)

    @property
    def media_range(self) -> range:
        """The ports of media on the A/V Edge, which are taken when a call needs them."""
        first = self.port(EdgePort.MEDIA_FIRST)
        if self.knows_port(EdgePort.MEDIA_LAST):
            return range(first, self.port(EdgePort.MEDIA_LAST) + 1)
        return range(first, first + self.port(EdgePort.MEDIA_COUNT))


def has_no_edge(estate: Estate) -> bool:
    """Whether Edge servers were asked for and there is none; False where nobody asked."""
    asked = any(estate.has(EdgePool.kind, product) for product in estate.products)
    return asked and not any(estate.of(EdgePool))


def is_federating(pool: EdgePool, estate: Estate) -> bool | None:
    """Whether an Edge pool is enabled for federation; None if no evidence tells it.

    Its own setting goes first, then the port for partners, which a topology and Get-CsService show only of an Edge that
    federates (onpremdiag). WMI of OCS 2007 R2 has another one, always with a number: there the settings of the Access
    Edge decide.
    """
    if pool.federation_enabled is not None:
        return pool.federation_enabled
    if any(text.startswith(f"{EdgePort.SIP_FEDERATION.names[0]}=") for text in pool.ports):
        return True
    if pool.product == R2:
        settings = estate.of(AccessEdgeSettings, product=R2)
        return next((s.allow_federated for s in settings if s.allow_federated is not None), None)
    return False if pool.ports else None


def edges_of(estate: Estate, *, product: str | None = None) -> Iterator[DeployedEdge]:
    """Each Edge pool of the estate, or of one product."""
    servers = {(s.product, short_name(s.fqdn or s.key)): s for s in _originals(estate.each(EdgeServer))}
    for item in _originals(estate.each(EdgePool, product=product)):
        if item.product in PRODUCTS:
            yield DeployedEdge(item, estate, servers)


def _originals(items: Iterable[ItemType]) -> Iterator[ItemType]:
    return map(original, items)


def _hosts(estate: Estate, pool: EdgePool, servers: Mapping[tuple[str, str], EdgeServer]) -> Iterator[EdgeHost]:
    """The servers of a pool; a pool that names none is one server of its name."""
    fqdn = pool.fqdn or pool.key
    of_pool = estate.find(Pool.kind, fqdn, product=pool.product)
    members = of_pool.members if isinstance(of_pool, Pool) else ()
    for name in pool.machines or members or (fqdn,):
        yield EdgeHost(name, servers.get((pool.product, short_name(name))))


def _numbers(texts: Iterator[str]) -> Iterator[tuple[str, int]]:
    """Name and number of each ``name=number``."""
    for text in texts:
        name, _, number = text.partition("=")
        if number.isascii() and number.isdecimal() and len(number) < 6:
            yield name, int(number)
