"""What a real PowerShell prints of objects is read back: every value is equal, or unknown; none is silently another."""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from migrator.estate.other import Other
from migrator.sources.bundle import file_member
from migrator.sources.format import Origin
from migrator.sources.mapping import Truncated
from migrator.sources.powershell import html_objects, json_objects
from migrator.sources.powershell.console import Console, Unread
from migrator.sources.powershell.lines import ConsoleLines, survey
from migrator.sources.record import Record, Rejected
from migrator.sources.text.decoding import ANSI, open_text

SCRIPT = """
param($folder)
$objects = Get-Content -Raw -Encoding utf8 "$folder/objects.json" | ConvertFrom-Json
foreach ($culture in 'en-US', 'ja-JP') {
    [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = $culture
    foreach ($width in 45, 61, 120) {
        $end = "$culture-$width.txt"
        $objects | Format-List | Out-String -Width $width | Set-Content "$folder/list-$end" -NoNewline
        $objects | Format-Table -Wrap | Out-String -Width $width | Set-Content "$folder/wrap-$end" -NoNewline
        $objects | Format-Table Key, Flag, Number, Usages, Dn | Out-String -Width $width |
            Set-Content "$folder/table-$end" -NoNewline
    }
}
$objects | Format-Table -AutoSize | Out-String -Width 900 | Set-Content "$folder/auto.txt" -NoNewline
$objects | Format-List | Out-File "$folder/list-utf16.txt" -Encoding unicode -Width 110
$objects | ConvertTo-Json -Depth 5 | Set-Content "$folder/a.json"
$objects | ConvertTo-Json -Depth 5 -Compress | Out-File "$folder/b.json" -Encoding unicode
$objects | ConvertTo-Html | Set-Content "$folder/a.html"
$objects | ConvertTo-Html -As List -Fragment | Set-Content "$folder/b.html"
"""
_WORDS = ("calls", "inside", "the", "US", "(site)", "Zürich", "日本語", "voice;", "Name=x", "[0-9]{10})$", "é😀", "a")


def made(seed: int) -> list[dict[str, Any]]:
    """Objects with values that windows break: long words, many words, DNs, GUIDs, lists, wide letters, line breaks."""
    chance = random.Random(seed)  # noqa: S311 - the same objects in every run

    def words(most: int) -> str:
        return " ".join(chance.choices(_WORDS, k=chance.randint(0, most)))

    return [
        {
            "Key": f"sip:user{number}@contoso.com",
            "Number": chance.choice((None, 0, 5, 12345678)),
            "Flag": chance.choice((True, False, None)),
            "Description": words(25),
            "Dn": f"CN={words(3)},OU={'x' * chance.randint(0, 90)},DC=contoso,DC=com",
            "Guid": "1f1b2c3d-0001-4000-8000-" + "".join(chance.choices("0123456789abcdef", k=12)),
            "Usages": [f"U{at} {words(1)}".strip() for at in range(chance.randint(0, 6))],
            "Lines": "\n".join(words(6) for _ in range(chance.randint(1, 3))),
            "Empty": None,
        }
        for number in range(20)
    ]


OBJECTS = made(7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What PowerShell printed of the objects, in all forms and widths."""
    folder = tmp_path_factory.mktemp("powershell")
    (folder / "objects.json").write_text(json.dumps(OBJECTS), encoding="utf-8")
    (folder / "print.ps1").write_text(SCRIPT, encoding="utf-8-sig")
    subprocess.run(["pwsh", "-NoProfile", "-File", folder / "print.ps1", folder], check=True, capture_output=True)
    return folder


def as_printed(value: object) -> object:
    """The value as a list prints it; what is empty is None."""
    return str(value) if isinstance(value, int) else value or None


def compared(records: Iterable[Record]) -> Counter[str]:
    """How many values are equal and how many are unknown, by property; any other value fails."""
    found: Counter[str] = Counter()
    expected = {each["Key"]: each for each in OBJECTS}
    for record in records:
        key = record.properties["Key"]
        if isinstance(key, Truncated):
            continue
        for name, value in record.properties.items():
            is_known = not isinstance(value, Truncated)
            found[f"{name} {'equal' if is_known else 'unknown'}"] += 1
            if is_known:
                wanted = as_printed(expected[str(key)][name])
                assert as_printed(value) == wanted or (name == "Lines" and not str(wanted).strip()), record.position
    return found


def printed(path: Path) -> tuple[list[Record], list[object]]:
    """The records of a printed text, and what was lost."""
    text = open_text(file_member(path), code_page=ANSI)
    parts = list(Console(ConsoleLines(text.chunks()), survey(text)).shown())
    return (
        [part for part in parts if isinstance(part, Record)],
        [part for part in parts if isinstance(part, Rejected | Unread)],
    )


@pytest.mark.program("pwsh")
def test_lists_of_every_width(folder: Path) -> None:
    """Both ways in which PowerShell breaks lines, from 45 to 200 cells: all objects, no other value, few unknown."""
    for path in sorted(folder.glob("list-*.txt")):
        records, lost = printed(path)
        counts = compared(records)
        assert (len(records), lost) == (len(OBJECTS), []), path.name
        assert counts["Guid equal"] == counts["Key equal"] == counts["Number equal"] == len(OBJECTS), path.name
        assert sum(counts[f"{name} unknown"] for name in ("Dn", "Description", "Lines")) < 3, (path.name, counts)


@pytest.mark.program("pwsh")
def test_tables_of_every_width(folder: Path) -> None:
    """Tables that are cut, wrapped or as wide as they need to be: no other value; what is not cut is read."""
    for path in sorted([*folder.glob("wrap-*.txt"), *folder.glob("table-*.txt")]):
        records, lost = printed(path)
        assert (compared(records)["Key equal"], lost) == (len(OBJECTS), []), path.name
    counts = compared(printed(folder / "auto.txt")[0])
    assert counts["Guid equal"] == counts["Dn equal"] == counts["Description equal"] == len(OBJECTS)


@pytest.mark.program("pwsh")
def test_json_and_html(folder: Path) -> None:
    """JSON loses nothing; HTML loses lists, and each loss is unknown."""
    for path in sorted([*folder.glob("*.json"), *folder.glob("*.html")]):
        format_ = json_objects if path.suffix == ".json" else html_objects
        member = file_member(path)
        assert format_.FORMAT.matches(member, member.head())
        items = [item for item in format_.FORMAT.read(member, Origin()) if isinstance(item, Other)]
        records = [Record("", item.extra, item.key) for item in items]
        if path.suffix == ".json":
            assert sum(compared(records).values()) == len(OBJECTS) * len(OBJECTS[0])
        else:
            assert [record.properties["Description"] for record in records] == [
                each["Description"] or None for each in OBJECTS
            ]
