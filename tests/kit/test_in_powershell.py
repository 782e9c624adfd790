"""Scripts of the kit run in a real PowerShell on strict stand-ins, and what they leave is evidence."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import attrs
import pytest

from migrator.estate.evidence import CollectionBlock
from migrator.estate.kinds import Item
from migrator.estate.unmapped import unmapped_cmdlets
from migrator.kit.folder import write_kit
from migrator.kit.scripts import kit_files
from migrator.powershell import literal
from migrator.resources import fixture
from migrator.sources.reading import Reading

HERE = Path(__file__).parent
#: faults of every kind, and one object of each class that is kept whole
FAULTS = r"""
$StandIn.Faults['Get-CsTopology'] = { throw 'the topology is locked' }
$StandIn.Faults['Get-CsPinPolicy'] = {
    Import-Clixml (Join-Path $StandIn.Served 'Get-CsPinPolicy.xml')
    Write-Error 'not now'
}
$StandIn.Faults['Get-CsAnnouncement'] = { throw (New-Object System.UnauthorizedAccessException 'Access is denied.') }
Remove-Item function:Get-CsMcxConfiguration
foreach ($Line in (Get-Content {kept} | Where-Object { $_ -notmatch '^#' })) {
    $Name, $Type = $Line -split ' '
    $Add = if ($Type -like 'Microsoft.*') { "`$O.PSObject.TypeNames.Insert(0, '$Type')" }
    $Source = "`$O = New-Object PSObject -Property @{ Identity = 'Global'; Note = '$Name' }; $Add; `$O"
    $StandIn.Faults[$Name] = [scriptblock]::Create($Source)
}
"""
OWNER = "00000000-1111-2222-3333-444444444444"
WAVE = b"RIFF\x24\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
#: what the stand-ins do not serve from the fixture, and what -Without or a fault leaves out
ELSEWHERE = {"event", "user", "announcement", "mobility_settings", "scoped_settings", "other", "opaque_file"}
ELSEWHERE |= {"collection_block", "audio_file", "sql_instance", "edge_server", "ad_forest"}


def values(items: Iterable[Item]) -> dict[tuple[str, str], Item]:
    """Objects of the forest by kind and key, without where they were read from."""
    kept = (item for item in items if item.kind not in ELSEWHERE and not item.of_machine)
    return {(item.kind, item.key): attrs.evolve(item, sources=()) for item in kept if "console" not in item.kind}


@pytest.mark.program("pwsh")
def test_the_kit_collects_what_inventory_reads(
    tmp_path: Path, pwsh: Callable[..., Any], lync: Callable[..., str]
) -> None:
    """A Front End of Lync 2010: every object reads back equal out of the zip, faults are named, the rest goes on."""
    served = next(fixture("contoso-lync2010").glob("evidence-FE01-*"))
    write_kit(kit_files("lync2010", "1.2.3"), tmp_path / "kit")
    store = tmp_path / "share"
    sound = (
        store
        / "1-ApplicationServer-1"
        / "AppServerFiles"
        / "RGS"
        / "Instances"
        / f"{'0' * 8}-1111-2222-3333-{'4' * 12}"
    )
    rules = store / "1-WebServices-1" / "ABFiles"
    etc = store / "System32" / "drivers" / "etc"
    for folder in (sound, rules, etc):
        folder.mkdir(parents=True)
    (etc / "hosts").write_text("10.0.0.20 fe01.contoso.com\n")
    (sound / "hello.wav").write_bytes(
        b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0"
    )
    (sound / "silence.wma").write_bytes(b"")
    (rules / "Company_Phone_Number_Normalization_Rules.txt").write_text("# ours\n\\+?(\\d+)\n+$1\n")
    into = tmp_path / "it's here, é"
    start = f"& {literal(str(tmp_path / 'kit' / 'front-end.ps1'))} -Into {literal(str(into))}"
    done = pwsh(
        lync("2010", served, store)
        + FAULTS.replace("{kept}", literal(str(HERE / "unmapped_cmdlets.txt")))
        + f"{start} -Without 'users, Events'\n"
    )
    assert done.returncode == 0, done.stdout
    (zipped,) = into.glob("evidence-*.zip")
    assert f"The evidence is in {zipped}" in done.stdout
    with zipfile.ZipFile(zipped) as packed:
        assert packed.testzip() is None
        assert {name.partition("/")[2] for name in packed.namelist()} == {
            path.name for path in zipped.with_suffix("").iterdir()
        }

    reading, before = Reading([zipped]), Reading([served])
    items = list(reading.items())
    assert values(items) == values(before.items())
    blocks = {item.name: item for item in items if isinstance(item, CollectionBlock)}
    errors = {name: block.error for name, block in blocks.items() if block.error}
    assert errors.pop("Get-CsMcxConfiguration").startswith("The term 'Get-CsMcxConfiguration' is not recognized")
    assert errors == {
        "Get-CsTopology": "the topology is locked",
        "Get-CsPinPolicy": "not now",
        "Get-CsAnnouncement": "Access is denied.",
        "Get-CsUser": "it was left out: -Without Users",
        **dict.fromkeys(("wevtutil qe System", "wevtutil qe", "wevtutil epl"), "it was left out: -Without Events"),
    }
    assert [report.path for report in reading.reports if report.unknown] == []
    noted = {str(item.extra.get("Note")) for item in items if item.kind in ("scoped_settings", "other")}
    assert noted == set(unmapped_cmdlets("lync2010"))
