"""Monitoring and archiving of Lync Server 2010 (L10-MON)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Pool, Service
from ..engine.answer_check import answer_check
from ..engine.departures import pools_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_POST, B_REMOVE
from ..engine.values import Text, texts
from .r2_caa import lives_on

#: roles that block the removal, as they are named in the dependencies of a service
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
    message="{role} of {pool} uses {depends_on}",
    effect="The Archiving or Monitoring Server cannot be removed, and Topology Builder may refuse to delete the pool.",
    remediation="Clear the association of pool, branch appliance or server, delete the role, publish the topology.",
    references=("l13-monitoring-association", "l13-archiving-association", "l13-decommission-2010"),
    basis="documented for the removal of the role; that it blocks the removal of the pool is inferred",
    minutes=20,
    phases=(B_REMOVE,),
)
def association_left(estate: Estate, context: Context) -> Iterator[Hit]:
    """A service of a pool that will be removed is associated with an Archiving or Monitoring Server.

    Why it matters: the association has to be cleared before the role can be removed.

    When it is wrong: the association was cleared after the evidence was collected.
    """
    for pool in pools_to_remove(estate, context, LYNC2010):
        for service in estate.each(Service, product=LYNC2010):
            stores = [n for n in service.depends_on if any(role in n.casefold() for role in _MONITORED)]
            if stores and lives_on(estate, service.pool, pool):
                yield Hit(
                    item=service,
                    places={"role": Text(service.role or service.key), "pool": pool},
                    evidence={"depends on": texts(stores)},
                )


BRANCH_APPLIANCE = answer_check(
    title="Survivable Branch Appliance of 2010 is kept",
    severity=Severity.INFO,
    when={"sba_2010_kept": "yes"},
    says="A Survivable Branch Appliance of 2010 will be kept",
    why="it can only use a monitoring store of 2010.",
    wrong="the appliance is not monitored.",
    effect="A monitoring store of 2010 must stay for it.",
    remediation="Plan the monitoring store of 2010, or replace the appliance.",
    references=("l13-sba", "l13-monitoring-association"),
    basis="the limit is documented; that a store of 2010 must stay, and the ways out, follow from it",
).rule("L10-MON-002", LYNC2010, phases=(B_POST,))
