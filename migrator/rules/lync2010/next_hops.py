"""What a pool of Lync 2010 serves as admission control or next hop (L10-CAC-001, L10-TRU-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Pool, TrustedApplicationPool
from ..common.homes import pools_to_remove
from ..common.left_behind import left_on, pool_named
from ..engine.answers import listed
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule


@rule(
    id="L10-CAC-001",
    title="Call admission control runs on a pool that goes",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool,),
    answers=("cac_pools", "pools_to_remove"),
    targets=("2013",),
    effect="The site has no call admission control.",
    remediation="In the properties of the site choose the 2013 pool for call admission control, then publish.",
    references=("l13-reset-cac",),
    minutes=30,
    blocks="8 Remove",
)
def admission_control(estate: Estate, context: Context) -> Iterator[Hit]:
    """A pool that you named for call admission control is one that will be removed.

    Why it matters: bandwidth is no longer checked for calls of the site.

    When it is wrong: call admission control was re-assigned since.
    """
    going = {pool.key for pool in pools_to_remove(estate, context, LYNC2010)}
    for name in dict.fromkeys(listed(context.answers, "cac_pools")):
        pool = pool_named(estate, name, LYNC2010)
        if pool is not None and pool.key in going:
            yield Hit(
                item=pool,
                message=f"{pool.title} runs call admission control and will be removed",
                evidence={"answer cac_pools": name},
            )


@rule(
    id="L10-TRU-001",
    title="Trusted application pool with its next hop on a pool that goes",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(TrustedApplicationPool, Pool),
    answers=("pools_to_remove",),
    targets=("2013",),
    effect="The applications of the pool cannot be reached.",
    remediation="Set-CsTrustedApplicationPool -Identity NAME -Registrar NEW, then Enable-CsTopology.",
    references=(
        "l13-trusted-apps-2010",
        "set-cstrustedapplicationpool",
    ),
    basis="that the application is unreachable afterwards is inferred",
    minutes=20,
    blocks="8 Remove",
)
def trusted_applications(estate: Estate, context: Context) -> Iterator[Hit]:
    """The next hop of a trusted application pool is a pool that will be removed.

    Why it matters: calls and messages of its applications go by way of that pool.

    When it is wrong: the applications are given up.
    """
    what = "trusted application pool"
    yield from left_on(estate, context, LYNC2010, TrustedApplicationPool, "registrar", what)
