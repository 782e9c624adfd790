"""Lync objects that hold other objects: rules of dial plans and trunks, usages, URLs, static routes, services."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.merge import identity, merge, same_object
from migrator.estate.topology import EdgePool
from migrator.network.edges import is_federating
from migrator.sources.cmdlets.mappers import LyncRecords
from migrator.sources.format import Collected, Lost, Origin, Remark
from migrator.sources.record import Record, Rejected, Truncated

WC = "Microsoft.Rtc.Management.WritableConfig"
XDS = "Microsoft.Rtc.Management.Xds"
POOL = "pool01.contoso.com"


def read_record(type_name: str, properties: dict[str, Any], path: str = "x.xml") -> tuple[list[Any], list[Any]]:
    """Items of one record, and what was rejected or noted."""
    events = list(LyncRecords(path, Origin()).results(Record(type_name, properties, "object 1")) or ())
    notes = [e for e in events if isinstance(e, Rejected | Remark | Lost)]
    return [e for e in events if isinstance(e, Item)], notes


def dial_plan(rules: Any, plan: str = "Tag:Redmond") -> tuple[list[Any], list[Any]]:
    """A dial plan with rules."""
    return read_record(
        f"{WC}.Policy.Voice.LocationProfile",
        {"Identity": plan, "SimpleName": "Redmond", "NormalizationRules": rules},
    )


def rule(name: str, pattern: str = r"^(\d{4})$") -> dict[str, Any]:
    """A nested rule."""
    return {"Name": name, "Pattern": pattern, "Translation": "+1425555$1", "IsInternalExtension": False}


def test_nested_rules_become_items_in_order() -> None:
    """A dial plan gives its rules as items, keyed DialPlan/Rule, with priority and references both ways."""
    (plan, first, second), notes = dial_plan([rule("Four"), rule("Ünï 規則")])
    assert notes == []
    assert plan.normalization_rules == ("Redmond/Four", "Redmond/Ünï 規則")
    assert [(r.key, r.priority, r.dial_plans) for r in (first, second)] == [
        ("Redmond/Four", 0, ("Redmond",)),
        ("Redmond/Ünï 規則", 1, ("Redmond",)),
    ]
    estate = Estate([plan, first, second])
    assert [found for _, found in estate.resolve(plan, "normalization_rules")] == [first, second]
    assert estate.resolve(first, "dial_plans") == [("Redmond", plan)]


def test_a_rule_of_a_dial_plan_is_that_of_its_own_cmdlet() -> None:
    """Get-CsVoiceNormalizationRule gives the same object as the rule nested in its dial plan."""
    (_, nested), _ = dial_plan([rule("Four")], "site:Redmond")
    (own,), _ = read_record(
        f"{WC}.Policy.Voice.NormalizationRule", {"Identity": "Site:Redmond/Four", "Priority": 0, **rule("Four")}
    )
    assert identity(nested) == identity(own)
    assert same_object(nested, own)
    assert merge(nested, own).differences == ()


def test_a_rule_that_is_cut_off_is_rejected() -> None:
    """A text in place of a rule is reported and is not a rule; the others are read."""
    (plan, good), notes = dial_plan(["Description=;Pattern=^1;Name=Bad", rule("Good")])
    assert (plan.normalization_rules, plan.knows("normalization_rules")) == (("Redmond/Good",), False)
    assert (good.key, good.priority) == ("Redmond/Good", 1)
    assert [type(t) for t in notes] == [Lost, Rejected]


def test_rules_that_are_cut_off_altogether_are_reported() -> None:
    """A text in place of the list is said and gives no rule, and the file is no proof that there are none."""
    (plan,), (note, rejected) = dial_plan("System.Collections.ObjectModel.Collection`1[Rule]")
    assert (plan.normalization_rules, plan.knows("normalization_rules")) == ((), False)
    assert "the list NormalizationRules is lost" in note.reason
    assert rejected.kinds == ("normalization_rule",)


def test_a_rule_without_a_name_is_rejected() -> None:
    """A rule that has no name has no key; the dial plan does not refer to it."""
    (plan,), (_lost, rejected) = dial_plan([{"Pattern": "^1"}])
    assert plan.normalization_rules == ()
    assert isinstance(rejected, Rejected)


def test_trunk_rules_are_apart_by_number() -> None:
    """Rules for the called and the calling number of one name are two items, both referred to."""
    found, notes = read_record(
        f"{WC}.Settings.TrunkConfiguration.TrunkConfiguration",
        {
            "Identity": "Service:PstnGateway:gw.contoso.com",
            "SRTPMode": "Required",
            "OutboundTranslationRulesList": [rule("Strip")],
            "OutboundCallingNumberTranslationRulesList": [rule("Strip")],
        },
    )
    trunk, called, calling = found
    assert notes == []
    assert [called.direction, calling.direction] == ["Called", "Calling"]
    assert trunk.translation_rules == (called.key, calling.key)
    assert called.key != calling.key
    assert called.trunk_configuration == trunk.key
    assert "OutboundTranslationRulesList" not in trunk.extra


def test_each_usage_of_the_list_is_an_item() -> None:
    """Get-CsPstnUsage gives one object with a list; each usage is an object of the estate."""
    found, _ = read_record(f"{WC}.Policy.Voice.PSTNUsages", {"Identity": "Global", "Usage": ["Local", "Fern — weit"]})
    assert [u.key for u in found] == ["Local", "Fern — weit"]


def test_a_list_of_usages_that_is_cut_off_is_rejected() -> None:
    """A text in place of the list would lose all usages, so the record counts as rejected."""
    found, (rejected,) = read_record(f"{WC}.Policy.Voice.PSTNUsages", {"Identity": "Global", "Usage": "System.X"})
    assert found == []
    assert isinstance(rejected, Rejected)


def test_each_simple_url_is_an_item() -> None:
    """A collection of simple URLs gives one item per component and domain."""
    urls = [
        {
            "Component": "Meet",
            "Domain": "contoso.com",
            "SimpleUrlEntry": [{"Url": "https://meet.contoso.com"}],
            "ActiveUrl": "https://meet.contoso.com",
        },
        {"Component": "Dialin", "Domain": "*", "SimpleUrlEntry": [], "ActiveUrl": None},
    ]
    found, _ = read_record(f"{WC}.Settings.SimpleUrl.SimpleUrlConfiguration", {"Identity": "Global", "SimpleUrl": urls})
    assert [u.key for u in found] == ["Global/Meet/contoso.com", "Global/Dialin/*"]
    assert found[0].urls == ("https://meet.contoso.com",)


def test_each_static_route_is_an_item() -> None:
    """A collection of static routes gives one item per route, with where it goes."""
    route = {
        "MatchUri": "fabrikam.com",
        "Enabled": True,
        "ReplaceHostInRequestUri": False,
        "Transport": {"TransportChoice": {"Tls": {"Fqdn": "proxy.contoso.com"}}, "Port": 5061},
    }
    (found,), _ = read_record(
        f"{WC}.Settings.SipProxy.RoutingSettings", {"Identity": f"Service:Registrar:{POOL}", "Route": [route]}
    )
    assert (found.match_uri, found.next_hop, found.port, found.pool) == (
        "fabrikam.com",
        "proxy.contoso.com",
        5061,
        POOL,
    )


@pytest.mark.parametrize("none", [None, "", 0, "0"], ids=["null", "empty", "0", "0 as text"])
def test_an_edge_without_a_port_has_neither_federation_nor_xmpp(none: object) -> None:
    """In whatever form a missing port is written; with the ports the Edge has both, as the same Edge in a topology."""

    def edge_with(**ports: object) -> EdgePool:
        names = {"ServiceId": "1-EdgeServer-2", "PoolFqdn": "edge.contoso.com", "Version": 6, "Role": "EdgeServer"}
        (_, edge), _ = read_record(f"{XDS}.DisplayEdgeServer", {**names, **ports})
        assert isinstance(edge, EdgePool)
        return edge

    without = edge_with(AccessEdgeClientSipPort=443, AccessEdgeExternalSipPort=none, XmppListeningPort=none)
    assert (without.federation_enabled, without.xmpp_enabled) == (False, None)
    assert is_federating(without, Estate([without])) is False
    assert without.ports == ("AccessEdgeClientSipPort=443",)
    both = edge_with(AccessEdgeExternalSipPort="5061", XmppListeningPort="5269")
    assert (both.federation_enabled, both.xmpp_enabled) == (True, True)
    assert "xmpp_enabled" not in edge_with(AccessEdgeExternalSipPort=5061).unknown


def test_an_edge_service_is_also_an_edge_pool() -> None:
    """The Edge as Microsoft prints it gives the service with its ports and the Edge pool with its names."""
    (service, edge), _ = read_record(
        f"{XDS}.DisplayEdgeServer",
        {
            "Identity": "EdgeServer:edge.contoso.com",
            "Registrar": f"Registrar:{POOL}",
            "AccessEdgeExternalSipPort": 5061,
            "MediaCommunicationPortStart": 50000,
            "AccessEdgeExternalFqdn": "sip.contoso.com",
            "DataEdgeExternalFqdn": "webconf.contoso.com",
            "AVEdgeExternalFqdn": None,
            "ServiceId": "1-EdgeServer-2",
            "SiteId": "Site:Redmond",
            "PoolFqdn": "edge.contoso.com",
            "Version": 5,
            "Role": "EdgeServer",
        },
    )
    assert (service.key, service.site, service.pool) == ("1-EdgeServer-2", "Redmond", "edge.contoso.com")
    assert service.ports == ("AccessEdgeExternalSipPort=5061", "MediaCommunicationPortStart=50000")
    assert service.depends_on == (f"Registrar:{POOL}",)
    assert (edge.key, edge.access_fqdn, edge.av_fqdn, edge.next_hop) == (
        "edge.contoso.com",
        "sip.contoso.com",
        None,
        POOL,
    )
    assert Estate([service, edge]).find("service", "EdgeServer:edge.contoso.com") is service


def gateway(path: str, identity_: str = "PstnGateway:gw.contoso.com", version: int = 5) -> list[Any]:
    """A gateway as Get-CsService or Get-CsTrunk gives it."""
    return read_record(
        f"{XDS}.DisplayPstnGateway",
        {
            "Identity": identity_,
            "MediationServer": f"MediationServer:{POOL}",
            "GatewaySipClientTlsPort": 0,
            "GatewaySipClientTcpPort": 5060,
            "Routable": True,
            "ServiceId": "1-PstnGateway-3",
            "PoolFqdn": "gw.contoso.com",
            "Version": version,
            "Role": "PstnGateway",
        },
        path,
    )[0]


def test_a_gateway_of_lync_2010_is_what_routes_refer_to() -> None:
    """In Lync Server 2010 trunk and gateway are one object; a route's reference finds it."""
    _service, found = gateway("Get-CsService.xml")
    assert (found.kind, found.key, found.port, found.protocol) == ("gateway", "gw.contoso.com", 5060, "TCP")
    assert found.mediation_server == POOL
    assert Estate([found]).find_any(("trunk", "gateway"), "PstnGateway:gw.contoso.com") is found


def test_trunks_of_lync_2013_share_their_gateway() -> None:
    """Two trunks of one gateway are two trunks and, merged, one gateway."""
    first, one = gateway("Get-CsTrunk.xml", "PstnGateway:trunk1", 6)
    second, two = gateway("Get-CsTrunk.xml", "PstnGateway:trunk2", 6)
    assert [first.key, second.key] == ["trunk1", "trunk2"]
    assert first.gateway == one.key
    assert identity(one) == identity(two)
    assert same_object(one, two)
    assert merge(one, two).differences == ()


def test_server_version_names_product_machine_and_build() -> None:
    """Get-CsServerVersion gives a text; name and build come out of it, the machine from the manifest."""
    records = LyncRecords("Get-CsServerVersion.xml", Origin(product="lync2010", machine="fe1.contoso.com"))
    events = list(records.results(Record("S", {"Value": "Microsoft Lync Server 2010 (4.0.7577.0)"}, "1")) or ())
    (found,) = [e for e in events if not isinstance(e, Collected)]
    assert (found.version, found.machine, found.name) == ("4.0.7577.0", "fe1.contoso.com", "Microsoft Lync Server 2010")


def test_certificates_of_two_machines_are_two() -> None:
    """One certificate on two machines has two keys, by the manifest's machine."""
    properties = {"Thumbprint": "AB", "Use": "Default", "NotAfter": None}
    keys = set()
    for machine in ("fe1", "fe2"):
        records = LyncRecords("Get-CsCertificate.xml", Origin(machine=machine))
        record = Record("Microsoft.Rtc.Management.Deployment.CertificateReference", properties, "1")
        keys |= {e.key for e in records.results(record) or () if not isinstance(e, Collected)}
    assert keys == {"fe1/Default/AB", "fe2/Default/AB"}


@pytest.mark.parametrize(
    ("role", "unknown"),
    [
        ("ExternalServer", {"depends_on", "applications", "next_hop"}),
        ("TrustedApplicationPool", {"depends_on", "applications", "next_hop"}),
        ("Director", {"depends_on", "ports", "edge"}),
        ("ConferenceServer", {"depends_on", "file_store"}),
        ("Registrar", {"depends_on", "ports", "edge"}),
        ("UserServer", {"depends_on", "file_store"}),
        ("UserDatabase", set()),
    ],
)
def test_columns_of_another_role_leave_a_service_unknown(role: str, unknown: set[str]) -> None:
    """Export-Csv of Get-CsService has the columns of its first object: what only other roles show is not none."""
    shown = {"ServiceId": "1-A-1", "SiteId": "Site:Redmond", "PoolFqdn": POOL, "Version": "5", "Role": role}
    events, _ = read_record("", {"Identity": f"{role}:{POOL}", **shown}, "Get-CsService.csv")
    assert set(events[0].unknown) == unknown


def test_a_trusted_application_pool_is_read_from_its_own_cmdlet() -> None:
    """Get-CsTrustedApplicationPool gives the pool with its applications, and its service."""
    (service, pool), _ = read_record(
        f"{XDS}.DisplayExternalServer",
        {
            "Identity": "TrustedApplicationPool:tp.contoso.com",
            "Registrar": f"Registrar:{POOL}",
            "ThrottleAsServer": True,
            "Applications": ["urn:application:tapp2"],
            "ServiceId": "1-ExternalServer-1",
            "SiteId": "Site:Redmond",
            "PoolFqdn": "tp.contoso.com",
            "Role": "TrustedApplicationPool",
        },
    )
    assert (service.kind, pool.kind, pool.key) == ("service", "trusted_application_pool", "tp.contoso.com")
    assert (pool.registrar, pool.applications, pool.throttle_as_server) == (POOL, ("urn:application:tapp2",), True)


def test_a_lost_identity_is_no_part_of_a_key() -> None:
    """Nested objects and settings of a configuration whose Identity was lost are rejected, not kept under that text."""
    lost = Truncated("(reference to object 9, which the file does not hold)")
    url = {"Component": "Meet", "Domain": "contoso.com", "SimpleUrlEntry": [], "ActiveUrl": None}
    found, notes = read_record(
        f"{WC}.Settings.SimpleUrl.SimpleUrlConfiguration", {"Identity": lost, "SimpleUrl": [url]}
    )
    assert (found, [type(note) for note in notes]) == ([], [Rejected])
