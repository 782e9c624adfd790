"""A script of the kit runs in a real PowerShell, and what it leaves is evidence."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migrator.kit.folder import write_kit
from migrator.kit.scripts import kit_files
from migrator.resources import fixture
from migrator.sources.reading import Reading

#: each cmdlet gives what it once gave on the Front End of the fixture; the programs of Windows write a line
STUBS = r"""
param([string]$Evidence, [string]$Script, [string]$Into)
foreach ($File in Get-ChildItem -Path $Evidence -Filter 'Get-Cs*.xml') {
    $Source = $File.FullName.Replace("'", "''")
    Set-Item -Path "function:global:$($File.BaseName)" -Value ([scriptblock]::Create("Import-Clixml -Path '$Source'"))
}
function global:Get-CsTopology { throw 'the topology is locked' }
function global:Get-CsPinPolicy { Write-Error 'not now' }
function global:netstat { $global:LASTEXITCODE = 0; '  TCP    0.0.0.0:5061    0.0.0.0:0    LISTENING    1234' }
function global:wevtutil { $global:LASTEXITCODE = 5 }
& $Script -Into $Into
"""

KINDS = {"dial_plan", "voice_route", "voice_policy", "user", "workflow", "queue", "agent_group"}


@pytest.mark.program("pwsh")
def test_the_kit_collects_what_inventory_reads(tmp_path: Path) -> None:
    """The script of a Front End leaves the objects that the cmdlets gave, and a manifest that names what failed."""
    served = next(fixture("contoso-lync2010").glob("evidence-FE01-*"))
    write_kit(kit_files("lync2010", "1.2.3"), tmp_path / "kit")
    stubs = tmp_path / "stubs.ps1"
    stubs.write_text(STUBS, encoding="utf-8")
    arguments = [served, tmp_path / "kit" / "front-end.ps1", tmp_path]
    command = ["pwsh", "-NoProfile", "-File", stubs, *arguments]
    quick = {**os.environ, "DOTNET_TieredPGO": "0"}  # a run of seconds gains nothing from .NET's profiling
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=quick)
    assert done.returncode == 0, done.stdout + done.stderr
    (collected,) = tmp_path.glob("evidence-*")

    reading, before = Reading([collected]), Reading([served])
    found, expected = (
        {(item.kind, item.key) for item in each.items() if item.kind in KINDS} for each in (reading, before)
    )
    assert found == expected
    assert {kind for kind, _ in found} == KINDS
    failed = "\n".join(message for report in reading.reports for message in report.messages)
    for part in ("the topology is locked", "not now", "wevtutil ended with exit code 5"):
        assert part in failed
