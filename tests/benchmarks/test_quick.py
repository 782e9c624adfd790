"""The benchmarks run at small sizes; what they measure is for `make bench`, never for the suite."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from migrator.estate.estate import Estate
from migrator.sources.reading import Reading
from tests.benchmarks.generators import OBJECTS, items, rgsconfig, write_clixml
from tests.benchmarks.measures import ROOT, read_items


def test_writes_every_measure_with_its_bar(tmp_path: Path) -> None:
    """A quick run ends without error; the JSON has each group of measures, and each measure all its keys."""
    output = tmp_path / "bench.json"
    command = [sys.executable, "-m", "tests.benchmarks.run", "--quick", "--output", str(output)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    measures = json.loads(output.read_text())["measures"]
    assert all(set(m) == {"name", "value", "unit", "bar", "sense", "passed"} and m["value"] >= 0 for m in measures)
    first = {m["name"].split()[0].strip(":") for m in measures}
    assert first == {
        "CLIXML",
        "Format-List",
        "trace",
        "memory",
        "inventory",
        "storing",
        "migrator",
        "all",
        "number",
        "waves",
        "repair",
        "checklist",
    }


def test_generators_make_what_was_asked_for(tmp_path: Path) -> None:
    """Each file is read to as many items as were written, and an estate has the size that was asked for."""
    read = [read_items(write_clixml(tmp_path / "a.xml", what, objects=30)) for what in OBJECTS]
    assert read == [30, 30, 30]
    assert len(Estate(items(1_000))) == 1_000
    assert rgsconfig(tmp_path / "rgs.db", 50).stat().st_size > 0


def test_generated_objects_are_recognised(tmp_path: Path) -> None:
    """The measure of users reads users, and that of routes routes: unknown objects would cost less to read."""
    wanted = {"WMI routes": "voice_route", "Lync users": "user", "Lync routes": "voice_route"}
    for what, kind in wanted.items():
        reading = Reading([write_clixml(tmp_path / "a.xml", what, objects=30)])
        assert {item.kind for item in reading.items()} == {kind}
        assert reading.reports[0].items == {kind: 30}
