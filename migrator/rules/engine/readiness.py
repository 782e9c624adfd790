"""For each phase of each pool and wave: what blocks it, and the estimated work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs

from ...estate.catalogue import KINDS
from ...estate.estate import Estate
from ...estate.kinds import fields_of
from .model import Severity
from .phases import Phase, phases_text
from .prediction import Finding
from .suppression import open_findings

ESTATE = "whole estate"


@attrs.frozen(kw_only=True)
class Readiness:
    """One phase of one pool or wave.

    Attributes:
        blocking: findings at block or error level.
        minutes: estimated work for all its findings.
    """

    group: str
    phase: str
    blocking: int
    other: int
    minutes: int


def readiness(
    findings: Iterable[Finding], estate: Estate, waves: Mapping[str, Iterable[str]] | None = None
) -> tuple[Readiness, ...]:
    """What blocks each phase of each pool; with *waves* (wave -> SIP addresses or pools) also of each wave.

    A finding about an object without a pool counts for the group `ESTATE`.
    """
    members = {name.casefold(): wave for wave, names in (waves or {}).items() for name in names}
    grouped: dict[tuple[str, tuple[Phase, ...]], list[Finding]] = defaultdict(list)
    for finding in open_findings(list(findings)):
        pool = _pool_of(finding, estate)
        grouped[pool or ESTATE, finding.phases].append(finding)
        wave = members.get(finding.key.casefold()) or members.get((pool or "").casefold())
        if wave:
            grouped[f"wave {wave}", finding.phases].append(finding)
    return tuple(
        Readiness(
            group=group,
            phase=phases_text(phases) or "no phase",
            blocking=sum(f.severity in (Severity.BLOCK, Severity.ERROR) for f in found),
            other=sum(f.severity not in (Severity.BLOCK, Severity.ERROR) for f in found),
            minutes=sum(f.minutes for f in found),
        )
        for (group, phases), found in sorted(grouped.items(), key=lambda entry: (entry[0][0], _order(entry[0][1])))
    )


def _order(phases: tuple[Phase, ...]) -> tuple[int, str]:
    """Sorts by phase; a finding that blocks no phase comes last."""
    return (phases[0].number if phases else 99, phases_text(phases))


def _pool_of(finding: Finding, estate: Estate) -> str | None:
    cls = KINDS.get(finding.kind)
    item = estate.find(finding.kind, finding.key, product=finding.product) if cls else None
    if cls is None or item is None:
        return None
    if finding.kind == "pool":
        return item.key
    if not any(f.name == "pool" for f in fields_of(cls)):
        return None
    pool = estate.find("pool", getattr(item, "pool", None), product=finding.product)
    return pool.key if pool else None
