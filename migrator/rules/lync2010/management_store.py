"""Central Management store of Lync 2010 (L10-CMS-001, 004, 006)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Pool, ReplicationStatus, Service, TrustedApplicationPool
from ..common.homes import lives_on, pools_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule

_ROLES = frozenset({"centralmanagement", "centralmanagementdatabase"})


@rule(
    id="L10-CMS-001",
    title="Central Management store on a pool to be removed",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool, Service),
    answers=("pools_to_remove",),
    targets=("2013",),
    effect="No Central Management store.",
    remediation="Move it first, locally on the new pool: Move-CsManagementServer; then wait for replication.",
    references=(
        "l13-move-cms",
        "move-csmanagementserver",
    ),
    minutes=120,
    blocks="8 Remove",
)
def store_left_behind(estate: Estate, context: Context) -> Iterator[Hit]:
    """The Central Management server runs on a pool that will be removed.

    Why it matters: without the store no setting can be changed or replicated.

    When it is wrong: the store was moved after the evidence was collected.
    """
    services = [s for s in estate.of(Service, product=LYNC2010) if (s.role or "").casefold() in _ROLES]
    for pool in pools_to_remove(estate, context, LYNC2010):
        if any(lives_on(estate, service.pool, pool) for service in services):
            message = f"the Central Management store is on {pool.title}, which will be removed"
            yield Hit(item=pool, message=message, evidence={"pool": pool.key})


@rule(
    id="L10-CMS-004",
    title="Replication is not up to date",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(ReplicationStatus,),
    targets=("2013",),
    effect="The state of the Central Management store is unknown.",
    remediation="Wait, or Invoke-CsManagementStoreReplication; check: Get-CsManagementStoreReplicationStatus.",
    references=(
        "l13-move-cms",
        "get-csmanagementstorereplicationstatus",
        "kb-cms-replication",
    ),
    minutes=30,
    blocks="8 Remove",
)
def not_replicated(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A machine has not the latest state of the Central Management store (UpToDate is False).

    Why it matters: the old store must not be deleted before every machine has the new one.

    When it is wrong: the machine is retired and still in the topology, or replication was running at that moment.
    """
    for status in estate.of(ReplicationStatus, product=LYNC2010):
        if status.up_to_date is False:
            message = f"{status.fqdn or status.key} is not up to date"
            yield Hit(item=status, message=message, evidence={"UpToDate": "False"})


@rule(
    id="L10-CMS-006",
    title="Foreign application in the topology",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(LYNC2010,),
    needs=(TrustedApplicationPool,),
    targets=("2013",),
    effect="In one published case the move of the Central Management store failed.",
    remediation="Test Enable-CsTopology before the move; Export-CsConfiguration -FileName config.zip.",
    references=(
        "cms-move-failed",
        "move-csmanagementserver",
    ),
    basis="one published case",
    minutes=30,
    blocks="7 Post",
)
def foreign_application(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The topology has a pool of trusted applications, such as the Lync Room System portal.

    Why it matters: entries that Enable-CsTopology stumbles over make the move fail half-way.

    When it is wrong: Enable-CsTopology runs without an error; most applications do no harm.
    """
    for pool in estate.of(TrustedApplicationPool, product=LYNC2010):
        message = f"trusted applications on {pool.title}"
        yield Hit(item=pool, message=message, evidence={"applications": "; ".join(pool.applications)})
