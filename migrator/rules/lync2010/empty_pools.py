"""Pools of Lync 2010 that will be removed (L10-MON-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Pool, Service
from ..common.homes import lives_on, pools_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule

#: roles that the removal waits for, as a service names what it depends on
_MONITORED = ("archivingserver", "monitoringserver")


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
