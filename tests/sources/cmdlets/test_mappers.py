"""Objects of Lync cmdlets: which mapping is whose, the product, empty files, cut-off lists, and every cmdlet once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.estate.catalogue import KINDS
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.merge import identity, merge
from migrator.sources.cmdlets.mappers import LyncRecords
from migrator.sources.cmdlets.table import CMDLETS, cmdlet_of_file, cmdlet_of_type
from migrator.sources.cmdlets.values import pool_of, scope_of, scoped_key
from migrator.sources.format import Collected, Lost, Origin, Remark
from migrator.sources.record import Record, Rejected

WC = "Microsoft.Rtc.Management.WritableConfig"
VOICE = f"{WC}.Policy.Voice"
XDS = "Microsoft.Rtc.Management.Xds"
AD = "Microsoft.Rtc.Management.ADConnect.Schema"
POOL = "pool01.contoso.com"


def results(
    type_name: str, properties: dict[str, Any], *, path: str = "x.xml", origin: Origin | None = None
) -> list[Any]:
    """What one record gives."""
    found = LyncRecords(path, origin or Origin()).results(Record(type_name, properties, "object 1"))
    return list(found or ())


def items(type_name: str, properties: dict[str, Any], **options: Any) -> list[Any]:
    """Its items."""
    return [e for e in results(type_name, properties, **options) if isinstance(e, Item)]


#: one object of each cmdlet, with the kind, key and some fields of its item
CASES = json.loads(Path(__file__).parents[1].joinpath("data").joinpath("lync_cmdlets.json").read_text("utf-8"))
each_cmdlet = pytest.mark.parametrize("case", CASES, ids=[case["cmdlet"] for case in CASES])


@each_cmdlet
def test_each_cmdlet_becomes_its_kind(case: dict[str, Any]) -> None:
    """An object of the documented type becomes one item of the declared kind, with key and typed fields."""
    (item,) = items(case["type"], case["properties"])
    values = {name: getattr(item, name) for name in case["fields"]}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    assert (item.kind, item.key, plain) == (case["kind"], case["key"], case["fields"])


@each_cmdlet
def test_a_type_shows_its_cmdlet_through_what_powershell_adds(case: dict[str, Any]) -> None:
    """Neither Selected. before the documented type nor another spelling of its namespace matters."""
    changed = "Selected." + case["type"].replace("WritableConfig", "WriteableConfig")
    assert [cmdlet_of_type(name).name for name in (case["type"], changed)] == [case["cmdlet"]] * 2


@each_cmdlet
def test_an_object_without_a_type_is_recognised_by_its_file_and_properties(case: dict[str, Any]) -> None:
    """Select-Object takes the type away: the name of the file and what the objects have show it together."""
    shows = next(c.shows for c in CMDLETS if c.name == case["cmdlet"])
    complete = {**dict.fromkeys(shows), **case["properties"]}
    (item,) = items("System.Management.Automation.PSCustomObject", complete, path=f"a.zip!kit/{case['cmdlet']}.xml")
    assert (item.kind, item.key) == (case["kind"], case["key"])


def test_a_file_name_alone_shows_nothing() -> None:
    """An object without a type and without the properties of the cmdlet is not taken for one of its objects."""
    assert results("", {"Colour": "blue"}, path="Get-CsVoiceRoute.xml") == []


def test_case_of_properties_does_not_matter() -> None:
    """PowerShell ignores case: LINEURI fills the same field as LineURI, and is not left over."""
    (user,) = items(f"{AD}.ADUser", {"SIPADDRESS": "sip:a@b.c", "lineuri": "tel:+1"})
    assert (user.key, user.line_uri) == ("sip:a@b.c", "tel:+1")
    assert "lineuri" not in {name.casefold() for name in user.extra}


@pytest.mark.parametrize("type_name", ["ADUser", "OCSADUser"])
def test_users_are_known_by_both_names_of_their_type(type_name: str) -> None:
    """The documentation names one type of Get-CsUser, errors of Move-CsUser another: both are users."""
    (user,) = items(f"{AD}.{type_name}", {"SipAddress": "sip:a@b.c"})
    assert user.kind == "user"


def test_an_absent_boolean_is_not_false() -> None:
    """What the object does not have stays None."""
    (policy,) = items(f"{VOICE}.VoicePolicy", {"Identity": "Global", "PstnUsages": []})
    assert policy.enable_call_park is None


def test_what_is_not_declared_is_kept() -> None:
    """A property without a field goes to extra, a declared one does not."""
    (policy,) = items(f"{VOICE}.VoicePolicy", {"Identity": "Global", "AllowSimulRing": True, "Newer": 7})
    assert policy.extra["Newer"] == 7
    assert "AllowSimulRing" not in policy.extra


def test_a_text_instead_of_a_list_is_cut_off_and_not_data() -> None:
    """A list that the export's depth cut off is reported, kept as it was read, and never becomes a value."""
    found = results(f"{VOICE}.VoicePolicy", {"Identity": "Global", "PstnUsages": "Microsoft.Rtc.PSListModifier"})
    (policy,) = items(f"{VOICE}.VoicePolicy", {"Identity": "Global", "PstnUsages": "Microsoft.Rtc.PSListModifier"})
    assert (policy.usages, policy.knows("usages")) == ((), False)
    assert policy.extra["PstnUsages"] == "Microsoft.Rtc.PSListModifier"
    assert any("only 'Microsoft.Rtc.PSListModifier' was written" in e.reason for e in found if isinstance(e, Lost))


def test_without_identity_it_is_rejected() -> None:
    """A policy without Identity has no key."""
    (rejected,) = [e for e in results(f"{VOICE}.VoicePolicy", {"AllowSimulRing": True}) if isinstance(e, Rejected)]
    assert "Identity" in rejected.reason


def test_undeclared_settings_are_kept_per_scope() -> None:
    """A configuration nobody mapped becomes scoped_settings with all its values."""
    (found,) = items(f"{WC}.Settings.Qos.QosSettings", {"Identity": "Site:Rome", "Dscp": 46})
    assert (found.kind, found.key, found.scope) == ("scoped_settings", "QosSettings:Site:Rome", "Site")
    assert found.extra["Dscp"] == 46


def test_objects_of_other_programs_are_not_ours() -> None:
    """A type outside Microsoft.Rtc is left to others, even if it ends like one of ours."""
    assert LyncRecords("x.xml", Origin()).results(Record("Contoso.Voice.Route", {"Identity": "x"}, "1")) is None


@pytest.mark.parametrize(
    ("origin", "type_name", "properties", "path", "product"),
    [
        (Origin(product="lync2013"), f"{VOICE}.VoicePolicy", {"Identity": "Global"}, "x.xml", "lync2013"),
        (Origin(), f"{VOICE}.VoicePolicy", {"Identity": "Global"}, "x.xml", "lync2010"),
        (Origin(product="ocs2007r2"), f"{VOICE}.VoicePolicy", {"Identity": "Global"}, "x.xml", "lync2010"),
        (Origin(), f"{XDS}.DisplayRegistrar", {"ServiceId": "1-Registrar-1", "Version": 6}, "x.xml", "lync2013"),
        (Origin(), f"{XDS}.DisplayRegistrar", {"ServiceId": "1-Registrar-1", "Version": "5"}, "x.xml", "lync2010"),
        (Origin(product="lync2013"), f"{XDS}.DisplayRegistrar", {"ServiceId": "1", "Version": 5}, "x.xml", "lync2010"),
        (
            Origin(),
            f"{XDS}.DisplayPstnGateway",
            {"Identity": "PstnGateway:g", "PoolFqdn": "g"},
            "Get-CsTrunk.xml",
            "lync2013",
        ),
        (Origin(), "S", {"Value": "Microsoft Lync Server 2013 (5.0.8308.0)"}, "x.xml", "lync2013"),
    ],
)
def test_the_product_is_shown_or_assumed(
    origin: Origin, type_name: str, properties: dict[str, Any], path: str, product: str
) -> None:
    """The manifest wins, else what the object proves, else Lync Server 2010."""
    assert {item.product for item in items(type_name, properties, origin=origin, path=path)} == {product}


def test_an_assumed_version_is_said_once_per_file() -> None:
    """Two objects without a version give one note with their number."""
    records = LyncRecords("x.xml", Origin())
    for name in ("A", "B"):
        list(records.results(Record(f"{VOICE}.Route", {"Identity": name}, name)) or ())
    (note,) = records.closing()
    assert note.text.startswith("2 objects")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("kit/Get-CsDialPlan.xml", "Get-CsDialPlan"),
        ("C:\\kit\\get-csdialplan.XML", "Get-CsDialPlan"),
        ("Get-CsService-Registrar.xml", "Get-CsService"),
        ("rgs.zip!RgsImportExport/HoursOfBusiness.xml", "Get-CsRgsHoursOfBusiness"),
        ("rgs.zip!Other/Queues.xml", None),
        ("Get-Content.xml", None),
        ("my Get-CsDialPlan.xml", None),
    ],
)
def test_a_file_name_names_its_cmdlet(path: str, name: str | None) -> None:
    """Get-CsX at the beginning of a name, or a file of a response group export, in any case."""
    cmdlet = cmdlet_of_file(path)
    assert (cmdlet.name if cmdlet else None) == name


def test_one_role_is_not_evidence_for_the_others() -> None:
    """Get-CsService -Registrar does not say that there is no Edge; Get-CsService without a role does."""
    registrar = {"ServiceId": "1-Registrar-1", "Role": "Registrar", "PoolFqdn": POOL}
    kinds = {
        path: next(
            e.kinds for e in results(f"{XDS}.DisplayRegistrar", registrar, path=path) if isinstance(e, Collected)
        )
        for path in ("Get-CsService-Registrar.xml", "Get-CsService.xml")
    }
    assert "edge_pool" not in kinds["Get-CsService-Registrar.xml"]
    assert "edge_pool" in kinds["Get-CsService.xml"]


def test_every_cmdlet_declares_kinds_of_the_catalogue() -> None:
    """What an empty export is evidence for is always a kind that exists."""
    assert {kind for cmdlet in CMDLETS for kind in cmdlet.kinds} <= set(KINDS)


def test_no_type_belongs_to_two_cmdlets() -> None:
    """A documented type belongs to one cmdlet, so the order of the table does not matter."""
    types = [type_.casefold() for cmdlet in CMDLETS for type_ in cmdlet.types]
    assert len(types) == len(set(types))


def test_empty_exports_are_evidence_of_nothing(export: Any, read: Any) -> None:
    """A file without objects says that its cmdlet gave none; the cmdlet is in its name."""
    _items, (report,) = read({"Get-CsCallParkOrbit.xml": export(None)})
    assert (report.status, report.collected, report.product) == ("empty", ("call_park_orbit",), "lync2010")


def test_a_complete_file_is_read_with_its_counts(export: Any, read: Any) -> None:
    """Found = read + rejected: one route, one without a key, in UTF-16 as PowerShell writes it."""
    file = export(f"{VOICE}.Route", {"Identity": "Ünïcode 路由", "PstnUsages": ["Local"]}, {"Priority": 1})
    found, (report,) = read({"Get-CsVoiceRoute.xml": file})
    assert [(i.key, i.usages) for i in found] == [("Ünïcode 路由", ("Local",))]
    assert (report.read, report.rejected, report.status) == (1, 1, "partial")


@pytest.mark.parametrize("kept", [0.3, 0.5, 0.8, 0.99])
def test_a_truncated_file_is_cut(export: Any, read: Any, kept: float) -> None:
    """A file that ends anywhere before its end keeps the objects before that, and proves no absence."""
    file = export(f"{VOICE}.Route", *({"Identity": f"R{n}"} for n in range(20)))
    found, (report,) = read({"Get-CsVoiceRoute.xml": file[: int(len(file) * kept)]})
    assert [item.key for item in found] == [f"R{n}" for n in range(len(found))]
    assert (report.status, bool(report.cut), report.collected) == ("partial", True, ())


def test_policy_of_a_user_is_found_with_and_without_tag() -> None:
    """References resolve by key and by the forms in which evidence writes an Identity."""
    (policy,) = items(f"{VOICE}.VoicePolicy", {"Identity": "Tag:Branch"})
    (user,) = items(f"{AD}.ADUser", {"SipAddress": "sip:a@b.c", "VoicePolicy": "Tag:Branch"})
    estate = Estate([policy, user])
    assert estate.resolve(user, "voice_policy") == [("Branch", policy)]
    assert estate.find("voice_policy", "Tag:Branch") is policy


def test_the_same_policy_from_two_files_is_one_object() -> None:
    """Two exports of one policy have the same identity and merge to one item with two sources."""
    (one,) = items(f"{VOICE}.VoicePolicy", {"Identity": "Tag:X"}, path="a.xml")
    (two,) = items(f"{VOICE}.VoicePolicy", {"Identity": "X"}, path="b.xml")
    assert identity(one) == identity(two)
    assert len(merge(one, two).sources) == 2


@pytest.mark.parametrize(
    ("text", "key", "scope"),
    [
        ("Global", "Global", "Global"),
        ("global", "Global", "Global"),
        ("Tag:Redmond", "Redmond", "Tag"),
        ("tag: Redmond", "Redmond", "Tag"),
        ("Redmond", "Redmond", "Tag"),
        ("site:Redmond", "Site:Redmond", "Site"),
        ("SERVICE:Registrar:pool", "Service:Registrar:pool", "Service"),
        ("Site", "Site", "Site"),
        ("site:Redmond/Rule: 1", "Site:Redmond/Rule: 1", "Site"),
        ("Tag:Plan/Keep All", "Plan/Keep All", "Tag"),
    ],
)
def test_identities_have_one_spelling(text: str, key: str, scope: str) -> None:
    """Scope prefixes are spelled in one way, Tag is left out, and what follows a slash stays."""
    assert scoped_key(text) == key
    if key != "Site":
        assert scope_of(text) == scope


@given(st.text(min_size=1).map(str.strip).filter(bool))
def test_a_key_of_a_key_is_the_key(text: str) -> None:
    """Spelling an identity again changes nothing, whatever its text."""
    once = scoped_key(text)
    assert scoped_key(once) == once or text.casefold().startswith(("tag:", "site:", "service:"))


@pytest.mark.parametrize(
    ("text", "pool"),
    [
        ("Registrar:pool.contoso.com", "pool.contoso.com"),
        ("service:ApplicationServer: pool.contoso.com/guid", "pool.contoso.com"),
        ("pool.contoso.com", "pool.contoso.com"),
        ("", None),
    ],
)
def test_pools_are_named_by_their_fqdn(text: str, pool: str | None) -> None:
    """Role and instance around the FQDN of a pool do not belong to it."""
    assert pool_of(text) == pool


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig", "utf-16-be"])
def test_any_encoding_that_xml_allows_is_read(export: Any, read: Any, encoding: str) -> None:
    """PowerShell writes UTF-16LE with a BOM; a file that somebody saved again is read as well."""
    text = export(f"{VOICE}.Route", {"Identity": "Ж 路由"}).decode("utf-16")
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    found, _ = read({"r.xml": (mark + text).encode(encoding)})
    assert [item.key for item in found] == ["Ж 路由"]


@pytest.mark.parametrize(("name", "value"), [("Priority", "first"), ("SuppressCallerId", "perhaps"), ("Priority", [1])])
def test_a_value_of_the_wrong_type_is_reported_and_kept(name: str, value: Any) -> None:
    """A number that is none becomes no value: it is said, and stays in extra as it was read."""
    found = results(f"{VOICE}.Route", {"Identity": "R", name: value})
    (route,) = items(f"{VOICE}.Route", {"Identity": "R", name: value})
    assert (route.priority, route.suppress_caller_id) == (None, None)
    assert route.extra == {name: value}
    assert any(isinstance(e, Lost) and "kept as it was read" in e.reason for e in found)


def test_a_file_nested_too_deep_is_refused(export: Any, read: Any) -> None:
    """Beyond 256 levels of XML the file is refused, not followed."""
    deep: Any = "end"
    for _ in range(200):
        deep = {"Inner": deep}
    with pytest.raises(InputError):
        read({"r.xml": export(f"{VOICE}.Route", {"Identity": "R", "Deep": deep})})


@given(
    st.sampled_from(CASES),
    st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))
    | st.just({}),
    st.data(),
)
def test_no_value_breaks_a_mapping(case: dict[str, Any], more: dict[str, Any], data: st.DataObject) -> None:
    """Whatever a property holds, the record becomes items, notes or a rejection, never an exception."""
    name = data.draw(st.sampled_from(sorted(case["properties"])))
    odd = data.draw(
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.none() | st.text()) | st.just(more)
    )
    found = results(case["type"], {**more, **case["properties"], name: odd})
    assert all(isinstance(e, Item | Rejected | Lost | Remark | Collected) for e in found)


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("DC=contoso,DC=com", ("DC=contoso,DC=com",)),
        ("DC=contoso,DC=com, DC=child,DC=contoso,DC=com", ("DC=contoso,DC=com", "DC=child,DC=contoso,DC=com")),
        ("DC=contoso, DC=com", ("DC=contoso, DC=com",)),
    ],
)
def test_distinguished_names_in_one_text_are_known(text: str, domains: tuple[str, ...]) -> None:
    """A cell of a CSV with one domain, or with several that a comma and a blank part, is that list."""
    (settings,) = items(
        f"{WC}.Settings.UserReplicator.UserReplicatorConfiguration",
        {"ADDomainNamingContextList": text, "Identity": "Global"},
    )
    assert (settings.domains, settings.knows("domains")) == (domains, True)


def test_the_scope_of_a_role_in_one_text_is_known() -> None:
    """An organizational unit has commas, and blanks after them, in one scope."""
    scope = "OU:OU=Sales, OU=Lync Tenants, DC=Domain, DC=com"
    (role,) = items(f"{WC}.Settings.Roles.Role", {"Identity": "Sales", "UserScopes": scope})
    assert (role.user_scopes, role.knows("user_scopes")) == ((scope,), True)


@pytest.mark.parametrize(
    ("identity", "key", "scope"),
    [
        ("Registrar:pool.contoso.com", "Service:Registrar:pool.contoso.com", "Service"),
        ("service:registrar:pool.contoso.com", "Service:Registrar:pool.contoso.com", "Service"),
        ("PstnGateway:gw1", "Service:PstnGateway:gw1", "Service"),
        ("site:London", "Site:London", "Site"),
        ("tag:Sales", "Sales", "Tag"),
        ("GLOBAL", "Global", "Global"),
    ],
)
def test_an_identity_is_one_key_in_every_spelling(identity: str, key: str, scope: str) -> None:
    """Scope and role are spelled in one way, also where the page of the cmdlet leaves out "Service:"."""
    properties = {"Identity": identity, "SimpleName": "x", "NormalizationRules": []}
    (plan,) = items(f"{VOICE}.LocationProfile", properties)
    assert (plan.key, plan.scope) == (key, scope)


def test_a_voice_routing_policy_and_usages_of_2013_are_read() -> None:
    """Policies of users of Lync Online are a kind; trunk configurations and voice policies have usages since 2013."""
    (routing,) = items(f"{VOICE}.VoiceRoutingPolicy", {"Identity": "Tag:Online", "PstnUsages": ["Local"]})
    assert (routing.kind, routing.key, routing.usages) == ("voice_routing_policy", "Online", ("Local",))
    trunk, *_ = items(
        "Microsoft.Rtc.Management.WritableConfig.Settings.TrunkConfiguration.TrunkConfiguration",
        {"Identity": "Global", "PstnUsages": ["Local"], "OutboundTranslationRulesList": []},
    )
    assert trunk.usages == ("Local",)
    (policy,) = items(f"{VOICE}.VoicePolicy", {"Identity": "Global", "CustomCallForwardingSimulRingUsages": ["Local"]})
    assert policy.forwarding_usages == ("Local",)
