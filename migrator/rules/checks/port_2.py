"""Services of Edge servers, the way to them, and tests of ports (PORT-20 to PORT-29)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...estate.estate import Estate
from ...estate.evidence import PortTest
from ...estate.external import AccessEdgeSettings
from ...estate.observation import unobserved
from ...estate.topology import EdgePool, WindowsService
from ...network.edges import DeployedEdge, EdgeHost, edges_of
from ...network.firewall import ONLY_IF_USED, FirewallRule, firewall_rules
from ...network.host_evidence import of_host
from ...network.port_tests import REVOCATION_LISTS, WayState, is_over_tls, not_needed, state_of
from ...network.services import ACCESS_EDGE, LOGGING_AGENT, EdgeService, services_of
from ..edge_sockets import BASIS, FIELD, SUMMARY, edge_rule, gave_way
from ..engine.gaps import Collect, Gap, Run
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording
from ..engine.values import Amount, Host, Places, Text, texts


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
    retired = gave_way(estate, context.target_product)
    estate.of(WindowsService)
    for edge in edges_of(estate):
        for host in edge.hosts:
            found = list(of_host(estate, WindowsService, host))
            if not found:
                yield Gap(
                    reason="no evidence of the services of {server}",
                    places={"server": Host(host.name)},
                    needs=(Collect("windows_service", edge.product),),
                )
            for service in services_of(edge.product, xmpp=edge.has_xmpp) if found else ():
                if not (edge.fqdn in retired and service is ACCESS_EDGE):
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


def _of_rules(estate: Estate) -> dict[tuple[str, str], FirewallRule]:
    """Each firewall rule of the estate, by Edge pool and id."""
    return {(rule.edge.casefold(), rule.id): rule for edge in edges_of(estate) for rule in firewall_rules(estate, edge)}


def _rule_of(test: PortTest, known: Mapping[tuple[str, str], FirewallRule]) -> FirewallRule | None:
    return known.get(_way(test))


def _way(test: PortTest) -> tuple[str, str]:
    """The Edge pool and the id of the rule that a test is about, as `_of_rules` has them."""
    return (test.edge_pool or "").casefold(), (test.rule or "").strip()


def _tested(rule: FirewallRule, test: PortTest) -> Places:
    return {
        "protocol": Text(rule.protocol),
        "port": Text(rule.port if rule.port != "any" else f"{rule.source_port} of the sender"),
        "source": Text(test.source or rule.source.name),
        "destination": Text(test.destination or rule.destination.name),
        "purpose": Text(rule.purpose),
        "rule": Text(rule.id),
    }


@edge_rule(
    id="PORT-21",
    title="Way that the Edge needs is closed",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(EdgePool, PortTest),
    message="{protocol} {port} from {source} to {destination} is closed: no {purpose} (rule {rule})",
    variants={
        "udp": Wording(
            message=(
                "UDP {port} from {source} to {destination} is closed while TCP 443 is open (rule {rule}): calls work "
                "and their quality suffers"
            ),
            effect="Media goes over TCP, which is meant for the case that UDP is impossible.",
        ),
        "range": Wording(
            message="Media ports {port} are closed for TCP outward (rule {rule}): desktop sharing with partners fails",
            effect="Over UDP media can be tunnelled through 3478, over TCP it cannot.",
        ),
        "unsure": Wording(
            message="{protocol} {port} from {source} to {destination} is closed (rule {rule}): needed {condition}",
            effect="Nothing fails where it is not used, which no evidence shows.",
        ),
    },
    effect="What needs this way fails; federated media needs it from every client subnet.",
    remediation="Open it: sheet Firewall rules, rule {rule}. Then test again from the same place.",
    references=(SUMMARY, "l13-edge-av-firewall", FIELD),
    basis=(
        "that the way is needed is documented; what fails without it, and the tunnelling of media, is not on these "
        "pages"
    ),
    minutes=60,
)
def closed_way(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The result of a port test says that a way which the Edge needs is closed.

    Why it matters: a service that listens is of no use where nobody reaches it.

    When it is wrong: the test was run from another place than the one that the rule names.
    """
    known = _of_rules(estate)
    empty = impossible = 0
    strange: dict[str, None] = {}
    for test in estate.each(PortTest):
        rule, state = _rule_of(test, known), state_of(test.result)
        if rule is None or rule.id in _OLD_PARTNERS or (rule.id == REVOCATION_LISTS and _checks_lists(estate)):
            continue
        if state is WayState.UNKNOWN and test.result:
            strange[test.result.strip()] = None
        empty += state is WayState.UNKNOWN and not test.result
        impossible += state is WayState.NOT_TESTED
        if state is WayState.CLOSED:
            udp = rule.id == "FI5U" and _is_tcp_open(estate, test)
            unsure = rule.condition == ONLY_IF_USED
            variant = "udp" if udp else "range" if rule.id == "FX8" else "unsure" if unsure else ""
            yield Hit(
                item=test,
                variant=variant,
                severity=Severity.INFO if unsure else Severity.WARNING if variant else None,
                places={**_tested(rule, test), "condition": Text(rule.condition)},
            )
    tested = {_way(test) for test in estate.of(PortTest)}
    forgotten = sum(
        key not in tested and not rule.never and rule.id not in _OLD_PARTNERS for key, rule in known.items()
    )
    for count, reason in (
        (forgotten, "{count:way has|ways have} no test"),
        (empty, "{count:port test has|port tests have} no result yet"),
        (impossible, "{count:way was|ways were} not tested: the test could not be made from there"),
    ):
        if count:
            yield Gap(reason=reason, places={"count": Amount(count)}, needs=(Collect(PortTest.kind, R2),))
    if strange:
        yield Gap(
            reason="results say neither open nor closed: {words:first 5}",
            places={"words": texts(strange)},
            needs=(Run("the words open or closed in the column Result"),),
        )


def _checks_lists(estate: Estate) -> bool:
    """Whether ACC-10 says what a closed way to revocation lists means."""
    return any(settings.checks_revocation for settings in estate.of(AccessEdgeSettings))


def _is_tcp_open(estate: Estate, udp: PortTest) -> bool:
    """Whether TCP 443 is open where the test *udp* was run; in doubt only if no test that is known says it."""
    state = _state_of_tcp(unobserved(estate), udp)
    return (_state_of_tcp(estate, udp) if state is WayState.UNKNOWN else state) is WayState.OPEN


def _state_of_tcp(estate: Estate, udp: PortTest) -> WayState:
    states = (
        state_of(test.result)
        for test in estate.of(PortTest)
        if test.rule == "FI5T" and (test.edge_pool, test.source) == (udp.edge_pool, udp.source)
    )
    return next((state for state in states if state is not WayState.UNKNOWN), WayState.UNKNOWN)


#: media ports inward: needed by partners of OCS 2007 only, and a refusal of them is expected
_OLD_PARTNERS = ("FX9U", "FX9UO", "FX9T")


@edge_rule(
    id="PORT-22",
    title="Port that was asked for is not needed",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    needs=(EdgePool, PortTest),
    message="{protocol} {port} from {source} to {destination} needs no firewall rule: {why}",
    effect="Nothing fails without it.",
    remediation="Leave it closed; the sheet Firewall rules has all that the Edge needs.",
    basis="the summaries do not list the port; that nothing fails without it is inferred",
    references=(SUMMARY, "l13-internal-ports"),
    minutes=5,
)
def not_asked_for(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A row of the port tests is about a port that no firewall rule of the Edge has.

    Why it matters: it is recommended to open only the ports that are required.

    When it is wrong: another product on the same address needs it.
    """
    known = _of_rules(estate)
    for test in estate.each(PortTest):
        if _rule_of(test, known) is None:
            estate.find(EdgePool.kind, test.edge_pool)  # in doubt if the pool was lost whose rule it may be
            yield Hit(
                item=test,
                places={
                    "protocol": Text(test.protocol or "TCP"),
                    "port": Text(test.port or "unknown"),
                    "source": Text(test.source or "any"),
                    "destination": Text(test.destination or "the Edge"),
                    "why": Text(not_needed(test)),
                },
            )


@edge_rule(
    id="PORT-23",
    title="NAT stands between the internal networks and the Edge",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    answers=("edge_internal_nat",),
    message="NAT stands between the internal networks and the internal interface of {item}, which is not supported",
    effect=(
        "Media negotiation (ICE) offers addresses that the other side cannot reach. Whether internal subnets that "
        "overlap behind NAT can use the relay at all, no source says for certain."
    ),
    remediation="Route between the internal networks and the Edge without NAT (NIC-03 has the routes).",
    references=("l13-edge-av-firewall", FIELD),
    basis="that it is not supported is documented, what media does with it inferred",
    minutes=120,
)
def nat_inside(estate: Estate, context: Context) -> Iterator[Hit]:
    """Somebody answered that NAT stands between the internal networks and the Edge.

    Why it matters: only the external interfaces of the Edge may be behind NAT.

    When it is wrong: only the addresses of administrators are translated.
    """
    if context.answers.get("edge_internal_nat") == "yes":
        for edge in edges_of(estate):
            yield Hit(item=edge.item)


@edge_rule(
    id="PORT-24",
    title="Port accepts connections and does not answer TLS",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    needs=(EdgePool, PortTest),
    message="{protocol} {port} of {destination} connects from {source}, and nothing there answers TLS: {details}",
    effect=(
        "{purpose} needs {transport}. A firewall or load balancer that accepts connections before it has a server, a "
        "service that hangs, or another program on the port shows itself so."
    ),
    remediation=(
        "On the Edge server: netstat -abno shows which program has the port, its event log whether its certificate "
        "was loaded. Then look again from a computer in the network of the Edge, without the firewall between."
    ),
    basis="the transport is documented; what a missing answer means is inferred",
    references=(SUMMARY,),
    minutes=30,
)
def no_tls(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A live look connected to a port whose service speaks TLS, and got no answer of TLS.

    Why it matters: the way through the firewall is open, and the service behind it is not usable.

    When it is wrong: an old Windows resets the connection where it has no protocol or cipher in common with the
    computer that looked.
    """
    known = _of_rules(estate)
    unseen = 0
    for test in estate.each(PortTest):
        rule, state = _rule_of(test, known), state_of(test.result)
        if rule is None or rule.need is None or not is_over_tls(rule):
            continue
        # a test of the sheet has no details: it connects, and shows nothing of TLS
        unseen += state in (WayState.UNKNOWN, WayState.NOT_TESTED) or (state is WayState.OPEN and not test.details)
        if state is WayState.NO_TLS:
            places = {**_tested(rule, test), "transport": Text(rule.transport)}
            yield Hit(item=test, places={**places, "details": Text(test.details or "no details")})
    if unseen:
        yield Gap(
            reason="no look at TLS of {count:way|ways}",
            places={"count": Amount(unseen)},
            needs=(Run("migrator edge ports --probe internet (from outside), --probe internal (from a Front End)"),),
        )
