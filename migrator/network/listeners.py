"""The sockets on which an Edge server must listen, by interface and executable.

Ports, executables and purposes: schertz-edge-ports and l13-edge-ports; ports of OCS 2007 R2: r2-wmi-edge-addresses. The
media ports are taken when a call needs them: they are never expected to listen.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..estate.products import LYNC2010, LYNC2013, R2
from .edges import DeployedEdge, EdgePort, Interface
from .services import (
    ACCESS_EDGE,
    AUTHENTICATION,
    AV_EDGE,
    LOGGING_AGENT,
    REPLICA,
    WEB_CONFERENCING,
    XMPP_PROXY,
    EdgeService,
)

#: replication and logging have no property: both are fixed
REPLICATION_PORT = 4443
LOGGING_PORTS = (50001, 50002, 50003)
_ALL = (R2, LYNC2010, LYNC2013)
_LYNC = (LYNC2010, LYNC2013)


@attrs.frozen(kw_only=True)
class Need:
    """A socket that an Edge needs, without the number of its port.

    Attributes:
        interface: where; None for all interfaces of the server.
        fixed: its number, where no property has it.
        transport: protocol above TCP or UDP, with TLS or MTLS.
        peers: who connects.
        purpose: what it is for.
        fails: what does not work without it.
        must: False for a socket whose absence proves nothing.
        note: where the published sources disagree, what each says.
    """

    id: str
    interface: Interface | None
    protocol: str
    service: EdgeService
    transport: str
    peers: str
    purpose: str
    fails: str
    port: EdgePort | None = None
    fixed: int = 0
    products: tuple[str, ...] = _ALL
    must: bool = True
    note: str = ""


@attrs.frozen(kw_only=True)
class ExpectedListener:
    """A socket that a given Edge needs.

    Attributes:
        port: its number.
        is_known: whether the evidence has that number; else it is the documented one.
    """

    need: Need
    port: int
    is_known: bool

    @property
    def socket(self) -> str:
        """``TCP 443``."""
        return f"{self.need.protocol} {self.port}"


REPLICATION = Need(
    id="L01",
    interface=None,
    protocol="TCP",
    fixed=REPLICATION_PORT,
    service=REPLICA,
    transport="HTTPS",
    peers="Front End Servers of the pool with the Central Management store",
    purpose="replication of the configuration from the Central Management store",
    fails="replication",
    products=_LYNC,
    note=(
        "The table of the published article says internal interface, its text and netstat say all interfaces; "
        "connections come to the internal interface only."
    ),
)
SIP_INTERNAL = Need(
    id="L02",
    interface=Interface.INTERNAL,
    protocol="TCP",
    port=EdgePort.SIP_INTERNAL,
    service=ACCESS_EDGE,
    transport="SIP/MTLS",
    peers="Front End Servers, Directors",
    purpose="SIP between the Edge and internal servers",
    fails="all sign-in and messaging across the Edge",
)
MRAS = Need(
    id="L03",
    interface=Interface.INTERNAL,
    protocol="TCP",
    port=EdgePort.MRAS,
    service=AUTHENTICATION,
    transport="SIP/MTLS",
    peers="Front End Servers, Survivable Branch Appliances and Servers",
    purpose="A/V authentication: internal servers fetch media credentials for users",
    fails="audio and video across the Edge",
)
TURN_TCP_INTERNAL = Need(
    id="L04",
    interface=Interface.INTERNAL,
    protocol="TCP",
    port=EdgePort.TURN_TCP_INTERNAL,
    service=AV_EDGE,
    transport="STUN/TURN",
    peers="all internal clients and servers",
    purpose="media of internal clients and servers where UDP is not possible, desktop sharing, file transfer",
    fails="desktop sharing and file transfer across the Edge",
)
TURN_UDP_INTERNAL = Need(
    id="L05",
    interface=Interface.INTERNAL,
    protocol="UDP",
    port=EdgePort.TURN_UDP_INTERNAL,
    service=AV_EDGE,
    transport="STUN/TURN",
    peers="all internal clients and servers",
    purpose="media of internal clients and servers, the preferred way",
    fails="audio and video over UDP; media falls back to TCP with less quality",
)
PSOM_INTERNAL = Need(
    id="L06",
    interface=Interface.INTERNAL,
    protocol="TCP",
    port=EdgePort.PSOM_INTERNAL,
    service=WEB_CONFERENCING,
    transport="PSOM/MTLS",
    peers="each Front End Server to each Edge server, never load balanced",
    purpose="content of meetings from internal servers",
    fails="content of meetings for users outside",
)
SIP_CLIENTS = Need(
    id="L07",
    interface=Interface.ACCESS,
    protocol="TCP",
    port=EdgePort.SIP_CLIENTS,
    service=ACCESS_EDGE,
    transport="SIP/TLS",
    peers="clients outside",
    purpose="registration and signalling of clients outside",
    fails="sign-in from outside",
)
SIP_FEDERATION = Need(
    id="L08",
    interface=Interface.ACCESS,
    protocol="TCP",
    port=EdgePort.SIP_FEDERATION,
    service=ACCESS_EDGE,
    transport="SIP/MTLS",
    peers="Edge servers of partners, public IM providers, hosting providers",
    purpose="federation with partners, public IM and push notifications",
    fails="federation, public IM and push notifications",
)
PSOM_EXTERNAL = Need(
    id="L09",
    interface=Interface.WEB_CONFERENCING,
    protocol="TCP",
    port=EdgePort.PSOM_EXTERNAL,
    service=WEB_CONFERENCING,
    transport="PSOM/TLS",
    peers="clients outside",
    purpose="content of meetings for users outside: whiteboards, presentations, polls, uploads",
    fails="content of meetings for users outside",
)
TURN_TCP_EXTERNAL = Need(
    id="L10",
    interface=Interface.AV,
    protocol="TCP",
    port=EdgePort.TURN_TCP_EXTERNAL,
    service=AV_EDGE,
    transport="STUN/TURN",
    peers="clients outside, Edge servers of partners",
    purpose="media of clients outside and of partners where UDP is not possible, desktop sharing",
    fails="desktop sharing with users outside, and media where UDP is blocked",
    note=(
        "With one external address the page on the Edge topology recommends 443, the help of Set-CsEdgeServer 444; "
        "the topology decides."
    ),
)
TURN_UDP_EXTERNAL = Need(
    id="L11",
    interface=Interface.AV,
    protocol="UDP",
    port=EdgePort.TURN_UDP_EXTERNAL,
    service=AV_EDGE,
    transport="STUN/TURN",
    peers="clients outside, Edge servers of partners",
    purpose="media of clients outside and between Edge servers",
    fails="audio and video over UDP; media falls back to TCP with less quality",
)
XMPP_EXTERNAL = Need(
    id="L13",
    interface=Interface.ACCESS,
    protocol="TCP",
    port=EdgePort.XMPP_EXTERNAL,
    service=XMPP_PROXY,
    transport="XMPP",
    peers="XMPP partners",
    purpose="XMPP with partners",
    fails="XMPP federation",
    products=(LYNC2013,),
)
XMPP_INTERNAL = Need(
    id="L14",
    interface=Interface.INTERNAL,
    protocol="TCP",
    port=EdgePort.XMPP_INTERNAL,
    service=XMPP_PROXY,
    transport="XMPP/MTLS",
    peers="the XMPP gateway of the Front End pool",
    purpose="XMPP from the gateway of the Front End pool",
    fails="XMPP federation",
    products=(LYNC2013,),
    note="The port summary says 23456, the help of Set-CsEdgeServer says 5098; the topology decides.",
)
LOGGING = tuple(
    Need(
        id="L15",
        interface=Interface.INTERNAL,
        protocol="TCP",
        fixed=port,
        service=LOGGING_AGENT,
        transport="MTLS",
        peers="computers that control the Centralized Logging Service",
        purpose="Centralized Logging Service",
        fails="collection of traces",
        products=(LYNC2013,),
        must=False,
        note="No source says that the agent listens on all three ports at all times.",
    )
    for port in LOGGING_PORTS
)
_ALWAYS = (
    REPLICATION,
    SIP_INTERNAL,
    MRAS,
    TURN_TCP_INTERNAL,
    TURN_UDP_INTERNAL,
    PSOM_INTERNAL,
    SIP_CLIENTS,
    PSOM_EXTERNAL,
    TURN_TCP_EXTERNAL,
    TURN_UDP_EXTERNAL,
    *LOGGING,
)
#: why the media ports are not among the listeners
MEDIA_PORTS = (
    "The A/V Edge takes a media port when a call needs it and releases it afterwards: that none listens is no fault, "
    "and a connection without credentials is refused by design."
)


def expected_listeners(edge: DeployedEdge) -> Iterator[ExpectedListener]:
    """The sockets that each server of an Edge pool needs, in the order of their ids.

    That of federation is among them unless federation is known to be off; those of XMPP if XMPP is used.
    """
    needs = list(_ALWAYS)
    if edge.federates is not False:
        needs.append(SIP_FEDERATION)
    if edge.has_xmpp:
        needs += [XMPP_EXTERNAL, XMPP_INTERNAL]
    for need in sorted(needs, key=lambda need: (need.id, need.fixed)):
        if edge.product in need.products:
            yield _expected(edge, need)


def _expected(edge: DeployedEdge, need: Need) -> ExpectedListener:
    if need.port is None:
        return ExpectedListener(need=need, port=need.fixed, is_known=True)
    return ExpectedListener(need=need, port=edge.port(need.port), is_known=edge.knows_port(need.port))
