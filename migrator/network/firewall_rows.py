"""What a firewall rule of an Edge pool is before it is filled, and the rules between the internet and the Edge.

Rows and conditions: l13-edge-ports; the media ports: l13-edge-av-firewall and, for what the field recommends beyond it,
schertz-edge-ports. That OCS 2007 R2 needs the same rows without XMPP follows from its services.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal

import attrs

from ..estate.products import LYNC2010, LYNC2013, R2
from . import listeners as needs
from .listeners import Need

#: "in" goes towards the internal network, "out" towards the internet, as a firewall sees it
Direction = Literal["in", "out"]
AV_FIREWALL = "l13-edge-av-firewall"
_PORT_SUMMARY, _FIELD = "l13-edge-ports", "schertz-edge-ports"


class Leg(Enum):
    """Between which networks a firewall stands."""

    OUTSIDE = "internet - Edge"
    INSIDE = "Edge - internal network"
    PROXY_OUTSIDE = "internet - reverse proxy"
    PROXY_INSIDE = "reverse proxy - internal network"


class Who(Enum):
    """One end of a rule, in words."""

    ANY = "any"
    ACCESS = "Access Edge"
    WEB_CONFERENCING = "Web Conferencing Edge"
    AV = "A/V Edge"
    EDGE = "internal interface of the Edge"
    EACH_EDGE = "internal interface of each Edge server"
    FRONT_ENDS = "Front End pools, Directors and their servers"
    BRANCHES = "Front End pools, Survivable Branch Appliances and Servers, and their servers"
    EACH_FRONT_END = "each Front End Server"
    CENTRAL_STORE = "pool with the Central Management store, and its servers"
    XMPP_GATEWAY = "Front End pool with the XMPP gateway"
    LOGGING_CONTROLLERS = "computers that control the Centralized Logging Service"
    NEXT_HOP = "next hop"
    EVERYBODY = "all client subnets, Front End, Mediation and Exchange UM servers"
    INTERNAL_NETWORKS = "internal networks"
    PROXY = "reverse proxy"


#: stands for the range of media ports of the Edge
MEDIA = "media"


@attrs.frozen(kw_only=True)
class Row:
    """A rule before it is filled with names and addresses.

    Attributes:
        need: the socket of the Edge to which it leads; protocol, port, transport and purpose are then those of it.
        port: a number, a `Need` whose number it has, `MEDIA`, or "any".
        source_port: `MEDIA` where the rule is about the port of the sender.
        never: True for what must not be possible.
        only_with: what the Edge must carry: "federation", "XMPP", or "" for nothing.
    """

    id: str
    leg: Leg = Leg.OUTSIDE
    direction: Direction
    source: Who
    destination: Who
    need: Need | None = None
    protocol: str = ""
    port: int | str | Need = ""
    source_port: str = ""
    transport: str = ""
    purpose: str = ""
    condition: str = ""
    note: str = ""
    never: bool = False
    only_with: Literal["", "federation", "XMPP"] = ""
    products: tuple[str, ...] = (R2, LYNC2010, LYNC2013)
    references: tuple[str, ...] = (_PORT_SUMMARY,)


_FEDERATION = "federation, public IM or push notifications"
XMPP = "XMPP federation"
_OLD_PARTNERS = "required for OCS 2007 partners only, recommended by the field"
_TCP_REASON = (
    "Since OCS 2007 R2 media of users outside can be tunnelled over UDP 3478, but not over TCP: desktop sharing needs "
    "the range over TCP."
)
_INWARD = (
    "The port summary opens the range inward for partners of OCS 2007 only. A published field article keeps "
    "recommending it: it helps from Edge to Edge, and for Edge servers with DNS load balancing behind NAT, which else "
    f"tunnel over UDP 3478. {_TCP_REASON}"
)
_BOTH = (_PORT_SUMMARY, AV_FIREWALL, _FIELD)
#: the rules between the internet and the Edge
OUTSIDE: tuple[Row, ...] = (
    Row(
        id="FX1",
        direction="in",
        source=Who.ANY,
        destination=Who.ACCESS,
        need=needs.SIP_CLIENTS,
        condition="users sign in from outside",
    ),
    Row(
        id="FX2",
        direction="in",
        source=Who.ANY,
        destination=Who.ACCESS,
        need=needs.SIP_FEDERATION,
        condition=_FEDERATION,
        only_with="federation",
    ),
    Row(
        id="FX3",
        direction="out",
        source=Who.ACCESS,
        destination=Who.ANY,
        protocol="TCP",
        port=5061,
        transport="SIP/MTLS",
        purpose=needs.SIP_FEDERATION.purpose,
        condition=_FEDERATION,
        only_with="federation",
    ),
    Row(
        id="FX4U",
        direction="out",
        source=Who.ACCESS,
        destination=Who.ANY,
        protocol="UDP",
        port=53,
        transport="DNS",
        purpose="names of partners and of revocation lists",
    ),
    Row(
        id="FX4T",
        direction="out",
        source=Who.ACCESS,
        destination=Who.ANY,
        protocol="TCP",
        port=53,
        transport="DNS",
        purpose="answers that are too long for UDP",
    ),
    Row(
        id="FX5",
        direction="out",
        source=Who.ACCESS,
        destination=Who.ANY,
        protocol="TCP",
        port=80,
        transport="HTTP",
        purpose="certificate revocation lists",
    ),
    Row(
        id="FX6",
        direction="in",
        source=Who.ANY,
        destination=Who.WEB_CONFERENCING,
        need=needs.PSOM_EXTERNAL,
        condition="web conferencing with users outside",
    ),
    Row(id="FX7T", direction="in", source=Who.ANY, destination=Who.AV, need=needs.TURN_TCP_EXTERNAL),
    Row(
        id="FX7TO",
        direction="out",
        source=Who.AV,
        destination=Who.ANY,
        protocol="TCP",
        port=443,
        transport="STUN/TURN",
        purpose=needs.TURN_TCP_EXTERNAL.purpose,
    ),
    Row(id="FX7U", direction="in", source=Who.ANY, destination=Who.AV, need=needs.TURN_UDP_EXTERNAL),
    Row(
        id="FX7UO",
        direction="out",
        source=Who.AV,
        destination=Who.ANY,
        protocol="UDP",
        port=3478,
        transport="STUN/TURN",
        purpose=f"{needs.TURN_UDP_EXTERNAL.purpose}; finds the version of the other Edge",
    ),
    Row(
        id="FX8",
        direction="out",
        source=Who.AV,
        destination=Who.ANY,
        protocol="TCP",
        source_port=MEDIA,
        port="any",
        transport="SRTP",
        purpose="media and desktop sharing with partners of every version",
        condition="required for audio, video and desktop sharing with partners",
        note=f"{_TCP_REASON} Where rules name ports of receivers only, TCP 443 outward is enough.",
        references=(_PORT_SUMMARY, AV_FIREWALL),
    ),
    Row(
        id="FX9UO",
        direction="out",
        source=Who.AV,
        destination=Who.ANY,
        protocol="UDP",
        source_port=MEDIA,
        port="any",
        transport="SRTP",
        purpose="media with partners of OCS 2007",
        condition=_OLD_PARTNERS,
        note=_INWARD,
        references=_BOTH,
    ),
    Row(
        id="FX9U",
        direction="in",
        source=Who.ANY,
        destination=Who.AV,
        protocol="UDP",
        port=MEDIA,
        transport="SRTP",
        purpose="media with partners of OCS 2007",
        condition=_OLD_PARTNERS,
        note=_INWARD,
        references=_BOTH,
    ),
    Row(
        id="FX9T",
        direction="in",
        source=Who.ANY,
        destination=Who.AV,
        protocol="TCP",
        port=MEDIA,
        transport="SRTP",
        purpose="media with partners of OCS 2007",
        condition=_OLD_PARTNERS,
        note=_INWARD,
        references=_BOTH,
    ),
    Row(
        id="FX10",
        direction="in",
        source=Who.ANY,
        destination=Who.ACCESS,
        need=needs.XMPP_EXTERNAL,
        condition=XMPP,
        only_with="XMPP",
    ),
    Row(
        id="FX10O",
        direction="out",
        source=Who.ACCESS,
        destination=Who.ANY,
        protocol="TCP",
        port=5269,
        transport="XMPP",
        purpose=needs.XMPP_EXTERNAL.purpose,
        condition=XMPP,
        only_with="XMPP",
    ),
)
