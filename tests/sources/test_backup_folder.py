"""A backup folder as scripts of the community leave it: forms and names mixed, each read as it is or named."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

VOICE = "Microsoft.Rtc.Management.WritableConfig.Policy.Voice"
LOST = "System.Collections.Generic.List`1[System.String]"
POOLS = (
    '\ufeff"PoolFQDN","Identity","Site","Services","Computers"\r\n'
    '"pool01.contoso.com","pool01.contoso.com","Site:Redmond",'
    '"Registrar:pool01.contoso.com; UserServer:pool01.contoso.com","fe1.contoso.com; fe2.contoso.com"\r\n'
)
USERS = (
    "#TYPE Selected.Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser\r\n"
    '"SipAddress","SamAccountName","RegistrarPool","EnterpriseVoiceEnabled"\r\n'
    '"sip:anna@contoso.com","anna","pool01.contoso.com","True"\r\n'
)


@pytest.fixture
def backup(tmp_path: Path, export: Callable[..., bytes]) -> Path:
    """Exports without depth, CSV, a zip, archives that are not read, a script and what Windows leaves."""
    folder = tmp_path / "Lync-Backup"
    rule = "Description=;Pattern=^(\\d{4})$;Translation=+1425555$1;Name=4 digits;IsInternalExtension=False"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "voice/PstnUsage.xml", export(f"{VOICE}.PSTNUsages", {"Identity": "Global", "Usage": ["Local"]})
        )
    files = {
        "DialPlan.xml": export(f"{VOICE}.LocationProfile", {"Identity": "Global", "NormalizationRules": [rule]}),
        "VoiceRoute.xml": export(f"{VOICE}.Route", {"Identity": "Local", "NumberPattern": "^x", "PstnUsages": LOST}),
        "Lync_Pools_20240301_101500.csv": POOLS.encode(),
        "all-users.csv": USERS.encode(),
        "2024-03-01.zip": packed.getvalue(),
        "rgs.7z": b"7z\xbc\xaf\x27\x1c\0\4",
        "rgs.rar": b"Rar!\x1a\x07\0",
        "Backup-Lync.ps1": b"Get-CsDialPlan | Export-Clixml DialPlan.xml",
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
    }
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def test_case_19_a_backup_folder_is_read_as_it_is(backup: Path, run: Callable[..., Any]) -> None:
    """Every form is read under the name that the script gave it; what is no evidence says what it is."""
    done = run("inventory", backup, "--json")
    document = json.loads(done.out)
    assert (done.code, document["items"]) == (
        5,
        {"pool": 1, "dial_plan": 1, "normalization_rule": 1, "pstn_usage": 1, "voice_route": 1, "user": 1},
    )
    said = {Path(source["path"]).name: source for source in document["sources"]}
    assert "Thumbs.db" not in said
    assert {name: said[name]["messages"][0] for name in ("rgs.7z", "rgs.rar", "Backup-Lync.ps1")} == {
        "rgs.7z": "it is a 7-Zip archive; unpack it and give the folder",
        "rgs.rar": "it is a RAR archive; unpack it and give the folder",
        "Backup-Lync.ps1": "it is a PowerShell script; run it on a server, and give its output",
    }
    assert {Path(path).name for path in [s["path"] for s in document["sources"] if s["has_losses"]]} == {
        "rgs.7z",
        "rgs.rar",
        "Backup-Lync.ps1",
        "VoiceRoute.xml",
    }


def test_case_26_a_list_that_was_lost_is_told(backup: Path, run: Callable[..., Any]) -> None:
    """The usages of a route that were written as a type name are unknown, and the source says so."""
    run("inventory", backup)
    (route,) = json.loads(run("show", "voice_route", "--json").out)
    assert (route["usages"], "usages" in route["unknown"]) == ([], True)


def test_case_27_a_list_of_all_numbers_gives_their_holders(tmp_path: Path, run: Callable[..., Any]) -> None:
    """Rows of a script that writes every number under one heading are users and phones; one number has two holders."""
    columns = ("PhoneNumber", "FullLineURI", "AssignedTo", "AssignedType", "SIPAddress", "Pool")
    rows = [
        ("+442079460100", "tel:+442079460100", "Anna Berg", "User", "sip:anna@contoso.com", "pool01.contoso.com"),
        ("+442079460100", "tel:+442079460100", "Lobby", "Common Area Phone", "sip:l@contoso.com", "pool01.contoso.com"),
    ]
    lines = [",".join(f'"{cell}"' for cell in row) for row in (columns, *rows)]
    (tmp_path / "Lync_AllPhoneNumbers.csv").write_text("\r\n".join(lines) + "\r\n", "utf-8-sig")
    assert run("inventory", tmp_path / "Lync_AllPhoneNumbers.csv").code == 0
    held = [row for row in json.loads(run("numbers", "--json").out) if row["number"] == "tel:+442079460100"]
    assert {(row["kind"], row["owner"], row["problem"]) for row in held} == {
        ("common_area_phone", "Lobby", "also of Anna Berg"),
        ("user", "Anna Berg", "also of Lobby"),
    }
