"""Pools of Lync 2010 that will be removed (L10-MON-001, L10-AD-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.devices import AnalogDevice, CommonAreaPhone, ExchangeUmContact
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.response_groups import ApplicationContact
from ...estate.topology import Pool, Service, TrustedApplicationEndpoint
from ...estate.users import User
from ..common.homes import lives_on, pools_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule

#: what must have left a pool before it can be removed (migration.md 7.10)
_HOMED: tuple[type[Item], ...] = (
    User,
    CommonAreaPhone,
    AnalogDevice,
    ExchangeUmContact,
    TrustedApplicationEndpoint,
    ApplicationContact,
)
#: roles that the removal waits for, as a service names what it depends on
_MONITORED = ("archivingserver", "monitoringserver")


@rule(
    id="L10-AD-001",
    title="Pool to be removed is not empty",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool, User),
    answers=("pools_to_remove",),
    targets=("2013",),
    effect="Users, contacts and devices of the pool stop working.",
    remediation="Move-CsUser, Move-CsCommonAreaPhone, Move-CsAnalogDevice, Move-CsExUmContact and kin; count again.",
    references=(
        "l13-post-tasks-2010",
        "l13-decommission-2010",
        "move-csuser",
    ),
    basis="the list of what must be gone is put together from these pages; parts inferred",
    minutes=60,
    blocks="8 Remove",
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
                    message=f"{cls.label.lower()} on {pool.title}: {count}",
                    evidence={"kind": cls.kind, "count": str(count)},
                )


@rule(
    id="L10-MON-001",
    title="Archiving or Monitoring association blocks the removal",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool, Service),
    answers=("pools_to_remove",),
    targets=("2013",),
    effect="Topology Builder refuses to delete the pool.",
    remediation="Clear the association of pool, branch appliance or server, delete the role, Publish-CsTopology.",
    references=(
        "l13-monitoring-association",
        "l13-archiving-association",
    ),
    minutes=20,
    blocks="8 Remove",
)
def association_left(estate: Estate, context: Context) -> Iterator[Hit]:
    """A service of a pool that will be removed is associated with an Archiving or Monitoring Server.

    Why it matters: such an association blocks the deletion.

    When it is wrong: the association was cleared after the evidence was collected.
    """
    for pool in pools_to_remove(estate, context, LYNC2010):
        for service in estate.of(Service, product=LYNC2010):
            stores = [n for n in service.depends_on if any(role in n.casefold() for role in _MONITORED)]
            if stores and lives_on(estate, service.pool, pool):
                message = f"{service.role or service.key} of {pool.title} uses {', '.join(stores)}"
                yield Hit(item=service, message=message, evidence={"depends on": "; ".join(stores)})
