"""Objects that a real PowerShell exports in another form are read as the same items, or as unknown; never as others."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.damage.comparing import Read, read, silent_differences
from tests.damage.test_damage import files

SCRIPT = """
param($folder)
foreach ($file in Get-ChildItem "$folder/clixml" -Filter *.xml) {
    $name = $file.BaseName
    $objects = @(Import-Clixml $file.FullName)
    $objects | Export-Clixml "$folder/again/$name.xml" -Depth 12
    $objects | Export-Csv "$folder/csv/$name.csv" -NoTypeInformation -Encoding utf8
    $objects | ConvertTo-Json -Depth 12 | Set-Content "$folder/json/$name.json"
    $objects | ConvertTo-Html | Set-Content "$folder/html/$name.html"
    $objects | Format-List * | Out-String -Width 80 | Set-Content "$folder/list/$name.txt"
    $objects | Format-List * | Out-String -Width 300 | Set-Content "$folder/wide/$name.txt" -Encoding unicode
    $objects | Export-Csv "$folder/typed/$name.csv" -IncludeTypeInformation -Delimiter ';' -Encoding unicode
    $objects | ConvertTo-Html -As List | Set-Content "$folder/htmllist/$name.html"
    $objects | Format-Table -Property * -AutoSize | Out-String -Width 8000 | Set-Content "$folder/table/$name.txt"
    $culture = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = 'de-DE'
    $objects | Export-Csv "$folder/german/$name.csv" -UseCulture -NoTypeInformation
    $objects | Format-List * | Out-String -Width 200 | Set-Content "$folder/germanlist/$name.txt"
    [cultureinfo]::CurrentCulture = $culture
}
"""
FORMS = ("again", "csv", "json", "html", "list", "wide", "typed", "htmllist", "table", "german", "germanlist")
#: one file of this many, so that the test stays short; the day says which, and all of them were tried
EVERY = 8
TURN = datetime.now(UTC).toordinal() % EVERY


@pytest.mark.program("pwsh")
def test_every_form_gives_the_same_items(tmp_path: Path) -> None:
    """CLIXML, CSV, JSON, HTML, lists and tables of the fixtures' objects, in two languages: equal or unknown fields."""
    for folder in ("clixml", *FORMS):
        (tmp_path / folder).mkdir()
    chosen = files()[TURN::EVERY]
    for path in chosen:
        shutil.copy(path, tmp_path / "clixml")
    script = tmp_path / "export.ps1"
    script.write_text(SCRIPT)
    subprocess.run(["pwsh", "-NoProfile", "-File", script, tmp_path], check=True, capture_output=True, timeout=120)
    told: dict[str, list[str]] = {}
    for path in chosen:
        original = _alone(tmp_path / "clixml" / path.name)
        for form in FORMS:
            (exported,) = (tmp_path / form).glob(f"{path.stem}.*")
            if lines := list(silent_differences(original, _alone(exported))):
                told[f"{form}/{path.stem}"] = lines
    assert told == {}, f"every {EVERY}th file, from number {TURN}"


def _alone(path: Path) -> Read:
    """What the file holds, read alone in a folder of one name: what names no server is kept by folder."""
    folder = path.parent.parent / "alone"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(path, folder)
    found = read(folder)
    assert found is not None, path
    return found
