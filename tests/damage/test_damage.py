"""Damaged evidence never gives a silent difference: what is read is right, or a loss or an unknown field says so."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from migrator.resources import fixture
from tests.damage.comparing import Read, read, silent_differences
from tests.damage.mutations import ANY, CLIXML, Damage

ESTATES = ("contoso-lync2010/evidence-FE01-front-end-20140303-093000", "contoso-ocs2007r2")
#: of each damage; thousands are tried with `python -m tests.damage.run`
SEEDS = 8


@cache
def files() -> tuple[Path, ...]:
    """The CLIXML files of both fixtures that hold objects."""
    found = (path for name in ESTATES for path in sorted(Path(str(fixture(name))).glob("*.xml")))
    return tuple(path for path in found if path.name[:4] in ("Get-", "MSFT") and path.stat().st_size > 500)


@cache
def undamaged(path: Path) -> Read:
    """What the file holds, read alone."""
    # what no evidence gives a server is kept by folder: the damaged copy is read in a folder of the same name
    found = read(path)
    assert found is not None
    return found


@pytest.mark.parametrize("damage", CLIXML + ANY, ids=lambda damage: damage.__name__)
def test_no_damage_is_silent(damage: Damage, tmp_path: Path) -> None:
    """Seeded damages of the fixtures' files: each object is equal, rejected, or unknown in the fields that differ."""
    for seed in range(SEEDS):
        chance = random.Random(seed)  # noqa: S311 - seeds, not secrets
        path = chance.choice(files())
        folder = tmp_path / str(seed) / path.parent.name
        folder.mkdir(parents=True)
        (folder / path.name).write_bytes(damage(path.read_bytes(), chance))
        assert list(silent_differences(undamaged(path), read(folder))) == [], (seed, path.name)
