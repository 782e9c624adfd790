"""What the blocks of the kit leave in a real PowerShell when something goes wrong in the middle."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.estate.evidence import CollectionBlock
from migrator.powershell import Code, literal, rendered
from migrator.sources.reading import Reading

#: errors after objects, an error that XML cannot hold, a program's own error, blocks that a block adds, a look-up that
#: fails, and a window that is closed; "streamed" says how much of its file is written while it still runs
BLOCKS = r"""
Add-Block -Name 'first' -File 'first.xml' -Depth 4 -Collect {
    'one'; Write-Error 'soft'; 'two'; throw ('hard' + [char]0xFFFF + ('x' * 70000))
}
Add-Block -Name 'program' -File 'program.txt' -Lines -Collect {
    sh -c 'echo printed; echo complained >&2; exit 3'
    Assert-ExitCode -Program 'sh'
}
Add-Block -Name 'broken' -File 'broken.xml' -Depth 4 -Collect { 'kept'; break }
Add-Block -Name 'at once' -File 'at-once.xml' -Depth 4 -Collect { throw 'denied' }
Add-Block -Name 'none <&>"_x0041_' -File 'none.xml' -Depth 4 -Collect {
}
Add-Block -Name 'streamed' -File 'streamed.xml' -Depth 4 -Collect {
    for ($I = 0; $I -lt 2500; $I++) { "object $I" }
    (Get-Item -Path $Path).Length
}
Add-Block -Name 'left' -File 'left.xml' -Depth 4 -Part Users, ThisServer -Collect { 'left' }
Add-Block -Name 'look-up' -Collect {
    foreach ($Pool in 'a', "b's") {
        Add-Block -Name "of $Pool" -File "of-$($Pool[0]).xml" -Depth 4 -Of $Pool -Collect { $Of }
    }
}
Add-Block -Name 'failed look-up' -Collect { throw 'no answer' }
{{more}}
"""
CLOSED = r"""
Add-Block -Name 'last look-up' -Collect {
    Add-Block -Name 'closed' -File 'closed.xml' -Depth 4 -Collect { Stop-Process -Id $PID -Force }
    Add-Block -Name 'never' -File 'never.xml' -Depth 4 -Collect { 'never' }
}
"""


def script(blocks: str) -> str:
    """A script of the kit with these blocks."""
    values: dict[str, object] = {"version": "1.2.3", "product": "lync2010", "role": "edge", "title": "t", "where": "w"}
    values |= {"rights": "r", "parameters": [Code("[string[]]$Without")], "elevated": True, "may_be_without": True}
    values |= {"parts": Code("'Users', 'ThisServer'"), "parts_text": "Users and ThisServer"}
    return "".join(
        [rendered("kit", "common.ps1", **values), rendered("kit", "folder.ps1"), blocks, rendered("kit", "end.ps1")]
    )


@pytest.fixture
def start(tmp_path: Path, pwsh: Callable[..., Any]) -> Callable[..., Any]:
    """Runs a script, started elsewhere than where the session then is; *line* has ``{}`` for the script."""

    def run(text: str, line: str, **environment: str) -> Any:
        (tmp_path / "blocks.ps1").write_text(text, encoding="ascii")
        here = tmp_path / "here"
        here.mkdir(exist_ok=True)
        called = line.replace("{}", f"& {literal(str(tmp_path / 'blocks.ps1'))}")
        return pwsh(f"Set-Location {literal(str(here))}\n{called}\n", **environment)

    return run


@pytest.mark.program("pwsh")
def test_what_was_read_before_an_error_is_kept(tmp_path: Path, start: Callable[..., Any]) -> None:
    """Objects and complaints before an error stay, the manifest is readable, and a closed window is not "not run"."""
    done = start(script(BLOCKS.replace("{{more}}", CLOSED)), "{} -Into evidence -Without Users")
    (folder,) = (tmp_path / "here" / "evidence").iterdir()
    kept = (folder / "first.xml").read_text("utf-16")
    assert ("<S>one</S>" in kept, "<S>two</S>" in kept, kept.rstrip().endswith("</Objs>")) == (True, True, True)
    assert "printed" in (folder / "program.txt").read_text("utf-16")

    reading = Reading([folder])
    blocks = {item.name: item for item in reading.items() if isinstance(item, CollectionBlock)}
    first = blocks["first"]
    assert (first.rows, (first.error or "")[:12], len(first.error or "") < 2100) == (2, "soft; hard?x", True)
    assert blocks["program"].error == "complained; sh ended with exit code 3"
    assert blocks["broken"].error == "it was left by a break in what it called"
    assert blocks["never"].error == "it was not run"
    assert (blocks["closed"].error, blocks["closed"].started is None, blocks["closed"].ended) == (None, False, None)
    assert (blocks['none <&>"_x0041_'].error, blocks['none <&>"_x0041_'].rows) == (None, 0)
    assert (blocks["left"].error, blocks["left"].started) == ("it was left out: -Without Users", None)
    assert [(name, blocks[name].rows) for name in ("of a", "of b's")] == [("of a", 1), ("of b's", 1)]
    assert "look-up" not in blocks
    assert blocks["failed look-up"].error == "no answer"
    said = "\n".join(message for report in reading.reports for message in report.messages)
    assert "block at once failed, nothing was collected: denied" in said
    assert "block closed did not end" in said
    streamed = (folder / "streamed.xml").read_text("utf-16")
    written_meanwhile = int(streamed.rpartition("<I64>")[2].partition("<")[0])
    assert written_meanwhile > len(streamed), "less than half of UTF-16 text was written while the block still ran"
    assert "2501 objects" in done.stdout
    assert "zip" not in done.stdout


REFUSED = r"""
foreach ($Into in 'a[1]', 'a`b', '{taken}', 'Env:', '/proc/nowhere') {
    try { {} -Into $Into } catch { "refused: $_" }
}
try { {} -Into ok -Without Users,Nothing } catch { "refused: $_" }
try { & '{unelevated}' -Into ok } catch { "refused: $_" }
& '{unelevated}' -Into $PWD/forest -Without thisserver
[System.Threading.Thread]::CurrentThread.CurrentCulture = 'th-TH'
{} -Into "thai's folder"
try { {unsaved} -Into full } catch { "refused: $_" }
{unzipped} -Into unzipped
$Entries = @(Import-Clixml (Get-Item forest/evidence-*/manifest.xml).FullName)
"read: $($Entries.Count) $($Entries[0].Block) $($Entries[0].Rows) $($Entries[0].Started.Kind) $($Entries[0].Command)"
"""
ONE = r"""
Add-Block -Name 'I' -File 'I.xml' -Depth 4 -Collect { 1.5; Get-Date }
"""
#: what a disk without room does to the manifest, and to the zip
UNSAVED = r"""
Add-Block -Name 'full' -File 'full.xml' -Depth 4 -Collect {
    [void][System.IO.Directory]::CreateDirectory((Join-Path $Folder 'manifest.new'))
}
"""
UNZIPPED = r"""
Add-Block -Name 'zip' -File 'zip.xml' -Depth 4 -Collect { Set-Content -Path "$Folder.zip" -Value 'not ours' }
"""


@pytest.mark.program("pwsh")
def test_nothing_is_claimed_that_is_not_so(tmp_path: Path, start: Callable[..., Any]) -> None:
    """Places, words and shells that do not do are refused before anything is made; a disk without room is told."""
    (tmp_path / "taken").write_text("a file")
    text = script(ONE)
    for name, content in {
        "unelevated": text.replace("if (-not (Test-Elevated)", "if ($true"),
        "unsaved": script(ONE + UNSAVED),
        "unzipped": script(ONE + UNZIPPED),
    }.items():
        (tmp_path / f"{name}.ps1").write_text(content, encoding="ascii")
    line = REFUSED.replace("{taken}", str(tmp_path / "taken"))
    line = line.replace("'{unelevated}'", literal(str(tmp_path / "unelevated.ps1")))
    for name in ("unsaved", "unzipped"):
        line = line.replace(f"{{{name}}}", f"& {literal(str(tmp_path / f'{name}.ps1'))}")
    done = start(text, line)
    said = [part.split(" refused: ")[0] for part in f" {done.stdout}".split(" refused: ")[1:]]
    for found, expected in zip(
        said,
        [
            "takes for a wildcard",
            "takes for a wildcard",
            "cannot be made, so nothing was collected",
            "not a folder",
            "cannot be made, so nothing was collected",
            "-Without takes Users and ThisServer, not Nothing",
            'Nothing was collected: start the shell with "Run as administrator". Who may not can collect',
            "does not say all that happened, so this is not a complete collection",
        ],
        strict=True,
    ):
        assert expected in found
    assert "read: 1 I 2 Utc 1.5; Get-Date" in done.stdout
    here = tmp_path / "here"
    assert sorted(path.name for path in here.iterdir()) == ["forest", "full", "thai's folder", "unzipped"]
    for place in ("forest", "thai's folder"):
        folder, zipped = sorted((here / place).iterdir())
        assert (zipped.name, folder.name[:-15]) == (f"{folder.name}.zip", folder.name[: -len("20260101-010101")])
        assert folder.name[-15:-11] in ("2025", "2026", "2027", "2028")
        with zipfile.ZipFile(zipped) as packed:
            assert (packed.testzip(), len(packed.namelist())) == (None, 2)
    assert [path.suffix for path in (here / "full").iterdir()] == [""]
    folder, zipped = sorted((here / "unzipped").iterdir())
    assert zipped.read_text("utf-8").strip() == "not ours"
    assert "the zip could not be made, take the folder instead" in done.stdout
    assert f"The evidence is in {folder} Copy it" in done.stdout


@pytest.mark.program("pwsh")
def test_a_misspelt_parameter_is_refused(tmp_path: Path, start: Callable[..., Any]) -> None:
    """Who wants users left out and mistypes it does not get them collected."""
    block = "Add-Block -Name 'users' -File 'users.xml' -Depth 4 -Part Users -Collect { 'ann' }\n"
    done = start(script(block), "{} -Into evidence -Wihout Users")
    assert "parameter name 'Wihout'" in done.stdout
    assert not (tmp_path / "here" / "evidence").exists()
