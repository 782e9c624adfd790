"""The numbers of people in documents without names; a number never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select

from . import schema


def person_numbers(connection: Connection, identities: Iterable[str]) -> dict[str, int]:
    """The number of each of *identities*; new ones get the next numbers, in their order."""
    known = {row.identity: row.number for row in connection.execute(select(schema.person))}
    last = connection.scalar(select(func.max(schema.person.c.number))) or 0
    wanted = list(dict.fromkeys(identities))
    new = {identity: number for number, identity in enumerate((i for i in wanted if i not in known), last + 1)}
    if new:
        connection.execute(
            insert(schema.person),
            [
                {"digest": hashlib.sha256(identity.encode()).hexdigest(), "identity": identity, "number": number}
                for identity, number in new.items()
            ],
        )
    return {identity: known.get(identity) or new[identity] for identity in wanted}
