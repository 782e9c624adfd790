"""What the evidence does not tell is unknown: absent properties, lost lists, unreadable values; never "none"."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from migrator.estate.kinds import Item
from migrator.sources.converters import as_datetime, as_duration, as_list
from migrator.sources.dispatch import Dispatch
from migrator.sources.format import Collected, Lost, Origin, ReadResult
from migrator.sources.printed import printed
from migrator.sources.record import Record, Rejected, Truncated

VOICE = "Microsoft.Rtc.Management.WritableConfig.Policy.Voice"
SETTINGS = "Microsoft.Rtc.Management.WritableConfig.Settings"
XDS = "Microsoft.Rtc.Management.Xds"
RGS = "Microsoft.Rtc.Rgs.Management.WritableSettings"
KEEP = r"Description=;Pattern=^(\d+)$;Translation=$1;Name=KeepAll;IsInternalExtension=False"
INSIDE = r"Description=inside; short;Pattern=^(\d{4})$;Translation=+1$1;Name=Four;IsInternalExtension=True"


def read(type_name: str, properties: dict[str, Any], *, product: str = "lync2010") -> list[ReadResult]:
    """What one record becomes."""
    return list(Dispatch("x.xml", Origin(product=product)).results(Record(type_name, properties, "object 1")))


def one(type_name: str, properties: dict[str, Any], *, product: str = "lync2010") -> Any:
    """Its first item."""
    return next(result for result in read(type_name, properties, product=product) if isinstance(result, Item))


def test_a_property_that_an_export_does_not_have_is_unknown_and_a_null_is_none() -> None:
    """Select-Object without PstnUsages says nothing of usages; a null or an empty list says that there is none."""
    route = one(f"{VOICE}.Route", {"Identity": "R", "NumberPattern": ".*", "PstnGatewayList": None, "Priority": 0})
    assert not route.knows("usages")
    assert not route.is_empty("usages")
    assert [route.is_empty(name) for name in ("gateways", "priority")] == [True, True]
    assert all(route.knows(name) for name in ("gateways", "priority", "name", "number_pattern"))


def test_what_a_version_does_not_have_is_not_unknown() -> None:
    """Lync Server 2010 has no owner pool, no XMPP and no latching of RTP; 2013 has them, so there they are unknown."""
    queue = {"Identity": "service:ApplicationServer:p.contoso.com/1f1b2c3d-0002-4000-8000-00000000000b", "Name": "Q"}
    for product, known in (("lync2010", True), ("lync2013", False)):
        assert one(f"{RGS}.Queue", queue, product=product).knows("owner_pool") is known
    policy = {"Identity": "Global"}
    external = "Microsoft.Rtc.Management.WritableConfig.Policy.ExternalAccess.ExternalAccessPolicy"
    assert [one(external, policy, product=p).knows("xmpp") for p in ("lync2010", "lync2013")] == [True, False]


def test_a_service_shows_what_its_role_has() -> None:
    """A registrar has no next hop, an Edge has one: only there its absence is unknown."""
    common = {"ServiceId": "1", "PoolFqdn": "p.contoso.com", "SiteId": "Site:A", "Version": 5}
    edge = one(f"{XDS}.DisplayEdgeServer", {**common, "Role": "EdgeServer"})
    registrar = one(f"{XDS}.DisplayRegistrar", {**common, "Role": "Registrar"})
    assert [edge.knows("next_hop"), edge.knows("ports")] == [False, False]
    assert [registrar.knows("next_hop"), registrar.knows("edge")] == [True, False]


@pytest.mark.parametrize(
    "lost",
    [
        "System.Collections.Generic.List`1[System.String]",
        "System.Object[]",
        "Microsoft.Rtc.Management.WritableConfig.Policy.Voice.Thing",
        "System.Collections.Hashtable",
        "@{Name=a}",
        "(reference to unknown object 7)",
        Truncated("a ..."),
    ],
)
@pytest.mark.parametrize(
    ("name", "field"), [("PstnUsages", "usages"), ("Description", "description"), ("Priority", "priority")]
)
def test_what_stands_in_place_of_a_value_is_no_value(name: str, field: str, lost: Any) -> None:
    """The name of a type, a dictionary's text, a lost reference: the field is unknown, and the loss is counted."""
    results = read(f"{VOICE}.Route", {"Identity": "R", name: lost})
    (route,) = [result for result in results if isinstance(result, Item)]
    assert (bool(getattr(route, field)), route.knows(field)) == (False, False)
    assert route.extra[name] == (lost.shown if isinstance(lost, Truncated) else lost)
    assert any(isinstance(result, Lost) and field in result.reason for result in results)


@pytest.mark.parametrize(
    "key", ["System.Collections.Hashtable", "(reference to unknown object 7)", Truncated("x..."), "", None]
)
def test_a_key_that_is_lost_is_no_key(key: Any) -> None:
    """Nothing is named after the name of a type."""
    results = read(f"{VOICE}.Route", {"Identity": key, "NumberPattern": ".*"})
    assert [type(result) for result in results if not isinstance(result, Collected)] == [Rejected]


def test_without_the_column_of_the_key_a_name_serves_and_it_is_said() -> None:
    """A table of names and addresses gives its users; a user whose address is there and null has no key."""
    user = "Microsoft.Rtc.Management.ADConnect.Schema.ADUser"
    results = read(user, {"DisplayName": "Ken Myer", "LineURI": "tel:+1"})
    assert [result.key for result in results if isinstance(result, Item)] == ["Ken Myer"]
    assert any(isinstance(result, Lost) and "without SipAddress" in result.reason for result in results)
    assert any(isinstance(result, Rejected) for result in read(user, {"DisplayName": "Ken Myer", "SipAddress": None}))
    flow = one(f"{RGS}.Workflow", {"Name": "Help Desk", "PrimaryUri": "sip:help@contoso.com"})
    assert (flow.key, flow.knows("line_uri")) == ("Help Desk", False)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("Local", ("Local",)),
        ("Local;Long Distance; Internal", ("Local", "Long Distance", "Internal")),
        ("Long Distance;", ("Long Distance",)),
        ("PstnGateway:gw1.contoso.com, gw2.contoso.com", ("PstnGateway:gw1.contoso.com", "gw2.contoso.com")),
        ("fe1.contoso.com fe2.contoso.com", ("fe1.contoso.com", "fe2.contoso.com")),
        ("sip:a@contoso.com,sip:b@contoso.com", ("sip:a@contoso.com", "sip:b@contoso.com")),
        ("a.b.c\nd.e.f", ("a.b.c", "d.e.f")),
    ],
)
def test_a_joined_list_is_split_where_one_reading_is_possible(text: str, parts: tuple[str, ...]) -> None:
    """Semicolons and lines part any texts; commas and blanks only addresses, which have none."""
    assert as_list(text) == parts


@pytest.mark.parametrize("text", ["Local Internal", "CH {alle}, Festnetz", "Long Distance", "a, b", "System.String[]"])
def test_a_text_with_several_readings_is_not_split(text: str) -> None:
    """One usage with a blank in its name, or two of a list that a deserialized object has joined: nobody can tell."""
    assert isinstance(as_list(text), Truncated)


def test_numbers_and_booleans_of_a_text_have_their_types() -> None:
    """The port '0' of a CSV is no port, so the gateway has the other; 'False' is false."""
    properties = {"Role": "PstnGateway", "ServiceId": "1", "PoolFqdn": "gw", "MediationServer": "", "Default": "False"}
    ports = {"GatewaySipClientTcpPort": "5060", "GatewaySipClientTlsPort": "0"}
    results = read(f"{XDS}.DisplayPstnGateway", {**properties, **ports})
    (gateway,) = [result for result in results if isinstance(result, Item) and result.kind == "gateway"]
    assert [getattr(gateway, name) for name in ("port", "protocol", "is_default")] == [5060, "TCP", False]


def test_a_number_in_place_of_a_name_shows_nothing() -> None:
    """Some exports write an enumerated value as its number; no source says which name that is."""
    trunk = one(
        f"{SETTINGS}.TrunkConfiguration.TrunkConfiguration",
        {"Identity": "Global", "SRTPMode": 1, "OutboundTranslationRulesList": []},
    )
    assert (trunk.srtp_mode, trunk.knows("srtp_mode")) == (None, False)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2013-12-25T00:00:00+01:00", datetime(2013, 12, 24, 23, tzinfo=UTC)),
        ("12/25/2013 12:00:00 AM", datetime(2013, 12, 25)),  # noqa: DTZ001
        ("25/12/2013 00:00:00", datetime(2013, 12, 25)),  # noqa: DTZ001
        ("25.12.2013 00:00:00", datetime(2013, 12, 25)),  # noqa: DTZ001
        ("04.03.2013 14:05", datetime(2013, 3, 4, 14, 5)),  # noqa: DTZ001
        ("2013-12-25 1:02:03 PM", datetime(2013, 12, 25, 13, 2, 3)),  # noqa: DTZ001
        ("20131225000000.000000+060", datetime(2013, 12, 24, 23, tzinfo=UTC)),
        ("/Date(1387929600000)/", datetime(2013, 12, 25, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_their_servers_print_them(text: str, time: datetime) -> None:
    """ISO, WMI, JSON, and the forms of .NET's cultures that have one reading."""
    assert as_datetime(text) == time


@pytest.mark.parametrize("text", ["03/04/2012 05:06:07", "12/13", "31.02.2013", "yesterday", "13/13/2013"])
def test_a_date_with_two_readings_or_none_is_not_guessed(text: str) -> None:
    """The third of April and the fourth of March look alike."""
    assert isinstance(as_datetime(text), ValueError)


def test_time_spans_of_both_forms_are_one() -> None:
    """A CSV writes 00:01:30 where CLIXML writes PT1M30S."""
    assert as_duration("00:01:30") == as_duration("PT1M30S") == "00:01:30"


def test_case_28_rules_that_print_themselves_are_whole() -> None:
    """Remoting cuts rules to their texts, which tell everything; a semicolon in a description is part of it."""
    plan = {"Identity": "Site:Redmond", "SimpleName": "x", "NormalizationRules": [KEEP, INSIDE]}
    found, *rules = [r for r in read(f"{VOICE}.LocationProfile", plan) if isinstance(r, Item)]
    assert found.knows("normalization_rules")
    assert [(r.key, getattr(r, "priority"), getattr(r, "description")) for r in rules] == [  # noqa: B009
        ("Site:Redmond/KeepAll", 0, None),
        ("Site:Redmond/Four", 1, "inside; short"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Name=a;Pattern=b",
        "Name=a;Pattern=b;Translation=c;Name=d",
        "Name=a;Pattern=b;Translation=c;Other=d",
        "x;Name=a;Pattern=b;Translation=c",
        "KeepAll",
    ],
)
def test_a_printed_text_with_another_reading_is_not_a_rule(text: str) -> None:
    """A key that is missing, there twice, or unknown leaves the text in doubt."""
    assert printed(text, ("Name", "Pattern", "Translation", "Description"), ("Name", "Pattern", "Translation")) is None


@pytest.mark.parametrize(
    ("type_name", "name", "kind"),
    [
        (f"{VOICE}.LocationProfile", "NormalizationRules", "normalization_rule"),
        (f"{VOICE}.PSTNUsages", "Usage", "pstn_usage"),
        (
            f"{SETTINGS}.SimpleUrl.SimpleUrlConfiguration",
            "SimpleUrl",
            "simple_url",
        ),
        (f"{SETTINGS}.SipProxy.RoutingSettings", "Route", "static_route"),
    ],
)
@pytest.mark.parametrize("value", ["System.Object[]", 7, True, ..., Truncated("{a...", [])])
def test_a_container_whose_list_is_lost_is_rejected(type_name: str, name: str, kind: str, value: Any) -> None:
    """A text, a number or nothing in place of the list is a loss of the kind, not proof that there are none."""
    held = {} if value is ... else {name: value}
    rejected = [r for r in read(type_name, {"Identity": "Global", **held}) if isinstance(r, Rejected)]
    assert [r.kinds for r in rejected] == [(kind,)]


def test_holidays_are_days_of_their_server() -> None:
    """A holiday from midnight to midnight begins at midnight, whatever offset its export has written."""
    day = {"Name": "Christmas", "StartDate": "2013-12-25T00:00:00-08:00", "EndDate": "2013-12-26T00:00:00-08:00"}
    identity = "service:ApplicationServer:p.contoso.com/1f1b2c3d-0002-4000-8000-00000000000b"
    (found,) = one(f"{RGS}.HolidaySet", {"Identity": identity, "HolidayList": [day]}).holidays
    assert (found.starts, found.ends) == (datetime(2013, 12, 25), datetime(2013, 12, 26))  # noqa: DTZ001


def test_a_clearing_house_that_is_not_shown_is_unknown() -> None:
    """Every object of the type that has it shows it; the other type never does."""
    for type_name, is_known in (("DnsSrvRouting", False), ("DefaultRoute", True)):
        name = f"{SETTINGS}.Edge.DisplayAccessEdgeSettings{type_name}"
        settings = one(name, {"Identity": "Global", "AllowFederatedUsers": True})
        assert settings.kind == "access_edge_settings"
        assert settings.knows("is_clearing_house") is is_known
