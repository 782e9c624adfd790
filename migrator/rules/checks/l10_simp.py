"""Simple URLs of Lync Server 2010 (L10-SIMP-001)."""

from __future__ import annotations

from ..engine.answer_check import answer_check
from ..engine.model import LYNC2010, Severity
from ..engine.phases import B_POST

SIMPLE_URLS = answer_check(
    title="Simple URLs change",
    severity=Severity.WARNING,
    when={"simple_urls_change": "yes"},
    says="The simple URLs will change",
    why="each Director and Front End registers the URLs locally.",
    wrong="only the DNS records behind them change.",
    effect="The new URLs do not work until they are registered on every Director and Front End.",
    remediation="Run Enable-CsComputer on every Director and Front End.",
    references=(
        "l13-simple-urls",
        "enable-cscomputer",
    ),
    minutes=30,
).rule("L10-SIMP-001", LYNC2010, phases=(B_POST,))
