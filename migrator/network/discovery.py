"""What each generation of clients asks of DNS to find its server, and whether it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from .clients import DISCOVERY, NOTES, Client
from .lookups import NamesSeen, Presence, Side


@attrs.frozen(kw_only=True)
class DiscoveryStep:
    """One question of one generation of clients for one SIP domain, at one side.

    Attributes:
        position: in the order in which the client asks.
        when: a condition of the question; "" if it is always asked.
        note: what else must be known, where the sources disagree both sides.
    """

    client: Client
    position: int
    domain: str
    name: str
    type: str
    side: Side
    presence: Presence
    when: str
    note: str


def discovery_steps(domains: Iterable[str], names: NamesSeen) -> Iterator[DiscoveryStep]:
    """Every question of every generation, for each SIP domain."""
    for domain in domains:
        for client, asked in DISCOVERY.items():
            for position, question in enumerate(asked, start=1):
                name = f"{question.label}.{domain}"
                for side in question.sides:
                    found = names.lookup(side, name, "SRV") if question.type == "SRV" else names.host(side, name)
                    yield DiscoveryStep(
                        client=client,
                        position=position,
                        domain=domain,
                        name=name,
                        type=question.type,
                        side=side,
                        presence=found.presence,
                        when=question.when,
                        note=NOTES.get(client, ""),
                    )
