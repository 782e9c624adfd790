"""Trusted applications of Lync Server 2010."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Pool, TrustedApplicationPool
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_REMOVE
from .r2_um import left_on


@rule(
    id="L10-TRU-001",
    title="Trusted application pool with its next hop on a pool to be removed",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(TrustedApplicationPool, Pool),
    answers=("pools_to_remove",),
    targets=("2013",),
    message="The next hop of trusted application pool {item!r} is {pool}, which will be removed",
    effect="The applications of the pool cannot be reached.",
    remediation="Set-CsTrustedApplicationPool -Identity NAME -Registrar NEW, then Enable-CsTopology.",
    references=("l13-trusted-apps-2010", "set-cstrustedapplicationpool", "enable-cstopology"),
    basis="that the application is unreachable afterwards is inferred",
    minutes=20,
    phases=(B_REMOVE,),
)
def trusted_applications(estate: Estate, context: Context) -> Iterator[Hit]:
    """The next hop of a trusted application pool is a pool that will be removed.

    Why it matters: calls and messages of its applications go through that pool.

    When it is wrong: the applications will no longer be used.
    """
    yield from left_on(estate, context, LYNC2010, TrustedApplicationPool, "registrar")
