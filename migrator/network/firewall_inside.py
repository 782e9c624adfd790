"""The firewall rules between an Edge pool and the servers and clients behind it, and those of the reverse proxy.

Rows: l13-edge-ports; what must not be possible: l13-edge-av-firewall and l13-edge-interfaces; the reverse proxy:
l13-reverse-proxy-ports. That OCS 2007 R2 needs the same rows without replication and logging follows from its services.
"""

from __future__ import annotations

from ..estate.products import LYNC2010, LYNC2013
from . import listeners as needs
from .firewall_rows import AV_FIREWALL, XMPP, Leg, Row, Who

_OPTIONAL = "Autodiscover over HTTP, or redirection to HTTPS"
_UM = (
    "Exchange UM signals to Front Ends and never through the Edge, so it needs this row for media and none for SIP. A "
    "published answer says both: UM cannot communicate through an Edge, and UM is an internal client of its relay."
)
_NO_ROUTE = (AV_FIREWALL, "l13-edge-interfaces")
_PROXY = ("l13-reverse-proxy-ports",)

#: the rules between the Edge and the internal network, and those of the reverse proxy
INSIDE: tuple[Row, ...] = (
    Row(
        id="FI1",
        leg=Leg.INSIDE,
        direction="out",
        source=Who.FRONT_ENDS,
        destination=Who.EDGE,
        need=needs.SIP_INTERNAL,
    ),
    Row(
        id="FI2",
        leg=Leg.INSIDE,
        direction="in",
        source=Who.EDGE,
        destination=Who.NEXT_HOP,
        protocol="TCP",
        port=5061,
        transport="SIP/MTLS",
        purpose="SIP from outside to the next hop, and sign-in, which the Edge cannot check itself",
        note="The only rule that lets the Edge connect inward.",
    ),
    Row(
        id="FI3",
        leg=Leg.INSIDE,
        direction="out",
        source=Who.BRANCHES,
        destination=Who.EDGE,
        need=needs.MRAS,
        note=(
            "The port summary asks for it always. A published check list names it only where Front End and Mediation "
            "Server share a computer, which is too little. Credentials for media are given per request, to registered "
            "and federated users only; other SIP endpoints cannot use the service."
        ),
    ),
    Row(
        id="FI4",
        leg=Leg.INSIDE,
        direction="out",
        source=Who.EACH_FRONT_END,
        destination=Who.EACH_EDGE,
        need=needs.PSOM_INTERNAL,
        note="Never load balanced.",
    ),
    Row(
        id="FI5U",
        leg=Leg.INSIDE,
        direction="out",
        source=Who.EVERYBODY,
        destination=Who.EDGE,
        need=needs.TURN_UDP_INTERNAL,
        note=f"Often forgotten: calls then work over TCP and quality suffers. {_UM}",
    ),
    Row(
        id="FI5T",
        leg=Leg.INSIDE,
        direction="out",
        source=Who.EVERYBODY,
        destination=Who.EDGE,
        need=needs.TURN_TCP_INTERNAL,
        note=_UM,
    ),
    Row(
        id="FI6",
        leg=Leg.INSIDE,
        direction="out",
        source=Who.CENTRAL_STORE,
        destination=Who.EACH_EDGE,
        need=needs.REPLICATION,
        note="Never load balanced.",
        products=(LYNC2010, LYNC2013),
    ),
    Row(
        id="FI7",
        leg=Leg.INSIDE,
        direction="out",
        source=Who.XMPP_GATEWAY,
        destination=Who.EACH_EDGE,
        need=needs.XMPP_INTERNAL,
        condition=XMPP,
        only_with="XMPP",
    ),
    *(
        Row(
            id=f"FI8-{need.fixed}",
            leg=Leg.INSIDE,
            direction="out",
            source=Who.LOGGING_CONTROLLERS,
            destination=Who.EACH_EDGE,
            need=need,
            products=(LYNC2013,),
        )
        for need in needs.LOGGING
    ),
    Row(
        id="FI9",
        leg=Leg.INSIDE,
        direction="out",
        source=Who.INTERNAL_NETWORKS,
        destination=Who.EDGE,
        protocol="any",
        port="any",
        purpose="NAT between the internal networks and the Edge is not supported",
        never=True,
        references=_NO_ROUTE,
    ),
    Row(
        id="FI10",
        leg=Leg.INSIDE,
        direction="in",
        source=Who.ACCESS,
        destination=Who.EDGE,
        protocol="any",
        port="any",
        purpose="routing between the external and the internal subnet of the Edge is not supported",
        never=True,
        references=_NO_ROUTE,
    ),
    *(
        Row(
            id=id_,
            leg=leg,
            direction="in",
            source=source,
            destination=destination,
            protocol="TCP",
            port=port,
            transport="HTTPS" if port in (443, 4443) else "HTTP",
            purpose=purpose,
            condition="" if port in (443, 4443) else _OPTIONAL,
            note="Not the port 4443 of the Edge, which is replication." if port == 4443 else "",
            products=(LYNC2010, LYNC2013),
            references=_PROXY,
        )
        for id_, leg, source, destination, port, purpose in (
            ("RP1", Leg.PROXY_OUTSIDE, Who.ANY, Who.PROXY, 443, "web services, meetings, Autodiscover, address book"),
            ("RP2", Leg.PROXY_OUTSIDE, Who.ANY, Who.PROXY, 80, "web services over HTTP"),
            ("RP3", Leg.PROXY_INSIDE, Who.PROXY, Who.FRONT_ENDS, 4443, "external web services"),
            ("RP4", Leg.PROXY_INSIDE, Who.PROXY, Who.FRONT_ENDS, 8080, "external web services over HTTP"),
        )
    ),
)
