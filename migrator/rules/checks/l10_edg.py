"""Edge servers and federation of Lync Server 2010 (L10-EDG-001c to 001g, 003)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.estate import Estate
from ...estate.naming import server_of
from ...estate.topology import EdgePool, Service
from ..engine.departures import names_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_PRODUCTION, B_REMOVE
from ..engine.values import Host
from .r2_edg_0 import BAD_NAME, KEY_NOT_EXPORTABLE, NEW_EDGE_TOO_EARLY
from .r2_edg_1 import DNS_LOAD_BALANCING

_TRANSITION = ("l13-federation-2010",)
SHARED = (
    attrs.evolve(NEW_EDGE_TOO_EARLY, needs=(EdgePool,)).rule(
        "L10-EDG-001c", LYNC2010, phases=(B_PRODUCTION,), references=("l13-pilot-edge-2010", *_TRANSITION)
    ),
    BAD_NAME.rule("L10-EDG-001d", LYNC2010, phases=(B_PRODUCTION,)),
    KEY_NOT_EXPORTABLE.rule(
        "L10-EDG-001e",
        LYNC2010,
        phases=(B_PRODUCTION,),
        references=(*_TRANSITION, "l13-edge-certificates", "request-cscertificate"),
    ),
    DNS_LOAD_BALANCING.rule("L10-EDG-001g", LYNC2010, phases=(B_PRODUCTION,)),
)


@rule(
    id="L10-EDG-003",
    title="Director that will be removed may be the target of simple URLs",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(Service,),
    answers=("pools_to_remove",),
    message="Director {director} will be removed and may be the target of simple URLs",
    effect="Simple URLs that point to it do not work.",
    remediation="Point the simple URLs elsewhere in DNS before the Director is removed.",
    references=("l13-simple-urls",),
    basis="that the records must be updated is documented, what happens otherwise inferred",
    minutes=45,
    phases=(B_REMOVE,),
)
def director_in_use(estate: Estate, context: Context) -> Iterator[Hit]:
    """A Director is among the pools to remove that is not the next hop of an Edge pool, which TOP-06 reports.

    Why it matters: their records must lead to a pool of 2013 when the Director of 2010 is removed.

    When it is wrong: no simple URL points to it; only DNS shows that.
    """
    leaving = names_to_remove(context)
    hops = {server_of(edge.next_hop).casefold() for edge in estate.of(EdgePool)}
    for service in estate.each(Service, product=LYNC2010):
        fqdn = (service.pool or "").casefold()
        if (service.role or "").casefold() == "director" and fqdn in leaving and fqdn not in hops:
            yield Hit(item=service, places={"director": Host(service.pool or "")})
