"""Topology of the Edge: external names that belong to no SIP domain (TOP-22)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from ...estate.estate import Estate
from ...estate.network import is_address
from ...estate.topology import EdgePool, SipDomain
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_PRODUCTION, B_PRODUCTION
from ..engine.values import Host, Places, Text, texts
from .top_0 import ALL, names_of

#: likeness from which a domain looks like a SIP domain with one or two wrong letters
_LIKE = 0.8


@rule(
    id="TOP-22",
    title="External name of the Edge is in no SIP domain",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(EdgePool, SipDomain),
    message="The {what} of Edge pool {item} is {name}, which is directly below none of the SIP domains: {domains}",
    variants={
        "typing": Wording(
            message="The {what} of Edge pool {item} is {name}, which looks like a typing error of {meant}",
            effect="Clients and partners look up the right name; certificate and DNS of the wrong one do not help.",
            remediation=(
                "Compare the letters. If it is a mistake: Topology Builder: Edge pools > the pool > Edit Properties, "
                "publish, and request the certificate again."
            ),
        )
    },
    effect=(
        "Partners and clients that find the Access Edge by an SRV record expect a host directly below the SIP domain; "
        "others get a certificate that does not fit, or no answer."
    ),
    remediation=(
        "Give the Access Edge a name below the default SIP domain (such as sip.DOMAIN), or publish a host record in "
        "each SIP domain and put those names into the certificate."
    ),
    references=("l13-dns-sign-in", "l13-edge-topology"),
    basis="the DNS pages show the host directly below the SIP domain; that other names fail is from the field",
    minutes=60,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def name_in_no_sip_domain(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The Access Edge FQDN is directly below no SIP domain, or an external name is nearly below one.

    Why it matters: names of the Edge are typed by hand, and a wrong letter is in DNS, certificate and topology then.

    When it is wrong: the name belongs to a public domain on purpose and each SIP domain has its own host record.
    """
    for product in ALL:
        domains = {(d.name or d.key).casefold() for d in estate.of(SipDomain, product=product)}
        for edge in estate.each(EdgePool, product=product) if domains else ():
            for what, name in list(names_of(edge))[1:]:
                parent = name.casefold().rstrip(".").partition(".")[2]
                if is_address(name) or not parent or parent in domains:
                    continue
                places: Places = {"what": Text(what), "domains": texts(sorted(domains))}
                evidence = {"name": Host(name)}
                below = any(parent.endswith("." + domain) for domain in domains)
                if not below and (meant := get_close_matches(parent, domains, n=1, cutoff=_LIKE)):
                    yield Hit(
                        item=edge,
                        variant="typing",
                        part=what,
                        severity=Severity.WARNING,
                        places={**places, "meant": Host(meant[0])},
                        evidence=evidence,
                    )
                elif what == "Access Edge FQDN":
                    yield Hit(item=edge, part=what, places=places, evidence=evidence)
