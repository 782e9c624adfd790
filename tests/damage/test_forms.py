"""Objects that a real PowerShell exports in another form are read as the same items, or as unknown; never as others."""

from __future__ import annotations

import shutil
import subprocess
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
}
"""
FORMS = ("again", "csv", "json", "html", "list", "wide")
#: one file of this many, so that the test stays short; all of them were tried
EVERY = 4


@pytest.mark.program("pwsh")
def test_every_form_gives_the_same_items(tmp_path: Path) -> None:
    """CLIXML, CSV, JSON, HTML and lists of the fixtures' objects: equal fields, or unknown ones."""
    for folder in ("clixml", *FORMS):
        (tmp_path / folder).mkdir()
    chosen = files()[::EVERY]
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
    assert told == {}


def _alone(path: Path) -> Read:
    """What the file holds, read alone in a folder of one name: what names no server is kept by folder."""
    folder = path.parent.parent / "alone"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(path, folder)
    found = read(folder)
    assert found is not None, path
    return found
