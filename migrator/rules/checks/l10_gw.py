"""PSTN gateways and trunks of Lync (L10-GW-001 to 004)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.estate import Estate
from ...estate.gateway_callers import ports_of
from ...estate.in_force import Scopes, place_of, settings_of
from ...estate.network import is_address
from ...estate.references import pool_named
from ...estate.topology import Gateway, MediationServer, Pool, Trunk
from ...estate.voice import TrunkConfiguration
from ...network.branches import is_branch
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, LYNC2013, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_POST, B_PRODUCTION
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Host, Text, Value, items
from .r2_med import CALLERS, callers_without_gateway


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
    variants={
        "own settings": Wording(
            effect=(
                "Routes of 2013 reach the gateway only over a trunk to a Mediation Server of 2013. "
                "A trunk of another name does not have the dial plan and the trunk configuration of the gateway alone."
            ),
            remediation=(
                "In Topology Builder define a trunk between the gateway and the 2013 Mediation Server, publish, give "
                "it the same settings (New-CsTrunkConfiguration, New-CsDialPlan -Identity Service:PstnGateway:TRUNK), "
                "then add it to the routes: "
                "Set-CsVoiceRoute -Identity NAME -PstnGatewayList @{add='PstnGateway:TRUNK'}."
            ),
        )
    },
    references=("l13-voice-routes", "get-cstrunk", "new-cstrunkconfiguration", "new-csdialplan", "set-csvoiceroute"),
    basis="need of a new trunk documented, condition and what a new trunk lacks inferred",
    minutes=30,
    phases=(B_PRODUCTION,),
)
def gateway_of_2010(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A gateway belongs to a Mediation Server of Lync 2010.

    Why it matters: in 2010 a gateway has one Mediation Server; in 2013 it may have several trunks, and needs one to
    the new pool before the old pool is removed.

    When it is wrong: the gateway will be removed with the pool. The gateway of a branch appliance stays with the
    appliance (L10-SBA-001) and is not reported.
    """
    for gateway in estate.each(Gateway, product=LYNC2010):
        server = gateway.mediation_server
        if not server:
            continue
        if (branch := pool_named(estate, server, LYNC2010)) and is_branch(estate, branch):
            continue
        newer = estate.find("pool", server, product=LYNC2013)
        if isinstance(newer, Pool) and newer.product != LYNC2010 and pool_named(estate, server, LYNC2010) is None:
            continue
        port = "" if gateway.port is None else str(gateway.port)
        evidence: dict[str, Value] = {"Mediation Server": Host(server), "port": Text(port)}
        if own := list(settings_of(estate, gateway)):
            evidence["settings of the gateway alone"] = items(own)
        yield Hit(item=gateway, variant="own settings" if own else "", part=port, evidence=evidence)


def _callers_of_lync(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    for product in with_evidence(estate, LYNC, MediationServer):
        yield from callers_without_gateway(estate, context, product)


_callers_of_lync.__doc__ = callers_without_gateway.__doc__
L10_CALLERS = attrs.evolve(
    CALLERS.rule("L10-GW-002", LYNC2010, phases=(A_POST, B_PRODUCTION), references=("toml-mediation",)),
    products=LYNC,
    find=_callers_of_lync,
)


@rule(
    id="L10-GW-003",
    title="SRTP is required on a trunk without TLS",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(TrunkConfiguration, Gateway),
    message="{item} uses TCP, and trunk configuration {configuration} requires SRTP",
    effect="Media to the gateway are not encrypted: with TCP the SRTP mode is internally NotSupported.",
    remediation=(
        "If media must be encrypted, give the gateway TLS (with its FQDN and a certificate) and the trunk the TLS port "
        "of the Mediation Server; else Set-CsTrunkConfiguration -Identity SCOPE -SRTPMode NotSupported says what holds."
    ),
    references=(
        "l13-trunk-settings",
        "new-cstrunkconfiguration",
        "set-cstrunkconfiguration",
        "l13-define-trunks",
        "l13-define-mediation",
    ),
    basis="that TLS needs a certificate, and that calls fail without SRTP on both sides, is inferred",
    minutes=30,
    phases=(A_POST, B_PRODUCTION),
)
def srtp_without_tls(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The configuration of a trunk requires SRTP, and the trunk uses TCP.

    Why it matters: whoever set it may believe that calls to the gateway are encrypted. A new trunk of 2013 that uses
    TLS demands SRTP of the gateway, and calls fail if it has none.

    When it is wrong: Required is the value that was installed, and nobody chose it; a configuration of the gateway
    itself is reported as a warning.
    """
    for product in with_evidence(estate, LYNC, TrunkConfiguration, Gateway):
        scopes = Scopes(estate, TrunkConfiguration, product)
        for trunk in estate.each(Trunk, product=product):
            yield from _unencrypted(estate, trunk, scopes)
        of_trunks = {(trunk.gateway or "").casefold() for trunk in estate.of(Trunk, product=product)}
        for gateway in estate.each(Gateway, product=product):
            if (gateway.fqdn or gateway.key).casefold() not in of_trunks:
                yield from _unencrypted(estate, gateway, scopes)


def _unencrypted(estate: Estate, item: Trunk | Gateway, scopes: Scopes) -> Iterator[Hit]:
    if (item.protocol or "").casefold() != "tcp":
        return
    in_force = scopes.in_force(item, place_of(estate, item))
    found = in_force.item
    if isinstance(found, TrunkConfiguration) and (found.srtp_mode or "").casefold() == "required":
        severity = Severity.WARNING if in_force.scope.is_service else None
        yield Hit(item=item, severity=severity, evidence={"configuration": found})


@rule(
    id="L10-GW-004",
    title="Trunk that does not fit its protocol",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(Trunk,),
    variants={
        "address": Wording("Trunk {item} uses TLS, and its gateway is the address {gateway}"),
        "port": Wording(
            "Trunk {item} uses {protocol} and port {port} of the Mediation Server, which has {ports} for {protocol}"
        ),
        "off": Wording(
            "Trunk {item} uses {protocol} and port {port} of the Mediation Server, which has no port for {protocol}"
        ),
    },
    effect="The Mediation Server and the gateway do not reach each other.",
    remediation=(
        "In Topology Builder, in the properties of the trunk: TLS needs the FQDN of the gateway, and the associated "
        "Mediation Server port must be in the range of listening ports for that protocol; TCP is off by default."
    ),
    references=("l13-define-trunks", "l13-define-mediation"),
    basis="what a trunk needs is documented; that the two do not reach each other otherwise is inferred",
    minutes=30,
    phases=(A_POST, B_PRODUCTION),
)
def trunk_of_other_protocol(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A trunk uses TLS to an IP address, or a port that the Mediation Server does not have for its protocol.

    Why it matters: the pages say what a trunk needs for each protocol.

    When it is wrong: the listening ports of the Mediation Server were changed after the evidence was collected.
    """
    for trunk in estate.each(Trunk, product=LYNC2013):
        protocol, gateway = (trunk.protocol or "").upper(), trunk.gateway or ""
        if protocol == "TLS" and is_address(gateway):
            yield Hit(item=trunk, variant="address", part="address", evidence={"gateway": Host(gateway)})
        server = estate.find("mediation_server", trunk.mediation_server, product=LYNC2013)
        text = {"TLS": "tls_port", "TCP": "tcp_port"}.get(protocol)
        if text and isinstance(server, MediationServer) and trunk.mediation_port:
            ports = getattr(server, text)
            if ports is not None and trunk.mediation_port not in ports_of(ports):
                yield Hit(
                    item=trunk,
                    variant="port" if list(ports_of(ports)) else "off",
                    part="port",
                    evidence={
                        "protocol": Text(protocol),
                        "port": Text(str(trunk.mediation_port)),
                        "ports": Text(ports),
                        "Mediation Server": server,
                    },
                )
