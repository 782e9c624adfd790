"""The script that rebuilds push notifications: what it says first, when it is refused, and what it does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from migrator.app import edge_push
from migrator.app.edge_push import PushRebuild, push_rebuild
from migrator.app.inventory import take_inventory
from migrator.errors import GuardRefused, InputError
from migrator.resources import fixture

NOW = datetime(2013, 6, 10, tzinfo=UTC)
CMDLETS = Path(__file__).parent / "push_cmdlets.ps1"
PROVIDER = {
    "Identity": "O'Brien’s cloud",
    "Enabled": False,
    "ProxyFqdn": "SipFed.Online.Lync.com",
    "VerificationLevel": "AlwaysVerifiable",
    "EnabledSharedAddressSpace": False,
    "HostsOCSUsers": True,
    "IsLocal": False,
    "AutodiscoverUrl": "https://webdir.online.lync.com/autodiscover",
    "SipClientPort": 443,
}
DOMAIN = {"Identity": "push.lync.com", "Comment": "Kontakt: Jürgen", "ProxyFqdn": None, "MarkForMonitoring": True}
STATE: dict[str, Any] = {
    "domains": [{"Identity": "fabrikam.com", "ProxyFqdn": "edge.fabrikam.com"}, {"Identity": "adatum.com"}, DOMAIN],
    "providers": [PROVIDER],
    "switches": [
        {
            "Identity": "Global",
            "EnableApplePushNotificationService": True,
            "EnableMicrosoftPushNotificationService": False,
        }
    ],
    "edge": [{"Identity": "Global", "AllowFederatedUsers": False}],
}
OFF = {
    "Identity": "Global",
    "EnableApplePushNotificationService": False,
    "EnableMicrosoftPushNotificationService": False,
}
NAME_2010 = {key: value for key, value in PROVIDER.items() if key not in ("AutodiscoverUrl", "SipClientPort")}
SCENARIOS: tuple[dict[str, Any], ...] = (
    {"name": "what if", "state": STATE, "folder": "a", "whatif": True},
    {"name": "all", "state": STATE, "folder": "b"},
    {
        "name": "hybrid",
        "folder": "c",
        "state": {**STATE, "providers": [{**PROVIDER, "EnabledSharedAddressSpace": True}]},
    },
    {
        "name": "partner",
        "folder": "c",
        "state": {
            **STATE,
            "domains": [*STATE["domains"], {"Identity": "tailspin.com", "ProxyFqdn": PROVIDER["ProxyFqdn"]}],
        },
    },
    {"name": "fails", "state": STATE, "folder": "d", "breaks": "New-CsHostingProvider"},
    {"name": "again", "folder": "d"},
    {"name": "silent", "state": STATE, "folder": "e", "breaks": "New-CsAllowedDomain in silence"},
    {
        "name": "nothing there",
        "folder": "f",
        "state": {"domains": [], "providers": [], "switches": [OFF], "edge": [{"AllowFederatedUsers": True}]},
    },
    {"name": "not seen", "state": STATE, "folder": "h", "breaks": "Get-CsAllowedDomain"},
    {"name": "seen no more", "state": STATE, "folder": "i", "breaks": "blind"},
    {"name": "left", "state": STATE, "folder": "j", "breaks": "left"},
    {"name": "ends", "state": STATE, "folder": "k", "breaks": "ends"},
    {"name": "ends at once", "state": STATE, "folder": "l", "breaks": "Get-CsAllowedDomain leaves"},
    {"name": "2010", "folder": "g", "state": {**STATE, "providers": [NAME_2010]}},
)


def project_of(tmp_path: Path, source: str | Path) -> str:
    """A project with one snapshot."""
    project = str(tmp_path / "migration.db")
    take_inventory(project, [Path(source)], name="first", now=NOW)
    return project


def made(tmp_path: Path, source: str | Path = "contoso-lync2010") -> PushRebuild:
    """The script for a fixture or a file."""
    return push_rebuild(project_of(tmp_path, fixture(str(source))), None, now=NOW)


def ran(folder: Path, text: str, scenarios: tuple[dict[str, Any], ...], answers: str | None = None) -> str:
    """Run a script on stand-ins of the cmdlets; what it printed, the rest is in runs.json."""
    (folder / "rebuild-push.ps1").write_bytes(text.encode("utf-8-sig"))
    (folder / "scenarios.json").write_text(json.dumps(scenarios), encoding="utf-8")
    files = [folder / "rebuild-push.ps1", folder, folder / "scenarios.json"]
    command: list[str | Path] = ["pwsh", "-NoProfile", "-File", CMDLETS, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, input=answers)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What the script did in each scenario, by its name."""
    folder = tmp_path_factory.mktemp("push")
    ran(folder, made(folder).text, SCENARIOS)
    return {run["Name"]: run for run in json.loads((folder / "runs.json").read_text(encoding="utf-8"))}


@pytest.mark.ledger("S4-13", "S4-14")
def test_the_faults_of_single_settings_stand_before_the_script(tmp_path: Path) -> None:
    """What is wrong in the evidence is named first, also in the head of the script, with the retired service."""
    rebuild = made(tmp_path, "edge-faulty")
    assert {finding.rule for finding in rebuild.first} >= {"DNS-02"}
    head = rebuild.text[: rebuild.text.index("[CmdletBinding")]
    assert "TRY THIS LAST" in head
    assert "digits transposed, 5601 for 5061" in head
    assert "retired on 31 July" in head
    assert "Apple devices with Lync 2013 Mobile do not need it" in head
    assert rebuild.edges == ("edgepool.contoso.local",)


@pytest.mark.parametrize(
    ("command", "rows", "named"),
    [
        (
            "Get-CsHostingProvider",
            "Identity,ProxyFqdn,EnabledSharedAddressSpace\nLyncOnline,sipfed.online.lync.com,True\n",
            "LyncOnline",
        ),
        (
            "Get-CsAllowedDomain",
            "Identity,Domain,ProxyFqdn\ntailspin.com,tailspin.com,sipfed.online.lync.com\n",
            "tailspin.com",
        ),
    ],
    ids=["hybrid", "partner"],
)
@pytest.mark.ledger("S4-13")
def test_no_script_where_it_would_cut_somebody_off(tmp_path: Path, command: str, rows: str, named: str) -> None:
    """Hybrid users, or a partner with its Access Edge at the provider: refused with the name, and nothing written."""
    (tmp_path / f"{command}.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(GuardRefused, match=named):
        push_rebuild(project_of(tmp_path, tmp_path / f"{command}.csv"), None, now=NOW)


def test_no_script_for_ocs(tmp_path: Path) -> None:
    """OCS 2007 R2 has no hosting providers: the error says what there is instead."""
    with pytest.raises(InputError, match="no Lync Server"):
        made(tmp_path, "contoso-ocs2007r2")


def test_names_of_the_estate_are_literals() -> None:
    """A name with quotes and code in it stays a name; so does a finding in a comment."""
    text = edge_push._text("a'; Remove-Item x ‘", ("edge'$(1).contoso.com",), ())
    assert "$ProviderName = 'a''; Remove-Item x ‘‘'" in text
    assert "$EdgePools = @('edge''$(1).contoso.com')" in text


@pytest.mark.program("pwsh")
def test_what_if_changes_nothing(runs: Mapping[str, Any]) -> None:
    """No cmdlet that writes is called, no file is written, and each object is planned."""
    run = runs["what if"]
    assert (run["Code"], run["Calls"], run["Files"]) == (0, [], [])
    assert run["Lines"][-1] == "0 removed, 0 created, 0 changed, 0 exists, 0 skipped, 7 planned, 0 failed"


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-13")
def test_all_steps_in_order_with_the_values_that_were_there(runs: Mapping[str, Any]) -> None:
    """Seven steps; the provider and the domain come back with their values, enabled and with source verification."""
    run = runs["all"]
    switches = "Set-CsPushNotificationConfiguration EnableApplePushNotificationService={} "
    switches += "EnableMicrosoftPushNotificationService=False Identity=Global"
    provider = "AutodiscoverUrl=https://webdir.online.lync.com/autodiscover Enabled=True "
    provider += "EnabledSharedAddressSpace=False HostsOCSUsers=True Identity=O'Brien’s cloud IsLocal=False "
    provider += "ProxyFqdn=sipfed.online.lync.com SipClientPort=443 VerificationLevel=UseSourceVerification"
    assert run["Calls"] == [
        "Remove-CsAllowedDomain Identity=push.lync.com",
        "Remove-CsHostingProvider Identity=O'Brien’s cloud",
        switches.format("False"),
        f"New-CsHostingProvider {provider}",
        "New-CsAllowedDomain Comment=Kontakt: Jürgen Identity=push.lync.com MarkForMonitoring=True",
        switches.format("True"),
        "Set-CsAccessEdgeConfiguration AllowFederatedUsers=True",
    ]
    assert run["Code"] == 0
    assert "2 removed, 2 created, 3 changed, 0 exists, 0 skipped, 0 planned, 0 failed" in run["Lines"]
    assert run["Lines"][-1] == "  Test-CsMcxPushNotification -AccessEdgeFqdn edgepool01.contoso.local"
    assert any(line.endswith("if this provider hosts them: adatum.com") for line in run["Lines"])
    (kept,) = run["Files"]
    assert kept.startswith("push-before-")


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-13")
@pytest.mark.parametrize(("name", "reason"), [("hybrid", "shares its address space"), ("partner", "tailspin.com")])
def test_the_script_refuses_too(runs: Mapping[str, Any], name: str, reason: str) -> None:
    """What the evidence did not show, the script finds: exit code 3, nothing called and no file."""
    run = runs[name]
    assert (run["Code"], run["Calls"], run["Files"]) == (3, [], [])
    assert run["Lines"][0] == "Refused: nothing was changed."
    assert any(reason in line for line in run["Lines"])


@pytest.mark.program("pwsh")
def test_a_failure_is_taken_up_again_with_the_saved_values(runs: Mapping[str, Any]) -> None:
    """A provider that cannot be made is failed, the other steps go on; the next run has its values from the file."""
    first, again = runs["fails"], runs["again"]
    assert first["Code"] == 1
    assert any(line.startswith("failed") and "access denied" in line for line in first["Lines"])
    assert first["Files"] == ["push-before.xml"]
    assert first["Lines"][-1].startswith("NOT REBUILT: ")
    assert again["Code"] == 0
    (provider,) = again["State"]["Providers"]
    wanted = {**PROVIDER, "Enabled": True, "ProxyFqdn": "sipfed.online.lync.com"}
    assert {key: provider[key] for key in wanted} == {**wanted, "VerificationLevel": "UseSourceVerification"}


@pytest.mark.program("pwsh")
def test_an_object_that_is_not_there_afterwards_is_not_called_created(runs: Mapping[str, Any]) -> None:
    """A cmdlet that does nothing and reports no error is a failure."""
    run = runs["silent"]
    assert run["Code"] == 1
    assert any(line.startswith("failed") and "push.lync.com" in line for line in run["Lines"])


@pytest.mark.program("pwsh")
def test_what_cannot_be_looked_up_is_neither_missing_nor_removed(runs: Mapping[str, Any]) -> None:
    """An error of a look-up that stops nothing: refused before the first step, no removal and no success after it."""
    refused, later = runs["not seen"], runs["seen no more"]
    assert (refused["Code"], refused["Calls"], refused["Files"]) == (3, [], [])
    assert refused["Lines"][-1].endswith("cannot be looked up")
    assert later["Code"] == 1
    assert not any(line.startswith("removed  allowed domain") for line in later["Lines"])
    assert later["Lines"][-2].endswith(" 2 failed")
    assert later["Lines"][-1].startswith("Whether it is rebuilt is not known")
    assert later["Files"] == ["push-before.xml"]


@pytest.mark.program("pwsh")
def test_a_step_that_is_left_by_a_break_is_a_failure(runs: Mapping[str, Any]) -> None:
    """A break in what a cmdlet calls would end the script without its sum, and with exit code 0."""
    run = runs["left"]
    assert run["Code"] == 1
    assert "failed   allowed domain push.lync.com a cmdlet was left by a break" in run["Lines"]
    assert run["Lines"][-1].startswith("NOT REBUILT: ")


@pytest.mark.program("pwsh")
@pytest.mark.parametrize("name", ["ends", "ends at once"])
def test_a_script_that_is_stopped_does_not_end_as_if_all_were_there(runs: Mapping[str, Any], name: str) -> None:
    """An exit in what a cmdlet calls (as Ctrl-C does) ends with the sum and exit code 1, not with 0 and no word."""
    run = runs[name]
    assert run["Code"] == 1
    assert run["Lines"][-3].startswith("failed   Script it was stopped before its end")
    assert run["Lines"][-2].endswith(" 1 failed")
    assert run["Lines"][-1].startswith("Whether it is rebuilt is not known")


@pytest.mark.program("pwsh")
def test_where_nothing_is_there_all_of_it_is_made(runs: Mapping[str, Any]) -> None:
    """Nothing to remove, both switches on as the published page sets them, and federation is left as it is."""
    run = runs["nothing there"]
    assert [call.partition(" ")[0] for call in run["Calls"]] == [
        "New-CsHostingProvider",
        "New-CsAllowedDomain",
        "Set-CsPushNotificationConfiguration",
    ]
    assert "Identity=LyncOnline" in run["Calls"][0]
    switched = "EnableApplePushNotificationService=True EnableMicrosoftPushNotificationService=True"
    assert switched in run["Calls"][2]
    assert (run["Code"], run["Lines"][-4].startswith("0 removed, 2 created, 1 changed, 1 exists, ")) == (0, True)


@pytest.mark.program("pwsh")
def test_lync_2010_gets_no_parameter_that_it_lacks(runs: Mapping[str, Any]) -> None:
    """A provider of Lync Server 2010 has no URL of Autodiscover and no port, and gets none."""
    made_again = next(call for call in runs["2010"]["Calls"] if call.startswith("New-CsHostingProvider"))
    assert "AutodiscoverUrl" not in made_again
    assert "SipClientPort" not in made_again
    assert runs["2010"]["Code"] == 0


@pytest.mark.program("pwsh")
@pytest.mark.ledger("S4-13")
def test_each_step_is_asked_for(tmp_path: Path) -> None:
    """No answer but yes takes a step: no to the removal of the provider leaves it, and the sum says skipped."""
    asked = {**SCENARIOS[1], "asked": True}
    printed = ran(tmp_path, made(tmp_path).text, (asked,), answers="Y\nN\nY\nY\nY\nY\n")
    (run,) = json.loads((tmp_path / "runs.json").read_text(encoding="utf-8"))
    assert "Remove-CsHostingProvider Identity=O'Brien’s cloud" not in run["Calls"]
    assert [call.partition(" ")[0] for call in run["Calls"]] == [
        "Remove-CsAllowedDomain",
        "Set-CsPushNotificationConfiguration",
        "New-CsAllowedDomain",
        "Set-CsPushNotificationConfiguration",
        "Set-CsAccessEdgeConfiguration",
    ]
    assert "1 removed, 1 created, 3 changed, 1 exists, 1 skipped, 0 planned, 0 failed" in printed
    # the provider that was left is switched off, so that nothing can be sent through it
    assert run["Code"] == 1
    assert "NOT REBUILT: " in printed
    assert run["Files"] == ["push-before.xml"]
