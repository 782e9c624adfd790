"""Findings put together that one cure mends."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from .prediction import Finding


@attrs.frozen
class Cured:
    """What one cure of a rule mends.

    Attributes:
        findings: one for each sentence, the severe first; what is said twice stands once.
    """

    rule: str
    cure: str
    findings: tuple[Finding, ...]


def by_cure(findings: Iterable[Finding]) -> tuple[Cured, ...]:
    """The findings by rule and cure, in the order in which each cure comes first."""
    groups: dict[tuple[str, str], dict[str, Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.remediation), {}).setdefault(finding.message, finding)
    return tuple(Cured(rule, cure, tuple(alike.values())) for (rule, cure), alike in groups.items())
