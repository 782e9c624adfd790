"""Tries many seeded damages and prints each silent difference: ``python -m tests.damage.run 2000``."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.damage.comparing import read, silent_differences
from tests.damage.mutations import ANY, CLIXML
from tests.damage.test_damage import files, undamaged


def main() -> int:
    """Damage, read, compare; 1 where a difference is silent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int)
    parser.add_argument("--only", help="one damage")
    given = parser.parse_args()
    tried: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    for seed in range(given.seeds):
        chance = random.Random(seed)  # noqa: S311 - seeds, not secrets
        path, damage = chance.choice(files()), chance.choice(CLIXML + ANY)
        data = path.read_bytes()
        if given.only not in (None, damage.__name__) or (damaged := damage(data, chance)) == data:
            continue
        tried[damage.__name__] += 1
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / path.parent.name
            folder.mkdir()
            (folder / path.name).write_bytes(damaged)
            try:
                lines = list(silent_differences(undamaged(path), read(folder)))
            except Exception as error:  # noqa: BLE001 - a crash is one more line, and the run goes on
                lines = [repr(error)]
            if lines:
                silent[damage.__name__] += 1
                print(f"seed {seed}, {damage.__name__}, {path.name}: {lines[0]}")  # noqa: T201
    print(", ".join(f"{name} {silent[name]} of {tried[name]}" for name in sorted(tried)))  # noqa: T201
    return bool(silent)


if __name__ == "__main__":
    sys.exit(main())
