"""SIP trunk: encryption, bandwidth and NAT of the line (TRK-01 to TRK-03)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Gateway
from ..engine.gaps import Ask, Gap
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.values import Text, items

_ALL = (R2, LYNC2010, LYNC2013)
#: kbit/s of one call to the PSTN: G.711 with headers and SRTP, and RTCP
_KBPS_OF_CALL = 92 + 5
_SOURCE = "giombini-sip-trunks"


@rule(
    id="TRK-01",
    title="SIP trunk over the internet without TLS and SRTP",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=_ALL,
    needs=(),
    answers=("trunk_line", "trunk_encrypted", "trunk_vpn"),
    message="The SIP trunk goes over the internet, and neither TLS and SRTP nor a VPN protects it",
    variants={
        "vpn": Wording(
            message="The SIP trunk goes over the internet and only a VPN protects it",
            effect="A VPN adds overhead to every packet, which can cost quality.",
            remediation="Prefer a provider with TLS (signalling) and SRTP (media).",
        )
    },
    effect="Calls can be intercepted on networks that nobody controls.",
    remediation="Choose a provider with TLS (signalling) and SRTP (media); else a VPN, which is less recommended.",
    references=(_SOURCE,),
    minutes=120,
)
def trunk_in_the_clear(_estate: Estate, context: Context) -> Iterator[Hit]:
    """The line of the SIP trunk is the internet, and it is not encrypted, or by a VPN only.

    Why it matters: signalling and media pass networks of others.

    When it is wrong: the trunk is a pilot without real calls.
    """
    answers = context.answers
    if answers["trunk_line"] == "internet" and answers["trunk_encrypted"] != "yes":
        vpn = answers["trunk_vpn"] == "yes"
        yield Hit(item=None, variant="vpn" if vpn else "", severity=Severity.WARNING if vpn else None)


@rule(
    id="TRK-02",
    title="Line of the SIP trunk is too narrow for the calls",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=_ALL,
    needs=(),
    answers=("trunk_concurrent_calls", "trunk_upstream_kbps"),
    message="{calls} concurrent calls need {needed} kbit/s in each direction; the line sends {upstream} kbit/s",
    effect="Calls break up as soon as the line is full; other traffic on it makes it worse.",
    remediation=(
        "Order more upstream, or limit the calls (call admission control). Asymmetric lines such as ADSL send much "
        "less than they receive."
    ),
    references=("l13-media-bandwidth", _SOURCE),
    basis=(
        "92 kbit/s for G.711 with headers and SRTP and 5 kbit/s for RTCP are documented; that a carrier may use "
        "another codec, and what a full line does, is inferred"
    ),
    minutes=60,
)
def line_too_narrow(_estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The concurrent calls of the answer, at 97 kbit/s each, are more than the upstream of the line.

    Why it matters: lines such as ADSL give limited upstream.

    When it is wrong: the carrier uses a codec of lower rate.
    """
    numbers = [context.answers[name].strip() for name in ("trunk_concurrent_calls", "trunk_upstream_kbps")]
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        yield Gap(
            reason="an answer is not a whole number", needs=(Ask("trunk_concurrent_calls"), Ask("trunk_upstream_kbps"))
        )
        return
    calls, upstream = map(int, numbers)
    if (needed := calls * _KBPS_OF_CALL) > upstream:
        places = {"calls": Text(str(calls)), "needed": Text(str(needed)), "upstream": Text(str(upstream))}
        yield Hit(item=None, places=places)


@rule(
    id="TRK-03",
    title="NAT on the way of a SIP trunk",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=_ALL,
    needs=(),
    answers=("trunk_nat",),
    message="NAT is between the Mediation Server and the carrier",
    variants={
        "tls": Wording(
            message="NAT is between the Mediation Server and the carrier, and {gateways} use TLS",
            effect="SIP carries addresses inside its messages; with TLS a firewall (ALG) cannot read and mend them.",
            remediation="Avoid NAT: give the Mediation Server or session border controller a public address.",
        )
    },
    effect="SIP carries addresses inside its messages, which NAT does not change; several issues are known.",
    remediation=(
        "Avoid NAT; else use a firewall that reads SIP (ALG). The source advises both an ALG and TLS: with TLS no ALG "
        "can read the signalling."
    ),
    references=(_SOURCE,),
    minutes=60,
)
def nat_on_the_way(estate: Estate, context: Context) -> Iterator[Hit]:
    """NAT is between the Mediation Server and the carrier.

    Why it matters: the published advice contradicts itself where the trunk is encrypted.

    When it is wrong: a session border controller ends the signalling on both sides of the NAT.
    """
    if context.answers["trunk_nat"] != "yes":
        return
    tls = [gateway for gateway in estate.of(Gateway) if (gateway.protocol or "").casefold() == "tls"]
    yield Hit(item=None, variant="tls" if tls else "", evidence={"gateways": items(tls)} if tls else {})
