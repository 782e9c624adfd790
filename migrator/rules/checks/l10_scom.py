"""System Center Operations Manager of Lync Server 2010 (L10-SCOM-001)."""

from __future__ import annotations

from ..engine.answer_check import answer_check
from ..engine.model import LYNC2010, Severity
from ..engine.phases import B_POST

SCOM_WATCHER = answer_check(
    title="SCOM watcher on a server of 2010",
    severity=Severity.INFO,
    when={"scom_watcher_on_2010": "yes"},
    says="A SCOM watcher runs on a server of Lync 2010",
    why="its central discovery must be pointed to a server of 2013.",
    wrong="monitoring for 2013 is set up from the beginning.",
    effect="Discovery ends with the removal of the server.",
    remediation="Set the registry key of the central discovery candidate on a 2013 server, and the override in SCOM.",
    basis="the steps are documented; that discovery ends, and the choice of a 2013 server, is inferred",
    references=("l13-scom",),
    minutes=60,
).rule("L10-SCOM-001", LYNC2010, phases=(B_POST,))
