"""XMPP partners during coexistence (R2-XMP-001 and 002)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.external import XmppPartner
from ...estate.users import User
from ..engine.check import Check
from ..engine.model import LYNC2013, R2, Context, Grade, Hit, Severity
from ..engine.phases import A_PRODUCTION
from ..engine.values import Amount


def _gateway(_estate: Estate, context: Context, _product: str) -> Iterator[Hit]:
    """The XMPP gateway of OCS 2007 R2 is in use.

    Why it matters: users on the old pool reach XMPP partners only through it, and so do users on the new pool until
    the partner is configured there. Users on a Survivable Branch Appliance never get XMPP.

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
    basis="the order is documented, what is lost otherwise inferred",
    targets=("2013",),
    minutes=60,
    find=_gateway,
)
R2_GATEWAY = GATEWAY.rule("R2-XMP-001", R2, phases=(A_PRODUCTION,))


def _partner_too_early(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """An XMPP partner is defined on Lync Server 2013 while users are on the legacy pools.

    Why it matters: users on 2013 can use the gateway of OCS only as long as the partner is not configured on 2013.

    When it is wrong: the remaining users do not use XMPP.
    """
    remaining = sum(_is_legacy(estate, user) for user in estate.of(User, product=product))
    for partner in estate.each(XmppPartner, product=LYNC2013) if remaining else ():
        yield Hit(item=partner, evidence={"users left": Amount(remaining)})


def _is_legacy(estate: Estate, user: User) -> bool:
    """Whether the home pool of a user is known and is of the user's product."""
    pool = estate.find("pool", user.pool, product=user.product)
    return pool is not None and pool.product == user.product


PARTNER_TOO_EARLY = Check(
    title="XMPP partner defined on 2013 too early",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(User,),
    message="XMPP partner {item} is on 2013 while {users_left:user is|users are} on legacy pools",
    effect="Users on 2013 can no longer use the gateway of OCS; users on the legacy pools may lose the partner.",
    remediation="Remove-CsXmppAllowedPartner -Identity DOMAIN until all users are moved.",
    references=("l13-xmpp-r2", "new-csxmppallowedpartner"),
    basis="documented for users on 2013; what legacy users meet is inferred",
    targets=("2013",),
    minutes=20,
    find=_partner_too_early,
)
R2_PARTNER_TOO_EARLY = PARTNER_TOO_EARLY.rule("R2-XMP-002", R2, phases=(A_PRODUCTION,))
