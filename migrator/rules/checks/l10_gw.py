"""PSTN gateways on Mediation Servers of Lync 2010 (L10-GW-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Gateway, Pool
from ..engine.model import LYNC2010, LYNC2013, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_PRODUCTION
from ..engine.values import Host, Text
from .r2_um import pool_named


@rule(
    id="L10-GW-001",
    title="PSTN gateway on a Mediation Server of Lync 2010",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(Gateway,),
    targets=("2013",),
    message="Gateway {item} belongs to the Mediation Server {Mediation_Server} of Lync 2010",
    effect="Routes of 2013 reach the gateway only over a trunk to a Mediation Server of 2013.",
    remediation=(
        "In Topology Builder define a trunk between the gateway and the 2013 Mediation Server, publish, then add it "
        "to the routes: Set-CsVoiceRoute -Identity NAME -PstnGatewayList @{add='PstnGateway:TRUNK'}."
    ),
    references=("l13-voice-routes", "get-cstrunk"),
    basis="need of a new trunk documented, condition inferred",
    minutes=30,
    phases=(B_PRODUCTION,),
)
def gateway_of_2010(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A gateway belongs to a Mediation Server of Lync 2010.

    Why it matters: in 2010 a gateway has one Mediation Server; in 2013 it may have several trunks, and needs one to
    the new pool before the old pool is removed.

    When it is wrong: the gateway will be removed with the pool.
    """
    for gateway in estate.each(Gateway, product=LYNC2010):
        server = gateway.mediation_server
        if not server:
            continue
        newer = estate.find("pool", server, product=LYNC2013)
        if isinstance(newer, Pool) and newer.product != LYNC2010 and pool_named(estate, server, LYNC2010) is None:
            continue
        port = "" if gateway.port is None else str(gateway.port)
        yield Hit(item=gateway, part=port, evidence={"Mediation Server": Host(server), "port": Text(port)})
