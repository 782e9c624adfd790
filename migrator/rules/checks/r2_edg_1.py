"""Partners of a legacy Edge that do not fail over (R2-EDG-011)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.external import AllowedDomain, PublicProvider
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording
from ..engine.phases import A_PRODUCTION

#: public providers without failover on an Edge, "Lync Server 2013: DNS load balancing"
_SINGLE_ADDRESS = ("aol", "yahoo")


def _dns_load_balancing(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """The new Edge pool will use DNS load balancing, and there are partners that do not fail over with it.

    Why it matters: with it failover is lost for AOL, Yahoo, XMPP partners and partners on OCS.

    When it is wrong: the provider is configured but nobody communicates with it.
    """
    if context.answers["edge_dns_load_balancing"] != "yes":
        return
    for provider in estate.each(PublicProvider, product=product):
        name = f"{provider.title} {provider.proxy_fqdn or ''}".casefold()
        if provider.enabled is not False and any(word in name for word in _SINGLE_ADDRESS):
            yield Hit(item=provider)
    for name in ("xmpp_gateway_in_use", "federated_r2_partners"):
        if context.answers.get(name) == "yes":
            yield Hit(item=None, variant=name, part=name)


DNS_LOAD_BALANCING = Check(
    title="DNS load balancing on the Edge and partners that do not fail over",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(PublicProvider, AllowedDomain),
    any_need=True,
    answers=("edge_dns_load_balancing",),
    message="{item} does not fail over with DNS load balancing",
    variants={
        "xmpp_gateway_in_use": Wording("XMPP partners do not fail over with DNS load balancing"),
        "federated_r2_partners": Wording("Partners on OCS 2007 R2 do not fail over with DNS load balancing"),
    },
    effect="No failover for these partners.",
    remediation=(
        "Use hardware load balancers on both sides of the Edge pool (the internal and the external interface must be "
        "balanced in the same way), or accept it."
    ),
    basis="a hardware load balancer is documented for partners on OCS and public IM, for XMPP partners inferred",
    references=("l13-dns-load-balancing", "l13-hlb"),
    minutes=30,
    find=_dns_load_balancing,
)
R2_DNS_LOAD_BALANCING = DNS_LOAD_BALANCING.rule("R2-EDG-011", R2, phases=(A_PRODUCTION,))
