"""Findings with their cures, as the commands about the Edge show them."""

from __future__ import annotations

from collections.abc import Iterable

from ..rules.engine.cures import by_cure
from ..rules.engine.prediction import Finding
from .console import SEVERITY_STYLES, print_labelled, print_line


def print_cures(findings: Iterable[Finding], indent: str = "") -> None:
    """Print what was found and, below all that one cure mends, the cure; a sentence that is said twice stands once."""
    for group in by_cure(findings):
        for finding in group.findings:
            print_line(f"{indent}{group.rule} {finding.message}", SEVERITY_STYLES[finding.severity.value])
        print_labelled((("Cure", (group.cure,)),))
