"""Clients of Lync Server 2010 (L10-CLI-001 and 002)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.evidence import ClientVersion
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_PRODUCTION
from ..engine.values import Amount
from .r2_usr_1 import UNSUPPORTED_CLIENT

L10_UNSUPPORTED_CLIENT = UNSUPPORTED_CLIENT.rule(
    "L10-CLI-001", LYNC2010, phases=(B_PRODUCTION,), references=("l13-old-clients", "l13-clients-2010")
)


@rule(
    id="L10-CLI-002",
    title="Only Lync 2010 clients, and no SRV records",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(LYNC2010,),
    needs=(ClientVersion,),
    answers=("srv_records_published",),
    targets=("2013",),
    message="Only clients up to Lync 2010 sign in, and no SRV record is published",
    effect="Lync 2010 clients do not find the new pool.",
    remediation="Publish the SRV records of sign-in (_sipinternaltls._tcp and _sip._tls).",
    references=("giombini-lyncdiscover", "l13-dns-sign-in"),
    basis="one trace, which contradicts the documentation",
    minutes=30,
    phases=(B_PRODUCTION,),
)
def no_records_for_old_clients(estate: Estate, context: Context) -> Iterator[Hit]:
    """No client newer than Lync 2010 signs in, and the SRV records of sign-in are not published.

    Why it matters: Lync 2010 clients find their pool by SRV records; lyncdiscover serves newer ones.

    When it is wrong: the clients are configured by hand.
    """
    clients = estate.of(ClientVersion, product=LYNC2010)
    newer = any("/15." in (client.user_agent or "") or "/5." in (client.user_agent or "") for client in clients)
    if clients and not newer and context.answers["srv_records_published"] == "no":
        yield Hit(item=None, evidence={"client versions": Amount(len(clients))})
