"""The Windows services of an Edge server: names, executables and what each does, by product.

Names and executables of the first five: schertz-edge-ports. XmppProxy.exe and ClsAgent.exe are in the list of
l13-antivirus; that the logging agent is the service RTCCLSAGT is public for the version after Lync Server 2013 only,
and no public source has the service name of the XMPP proxy. Display names of OCS 2007 R2 begin with "Office
Communications Server"; those of its A/V services follow from that rule.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..estate.products import LYNC2010, LYNC2013, R2

_LYNC = (LYNC2010, LYNC2013)
#: what display names begin with
_PREFIX = {R2: "Office Communications Server", LYNC2010: "Lync Server", LYNC2013: "Lync Server"}


@attrs.frozen(kw_only=True)
class EdgeService:
    """A service of an Edge server.

    Attributes:
        name: the service name; "" where no public source has it.
        title: the display name without the name of the product.
        process: its executable.
        purpose: what it does, in one sentence.
        without_it: what fails while it does not run.
    """

    name: str
    title: str
    process: str
    purpose: str
    without_it: str
    products: tuple[str, ...] = (R2, *_LYNC)
    only_with_xmpp: bool = False

    def display_name(self, product: str) -> str:
        """The name that the Services window of *product* shows."""
        return f"{_PREFIX[product]} {self.title}"

    def is_named(self, *names: str | None) -> bool:
        """Whether one of *names* is its service name or its display name, of any product."""
        own = {self.name.casefold(), *(f"{prefix} {self.title}".casefold() for prefix in _PREFIX.values())} - {""}
        return any(name.strip().casefold() in own for name in names if name)


ACCESS_EDGE = EdgeService(
    name="RTCSRV",
    title="Access Edge",
    process="RTCSrv.exe",
    purpose=("Proxies SIP between outside and the next hop. It cannot authenticate users: it passes that inward."),
    without_it="nobody signs in from outside, and there is no federation",
)
AUTHENTICATION = EdgeService(
    name="RTCMRAUTH",
    title="Audio/Video Authentication",
    process="MRASSvc.exe",
    purpose="Gives the credentials for the media relay to registered and federated users, one request at a time.",
    without_it="no audio, video or desktop sharing crosses the Edge",
)
AV_EDGE = EdgeService(
    name="RTCMEDIARELAY",
    title="Audio/Video Edge",
    process="MediaRelaySvc.exe",
    purpose="Relays media, desktop sharing and file transfer between inside and outside (ICE, STUN, TURN).",
    without_it="no audio, video or desktop sharing crosses the Edge",
)
WEB_CONFERENCING = EdgeService(
    name="RTCDATAPROXY",
    title="Web Conferencing Edge",
    process="DataProxy.exe",
    purpose="Proxies the content of meetings (PSOM): whiteboards, presentations, polls, uploads.",
    without_it="meetings have no content for users outside",
)
REPLICA = EdgeService(
    name="REPLICA",
    title="Replica Replicator Agent",
    process="ReplicaReplicatorAgent.exe",
    purpose="Receives the configuration from the Central Management store.",
    without_it="the Edge keeps its old configuration",
    products=_LYNC,  # OCS 2007 R2 has no Central Management store
)
XMPP_PROXY = EdgeService(
    name="",
    title="XMPP Translating Gateway Proxy",
    process="XmppProxy.exe",
    purpose="Proxies XMPP between partners and the XMPP gateway of the Front End pool.",
    without_it="XMPP partners are not reached",
    products=(LYNC2013,),
    only_with_xmpp=True,
)
LOGGING_AGENT = EdgeService(
    name="RTCCLSAGT",
    title="Centralized Logging Service Agent",
    process="ClsAgent.exe",
    purpose="Writes traces when the Centralized Logging Service asks for them.",
    without_it="the Edge writes no traces for the Centralized Logging Service",
    products=(LYNC2013,),
)
ALL_SERVICES = (ACCESS_EDGE, AUTHENTICATION, AV_EDGE, WEB_CONFERENCING, REPLICA, XMPP_PROXY, LOGGING_AGENT)


def services_of(product: str, *, xmpp: bool | None) -> Iterator[EdgeService]:
    """The services that an Edge server of *product* has; that of XMPP only if it is used."""
    for service in ALL_SERVICES:
        if product in service.products and not (service.only_with_xmpp and not xmpp):
            yield service


def service_of_process(process: str | None) -> EdgeService | None:
    """The service whose executable *process* is; None for any other."""
    name = (process or "").strip().casefold()
    return next((service for service in ALL_SERVICES if service.process.casefold() == name), None)
