"""Response groups of Lync Server 2010 (L10-RGS-000)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.response_groups import Workflow
from ..common.rgs_pools import by_pool
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule


@rule(
    id="L10-RGS-000",
    title="Response groups have to be moved",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(Workflow,),
    effect=(
        "Move-CsRgsConfiguration takes all response groups of the pool or none; workflows arrive unmanaged; "
        "agents on 2010 cannot call on behalf of a group on 2013."
    ),
    remediation=(
        "Move the users first, then Move-CsRgsConfiguration -Source POOL_2010 -Destination POOL_2013 and "
        "Export-CsRgsConfiguration; never delete the 2010 copies before the pool is removed."
    ),
    references=(
        "l13-rgs-2010",
        "move-csrgsconfiguration",
        "export-csrgsconfiguration",
    ),
    minutes=90,
    blocks="7 Post",
)
def response_groups_to_move(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A pool of Lync Server 2010 holds workflows.

    Why it matters: the move has gates, and there is no choice of single groups, queues or workflows.

    When it is wrong: the response groups will not be used any more.
    """
    yield from by_pool(estate, LYNC2010)
