"""Clients and phones of Lync (L10-CLI-001 and 003)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.evidence import ClientVersion
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_USERS_PILOT, B_PRODUCTION
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Amount, Text
from .r2_usr_1 import UNSUPPORTED_CLIENT

L10_UNSUPPORTED_CLIENT = UNSUPPORTED_CLIENT.rule("L10-CLI-001", LYNC2010, phases=(B_PRODUCTION,))


#: the user agent of Lync Phone Edition: CPE/4.0.7423.1 OCPhone/4.0.7423.1 (l13-phone-inventory)
_PHONE = re.compile(r"\bOCPhone/(\d+(?:\.\d+)*)", re.IGNORECASE)


@rule(
    id="L10-CLI-003",
    title="Phones with older firmware",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=LYNC,
    needs=(ClientVersion,),
    targets=("2013",),
    message="{endpoints:phone has|phones have} firmware {version}, and {newest} is in use too",
    variants={"not counted": Wording("Some phones have firmware {version}, and {newest} is in use too")},
    effect=(
        "Older firmware of Lync Phone Edition does not know newer public certification authorities: sign-in of phones "
        "that are tethered by USB may fail on a pool with such a certificate."
    ),
    remediation=(
        "Import the current updates (UCUpdates.cab) on the new pool and approve the device update rules before the "
        "users of these phones move."
    ),
    references=("schertz-phone-edition", "l13-device-update-rules", "l13-phone-inventory"),
    basis="one published report; which firmware is too old is not published, so versions in use are compared",
    minutes=60,
    phases=(A_USERS_PILOT, B_PRODUCTION),
)
def old_firmware(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Phones sign in with firmware that is older than that of other phones.

    Why it matters: a new pool often has a certificate of another authority than the old one.

    When it is wrong: the phones are of models with updates of their own. If all phones have one version, the evidence
    does not show how old it is.
    """
    for product in with_evidence(estate, LYNC, ClientVersion):
        phones = [
            (tuple(map(int, match[1].split("."))), match[1], client)
            for client in estate.of(ClientVersion, product=product)
            if (match := _PHONE.search(client.user_agent or ""))
        ]
        newest, name = max(((number, text) for number, text, _ in phones), default=((), ""))
        for number, text, client in phones:
            if number < newest:
                count = client.endpoints
                yield Hit(
                    item=client,
                    variant="not counted" if count is None else "",
                    evidence={
                        "version": Text(text),
                        "newest": Text(name),
                        "endpoints": Text("some") if count is None else Amount(count),
                    },
                )
