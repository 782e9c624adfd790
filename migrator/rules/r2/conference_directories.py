"""Conference directories (R2-CDIR-006)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...estate.conferencing import AccessNumber, ConferenceDirectory
from ...estate.estate import Estate
from ...estate.topology import Pool
from ..model import R2, Context, Grade, Hit, Severity, rule

#: first RDN of a Lync pool: site id, colon, cluster number (formats.md 4.2)
_LYNC_POOL = re.compile(r"CN=[^,]*:\d+,", re.IGNORECASE)


@rule(
    id="R2-CDIR-006",
    title="Conference directory moved while the Conferencing Attendant is active",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(ConferenceDirectory, AccessNumber, Pool),
    effect=(
        "Deactivating the Conferencing Attendant fails: A call to a subtask failed.: The call to subtask "
        "AppServer.GetAppState failed. Pool is not ready."
    ),
    remediation=(
        "Move it back (Move-CsConferenceDirectory), deactivate the UC applications on every R2 Front End, "
        "Attendant first, then move it again."
    ),
    source="seed 004; migration.md 4.4, 8.2",
    minutes=60,
    blocks="10 Remove",
)
def directory_moved_too_early(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A Lync pool owns a conference directory while an OCS pool without one still has an active access number.

    Why it matters: OCS pools get a directory when they are created. One that has none left has handed it over
    before the Attendant was deactivated, and the deactivation fails.

    When it is wrong: Lync pools have directories of their own, which OCS evidence shows too; a pool whose directory
    was lost in another way looks the same.
    """
    directories = estate.of(ConferenceDirectory)  # one of a Lync pool is no object of OCS
    moved = [d for d in directories if _LYNC_POOL.match(d.pool or "")]
    for pool in estate.of(Pool, product=R2):
        if any(estate.find("pool", d.pool, product=R2) is pool for d in directories):
            continue
        active = [
            number.title
            for number in estate.of(AccessNumber, product=R2)
            if number.enabled is not False and estate.find("pool", number.pool, product=R2) is pool
        ]
        for directory in moved if active else ():
            yield Hit(
                item=directory,
                part=pool.key,
                message=(
                    f"conference directory {directory.directory_id} belongs to a Lync pool "
                    f"while {pool.title} still serves {', '.join(active)}"
                ),
                evidence={"owner": directory.pool or "", "active access numbers": "; ".join(active)},
            )
