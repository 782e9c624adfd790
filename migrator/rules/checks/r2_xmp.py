"""XMPP partners during coexistence (R2-XMP-001 and 002)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity
from ..engine.phases import A_PRODUCTION


def _gateway(_estate: Estate, context: Context, _product: str) -> Iterator[Hit]:
    """The XMPP gateway of OCS 2007 R2 is in use.

    Why it matters: users who are moved to the new pool go on using it, as long as the partner is not configured there.
    XMPP is not supported for users on a Survivable Branch Appliance.

    When it is wrong: nobody communicates with an XMPP partner any more.
    """
    if context.answers["xmpp_gateway_in_use"] == "yes":
        yield Hit(item=None)


GATEWAY = Check(
    title="XMPP gateway in use",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    answers=("xmpp_gateway_in_use",),
    message="The XMPP gateway of OCS 2007 R2 is in use: keep it until all users are moved",
    effect="XMPP partners are lost for everybody if the gateway goes before the last user.",
    remediation=(
        "In this order: pool, Edge, all users, policies and certificates, partner on 2013 "
        "(New-CsXmppAllowedPartner -Domain DOMAIN with the partner's -PartnerType, -TlsNegotiation, -SaslNegotiation, "
        "-SupportDialbackNegotiation and -AdditionalDomains), DNS last. Do not define the partner on 2013 before. The "
        "page for a migration from 2010 wants certificates, partner and DNS in parallel, to keep the outage short."
    ),
    references=("l13-xmpp-r2", "l13-xmpp-gateway-final", "new-csxmppallowedpartner"),
    basis="the order is documented; that users on the old pool have no other way, and what is lost, inferred",
    targets=("2013",),
    minutes=60,
    find=_gateway,
)
R2_GATEWAY = GATEWAY.rule("R2-XMP-001", R2, phases=(A_PRODUCTION,))
