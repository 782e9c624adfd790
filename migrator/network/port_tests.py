"""Tests of the ways that an Edge needs through firewalls, and what their results mean.

How a test looks that succeeds, and which cannot succeed: schertz-edge-ports. The command needs no telnet client and
runs on PowerShell 2.0 (System.Net.Sockets.TcpClient of .NET Framework 2.0).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import attrs

from ..estate.estate import Estate
from ..estate.evidence import PortTest
from .edges import DeployedEdge
from .firewall import FirewallRule, firewall_rules
from .firewall_rows import Leg, Who
from .internal import declared_subnets
from .servers import ANY_NAME

#: rules of internal clients: each of their subnets is tested
CLIENT_RULES = ("FI5U", "FI5T")
#: the rule of the way on which the Access Edge fetches revocation lists
REVOCATION_LISTS = "FX5"
_PSOM_INTERNAL = "FI4"
_OVER_TLS = ("TLS", "HTTPS")
_MEDIA_INWARD = ("FX9U", "FX9T")


class WayState(Enum):
    """What a result says of a way."""

    OPEN = "open"
    CLOSED = "closed"
    #: TCP connects, and nothing answers TLS
    NO_TLS = "no TLS answer"
    #: the test could not be made, so that nothing is known of the way
    NOT_TESTED = "not tested"
    UNKNOWN = "unknown"


_OPEN = frozenset({"open", "ok", "yes", "y", "pass", "passed", "success", "connected", "connects", "listening", "true"})
_CLOSED = frozenset(
    {"closed", "no", "n", "fail", "failed", "refused", "blocked", "timeout", "filtered", "denied", "false", "no answer"}
)


@attrs.frozen(kw_only=True)
class PlannedTest:
    """A test of one firewall rule.

    Attributes:
        source: where it is run.
        destination: name or address that it connects to; "" where the estate does not tell it.
        command: what to type there; "" where no command can test it.
        expected: what is seen if the way is open, or why nothing is seen.
        is_connectable: whether a connection can test it.
    """

    rule: FirewallRule
    source: str
    destination: str
    command: str
    expected: str
    is_connectable: bool


def planned_tests(estate: Estate, edge: DeployedEdge) -> Iterator[PlannedTest]:
    """A test for each way that the Edge needs.

    Where a rule is about clients there is one per client subnet; where each server has to be reached, one per server.
    """
    subnets = [str(each) for each in declared_subnets(estate)]
    for rule in firewall_rules(estate, edge):
        if rule.never:
            continue
        sources = subnets if rule.id in CLIENT_RULES and subnets else [rule.source.name]
        for source in sources:
            for destination in _destinations(rule):
                yield _planned(rule, source, destination)


def _destinations(rule: FirewallRule) -> tuple[str, ...]:
    """What a test connects to; an empty name where the estate does not tell it."""
    known = (*rule.destination.fqdns, *rule.destination.addresses)
    if rule.destination.name == Who.EACH_EDGE.value and rule.destination.fqdns:
        return rule.destination.fqdns
    return known[:1] or ("",)


#: whom a way to anyone leads to, in a command; the others lead to partners
_ANYONE = {"FX4T": "PUBLIC_NAME_SERVER", REVOCATION_LISTS: "SERVER_OF_THE_LIST"}


def _planned(rule: FirewallRule, source: str, destination: str) -> PlannedTest:
    port = rule.port if rule.port.isdecimal() else ""
    connectable = rule.protocol == "TCP" and bool(port) and rule.destination.name != ANY_NAME
    anyone = _ANYONE.get(rule.id, "PARTNER")
    target = destination or (anyone if rule.destination.name == ANY_NAME else "NAME")
    command = ""
    if rule.protocol == "TCP" and port:
        command = f'(New-Object Net.Sockets.TcpClient).Connect("{target}", {port})   or   telnet {target} {port}'
    return PlannedTest(
        rule=rule,
        source="internet" if source == ANY_NAME else source,
        destination=destination,
        command=command,
        expected=_expected(rule),
        is_connectable=connectable,
    )


def _expected(rule: FirewallRule) -> str:
    if rule.protocol == "UDP":
        return (
            "Cannot be tested by connecting: no answer comes. Before the Edge is installed, a listener tool on its "
            "address (PortPeeker) and a client that sends UDP (PortQryUI) show the way; afterwards a call does."
        )
    if rule.id in _MEDIA_INWARD or not rule.port.isdecimal():
        return (
            "Refused, and that is right: a media port is taken for a call and asks for credentials. A port scan cannot "
            "see it."
        )
    if rule.id == _PSOM_INTERNAL:
        return "Connects: no error. telnet shows a blank window and then nonsense characters, which is normal."
    return "Connects: the command returns without an error, telnet shows a blank window."


def state_of(result: str | None) -> WayState:
    """What a written result says; other words than the usual ones say nothing."""
    word = (result or "").strip().rstrip(".").casefold()
    if word in _OPEN:
        return WayState.OPEN
    if word in _CLOSED:
        return WayState.CLOSED
    return next((state for state in WayState if state.value.casefold() == word), WayState.UNKNOWN)


def is_over_tls(rule: FirewallRule) -> bool:
    """Whether what answers on the port of a rule answers a TLS handshake."""
    return any(word in rule.transport for word in _OVER_TLS)


#: ports that people ask for and no Edge needs -> why not
NOT_NEEDED = {
    "8060": "a port of the Front End's web services, not of the Edge",
    "8061": "a port of the Front End's web services, not of the Edge",
    "3468": "a misprint of 3478 in a published answer",
    "50041": "named by no published source; the Centralized Logging Service has 50001 to 50003",
}


def not_needed(test: PortTest) -> str:
    """Why no firewall rule of an Edge needs what was tested."""
    port = (test.port or "").strip()
    if port in NOT_NEEDED:
        return NOT_NEEDED[port]
    if port == "5061" and "client" in (test.source or "").casefold():
        return "5061 is between servers; clients never use it to the Edge, and the Edge never connects to clients"
    return "no firewall rule of the Edge has this port and protocol"


def across(leg: Leg, tests: Iterator[PlannedTest]) -> Iterator[PlannedTest]:
    """Those of *tests* that lead to one port of the Edge across one firewall."""
    inward = "in" if leg is Leg.OUTSIDE else "out"
    for test in tests:
        if test.rule.leg is leg and test.rule.direction == inward and test.rule.port.isdecimal():
            yield test
