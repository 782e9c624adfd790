"""The seeds of the fuzzer get past recognition, so that what is fuzzed is the decoder."""

from __future__ import annotations

import io

import pytest

from migrator.sources.bundle import Member
from migrator.sources.format import Origin
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_recognised_and_read(name: str) -> None:
    """Every seed is of its format, and the decoder yields something from it."""
    target = TARGETS[name]()
    for seed in target.seeds:
        member = Member(target.path, target.path.rpartition("/")[2], len(seed), lambda seed=seed: io.BytesIO(seed))
        assert target.format.matches(member, member.head())
        assert list(target.format.read(member, Origin()))
