"""Replication of the Central Management store to Edge servers (REP-01 to REP-03)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ...estate.estate import Estate
from ...estate.evidence import LogLine
from ...estate.naming import short_name
from ...estate.times import as_it_stands, since
from ...estate.topology import EdgePool, ReplicationStatus
from ...network.edges import DeployedEdge, EdgeHost, edges_of
from ..edge_sockets import FIELD, edge_rule
from ..engine.gaps import Gap, Run
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, Wording
from ..engine.values import Amount, Host, Text

_LYNC = (LYNC2010, LYNC2013)
_PAGES = (
    "kb-cms-replication",
    "get-csmanagementstorereplicationstatus",
    "invoke-csmanagementstorereplication",
    "onpremdiag",
)
#: how old the state of a replica may be before Microsoft's own check calls it an error (onpremdiag)
_LATE = timedelta(minutes=60)
_PUBLISHING = ("publish-cstopology", "enable-cstopology")


def _hosts(estate: Estate) -> Iterator[tuple[DeployedEdge, EdgeHost]]:
    for edge in edges_of(estate):
        if edge.product in _LYNC:
            yield from ((edge, host) for host in edge.hosts)


def _status(estate: Estate, host: EdgeHost) -> ReplicationStatus | None:
    """The state of the replica of an Edge server."""
    wanted = short_name(host.name)
    statuses = estate.each(ReplicationStatus)
    return next((s for s in statuses if short_name(s.fqdn or s.key) == wanted), None)


def _latest(estate: Estate) -> datetime | None:
    """The latest report of any replica: about when the states were looked at."""
    reports = (s.last_status_report for s in estate.of(ReplicationStatus))
    return max(filter(None, reports), key=as_it_stands, default=None)


@edge_rule(
    id="REP-01",
    title="Edge server has not received the configuration",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=_LYNC,
    needs=(EdgePool, ReplicationStatus),
    message="The replica of {server} is not up to date; its last report is of {report}, {late:minute|minutes} late",
    variants={
        "undated": Wording("The replica of {server} is not up to date, and nothing shows when it reported last"),
        "missing": Wording("{server} is not among the replicas of the Central Management store"),
        "soon": Wording(
            message="The replica of {server} is not up to date yet; its last report is of {report}",
            effect="It may be on its way: a replication that is asked for may begin two to three minutes later.",
            remediation=(
                "Invoke-CsManagementStoreReplication -ReplicaFqdn {server}, then look again after some minutes."
            ),
        ),
    },
    effect="Changes of the configuration do not reach the Edge: it works with an old topology.",
    remediation=(
        "Invoke-CsManagementStoreReplication -ReplicaFqdn {server}; then Get-CsManagementStoreReplicationStatus. If it "
        "stays behind: TCP 4443 to {server} (event 1017 on the pool with the Central Management store), the service "
        "REPLICA, and the internal certificate of the Edge (event 1015 on that pool)."
    ),
    references=_PAGES,
    basis=(
        "that the Edge goes on with the old topology is inferred; the hour is of a check for Skype for Business Server"
    ),
    minutes=30,
)
def not_replicated(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An Edge server is not among the replicas, or its replica is not up to date.

    Why it matters: what is published does not reach the Edge otherwise.

    When it is wrong: something was published just before; then it is a remark, an hour later an error.
    """
    latest = _latest(estate)
    for edge, host in _hosts(estate):
        status = _status(estate, host)
        if status is None:
            yield Hit(item=edge.item, part=host.name, variant="missing", places={"server": Host(host.name)})
        elif status.up_to_date is False:
            report = status.last_status_report
            behind = since(report, latest) if latest and report else None
            soon = behind is not None and behind <= _LATE
            minutes = 0 if behind is None else int(behind / timedelta(minutes=1))
            yield Hit(
                item=status,
                variant="soon" if soon else "" if behind is not None else "undated",
                severity=Severity.INFO if soon else None,
                places={
                    "server": Host(host.name),
                    "report": Text(str(report or "unknown")),
                    "late": Amount(minutes),
                },
            )


@edge_rule(
    id="REP-02",
    title="Edge server still has the topology of before the last publication",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=_LYNC,
    needs=(EdgePool, ReplicationStatus),
    message="The topology was published at {published}, the last update of {server} was made at {update}",
    effect="The Edge runs the old topology; traffic that is sent to it meets the old settings.",
    remediation=(
        "Do not open traffic to {server} yet. Invoke-CsManagementStoreReplication, then wait until LastUpdateCreation "
        "is later than the publication."
    ),
    references=_PAGES,
    basis="inferred from what LastUpdateCreation says: when the data that the replica has was written",
    minutes=30,
)
def old_topology(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The last update of an Edge's replica is older than the last publication of the topology.

    Why it matters: "up to date" can be of a time before the publication.

    When it is wrong: the clocks of the servers differ.
    """
    lines = (line for line in estate.each(LogLine) if (line.cmdlet or "").casefold() in _PUBLISHING)
    published = max(filter(None, (line.ended or line.at for line in lines)), key=as_it_stands, default=None)
    if published is None:
        yield Gap(
            reason="no evidence shows when the topology was published last",
            needs=(Run("the report of Publish-CsTopology or Enable-CsTopology (-Report publish.html)"),),
        )
        return
    for _, host in _hosts(estate):
        status = _status(estate, host)
        update = status.last_update if status else None
        if status is not None and update is not None and since(update, published) > timedelta():
            yield Hit(
                item=status,
                places={
                    "server": Host(host.name),
                    "published": Text(str(published)),
                    "update": Text(str(update)),
                },
            )


@edge_rule(
    id="REP-03",
    title="Edge of OCS 2007 R2 is no replica of the Central Management store",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(EdgePool,),
    message="{item} of OCS 2007 R2 never appears in Get-CsManagementStoreReplicationStatus",
    effect="Nothing fails: OCS 2007 R2 has no Central Management store and no replica agent.",
    remediation="Nothing. TCP 4443 need not be open to this Edge.",
    references=(FIELD, "get-csmanagementstorereplicationstatus"),
    basis="the cmdlet came with Lync Server 2010; that OCS has no such store and agent, and needs no 4443, is inferred",
    minutes=1,
)
def no_replica_of_ocs(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Replication was looked at while an Edge of OCS 2007 R2 is there, which has none.

    Why it matters: its absence from the list of replicas may be taken for a fault.

    When it is wrong: the Edge has been replaced by one of Lync Server, and the evidence is older.
    """
    if any(True for _ in estate.each(ReplicationStatus)):
        for edge in edges_of(estate, product=R2):
            yield Hit(item=edge.item)
