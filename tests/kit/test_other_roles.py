"""Scripts of OCS, of a domain controller, of SQL Server and of Lync 2013 in one run of a real PowerShell."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import attrs
import pytest

from migrator.estate.evidence import CollectionBlock
from migrator.estate.kinds import Item
from migrator.kit.scripts import kit_files
from migrator.powershell import literal
from migrator.resources import fixture
from migrator.sources.reading import Reading

OCS = fixture("contoso-ocs2007r2")
BACKEND = r"sql01.contoso.com\rtc"
#: strict stand-ins: WMI knows its classes and one form of filter, ldifde its switches, SQL Server two statements
PROGRAMS = r"""
$global:Ocs = {ocs}
$env:TEMP = [System.IO.Path]::GetTempPath()
function global:Get-WmiObject {
    [CmdletBinding()] param([string]$Namespace, [string]$Class, [string]$Filter, [switch]$List)
    if ($Namespace -ne 'root\cimv2') { throw 'Invalid namespace' }
    if ($List) {
        return Get-ChildItem $Ocs -Filter *.xml | ForEach-Object {
            $Names = @(Import-Clixml $_.FullName)[0].PSObject.Properties | ForEach-Object { @{ Name = $_.Name } }
            New-Object PSObject -Property @{ Name = $_.BaseName; Properties = $Names }
        }
    }
    $File = Join-Path $Ocs "$Class.xml"
    if (-not (Test-Path $File)) { throw "Invalid class '$Class'" }
    if ($Filter -and $Filter -notmatch "^Backend='((?:[^'\\]|\\.)*)'`$") { throw 'Invalid query' }
    $Backend = if ($Filter) { $Matches[1] -replace '\\(.)', '$1' }
    Import-Clixml $File | Where-Object { -not $Filter -or $_.Backend -eq $Backend }
}
function global:ldifde {
    $Given = @{}
    for ($I = 1; $I -lt $args.Count; $I += 2) { $Given[$args[$I]] = $args[$I + 1] }
    $Wrong = @($Given.Keys | Where-Object { '-f', '-d', '-p', '-r', '-l', '-j' -notcontains $_ })
    $global:LASTEXITCODE = [int]($args[0] -ne '-u' -or $Wrong.Count -gt 0)
    Set-Content -Path $Given['-f'] -Value "dn: $($Given['-d'])", 'changetype: add', 'objectClass: container', ''
    if ($Given['-l'] -like '*adminCount*') {
        $Pool = 'CN=1:1,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=contoso,DC=com'
        Set-Content -Path $Given['-f'] -Value 'dn: CN=a,DC=contoso,DC=com', 'changetype: add', 'objectClass: user',
            'adminCount: 1', "msRTCSIP-PrimaryHomeServer: CN=Lc Services,CN=Microsoft,$Pool",
            'msRTCSIP-PrimaryUserAddress: sip:a@contoso.com', ''
    }
}
function global:Get-SqlRow {
    param([string]$Database, [string]$Statement, [string]$TypeName)
    if ($Statement -match 'INFORMATION_SCHEMA') {
        foreach ($Name in 'Queues', 'a]b''c') {
            New-Object PSObject -Property @{ TABLE_SCHEMA = 'dbo'; TABLE_NAME = $Name }
        }
    }
    elseif ($Statement -match 'FROM \[dbo\]\.\[(?:Queues|a\]\]b''c)\]$') {
        $Row = New-Object PSObject -Property @{ Id = 1; Name = 'x' }
        $Row.PSObject.TypeNames.Insert(0, $TypeName)
        $Row
    }
    elseif ($Database -eq 'xds') {
        @{ Data = [Text.Encoding]::Unicode.GetBytes([char]0xFEFF + '<a b="c" />') }
        @{ Data = '<d>é</d>' }
    }
    else { throw "Incorrect syntax: $Statement" }
}
function global:Export-CsRgsConfiguration {
    [CmdletBinding()] param([string]$Source, [string]$FileName, $Owner, [switch]$RemoveExportedConfiguration)
    if ($Source -notmatch '^ApplicationServer:[\w.-]+$') { throw "Cannot process argument transformation: $Source" }
    Set-Content -Path $FileName -Value $Source
}
"""
#: what only Windows has, and what a stand-in takes the place of
ROOT_DSE = r"""@{ Properties = @{
    configurationNamingContext = @{ Value = 'CN=Configuration,DC=contoso,DC=com' }
    schemaNamingContext = @{ Value = 'CN=Schema,CN=Configuration,DC=contoso,DC=com' }
    rootDomainNamingContext = @{ Value = 'DC=contoso,DC=com' }
    defaultNamingContext = @{ Value = 'DC=contoso,DC=com' }
} }"""
ONLY_ON_WINDOWS = {
    "[ADSI]'LDAP://RootDSE'": ROOT_DSE,
    '[System.DirectoryServices.DirectoryEntry]::Exists("LDAP://$Dn")': "($Dn -notlike '*CN=System*')",
    "function Get-SqlRow {": "function Get-SqlRowOfServer {",
}


def scripts(product: str, folder: Path) -> None:
    """Write a kit that runs without Windows."""
    folder.mkdir()
    for name, text in kit_files(product, "1.2.3").items():
        own = text
        for part, other in ONLY_ON_WINDOWS.items():
            own = own.replace(part, other)
        (folder / name).write_text(own, encoding="ascii", newline="")


def values(items: Iterable[Item]) -> dict[tuple[str, str], Item]:
    """Objects by kind and key, without where they were read from."""
    kept = (item for item in items if item.kind not in ("collection_block", "event") and not item.of_machine)
    return {(item.kind, item.key): attrs.evolve(item, sources=()) for item in kept if "console" not in item.kind}


@pytest.mark.program("pwsh")
def test_each_role_leaves_what_inventory_reads(
    tmp_path: Path, pwsh: Callable[..., Any], lync: Callable[..., str]
) -> None:
    """WMI objects read back equal, a wrong -Backend is told, accounts, tables and exports of pools become files."""
    after = next(fixture("contoso-lync2013-clean").glob("evidence-LYNCFE1-*"))
    for product in ("ocs2007r2", "lync2013"):
        scripts(product, tmp_path / product)
    hosts = tmp_path / "System32" / "drivers" / "etc" / "hosts"
    hosts.parent.mkdir(parents=True)
    hosts.write_text("10.0.0.20 fe01.contoso.com\n")

    def start(product: str, role: str, into: str, more: str = "") -> str:
        script = literal(str(tmp_path / product / f"{role}.ps1"))
        return f"& {script} -Into {literal(str(tmp_path / into))} {more}\n"

    done = pwsh(
        lync("2013", after, tmp_path)
        + PROGRAMS.replace("{ocs}", literal(str(OCS)))
        + start("ocs2007r2", "front-end", "ocs", "-Without Events")
        + start("ocs2007r2", "front-end", "mistyped", r"-Without Users,Events -Backend 'sql1\o''rtc'")
        + start("ocs2007r2", "domain-controller", "dc")
        + start("lync2013", "sql-server", "sql")
        + start("lync2013", "front-end", "2013", "-Without ThisServer")
        + "function global:Get-WmiObject { }\n"
        + f'try {{ {start("ocs2007r2", "edge", "none").strip()} }} catch {{ "refused: $_" }}\n'
        + "Remove-Item function:Get-CsTrunk\n"
        + f'try {{ {start("lync2013", "edge", "none").strip()} }} catch {{ "refused: $_" }}\n'
    )
    assert done.returncode == 0, done.stdout
    assert not (tmp_path / "none").exists()
    assert "refused: Nothing was collected: WMI shows no class of OCS 2007 R2 here" in done.stdout
    assert "refused: Nothing was collected: this shell has no Get-CsTrunk, so it is that of Lync" in done.stdout

    def collected(into: str) -> tuple[Reading, list[Item], dict[str | None, CollectionBlock]]:
        (zipped,) = (tmp_path / into).glob("*.zip")
        reading = Reading([zipped])
        items = list(reading.items())
        return reading, items, {item.name: item for item in items if isinstance(item, CollectionBlock)}

    reading, items, blocks = collected("ocs")
    assert values(items) == values(Reading([OCS]).items())
    failed = {name: block.error for name, block in blocks.items() if block.error}
    expected = ("Invalid class", "it was left out: -Without Events")
    assert {name: error for name, error in failed.items() if not error.startswith(expected)} == {}
    assert [report.path for report in reading.reports if report.unknown] == []

    _reading, _items, blocks = collected("mistyped")
    assert blocks["MSFT_SIPESUserSetting"].error == "it was left out: -Without Users"
    errors = {block.error for block in blocks.values() if "no object is of" in str(block.error)}
    assert errors
    assert all(r"no object is of the -Backend sql1\o'rtc; there are some of: " in str(error) for error in errors)
    assert blocks["MSFT_SIPDomainData"].error is None

    _reading, items, blocks = collected("dc")
    assert {name: block.error for name, block in blocks.items()} == dict.fromkeys(blocks)
    assert blocks["rtc-system"].sha256 is None
    (user,) = [item for item in items if item.kind == "user"]
    assert (user.key, user.extra["adminCount"], user.knows("enabled")) == ("sip:a@contoso.com", "1", False)

    _reading, items, blocks = collected("sql")
    assert {name: block.error for name, block in blocks.items()} == dict.fromkeys(blocks)
    assert {item.extra["Name"] for item in items if item.kind == "other"} == {"x"}
    (zipped,) = (tmp_path / "sql").glob("*.zip")
    with zipfile.ZipFile(zipped) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith("xds.xml")]
        assert packed.read(name).decode("utf-16").split() == [
            "<Documents>",
            "<a",
            'b="c"',
            "/>",
            "<d>é</d>",
            "</Documents>",
        ]

    _reading, items, blocks = collected("2013")
    assert blocks["Get-CsCertificate"].error == "it was left out: -Without ThisServer"
    exports = {name for name in blocks if str(name).startswith("Export-CsRgsConfiguration ")}
    assert exports
    assert {blocks[name].error for name in exports} == {None}
