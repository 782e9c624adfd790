"""The XMPP gateway of Lync Server 2010 during coexistence (L10-XMP-001a)."""

from __future__ import annotations

from ..engine.model import LYNC2010
from ..engine.phases import B_PRODUCTION
from .r2_xmp import GATEWAY

L10_GATEWAY = GATEWAY.rule(
    "L10-XMP-001a",
    LYNC2010,
    phases=(B_PRODUCTION,),
    references=("l13-xmpp-2010", "l13-xmpp-gateway-final", "new-csxmppallowedpartner"),
)
