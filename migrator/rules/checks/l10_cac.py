"""Call admission control of Lync Server 2010 (L10-CAC)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.references import pool_named
from ...estate.topology import Pool
from ..engine.answers import listed
from ..engine.departures import pools_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_REMOVE
from ..engine.values import Host


@rule(
    id="L10-CAC-001",
    title="Call admission control runs on a pool to be removed",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool,),
    answers=("cac_pools", "pools_to_remove"),
    targets=("2013",),
    message="{item} runs call admission control and will be removed",
    effect="The site has no call admission control.",
    remediation="In the properties of the site choose the 2013 pool for call admission control, then publish.",
    references=("l13-reset-cac",),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=30,
    phases=(B_REMOVE,),
)
def admission_control(estate: Estate, context: Context) -> Iterator[Hit]:
    """A pool that you named for call admission control is one that will be removed.

    Why it matters: nothing checks the bandwidth of calls of the site after that.

    When it is wrong: call admission control was re-assigned after you answered.
    """
    going = {pool.key for pool in pools_to_remove(estate, context, LYNC2010)}
    for name in dict.fromkeys(listed(context.answers, "cac_pools")):
        pool = pool_named(estate, name, LYNC2010)
        if pool is not None and pool.key in going:
            yield Hit(item=pool, evidence={"answer cac_pools": Host(name)})
