"""WMI classes of OCS 2007 R2 become items of their kinds, and Lync's objects among them are recognised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrator.estate.catalogue import KINDS
from migrator.estate.collection import WMI_CLASSES
from migrator.estate.kinds import Item
from migrator.sources.dispatch import Dispatch, none_of
from migrator.sources.format import Collected, Origin, ReadResult, Remark
from migrator.sources.reading import Reading
from migrator.sources.record import Record, Rejected, Truncated
from migrator.sources.wmi import classes as wmi

CONTOSO = Path(__file__).parents[3] / "fixtures" / "contoso-ocs2007r2"
R2_HOME = "CN=LC Services,CN=Microsoft,CN=ocspool,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=x"
LYNC_HOME = "CN=Lc Services,CN=Microsoft,CN=1:1,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=x"


def results(class_name: str, **properties: Any) -> list[ReadResult]:
    """What one object of a class becomes, with the closing notes."""
    dispatch = Dispatch("estate.xml", Origin())
    record = Record(f"MSFT_SIP{class_name}", {"__SERVER": "FE1", **properties}, "object 1")
    return [*dispatch.results(record), *dispatch.closing()]


def item(class_name: str, **properties: Any) -> Item:
    """The one item an object of a class becomes."""
    (found,) = [event for event in results(class_name, **properties) if isinstance(event, Item)]
    return found


CASES: list[tuple[str, dict[str, Any], str, str, dict[str, Any]]] = [
    (
        "ESTrustedServerSetting",
        {"FQDN": "fe1.x", "Version": 4, "GruuID": None},
        "trusted_server",
        "fe1.x",
        {"role": "Server", "version": "4"},
    ),
    ("EdgeProxySetting", {"EdgeProxyFQDN": "edge.x"}, "edge_pool", "edge.x", {"fqdn": "edge.x"}),
    (
        "MediationServerSetting",
        {"FQDN": "med1.x", "MediationServerDN": "CN=LC Services,CN=Microsoft,CN=med1"},
        "mediation_server",
        "med1.x",
        {"fqdn": "med1.x"},
    ),
    (
        "MediationServerConfigSetting",
        {"GatewayNextHopAddress": "192.0.2.40", "GatewayListeningPort": 5060, "GatewayTransportType": "TCP"},
        "gateway_link",
        "FE1/192.0.2.40",
        {"machine": "FE1", "gateway": "192.0.2.40", "listening_port": 5060, "transport": "TCP"},
    ),
    (
        "TrustedMRASServer",
        {"FQDN": "edge.x", "Port": 5062, "Type": "MRAS", "ServerReference": ["CN=a"], "TrustedServiceDN": "CN=t"},
        "trusted_service",
        "edge.x",
        {"type": "MRAS", "port": 5062, "servers": ("CN=a",), "is_add_in": False},
    ),
    (
        "RoutingTableData",
        {"InstanceID": "{A0B1C2D3-0000-0000-0000-00000000000F}", "Backend": r"sql\rtc", "MatchURI": "*@pbx.x"}
        | {"NextHop": "pbx.x", "NextHopPort": 5060, "NextHopTransport": "TCP", "Enabled": True}
        | {"ReplaceHostInRequestURI": False, "TLSCertSN": [1, 2]},
        "static_route",
        "a0b1c2d3-0000-0000-0000-00000000000f",
        {"match_uri": "*@pbx.x", "next_hop": "pbx.x", "port": 5060, "transport": "TCP", "pool": r"sql\rtc"},
    ),
    (
        "RemoteAddressData",
        {"InstanceID": "{A0B1C2D3-0000-0000-0000-00000000000E}", "Server": "10.0.0.9", "TreatAsAuthenticated": True},
        "authorised_host",
        "a0b1c2d3-0000-0000-0000-00000000000e",
        {"server": "10.0.0.9", "treat_as_authenticated": True, "outbound_only": None},
    ),
    (
        "AddressBookSetting",
        {"InstanceID": "{A0B1C2D3-0000-0000-0000-00000000000D}", "Backend": r"sql\rtc", "UseNormalizationRules": True}
        | {"RunTime": 130, "DaysToKeep": 30},
        "address_book_settings",
        "a0b1c2d3-0000-0000-0000-00000000000d",
        {"use_normalization_rules": True, "run_time": "130", "keep_duration_days": 30},
    ),
    (
        "PSTNConferencingSetting",
        {"InstanceID": "{A0B1C2D3-0000-0000-0000-00000000000C}", "PinLength": 5, "InternalURL": "https://cwa.x/dialin"},
        "dial_in_settings",
        "a0b1c2d3-0000-0000-0000-00000000000c",
        {"pin_length": 5, "internal_url": "https://cwa.x/dialin", "pin_retries": None},
    ),
    (
        "GlobalFederationSetting",
        {"InstanceID": "{A0}", "EnableRouteToEnterpriseEdge": True, "RouteToEnterpriseEdge": "edge.x"},
        "federation_settings",
        "Global",
        {"route_enabled": True, "route": "edge.x"},
    ),
    (
        "FederationExternalEdgeSetting",
        {"InstanceID": "{A0B1C2D3-0000-0000-0000-00000000000B}", "EnableFederation": True, "SupportAnonymousUser": True}
        | {"AllowAllDomainsForAutoFederation": False},
        "access_edge_settings",
        "a0b1c2d3-0000-0000-0000-00000000000b",
        {"allow_federated": True, "allow_anonymous": True, "partner_discovery": False},
    ),
    (
        "FederationPartnerTable",
        {"Domain": "fabrikam.com", "EdgeProxyAddress": "sip.fabrikam.com", "UserVerificationLevel": "AlwaysVerifiable"},
        "allowed_domain",
        "fabrikam.com",
        {"proxy_fqdn": "sip.fabrikam.com", "verification_level": "AlwaysVerifiable"},
    ),
    (
        "UCPhoneConfigSetting",
        {"InstanceID": "{A0B1C2D3-0000-0000-0000-00000000000A}", "EnforcePhoneLock": True, "MinPhonePinLength": 6},
        "phone_settings",
        "a0b1c2d3-0000-0000-0000-00000000000a",
        {"enforce_lock": True, "min_pin_length": "6"},
    ),
    (
        "RgsGroupOrderData",
        {"InstanceId": "{A0B1C2D3-0000-0000-0000-000000000009}", "Backend": r"sql\rtc", "GroupOrder": ["{1}"]},
        "scoped_settings",
        r"MSFT_SIPRgsGroupOrderData:sql\rtc:a0b1c2d3-0000-0000-0000-000000000009",
        {"type_name": "MSFT_SIPRgsGroupOrderData", "scope": r"sql\rtc"},
    ),
    (
        "GlobalPresenceSetting",
        {"InstanceID": "{A0B1C2D3-0000-0000-0000-000000000008}", "UsePerUserPresencePolicy": True},
        "scoped_settings",
        "MSFT_SIPGlobalPresenceSetting:a0b1c2d3-0000-0000-0000-000000000008",
        {"scope": "Global"},
    ),
    (
        "ProxySetting",
        {"InstanceID": "{A0B1C2D3-0000-0000-0000-000000000007}"},
        "scoped_settings",
        "MSFT_SIPProxySetting:FE1:a0b1c2d3-0000-0000-0000-000000000007",
        {"scope": "FE1"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_class_becomes_its_kind(case: tuple[str, dict[str, Any], str, str, dict[str, Any]]) -> None:
    """An object of each class has the kind, the key and the field values that its properties say."""
    class_name, properties, kind, key, fields = case
    found = item(class_name, **properties)
    assert (found.kind, found.key, {name: getattr(found, name) for name in fields}) == (kind, key, fields)


def test_what_no_field_takes_is_kept() -> None:
    """The order of response groups, which no kind declares, is in `extra`; what PowerShell adds is not."""
    found = item("RgsGroupOrderData", Backend="b", GroupOrder=["{1}", "{2}"], PSComputerName="FE01")
    assert (found.extra["GroupOrder"], "PSComputerName" in found.extra) == (["{1}", "{2}"], False)


def test_each_denied_domain_is_an_item() -> None:
    """The one object that lists the denied domains becomes one blocked domain each."""
    found = results("FederationDeniedDomainSetting", InstanceID="{1}", DeniedDomain=["a.example", "b.example"])
    assert [(e.kind, e.key) for e in found if isinstance(e, Item)] == [
        ("blocked_domain", "a.example"),
        ("blocked_domain", "b.example"),
    ]


def test_unknown_class_is_kept_with_all_values() -> None:
    """A class nobody declared becomes `other` with all it holds."""
    found = item("NobodyKnows", Secret="42")
    assert (found.kind, found.product, found.extra["Secret"]) == ("other", "ocs2007r2", "42")


def test_object_without_key_is_rejected() -> None:
    """A partner without a domain is rejected with the reason."""
    found = results("FederationPartnerTable", EdgeProxyAddress="sip.x")
    assert [e for e in found if isinstance(e, Item | Rejected)] == [
        Rejected("object 1", "MSFT_SIPFederationPartnerTable without Domain", ("allowed_domain",))
    ]


@pytest.mark.parametrize(
    ("class_name", "properties", "product"),
    [
        ("ConferencingDirectoryData", {"ConferencingID": 1, "PoolDN": R2_HOME}, "ocs2007r2"),
        ("ConferencingDirectoryData", {"ConferencingID": 2, "PoolDN": LYNC_HOME}, "unknown"),
        ("ESUserSetting", {"PrimaryURI": "sip:a@x", "HomeServerDN": R2_HOME}, "ocs2007r2"),
        ("ESUserSetting", {"PrimaryURI": "sip:a@x", "HomeServerDN": LYNC_HOME.replace("1:1", "co1:2")}, "unknown"),
        ("ESUserSetting", {"PrimaryURI": "sip:a@x", "HomeServerDN": None}, "ocs2007r2"),
        ("ApplicationContactSetting", {"PrimaryURI": "sip:a@x", "HomeServerDN": LYNC_HOME}, "unknown"),
        ("TrustedServiceSetting", {"FQDN": "a.x", "Version": 4}, "ocs2007r2"),
        ("TrustedServiceSetting", {"FQDN": "a.x", "Version": 5}, "lync2010"),
        ("TrustedServiceSetting", {"FQDN": "a.x", "Version": 6}, "lync2013"),
        ("TrustedServiceSetting", {"FQDN": "a.x", "Version": None}, "ocs2007r2"),
        ("PoolSetting", {"PoolFQDN": "p.x", "MajorVersion": 4, "MinorVersion": 0}, "ocs2007r2"),
        ("PoolSetting", {"PoolFQDN": "p.x", "MajorVersion": 6, "MinorVersion": 0}, "lync2013"),
    ],
)
def test_objects_of_lync_are_not_counted_as_legacy(class_name: str, properties: dict[str, Any], product: str) -> None:
    """What Enable-CsTopology wrote for R2 to see has the product of its version or of its home pool."""
    assert item(class_name, **properties).product == product


def test_objects_of_lync_are_reported() -> None:
    """One note says how many objects of a file belong to Lync."""
    found = results("ConferencingDirectoryData", ConferencingID=2, PoolDN=LYNC_HOME)
    assert [e.text.split(":")[0] for e in found if isinstance(e, Remark)] == [
        "1 of these objects belongs to Lync pools"
    ]


def test_pool_of_lync_that_is_only_a_move_target_does_not_make_the_object_lync() -> None:
    """A user of R2 who is on the way to Lync is still a user of R2."""
    found = item("ESUserSetting", PrimaryURI="sip:a@x", HomeServerDN=R2_HOME, TargetServerDNIfMoving=LYNC_HOME)
    assert (found.product, found.move_target) == ("ocs2007r2", LYNC_HOME.removeprefix("CN=Lc Services,CN=Microsoft,"))


def test_contoso_has_nothing_unknown() -> None:
    """Every object of the Contoso estate is of a declared kind."""
    reading = Reading([CONTOSO])
    list(reading.items())
    assert sum(report.unknown + report.rejected for report in reading.reports) == 0


def test_empty_export_of_one_sort_of_trusted_service_says_nothing_of_the_others() -> None:
    """No add-in entry does not mean that trusted services were collected."""
    first, note = none_of("MSFT_SIPTrustedAddInServiceSetting.xml", Origin())
    assert (first, type(note)) == (Collected("ocs2007r2", ()), Remark)


def test_empty_export_of_a_class_says_that_its_kind_was_collected() -> None:
    """No static route in the file of that class means that there is none."""
    first, _note = none_of("MSFT_SIPRoutingTableData.xml", Origin())
    assert first == Collected("ocs2007r2", ("static_route",))


def test_every_class_that_is_to_be_collected_is_read() -> None:
    """Each class named by the collection table exists here and is evidence for that kind."""
    wrong = [
        (kind, name)
        for kind, names in WMI_CLASSES.items()
        for name in names
        if kind not in KINDS or not wmi.knows(name)
    ]
    assert not wrong


@pytest.mark.parametrize("gone", ["Backend", "InstanceId", ""])
def test_a_key_that_is_not_shown_is_read_from_the_path(gone: str) -> None:
    """The path of an object names its keys: without one of its properties it is still the same object."""
    guid = "{3ADB0B97-E257-5CD7-A261-C89580E9827A}"
    path = rf'\\FE1\root\cimv2:MSFT_SIPRgsGroupOrderData.Backend="sql1\\rtc",InstanceId="{guid}"'
    shown = {"__PATH": path, "Backend": r"sql1\rtc", "InstanceId": guid}
    shown.pop(gone, None)
    assert item("RgsGroupOrderData", **shown).key == (
        r"MSFT_SIPRgsGroupOrderData:sql1\rtc:3adb0b97-e257-5cd7-a261-c89580e9827a"
    )


@pytest.mark.parametrize("class_name", ["GlobalPresenceSetting", "RgsGroupOrderData"])
def test_a_lost_key_makes_no_object(class_name: str) -> None:
    """Settings whose key was lost are rejected, never kept under the text that says so."""
    spelled = "InstanceId" if class_name.startswith("Rgs") else "InstanceID"
    found = results(class_name, **{spelled: Truncated("(reference to object 9, which the file does not hold)")})
    assert [type(event) for event in found if isinstance(event, Item | Rejected)] == [Rejected]
