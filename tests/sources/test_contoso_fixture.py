"""The Contoso OCS 2007 R2 fixture is what its generator writes, and its references join as fixtures/README.md says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from lxml import etree

FIXTURES = Path(__file__).parents[2] / "fixtures"
ESTATE = FIXTURES / "contoso-ocs2007r2"
NS = "{http://schemas.microsoft.com/powershell/2004/04}"
FILES = sorted(ESTATE.iterdir())
Record = dict[str, object]

COUNTS = {
    "MSFT_SIPApplicationConfigSetting": 4,
    "MSFT_SIPApplicationContactSetting": 21,
    "MSFT_SIPConferencingDirectoryData": 1,
    "MSFT_SIPDomainData": 1,
    "MSFT_SIPESServerSetting": 2,
    "MSFT_SIPESUserSetting": 39,
    "MSFT_SIPEdgeProxySetting": 0,
    "MSFT_SIPGlobalFederationSetting": 1,
    "MSFT_SIPGlobalMeetingPolicyData": 3,
    "MSFT_SIPGlobalMeetingSetting": 1,
    "MSFT_SIPGlobalPresencePolicyData": 2,
    "MSFT_SIPGlobalPresenceSetting": 1,
    "MSFT_SIPGlobalUCPolicyData": 3,
    "MSFT_SIPGlobalUCSetting": 1,
    "MSFT_SIPLocalNormalizationRuleData": 9,
    "MSFT_SIPLocationContactsMapping": 1,
    "MSFT_SIPLocationProfileData": 4,
    "MSFT_SIPPhoneRouteData": 7,
    "MSFT_SIPPhoneRouteUsageData": 6,
    "MSFT_SIPPoolSetting": 1,
    "MSFT_SIPRgsAgentData": 28,
    "MSFT_SIPRgsBusinessHoursPresetsData": 2,
    "MSFT_SIPRgsDistributionListData": 0,
    "MSFT_SIPRgsGroupData": 12,
    "MSFT_SIPRgsGroupOrderData": 1,
    "MSFT_SIPRgsHolidayData": 8,
    "MSFT_SIPRgsHolidaySetData": 1,
    "MSFT_SIPRgsPoolData": 1,
    "MSFT_SIPRgsQueueData": 15,
    "MSFT_SIPRgsWorkflowData": 20,
    "MSFT_SIPRgsWorkflowTemplateData": 2,
    "MSFT_SIPRoutingTableData": 0,
    "MSFT_SIPTrustedAddInServiceSetting": 0,
    "MSFT_SIPTrustedMRASServer": 0,
    "MSFT_SIPTrustedServiceSetting": 6,
}
# Class, property, class it refers to, property of that class.
JOINS = [
    ("ApplicationContactSetting", "HomeServerDN", "PoolSetting", "PoolDN"),
    ("ApplicationContactSetting", "LocationProfile", "LocationProfileData", "ProfileDN"),
    ("ApplicationContactSetting", "PresencePolicy", "GlobalPresencePolicyData", "PolicyDN"),
    ("ApplicationContactSetting", "UCPolicy", "GlobalUCPolicyData", "PolicyDN"),
    ("ConferencingDirectoryData", "PoolDN", "PoolSetting", "PoolDN"),
    ("ESServerSetting", "PoolDN", "PoolSetting", "PoolDN"),
    ("ESUserSetting", "HomeServerDN", "PoolSetting", "PoolDN"),
    ("ESUserSetting", "LocationProfile", "LocationProfileData", "ProfileDN"),
    ("ESUserSetting", "MeetingPolicy", "GlobalMeetingPolicyData", "PolicyDN"),
    ("ESUserSetting", "PresencePolicy", "GlobalPresencePolicyData", "PolicyDN"),
    ("ESUserSetting", "UCPolicy", "GlobalUCPolicyData", "PolicyDN"),
    ("GlobalMeetingSetting", "MeetingPolicy", "GlobalMeetingPolicyData", "PolicyDN"),
    ("GlobalPresenceSetting", "PresencePolicy", "GlobalPresencePolicyData", "PolicyDN"),
    ("GlobalUCPolicyData", "PhoneRouteUsages", "PhoneRouteUsageData", "PhoneRouteUsageDN"),
    ("GlobalUCSetting", "UCPolicy", "GlobalUCPolicyData", "PolicyDN"),
    ("LocalNormalizationRuleData", "LocationProfiles", "LocationProfileData", "ProfileDN"),
    ("LocationContactsMapping", "ApplicationContacts", "ApplicationContactSetting", "ContactDN"),
    ("LocationContactsMapping", "LocationProfile", "LocationProfileData", "ProfileDN"),
    ("LocationProfileData", "NormalizationRules", "LocalNormalizationRuleData", "NormalizationRuleDN"),
    ("PhoneRouteData", "GatewayList", "TrustedServiceSetting", "FQDN"),
    ("PhoneRouteData", "PhoneRouteUsages", "PhoneRouteUsageData", "PhoneRouteUsageDN"),
    ("PhoneRouteUsageData", "PhoneRoutes", "PhoneRouteData", "PhoneRouteDN"),
    ("PoolSetting", "DefaultLocationProfile", "LocationProfileData", "ProfileDN"),
    ("PoolSetting", "PoolMemberList", "ESServerSetting", "FQDN"),
    ("TrustedServiceSetting", "ServerReference", "PoolSetting", "PoolDN"),
    ("ApplicationConfigSetting", "Identifier", "TrustedServiceSetting", "Type"),
    ("RgsGroupData", "AgentIds", "RgsAgentData", "InstanceId"),
    ("RgsGroupOrderData", "GroupOrder", "RgsGroupData", "InstanceId"),
    ("RgsHolidaySetData", "HolidayIds", "RgsHolidayData", "InstanceId"),
    ("RgsQueueData", "Backend", "PoolSetting", "BackEndDBPath"),
    ("RgsQueueData", "GroupIds", "RgsGroupData", "InstanceId"),
    ("RgsQueueData", "OnOverflowQueueId", "RgsQueueData", "InstanceId"),
    ("RgsQueueData", "OnTimeoutUri", "ESUserSetting", "PrimaryURI"),
    ("RgsQueueData", "WorkflowIds", "RgsWorkflowData", "InstanceId"),
    ("RgsWorkflowData", "ContactDN", "ApplicationContactSetting", "ContactDN"),
    ("RgsWorkflowData", "OwnerSIDs", "RgsAgentData", "UserSid"),
    ("RgsWorkflowData", "TemplateId", "RgsWorkflowTemplateData", "InstanceId"),
]
# Property of a class that every object of the other class must be named by at least once.
COVERED = [
    ("GlobalUCPolicyData", "PhoneRouteUsages", "PhoneRouteUsageData", "PhoneRouteUsageDN"),
    ("LocationProfileData", "NormalizationRules", "LocalNormalizationRuleData", "NormalizationRuleDN"),
    ("PhoneRouteData", "PhoneRouteUsages", "PhoneRouteUsageData", "PhoneRouteUsageDN"),
    ("RgsGroupData", "AgentIds", "RgsAgentData", "InstanceId"),
    ("RgsQueueData", "GroupIds", "RgsGroupData", "InstanceId"),
    ("RgsQueueData", "WorkflowIds", "RgsWorkflowData", "InstanceId"),
]
_PRIMITIVES: dict[str, Callable[[str], object]] = {
    "S": lambda text: re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text),
    "B": lambda text: {"true": True, "false": False}[text],
    "I32": int,
    "U32": int,
}


def value(element: etree._Element) -> object:
    """The value of one property; fails on an element that the fixture should not hold."""
    tag = element.tag.removeprefix(NS)
    if tag == "Nil":
        return None
    if tag == "Obj":
        return [value(item) for item in element.find(f"{NS}LST")]
    return _PRIMITIVES[tag](element.text or "")


def records(wmi_class: str) -> list[Record]:
    """The instances of a class, named without MSFT_SIP."""
    root = etree.parse(ESTATE / f"MSFT_SIP{wmi_class}.xml").getroot()
    return [{p.get("N"): value(p) for p in obj.find(f"{NS}Props")} for obj in root]


def named(wmi_class: str, field: str) -> list[object]:
    """All values that a property of a class has, lists taken apart, nulls left out."""
    found = (record[field] for record in records(wmi_class))
    return [item for each in found for item in (each if isinstance(each, list) else [each]) if item is not None]


def texts(values: Iterable[object]) -> Iterable[str]:
    """All texts in *values*, those inside lists too."""
    for each in values:
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            yield from texts(each)


def test_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    """The committed files of all estates are exactly what the generator writes, none more and none fewer."""
    subprocess.run([sys.executable, FIXTURES / "generate_contoso_ocs2007r2.py", tmp_path], check=True)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.glob("*/*")}
    committed = FIXTURES.glob("contoso-ocs2007r2*/*")
    assert written == {path.relative_to(FIXTURES): path.read_bytes() for path in committed}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_utf16_clixml(path: Path) -> None:
    """Each file starts with the UTF-16LE byte order mark and has the CLIXML root."""
    root = etree.parse(path).getroot()
    assert (path.read_bytes()[:2], root.tag, root.get("Version")) == (b"\xff\xfe", f"{NS}Objs", "1.1.0.1")


def test_counts() -> None:
    """Each class has a file with as many instances as the README says."""
    assert {path.stem: len(records(path.stem.removeprefix("MSFT_SIP"))) for path in FILES} == COUNTS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reference_ids(path: Path) -> None:
    """Object ids are unique in the file and each type name reference names a list written before it."""
    root = etree.parse(path).getroot()
    ids = [obj.get("RefId") for obj in root.iter(f"{NS}Obj")]
    known: set[str | None] = set()
    for names in root.iter(f"{NS}TN", f"{NS}TNRef"):
        assert (names.get("RefId") in known) == (names.tag == f"{NS}TNRef")
        known.add(names.get("RefId"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_system_properties(path: Path) -> None:
    """Each instance names its class, counts its own properties and is written as its object path."""
    for obj in etree.parse(path).getroot():
        props = {p.get("N"): value(p) for p in obj.find(f"{NS}Props")}
        own = [name for name in props if not name.startswith("__")]
        assert (props["__CLASS"], props["__PROPERTY_COUNT"]) == (path.stem, len(own))
        assert obj.findtext(f"{NS}ToString") == props["__PATH"] == f"\\\\OCS-FE1\\root\\cimv2:{props['__RELPATH']}"


@pytest.mark.parametrize("join", JOINS, ids=lambda join: f"{join[0]}.{join[1]}")
def test_references_resolve(join: tuple[str, str, str, str]) -> None:
    """Every reference names an object, and there is at least one reference."""
    source, field, target, key = join
    references = set(named(source, field))
    assert references
    assert references <= set(named(target, key))


@pytest.mark.parametrize("join", COVERED, ids=lambda join: f"{join[0]}.{join[1]}")
def test_nothing_is_unused(join: tuple[str, str, str, str]) -> None:
    """Usages, rules, gateways, agents, groups and workflows are all in use, so that no rule finds an idle one."""
    source, field, target, key = join
    assert set(named(source, field)) == set(named(target, key))


def test_usages_and_routes_name_each_other() -> None:
    """A usage lists exactly the routes that list it."""
    routes = {(r["PhoneRouteDN"], usage) for r in records("PhoneRouteData") for usage in r["PhoneRouteUsages"]}
    usages = {(route, u["PhoneRouteUsageDN"]) for u in records("PhoneRouteUsageData") for route in u["PhoneRoutes"]}
    assert routes == usages


def test_profiles_and_rules_name_each_other() -> None:
    """A normalization rule lists exactly the location profiles that list it."""
    profiles = {(p["ProfileDN"], rule) for p in records("LocationProfileData") for rule in p["NormalizationRules"]}
    rules = {
        (p, r["NormalizationRuleDN"]) for r in records("LocalNormalizationRuleData") for p in r["LocationProfiles"]
    }
    assert profiles == rules


def test_gateways_have_no_pool_and_the_rest_is_the_product_itself() -> None:
    """One hybrid gateway names its pool by null, the other by no entry; else only applications of R2 are trusted."""
    found = [(r["FQDN"], r["Type"], r["ServerReference"]) for r in records("TrustedServiceSetting")]
    assert found[:2] == [("vx1.contoso.local", "Gateway", None), ("vx2.contoso.local", "Gateway", [])]
    assert {(fqdn, str(type_).rpartition(".")[2]) for fqdn, type_, _ in found[2:]} == {
        ("ocspool.contoso.local", name) for name in ("Acd", "Caa", "Cas", "Ova")
    }


def test_every_route_has_both_gateways() -> None:
    """Each of the seven routes lists vx1 and vx2, so that the import warns fourteen times."""
    assert {tuple(r["GatewayList"]) for r in records("PhoneRouteData")} == {("vx1.contoso.local", "vx2.contoso.local")}


def test_emergency_route_is_the_one_of_the_report() -> None:
    """The route of the published warning is there, its pattern to the letter."""
    assert {r["Name"]: r["TargetPhoneNumber"] for r in records("PhoneRouteData")}["Emergency Services"] == r"^(\+999$)"


def test_only_the_stock_policy_has_a_name_that_is_changed() -> None:
    """No name but that of the stock presence policy holds a colon or a slash."""
    fields = ("Name", "DisplayName", "PoolDisplayName", "UsageAttribute")
    names = [
        str(record[field])
        for path in FILES
        for record in records(path.stem.removeprefix("MSFT_SIP"))
        for field in fields
        if field in record
    ]
    assert [name for name in names if re.search("[:/]", name)] == ["Service: Medium"]


def test_attendant_has_a_region() -> None:
    """The attendant's number is mapped to the location profile UK."""
    mapping = records("LocationContactsMapping")[0]
    regions = {p["ProfileDN"]: p["Name"] for p in records("LocationProfileData")}
    contact = next(
        c for c in records("ApplicationContactSetting") if [c["ContactDN"]] == mapping["ApplicationContacts"]
    )
    assert (regions[mapping["LocationProfile"]], contact["LineURI"]) == ("UK", "tel:+442079460999")


def test_each_workflow_has_its_own_contact() -> None:
    """Twenty workflows have twenty contacts, all contacts but the attendant's."""
    assert len(set(named("RgsWorkflowData", "ContactDN"))) == len(records("ApplicationContactSetting")) - 1


def test_one_agent_is_orphaned_and_one_renamed() -> None:
    """Exactly one agent has no user and exactly one has a user of another name."""
    users = {user["PrimaryURI"]: user["DisplayName"] for user in records("ESUserSetting")}
    differences = {
        agent["DisplayName"]: users.get(agent["SipAddress"])
        for agent in records("RgsAgentData")
        if users.get(agent["SipAddress"]) != agent["DisplayName"]
    }
    assert differences == {"Gary Bishop": None, "Emma Clarke": "Emma Hargreaves"}


def test_numbers_and_addresses_are_unique() -> None:
    """No line URI and no SIP address is given twice, whether to a contact or to a user."""
    classes = ("ApplicationContactSetting", "ESUserSetting")
    counts = Counter(item for name in classes for field in ("LineURI", "PrimaryURI") for item in named(name, field))
    assert max(counts.values()) == 1


def test_telephone_numbers_are_fictitious() -> None:
    """Every line URI lies in a UK range kept for drama."""
    numbers = [number for name in ("ApplicationContactSetting", "ESUserSetting") for number in named(name, "LineURI")]
    assert [n for n in numbers if not re.fullmatch(r"tel:\+44(2079460|1632960)\d{3}", str(n))] == []


def test_one_text_has_a_line_break() -> None:
    """Exactly one text holds a control character, written as an escape."""
    found = [
        text
        for path in FILES
        for record in records(path.stem.removeprefix("MSFT_SIP"))
        for text in texts(record.values())
        if re.search(r"[\x00-\x1f]", text)
    ]
    assert found == ["Weekdays: three agents\nWeekends: on call only"]


def test_definitions_are_well_formed() -> None:
    """The stand-in definition of each workflow is XML by itself."""
    roots = {etree.fromstring(str(definition)).tag for definition in named("RgsWorkflowData", "DefinitionXml")}
    assert roots == {"StandInDefinition"}
