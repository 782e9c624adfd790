"""Common area phones of Lync Server 2010."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.devices import CommonAreaPhone
from ...estate.estate import Estate
from ...estate.topology import Pool
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_REMOVE
from .r2_um import left_on


@rule(
    id="L10-CAP-001",
    title="Common area phone on a pool to be removed",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(CommonAreaPhone, Pool),
    answers=("pools_to_remove",),
    targets=("2013",),
    message="Common area phone {item!r} is on {pool}, which will be removed",
    effect="The phone no longer works.",
    remediation="Get-CsCommonAreaPhone -Filter {RegistrarPool -eq 'OLD'} | Move-CsCommonAreaPhone -Target NEW.",
    references=("l13-common-area-phones", "move-cscommonareaphone", "get-cscommonareaphone"),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=5,
    phases=(B_REMOVE,),
)
def common_area_phones(estate: Estate, context: Context) -> Iterator[Hit]:
    """A common area phone is homed on a pool that will be removed.

    Why it matters: the phone cannot sign in after the pool is removed.

    When it is wrong: the phone will no longer be used.
    """
    yield from left_on(estate, context, LYNC2010, CommonAreaPhone, "pool")
