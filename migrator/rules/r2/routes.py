"""Voice routes and their gateways (R2-RTE-001 to 003 and 008)."""

from __future__ import annotations

from collections.abc import Iterator

from ...dialing.patterns import matches
from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.topology import TrustedService
from ...estate.voice import VoiceRoute
from ..engine.model import R2, Context, Grade, Hit, Predicted, Severity, rule
from ..hosts import host, mediation_hosts

#: emergency numbers, as dialled and as E.164-like patterns write them (migration.md 4.2, R2-RTE-008)
_EMERGENCY = tuple(prefix + number for number in ("112", "911", "999", "000") for prefix in ("", "+"))
#: ordinary numbers: a pattern that also takes these is no emergency route but a general one
_ORDINARY = ("+442079460123", "+12065550100", "+4930123456", "2079460123", "1234")


def dead_gateways(route: VoiceRoute, mediation: frozenset[str]) -> list[str]:
    """Gateways of *route* that are no Mediation Server, as host names."""
    return [host(g) for g in route.gateways if host(g).casefold() not in mediation]


@rule(
    id="R2-RTE-001",
    title="A gateway of a route is no Mediation Server",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(VoiceRoute, TrustedService),
    effect="The log says that the route is skipped; the route is there afterwards, without this gateway.",
    remediation="Correct the FQDN in OCS, or set the gateways after the import: Set-CsVoiceRoute -PstnGatewayList.",
    references=(
        "giombini-r2-to-2013",
        "import-cslegacyconfiguration",
        "r2-wmi-phone-route",
    ),
    minutes=10,
    blocks="4 Merge",
)
def gateway_is_no_mediation_server(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An entry of a route's gateway list is not the FQDN of any Mediation Server.

    Why it matters: the import looks each gateway up among the merged Mediation Servers, warns once per route and
    gateway, and leaves the gateway out.

    When it is wrong: the Mediation Server was added after the evidence was collected.
    """
    mediation = mediation_hosts(estate, R2)
    for route in estate.of(VoiceRoute, product=R2):
        for entry in dict.fromkeys(e for e in route.gateways if host(e).casefold() not in mediation):
            gateway = host(entry)
            yield Hit(
                item=route,
                part=entry.strip(),  # two ports of a host are two gateways
                message=f"route {route.title!r} uses {gateway}, which is no Mediation Server",
                evidence={"gateway": gateway, "number pattern": route.number_pattern or ""},
                predicts=(
                    Predicted(
                        "IM1",
                        {"gateway": gateway, "route": route.title, "pattern": route.number_pattern or ""},
                    ),
                ),
            )


@rule(
    id="R2-RTE-002",
    title="No gateway of a route survives the import",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(VoiceRoute, TrustedService),
    effect="Route present, gateway list empty: calls that choose it fail.",
    remediation="After the import: Set-CsVoiceRoute -Identity NAME -PstnGatewayList @{add='PstnGateway:FQDN'}.",
    references=(
        "giombini-r2-to-2013",
        "set-csvoiceroute",
    ),
    minutes=10,
    blocks="6 Users pilot",
)
def route_without_gateway(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Every gateway of a route fails R2-RTE-001.

    Why it matters: the imported route exists and is chosen, but ends nowhere; nothing in the log says so.

    When it is wrong: gateways are assigned to the Lync routes before the first user moves.
    """
    mediation = mediation_hosts(estate, R2)
    for route in estate.of(VoiceRoute, product=R2):
        if (
            route.gateways
            and "gateways" not in route.truncated
            and len(dead_gateways(route, mediation)) == len(route.gateways)
        ):
            yield Hit(
                item=route,
                message=f"no gateway of route {route.title!r} is a Mediation Server: "
                f"{counted(len(route.gateways), 'gateway')}",
                evidence={"gateways": "; ".join(route.gateways)},
            )


@rule(
    id="R2-RTE-003",
    title="Route without gateways",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoiceRoute,),
    effect="The route is unusable in Lync.",
    remediation="Give the route a gateway in OCS, or remove it.",
    references=(
        "r2-wmi-phone-route",
        "new-csvoiceroute",
    ),
    basis="that the route is unusable is inferred",
    minutes=10,
    blocks="4 Merge",
)
def empty_gateway_list(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A route has an empty gateway list, which OCS requires.

    Why it matters: calls that choose the route fail before and after the migration.

    When it is wrong: the route is kept on purpose to block numbers. A list that the export cut off is not called
    empty.
    """
    for route in estate.of(VoiceRoute, product=R2):
        if route.is_empty("gateways"):
            yield Hit(
                item=route,
                message=f"route {route.title!r} has no gateway; at least one was expected",
                evidence={"GatewayList": ""},
            )


@rule(
    id="R2-RTE-008",
    title="Emergency route loses its gateways",
    severity=Severity.BLOCK,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(VoiceRoute, TrustedService),
    effect="Emergency calls of moved users fail.",
    remediation="Assign working gateways, then test: Test-CsVoiceRoute, and a test call agreed with the operator.",
    references=(
        "giombini-r2-to-2013",
        "test-csvoiceroute",
    ),
    basis="the published example is such a route; severity inferred",
    minutes=60,
    blocks="6 Users pilot",
)
def emergency_route(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A route that serves only emergency numbers (112, 911, 999, 000) has gateways that fail R2-RTE-001.

    Why it matters: no user may be moved to a pool from which emergency calls fail.

    When it is wrong: a general route also carries emergency calls; such routes are not reported here, so check with
    Test-CsVoiceRoute which route an emergency number takes.
    """
    mediation = mediation_hosts(estate, R2)
    for route in estate.of(VoiceRoute, product=R2):
        served = _emergency_numbers(route.number_pattern or "")
        dead = dead_gateways(route, mediation)
        if served and (dead or route.is_empty("gateways")):
            keeps_one = len(dead) < len(route.gateways)
            loss = f"loses {', '.join(dead)} in the import" if keeps_one else "keeps no gateway after the import"
            yield Hit(
                item=route,
                message=f"emergency route {route.title!r} ({', '.join(served)}) {loss}",
                evidence={"number pattern": route.number_pattern or "", "gateways": "; ".join(route.gateways)},
            )


def _emergency_numbers(pattern: str) -> list[str]:
    """Emergency numbers that *pattern* takes, or none where it takes ordinary numbers too."""
    if not pattern or any(matches(pattern, number) for number in _ORDINARY):
        return []
    return [number for number in _EMERGENCY if matches(pattern, number)]
