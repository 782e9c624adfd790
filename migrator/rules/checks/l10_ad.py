"""Pools of Lync Server 2010 that will be removed from Active Directory."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.counting import in_sentence
from ...estate.devices import AnalogDevice, CommonAreaPhone, ExchangeUmContact
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.response_groups import ApplicationContact
from ...estate.topology import Pool, TrustedApplicationEndpoint
from ...estate.users import User
from ..engine.departures import pools_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_REMOVE
from ..engine.values import Amount, Text
from .r2_caa import lives_on

#: what must be moved from a pool before it can be removed
_HOMED: tuple[type[Item], ...] = (
    User,
    CommonAreaPhone,
    AnalogDevice,
    ExchangeUmContact,
    TrustedApplicationEndpoint,
    ApplicationContact,
)


@rule(
    id="L10-AD-001",
    title="Pool to be removed is not empty",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool, User),
    answers=("pools_to_remove",),
    targets=("2013",),
    message="{objects} on {item}: {count}",
    effect="Users, contacts and devices of the pool stop working.",
    remediation=(
        "Move-CsUser, Move-CsCommonAreaPhone, Move-CsAnalogDevice, Move-CsExUmContact, Move-CsApplicationEndpoint; "
        "then count again."
    ),
    references=(
        "l13-post-tasks-2010",
        "l13-decommission-2010",
        "move-csuser",
        "move-cscommonareaphone",
        "move-csanalogdevice",
        "move-csexumcontact",
        "move-csapplicationendpoint",
    ),
    basis=(
        "the list of what must be moved is compiled from these pages; parts of it, that nothing may be left, "
        "and what stops otherwise, are inferred"
    ),
    minutes=60,
    phases=(B_REMOVE,),
)
def pool_not_empty(estate: Estate, context: Context) -> Iterator[Hit]:
    """Users, contacts or devices are homed on a pool that will be removed.

    Why it matters: the pool must be empty before it is removed.

    When it is wrong: the evidence was collected before the moves. Kinds that were not collected are not counted.
    """
    for pool in pools_to_remove(estate, context, LYNC2010):
        for cls in _HOMED:
            count = sum(
                lives_on(estate, getattr(item, "pool", None), pool) for item in estate.of(cls, product=LYNC2010)
            )
            if count:
                yield Hit(
                    item=pool,
                    part=cls.kind,
                    places={"objects": Text(in_sentence(cls.label))},
                    evidence={"kind": Text(cls.kind), "count": Amount(count)},
                )
