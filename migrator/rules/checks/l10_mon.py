"""Monitoring and Archiving of Lync Server 2010 (L10-MON)."""

from __future__ import annotations

from ..engine.asked import question
from ..engine.model import LYNC2010, Severity
from ..engine.phases import B_POST

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
).rule("L10-MON-002", LYNC2010, phases=(B_POST,))
