"""Voice routes: their gateways, usages, names, patterns and order (R2-RTE-001 to 008)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...dialing.shadowing import taken_first
from ...estate.estate import Estate
from ...estate.references import host
from ...estate.topology import TrustedService
from ...estate.usage import Uses
from ...estate.voice import PstnUsage, VoicePolicy, VoiceRoute
from ..engine.check import Check
from ..engine.countries import SOURCES
from ..engine.emergency import emergency_numbers
from ..engine.gaps import Gap
from ..engine.model import R2, Change, Context, Grade, Hit, Predicted, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_USERS_PILOT
from ..engine.values import Amount, Host, Number, Text, Value, hosts, numbers, texts
from .r2_dp_0 import TEST_ROUTE, pattern_problem, pattern_wordings
from .r2_med import mediation_hosts
from .r2_name import NAME_COLLISION, collisions
from .r2_pol import usage_keys


def _dead_gateways(route: VoiceRoute, mediation: frozenset[str]) -> list[str]:
    """Gateways of *route* that are not Mediation Servers, as host names."""
    return [host(g) for g in route.gateways if host(g).casefold() not in mediation]


def _dead_entries(route: VoiceRoute, mediation: frozenset[str]) -> list[str]:
    """The same as written, each once: two ports of a host are two gateways."""
    return list(dict.fromkeys(entry for entry in route.gateways if host(entry).casefold() not in mediation))


def _skipped(route: VoiceRoute, entry: str) -> Predicted:
    """The line about a gateway that the import does not find."""
    pattern = Text(route.number_pattern or "")
    return Predicted("IM1", {"gateway": Host(host(entry)), "route": route, "pattern": pattern})


def _without_dead_gateways(route: VoiceRoute, mediation: frozenset[str]) -> tuple[Change, ...]:
    """The gateways that the import leaves; nothing if the evidence does not tell all of them."""
    if not route.knows("gateways"):
        return ()
    kept = [g for g in route.gateways if host(g).casefold() in mediation]
    return (Change(item=route, field="gateways", before=hosts(route.gateways), after=hosts(kept)),)


@rule(
    id="R2-RTE-001",
    title="A gateway of a route is not a Mediation Server",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(VoiceRoute, TrustedService),
    message="Route {item!r} uses {gateway}, which is not a Mediation Server",
    effect=(
        "The log says that the route is skipped; the route is there afterwards, without this gateway. The author of "
        "the published log had the impression that a Mediation Server joined to the domain is expected."
    ),
    remediation="Correct the FQDN in OCS, or set the gateways after the import: Set-CsVoiceRoute -PstnGatewayList.",
    references=("giombini-r2-to-2013", "import-cslegacyconfiguration", "r2-wmi-phone-route", "set-csvoiceroute"),
    basis=(
        "the report is of a site without any Mediation Server; how the import looks a gateway up, and that a route "
        "keeps its other gateways, is inferred from the line"
    ),
    minutes=10,
    phases=(A_MERGE,),
)
def gateway_is_not_a_mediation_server(estate: Estate, context: Context) -> Iterator[Hit]:
    """An entry of a route's gateway list is not the FQDN of any Mediation Server, and another one is.

    A route that keeps no gateway is R2-RTE-002.

    Why it matters: the import looks each gateway up among the merged Mediation Servers, warns once per route and
    gateway, and leaves the gateway out.

    When it is wrong: the Mediation Server was added after the evidence was collected.
    """
    mediation = mediation_hosts(estate)
    for route in estate.each(VoiceRoute, product=R2):
        dead = _dead_entries(route, mediation)
        for entry in dead if len(dead) < len(set(route.gateways)) else ():
            yield Hit(
                item=route,
                part=entry.strip(),
                evidence={"gateway": Host(host(entry)), "number pattern": Text(route.number_pattern or "")},
                grade=None if context.target == "2013" else Grade.INFERRED,
                changes=_without_dead_gateways(route, mediation),
                predicts=(_skipped(route, entry),),
            )


@rule(
    id="R2-RTE-002",
    title="No gateway of a route survives the import",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(VoiceRoute, TrustedService),
    message="No gateway of route {item!r} is a Mediation Server: {count:gateway}",
    effect="Route present, gateway list empty: calls that choose it fail.",
    remediation=(
        "Correct the FQDNs in OCS if they are wrong. Else, after the import: Set-CsVoiceRoute -Identity NAME "
        "-PstnGatewayList @{add='PstnGateway:FQDN'}."
    ),
    references=("giombini-r2-to-2013", "set-csvoiceroute", "import-cslegacyconfiguration", "r2-wmi-phone-route"),
    basis="one published log shows the empty lists; that calls fail, and what to do, is inferred",
    minutes=10,
    phases=(A_USERS_PILOT,),
)
def route_without_gateway(estate: Estate, context: Context) -> Iterator[Hit]:
    """No entry of a route's gateway list is the FQDN of a Mediation Server. R2-RTE-001 reports routes that keep one.

    Why it matters: for each gateway the log says that the route is skipped. The imported route exists and is chosen,
    but has no gateway; nothing in the log says so.

    When it is wrong: gateways are assigned to the Lync routes before the first user moves.
    """
    mediation = mediation_hosts(estate)
    for route in estate.each(VoiceRoute, product=R2):
        if route.gateways and route.knows("gateways") and len(_dead_gateways(route, mediation)) == len(route.gateways):
            yield Hit(
                item=route,
                places={"count": Amount(len(route.gateways))},
                evidence={"gateways": hosts(route.gateways), "number pattern": Text(route.number_pattern or "")},
                grade=None if context.target == "2013" else Grade.INFERRED,
                changes=_without_dead_gateways(route, mediation),
                predicts=tuple(_skipped(route, entry) for entry in _dead_entries(route, mediation)),
            )


@rule(
    id="R2-RTE-003",
    title="Route without gateways",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoiceRoute,),
    message="Route {item!r} has no gateway; at least one was expected",
    effect="The route is unusable in Lync.",
    remediation="Give the route a gateway in OCS; remove it only if nothing uses it.",
    references=("r2-wmi-phone-route", "new-csvoiceroute"),
    basis="that the route is unusable is inferred",
    minutes=10,
    phases=(A_MERGE,),
)
def empty_gateway_list(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A route has an empty gateway list, which OCS requires.

    Why it matters: calls that choose the route fail before and after the migration.

    When it is wrong: the route is kept on purpose to block numbers.
    """
    for route in estate.each(VoiceRoute, product=R2):
        if route.is_empty("gateways"):
            yield Hit(item=route, evidence={"GatewayList": hosts(())})


@rule(
    id="R2-RTE-004",
    title="Route that no user can choose",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoiceRoute, VoicePolicy, PstnUsage),
    message="No voice policy has a usage of route {item!r}",
    effect="The route is imported and unreachable.",
    remediation="Remove the route, or give it a usage that a voice policy has.",
    variants={"no usage": Wording("Route {item!r} has no usage")},
    references=("new-csvoiceroute", "new-csvoicepolicy", "r2-wmi-phone-usage"),
    basis="inferred",
    minutes=10,
    phases=(A_MERGE,),
)
def route_without_usage(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A route has no phone usage, or only usages that no UC policy has.

    Why it matters: a route is chosen where it has a usage in common with the policy of the caller.

    When it is wrong: a policy is still to be made.
    """
    uses = Uses(estate, R2)
    for route in estate.each(VoiceRoute, product=R2):
        used = uses.is_used(route)
        if used is False:
            keys = usage_keys(estate, route)
            yield Hit(item=route, variant="" if keys else "no usage", evidence={"usages": texts(keys)})
        elif used is None:
            uses.read_untold(route)


def _route_patterns(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The number pattern of a route is not a .NET regular expression, or takes too long for a number.

    Why it matters: the import or the first call that needs the route fails.

    When it is wrong: an expression that only .NET can check is reported as such, at info level.
    """
    for route in estate.each(VoiceRoute, product=product):
        if route.number_pattern:
            yield from pattern_problem(route, route.number_pattern)


ROUTE_PATTERN = Check(
    title="Number pattern cannot be used",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    effect="The import of the route, or the first call over it, fails.",
    remediation=f"Correct the pattern before the import; check it: {TEST_ROUTE}.",
    variants=pattern_wordings("number pattern of route {item!r}", TEST_ROUTE),
    references=("new-csvoiceroute", "r2-wmi-phone-route"),
    basis="limit documented, effect inferred",
    needs=(VoiceRoute,),
    find=_route_patterns,
    minutes=20,
)
UNUSABLE_PATTERN = ROUTE_PATTERN.rule("R2-RTE-005", R2, phases=(A_MERGE,))


@rule(
    id="R2-RTE-006",
    title="Two routes become one",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoiceRoute,),
    message=NAME_COLLISION,
    effect="The second route is not imported (or overwrites the first with -ReplaceExisting).",
    remediation="Rename one of them in OCS before the import.",
    references=("import-cslegacyconfiguration", "giombini-r2-to-2013"),
    basis="what happens to a name that exists is documented, the case inferred",
    minutes=15,
    phases=(A_MERGE,),
)
def colliding_routes(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The names of two routes are equal after the import's replacement of ":" and "/", whatever their case.

    Why it matters: the import leaves an existing route alone, so the gateways and the pattern of the second are lost
    without a message.

    When it is wrong: Lync's comparison without case is inferred.
    """
    yield from collisions(estate.of(VoiceRoute, product=R2))


def routes_by_usage(estate: Estate, product: str) -> dict[str, list[VoiceRoute]]:
    """Routes with a number pattern, by usage in lower case."""
    found: dict[str, list[VoiceRoute]] = defaultdict(list)
    for route in estate.each(VoiceRoute, product=product):
        for usage in dict.fromkeys(usage_keys(estate, route)) if route.number_pattern else ():
            found[usage].append(route)
    return found


def evidence_of_order(route: VoiceRoute, other: VoiceRoute, number: str) -> dict[str, Value]:
    """Two routes that take *number*, as evidence."""
    return {
        "number": Number(number),
        "number pattern": Text(route.number_pattern or ""),
        "gateways": hosts(route.gateways),
        "other route": other,
        "other number pattern": Text(other.number_pattern or ""),
        "other gateways": hosts(other.gateways),
    }


@rule(
    id="R2-RTE-007",
    title="Two routes of a usage take the same numbers to other gateways",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoiceRoute,),
    message="Routes {item!r} and {other_route!r} of a usage take {number} to other gateways",
    effect="Which gateway a call takes depends on a priority that the import chooses.",
    remediation="After the import set the order: Set-CsVoiceRoute -Identity NAME -Priority N.",
    references=("new-csvoiceroute", "set-csvoiceroute"),
    basis="inferred",
    minutes=10,
    phases=(A_USERS_PILOT,),
)
def undecided_order(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Another route of the same usage takes all numbers of a route, but to other gateways.

    Why it matters: OCS routes have no priority, Lync routes have one that the import chooses; the order decides
    which gateway a call takes. The finding names a number that both routes take.

    When it is wrong: the gateways reach the same network and either can be used. Only a dozen sample numbers were
    compared. If the other route takes more numbers, the finding is at info level.
    """
    for routes in routes_by_usage(estate, R2).values():
        for place, route in enumerate(routes):
            for other_place, other in enumerate(routes):
                if not (route.knows("gateways") and other.knows("gateways")):
                    continue
                if other is route or set(map(str.casefold, other.gateways)) == set(map(str.casefold, route.gateways)):
                    continue
                found = taken_first(route.number_pattern or "", [other.number_pattern or ""])
                if found is None:
                    continue
                mutual = taken_first(other.number_pattern or "", [route.number_pattern or ""]) is not None
                if mutual and place < other_place:
                    continue
                yield Hit(
                    item=route,
                    part=other.key,
                    evidence=evidence_of_order(route, other, found[0]),
                    severity=None if mutual else Severity.INFO,
                )


@rule(
    id="R2-RTE-008",
    title="Emergency route loses its gateways",
    severity=Severity.BLOCK,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(VoiceRoute, TrustedService),
    message="Emergency route {item!r} ({served}) keeps no gateway after the import",
    effect="Emergency calls of moved users fail.",
    remediation="Assign working gateways, then test: Test-CsVoiceRoute, and a test call agreed with the operator.",
    variants={
        "keeps one": Wording(
            "Emergency route {item!r} ({served}) loses {lost} in the import",
            "Emergency calls of moved users have fewer gateways: they fail if those that are left do not work.",
        )
    },
    references=("giombini-r2-to-2013", *SOURCES, "test-csvoiceroute"),
    basis="the published example is such a route; severity inferred; countries that are derived from numbers inferred",
    minutes=60,
    phases=(A_USERS_PILOT,),
)
def emergency_route(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A route that is made for emergency numbers has gateways that are not Mediation Servers.

    It is reported besides R2-RTE-001 and R2-RTE-002, so that a decision about routes never hides one of these.

    The numbers are the national ones of the countries in the answers, which are derived from the evidence until
    somebody answers, and those that you name. A route takes them as dialled, with a plus, with the code of the country,
    or behind a prefix for an outside line.

    Why it matters: no user may be moved to a pool from which emergency calls fail.

    When it is wrong: a general route also carries emergency calls; such routes are not reported here, so check with
    Test-CsVoiceRoute which route an emergency number takes.
    """
    mediation = mediation_hosts(estate)
    emergency = emergency_numbers(estate, context, R2)
    undecided = []
    for route in estate.each(VoiceRoute, product=R2):
        dead = _dead_gateways(route, mediation)
        if not (dead or route.is_empty("gateways")):
            continue
        if not (served := emergency.taken_by(route)):
            undecided.append(route)
            continue
        yield Hit(
            item=route,
            variant="keeps one" if len(dead) < len(route.gateways) else "",
            places={"served": numbers(served), "lost": hosts(dead)},
            evidence={
                "number pattern": Text(route.number_pattern or ""),
                "countries": emergency.names,
                "gateways": hosts(route.gateways),
            },
            changes=_without_dead_gateways(route, mediation) if dead else (),
        )
    yield from emergency.gaps(undecided)
