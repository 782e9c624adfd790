"""Conference directories of pools that will be removed (R2-CDIR-005, L10-CDIR-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import ConferenceDirectory
from ...estate.estate import Estate
from ...estate.topology import Pool
from ..engine.check import Check
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity
from .homes import lives_on, pools_to_remove


def _left_behind(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A conference directory belongs to a pool that will be removed.

    Why it matters: dial-in of all migrated meetings stops if the pool goes first; the last Front End of OCS cannot be
    deactivated.

    When it is wrong: the directory is moved by the plan at the right moment, after the UC applications are deactivated.
    """
    for pool in pools_to_remove(estate, context, product):
        for directory in estate.of(ConferenceDirectory, product=product):
            if lives_on(estate, directory.pool, pool):
                yield Hit(
                    item=directory,
                    message=f"conference directory {directory.key} is on {pool.title}, which will be removed",
                    evidence={"pool": pool.key},
                )


LEFT_BEHIND = Check(
    title="Conference directory on a pool to be removed",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(ConferenceDirectory, Pool),
    answers=("pools_to_remove",),
    effect="Dial-in of all migrated meetings stops.",
    remediation=(
        "In the order of migration.md 8.2, in a new shell: "
        "Move-CsConferenceDirectory -Identity ID -TargetPool POOL; check ServiceID."
    ),
    references=(
        "l13-confdirs-r2",
        "r2-remove-roles",
        "move-csconferencedirectory",
        "l13-confdirs-2010",
        "l13-access-numbers-r2",
    ),
    find=_left_behind,
    minutes=30,
)
DIRECTORIES_TO_REMOVE = (
    LEFT_BEHIND.rule("R2-CDIR-005", R2, blocks="10 Remove"),
    LEFT_BEHIND.rule("L10-CDIR-001", LYNC2010, blocks="8 Remove"),
)
