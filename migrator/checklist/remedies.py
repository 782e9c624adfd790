"""Steps that mend what the rules found: one for each rule, in the phase that its findings block."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from ..rules.engine.levels import Severity
from ..rules.engine.phases import PHASES, TRACK_A, TRACK_C, Phase, Track
from ..rules.engine.prediction import Finding
from .steps import ChecklistStep

#: the phase in which an estate is prepared, where findings block none
_PREPARE = 1


_REMEDY = "FIX-"


def is_remedy(key: str) -> bool:
    """Whether a step mends what a rule found, rather than being a step of the track."""
    return key.startswith(_REMEDY)


def remedies(
    findings: Iterable[Finding], mended: Container[str], track: Track
) -> Iterator[tuple[ChecklistStep, Phase, tuple[Finding, ...]]]:
    """A step for each rule with open findings, with its phase and the findings.

    Args:
        mended: rules whose findings other steps mend.
    """
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity is not Severity.INFO and not finding.baseline and finding.rule not in mended:
            by_rule.setdefault(finding.rule, []).append(finding)
    for rule, found in by_rule.items():
        first = found[0]
        phase = _phase(first.phases, track)
        step = ChecklistStep(
            id=_REMEDY + rule,
            tracks=(track.id,),
            title=first.title,
            dialog=first.remediation,
            command=f"migrator predict --rule {rule}",
            gate=f"No open finding of {rule}",
            of=(rule,),
            rollback="Note the values of before.",
            outage="no",
            minutes=sum(finding.minutes for finding in found),
            grade=first.grade,
            references=first.references,
        )
        yield step, phase, tuple(found)


def _phase(blocked: Iterable[Phase], track: Track) -> Phase:
    """The phase of a track that findings block; track C has the same ten phases as A, for which rules name them."""
    of_track = {each.track: each.number for each in blocked}
    number = of_track.get(track, of_track.get(TRACK_A) if track == TRACK_C else None)
    return next((each for each in PHASES[track] if each.number == number), PHASES[track][_PREPARE])
