"""Consoles: what was typed, the objects below it, and errors and warnings in one piece, without secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from migrator.estate.evidence import ConsoleCommand, ConsoleMessage
from migrator.sources.powershell.console import Shown, Typed, Unread
from migrator.sources.powershell.messages import ShownMessage
from migrator.sources.powershell.secrecy import without_secrets
from migrator.sources.record import Record

Reads = Callable[..., list[Shown]]
Read = Callable[..., Any]

TRANSCRIPT = """**********************
Start der Windows PowerShell-Aufzeichnung
Startzeit: 20131102104512
Benutzername  : CONTOSO\\admin
Computer  : FE01 (Microsoft Windows NT 6.1.7601 Service Pack 1)
**********************
Die Aufzeichnung wurde gestartet, Ausgabedatei ist C:\\Users\\admin\\t.txt
PS C:\\Users\\admin> Get-CsVoicePolicy | fl Identity, PstnUsages

Identity   : Global
PstnUsages : {Local}

Identity   : Tag:Sales
PstnUsages : {Local, Long Distance}


PS C:\\Users\\admin> Get-CsNothing
Get-CsNothing : Die Benennung "Get-CsNothing" wurde nicht als Name eines Cmdlet erkannt.
In Zeile:1 Zeichen:14
+ Get-CsNothing <<<<
    + CategoryInfo          : ObjectNotFound: (Get-CsNothing:String) [], CommandNotFoundException
    + FullyQualifiedErrorId : CommandNotFoundException

PS C:\\Users\\admin> Move-CsUser sip:a@contoso.com -Target pool13.contoso.com `
>> -Credential $c
WARNUNG: 1 Spalten passen nicht.
Fertig.
PS C:\\Users\\admin> Get-CsUser | ft SipAddress, LineURI

SipAddress        LineURI
----------        -------
sip:a@contoso.com tel:+14255550100

**********************
Ende der Windows PowerShell-Aufzeichnung
**********************
"""
WRAPPED = """PS C:\\> Enable-CsAdForest
WARNING: Detailed results can be found at
"C:\\Users\\admin\\AppData\\Local\\Temp\\2\\Enable-CsAdForest-b299482f-b912-441c-a39c-82c2bc86b478.html".
Enable-CsAdForest : Command execution failed: Active Directory operation failed on "dc01.contoso.com". The object "CN=A,
DC=contoso,DC=com" with the id 1f1b2c3d-0001-4000-8000-00000000
000a does not exist.
At line:1 char:18
+ Enable-CsAdForest <<<<
    + CategoryInfo          : InvalidOperation: (:) [Enable-CsAdForest], ADNoSuchObjectExce\x20
   ption
    + FullyQualifiedErrorId : ProcessingFailed,Microsoft.Rtc.Management.Deployment.PrepareF\x20
   orestCmdlet

"""


def test_a_transcript_in_another_language(shown: Reads) -> None:
    """Prompts, objects, errors, warnings and output of a German transcript; nothing is left over."""
    found = shown(TRANSCRIPT)
    assert [(part.command, part.machine) for part in found if isinstance(part, Typed)] == [
        ("Get-CsVoicePolicy | fl Identity, PstnUsages", "FE01"),
        ("Get-CsNothing", "FE01"),
        ("Move-CsUser sip:a@contoso.com -Target pool13.contoso.com ` -Credential ***", "FE01"),
        ("Get-CsUser | ft SipAddress, LineURI", "FE01"),
    ]
    assert [part.command.partition(" ")[0] for part in found if isinstance(part, Record)] == [
        "Get-CsVoicePolicy",
        "Get-CsVoicePolicy",
        "Get-CsUser",
    ]
    assert [
        (part.level, part.cmdlet, part.text, part.position) for part in found if isinstance(part, ShownMessage)
    ] == [
        (
            "ERROR",
            "Get-CsNothing",
            'Die Benennung "Get-CsNothing" wurde nicht als Name eines Cmdlet erkannt.',
            "In Zeile:1 Zeichen:14",
        ),
        ("WARNING", "", "1 Spalten passen nicht.", ""),
        ("", "", "Fertig.", ""),
    ]
    assert not any(isinstance(part, Unread) for part in found)


def test_wrapped_messages_are_joined(shown: Reads) -> None:
    """Lines that the window has broken, also in a GUID and in the id, are one; words do not run into each other."""
    warning, error = (part for part in shown(WRAPPED) if isinstance(part, ShownMessage))
    assert warning.text.startswith('Detailed results can be found at "C:\\Users')
    assert 'The object "CN=A, DC=contoso,DC=com" with the id' in error.text
    assert error.text.endswith("1f1b2c3d-0001-4000-8000-00000000000a does not exist.")
    assert error.category.endswith("[Enable-CsAdForest], ADNoSuchObjectException")
    assert error.error_id == "ProcessingFailed,Microsoft.Rtc.Management.Deployment.PrepareForestCmdlet"


def test_errors_without_a_prompt(shown: Reads) -> None:
    """One error alone: on one line as web pages leave it, without its tail, drawn by PowerShell 7, without a cmdlet."""
    tail = "+ CategoryInfo: InvalidOperation: (CN=B:OCSADUser) [Move-CsUser], E + FullyQualifiedErrorId :MoveError,X.Y"
    (inline,) = shown(f"Move-CsUser : It failed.\nAt line:1 char:12 + Move-CsUser <<<<  -Target p {tail}\n")
    assert isinstance(inline, ShownMessage)
    assert (inline.text, inline.position) == ("It failed.", "At line:1 char:12")
    assert inline.error_id == "MoveError,X.Y"
    (short,) = shown("Set-CsAdminRole : Organizational unit does not exist.\n")
    assert isinstance(short, ShownMessage)
    assert (short.cmdlet, short.error_id) == ("Set-CsAdminRole", "")
    (drawn,) = shown(
        "\x1b[31;1mGet-CsUser: \x1b[0m/a.ps1:2\x1b[0m\nLine |\n   2 |  Get-CsUser x\n     |  ~~~~~~~~~~~~\n"
        "     | There is\n     | none.\n\n"
    )
    assert isinstance(drawn, ShownMessage)
    assert (drawn.text, drawn.position) == ("There is none.", "/a.ps1:2")
    (nameless,) = shown(
        "The user cannot be moved.\nAt C:\\m.ps1:7 char:1\n+ throw\n    + FullyQualifiedErrorId : x\n\n"
    )
    assert isinstance(nameless, ShownMessage)
    assert (nameless.text, nameless.position, nameless.error_id) == (
        "The user cannot be moved.",
        "At C:\\m.ps1:7 char:1",
        "x",
    )


def test_objects_expected_and_text_found(shown: Reads) -> None:
    """Below a command that gives objects, text that is no object is counted; below another it is what it printed."""
    assert any(isinstance(part, Unread) for part in shown("PS C:\\> Get-CsUser\nIdentity Sales\n"))
    assert any(isinstance(part, ShownMessage) for part in shown("PS C:\\> Move-CsUser a\nDone\n"))


def test_the_version_of_a_server_is_a_text(read: Read) -> None:
    """Get-CsServerVersion gives one text, which says the product."""
    text = "Microsoft Lync Server 2013 (5.0.8308.0): Volume license key installed."
    items, reports = read({"fe01.txt": f"\r\n{text}\r\n".encode(), "fe02.json": f'"{text}"'.encode()})
    assert {(item.kind, item.product) for item in items} == {("installed_component", "lync2013")}
    assert [report.status for report in reports] == ["read", "read"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Get-CsUser -Identity ken -Password geheim", "Get-CsUser -Identity ken -Password ***"),
        ('x -AdminPassword:"a b""c" -Verbose', "x -AdminPassword:*** -Verbose"),
        ("x -Credential (Get-Credential admin) -Force", "x -Credential *** -Force"),
        (
            "$p = ConvertTo-SecureString 'a b' -AsPlainText -Force",
            "$p = ConvertTo-SecureString *** -AsPlainText -Force",
        ),
        (
            "ConvertTo-SecureString -AsPlainText -Force -String x1",
            "ConvertTo-SecureString -AsPlainText -Force -String ***",
        ),
        ("$password='x1'; Get-CsUser", "$password=***; Get-CsUser"),
        ('Get-X "Server=a;Uid=b;Pwd=x1;Encrypt=no"', 'Get-X "Server=a;Uid=b;Pwd=***;Encrypt=no"'),
        ("Set-CsClientPin -Identity a -Pin 18723834", "Set-CsClientPin -Identity a -Pin ***"),
        ("net use \\\\fs\\share x1 /user:admin", "net use \\\\fs\\share *** /user:admin"),
        ("curl https://a:x1@host/path", "curl https://a:***@host/path"),
        ("setup.exe /u:admin /p:x1 /quiet", "setup.exe /u:admin /p:*** /quiet"),
        ("plink -ssh edge -pw x1!", "plink -ssh edge -pw ***"),
        ('Digest username="a", response="6629fae4", uri="b"', 'Digest username="a", response="***", uri="b"'),
        (
            "net use Z: \\\\fs\\share /user:a\\b geheim /persistent:no",
            "net use Z: \\\\fs\\share /user:a\\b *** /persistent:no",
        ),
        ("net use \\\\fs\\share /user:a\\b /persistent:no", "net use \\\\fs\\share /user:a\\b /persistent:no"),
        ("certutil -f -p geheim -importpfx edge.pfx", "certutil -f -p *** -importpfx edge.pfx"),
        ("certutil -pulse; certutil -privatekey -dump", "certutil -pulse; certutil -privatekey -dump"),
        ("sshpass -p geheim ssh root@gw", "sshpass -p *** ssh root@gw"),
        ('rasdial "My VPN" admin geheim /domain:x', 'rasdial "My VPN" admin *** /domain:x'),
        ("DefaultPassword    REG_SZ    geheim", "DefaultPassword    REG_SZ    ***"),
        (
            "reg add HKLM\\x /v DefaultPassword /t REG_SZ /d geheim /f",
            "reg add HKLM\\x /v DefaultPassword /t REG_SZ /d *** /f",
        ),
        ("username admin secret 5 $1$mERr$hx5rVt7rPNoS4", "username admin secret *** ***"),
        ("snmp-server community geheim RO", "snmp-server community *** RO"),
        ("a=ice-pwd:SMxpDqqIQkQKk6pTShr+bk4z", "a=ice-pwd:***"),
        (
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^31",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***|2^31",
        ),
        ("netstat -p tcp; route -p add 10.0.0.0", "netstat -p tcp; route -p add 10.0.0.0"),
        ("Get-CsPinPolicy | fl", "Get-CsPinPolicy | fl"),
    ],
)
def test_secrets_are_hidden(typed: str, kept: str) -> None:
    """What follows a parameter or variable that takes a secret is never kept; all else is."""
    assert without_secrets(typed) == kept


def test_items_of_a_console(read: Read) -> None:
    """Commands and messages become items, in the order of the file, with the machine of the transcript."""
    items, (report,) = read({"session.txt": TRANSCRIPT.encode("utf-16")})
    commands = [item for item in items if isinstance(item, ConsoleCommand)]
    (error, *_others) = (item for item in items if isinstance(item, ConsoleMessage))
    assert len(commands) == 4
    assert (error.error_id, error.command, error.machine) == ("CommandNotFoundException", "Get-CsNothing", "FE01")
    assert report.format == "text of PowerShell"
    assert "geheim" not in str(items)
