"""What only a human knows of a Lync 2010 estate (L10-PLAT-003 to 005; L10-CMS-002, 003, 005; and others)."""

from __future__ import annotations

from ..engine.asked import question
from ..engine.model import LYNC2010, Grade, Severity

OLD_TOOLS = question(
    title="Tools of 2010 after the pilot pool",
    severity=Severity.WARNING,
    when={"tools_2010_after_pilot": "yes"},
    says="the 2010 Topology Builder or Control Panel will be used after the pilot pool exists",
    why="they cannot open the topology or manage objects of 2013.",
    wrong="they are used for looking only, on pools of 2010.",
    effect="The tools refuse to open the topology.",
    remediation="Use the 2013 tools only, on another computer than those of 2010.",
    references=(
        "l13-administering-2010",
        "l13-coexistence-2010",
        "l13-download-topology",
    ),
).rule("L10-PLAT-003", LYNC2010, blocks="3 Pilot")

COOKIE_PERSISTENCE = question(
    title="Cookie persistence removed too early",
    severity=Severity.WARNING,
    when={"cookie_persistence_kept": "no"},
    says="cookie persistence of the load balancer will be removed while web services of 2010 remain",
    why="web services of 2010 need it, those of 2013 do not.",
    wrong="the web services of 2010 have an address of their own.",
    effect="Web sessions on 2010 pools break.",
    remediation="Keep the settings of the load balancer as they are until the last 2010 pool is removed.",
    references=("l13-hlb",),
).rule("L10-PLAT-004", LYNC2010, blocks="3 Pilot")

WINDOWS_2012_R2 = question(
    title="Front End on Windows Server 2012 R2",
    severity=Severity.INFO,
    when={"windows_2012_r2_planned": "yes"},
    says="new Front Ends will run on Windows Server 2012 R2",
    why="TLS session tickets disturb the Front-End service there (events 32402 and 61045).",
    wrong="the registry value is part of the image of these servers.",
    effect="Events 32402 and 61045 may appear.",
    remediation="Set the registry value EnableSessionTicket to 2 on each Front End.",
    references=("kb-windows-2012-r2",),
).rule("L10-PLAT-005", LYNC2010, blocks="3 Pilot")

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
).rule("L10-CMS-002", LYNC2010, blocks="7 Post")

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
).rule("L10-CMS-003", LYNC2010, blocks="7 Post")

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
).rule("L10-CMS-005", LYNC2010, blocks="7 Post")

MEETING_CONTENT = question(
    title="Content of meetings",
    severity=Severity.WARNING,
    when={"meeting_content_needed": "yes"},
    says="the content of meetings must move with the users",
    why="content is not moved by default.",
    wrong="only content of meetings in the past would be missed.",
    effect="Content of meetings stays on the old pool.",
    remediation="Move-CsUser -Identity USER -Target POOL -MoveConferenceData.",
    references=(
        "l13-meeting-content",
        "move-csuser",
    ),
).rule("L10-USR-002", LYNC2010, blocks="6 Production")

BRANCH_APPLIANCE = question(
    title="Survivable Branch Appliance of 2010 is kept",
    severity=Severity.INFO,
    when={"sba_2010_kept": "yes"},
    says="a Survivable Branch Appliance of 2010 will be kept",
    why="it can only use a monitoring store of 2010.",
    wrong="the appliance is not monitored.",
    effect="A monitoring store of 2010 must stay for it.",
    remediation="Plan the monitoring store of 2010, or replace the appliance.",
    references=(
        "l13-sba",
        "l13-monitoring-association",
    ),
).rule("L10-MON-002", LYNC2010, blocks="7 Post")

SCOM_WATCHER = question(
    title="SCOM watcher on a server of 2010",
    severity=Severity.INFO,
    when={"scom_watcher_on_2010": "yes"},
    says="a SCOM watcher runs on a server of Lync 2010",
    why="its central discovery must be pointed to a server of 2013.",
    wrong="monitoring is built anew for 2013.",
    effect="Discovery ends with the removal of the server.",
    remediation="Set the registry key of the central discovery candidate on a 2013 server, and the override in SCOM.",
    references=("l13-scom",),
    minutes=60,
).rule("L10-SCOM-001", LYNC2010, blocks="7 Post")

SIMPLE_URLS = question(
    title="Simple URLs change",
    severity=Severity.WARNING,
    when={"simple_urls_change": "yes"},
    says="the simple URLs will change",
    why="each Director and Front End registers the URLs locally.",
    wrong="only the DNS records behind them change.",
    effect="The new URLs do not answer until every Director and Front End knows them.",
    remediation="Run Enable-CsComputer on every Director and Front End.",
    references=(
        "l13-simple-urls",
        "enable-cscomputer",
    ),
    minutes=30,
).rule("L10-SIMP-001", LYNC2010, blocks="7 Post")
