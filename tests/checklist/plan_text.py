"""The plans of the Contoso estates as text that people review.

Run as a program, it writes the files of `snapshots/` anew; then read what changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from migrator.checklist.plan import MigrationPlan, PlannedStep, plan_of
from migrator.checklist.remedies import is_remedy
from migrator.estate.estate import Estate
from migrator.estate.provenance import collected, incomplete
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.phases import TRACK_A, TRACK_B, TRACK_C, Track
from migrator.rules.engine.predict import predict
from migrator.sources.reading import Reading

NOW = datetime(2014, 1, 8, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures"
SNAPSHOTS = Path(__file__).parent / "snapshots"
_PLANNED = {"planned_pool_fqdns": "lyncpool.contoso.local"}
_EDGE = {"planned_edge_fqdns": "edgepool13.contoso.local"}
#: a snapshot -> the track, the estate and the answers from which its plan is made
PLANS: dict[str, tuple[Track, str, dict[str, str]]] = {
    "track_a": (TRACK_A, "contoso-ocs2007r2", _PLANNED),
    "track_b": (TRACK_B, "contoso-lync2010", _PLANNED | _EDGE),
    "track_c": (TRACK_C, "contoso-ocs2007r2", _PLANNED),
}


def contoso_plan(name: str) -> MigrationPlan:
    """The plan of a snapshot, made anew."""
    track, estate_name, answers = PLANS[name]
    read = Reading([FIXTURES / estate_name])
    items = list(read.items())
    estate = Estate(items, collected=collected(read.reports), incomplete=incomplete(read.reports))
    prediction = predict(estate, Context(now=NOW, target=track.target, answers=answers), all_rules())
    return plan_of(track, estate, prediction, answers)


def plan_text(plan: MigrationPlan) -> str:
    """The steps by phase in their order: title, needs, commands and gate; of remedies the title only."""
    lines: list[str] = []
    for phase, steps in groupby(plan.steps, key=lambda step: step.phase):
        lines.append(f"== {phase}")
        lines += [line for step in steps for line in _lines(step)]
    return "\n".join(lines) + "\n"


def _lines(step: PlannedStep) -> Iterator[str]:
    yield f"{step.key}  {step.step.title}"
    if is_remedy(step.key):
        return
    remedies = [key for key in step.needs if is_remedy(key)]
    others = [key for key in step.needs if not is_remedy(key)]
    texts = {
        "needs": ", ".join((*others, *([f"{len(remedies)} FIX"] if remedies else []))),
        "run": step.step.command,
        "check": step.step.verify,
        "else": step.step.repair,
        "gate": step.step.gate,
        "of": ", ".join(step.step.of),
        "people": step.step.confirm,
        "outage": "" if step.step.outage == "no" else step.step.outage,
        "if any": ", ".join(step.not_collected),
    }
    yield from (f"    {label:<6}  {text}" for label, text in texts.items() if text)


if __name__ == "__main__":
    for each in PLANS:
        (SNAPSHOTS / f"{each}.txt").write_text(plan_text(contoso_plan(each)), encoding="utf-8", newline="\n")
