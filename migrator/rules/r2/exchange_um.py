"""Exchange UM in coexistence (R2-UM-002)."""

from __future__ import annotations

from ..engine.asked import question
from ..engine.model import R2, Severity

OLD_EXCHANGE_UM = question(
    title="Exchange UM does not know DNS load balancing",
    severity=Severity.WARNING,
    when={"dns_load_balancing": "yes", "exchange_um_before_2010_sp1": "yes"},
    says="Exchange UM older than 2010 SP1 will meet pools with DNS load balancing",
    why="Exchange UM before 2010 SP1 cannot choose another server of such a pool.",
    wrong="the SIP traffic of the pool goes through a hardware load balancer.",
    effect="Play-on-phone and transfer by the auto attendant have no failover.",
    remediation="Update Exchange UM to 2010 SP1 or later, or balance SIP by hardware while both are in use.",
    references=("l13-dns-load-balancing",),
    minutes=60,
).rule("R2-UM-002", R2, blocks="3 Pilot")
