"""PSTN gateways on Mediation Servers of Lync 2010 (L10-GW-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Gateway, Pool
from ..common.left_behind import pool_named
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule


@rule(
    id="L10-GW-001",
    title="PSTN gateway on a Mediation Server of Lync 2010",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(Gateway,),
    targets=("2013",),
    effect="Routes of 2013 reach the gateway only over a trunk to a Mediation Server of 2013.",
    remediation=(
        "In Topology Builder define a trunk between the gateway and the 2013 Mediation Server, publish, then add it "
        "to the routes: Set-CsVoiceRoute -Identity NAME -PstnGatewayList @{add='PstnGateway:TRUNK'}."
    ),
    references=(
        "l13-voice-routes",
        "get-cstrunk",
    ),
    basis="need of a new trunk documented, condition inferred",
    minutes=30,
    blocks="6 Production",
)
def gateway_of_2010(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A gateway belongs to a Mediation Server of Lync 2010.

    Why it matters: in 2010 a gateway has one Mediation Server; in 2013 it may have several trunks, and needs one to
    the new pool before the old one goes.

    When it is wrong: the gateway is given up with the pool.
    """
    for gateway in estate.of(Gateway, product=LYNC2010):
        server = gateway.mediation_server
        if not server:
            continue
        newer = estate.find("pool", server, product="lync2013")
        if isinstance(newer, Pool) and newer.product != LYNC2010 and pool_named(estate, server, LYNC2010) is None:
            continue
        yield Hit(
            item=gateway,
            part="" if gateway.port is None else str(gateway.port),
            message=f"gateway {gateway.title} belongs to the Mediation Server {server} of Lync 2010",
            evidence={"Mediation Server": server, "port": "" if gateway.port is None else str(gateway.port)},
        )
