"""Services of Edge servers, the way to them, and tests of ports (PORT-20 to PORT-29)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import WindowsService
from ...network.edges import DeployedEdge, EdgeHost, edges_of
from ...network.host_evidence import of_host
from ...network.services import ACCESS_EDGE, LOGGING_AGENT, EdgeService, services_of
from ..edge_sockets import BASIS, FIELD, edge_rule
from ..engine.gaps import Collect, Gap
from ..engine.model import Context, Grade, Hit, Severity, Wording
from ..engine.values import Host, Places, Text


@edge_rule(
    id="PORT-20",
    title="Service of an Edge server does not run",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    message="Service {service} ({name}, {process}) of {server} is {state}: {stops}",
    variants={
        "missing": Wording(
            message="{server} has no service {service} ({process}): {stops}",
            remediation="Run the Deployment Wizard on {server}: Setup or Remove Lync Server Components.",
        ),
        "not running": Wording("Service {service} ({process}) of {server} is stopped or not installed: {stops}"),
    },
    effect="A service that does not run is the first cause of a port that does not answer.",
    remediation="On {server}: start it, and set its startup type to Automatic. Its event log says why it stopped.",
    references=(FIELD, "l13-antivirus"),
    basis=BASIS,
    minutes=20,
)
def services(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A service that the Edge servers of the product have is stopped, disabled, or not there.

    Why it matters: it is looked at before any firewall.

    When it is wrong: the service is switched off on purpose, as the Access Edge of a legacy Edge is after the cut-over.
    """
    edges = list(edges_of(estate))
    moved = any(edge.product == context.target_product and edge.federates for edge in edges)
    for edge in edges:
        retired = moved and edge.product != context.target_product and edge.federates is False
        for host in edge.hosts:
            found = list(of_host(estate, WindowsService, host))
            if not found:
                yield Gap(
                    reason="no evidence of the services of {server}",
                    places={"server": Host(host.name)},
                    needs=(Collect("windows_service", edge.product),),
                )
            for service in services_of(edge.product, xmpp=edge.has_xmpp) if found else ():
                if not (retired and service is ACCESS_EDGE):
                    yield from _checked(edge, host, service, found)


def _checked(edge: DeployedEdge, host: EdgeHost, service: EdgeService, found: list[WindowsService]) -> Iterator[Hit]:
    """What is wrong with one service."""
    item = next((s for s in found if service.is_named(s.name, s.display_name)), None)
    # net start names what runs and nothing else: what it does not name is stopped or not installed
    only_running = all(not s.knows("name") for s in found)
    severity = Severity.WARNING if service is LOGGING_AGENT else None
    places: Places = {
        "service": Text(service.display_name(edge.product)),
        "name": Text(service.name or "service name not published"),
        "process": Text(service.process),
        "server": Host(host.name),
        "stops": Text(service.without_it),
    }
    if item is None:
        variant = "not running" if only_running else "missing"
        yield Hit(
            item=edge.item, part=f"{host.name} {service.title}", variant=variant, places=places, severity=severity
        )
        return
    status, mode = item.status or "unknown", item.start_mode or ""
    if mode.casefold() == "disabled":
        state = f"disabled ({status.casefold()})"
    elif status.casefold() != "running":
        state = f"{status.casefold()} (startup type {mode or 'not known'})"
    else:
        return
    yield Hit(item=item, places={**places, "state": Text(state)}, severity=severity)
