"""Name servers, hosts files and number of adapters of Edge servers (NIC-10 to NIC-12)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.network import HostsEntry, folded, parsed_address
from ...network.adapters import HostAdapters, adapters_of, estate_networks
from ...network.internal import PRIVATE, networks_of
from ...network.servers import members_of
from ..edge_adapters import with_adapters
from ..edge_sockets import edge_rule
from ..engine.gaps import Collect, Gap
from ..engine.model import Context, Grade, Hit, Severity
from ..engine.values import Host, hosts, texts

_PAGE = "l13-edge-interfaces"


@edge_rule(
    id="NIC-10",
    title="Edge server asks a name server of the internal network",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    message="{adapter} of {server} asks {name_servers} in the internal network",
    effect="The library recommends against it for security; another page of it lets the Edge use the internal zone.",
    remediation=(
        "Name servers of the perimeter or of the internet on the external adapter. The hosts file, or a zone of name "
        "servers in the perimeter, then has the next hop and each of its servers."
    ),
    references=(_PAGE, "l13-dns-determine"),
    basis="that an internal zone hides public records, and that the way inwards is open, is inferred",
    minutes=30,
)
def internal_name_server(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """An adapter of an Edge server has a name server in a network of internal clients or servers.

    Why it matters: an internal zone of the SIP domain hides the records that are public, and the way is open inwards.

    When it is wrong: the network belongs to the perimeter, and the evidence takes it for an internal one.
    """
    networks = estate_networks(estate)
    for found in with_adapters(estate):
        if isinstance(found, Gap):
            yield found
            continue
        own = [network for adapter in found.adapters for network in networks_of(adapter)]
        unplaced: list[str] = []
        for adapter in found.adapters:
            asked = {text: address for text in adapter.dns_servers if (address := parsed_address(text))}
            inside = [text for text, a in asked.items() if any(a in n for n in networks if n.version == a.version)]
            elsewhere = [text for text, a in asked.items() if not any(a in n for n in own if n.version == a.version)]
            if wrong := [text for text in inside if text in elsewhere]:
                yield Hit(
                    item=adapter,
                    places={"adapter": adapter, "server": Host(found.host.name), "name_servers": texts(wrong)},
                )
            private = [text for text in elsewhere if any(asked[text] in n for n in PRIVATE if asked[text].version == 4)]
            unplaced += [text for text in private if text not in inside]
        if unplaced:
            yield Gap(
                reason="the evidence does not tell whether {name_servers} of {server} is of the internal network",
                places={"name_servers": texts(dict.fromkeys(unplaced)), "server": Host(found.host.name)},
                needs=(Collect("network_subnet", found.edge.product),),
            )


@edge_rule(
    id="NIC-11",
    title="Hosts files of the servers of an Edge pool differ",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    message="The hosts file of {server} lacks {names}, which that of {other} has",
    effect="Without a name server that knows it, this server does not find the next hop: one call in several fails.",
    remediation="The same lines in the hosts file of each Edge server: the next hop and each of its servers.",
    references=(_PAGE,),
    basis="that each Edge server needs the lines is documented where there are no name servers in the perimeter",
    minutes=10,
)
def hosts_files_differ(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The hosts file of an Edge server lacks a name of the next hop that the file of another server of the pool has.

    Why it matters: clients and partners use each server of the pool in turn.

    When it is wrong: name servers in the perimeter know the name, and the line of the other server is not needed.
    """
    estate.of(HostsEntry)  # a line that was lost may have the name
    servers = list(adapters_of(estate))
    for found in servers:
        if found.hosts_file is None:
            yield Gap(
                reason="no hosts file of {server}",
                places={"server": Host(found.host.name)},
                needs=(Collect(HostsEntry.kind, found.edge.product),),
            )
            continue
        own = _next_hop_names(estate, found)
        beside = (each for each in servers if each.edge.item is found.edge.item and each is not found)
        for other in beside:
            if missing := sorted(_next_hop_names(estate, other) - own):
                yield Hit(
                    item=found.edge.item,
                    part=found.host.name,
                    places={"server": Host(found.host.name), "names": hosts(missing), "other": Host(other.host.name)},
                )
                break


def _next_hop_names(estate: Estate, found: HostAdapters) -> set[str]:
    """The next hop of an Edge server and its servers, as far as the hosts file names them."""
    hop = found.edge.next_hop
    wanted = {folded(name) for name in (hop, *members_of(estate, hop))} if hop else set()
    return wanted & {folded(name) for entry in found.hosts_file or () for name in entry.names}


@edge_rule(
    id="NIC-12",
    title="Edge server has one adapter for both sides",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{adapter} of {server} has internal and external addresses",
    effect="The Edge no longer parts inside from outside, and media negotiation (ICE) may take wrong ways.",
    remediation="Install a second adapter, in a subnet of its own that is not routable to the other one.",
    references=(_PAGE,),
    basis="two adapters are documented, what happens with one is inferred",
    minutes=120,
)
def one_adapter(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """An adapter of an Edge server has an internal address and an external one.

    Why it matters: the library wants two adapters in subnets that are not routable to each other.

    When it is wrong: the topology is newer than ipconfig.
    """
    for found in with_adapters(estate):
        if isinstance(found, Gap):
            yield found
            continue
        for adapter in found.internal:
            if adapter in found.external:
                yield Hit(item=adapter, places={"adapter": adapter, "server": Host(found.host.name)})
