"""Clients that 2013 does not support (R2-USR-011, L10-CLI-001)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.evidence import ClientVersion
from ..engine.check import Check
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity

#: words of a user agent -> the client; names of products and UCCAPI generations, no list is published (inferred)
_UNSUPPORTED = {
    r"(?:UCCAPI|OC|Communicator)[ /][23]\.": "Communicator 2007 or 2007 R2",
    r"Communicator 2007": "Communicator 2007 or 2007 R2",
    r"Live ?Meeting|\bLMC\b": "Live Meeting",
    r"Attendant": "Attendant",
    r"Attendee": "Attendee",
    r"Web ?App.*\b4\.|\bCWA[ /]4\.": "Web App 2010",
}


def _unsupported(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Clients in use that 2013 does not support: Communicator 2007, Live Meeting, Attendant, Attendee, Web App 2010.

    Why it matters: they do not work with 2013; Communicator 2007 R2 keeps instant messages and presence only.

    When it is wrong: user agents are told by their names, of which no list is published.
    """
    for client in estate.of(ClientVersion, product=product):
        agent = client.user_agent or ""
        name = next((n for pattern, n in _UNSUPPORTED.items() if re.search(pattern, agent, re.IGNORECASE)), None)
        if name:
            count = "some" if client.endpoints is None else str(client.endpoints)
            users = (
                "some endpoints use"
                if client.endpoints is None
                else counted(client.endpoints, "endpoint uses", "endpoints use")
            )
            message = f"{users} {agent} ({name})"
            yield Hit(item=client, message=message, evidence={"client": agent, "endpoints": count})


UNSUPPORTED = Check(
    title="Client that 2013 does not support",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(ClientVersion,),
    targets=("2013",),
    effect="The client does not work with 2013, or keeps instant messages and presence only.",
    remediation="Replace it before its users move (Lync 2010 or 2013 client, Web App 2013); client version policy.",
    references=(
        "l13-old-clients",
        "l13-deploy-clients-r2",
        "l13-clients-2010",
    ),
    find=_unsupported,
    minutes=60,
)
CLIENTS = (
    UNSUPPORTED.rule("R2-USR-011", R2, blocks="8 Production"),
    UNSUPPORTED.rule("L10-CLI-001", LYNC2010, blocks="6 Production"),
)
