"""What a group of events or records names, found in the estate: certificates, servers, partners, response groups.

The serial number in an event of a certificate stands there with its digits reversed, says the page on events of
certificates; others saw its bytes reversed. Both are looked for, and the number as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ..estate.estate import Estate
from ..estate.evidence import Event
from ..estate.external import AllowedDomain, BlockedDomain, HostingProvider, PublicProvider
from ..estate.group_members import members_of
from ..estate.kinds import Item
from ..estate.response_groups import AgentGroup, ApplicationContact, Workflow
from ..estate.topology import Certificate, EdgePool, EdgeServer, Gateway, Machine, MediationServer, Pool
from ..estate.users import DirectoryGroup
from .mentions import addresses_named, hosts_named, serials_named, sip_addresses_named
from .occurrence import Occurrence
from .sighting import text_of

_SHORTEST_SERIAL = 8


@attrs.frozen(kw_only=True)
class Named:
    """An object of the estate that an event or record names.

    Attributes:
        role: what it is there: certificate, gateway, server, allowed domain, blocked domain, provider, response group.
        written: as the event has it.
        members: of a group, the addresses of its members.
        how: how a serial number was read: "" as it is, "digits reversed" or "bytes reversed".
    """

    role: str
    item: Item
    written: str
    members: tuple[str, ...] = ()
    how: str = ""


class Joins:
    """The objects of an estate by what events and records call them."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._serials: dict[str, tuple[Certificate, str]] = {}
        self._servers: dict[str, tuple[str, Item]] = {}
        self._partners: dict[str, tuple[str, Item]] = {}
        self._addresses: dict[str, Item] = {}
        for certificate in estate.of(Certificate):
            for form, how in _forms(certificate.serial or ""):
                self._serials.setdefault(form, (certificate, how))
        for role, item, names in _servers(estate):
            for name in names:
                self._servers.setdefault(name.casefold(), (role, item))
        for role, item, names in _partners(estate):
            for name in names:
                self._partners.setdefault(name.casefold(), (role, item))
        holders: tuple[Workflow | ApplicationContact, ...] = (*estate.of(Workflow), *estate.of(ApplicationContact))
        for holder in holders:
            if address := (holder.primary_uri or "").casefold().removeprefix("sip:"):
                self._addresses.setdefault(address, holder)
        for group in estate.of(AgentGroup):
            if found := members_of(estate, group):
                self._addresses.setdefault(found.address.strip().casefold(), group)

    def of(self, group: Occurrence) -> tuple[Named, ...]:
        """The objects that a group names, each once: by its text, its peer and its domains."""
        sighting = group.sighting
        text = text_of(group.first_item) if isinstance(group.first_item, Event) else ""
        hosts = dict.fromkeys([sighting.peer, sighting.sender, sighting.receiver, *hosts_named(text)])
        hosts |= dict.fromkeys(addresses_named(text))
        return self._in(text, [host for host in hosts if host and host != sighting.machine])

    def of_text(self, text: str) -> tuple[Named, ...]:
        """The objects that a text names, each once."""
        return self._in(text, [*hosts_named(text), *addresses_named(text)])

    def _in(self, text: str, hosts: Iterable[str]) -> tuple[Named, ...]:
        found = [
            *self._of_serials(serials_named(text)),
            *self._of_hosts(hosts),
            *self._of_addresses(dict.fromkeys(sip_addresses_named(text))),
        ]
        return tuple({(each.role, each.item.kind, each.item.key): each for each in reversed(found)}.values())[::-1]

    def _of_serials(self, serials: Iterable[str]) -> Iterator[Named]:
        for serial in serials:
            if (found := self._serials.get(serial.lstrip("0"))) or (found := self._serials.get(serial)):
                yield Named(role="certificate", item=found[0], written=serial, how=found[1])

    def _of_hosts(self, hosts: Iterable[str]) -> Iterator[Named]:
        for host in hosts:
            if found := self._servers.get(host):
                yield Named(role=found[0], item=found[1], written=host)
            for domain in _with_parents(host):
                if partner := self._partners.get(domain):
                    yield Named(role=partner[0], item=partner[1], written=host)
                    break

    def _of_addresses(self, addresses: Iterable[str]) -> Iterator[Named]:
        for address in addresses:
            if item := self._addresses.get(address):
                yield Named(role="response group", item=item, written=address, members=self._members(item))
            elif isinstance(group := self._estate.find(DirectoryGroup.kind, address), DirectoryGroup):
                yield Named(role="group", item=group, written=address, members=group.members)

    def _members(self, item: Item) -> tuple[str, ...]:
        """Those whom a group names: its agents, or the members of its distribution group."""
        if not isinstance(item, AgentGroup):
            return ()
        found = members_of(self._estate, item)
        if found is None:
            return item.agents
        return (*(each.title for each in (*found.users, *found.nested)), *found.others)


def _forms(serial: str) -> Iterator[tuple[str, str]]:
    """A serial number as events may print it, with how it is read there."""
    digits = "".join(filter(str.isalnum, serial)).casefold()
    if len(digits) < _SHORTEST_SERIAL:
        return
    even = digits.rjust(len(digits) + len(digits) % 2, "0")
    pairs = [even[at : at + 2] for at in range(0, len(even), 2)]
    yield digits, ""
    yield digits.lstrip("0"), ""
    yield digits[::-1], "digits reversed"
    yield even[::-1].lstrip("0"), "digits reversed"
    yield "".join(reversed(pairs)), "bytes reversed"
    yield "".join(reversed(pairs)).lstrip("0"), "bytes reversed"


def _servers(estate: Estate) -> Iterator[tuple[str, Item, tuple[str, ...]]]:
    """The servers of the estate with their names and addresses; gateways first."""
    for gateway in estate.of(Gateway):
        addresses = (gateway.fqdn or "", gateway.alternate_media_address or "", gateway.key)
        yield "gateway", gateway, tuple(filter(None, addresses))
    for edge in estate.of(EdgeServer):
        inside = (*edge.internal_addresses, *edge.access_addresses, *edge.web_conferencing_addresses)
        yield "server", edge, (edge.fqdn or edge.key, *inside, *edge.av_addresses, *edge.public_av_addresses)
    for pool_of_edges in estate.of(EdgePool):
        names = (pool_of_edges.fqdn, pool_of_edges.access_fqdn, pool_of_edges.web_conferencing_fqdn)
        yield "server", pool_of_edges, tuple(filter(None, (*names, pool_of_edges.av_fqdn)))
    for machine in estate.of(Machine):
        yield "server", machine, (machine.fqdn or machine.key, *machine.addresses)
    servers: tuple[Pool | MediationServer, ...] = (*estate.of(Pool), *estate.of(MediationServer))
    for server in servers:
        yield "server", server, (server.fqdn or server.key,)


def _partners(estate: Estate) -> Iterator[tuple[str, Item, tuple[str, ...]]]:
    """Domains and Access Edges of partners and providers."""
    for blocked in estate.of(BlockedDomain):
        yield "blocked domain", blocked, (blocked.domain or blocked.key,)
    for allowed in estate.of(AllowedDomain):
        yield "allowed domain", allowed, tuple(filter(None, (allowed.domain or allowed.key, allowed.proxy_fqdn)))
    providers: tuple[HostingProvider | PublicProvider, ...] = (*estate.of(HostingProvider), *estate.of(PublicProvider))
    for provider in providers:
        yield "provider", provider, tuple(filter(None, (provider.proxy_fqdn,)))


def _with_parents(host: str) -> Iterator[str]:
    """A name and the domains above it, down to two labels."""
    labels = host.split(".")
    for at in range(max(len(labels) - 1, 1)):
        yield ".".join(labels[at:])
