"""A rule of which a part lacked data: it may have found something, but it is never clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from migrator.estate.estate import Estate
from migrator.estate.topology import Pool
from migrator.rules.engine.gaps import Gap, Run
from migrator.rules.engine.model import R2, Context, Grade, Hit, Severity, rule
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Outcome, Result

ESTATE = Estate([Pool(key="p", product=R2)])
HIT = Hit(item=None)
GAP = Gap(reason="no log", needs=(Run("collect the log"),))


def outcome_of(*told: Hit | Gap) -> Outcome:
    """How a rule ends that tells this."""

    @rule(
        id="T-001",
        title="t",
        severity=Severity.INFO,
        grade=Grade.DOCUMENTED,
        products=(R2,),
        needs=(),
        effect="e",
        remediation="r",
        message="there is something",
        references=(),
    )
    def tells(_estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
        """A rule."""
        yield from told

    return predict(ESTATE, Context(now=datetime(2014, 1, 8, tzinfo=UTC)), [tells]).outcomes[0]


@pytest.mark.parametrize(
    ("told", "result", "reason"),
    [
        ((), Result.CLEAR, ""),
        ((HIT,), Result.FOUND, ""),
        ((GAP,), Result.NOT_EVALUATED, "No log"),
        ((GAP, HIT), Result.FOUND, "No log"),
    ],
    ids=["nothing", "a hit", "a gap", "both"],
)
def test_outcome(told: tuple[Hit | Gap, ...], result: Result, reason: str) -> None:
    """A gap keeps a rule from being clear, and its reason is told beside what was found."""
    outcome = outcome_of(*told)
    assert (outcome.outcome, outcome.reason) == (result, reason)


def test_needs_of_gaps_are_told_once() -> None:
    """What would supply the data is named once, however many parts lack it."""
    other = Gap(reason="no pool", needs=(Run("collect the log"), Run("collect the pool")))
    outcome = outcome_of(GAP, other, GAP)
    assert (outcome.reason, outcome.needs) == ("No log; no pool", (Run("collect the log"), Run("collect the pool")))
