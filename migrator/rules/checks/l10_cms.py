"""Central Management store of Lync Server 2010 (L10-CMS)."""

from __future__ import annotations

from ..engine.asked import question
from ..engine.model import LYNC2010, Grade, Severity
from ..engine.phases import B_POST

ENABLE_TOPOLOGY = question(
    title="Enable-CsTopology fails before the Central Management store moves",
    severity=Severity.BLOCK,
    when={"enable_topology_succeeds": "no"},
    says="Enable-CsTopology does not end without an error",
    why="the move can leave the topology without a Central Management store.",
    wrong="the error was repaired since.",
    effect="No Central Management store.",
    remediation="Correct the errors of Enable-CsTopology first; Export-CsConfiguration and Export-CsLisConfiguration.",
    references=(
        "move-csmanagementserver",
        "l13-move-cms",
    ),
    minutes=60,
).rule("L10-CMS-002", LYNC2010, phases=(B_POST,))

CMS_MOVE = question(
    title="New pool is not ready for the Central Management store",
    severity=Severity.ERROR,
    when={"cms_move_prepared": "no"},
    says="the new pool is not ready for the move of the Central Management store",
    why="the move needs the database, a running Front-End service and a local shell on the new pool.",
    wrong="it was prepared since.",
    effect="The move fails.",
    remediation=(
        "Install-CsDatabase -CentralManagementDatabase (Standard Edition: Prepare first Standard Edition server), "
        "start the Front-End service, then run Move-CsManagementServer locally on the new pool."
    ),
    references=(
        "l13-move-cms",
        "move-csmanagementserver",
    ),
    minutes=60,
).rule("L10-CMS-003", LYNC2010, phases=(B_POST,))

REPLICATOR_ACCOUNTS = question(
    title="Front Ends are not in RTCUniversalConfigReplicator",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    when={"replicator_accounts_added": "no"},
    says="not all new Front Ends are in RTCUniversalConfigReplicator and rebooted",
    why="replication stops after the move of the Central Management store.",
    wrong="the accounts were added by setup, and the servers were rebooted since.",
    effect="Replication stops.",
    remediation="Add the computer accounts of all new Front Ends to RTCUniversalConfigReplicator, and reboot them.",
    references=("cms-move-steps",),
).rule("L10-CMS-005", LYNC2010, phases=(B_POST,))
