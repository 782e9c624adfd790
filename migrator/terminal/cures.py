"""Findings with their cures, as the commands about the Edge show them."""

from __future__ import annotations

from collections.abc import Iterable

from ..rules.engine.prediction import Finding
from .console import SEVERITY_STYLES, print_labelled, print_line


def print_cures(findings: Iterable[Finding], indent: str = "") -> None:
    """Print what was found and, below all that one cure mends, the cure; a sentence that is said twice stands once."""
    groups: dict[tuple[str, str], dict[str, Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.remediation), {}).setdefault(finding.message, finding)
    for (_, cure), alike in groups.items():
        for message, finding in alike.items():
            print_line(f"{indent}{finding.rule} {message}", SEVERITY_STYLES[finding.severity.value])
        print_labelled((("Cure", (cure,)),))
