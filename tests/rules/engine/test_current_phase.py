"""The phase of the migration, derived from the evidence until somebody says it."""

from __future__ import annotations

import pytest

from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.topology import Pool, Site
from migrator.estate.users import User
from migrator.rules.engine.answers import checked
from migrator.rules.engine.current_phase import derived_phase, phase_of
from migrator.rules.engine.phases import A_MERGE, PHASES, phase_answer
from migrator.rules.engine.questions import CURRENT_PHASE, QUESTIONS

R2 = Pool(key="old.contoso.local", product="ocs2007r2")
LYNC2010 = Pool(key="lync10.contoso.local", product="lync2010")
LYNC2013 = Pool(key="new.contoso.local", product="lync2013")
MERGED = Site(key="BackCompatSite", product="ocs2007r2", site_kind="BackCompatSite")


def users(pool: Pool, count: int) -> list[Item]:
    """That many users on a pool."""
    return [User(key=f"{pool.key} {n}", product=pool.product, pool=pool.key) for n in range(count)]


@pytest.mark.parametrize(
    ("items", "target", "phase"),
    [
        ([R2], "2013", "A1 Plan"),
        ([R2, *users(R2, 3)], "2013", "A1 Plan"),
        ([R2, LYNC2013], "2013", "A3 Pilot"),
        ([R2, LYNC2013, MERGED, *users(R2, 3)], "2013", "A5 Configure"),
        ([R2, LYNC2013, MERGED, *users(R2, 2), *users(LYNC2013, 2)], "2013", "A6 Users pilot"),
        ([R2, LYNC2013, MERGED, *users(R2, 2), *users(LYNC2013, 3)], "2013", "A8 Production"),
        ([LYNC2010], "2013", "B1 Plan"),
        ([LYNC2010, LYNC2013], "2013", "B3 Pilot"),
        ([LYNC2010, LYNC2013, *users(LYNC2010, 9), *users(LYNC2013, 1)], "2013", "B4 Test users"),
        ([LYNC2010, LYNC2013, *users(LYNC2010, 1), *users(LYNC2013, 9)], "2013", "B6 Production"),
        ([R2, LYNC2010], "2010", "C3 Pilot"),
        ([R2, LYNC2010, MERGED], "2010", "C5 Configure"),
    ],
)
def test_is_the_earliest_phase_that_fits_the_evidence(items: list[Item], target: str, phase: str) -> None:
    """New pools, the merged topology and moved users each lead further; the reason is said."""
    derived = derived_phase(Estate(items), target)
    assert derived is not None
    assert phase_answer(derived.phase) == phase
    assert derived.because


@pytest.mark.parametrize(("collected", "phase"), [([], "A6 Users pilot"), ([("ocs2007r2", "user")], "A9 Post")])
def test_users_that_nobody_looked_for_are_not_counted_as_moved(collected: list[tuple[str, str]], phase: str) -> None:
    """All known users on new pools mean that all were moved only where the users of OCS were collected too."""
    derived = derived_phase(Estate([R2, LYNC2013, MERGED, *users(LYNC2013, 9)], collected=collected), "2013")
    assert derived is not None
    assert phase_answer(derived.phase) == phase
    assert derived.because == "9 of 9 users on a pool of Lync 2013"


@pytest.mark.parametrize("items", [[], [LYNC2013], [R2, LYNC2010, LYNC2013]])
def test_without_a_single_track_nothing_is_derived(items: list[Item]) -> None:
    """No legacy product, or two of them, is a question for people."""
    assert derived_phase(Estate(items), "2013") is None


def test_an_answer_names_a_phase() -> None:
    """By its short name or in full, in any case; each phase is one of the choices and is read back."""
    question = QUESTIONS[CURRENT_PHASE]
    assert checked(question, "a4") == checked(question, "A4 Merge") == "A4 Merge"
    assert phase_of("A4 Merge") == A_MERGE
    assert [phase_of(choice) for choice in question.choices] == [phase for some in PHASES.values() for phase in some]
    assert phase_of("") is None
    with pytest.raises(InputError) as refused:
        checked(question, "A11")
    assert refused.value.hint is not None
    assert refused.value.hint.startswith("One of: A1 Plan, ")
