"""Live looks at the ports of an Edge, made only when they are asked for; what cannot be tested says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from ..estate.estate import Estate
from ..estate.evidence import PortTest
from ..estate.topology import EdgePool
from ..network.edges import edges_of
from ..network.firewall_rows import Leg
from ..network.port_tests import PlannedTest, across, is_over_tls, planned_tests
from ..probes.tcp import MOST_LOOKS, Look, Reach, look

#: from where a live look is made: anywhere on the internet, or on an internal server
Place = Literal["internet", "internal"]
#: what looks at a port: host, port and whether to look at TLS -> what was seen
Looking = Callable[[str, int, bool], Look]
_LEGS: dict[Place, Leg] = {"internet": Leg.OUTSIDE, "internal": Leg.INSIDE}
UDP = "UDP cannot be tested by connecting: no answer comes"
BEYOND = f"not looked at: one run looks at {MOST_LOOKS} ways"
_UNNAMED = "the evidence has neither name nor address of it"
_NEED_NOT_LISTEN = "refused; nothing has to listen there at all times"


def look_at_ways(estate: Estate, place: Place, looking: Looking | None = None) -> Iterator[PortTest]:
    """Each way to the Edge that this place uses, with what a look showed or why there was none.

    At most `MOST_LOOKS` connections are made; the ways beyond are "not tested" too.
    """
    planned = (test for edge in edges_of(estate) for test in across(_LEGS[place], planned_tests(estate, edge)))
    looks = 0
    for test in {(test.rule.edge, test.rule.id, test.destination): test for test in planned}.values():
        why = UDP if not test.is_connectable else "" if test.destination else _UNNAMED
        if not why and looks == MOST_LOOKS:
            why = BEYOND
        looks += not why
        yield _result(test, estate, place, *((Reach.NOT_TESTED, why) if why else _seen(test, looking or _live)))


def _seen(test: PlannedTest, looking: Looking) -> tuple[Reach, str]:
    seen = looking(test.destination, int(test.rule.port), is_over_tls(test.rule))
    need = test.rule.need
    if seen.reach is Reach.CLOSED and seen.is_refused and need is not None and not need.must:
        return Reach.NOT_TESTED, _NEED_NOT_LISTEN
    return seen.reach, f"{seen.details}, certificate {seen.thumbprint}" if seen.thumbprint else seen.details


def _live(host: str, port: int, tls: bool) -> Look:  # noqa: FBT001 - the form of `Looking`
    return look(host, port, tls=tls)


def _result(test: PlannedTest, estate: Estate, place: Place, reach: Reach, details: str) -> PortTest:
    rule = test.rule
    edge = estate.find(EdgePool.kind, rule.edge)
    return PortTest(
        key=f"{rule.edge}/{rule.id}/live/{test.destination}",
        product=edge.product if edge else "unknown",
        sources=(f"live look from the {place}#{rule.id}",),
        rule=rule.id,
        edge_pool=rule.edge,
        source=f"this computer ({place})",
        destination=test.destination or rule.destination.name,
        protocol=rule.protocol,
        port=rule.port,
        result=reach.value,
        details=details,
    )
