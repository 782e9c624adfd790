"""The network as servers see it: names, answers to questions about names, interfaces, routes, hosts files."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from .evidence import EVIDENCE
from .kinds import Item, boolean, declared, integer, kind, text, text_list

#: the vantage point of evidence that does not show from where a name was looked up
UNKNOWN_VANTAGE = "unknown"


@kind("dns_record", "DNS records", area=EVIDENCE, of_forest=True)
@declared(kw_only=True)
class DnsRecord(Item):
    """A DNS record: of a zone file, or as a name server answered it at one vantage point."""

    owner: str | None = text("Owner")
    type: str | None = text("Type")
    ttl: int | None = integer("TTL (s)")
    priority: int | None = integer("Priority")
    weight: int | None = integer("Weight")
    port: int | None = integer("Port")
    target: str | None = text("Target")
    data: str | None = text("Data")
    zone: str | None = text("Zone")
    server: str | None = text("Name server")
    authoritative: bool | None = boolean("Authoritative")
    vantage_point: str | None = text("Vantage point")
    machine: str | None = text("Machine", refers_to="machine")


@kind("dns_answer", "DNS answers without a record", area=EVIDENCE, of_forest=True)
@declared(kw_only=True)
class DnsAnswer(Item):
    """A question to a name server that gave no record.

    "NXDOMAIN" and "no data" prove that there is no such record; after a time-out or an error nothing is known.
    """

    owner: str | None = text("Name asked for")
    type: str | None = text("Type asked for")
    outcome: str | None = text("Outcome")
    proves_absence: bool | None = boolean("Proves that there is no record")
    server: str | None = text("Name server")
    vantage_point: str | None = text("Vantage point")
    machine: str | None = text("Machine", refers_to="machine")


@kind("network_interface", "Network interfaces", area=EVIDENCE, of_machine=True)
@declared(kw_only=True)
class NetworkInterface(Item):
    """A network adapter of a server, as ipconfig shows it; the masks are those of the IPv4 addresses, in order."""

    machine: str | None = text("Machine", refers_to="machine")
    name: str | None = text("Name")
    description: str | None = text("Description")
    addresses: tuple[str, ...] = text_list("Addresses")
    masks: tuple[str, ...] = text_list("Subnet masks")
    gateways: tuple[str, ...] = text_list("Default gateways")
    dns_servers: tuple[str, ...] = text_list("DNS servers")
    suffix: str | None = text("DNS suffix")
    dhcp_enabled: bool | None = boolean("DHCP")
    dhcp_server: str | None = text("DHCP server")
    physical_address: str | None = text("Physical address")
    connected: bool | None = boolean("Connected")
    host_routes: bool | None = boolean("IP routing between the interfaces of the server")


@kind("persistent_route", "Persistent routes", area=EVIDENCE, of_machine=True)
@declared(kw_only=True)
class PersistentRoute(Item):
    """A route that stays when the server restarts; a metric that is not a number is the default one.

    One without a destination stands for an output that lists none.
    """

    machine: str | None = text("Machine", refers_to="machine")
    destination: str | None = text("Destination")
    mask: str | None = text("Mask or prefix length")
    gateway: str | None = text("Gateway")
    metric: int | None = integer("Metric")
    default_metric: bool | None = boolean("Default metric")
    interface: int | None = integer("Interface")

    @property
    def is_none(self) -> bool:
        """Whether it says that the server has no persistent route."""
        return not self.destination


@kind("hosts_entry", "Entries of hosts files", area=EVIDENCE, of_machine=True)
@declared(kw_only=True)
class HostsEntry(Item):
    """A line of a hosts file: these names have this address on that server, whatever DNS says.

    One without names stands for a file without a line that names something.
    """

    machine: str | None = text("Machine", refers_to="machine")
    address: str | None = text("Address")
    names: tuple[str, ...] = text_list("Names")

    @property
    def is_none(self) -> bool:
        """Whether it says that the file names nothing."""
        return not self.names


def folded(name: str) -> str:
    """A DNS name as it is compared."""
    return name.rstrip(".").casefold()


def parsed_address(text: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 or IPv6 address, also in brackets or with the zone of IPv6; None for any other text."""
    try:
        return ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None


def is_address(name: str) -> bool:
    """Whether a text that should be a name is an IPv4 or IPv6 address, also with the dot that ends a name."""
    return parsed_address(name.strip().rstrip(".")) is not None
