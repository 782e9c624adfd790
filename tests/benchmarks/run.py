"""Measures every ratio, prints a table, writes JSON; exit code 1 where a bar is missed."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from .measures import MEASURES, QUICK, Measure, Sizes


def as_json(measure: Measure) -> dict[str, object]:
    """The measure as it is written."""
    return {
        "name": measure.name,
        "value": round(measure.value, 3),
        "unit": measure.unit,
        "bar": measure.bar,
        "sense": measure.sense,
        "passed": measure.passed,
    }


def line_of(measure: Measure) -> str:
    """The measure as it is printed."""
    bar = "" if measure.bar is None else f"{measure.sense} {measure.bar:g}"
    verdict = "" if measure.bar is None else "pass" if measure.passed else "MISSED"
    return f"{measure.name:<82} {measure.value:>10.2f} {measure.unit:<20} {bar:<14} {verdict}".rstrip()


def main() -> int:
    """Measure; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--quick", action="store_true", help="small sizes that show it runs; the bars say nothing then")
    parser.add_argument("--only", choices=[m.__name__ for m in MEASURES], help="one group of measures")
    given = parser.parse_args()
    sizes = QUICK if given.quick else Sizes()
    measured: list[Measure] = []
    for measures in MEASURES:
        if given.only not in (None, measures.__name__):
            continue
        with tempfile.TemporaryDirectory() as folder:
            for measure in measures(Path(folder), sizes):
                measured.append(measure)
                print(line_of(measure), flush=True)  # noqa: T201
    given.output.write_text(json.dumps({"quick": given.quick, "measures": list(map(as_json, measured))}, indent=2))
    return 0 if given.quick or all(measure.passed for measure in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
