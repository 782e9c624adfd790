"""The check list of federation on the terminal: what failed first, then every point in working order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..checklist.edge_check import CheckedPoint, PointState
from ..network.federation import FederationMode, FederationWithPartners
from ..rules.engine.losses import SourceLoss
from .console import print_labelled, print_line
from .cures import print_cures
from .prediction import print_losses

_MARKS = {
    PointState.PASSED: ("passed", "green"),
    PointState.FAILED: ("FAILED", "red"),
    PointState.NOT_EVALUATED: ("?", "yellow"),
    PointState.NOT_APPLICABLE: ("-", "dim"),
}

_NO_EDGE = (
    "The evidence has no Edge Server, so the check list does not apply: nobody signs in from outside through one, and "
    "there is no federation. An Edge is not in the domain: if there is one, read what the kit collects there."
)


def print_check(
    points: Sequence[CheckedPoint], federation: FederationWithPartners, losses: Sequence[SourceLoss] = ()
) -> None:
    """Print what the evidence lacks, whether federation is open, closed or off, then the check list."""
    print_losses(losses)
    unknown = federation.state is FederationMode.NOT_KNOWN
    state = "Whether federation is open, closed or off is not known" if unknown else f"Federation is {federation.state}"
    print_line(f"{state}; allowed domains: {federation.allowed_domains}", "bold")
    if all(point.state is PointState.NOT_APPLICABLE for point in points):
        print_line(_NO_EDGE)
        return
    counts = Counter(point.state for point in points)
    print_line(", ".join(f"{counts[state]} {state.value}" for state in PointState if counts[state]), "bold")
    if first := next((point for point in points if point.state is PointState.FAILED), None):
        print_line(f"Begin with {first.point.id}: {first.findings[0].message}", "bold")
    section = ""
    for checked in points:
        if checked.point.section != section:
            section = checked.point.section
            print_line()
            print_line(section, "bold")
        mark, style = _MARKS[checked.state]
        print_line(f"{checked.point.id}  [{mark}]  {checked.point.title}", style)
        if checked.state is PointState.FAILED:
            print_cures(checked.findings, "  ")
            print_labelled((("Verify", (checked.point.verify,)),))
        elif checked.state is PointState.NOT_EVALUATED:
            print_labelled((("Needs", checked.needs),))
        else:
            for finding in checked.findings:
                print_line(f"  {finding.rule} {finding.message}", "dim")
