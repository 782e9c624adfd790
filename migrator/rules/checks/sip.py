"""SIP responses that say something without an ms-diagnostics header."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.evidence import TraceRecord
from ...occurrences.occurrence import joined
from ..engine.model import Context, Grade, Hit, Severity, rule
from ..engine.values import Amount, Host
from ..happened import ANY_PRODUCT, happened, times_of


@rule(
    id="SIP-504",
    title="504 from a partner without ms-diagnostics",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=ANY_PRODUCT,
    needs=(TraceRecord,),
    message=(
        "{times:response|responses} 504 Server time-out between {sender} and {receiver} without ms-diagnostics: a "
        "server on the way refused or got no usable answer; no network time-out"
    ),
    effect="Messages to the partner fail; only the side that refused knows why, as with ms-diagnostics 1034.",
    remediation=(
        "While each server reaches the other: test the own SRV record first, as it is seen from outside (migrator edge "
        "dns --zone FILE --vantage public; DNS-01 to DNS-04), then the certificate of the Access Edge (CERT-01), then "
        "ask the partner for the trace of their Edge at that time."
    ),
    references=("netdork-federation-dns", "ms-ocer"),
    basis="one field report had it without a network fault; a network time-out of a partner would look alike",
    minutes=30,
)
def refused_without_reason(estate: Estate, context: Context) -> Iterator[Hit]:
    """A trace has responses 504 between two domains, and none of them has an ms-diagnostics header.

    Why it matters: the words "Server time-out" lead to the network, where nothing is wrong.

    When it is wrong: the trace of the Edge was taken without the component SipStack, or the partner cannot be reached.
    """
    pairs: dict[tuple[str, str], list[int]] = {}
    groups = [group for group in happened(estate, context, TraceRecord, "504") if group.sighting.diagnosis is None]
    for at, group in enumerate(groups):
        pairs.setdefault((group.sighting.sender, group.sighting.receiver), []).append(at)
    for (sender, receiver), places in pairs.items():
        if sender == receiver and sender:
            continue
        together = joined([groups[at] for at in places])
        yield Hit(
            item=None,
            part=f"{sender} {receiver}",
            places={
                "times": Amount(together.count),
                "sender": Host(sender or "an unknown domain"),
                "receiver": Host(receiver or "an unknown domain"),
            },
            evidence=times_of(together),
        )
