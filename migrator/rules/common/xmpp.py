"""XMPP partners during coexistence (R2-XMP-001, R2-XMP-002, L10-XMP-001: migration.md 7.8)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.external import XmppPartner
from ...estate.users import User
from ..engine.check import Check, checked
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, rule


def _gateway(_estate: Estate, context: Context, _product: str) -> Iterator[Hit]:
    """The XMPP gateway of OCS 2007 R2 is in use.

    Why it matters: users on the old pool reach XMPP partners through it only, and so do users on the new pool until
    the partner is configured there.

    When it is wrong: nobody talks to an XMPP partner any more.
    """
    if context.answers["xmpp_gateway_in_use"] == "yes":
        yield Hit(item=None, message="the XMPP gateway of OCS 2007 R2 is in use: keep it until all users are moved")


def _partner_too_early(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """An XMPP partner is defined on Lync Server 2013 while users are on the legacy pools.

    Why it matters: the partner's messages then go to the new Edge, which legacy users are not reached by.

    When it is wrong: the remaining users do not use XMPP.
    """
    remaining = [user for user in estate.of(User, product=product) if _is_legacy(estate, user)]
    for partner in estate.of(XmppPartner, product=LYNC2013) if remaining else ():
        yield Hit(
            item=partner,
            message=f"XMPP partner {partner.title} is on 2013 while "
            f"{counted(len(remaining), 'user is', 'users are')} on legacy pools",
            evidence={"users left": str(len(remaining))},
        )


def _is_legacy(estate: Estate, user: User) -> bool:
    """Whether the home pool of a user is known and is of the user's product."""
    pool = estate.find("pool", user.pool, product=user.product)
    return pool is not None and pool.product == user.product


_GATEWAY = Check(
    title="XMPP gateway in use",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    answers=("xmpp_gateway_in_use",),
    effect="XMPP partners are lost for everybody if the gateway goes before the last user.",
    remediation=(
        "In this order: pool, Edge, all users, policies and certificates, partner on 2013 "
        "(New-CsXmppAllowedPartner), DNS last. Do not define the partner on 2013 before."
    ),
    references=("l13-xmpp-r2",),
    minutes=60,
    find=_gateway,
)
_PARTNER = Check(
    title="XMPP partner defined on 2013 too early",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(User,),
    effect="Users on the legacy pools lose the partner.",
    remediation="Remove-CsXmppAllowedPartner -Identity DOMAIN until all users are moved.",
    references=(
        "l13-xmpp-r2",
        "new-csxmppallowedpartner",
    ),
    minutes=20,
    find=_partner_too_early,
)
OF_R2 = (
    _GATEWAY.rule("R2-XMP-001", R2, blocks="8 Production"),
    _PARTNER.rule("R2-XMP-002", R2, blocks="8 Production"),
)


@rule(
    id="L10-XMP-001",
    title="XMPP gateway with Lync Server 2010",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(),
    effect="As each finding says; users on a Survivable Branch Appliance never get XMPP.",
    remediation="As each finding says.",
    references=(
        "l13-xmpp-2010",
        "l13-xmpp-gateway-final",
    ),
    minutes=60,
    blocks="6 Production",
)
def xmpp_of_2010(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The XMPP gateway of OCS 2007 R2 serves Lync Server 2010, or a partner is defined on 2013 before all users moved.

    Why it matters: partner, users and gateway have to change in one order.

    When it is wrong: nobody talks to an XMPP partner any more.
    """
    yield from checked({"gateway": _GATEWAY, "partner": _PARTNER}, estate, context, LYNC2010)
