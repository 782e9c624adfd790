"""Platform of the new pools beside Lync Server 2010 (L10-PLAT-001a to 001h, 002 to 008)."""

from __future__ import annotations

import attrs

from ...estate.topology import EdgePool, Machine, MediationServer, Pool
from ..engine.answer_check import answer_check
from ..engine.model import LYNC2010, Severity
from ..engine.phases import B_PILOT, B_POST
from ..engine.scope import LYNC
from .r2_plat_0 import OTHER_FOREST, THREE_VERSIONS, USED_NAMES, USED_SQL
from .r2_plat_1 import BEYOND_ASCII, FOREST_LEVELS, GROUP_CHAT, IPV6, SCHEMA, WINDOWS_2012_R2, WITHOUT_EVIDENCE
from .r2_plat_2 import DISABLED_IN_GROUP_CHAT

SHARED = (
    THREE_VERSIONS.rule("L10-PLAT-001a", LYNC2010, phases=(B_PILOT,)),
    OTHER_FOREST.rule("L10-PLAT-001b", LYNC2010, phases=(B_PILOT,)),
    attrs.evolve(USED_NAMES, needs=(Pool, Machine, MediationServer, EdgePool)).rule(
        "L10-PLAT-001c", LYNC2010, phases=(B_PILOT,), references=("pool-name",)
    ),
    USED_SQL.rule("L10-PLAT-001d", LYNC2010, phases=(B_PILOT,)),
    FOREST_LEVELS.rule("L10-PLAT-001e", LYNC2010, phases=(B_PILOT,)),
    SCHEMA.rule("L10-PLAT-001f", LYNC2010, phases=(B_PILOT,)),
    GROUP_CHAT.rule("L10-PLAT-001g", LYNC2010, phases=(B_POST,)),
    IPV6.rule("L10-PLAT-001h", LYNC2010, phases=(B_PILOT,)),
)


L10_OLD_UPDATE = answer_check(
    title="Servers of Lync 2010 are not up to date",
    severity=Severity.WARNING,
    when={"legacy_updates_current": "no"},
    says="The latest updates are not installed on all servers",
    why=(
        "the migration pages require updates without a version number. Get-CsServerVersion cannot tell: it gives the "
        "base version also after an update."
    ),
    wrong="the updates were installed after the answer.",
    effect="The library wants the updates before the migration; what fails without them is not published.",
    remediation="Run the Cumulative Server Update Installer (KB2493736).",
    references=("l13-updates-2010", "l13-clients-2010", "get-csserverversion"),
    basis="that every server needs them is inferred",
    minutes=60,
).rule("L10-PLAT-002", LYNC2010, phases=(B_PILOT,))

OLD_TOOLS = answer_check(
    title="Tools of 2010 after the pilot pool",
    severity=Severity.WARNING,
    when={"tools_2010_after_pilot": "yes"},
    says="The 2010 Topology Builder or Control Panel will be used after the pilot pool exists",
    why="they cannot open the topology or manage objects of 2013.",
    wrong="they will be replaced by those of 2013 before the pilot pool is there.",
    effect=(
        "Topology Builder of 2010 shows an error instead of the topology; the Control Panel of 2010 cannot manage "
        "resources of 2013."
    ),
    remediation="Use only the 2013 tools, on a computer without the tools of 2010.",
    references=("l13-administering-2010", "l13-coexistence-2010"),
).rule("L10-PLAT-003", LYNC2010, phases=(B_PILOT,))

COOKIE_PERSISTENCE = answer_check(
    title="Cookie persistence removed too early",
    severity=Severity.WARNING,
    when={"cookie_persistence_kept": "no"},
    says="Cookie persistence of the load balancer will be removed while web services of 2010 remain",
    why="web services of 2010 need it, those of 2013 do not.",
    wrong="the web services of 2010 have a separate address.",
    effect="Web sessions on 2010 pools break.",
    remediation="Keep the settings of the load balancer as they are until the last 2010 pool is removed.",
    references=("l13-hlb",),
    basis="what has to be done is documented, what happens otherwise inferred",
).rule("L10-PLAT-004", LYNC2010, phases=(B_PILOT,))

L10_WINDOWS_2012_R2 = WINDOWS_2012_R2.rule("L10-PLAT-005", LYNC2010, phases=(B_PILOT,))

L10_WITHOUT_EVIDENCE = WITHOUT_EVIDENCE.rule("L10-PLAT-006", *LYNC, phases=(B_PILOT,))

L10_BEYOND_ASCII = BEYOND_ASCII.rule("L10-PLAT-007", LYNC2010, phases=(B_PILOT,))

L10_DISABLED_IN_GROUP_CHAT = DISABLED_IN_GROUP_CHAT.rule("L10-PLAT-008", LYNC2010, phases=(B_POST,))
