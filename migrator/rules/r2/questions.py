"""What only a human knows of an OCS 2007 R2 estate (R2-PLAT-006 to 009, 012, 016; R2-CONF-004; R2-USR-012)."""

from __future__ import annotations

from ..engine.asked import question
from ..engine.model import R2, Severity

WMI_COMPONENT = question(
    title="OCSWMIBC is not installed where the merge runs",
    severity=Severity.BLOCK,
    when={"ocswmibc_installed": "no"},
    says="OCSWMIBC.msi is not installed where the merge will run",
    why="the merge reads the legacy deployment through its WMI provider.",
    wrong="the merge will run on another computer that has it.",
    effect="The merge ends with a WMI error.",
    remediation=r"Install \SETUP\AMD64\SETUP\OCSWMIBC.MSI from the media on the computer of the merge.",
    references=(
        "l13-wmi-package",
        "merge-cslegacytopology",
    ),
).rule("R2-PLAT-006", R2, blocks="4 Merge")

NATIVE_CLIENT = question(
    title="SQL Server 2005 Native Client is missing",
    severity=Severity.ERROR,
    when={"backend_sql_version": "2005", "sql_native_client_2005": "no"},
    says="the OCS back end runs SQL Server 2005, whose Native Client is not installed where the moves run",
    why="Move-CsRgsConfiguration reads the back end through it.",
    wrong="the moves will run on another computer that has it.",
    effect="Cannot access WMI settings (Move-CsRgsConfiguration).",
    remediation="Install the SQL Server 2005 Native Client (sqlncli.msi) where the moves run.",
    references=(
        "move-csrgsconfiguration",
        "l10-move-csrgsconfiguration",
        "lync2010-unleashed-ch16",
    ),
).rule("R2-PLAT-007", R2, blocks="4 Merge")

UPDATES = question(
    title="Legacy servers are not up to date",
    severity=Severity.WARNING,
    when={"legacy_updates_current": "no"},
    says="the latest updates are not installed on all legacy servers",
    why="the migration pages demand updates, without naming a number.",
    wrong="only servers that will be removed first are behind.",
    effect="The combination is untested; known faults of old updates may appear.",
    remediation="Run the Cumulative Server Update Installer (KB968802) on every server.",
    references=(
        "l13-updates-r2",
        "l13-paths",
    ),
    minutes=60,
).rule("R2-PLAT-008", R2, blocks="2 Prepare")

UNIVERSAL_GROUPS = question(
    title="Universal groups are not in the forest root domain",
    severity=Severity.ERROR,
    when={"universal_groups_in_root": "no"},
    says="the RTCUniversal groups are not in the forest root domain",
    why="Enable-CsAdForest looks for the groups in the root domain.",
    wrong="the preparation was already run with -GroupDomain.",
    effect='Enable-CsAdForest: the object "CN=RTCUniversalReadOnlyAdmins,..." does not exist.',
    remediation="Enable-CsAdForest -GroupDomain DOMAIN; LcsCmd CheckForestPrepState tells the domain.",
    references=("kb-adforest",),
).rule("R2-PLAT-009", R2, blocks="3 Pilot")

MEDIATION = question(
    title="Pilot pool without collocated Mediation Server",
    severity=Severity.WARNING,
    when={"mediation_collocated": "no"},
    says="no Mediation Server is collocated in the pilot pool",
    why="the merge requires a collocated Mediation Server.",
    wrong="the estate has no Enterprise Voice at all.",
    effect="The requirements of the merge are not met.",
    remediation="Collocate the Mediation Server in Topology Builder; split it off after the merge.",
    references=("l13-pilot-pool-r2",),
    minutes=30,
).rule("R2-PLAT-012", R2, blocks="3 Pilot")

DNS_LOAD_BALANCING = question(
    title="DNS load balancing with old clients",
    severity=Severity.WARNING,
    when={"dns_load_balancing": "yes", "old_clients_with_dns_lb": "yes"},
    says="DNS load balancing is planned while Communicator 2007 R2 or Exchange UM before 2010 SP1 is in use",
    why="both know one address of a pool only.",
    wrong="all of them are replaced before the first user moves.",
    effect="They do not fail over to another Front End.",
    remediation="Use a hardware load balancer for SIP during coexistence, or accept it.",
    references=("l13-dns-load-balancing",),
    minutes=60,
).rule("R2-PLAT-016", R2, blocks="3 Pilot")

OLD_MEETINGS = question(
    title="Meetings that are not migrated",
    severity=Severity.WARNING,
    when={"conf_meetings_scheduled": "yes"},
    says="there are conf:// or meet:// meetings, or Live Meeting only features, in use",
    why="they are not migrated to 2013.",
    wrong="all of these meetings end before their organizers move.",
    effect="The meetings cannot be joined after the move of the organizer.",
    remediation="Have users send the invitations again, or keep organizers on OCS until the meetings are over.",
    references=("l13-meetings",),
    minutes=60,
    targets=("2013",),
).rule("R2-CONF-004", R2, blocks="8 Production")

CLIENT_FILTER = question(
    title="Lync clients are not blocked on OCS",
    severity=Severity.WARNING,
    when={"client_version_filter_set": "no"},
    says="OCS does not block the clients OC 15.*, CWA 5.* and OCPhone 4.*",
    why="new clients that sign in to OCS are not supported there.",
    wrong="new clients are rolled out only after all users moved.",
    effect="Lync clients sign in to OCS 2007 R2.",
    remediation="Add the three block rules to the client version filter of every pool before the migration.",
    references=("l13-clients-r2",),
).rule("R2-USR-012", R2, blocks="2 Prepare")
