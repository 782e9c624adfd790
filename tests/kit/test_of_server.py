"""What the kit asks of the server itself is evidence: a real PowerShell runs it on programs that answer as Windows."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from migrator.kit.blocks import Block, edge_blocks
from migrator.kit.scripts import kit_files
from migrator.sources.reading import Reading

#: programs of Windows in English; nslookup knows one name only
PROGRAMS = r"""
param([string]$Script, [string]$Into, [string]$Windows)
$env:SystemRoot = $Windows
function global:Get-CsWindowsService { }
function global:Get-CsCertificate { }
function global:netstat { $global:LASTEXITCODE = 0 }
function global:wevtutil {
    $global:LASTEXITCODE = 0
    if ("$args" -like 'qe System /q:*Provider?@Name=''Service Control Manager''*') {
        '<Events><Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>',
        '<Provider Name="Service Control Manager"/><EventID>7036</EventID><Level>4</Level>',
        '<TimeCreated SystemTime="2026-01-02T03:04:05.000000000Z"/><EventRecordID>1</EventRecordID>',
        '<Channel>System</Channel><Computer>edge01.contoso.com</Computer></System>',
        '<EventData><Data Name="param1">Lync Server Access Edge</Data></EventData></Event></Events>'
    }
}
function global:ipconfig {
    $global:LASTEXITCODE = 0
    '', 'Windows IP Configuration', '', '   Host Name . . . . . . . . . . . . : edge01', '',
    'Ethernet adapter Outside:', '',
    '   Description . . . . . . . . . . . : Adapter', '   Physical Address. . . . . . . . . : 00-15-5D-00-00-01',
    '   DHCP Enabled. . . . . . . . . . . : No',
    '   IPv4 Address. . . . . . . . . . . : 192.0.2.10(Preferred)',
    '   Subnet Mask . . . . . . . . . . . : 255.255.255.0', '   Default Gateway . . . . . . . . . : 192.0.2.1'
}
function global:route {
    $global:LASTEXITCODE = 0
    $Line = '=' * 75
    $Line, 'Persistent Routes:', '  Network Address          Netmask  Gateway Address  Metric',
    '         10.0.0.0        255.0.0.0         10.0.0.1       1', $Line
}
function global:certutil {
    $global:LASTEXITCODE = 0
    "$($args[-1]) `"A store`"", '================ Certificate 0 ================',
    'Serial Number: 0a0b0c', 'Issuer: CN=Contoso Root', ' NotBefore: 1/13/2020 1:00 PM', ' NotAfter: 1/13/2030 1:00 PM',
    "Subject: CN=$($args[-1])", 'Cert Hash(sha1): 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 00 11 22 33',
    'CertUtil: -store command completed successfully.'
}
function global:nslookup {
    'Server:  dns1.contoso.com', 'Address:  10.0.0.53', ''
    if ("$args" -eq '-type=SRV _sipfederationtls._tcp.contoso.com.') {
        "_sipfederationtls._tcp.contoso.com`tSRV service location:", '          priority       = 0',
        '          weight         = 0', '          port           = 5061', '          svr hostname   = sip.contoso.com'
    }
    else { Write-Error "*** dns1.contoso.com can't find $(([string]$args[1]).TrimEnd('.')): Non-existent domain" }
}
& $Script -Into $Into {{domains}}
"""


def collect(tmp_path: Path, domains: str) -> Reading:
    """What the script of an Edge leaves."""
    etc = tmp_path / "Windows" / "System32" / "drivers" / "etc"
    etc.mkdir(parents=True)
    (etc / "hosts").write_text("10.0.0.20 fe01.contoso.com\n", encoding="ascii")
    (tmp_path / "edge.ps1").write_text(kit_files("lync2010", "1.2.3")["edge.ps1"], encoding="ascii")
    (tmp_path / "programs.ps1").write_text(PROGRAMS.replace("{{domains}}", domains), encoding="utf-8")
    arguments = [tmp_path / "edge.ps1", tmp_path, tmp_path / "Windows"]
    command = ["pwsh", "-NoProfile", "-File", tmp_path / "programs.ps1", *arguments]
    quick = {**os.environ, "DOTNET_TieredPGO": "0"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=quick)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = tmp_path.glob("evidence-*.zip")
    return Reading([folder])


@pytest.mark.program("pwsh")
def test_what_the_edge_tells_of_itself_is_read(tmp_path: Path) -> None:
    """Adapters, persistent routes, hosts file, three stores, services' events and DNS answers become items."""
    reading = collect(tmp_path, "-SipDomain contoso.com")
    items = list(reading.items())
    counts = {kind: sum(item.kind == kind for item in items) for kind in {item.kind for item in items}}
    for kind, number in {"network_interface": 1, "persistent_route": 1, "hosts_entry": 1, "event": 1}.items():
        assert counts.get(kind) == number, (kind, counts, [r.messages for r in reading.reports])
    assert {item.store for item in items if item.kind == "certificate"} == {"Root", "CA", "My"}
    assert [(item.owner, item.target, item.port) for item in items if item.kind == "dns_record"] == [
        ("_sipfederationtls._tcp.contoso.com", "sip.contoso.com", 5061)
    ]
    answers = {item.owner: item.vantage_point for item in items if item.kind == "dns_answer"}
    assert answers["_sip._tls.contoso.com"] == answers["lyncdiscover.contoso.com"] == "edge"
    (unread,) = [[r.path for r in reading.reports if r.path.endswith("nslookup.txt") and r.rejected]]
    assert unread == []


@pytest.mark.program("pwsh")
def test_an_edge_that_was_not_told_its_domains_says_so(tmp_path: Path) -> None:
    """Without -SipDomain an Edge asks nothing, and the block names the parameter."""
    reading = collect(tmp_path, "")
    assert [item for item in reading.items() if item.kind in ("dns_record", "dns_answer")] == []
    said = "\n".join(message for report in reading.reports for message in report.messages)
    assert "start the script with -SipDomain contoso.com,fabrikam.com" in said
    assert re.search("block nslookup failed", said)


@pytest.mark.parametrize("product", ["ocs2007r2", "lync2010", "lync2013"])
def test_every_name_that_clients_and_partners_ask_for_is_asked(product: str) -> None:
    """The questions are those of all generations of clients, of partners and of XMPP, each once."""
    block: Block = next(block for block in edge_blocks(product) if block.name == "nslookup")
    asked = re.findall(r"-Type (\w+) -Name \('([^']+)\.' \+ \$Domain\)", block.command)
    assert len(asked) == len(set(asked))
    assert {("SRV", "_sipfederationtls._tcp"), ("SRV", "_sip._tls"), ("SRV", "_xmpp-server._tcp")} < set(asked)
    assert {("A", "lyncdiscover"), ("A", "lyncdiscoverinternal"), ("A", "sip"), ("SRV", "_sipinternaltls._tcp")} < set(
        asked
    )
