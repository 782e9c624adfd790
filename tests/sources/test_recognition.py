"""What an object is: by its type, the command, the file's name, a column of kinds, and at last its properties."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest

from migrator.estate.kinds import Item
from migrator.sources.dispatch import Dispatch
from migrator.sources.format import Origin, ReadResult, Remark
from migrator.sources.recognition import Known, fitting, known_objects
from migrator.sources.record import Record, folded

USER = {"SipAddress": "sip:a@contoso.com", "EnterpriseVoiceEnabled": True, "UserPrincipalName": "a@contoso.com"}
ROUTE = {"Identity": "Local", "NumberPattern": ".*", "PstnUsages": ["Local"], "PstnGatewayList": []}


def read(*records: Record, path: str = "export.xml") -> tuple[list[Item], list[str]]:
    """The items of some records of one file, and what is said of them."""
    dispatch = Dispatch(path, Origin(product="lync2010"))
    results: list[ReadResult] = [result for record in records for result in dispatch.results(record)]
    results += dispatch.closing()
    return [r for r in results if isinstance(r, Item)], [r.text for r in results if isinstance(r, Remark)]


def kinds(properties: dict[str, Any], type_name: str = "", *, command: str = "", path: str = "export.xml") -> list[str]:
    """The kinds that one record becomes."""
    return [item.kind for item in read(Record(type_name, properties, "object 1", command), path=path)[0]]


def test_names_of_published_exporters_are_the_properties() -> None:
    """What an exporter calls Voice Enabled is the property that each user has, and with it the kind is known."""
    names = ("sip address", "line uri", "Voice Enabled", "Registrar Pool", "External Access Policy")
    assert [known.name for known in fitting(names)] == ["Get-CsUser"]


@pytest.mark.parametrize(
    "type_name",
    [
        "Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser",
        "Microsoft.Rtc.Management.ADConnect.Schema.ADUser",
        "Selected.Deserialized.Microsoft.Rtc.Management.ADConnect.Schema.ADUser",
        "CSV:Microsoft.Rtc.Management.ADConnect.OCSADUser",
        "OCSADUser",
        "System.Management.Automation.PSCustomObject",
        "Selected.System.Management.Automation.PSCustomObject",
        "Contoso.Reports.LyncUser",
        "",
    ],
)
def test_a_user_is_a_user_under_any_name(type_name: str) -> None:
    """Neither the spelling of the namespace, nor what PowerShell adds, nor a type without meaning hides a user."""
    assert kinds(USER, type_name) == ["user"]


@pytest.mark.parametrize("name", ["SipAddress", "SIPAddress", "sip address", "SIP_ADDRESS", "Sip-Address"])
def test_a_property_is_one_in_any_spelling(name: str) -> None:
    """Names of properties are compared without case, blanks, underscores and hyphens."""
    rest = {key: value for key, value in USER.items() if key != "SipAddress"}
    ((user,), _) = read(Record("", {name: "sip:a@contoso.com", **rest}, "object 1"))
    assert (user.kind, user.key) == ("user", "sip:a@contoso.com")


def test_the_underscores_of_wmi_are_part_of_a_name() -> None:
    """``__SERVER`` is the machine, ``Server`` a property of some classes."""
    assert folded("__SERVER") != folded("Server")


def test_of_one_property_twice_the_spelling_of_the_cmdlet_wins() -> None:
    """The other value is kept beside it and not lost."""
    ((user,), _) = read(Record("", {"sip address": "sip:b@contoso.com", **USER}, "object 1"))
    assert (user.key, user.extra["sip address"]) == ("sip:a@contoso.com", "sip:b@contoso.com")


def test_properties_decide_where_no_name_does_and_it_is_said() -> None:
    """A CSV under a free name is read by its columns; the report says how it was recognised."""
    items, said = read(
        Record("", {"Domain": "fabrikam.com", "ProxyFqdn": "sip.fabrikam.com", "Comment": ""}, "line 2"),
        Record("", {"Domain": "adatum.com", "ProxyFqdn": "", "Comment": ""}, "line 3"),
    )
    assert [item.kind for item in items] == ["allowed_domain"] * 2
    assert said == ["2 objects recognised as Get-CsAllowedDomain by the names of the properties alone"]


def test_two_possible_kinds_are_both_named_and_the_object_is_unknown() -> None:
    """Ranges of unassigned numbers and of parked calls look alike: nothing is guessed."""
    numbers = {"Identity": "Front", "NumberRangeStart": "tel:+1", "NumberRangeEnd": "tel:+9"}
    (item,), (said,) = read(Record("", numbers, "object 1"))
    assert item.kind == "other"
    assert said.startswith("1 object may be of Get-CsUnassignedNumber or Get-CsCallParkOrbit: nothing shows of which")


@pytest.mark.parametrize(
    "properties",
    [
        {"Name": "a", "Number": "1"},
        {"Name": "a", "Version": "1", "Status": "ok", "Path": "c:"},
        {"Identity": "a"},
        {"City": "Bern", "Count": 3},
    ],
)
def test_what_fits_nothing_stays_unknown(properties: dict[str, Any]) -> None:
    """Names that many things have do not make an object of Lync."""
    assert kinds(properties) == ["other"]


def test_the_command_of_a_transcript_tells() -> None:
    """Of a pipeline the last cmdlet gives the output, if its properties agree; a file's name comes after."""
    row = {"Name": "Help Desk", "Description": "x"}
    assert kinds({"Identity": "Tag:A"}, command="Get-CsVoicePolicy | fl Identity") == ["voice_policy"]
    assert kinds({"Identity": "Tag:A"}, command="Get-CsVoicePolicy", path="Get-CsPinPolicy.txt") == ["voice_policy"]
    assert kinds(row, command=r"gwmi -Class MSFT_SIPPhoneRouteData -Namespace root\cimv2 | fl Name") == ["voice_route"]


def test_a_list_of_numbers_names_the_kind_of_each_row() -> None:
    """Published scripts list every number with its holder; the column Type says what the holder is."""
    rows = [
        {"Type": "User", "LineURI": "tel:+1", "DisplayName": "Ann", "SipAddress": "sip:ann@contoso.com"},
        {"Type": "Common Area Phone", "LineURI": "tel:+2", "DisplayName": "Hall", "SipAddress": "sip:h@contoso.com"},
        {"Type": "Available", "LineURI": "", "DisplayName": "", "SipAddress": ""},
    ]
    items, _ = read(*(Record("", row, f"line {n}") for n, row in enumerate(rows, start=2)), path="numbers.csv")
    assert [(item.kind, getattr(item, "line_uri", None)) for item in items] == [
        ("user", "tel:+1"),
        ("common_area_phone", "tel:+2"),
        ("other", None),
    ]


def test_a_row_of_an_unknown_kind_is_not_taken_for_what_its_columns_fit() -> None:
    """The columns of such a list are those of a workflow too, but the row says that it is something else."""
    row = {"Type": "Available", "LineURI": "", "DisplayName": "", "SipAddress": "", "Identity": "", "DID": "550199"}
    items, _ = read(Record("", row, "line 6"), path="numbers.csv")
    assert [item.kind for item in items] == ["other"]


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"__CLASS": "MSFT_SIPPhoneRouteData", "Name": "r"}, "voice_route"),
        ({"Name": "r", "TargetPhoneNumber": ".*", "PhoneRouteUsages": [], "GatewayList": []}, "voice_route"),
    ],
)
def test_a_wmi_object_without_its_type_is_known(properties: dict[str, Any], kind: str) -> None:
    """Select-Object takes the class away: the property of WMI names it, else the properties of the class do."""
    assert kinds(properties, "Selected.System.Management.ManagementObject") == [kind]


def test_an_undeclared_class_is_not_taken_for_another() -> None:
    """A type that names another class tells more than its properties."""
    assert kinds({"Name": "r", "TargetPhoneNumber": ".*", "GatewayList": []}, "MSFT_SIPUnheardOf") == ["other"]


def test_names_in_any_order_give_the_same_answer() -> None:
    """The order of properties does not matter."""
    names: Iterable[str] = reversed(list(ROUTE))
    assert [known.name for known in fitting(tuple(names))] == [known.name for known in fitting(tuple(ROUTE))]
    assert [known.name for known in fitting(tuple(ROUTE))] == ["Get-CsVoiceRoute"]


#: columns of exports without a type -> the cmdlet, "" for none; where several are possible, one of those that are named
UNTYPED = {
    # users, and what has the same properties as users
    "LineURI DisplayName SipAddress Identity": "?Get-CsUser",
    "DisplayName SipAddress": "?Get-CsUser",
    "DisplayName SipAddress EnterpriseVoiceEnabled": "?Get-CsCommonAreaPhone",
    "SipAddress RegistrarPool LineURI VoicePolicy": "?Get-CsAnalogDevice",
    "SipAddress EnterpriseVoiceEnabled ExternalAccessPolicy": "Get-CsUser",
    "UserPrincipalName SamAccountName SipAddress EnabledForInternetAccess EnterpriseVoiceEnabled": "Get-CsUser",
    "DisplayName SipAddress Gateway AnalogFax": "Get-CsAnalogDevice",
    "SipAddress AutoAttendant DisplayNumber": "Get-CsExUmContact",
    "SipAddress OwnerUrn DisplayName": "?Get-CsTrustedApplicationEndpoint",
    "DisplayName Department Title SamAccountName": "",
    # response groups
    "Name PrimaryUri LineUri TimeZone": "Get-CsRgsWorkflow",
    "Identity PrimaryUri": "?Get-CsRgsWorkflow",
    "Name AgentGroupIDList TimeoutThreshold": "Get-CsRgsQueue",
    "Name RoutingMethod AgentsByUri": "Get-CsRgsAgentGroup",
    "Name MondayHours1 SundayHours2": "Get-CsRgsHoursOfBusiness",
    "Name Identity Description": "",
    # voice
    "Identity PstnUsages NumberPattern": "Get-CsVoiceRoute",
    "Identity Pattern Translation": "?Get-CsVoiceNormalizationRule",
    "Name Pattern Translation IsInternalExtension Identity": "Get-CsVoiceNormalizationRule",
    "Identity SimpleName NormalizationRules": "Get-CsDialPlan",
    "Identity PstnUsages": "?Get-CsVoicePolicy",
    "Identity NumberRangeStart NumberRangeEnd": "?Get-CsCallParkOrbit",
    "Identity NumberRangeStart AnnouncementService": "Get-CsUnassignedNumber",
    "Identity SRTPMode EnableReferSupport": "Get-CsTrunkConfiguration",
    "PrimaryUri Regions DisplayName LineUri": "Get-CsDialInConferencingAccessNumber",
    # servers
    "PoolFqdn GatewaySipClientTcpPort Identity": "?Get-CsTrunk",
    "Thumbprint AlternativeNames NotAfter": "Get-CsCertificate",
    "Domain ProxyFqdn Comment": "Get-CsAllowedDomain",
    "Identity Pool": "",
    # not of Lync
    "Name Status StartMode StartName": "",
    "Name Action Direction Enabled": "",
    "Subnet Mask Site Gateway": "",
    "Prompt>Select-Object PrimaryUri": "",
    "SipAddress Password Identity": "?Get-CsUser",
}


@pytest.mark.parametrize(("columns", "expected"), UNTYPED.items())
def test_untyped_rows_are_what_they_are_one_of_several_or_nothing(columns: str, expected: str) -> None:
    """In any order of columns; a column that a script added changes nothing; a row is never taken for another kind."""
    names = columns.split()
    for order in (names, names[::-1], [*names[1:], names[0]], [*names, "Checked by"]):
        found = [known.name for known in fitting(tuple(order))]
        if expected.startswith("?"):
            assert len(found) > 1
            assert expected[1:] in found
        else:
            assert found == ([expected] if expected else [])


def test_no_selection_of_properties_is_taken_for_another_kind() -> None:
    """Any three to six properties of any kind: the answer is that kind, several with it, or none."""
    chance = random.Random(20261129)  # noqa: S311 - no secret
    wrong = []
    answers: list[tuple[Known, ...]] = []
    for known in known_objects():
        properties = sorted(known.properties)
        for _ in range(20):
            names = tuple(chance.sample(properties, min(len(properties), chance.randint(3, 6))))
            answers.append(found := fitting(names))
            if found and known not in found:
                wrong.append((known.name, names, [each.name for each in found]))
    assert wrong == []
    assert sum(len(found) == 1 for found in answers) > 500


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("LyncUsers.csv", "user"),
        ("20240301 common area phones.csv", "common_area_phone"),
        ("users and phones.csv", "other"),
        ("export.csv", "other"),
        ("Get-CsMeetingRoom.csv", "other"),
    ],
)
def test_the_name_of_the_file_decides_between_several(path: str, kind: str) -> None:
    """A word in it, if no other of the possible kinds is mentioned; the name of another cmdlet is believed."""
    row = {"DisplayName": "Ann", "SipAddress": "sip:ann@contoso.com", "LineURI": "tel:+1", "VoicePolicy": "Local"}
    assert kinds(row, path=path) == [kind]


def test_what_may_be_many_things_is_said_in_one_line() -> None:
    """Those that are read are named, the others counted."""
    row = {"DisplayName": "Ann", "SipAddress": "sip:ann@contoso.com", "EnterpriseVoiceEnabled": "True"}
    _, (said,) = read(Record("", row, "line 2"))
    assert said.startswith("1 object may be of Get-CsTrustedApplicationEndpoint or Get-CsUser or Get-CsCommonAreaPhone")
    assert "or of 4 other cmdlets: nothing shows of which" in said


@pytest.mark.parametrize(
    ("type_name", "command"),
    [
        ("Selected.Microsoft.Rtc.Management.ADConnect.Schema.OCSADMeetingRoom", ""),
        ("Microsoft.ActiveDirectory.Management.ADUser", ""),
        ("", "Get-CsMeetingRoom | fl"),
        ("", "Get-ADUser -Filter * | Select-Object *"),
    ],
)
def test_what_is_named_otherwise_is_not_taken_for_a_user(type_name: str, command: str) -> None:
    """A type of Microsoft or a command that is not declared tells more than properties."""
    assert kinds({**USER, "ExternalAccessPolicy": "a"}, type_name, command=command) == ["other"]
