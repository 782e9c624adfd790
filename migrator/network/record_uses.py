"""What each DNS record is for, to which role it leads and who asks for it, whatever the estate.

Sources: l13-dns-determine, l13-dns-edge-nat, l13-dns-federation, l13-dns-autodiscover, l13-dns-mobility,
l13-dns-reverse-proxy, l13-dns-front-end, l13-dns-front-end-pool, l13-simple-urls, l13-update-srv-r2.
"""

from __future__ import annotations

import attrs

from .clients import BY_SRV_ONLY, Client
from .lookups import Side

_SIGN_IN = (*BY_SRV_ONLY, Client.LYNC_2013)


@attrs.frozen(kw_only=True)
class RecordUse:
    """What a record is for, whatever the estate.

    Attributes:
        type: ``SRV``, or ``A`` for a host name, which may also have AAAA records or, where *may_alias*, be an alias.
        leads_to: the role that it leads to.
        needed: when it is needed.
        fails: what does not work without it.
        clients: the generations that ask for it.
        phase: what the migration changes.
        note: where the published sources disagree, what each says.
    """

    side: Side
    type: str
    leads_to: str
    purpose: str
    needed: str
    fails: str
    clients: tuple[Client, ...] = ()
    may_alias: bool = False
    phase: str = ""
    note: str = ""


ACCESS_HOST = RecordUse(
    side=Side.PUBLIC,
    type="A",
    leads_to="public address of the Access Edge or of its load balancer",
    purpose="sign-in from outside, federation",
    needed="an Edge is deployed",
    fails="sign-in from outside and federation",
    clients=_SIGN_IN,
    phase="Without a load balancer it is changed when the new Edge takes over; lower its TTL before.",
)
WEB_CONFERENCING_HOST = RecordUse(
    side=Side.PUBLIC,
    type="A",
    leads_to="public address of the Web Conferencing Edge",
    purpose="content of meetings for users outside",
    needed="an Edge is deployed",
    fails="content of meetings for users outside",
)
AV_HOST = RecordUse(
    side=Side.PUBLIC,
    type="A",
    leads_to="public address of the A/V Edge",
    purpose="audio and video with users outside",
    needed="an Edge is deployed",
    fails="audio and video with users outside",
)
CLIENTS_OUTSIDE = RecordUse(
    side=Side.PUBLIC,
    type="SRV",
    leads_to="Access Edge",
    purpose="automatic sign-in from outside",
    needed="clients sign in from outside without a configured server",
    fails="automatic sign-in from outside by the SRV record; clients fall back to the hosts sip. and sipexternal.",
    clients=_SIGN_IN,
    note=(
        "An article lists it among the records of federation; the published summary lists it for the automatic "
        "configuration of clients only."
    ),
)
PARTNERS = RecordUse(
    side=Side.PUBLIC,
    type="SRV",
    leads_to="Access Edge",
    purpose="partners find this organisation; mobile push notifications",
    needed="federation is open, or push notifications are used",
    fails="federation with partners that do not list this Access Edge themselves, and push notifications",
    clients=(Client.MOBILE,),
)
DISCOVER_OUTSIDE = RecordUse(
    side=Side.PUBLIC,
    type="A",
    leads_to="reverse proxy (or, as an alias, the external web name)",
    purpose="mobile clients and Lync 2013 find their web services",
    needed="mobile, Store app or Lync 2013 clients outside",
    fails="automatic sign-in of mobile clients, and sign-in of the Store app",
    clients=(Client.LYNC_2013, Client.MOBILE, Client.STORE_APP),
    may_alias=True,
)
WEB_OUTSIDE = RecordUse(
    side=Side.PUBLIC,
    type="A",
    leads_to="listener of the reverse proxy",
    purpose="Address Book, expansion of groups, meetings and mobility from outside",
    needed="web services are published",
    fails="Address Book, expansion of groups and joining of meetings from outside",
    may_alias=True,
)
MEETINGS_OUTSIDE = RecordUse(
    side=Side.PUBLIC,
    type="A",
    leads_to="listener of the reverse proxy",
    purpose="joining meetings, dial-in page",
    needed="conferences are published",
    fails="joining of meetings from outside",
    may_alias=True,
)
XMPP_PARTNERS = RecordUse(
    side=Side.PUBLIC,
    type="SRV",
    leads_to="Access Edge with the XMPP proxy",
    purpose="XMPP partners find this organisation",
    needed="XMPP federation of Lync Server 2013 is used",
    fails="XMPP federation",
)
CLIENTS_INSIDE = RecordUse(
    side=Side.INTERNAL,
    type="SRV",
    leads_to="pool or Director",
    purpose="automatic sign-in inside",
    needed="clients sign in without a configured server",
    fails="automatic sign-in inside by the SRV record; clients fall back to the hosts sipinternal. and sip.",
    clients=_SIGN_IN,
    phase="It leads to the legacy pool until all users are moved, then to the new pool, before the old one is removed.",
    note=(
        "One page says that the target must lie in the SIP domain, another shows an example where it does not, and "
        "names the policy DisableStrictDNSNaming; by default clients compare the names strictly."
    ),
)
CLIENTS_INSIDE_TCP = RecordUse(
    side=Side.INTERNAL,
    type="SRV",
    leads_to="pool or Director",
    purpose="sign-in inside without encryption",
    needed="only if clients may sign in over TCP",
    fails="nothing where clients use TLS",
    clients=_SIGN_IN,
)
DISCOVER_INSIDE = RecordUse(
    side=Side.INTERNAL,
    type="A",
    leads_to="internal web services of the Director, else of the pool",
    purpose="Lync 2013 and mobile clients inside find their web services",
    needed="Lync 2013, mobile or Store app clients inside",
    fails="clients inside get the external answer, or none",
    clients=(Client.LYNC_2013, Client.MOBILE, Client.STORE_APP),
    may_alias=True,
)
FALLBACK_INSIDE = RecordUse(
    side=Side.INTERNAL,
    type="A",
    leads_to="pool or Director",
    purpose="sign-in inside where no SRV record is found; Lync Phone Edition",
    needed="phones, or clients without SRV records",
    fails="the fallback of clients inside, and Lync Phone Edition",
    clients=(*_SIGN_IN, Client.PHONE),
    may_alias=True,
)
POOL_HOST = RecordUse(
    side=Side.INTERNAL,
    type="A",
    leads_to="each Front End Server (DNS load balancing), else the load balancer",
    purpose="clients and servers find the pool",
    needed="always",
    fails="everything that the pool does",
)
EDGE_INSIDE = RecordUse(
    side=Side.INTERNAL,
    type="A",
    leads_to="internal address of each Edge server",
    purpose="internal servers and clients reach the Edge, which is in no domain and so does not register itself",
    needed="an Edge is deployed",
    fails="audio and video with users outside, A/V authentication and replication",
)
MEETINGS_INSIDE = RecordUse(
    side=Side.INTERNAL,
    type="A",
    leads_to="Director, else pool",
    purpose="joining meetings, dial-in page, Control Panel",
    needed="conferences are used",
    fails="joining of meetings inside",
    may_alias=True,
)
TIME = RecordUse(
    side=Side.INTERNAL,
    type="SRV",
    leads_to="domain controller",
    purpose="time of Lync Phone Edition",
    needed="phones are used",
    fails="phones ask time.windows.com",
    clients=(Client.PHONE,),
)
PHONE_UPDATES = RecordUse(
    side=Side.INTERNAL,
    type="A",
    leads_to="pool with the Device Update Web service",
    purpose="phones that nobody has signed in to find their updates",
    needed="phones are used",
    fails="updates of phones before the first sign-in",
    clients=(Client.PHONE,),
    may_alias=True,
)
NEXT_HOP = RecordUse(
    side=Side.EDGE,
    type="A",
    leads_to="the pool or Director that is the next hop, and its servers",
    purpose="the Edge finds its next hop, by internal DNS or its hosts file",
    needed="always",
    fails="sign-in from outside, federation and media credentials: the Edge passes all authentication inwards",
)
