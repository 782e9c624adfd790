"""Documents of the Central Management store: scopes, kinds, unknown schemas, and the keys that cmdlets give too."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.estate.kinds import Item
from migrator.estate.merge import identity, same_object
from migrator.sources.bundle import Member
from migrator.sources.central_store import archive as central_store
from migrator.sources.central_store.archive import names_of, read_anchored_xml
from migrator.sources.cmdlets.mappers import LyncRecords
from migrator.sources.cmdlets.table import CMDLETS
from migrator.sources.format import Collected, Lost, Origin, ReadResult, Remark
from migrator.sources.reading import Reading
from migrator.sources.record import Record, Rejected
from migrator.sources.topology.elements import Names

PUBLISHED = (Path(__file__).parents[1] / "data" / "published_topology.xml").read_text("utf-8")
STORE = "urn:schema:Microsoft.Rtc.Management."
VOICE = "Policy.Voice.2008"
LYNC = Origin(product="lync2010")


def document(scope: str, namespace: str, element: str, *pairs: tuple[str, str]) -> str:
    """An AnchoredXml document of pairs of key and payload."""
    held = "".join(f"<Item><Key{key}<Value Signature='7'>{payload}</Value></Item>" for key, payload in pairs)
    return (
        f"<AnchoredXml xmlns='{STORE}ScopeFramework.2008' SchemaWriteVersion='1'><Key ScopeClass='{scope}'>"
        f"<SchemaId Namespace='{STORE}{namespace}' ElementName='{element}'/><AuthorityId Class='Host'/></Key>"
        f"<Dictionary Count='{len(pairs)}'>{held}</Dictionary></AnchoredXml>"
    )


def payload(namespace: str, element: str, attributes: str = "", inner: str = "") -> str:
    """A payload element in its own namespace."""
    return f"<{element} xmlns='{STORE}{namespace}' {attributes}>{inner}</{element}>"


def voice_policy(key: str, attributes: str = "", inner: str = "", scope: str = "Tag") -> str:
    """A document with one voice policy."""
    return holding(scope, key, VOICE, "VoicePolicy", attributes, inner)


def results(text: str | bytes, **more: Any) -> list[ReadResult]:
    """All that one document says."""
    return list(read_anchored_xml(text, "xds", more.pop("origin", LYNC), **more))


def items(text: str | bytes, kind: str = "", **more: Any) -> list[Any]:
    """The items, of one kind where that is asked for."""
    return [e for e in results(text, **more) if isinstance(e, Item) and kind in ("", e.kind)]


def holding(scope: str, key: str, namespace: str, element: str, attributes: str = "", inner: str = "") -> str:
    """A document with one item."""
    return document(scope, namespace, element, (key, payload(namespace, element, attributes, inner)))


def shown(cmdlet: str, **properties: Any) -> list[Item]:
    """The items of an object as the cmdlet shows it; of a type without cmdlet, as its settings are shown."""
    known = next((c.types[0] for c in CMDLETS if c.name == cmdlet), cmdlet)
    record = Record(f"Microsoft.Rtc.Management.WritableConfig.{known}", properties, "object 1")
    return [e for e in LyncRecords("x.xml", LYNC).results(record) or () if isinstance(e, Item)]


SALES = voice_policy(
    " TagId='3' Name='Sales'/>",
    "AllowSimulRing='false' Description='Sellers'",
    "<PstnUsages><Usage>Local</Usage><Usage>0049</Usage></PstnUsages>",
)


def test_a_policy_for_users_is_keyed_by_its_tag_and_found_by_its_number() -> None:
    """A Tag document gives a policy whose name is the key; the number by which users are assigned it is an alias."""
    (policy,) = items(SALES)
    assert (policy.key, policy.scope, policy.product) == ("Sales", "Tag", "lync2010")
    assert {"Tag:Sales", "3"} <= set(policy.aliases)
    assert policy.usages == ("Local", "0049")


def test_an_absent_attribute_is_not_false() -> None:
    """What the document leaves to the default of the schema is None; what it says is kept."""
    (policy,) = items(SALES)
    assert (policy.allow_simultaneous_ring, policy.allow_call_forwarding) == (False, None)


def test_global_and_site_documents_are_keyed_by_scope() -> None:
    """Global is Global; a site has its name where the topology is in the same file, else by its number."""
    both = voice_policy("/>", scope="Global") + voice_policy(" SiteId='1'/>", scope="Site")
    assert [p.key for p in items(f"<x>{both}</x>")] == ["Global", "Site:1"]
    assert [p.key for p in items(f"<x>{both}{PUBLISHED}</x>", "voice_policy")] == ["Global", "Site:Redmond"]


def test_a_service_document_is_keyed_as_the_cmdlet_names_the_service() -> None:
    """A document of the Service scope is named Role:pool where the topology of the store is known."""
    key = "><ServiceId SiteId='1' RoleName='Registrar' Instance='1'/></Key>"
    text = voice_policy(key, scope="Service")
    assert items(text)[0].key == "Service:1-Registrar-1"
    assert items(text, names=names_of(PUBLISHED))[0].key == "Service:Registrar:pool01.contoso.com"


def test_rules_inside_a_dial_plan_become_items_in_order() -> None:
    """Rules are keyed DialPlan/Rule, with their place as priority, whether or not a list is around them."""
    rules = "<NormalizationRule Name='4' Pattern='^(\\d{4})$' Translation='+1$1'/><NormalizationRule Name='all'/>"
    for inner in (rules, f"<NormalizationRules>{rules}</NormalizationRules>"):
        plan = payload(VOICE, "LocationProfile", "SimpleName='RED'", inner)
        found = items(
            document("Site", VOICE, "LocationProfile", (" SiteId='1'/>", plan)), names=Names({"1": "Redmond"})
        )
        assert [i.key for i in found] == ["Site:Redmond", "Site:Redmond/4", "Site:Redmond/all"]
        assert found[0].normalization_rules == ("Site:Redmond/4", "Site:Redmond/all")
        assert [i.priority for i in found[1:]] == [0, 1]
        assert found[1].pattern == r"^(\d{4})$"


def test_routes_and_usages_come_out_of_their_documents() -> None:
    """Objects that one global document holds together become items, with gateways and usages as lists."""
    route = (
        "<Route Name='Local' NumberPattern='^\\+1'><PstnUsages><PstnUsage Name='Local'/></PstnUsages>"
        "<PstnGatewayList><PstnGateway SiteId='1' RoleName='PstnGateway' Instance='1'/></PstnGatewayList></Route>"
    )
    routing = document("Global", VOICE, "PstnRoutingSettings", ("/>", payload(VOICE, "PstnRoutingSettings", "", route)))
    (found,) = items(routing, "voice_route", names=names_of(PUBLISHED))
    assert (found.key, found.usages, found.gateways) == ("Local", ("Local",), ("PstnGateway:gw01.contoso.com",))
    usages = document("Global", VOICE, "PSTNUsages", ("/>", payload(VOICE, "PSTNUsages", "", "<Usage>Local</Usage>")))
    assert [u.key for u in items(usages)] == ["Local"]


def test_a_conference_directory_names_its_pool() -> None:
    """The service that owns a directory is named as the cmdlet names it, and the document is evidence for the kind."""
    space = "Settings.PstnConf.2008"
    inner = (
        "<ConferenceDirectory Id='2'><ServiceId SiteId='1' RoleName='UserServices' Instance='1'/></ConferenceDirectory>"
    )
    text = document(
        "Global", space, "ConferenceDirectories", ("/>", payload(space, "ConferenceDirectories", "", inner))
    )
    (directory,) = items(text, names=names_of(PUBLISHED))
    assert (directory.key, directory.directory_id, directory.pool) == ("2", 2, "pool01.contoso.com")
    none = document("Global", space, "ConferenceDirectories", ("/>", payload(space, "ConferenceDirectories")))
    assert results(none) == [Collected("lync2010", ("conference_directory",))]


@pytest.mark.parametrize("element", ["AllowedDomains", "AllowList"])
def test_domains_are_found_in_whatever_holds_them(element: str) -> None:
    """How the list of allowed domains is called is unverified, so its members are recognised by their own name."""
    space = "Settings.Edge.2008"
    inner = "<AllowedDomain Domain='fabrikam.com' ProxyFqdn='sip.fabrikam.com'/><AllowedDomain Domain='例え.jp'/>"
    found = items(document("Global", space, element, ("/>", payload(space, element, "", inner))))
    assert [(i.kind, i.key) for i in found] == [("allowed_domain", "fabrikam.com"), ("allowed_domain", "例え.jp")]


def test_a_member_without_a_name_is_rejected() -> None:
    """An object nobody can refer to is rejected with its place."""
    space = "Settings.Edge.2008"
    text = document("Global", space, "A", ("/>", payload(space, "A", "", "<BlockedDomain Comment='x'/>")))
    (rejected,) = [e for e in results(text) if isinstance(e, Rejected)]
    assert "BlockedDomain without Domain" in rejected.reason
    assert "item 1, BlockedDomain 1" in rejected.position


SAME = [
    (SALES, "Get-CsVoicePolicy", {"Identity": "Tag:Sales", "PstnUsages": ["Local", "0049"], "AllowSimulRing": False}),
    (
        holding("Global", "/>", "Policy.Meeting.2008", "MeetingPolicy"),
        "Get-CsConferencingPolicy",
        {"Identity": "Global"},
    ),
    (
        holding(
            "Site", " SiteId='1'/>", "Settings.TrunkConfiguration.2008", "TrunkConfiguration", "EnableBypass='true'"
        ),
        "Get-CsTrunkConfiguration",
        {"Identity": "Site:Redmond", "EnableBypass": True},
    ),
    (
        holding("Global", "/>", "Settings.Edge.2008", "AccessEdgeSettings"),
        "Get-CsAccessEdgeConfiguration",
        {"Identity": "Global"},
    ),
    (
        holding("Global", "/>", "Settings.Edge.2008", "PublicProvider", "Name='Yahoo' Enabled='true'"),
        "Get-CsPublicProvider",
        {"Identity": "Global", "Name": "Yahoo"},
    ),
    (
        holding(
            "Global",
            "/>",
            "Settings.SimpleUrl.2008",
            "SimpleUrlConfiguration",
            "",
            "<SimpleUrl Component='Meet' Domain='contoso.com' ActiveUrl='https://meet'><SimpleUrlEntry Url='https://meet'/></SimpleUrl>",
        ),
        "Get-CsSimpleUrlConfiguration",
        {
            "Identity": "Global",
            "SimpleUrl": [{"Component": "Meet", "Domain": "contoso.com", "SimpleUrlEntry": [{"Url": "https://meet"}]}],
        },
    ),
    (
        holding("Global", "/>", "Policy.UserPin.2008", "UserPinPolicy", "PINLifetime='0' MinPasswordLength='6'"),
        "Get-CsPinPolicy",
        {"Identity": "Global", "MinPasswordLength": 6},
    ),
    (
        holding("Site", " SiteId='1'/>", "Settings.Media.2008", "MediaSettings", "EnableQoS='true'"),
        "Settings.Media.MediaSettings",
        {"Identity": "Site:Redmond", "EnableQoS": True},
    ),
]


@pytest.mark.parametrize(("text", "cmdlet", "properties"), SAME, ids=[row[1] for row in SAME])
def test_a_document_and_its_cmdlet_give_one_object(text: str, cmdlet: str, properties: dict[str, Any]) -> None:
    """What the store and Get-Cs* say of one object is merged: same kind and key, and names in common."""
    (ours,) = items(text, names=Names({"1": "Redmond"}))
    (theirs,) = shown(cmdlet, **properties)
    assert identity(ours) == identity(theirs)
    assert same_object(ours, theirs)


def test_an_unknown_schema_is_kept_and_reported_once() -> None:
    """Nothing of a schema nobody mapped is lost; its pair is the type, and one note reports it."""
    space = "Settings.Telepathy.2010"
    inner = payload(space, "Mind", "Range='0012'", "<Reader on='true'>text</Reader>")
    text = document("Tag", space, "Mind", (" TagId='1' Name='a'/>", inner), (" TagId='2' Name='b'/>", inner))
    found = results(text)
    others: list[Any] = [e for e in found if isinstance(e, Item)]
    assert [o.key for o in others] == [f"{{{STORE}{space}}}Mind:a", f"{{{STORE}{space}}}Mind:b"]
    assert others[0].type_name == f"{{{STORE}{space}}}Mind"
    assert others[0].extra == {"Range": "0012", "Reader": {"on": True, "#text": "text"}, "ScopeClass": "Tag"}
    assert len([e for e in found if isinstance(e, Remark)]) == 1


def test_the_year_of_a_namespace_does_not_matter() -> None:
    """A schema of a later year is matched by its stem."""
    assert items(SALES.replace("Policy.Voice.2008", "Policy.Voice.2012"))[0].kind == "voice_policy"


def test_an_empty_document_is_evidence_that_there_is_none() -> None:
    """A document without items proves that there is no object of its kind."""
    assert results(document("Tag", VOICE, "VoicePolicy")) == [Collected("lync2010", ("voice_policy",))]


BAD = {
    "no schema": (SALES.replace("SchemaId", "Other"), "without Key/SchemaId"),
    "no value": (SALES.replace("Value", "Other"), "without a value"),
    "no tag": (voice_policy("/>"), "which Tag it is for"),
    "no site": (voice_policy(" TagId='1'/>", scope="Site"), "which Site it is for"),
    "no service": (voice_policy("/>", scope="Service"), "which Service it is for"),
    "no scope": (voice_policy("/>", scope=""), "which scope it is for"),
    "no key": (SALES.replace("<Key TagId='3' Name='Sales'/>", ""), "which Tag it is for"),
    "twice": (
        document(
            "Tag",
            VOICE,
            "VoicePolicy",
            *[(f" TagId='{n}' Name='{name}'/>", payload(VOICE, "VoicePolicy")) for n, name in enumerate(("a", "A"))],
        ),
        "A appears twice",
    ),
}


@pytest.mark.parametrize(("text", "reason"), BAD.values(), ids=BAD)
def test_an_item_that_cannot_be_placed_is_rejected(text: str, reason: str) -> None:
    """A record that cannot be read is counted and reported, and what is beside it is read."""
    fine = voice_policy(" TagId='9' Name='Fine'/>")
    found = results(f"<x>{text}{fine}</x>")
    (rejected,) = [e for e in found if isinstance(e, Rejected)]
    assert reason in rejected.reason
    assert "Fine" in [e.key for e in found if isinstance(e, Item)]


def test_wrappers_are_ignored_at_any_depth() -> None:
    """Whatever Export-CsConfiguration puts around its documents, they are found."""
    wrapped = "<DocItemSet><DocItem Name='x'><Data>" * 20 + SALES + "</Data></DocItem></DocItemSet>" * 20
    assert [i.key for i in items(wrapped)] == ["Sales"]


def test_a_value_that_is_not_a_number_is_kept_as_it_was_read() -> None:
    """A setting of the wrong type is reported and kept, not guessed."""
    space = "Policy.Meeting.2008"
    text = document("Global", space, "MeetingPolicy", ("/>", payload(space, "MeetingPolicy", "MaxMeetingSize='many'")))
    found = results(text)
    (policy,) = [e for e in found if isinstance(e, Item)]
    assert policy.extra["MaxMeetingSize"] == "many"
    assert any("'many' is not an integer" in e.reason for e in found if isinstance(e, Lost))


def test_text_is_read_whatever_encoding_it_declares() -> None:
    """A row of a database is text already, so a declaration in it means nothing."""
    assert items("\ufeff<?xml version='1.0' encoding='utf-16'?>" + SALES)[0].key == "Sales"
    assert items(("<?xml version='1.0' encoding='utf-8'?>" + SALES).encode("utf-16"))[0].key == "Sales"


@pytest.mark.parametrize("text", ["", "no XML", "<a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", SALES[:-5], "\ud800"])
def test_an_incomplete_document_is_refused(text: str) -> None:
    """A row that holds no complete XML, or one with a DOCTYPE, is refused before the first event."""
    with pytest.raises(InputError):
        results(text)


def test_an_assumed_version_is_reported_only_where_nothing_shows_it() -> None:
    """Without manifest and topology the product is taken for Lync 2010, and a message says so."""
    assert any(
        isinstance(e, Remark) and "taken for Lync Server 2010" in e.text for e in results(SALES, origin=Origin())
    )
    thirteen = PUBLISHED.replace('ServiceVersion="5"', 'ServiceVersion="6"')
    (policy,) = items(f"<x>{SALES}{thirteen}</x>", "voice_policy", origin=Origin())
    assert policy.product == "lync2013"


def test_xml_of_lync_that_holds_nothing_known_is_reported() -> None:
    """A recognised file without any document is a loss, with the reason."""
    data = f"<x xmlns='{STORE}Deploy.Other.2010'/>".encode()
    member = Member("t.xml", "t.xml", len(data), lambda: io.BytesIO(data))
    (note,) = central_store.FORMAT.read(member, Origin())
    assert isinstance(note, Rejected)


def test_an_exported_configuration_is_read_out_of_its_zip(tmp_path: Path) -> None:
    """Each member of the zip is read on its own, and every object is accounted for."""
    import zipfile

    with zipfile.ZipFile(tmp_path / "cs.zip", "w") as archive:
        archive.writestr("DocItemSet.xml", f"<DocItemSet><DocItem><Data>{SALES}</Data></DocItem></DocItemSet>")
        archive.writestr("topology.xml", PUBLISHED.encode("utf-16"))
    reading = Reading([tmp_path / "cs.zip"])
    found = list(reading.items())
    assert {r.format for r in reading.reports} == {"Central Management XML"}
    assert sum(r.read + r.unknown for r in reading.reports) == len(found)
    assert all(r.status == "read" for r in reading.reports)


NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=40
)


@given(name=NAMES.filter(lambda n: n.strip() == n), usage=NAMES.filter(lambda n: n.strip() == n))
def test_names_in_any_script_survive(name: str, usage: str) -> None:
    """The tag of a policy and the names it lists come out as they went in."""
    text = voice_policy(
        f" TagId='1' Name={quoteattr(name)}/>", "", f"<PstnUsages><Usage N={quoteattr(usage)}/></PstnUsages>"
    )
    (policy,) = items(text)
    assert (policy.name, policy.usages) == (name, (usage,))
