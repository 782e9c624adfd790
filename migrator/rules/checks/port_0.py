"""Listeners and services of Edge servers (PORT-01 to PORT-07)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.collection import SERVICE_EVENTS
from ...estate.estate import Estate
from ...estate.evidence import Event
from ...estate.topology import WindowsService
from ...network.edges import EdgePort, Interface, edges_of
from ...network.host_evidence import of_host
from ...network.listeners import MEDIA_PORTS, SIP_FEDERATION, ExpectedListener, expected_listeners
from ...network.services import ACCESS_EDGE, AUTHENTICATION, AV_EDGE, WEB_CONFERENCING, service_of_process
from ...network.sockets import Socket, media_ports
from ..edge_sockets import (
    BASIS,
    FIELD,
    SUMMARY,
    edge_rule,
    gave_way,
    is_unplaced,
    listening_elsewhere,
    looked_at,
    must_listen,
    not_shown,
    of_other_machines,
    serving,
    socket_places,
    without_addresses,
    without_executables,
    without_netstat,
)
from ..engine.gaps import Collect, Gap, Run
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity, Wording
from ..engine.phases import A_PRODUCTION, B_PRODUCTION
from ..engine.values import Amount, Host, Text, texts

SYSTEM_LOG = Run(f'wevtutil qe System "/q:{SERVICE_EVENTS}" /f:RenderedXml /e:Events > system.xml (on the Edge server)')
#: how the Service Control Manager writes WSAEADDRINUSE (10048, 0x2740) of a service: signed, or in hexadecimal
_IN_USE = ("-2147014848", "0x80072740", "0X80072740")


@edge_rule(
    id="PORT-01",
    title="Edge server does not listen where it must",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message=(
        "{process} does not listen on {address}:{port} ({protocol}, {interface}) of {server}, so there is no {purpose}"
    ),
    variants={
        "elsewhere": Wording(
            "{process} listens on {elsewhere}:{port} of {server} and not on {address}:{port} ({protocol}, "
            "{interface}), so there is no {purpose}"
        ),
    },
    effect="Fails: {fails}.",
    remediation=(
        "On {server}: start the service {service}. If it runs, look in its event log for why it does not listen: "
        "another program on the port, or an address that the server does not have. Then netstat -abno again."
    ),
    references=(FIELD, SUMMARY, "r2-wmi-edge-addresses", "l13-edge-topology", "set-csedgeserver"),
    basis=BASIS + "; why a service that runs does not listen is inferred",
    minutes=30,
)
def absent_listener(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A socket on which the services of an Edge server must listen is not in its netstat.

    Why it matters: the pages list this port for a service of the Edge.

    When it is wrong: netstat was taken while the services were starting. Ports are those of the topology; a port that
    the evidence does not tell is the documented one. That of federation is judged by PORT-03. The Access Edge of a
    legacy Edge may be stopped once an Edge of the target federates in its place.
    """
    found = looked_at(estate, for_absence=True)
    retired = gave_way(estate, context.target_product)
    yield from without_netstat(found)
    yield from of_other_machines(found)
    for sockets in found.hosts:
        yield from not_shown(sockets, "TCP", "UDP")
        if any(is_unplaced(sockets, expected) for expected in must_listen(sockets)):
            yield without_addresses(sockets)
        for expected in must_listen(sockets):
            need = expected.need
            if need is SIP_FEDERATION or serving(sockets, expected) or not sockets.shows_all(need.protocol):
                continue
            if need.service is ACCESS_EDGE and sockets.edge.fqdn in retired:
                continue
            elsewhere = listening_elsewhere(sockets, expected)
            yield Hit(
                item=sockets.edge.item,
                part=f"{sockets.host.name} {need.id}",
                variant="elsewhere" if elsewhere else "",
                places={**socket_places(sockets, expected), "elsewhere": texts(dict.fromkeys(elsewhere))},
                evidence={"socket": Text(expected.socket), "note": Text(need.note)} if need.note else {},
            )


@edge_rule(
    id="PORT-02",
    title="Another program holds a port of the Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{other} holds {address}:{port} ({protocol}, {interface}) of {server}, where {process} must listen",
    effect="{service} cannot start, or does not serve this port. Fails: {fails}.",
    remediation="Stop the other program, or give it another address or port; then start {service}.",
    references=(FIELD, SUMMARY, "r2-wmi-edge-addresses", "l13-push"),
    basis=BASIS + "; that the service of the Edge does not start beside another program, and the cure, are inferred",
    minutes=30,
)
def held_by_another(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A port on which a service of the Edge must listen is held by another executable.

    Why it matters: two programs cannot listen on one socket; the service of the Edge does not start.

    When it is wrong: a proxy that belongs to a security product listens in the name of the service.
    """
    found = looked_at(estate, for_absence=True)
    yield from without_netstat(found)
    for sockets in found.hosts:
        needed: list[Socket] = []
        for expected in expected_listeners(sockets.edge):
            there = serving(sockets, expected)
            needed += there
            if any(socket.is_of(expected.need.service) for socket in there):
                continue
            for other in there:
                if other.process is not None:
                    yield Hit(
                        item=sockets.edge.item,
                        part=f"{sockets.host.name} {expected.need.id} {expected.port}",
                        places={
                            **socket_places(sockets, expected),
                            "other": Text(other.process),
                            "address": Text(other.address),
                        },
                        evidence={"process id": Text(str(other.row.pid or "unknown"))},
                    )
        yield from without_executables(sockets, needed)


@edge_rule(
    id="PORT-03",
    title="Port of federation does not fit the topology",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message=(
        "Federation is enabled, but {process} does not listen on {address}:{port} ({interface}) of {server}, so there "
        "is no {purpose}"
    ),
    variants={
        "off": Wording(
            message="{process} listens on {address}:{port} of {server} although federation is not enabled there",
            effect="No page names a fault in it; the Access Edge may use the port for clients.",
            remediation="Leave it, or look whether the published topology has reached the Edge (REP-01).",
        ),
    },
    effect="Fails: {fails}.",
    remediation=(
        "Look whether the topology has reached the Edge (Get-CsManagementStoreReplicationStatus; OCS 2007 R2 has no "
        "such replication), then restart {service} on {server}."
    ),
    references=(FIELD, SUMMARY, "l13-edge-topology", "l13-push", "get-csmanagementstorereplicationstatus"),
    basis=BASIS + "; the restart is inferred",
    minutes=30,
)
def federation_listener(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The Access Edge does not listen for partners while federation is enabled, or does so while it is not.

    Why it matters: the pages name this port for federation and public providers, and push notifications go through
    federation.

    When it is wrong: federation was enabled just before and has not been replicated yet.
    """
    found = looked_at(estate, for_absence=True)
    yield from without_netstat(found)
    for sockets in found.hosts:
        edge = sockets.edge
        federates = edge.federates
        if federates is None:
            yield Gap(
                reason="no evidence shows whether {edge} is enabled for federation",
                places={"edge": edge.item},
                needs=(Collect("edge_pool", edge.product),),
            )
            continue
        port = edge.port(EdgePort.SIP_FEDERATION)
        expected = ExpectedListener(need=SIP_FEDERATION, port=port, is_known=True)
        there = [s for s in serving(sockets, expected) if s.process is None or s.is_of(ACCESS_EDGE)]
        own = [e for e in expected_listeners(edge) if e.need is not SIP_FEDERATION and e.need.interface]
        explained = any(e.port == port and e.need.interface is Interface.ACCESS for e in own)
        if is_unplaced(sockets, expected) and not explained:
            yield without_addresses(sockets)
        elif federates and not there and not sockets.shows_all("TCP"):
            yield from not_shown(sockets, "TCP")
        elif federates and not there:
            yield Hit(item=edge.item, part=sockets.host.name, places=socket_places(sockets, expected))
        elif not federates and there and not explained:
            yield Hit(
                item=edge.item,
                part=sockets.host.name,
                variant="off",
                severity=Severity.INFO,
                places=socket_places(sockets, expected),
            )


@edge_rule(
    id="PORT-04",
    title="Service of the Edge listens on all addresses",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    message="{process} listens on port {port} of all addresses of {server}",
    effect="The same port is open on the internal and the external interface.",
    remediation=(
        "Give each Edge service its address in the topology (Edge pool > Edit Properties; Edge server > Edit "
        "Properties), publish, and restart the service."
    ),
    references=(FIELD,),
    basis="the published netstat shows one address for each; only the replica agent listens on all",
    minutes=30,
)
def listens_everywhere(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A service of the Edge other than the replica agent listens on 0.0.0.0 or [::].

    Why it matters: the Edge separates inside and outside by addresses.

    When it is wrong: the server has one address for each side and nothing else, and a firewall parts them.
    """
    found = looked_at(estate, for_absence=True)
    yield from without_netstat(found)
    for sockets in found.hosts:
        wild = [s for s in sockets.listening if s.is_wildcard]
        needed = {e.port for e in expected_listeners(sockets.edge) if e.need.interface}
        yield from without_executables(sockets, [s for s in wild if s.port in needed])
        ports: dict[str, set[int]] = defaultdict(set)
        for socket in wild:
            service = service_of_process(socket.process)
            if service in (ACCESS_EDGE, WEB_CONFERENCING, AV_EDGE, AUTHENTICATION) and socket.port:
                ports[socket.process or ""].add(socket.port)
        for process, numbers in ports.items():
            yield Hit(
                item=sockets.edge.item,
                part=f"{sockets.host.name} {process}",
                places={
                    "process": Text(process),
                    "port": texts(map(str, sorted(numbers))),
                    "server": Host(sockets.host.name),
                },
            )


@edge_rule(
    id="PORT-05",
    title="No media port is in use while calls run",
    severity=Severity.INFO,
    grade=Grade.OBSERVED,
    message=(
        "{server} has {calls:connection|connections} to the A/V Edge and uses no port of {range}: that is no fault"
    ),
    effect=MEDIA_PORTS,
    remediation="Nothing. A port scan cannot see media ports, and no test of a connection to one says anything.",
    references=(FIELD,),
    minutes=1,
)
def no_media_port(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Clients are connected to the A/V Edge, and no port of the media range is in use.

    Why it matters: a missing media port is often taken for the cause of a call that fails; it is none.

    When it is wrong: never; the ports are taken when a call needs them.
    """
    found = looked_at(estate, for_absence=True)
    yield from without_netstat(found)
    for sockets in found.hosts:
        external = sockets.addresses(Interface.AV)
        calls = [s for s in sockets.connected if s.is_of(AV_EDGE) and s.address in external]
        if calls and not any(media_ports(sockets)):
            media = sockets.edge.media_range
            yield Hit(
                item=sockets.edge.item,
                part=sockets.host.name,
                places={
                    "server": Host(sockets.host.name),
                    "calls": Amount(len(calls)),
                    "range": Text(f"{media[0]:,}-{media[-1]:,}"),
                },
            )


@edge_rule(
    id="PORT-06",
    title="Access Edge of the legacy Edge is not switched off after the cut-over",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2, LYNC2010),
    targets=("2013",),
    message="Service {service} of {server} is running, although federation goes through {new}",
    variants={
        "stopped": Wording(
            message=(
                "Service {service} of {server} is stopped and starts as {mode}, although federation goes through {new}"
            ),
            effect="Once it starts again, clients and partners that know its address reach the old servers.",
        ),
    },
    effect="The legacy Edge still answers: clients and partners that know its address reach the old servers.",
    remediation=(
        "First let the firewall, load balancer or DNS send external SIP (usually 443 and 5061) to the new Edge. Then, "
        "on each legacy Edge server, stop {service} and set its startup type to Disabled (Set-Service RTCSRV "
        "-StartupType Disabled)."
    ),
    references=("l13-federation-2010", "l13-federation-r2", "schertz-edge-ports"),
    basis="what happens otherwise, Set-Service, and the service name RTCSRV for OCS 2007 R2, are inferred",
    minutes=10,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def legacy_access_edge(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Federation goes through the new Edge, and the Access Edge service of a legacy Edge runs or can start.

    Why it matters: it is the last step of the transition; after a restart of the server the old route is back.

    When it is wrong: users outside still sign in through the legacy Edge on purpose.
    """
    edges = list(edges_of(estate))
    new = [edge for edge in edges if edge.product == context.target_product and edge.federates]
    for edge in edges if new else ():
        if edge.product == context.target_product or edge.federates is not False:
            continue
        for host in edge.hosts:
            found = [s for s in of_host(estate, WindowsService, host) if ACCESS_EDGE.is_named(s.name, s.display_name)]
            if not found:
                yield Gap(
                    reason="no evidence of the Access Edge service of {server}",
                    places={"server": Host(host.name)},
                    needs=(Collect("windows_service", edge.product),),
                )
            for service in found:
                runs, mode = (service.status or "").casefold() == "running", service.start_mode
                if runs or (mode and mode.casefold() != "disabled"):
                    yield Hit(
                        item=service,
                        variant="" if runs else "stopped",
                        places={
                            "service": Text(ACCESS_EDGE.display_name(edge.product)),
                            "server": Host(host.name),
                            "mode": Text(mode or "unknown"),
                            "new": Host(new[0].fqdn),
                        },
                    )


@edge_rule(
    id="PORT-07",
    title="Access Edge could not start because its address was in use",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    message="{server} logged {code}: an address or port of {service} was already in use (WSAEADDRINUSE, 10048)",
    effect="The service does not start: nobody signs in from outside, and there is no federation.",
    remediation="As administrator, netstat -abno names the holder (PORT-02, PORT-10). Move it, then start {service}.",
    basis="code 10048 is documented; that the number holds it, what fails without the service, and the cure, inferred",
    references=("wsa-errors",),
    minutes=30,
)
def address_in_use(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The Service Control Manager logged that the Access Edge ended because an address was already in use.

    Why it matters: -2147014848 is 0x80072740; its last part is 10048, the code of Windows for an address that is
    already in use.

    When it is wrong: the event is old and the service has started since.
    """
    for edge in edges_of(estate):
        for host in edge.hosts:
            events = [e for e in of_host(estate, Event, host) if _is_of_system(e)]
            if not events:
                yield Gap(reason="no System log of {server}", places={"server": Host(host.name)}, needs=(SYSTEM_LOG,))
            hit = next((e for e in reversed(events) if _address_in_use(e)), None)
            if hit is not None:
                yield Hit(
                    item=hit,
                    places={
                        "server": Host(host.name),
                        "service": Text(ACCESS_EDGE.display_name(edge.product)),
                        "code": Text(_IN_USE[0]),
                    },
                    evidence={"at": Text(str(hit.at or "unknown"))},
                )


def _is_of_system(event: Event) -> bool:
    log, source = (event.log or "").casefold(), (event.source or "").casefold()
    return log == "system" or source == "service control manager"


def _address_in_use(event: Event) -> bool:
    said = " ".join((event.message or "", *event.data))
    return any(code in said for code in _IN_USE) and any(name in said.casefold() for name in ("access edge", "rtcsrv"))
