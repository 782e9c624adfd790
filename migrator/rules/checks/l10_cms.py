"""Central Management store of Lync Server 2010 (L10-CMS)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Pool, ReplicationStatus, Service, TrustedApplicationPool
from ..engine.answer_check import answer_check
from ..engine.departures import pools_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_POST, B_REMOVE
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Host, Text, texts
from .r2_caa import lives_on

#: words in the names of the Lync Room System portal, of which the published case was
_PORTAL = ("lrs", "meetingportal", "meeting portal")
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
    message="The Central Management store is on {item}, which will be removed",
    effect="The pool cannot be removed before; without the store no setting can be changed or replicated.",
    remediation="Move it first, locally on the new pool: Move-CsManagementServer; then wait for replication.",
    references=("l13-move-cms", "move-csmanagementserver"),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=120,
    phases=(B_REMOVE,),
)
def store_left_behind(estate: Estate, context: Context) -> Iterator[Hit]:
    """The Central Management server runs on a pool that will be removed.

    Why it matters: without the store no setting can be changed or replicated.

    When it is wrong: the store was moved after the evidence was collected.
    """
    services = [s for s in estate.each(Service, product=LYNC2010) if (s.role or "").casefold() in _ROLES]
    for pool in pools_to_remove(estate, context, LYNC2010):
        if any(lives_on(estate, service.pool, pool) for service in services):
            yield Hit(item=pool, evidence={"pool": Host(pool.key)})


ENABLE_TOPOLOGY = answer_check(
    title="Enable-CsTopology fails before the Central Management store moves",
    severity=Severity.BLOCK,
    when={"enable_topology_succeeds": "no"},
    says="Enable-CsTopology does not end without an error",
    why="the move can leave the topology without a Central Management store.",
    wrong="the error has been corrected.",
    effect="The move fails; by one page there may be no Central Management store then, by another there is none.",
    remediation="Correct the errors of Enable-CsTopology first; Export-CsConfiguration and Export-CsLisConfiguration.",
    references=("move-csmanagementserver", "l13-move-cms", "export-csconfiguration", "export-cslisconfiguration"),
    basis="that the store may be gone is documented; the exports before the move are inferred",
    minutes=60,
).rule("L10-CMS-002", LYNC2010, phases=(B_POST,))

CMS_MOVE = answer_check(
    title="New pool is not ready for the Central Management store",
    severity=Severity.ERROR,
    when={"cms_move_prepared": "no"},
    says="The new pool is not ready for the move of the Central Management store",
    why="the move needs the database, a running Front-End service and a local shell on the new pool.",
    wrong="it was prepared since.",
    effect="The move fails.",
    remediation=(
        "Standard Edition: Prepare first Standard Edition server in the Deployment Wizard. Then, on both editions: "
        "Install-CsDatabase -CentralManagementDatabase -SqlServerFqdn FQDN -SqlInstanceName NAME, see that the "
        "Front-End service runs, and run Move-CsManagementServer locally on the new pool."
    ),
    basis="that the move fails is documented for the service, and inferred for the database",
    references=("l13-move-cms", "move-csmanagementserver", "install-csdatabase"),
    minutes=60,
).rule("L10-CMS-003", LYNC2010, phases=(B_POST,))


@rule(
    id="L10-CMS-004",
    title="Replication is not up to date",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(ReplicationStatus,),
    targets=("2013",),
    message="{computer} is not up to date",
    effect=(
        "If the old store is removed before replication is complete, replication is disrupted and the moved store is "
        "left in an unknown state."
    ),
    remediation="Wait, or Invoke-CsManagementStoreReplication; check: Get-CsManagementStoreReplicationStatus.",
    references=("l13-move-cms", "get-csmanagementstorereplicationstatus", "kb-cms-replication"),
    minutes=30,
    phases=(B_REMOVE,),
)
def not_replicated(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A computer does not have the latest state of the Central Management store (UpToDate is False).

    Why it matters: the old store must not be deleted before every computer has the new one.

    When it is wrong: the computer is retired and still in the topology, or replication was still running.
    """
    for product in with_evidence(estate, LYNC, ReplicationStatus):
        for status in estate.each(ReplicationStatus, product=product):
            if status.up_to_date is False:
                computer = Host(status.fqdn or status.key)
                yield Hit(item=status, places={"computer": computer}, evidence={"UpToDate": Text("False")})


REPLICATOR_ACCOUNTS = answer_check(
    title="Front Ends are not in RTCUniversalConfigReplicator",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    when={"replicator_accounts_added": "no"},
    says="Not all new Front Ends are in RTCUniversalConfigReplicator and rebooted",
    why="replication stops after the move of the Central Management store.",
    wrong="the accounts were added by setup, and the servers were rebooted after that.",
    effect="Replication stops.",
    remediation="Add the computer accounts of all new Front Ends to RTCUniversalConfigReplicator, and reboot them.",
    references=("cms-move-steps",),
).rule("L10-CMS-005", LYNC2010, phases=(B_POST,))


@rule(
    id="L10-CMS-006",
    title="Foreign application in the topology",
    severity=Severity.INFO,
    grade=Grade.OBSERVED,
    products=(LYNC2010,),
    needs=(TrustedApplicationPool,),
    targets=("2013",),
    message="Trusted applications on {item}",
    effect="In one published case the move of the Central Management store failed.",
    remediation="Test Enable-CsTopology before the move; Export-CsConfiguration -FileName config.zip.",
    references=("cms-move-failed", "move-csmanagementserver"),
    basis="one published case; to test and to export before the move is inferred",
    minutes=30,
    phases=(B_POST,),
)
def foreign_application(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The topology has a pool of trusted applications, such as the Lync Room System portal.

    Why it matters: if Enable-CsTopology fails because of an entry, the move fails before it is complete. The one
    published case was the portal, which is reported as a warning.

    When it is wrong: Enable-CsTopology runs without an error; most applications cause no problem.
    """
    for pool in estate.each(TrustedApplicationPool, product=LYNC2010):
        named = " ".join((pool.fqdn or pool.key, *pool.applications)).casefold()
        is_portal = any(name in named for name in _PORTAL)
        yield Hit(
            item=pool,
            severity=Severity.WARNING if is_portal else None,
            evidence={"applications": texts(pool.applications)},
        )
