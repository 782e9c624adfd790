"""Damaged evidence that is text never gives a silent difference, as damaged CLIXML does not."""

from __future__ import annotations

import csv
import io
import json
import random
from html import escape
from pathlib import Path

import pytest

from migrator.resources import fixture
from tests.damage.comparing import read, silent_differences
from tests.damage.mutations_text import TEXT, column_is_cut

POLICIES = [
    {
        "Identity": identity,
        "PstnUsages": ["UK-Emergency", "UK-National", "UK-Mobile"],
        "Description": description,
        "AllowSimulRing": True,
        "EnableCallPark": False,
        "PreventPSTNTollBypass": False,
        "Name": identity.removeprefix("Tag:"),
    }
    for identity, description in (("Global", None), ("Tag:Zürich", "Desk in Zürich"), ("Tag:London", "Staff"))
]


def _printed(value: object) -> str:
    """As Format-List prints it."""
    return "{" + ", ".join(map(str, value)) + "}" if isinstance(value, list) else "" if value is None else str(value)


def _format_list() -> str:
    objects = ("\n".join(f"{name:<21} : {_printed(value)}" for name, value in each.items()) for each in POLICIES)
    return "\n" + "\n\n".join(objects) + "\n\n\n"


def _csv() -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(POLICIES[0])
    joined = ([";".join(v) if isinstance(v, list) else v for v in each.values()] for each in POLICIES)
    writer.writerows(joined)
    return text.getvalue()


def _html() -> str:
    rows = [f"<tr>{''.join(f'<th>{name}</th>' for name in POLICIES[0])}</tr>"]
    cells = (map(escape, map(_printed, each.values())) for each in POLICIES)
    rows.extend(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    columns = "<colgroup>" + "<col/>" * len(POLICIES[0]) + "</colgroup>"
    return "<html><head>\n</head><body>\n<table>\n" + columns + "\n" + "\n".join(rows) + "\n</table>\n</body></html>\n"


SAMPLES = {
    "Get-CsVoicePolicy.txt": _format_list().encode(),
    "Get-CsVoicePolicy wide.txt": _format_list().encode("utf-16"),
    "Get-CsVoicePolicy.json": json.dumps(POLICIES, indent=2, ensure_ascii=False).encode(),
    "Get-CsVoicePolicy.csv": _csv().encode(),
    "Get-CsVoicePolicy.html": _html().encode(),
    "rtc-configuration.ldf": next(
        Path(str(fixture("contoso-lync2010"))).glob("*DC01*/rtc-configuration.ldf")
    ).read_bytes(),
} | {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "samples").iterdir())}
#: of each damage of each sample
SEEDS = 6


@pytest.mark.parametrize("name", SAMPLES)
def test_no_damage_of_text_is_silent(name: str, tmp_path: Path) -> None:
    """Seeded damages: each object is equal, gone with a loss, or unknown in the fields that differ."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    file = folder / name
    file.write_bytes(SAMPLES[name])
    before = read(folder)
    assert before is not None
    assert before[0]
    # nothing shows that a list or an output has lost the right of its lines
    can_be_seen = [damage for damage in TEXT if damage is not column_is_cut or not name.endswith("txt")]
    for damage in can_be_seen:
        for seed in range(SEEDS):
            file.write_bytes(damage(SAMPLES[name], random.Random(seed)))  # noqa: S311 - seeds, not secrets
            assert list(silent_differences(before, read(folder))) == [], (damage.__name__, seed)
