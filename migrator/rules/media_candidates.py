"""What is known of media candidates at the external A/V address of an Edge (schertz-edge-ports and its readers)."""

from __future__ import annotations

from .engine.model import Wording

#: the port on which the A/V Edge is asked for relayed media
STUN_TCP = 443
CLIENTS = Wording(
    message="{count:internal address|internal addresses} connected to the external A/V address of {server}",
    effect=(
        "Normal: internal clients try the external A/V address as a candidate, and send no media there; media goes to "
        "the internal interface of the Edge, UDP 3478 or TCP 443."
    ),
)
THEORIES = (
    "a reader's two theories of such packets: a client that slept kept the public address in its DNS cache, which he "
    "refuted himself by traffic all day; or the client connected before its VPN came up"
)
