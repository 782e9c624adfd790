"""A directory export becomes items of the right kind and product, and those that WMI shows too become one item."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from migrator.estate.collection import how_to_collect
from migrator.estate.conferencing import AccessNumber, ConferenceDirectory, ConferencingPolicy, ConferencingSettings
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.merge import identity, merged
from migrator.estate.policies import PresencePolicy
from migrator.estate.repeated import file_of
from migrator.estate.response_groups import ApplicationContact
from migrator.estate.topology import AdForest, Machine, MediationServer, Pool, SipDomain, TrustedServer, TrustedService
from migrator.estate.users import DirectoryGroup, User
from migrator.estate.voice import DialPlan, NormalizationRule, PstnUsage, VoicePolicy, VoiceRoute
from migrator.sources.bundle import Member
from migrator.sources.clixml.reader import read_clixml
from migrator.sources.directory import entries as ldap
from migrator.sources.dispatch import Dispatch
from migrator.sources.format import Collected, Origin, ReadResult, Remark
from migrator.sources.reading import Reading
from migrator.sources.record import Record, Rejected

CONTOSO = Path(__file__).parents[3] / "fixtures" / "contoso-ocs2007r2"
ROOT = "CN=RTC Service,CN=Services,CN=Configuration,DC=contoso,DC=local"
R2_POOL = f"CN=ocspool,CN=Pools,{ROOT}"
LYNC_POOL = f"CN=1:1,CN=Pools,{ROOT}"
T = TypeVar("T", bound=Item)


def entry(dn: str, *classes: str, **attributes: str | bool | int | Iterable[str] | None) -> str:
    """One LDIF entry; ``a_b`` is the attribute msRTCSIP-a-b, ``ad_x`` the attribute x; texts beyond ASCII in base64."""
    lines = [("dn", dn), *(("objectClass", c) for c in ("top", *classes))]
    for name, value in attributes.items():
        attribute = name.removeprefix("ad_") if name.startswith("ad_") else f"msRTCSIP-{name}"
        if isinstance(value, bool):
            lines.append((attribute, str(value).upper()))
        elif isinstance(value, str | int):
            lines.append((attribute, str(value)))
        else:
            lines += [(attribute, text) for text in value or ()]
    return "".join(
        f"{name}: {value}\n"
        if value.isascii() and value.isprintable() and value[:1] not in ("", " ", ":", "<")
        else f"{name}:: {base64.b64encode(value.encode()).decode()}\n"
        for name, value in lines
    )


def results(*entries: str, origin: Origin | None = None) -> list[ReadResult]:
    """What a file of these entries becomes."""
    content = "\n".join(entries).encode() + b"\n"
    member = Member("forest.ldf", "forest.ldf", len(content), lambda: io.BytesIO(content))
    return list(ldap.FORMAT.read(member, origin or Origin()))


def estate(*entries: str, origin: Origin | None = None) -> Estate:
    """The items of a file of these entries."""
    return Estate(e for e in results(*entries, origin=origin) if isinstance(e, Item))


def only(cls: type[T], *entries: str, origin: Origin | None = None) -> T:
    """The one item of a kind in a file of these entries."""
    (found,) = estate(*entries, origin=origin).of(cls)
    return found


def pool(dn: str, fqdn: str, version: int | str) -> str:
    """A pool entry."""
    return entry(dn, "container", "msRTCSIP-Pool", ad_dNSHostName=fqdn, PoolVersion=version, PoolType=10)


PROFILE = entry(
    f"CN={{1}},CN=Location Profiles,{ROOT}",
    "container",
    "msRTCSIP-LocationProfile",
    LocationName="Zürich",
    ExternalAccessCode="0",
    LocalNormalizationLinks=["B:8:02000000:CN=c", "B:8:00000000:CN=a", "CN=z", "B:8:01000000:CN=b"],
)


def test_rules_of_a_profile_are_in_their_order() -> None:
    """The number in front of each link is the place of the rule; a link without one comes last."""
    found = only(DialPlan, PROFILE)
    assert (found.key, found.external_access_prefix, found.normalization_rules) == (
        "Zürich",
        "0",
        ("CN=a", "CN=b", "CN=c", "CN=z"),
    )


def test_raw_links_are_kept() -> None:
    """What the links looked like is in `extra`."""
    assert only(DialPlan, PROFILE).extra["msRTCSIP-LocalNormalizationLinks"][0] == "B:8:02000000:CN=c"


def test_attribute_names_in_any_letter_case() -> None:
    """LDAP does not care for the letter case of attributes, nor do we."""
    found = only(VoiceRoute, entry("CN=r", "msRTCSIP-PhoneRoute", phoneroutename="r", GATEWAYS="gw:5060"))
    assert (found.key, found.gateways) == ("r", ("gw:5060",))


@pytest.mark.parametrize(
    ("version", "product"),
    [(3, "ocs2007r2"), (4, "ocs2007r2"), (5, "lync2010"), (6, "lync2013"), (9, "unknown"), ("x", "unknown")],
)
def test_version_decides_the_product(version: int | str, product: str) -> None:
    """A pool is of the product of its version."""
    found = only(Pool, pool(R2_POOL, "p.contoso.local", version))
    assert (found.product, found.version) == (product, str(version))


def test_users_are_of_the_product_of_their_pool() -> None:
    """Users of OCS and of each Lync in one forest are distinguished by their home."""
    found = estate(
        pool(R2_POOL, "ocspool.contoso.local", 4),
        pool(LYNC_POOL, "lync.contoso.local", 6),
        *(
            entry(f"CN={name}", "user", PrimaryUserAddress=f"sip:{name}@x", PrimaryHomeServer=home)
            for name, home in (
                ("a", f"CN=LC Services,CN=Microsoft,{R2_POOL}"),
                ("b", f"CN=Lc Services,CN=Microsoft,{LYNC_POOL}"),
                ("c", f"CN=Lc Services,CN=Microsoft,CN=co1:2,CN=Pools,{ROOT}"),
            )
        ),
    )
    assert {u.key: u.product for u in found.of(User)} == {
        "sip:a@x": "ocs2007r2",
        "sip:b@x": "lync2013",
        "sip:c@x": "unknown",
    }


def test_home_pool_resolves() -> None:
    """The home of a user names the pool, which is a few names deeper."""
    found = estate(
        pool(LYNC_POOL, "lync.contoso.local", 5),
        entry(
            "CN=b", "user", PrimaryUserAddress="sip:b@x", PrimaryHomeServer=f"CN=Lc Services,CN=Microsoft,{LYNC_POOL}"
        ),
    )
    ((_, home),) = found.resolve(found.of(User)[0], "pool")
    assert home is not None
    assert home.key == "lync.contoso.local"


def test_an_export_of_accounts_says_nothing_else_of_a_user() -> None:
    """Of entries with few attributes adminCount is known, also that there is none; all other fields are unknown."""
    home = f"CN=Lc Services,CN=Microsoft,{LYNC_POOL}"
    found = estate(
        entry("CN=a", "user", ad_adminCount=1, PrimaryUserAddress="sip:a@x", PrimaryHomeServer=home),
        entry("CN=b", "user", PrimaryUserAddress="sip:b@x", PrimaryHomeServer=home),
        origin=Origin(product="lync2010"),
    )
    users = {user.key: user for user in found.of(User)}
    assert {key: user.extra["adminCount"] for key, user in users.items()} == {"sip:a@x": "1", "sip:b@x": None}
    for user in users.values():
        assert user.product == "lync2010"
        assert (user.knows("sip_address"), user.knows("pool"), user.knows("enabled")) == (True, False, False)


@pytest.mark.parametrize(
    ("flags", "voice", "rcc"),
    [("385", True, False), ("257", False, False), ("784", False, True), (None, None, None), ("x", None, None)],
)
def test_options_of_a_user(flags: str | None, voice: bool | None, rcc: bool | None) -> None:
    """Bit 7 is Enterprise Voice and bit 4 remote call control; no options say nothing."""
    found = only(User, entry("CN=a", "user", PrimaryUserAddress="sip:a@x", OptionFlags=flags))
    assert (found.voice_enabled, found.remote_call_control) == (voice, rcc)


@pytest.mark.parametrize("presence", ["04000000", "05000000", "00000005"])
def test_user_policy(presence: str) -> None:
    """Type 1 is the meeting policy, 2 the UC policy, 4 and 5 the presence policy; the raw values are kept."""
    policies = ["B:8:01000000:CN=m", "B:8:02000000:CN=u", f"B:8:{presence}:CN=p"]
    found = only(User, entry("CN=a", "user", PrimaryUserAddress="sip:a@x", UserPolicy=policies))
    assert (found.conferencing_policy, found.voice_policy, found.presence_policy) == ("CN=m", "CN=u", "CN=p")
    assert found.extra["msRTCSIP-UserPolicy"] == policies


def test_policies_of_lync_users_are_kept_raw() -> None:
    """The anchors of Lync policies mean nothing here and stay as they are."""
    found = only(User, entry("CN=a", "user", PrimaryUserAddress="sip:a@x", UserPolicies="1=3"))
    assert (found.conferencing_policy, found.extra["msRTCSIP-UserPolicies"]) == (None, ["1=3"])


def content(*properties: tuple[str, str]) -> str:
    """The XML of a policy."""
    inner = "".join(f'<property name="{name}">{value}</property>' for name, value in properties)
    return f'<?xml version="1.0" encoding="utf-16"?>\n<instance>{inner}</instance>'


def policy(kind: str, xml: str) -> str:
    """A policy entry."""
    return entry("CN=p", "msRTCSIP-GlobalUserPolicy", PolicyType=kind, PolicyContent=xml, DefaultPolicy=True)


def test_meeting_policy() -> None:
    """The values in the XML are those of the policy, whatever their letter case."""
    found = only(ConferencingPolicy, policy("meeting", content(("name", "Sales"), ("meetingsize", "50"))))
    assert (found.key, found.max_meeting_size, found.is_default, found.product) == ("Sales", 50, True, "ocs2007r2")


@pytest.mark.parametrize("kind", ["telephony", "uc", "UC"])
def test_voice_policy(kind: str) -> None:
    """Usages are a list, be they repeated or one per line."""
    repeated = content(("Name", "V"), ("PhoneRouteUsages", "CN=a,DC=x"), ("PhoneRouteUsages", "CN=b,DC=x"))
    lines = content(("Name", "V"), ("PhoneRouteUsages", "CN=a,DC=x\nCN=b,DC=x"))
    found = [only(VoicePolicy, policy(kind, xml)).usages for xml in (repeated, lines)]
    assert found == [("CN=a,DC=x", "CN=b,DC=x")] * 2


def test_policy_without_a_property_of_that_name_is_named_by_its_first() -> None:
    """Public code takes the first property as the name."""
    assert only(PresencePolicy, policy("presence", content(("Title", "Service: Medium")))).key == "Service: Medium"


@pytest.mark.parametrize(
    "xml", ["", "<instance>", "not xml", '<!DOCTYPE a [<!ENTITY b "c">]><instance/>', "<instance/>"]
)
def test_policy_with_bad_content(xml: str) -> None:
    """A policy whose content cannot be read is known by its DN."""
    assert only(VoicePolicy, policy("uc", xml)).key == "CN=p"


CONTACTS = [
    ("urn:application:RGS", "Sales", "application_contact"),
    ("urn:application:RGS", "RGS Presence Watcher", "trusted_application_endpoint"),
    ("urn:application:Caa", "Dial-in", "access_number"),
    ("urn:application:myapp", "Bot", "trusted_application_endpoint"),
    ("urn:device:commonareaphone", "Lobby", "common_area_phone"),
    ("urn:device:analogphone", "Fax", "analog_device"),
]


@pytest.mark.parametrize(("owner", "name", "kind"), CONTACTS)
def test_contacts_of_lync_by_their_owner(owner: str, name: str, kind: str) -> None:
    """A contact of Lync is what its owner makes of it."""
    found = list(estate(entry("CN=c", "contact", PrimaryUserAddress="sip:c@x", OwnerUrn=owner, ad_displayName=name)))
    assert [(i.kind, i.key, i.title) for i in found] == [(kind, "sip:c@x", name)]


def test_contacts_of_r2_by_their_service_or_region() -> None:
    """A contact of R2 belongs to the attendant if its service does, or if the attendant gave it a region."""
    contact = {"PrimaryUserAddress": "sip:c@x", "ApplicationPrimaryLanguage": 2057}
    found = estate(
        entry(
            "CN=s",
            "msRTCSIP-TrustedService",
            TrustedServerFQDN="p",
            TrustedServiceType="Microsoft.Rtc.Applications.Caa",
        ),
        entry(
            "CN=t",
            "msRTCSIP-TrustedService",
            TrustedServerFQDN="p",
            TrustedServiceType="Microsoft.Rtc.Applications.Acd",
        ),
        entry("CN=m", "msRTCSIP-LocationContactMapping", MappingContact="CN=3", MappingLocation="CN=l"),
        entry("CN=1", "contact", ApplicationDestination="CN=s", **contact),
        entry("CN=2", "contact", ApplicationDestination="CN=t", **contact),
        entry("CN=3", "contact", ApplicationDestination="CN=t", **contact),
    )
    assert [a.aliases[0] for a in found.of(AccessNumber)] == ["CN=1", "CN=3"]
    assert [(c.aliases[0], c.primary_language) for c in found.of(ApplicationContact)] == [("CN=2", "en-GB")]


def test_person_without_sip_address_is_kept_as_other() -> None:
    """Who is not a user of OCS or Lync is of no kind of ours, and is kept."""
    assert [i.kind for i in estate(entry("CN=a", "user", ad_displayName="A"))] == ["other"]


def test_trusted_service() -> None:
    """A trusted service has the fields of the WMI class."""
    found = only(
        TrustedService,
        entry(
            "CN=t",
            "msRTCSIP-TrustedService",
            TrustedServerFQDN="med.x",
            TrustedServiceType="MediationServer",
            TrustedServicePort=5061,
            TrustedServerVersion=5,
            Routable=True,
            ServerBL=[R2_POOL],
        ),
    )
    assert (found.key, found.type, found.port, found.routable, found.servers, found.product) == (
        "med.x",
        "MediationServer",
        5061,
        True,
        (R2_POOL,),
        "lync2010",
    )


def test_lists_of_trusted_servers() -> None:
    """Each list of trusted servers is recognised by the role; one host in two lists is two entries."""
    found = estate(
        entry("CN=1", "msRTCSIP-TrustedServer", TrustedServerFQDN="fe.x", TrustedServerVersion=4),
        entry("CN=2", "msRTCSIP-TrustedWebComponentsServer", TrustedWebComponentsServerFQDN="fe.x"),
    )
    assert [(s.key, s.fqdn) for s in found.of(TrustedServer)] == [("fe.x", "fe.x"), ("fe.x (Web Components)", "fe.x")]


def test_servers_are_named_by_their_computer() -> None:
    """Connection points name no server: its FQDN is derived, and that is said."""
    found = results(
        entry(
            r"CN=LC Services,CN=Microsoft,CN=FE1,OU=A\, B,DC=emea,DC=contoso,DC=local",
            "msRTCSIP-Server",
            PoolAddress=f"CN=LC Services,CN=Microsoft,{R2_POOL}",
            ServerVersion=4,
        ),
        entry("CN=LC Services,CN=Microsoft,CN=MED1,DC=contoso,DC=local", "msRTCSIP-MediationServer", ServerVersion=5),
    )
    items = [e for e in found if isinstance(e, Item)]
    assert [(type(i), i.key, i.product) for i in items] == [
        (Machine, "FE1.emea.contoso.local", "ocs2007r2"),
        (MediationServer, "MED1.contoso.local", "lync2010"),
    ]
    assert any("2 FQDNs are derived" in e.text for e in found if isinstance(e, Remark))


def test_members_of_a_pool() -> None:
    """The service below a pool names its members; pool and service are one item."""
    found = read_merged(
        results(
            pool(R2_POOL, "ocspool.contoso.local", 4),
            entry(
                f"CN=LC Services,CN=Microsoft,{R2_POOL}",
                "msRTCSIP-PoolService",
                FrontEndServers=["CN=LC Services,CN=Microsoft,CN=FE1,CN=Computers,DC=contoso,DC=local"],
            ),
        )
    )
    (one,) = [i for i in found if isinstance(i, Pool)]
    assert (one.key, one.members, one.differences) == ("ocspool.contoso.local", ("FE1.contoso.local",), ())


def test_forest() -> None:
    """Schema version, place of the settings and the central store are facts of one forest."""
    found = read_merged(
        results(
            entry(
                "CN=ms-RTC-SIP-SchemaVersion,CN=Schema,CN=Configuration,DC=contoso,DC=local",
                "attributeSchema",
                ad_rangeUpper=1150,
                ad_rangeLower=3,
            ),
            entry(ROOT, "leaf", "msRTCSIP-Service"),
            entry(f"CN={{1}},CN=Topology Settings,{ROOT}", "msRTCSIP-GlobalTopologySetting", BackEndServer=r"sql\rtc"),
        )
    )
    (one,) = [i for i in found if isinstance(i, AdForest)]
    assert (one.key, one.schema_upper, one.schema_lower, one.settings_location, one.central_store) == (
        "contoso.local",
        1150,
        3,
        "Configuration",
        r"sql\rtc",
    )
    assert one.differences == ()


def test_settings_in_the_system_container() -> None:
    """An upgraded forest has its settings in the root domain."""
    dn = "CN=RTC Service,CN=Microsoft,CN=System,DC=contoso,DC=local"
    assert only(AdForest, entry(dn, "msRTCSIP-Service")).settings_location == "System"


@pytest.mark.parametrize(
    ("flags", "per_user", "anonymous"),
    [(0, False, "None"), (4, False, "Everyone"), (24, True, "UsePerUserSetting"), (12, False, None)],
)
def test_settings_of_the_forest(flags: int, per_user: bool, anonymous: str | None) -> None:
    """The global container shows what WMI shows as the global meeting setting, in the same words."""
    found = only(
        ConferencingSettings,
        entry("CN=Global Settings", "msRTCSIP-GlobalContainer", MeetingFlags=flags, MeetingPolicy="CN=p"),
    )
    assert (found.key, found.use_per_user_policy, found.anonymous_participants) == ("Global", per_user, anonymous)


def test_containers_say_what_was_collected() -> None:
    """An empty container is evidence that there is none of its kind."""
    found = results(pool(R2_POOL, "p", 4), entry(f"CN=Phone Routes,{ROOT}", "container", "msRTCSIP-PhoneRoutes"))
    assert Collected("ocs2007r2", ("voice_route",)) in found


def test_containers_of_ocs_say_nothing_of_lync() -> None:
    """Lync keeps its routes elsewhere: in a forest of Lync an empty container of routes proves nothing."""
    routes = entry(f"CN=Phone Routes,{ROOT}", "container", "msRTCSIP-PhoneRoutes")
    pools = entry(f"CN=Pools,{ROOT}", "container", "msRTCSIP-Pools")
    found = results(pool(LYNC_POOL, "lync.contoso.local", 6), routes, pools)
    assert [e for e in found if isinstance(e, Collected)] == [Collected("lync2013", ("pool",))]


def test_leftovers_do_not_make_their_kinds_collected(tmp_path: Path) -> None:
    """A profile that OCS left in a forest of Lync does not prove that Lync's dial plans were collected."""
    pools = entry(f"CN=Pools,{ROOT}", "container", "msRTCSIP-Pools")
    (tmp_path / "x.ldf").write_text("\n".join((pool(LYNC_POOL, "lync.contoso.local", 6), PROFILE, pools)))
    reading = Reading([tmp_path])
    assert {i.kind for i in reading.items()} == {"pool", "dial_plan"}
    assert (reading.reports[0].product, reading.reports[0].collected) == ("lync2013", ("pool",))


def test_known_class_without_kind_is_settings() -> None:
    """A class of the product that no kind declares is kept as settings."""
    (found,) = estate(entry("CN=m", "msRTCSIP-MCUFactory", MCUType="chat"))
    assert (found.kind, found.extra["msRTCSIP-MCUType"]) == ("scoped_settings", "chat")


LEFT_BEHIND = (
    PROFILE,
    entry("CN=r", "msRTCSIP-PhoneRoute", PhoneRouteName="old"),
    entry("CN=d", "msRTCSIP-ConferenceDirectory", ConferenceDirectoryId=7, ConferenceDirectoryHomePool=LYNC_POOL),
)


def test_leftovers_of_a_migration_are_marked() -> None:
    """In a forest whose pools are all Lync, objects of OCS are not OCS's any more, are marked and counted."""
    found = results(pool(LYNC_POOL, "lync.contoso.local", 5), *LEFT_BEHIND)
    items = {i.key: i for i in found if isinstance(i, Item)}
    assert {key: (i.product, i.extra.get("stale_candidate")) for key, i in items.items()} == {
        "lync.contoso.local": ("lync2010", None),
        "Zürich": ("unknown", True),
        "old": ("unknown", True),
        "7": ("lync2010", None),
    }
    assert any(e.text.startswith("2 objects of OCS in a forest") for e in found if isinstance(e, Remark))


@pytest.mark.parametrize(
    "pools",
    [(), (pool(R2_POOL, "p", 4),), (pool(LYNC_POOL, "lync", 5), pool(R2_POOL, "p", 4))],
    ids=["no pool", "ocs", "coexistence"],
)
def test_nothing_is_marked_without_proof(pools: tuple[str, ...]) -> None:
    """Without pools, or with one of OCS, objects of OCS are what they are."""
    found = estate(*pools, *LEFT_BEHIND[:2])
    assert {i.product for i in found.of(DialPlan)} == {"ocs2007r2"}


def test_the_manifest_names_what_the_file_does_not() -> None:
    """A domain, which every product uses, has the product of the kit that collected it."""
    domain = entry("CN=d", "msRTCSIP-Domain", DomainName="contoso.com", Default=True)
    products = [only(SipDomain, domain, origin=Origin(product=p)).product for p in ("lync2010", "")]
    assert products == ["lync2010", "unknown"]


def test_object_without_key_is_rejected() -> None:
    """A conference directory without its id is rejected with its line."""
    assert results(entry("CN=d", "msRTCSIP-ConferenceDirectory")) == [
        Rejected(
            "line 1",
            "msRTCSIP-ConferenceDirectory without msRTCSIP-ConferenceDirectoryId",
            ("conference_directory",),
        )
    ]


def test_cut_off_file_is_reported(tmp_path: Path) -> None:
    """A file that ends within a line is read and reported."""
    (tmp_path / "x.ldf").write_bytes(PROFILE.encode()[:-8])
    reading = Reading([tmp_path])
    assert [i.key for i in reading.items()] == ["Zürich"]
    cut, value = reading.reports[0].messages
    assert cut == "cut: the file ends in the middle of a line"
    assert "normalization_rules of Zürich is unknown" in value
    assert (reading.reports[0].status, reading.reports[0].collected) == ("partial", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_way_to_findings(tmp_path: Path, encoding: str) -> None:
    """A file is recognised by its content and accounted for: entries are read, unknown or rejected."""
    text = "dn: CN=Zürich\nobjectClass: msRTCSIP-PhoneRoute\nmsRTCSIP-PhoneRouteName: Zürich\n\ndn: CN=o\n\ncn: c\n"
    (tmp_path / "no-name-of-ours").write_bytes(text.encode(encoding))
    reading = Reading([tmp_path])
    assert [i.kind for i in reading.items()] == ["voice_route", "other"]
    (report,) = reading.reports
    assert (report.format, report.read, report.rejected, report.unknown) == ("LDIF", 1, 1, 1)
    assert any("1252" in m for m in report.messages) is (encoding == "cp1252")


# One object, seen through WMI and through the directory.


def read_merged(found: Iterable[ReadResult]) -> list[Item]:
    """The objects as an estate holds them; none is two items because its sources name it differently.

    Each has the key that it has where its source is read alone, also if several have one, as the services of a pool do.
    """
    items = [event for event in found if isinstance(event, Item)]
    by_file: dict[str, list[Item]] = {}
    for item in items:
        by_file.setdefault(file_of(item.sources[0]), []).append(item)
    objects = list(merged(items))
    alone = {identity(one) for of_file in by_file.values() for one in merged(of_file)}
    assert {identity(one) for one in objects} == alone
    return objects


def wmi_records(class_name: str) -> Iterator[Record]:
    """The objects of a class of the Contoso estate."""
    with (CONTOSO / f"MSFT_SIP{class_name}.xml").open("rb") as file:
        yield from (r for r in read_clixml(file) if isinstance(r, Record))


def wmi_events(*class_names: str) -> Iterator[ReadResult]:
    """The items of some classes of the Contoso estate."""
    for name in class_names:
        dispatch = Dispatch("wmi.xml", Origin())
        for record in wmi_records(name):
            yield from dispatch.results(record)


def directory() -> Iterator[str]:
    """Part of the Contoso estate as its forest would hold it."""
    yield from topology()
    yield from voice()
    yield from contacts()


def topology() -> Iterator[str]:
    """Pools, servers, trusted services, domains."""
    for p in (r.properties for r in wmi_records("PoolSetting")):
        yield entry(
            p["PoolDN"].removeprefix("CN=LC Services,CN=Microsoft,"),
            "msRTCSIP-Pool",
            ad_dNSHostName=p["PoolFQDN"],
            PoolDisplayName=p["PoolDisplayName"],
            PoolVersion=p["MajorVersion"],
            PoolType=10,
            BackEndServer=p["BackEndDBPath"],
            ApplicationList=p["Applications"],
        )
    for p in (r.properties for r in wmi_records("ESServerSetting")):
        yield entry(p["HomeServerDN"], "msRTCSIP-Server", PoolAddress=p["PoolDN"], ServerVersion=p["MajorVersion"])
    for p in (r.properties for r in wmi_records("TrustedServiceSetting")):
        yield entry(
            p["TrustedServiceDN"],
            "msRTCSIP-TrustedService",
            TrustedServerFQDN=p["FQDN"],
            TrustedServiceType=p["Type"],
            TrustedServicePort=p["Port"],
            TrustedServerVersion=p["Version"],
            Routable=p["Routable"],
        )
    for p in (r.properties for r in wmi_records("DomainData")):
        yield entry(f"CN=d,{ROOT}", "msRTCSIP-Domain", DomainName=p["Address"], Default=p["DefaultDomain"])


def voice() -> Iterator[str]:
    """Profiles, rules, usages, routes, policies."""
    for p in (r.properties for r in wmi_records("LocationProfileData")):
        rules = [f"B:8:{i:02X}000000:{dn}" for i, dn in enumerate(p["NormalizationRules"])]
        yield entry(
            p["ProfileDN"],
            "msRTCSIP-LocationProfile",
            LocationName=p["Name"],
            Description=p["Description"],
            ExternalAccessCode=p["ExternalAccessPrefix"],
            LocalNormalizationLinks=reversed(rules),
        )
    for p in (r.properties for r in wmi_records("LocalNormalizationRuleData")):
        yield entry(
            p["NormalizationRuleDN"],
            "msRTCSIP-LocalNormalization",
            RuleName=p["Name"],
            Pattern=p["Pattern"],
            Translation=p["Translation"],
            Description=p["Description"],
            locationProfileBL=p["LocationProfiles"],
        )
    for p in (r.properties for r in wmi_records("PhoneRouteUsageData")):
        yield entry(
            p["PhoneRouteUsageDN"],
            "msRTCSIP-RouteUsage",
            RouteUsageAttribute=p["UsageAttribute"],
            Description=p["Description"],
            Default=p["DefaultUsage"],
            PhoneRouteBL=p["PhoneRoutes"],
        )
    for p in (r.properties for r in wmi_records("PhoneRouteData")):
        yield entry(
            p["PhoneRouteDN"],
            "msRTCSIP-PhoneRoute",
            PhoneRouteName=p["Name"],
            Description=p["Description"],
            TargetPhoneNumber=p["TargetPhoneNumber"],
            Gateways=p["GatewayList"],
            RouteUsageLinks=p["PhoneRouteUsages"],
        )
    for p in (r.properties for r in wmi_records("GlobalUCPolicyData")):
        usages = (("PhoneRouteUsages", usage) for usage in p["PhoneRouteUsages"])
        ring = ("AllowSimultaneousRinging", str(p["AllowSimultaneousRinging"]).lower())
        yield entry(
            p["PolicyDN"],
            "msRTCSIP-GlobalUserPolicy",
            PolicyType="telephony",
            DefaultPolicy=p["DefaultPolicy"],
            PolicyContent=content(("Name", p["Name"]), ring, *usages),
        )


def contacts() -> Iterator[str]:
    """Conference directories, region mappings, contacts, users."""
    for p in (r.properties for r in wmi_records("ConferencingDirectoryData")):
        yield entry(
            p["ConferencingDirectoryDN"],
            "msRTCSIP-ConferenceDirectory",
            ConferenceDirectoryId=p["ConferencingID"],
            ConferenceDirectoryHomePool=p["PoolDN"],
        )
    for p in (r.properties for r in wmi_records("LocationContactsMapping")):
        yield entry(
            p["MappingDN"],
            "msRTCSIP-LocationContactMapping",
            MappingLocation=p["LocationProfile"],
            MappingContact=p["ApplicationContacts"],
        )
    for p in (r.properties for r in wmi_records("ApplicationContactSetting")):
        yield entry(
            p["ContactDN"],
            "contact",
            ad_displayName=p["DisplayName"],
            ad_telephoneNumber=p["DisplayNumber"],
            PrimaryUserAddress=p["PrimaryURI"].upper(),
            ApplicationDestination=p["ApplicationDestinationDN"],
            PrimaryHomeServer=p["HomeServerDN"],
        )
    for p in (r.properties for r in wmi_records("ESUserSetting")):
        yield entry(
            p["UserDN"],
            "person",
            "user",
            ad_displayName=p["DisplayName"],
            PrimaryUserAddress=p["PrimaryURI"],
            Line=p["LineURI"],
            UserEnabled=p["Enabled"],
            OptionFlags=256 + 128 * p["UCEnabled"] + 16 * p["RemoteCallControlTelephonyEnabled"],
            PrimaryHomeServer=p["HomeServerDN"],
            UserLocationProfile=p["LocationProfile"],
            UserPolicy=(
                f"B:8:01000000:{p['MeetingPolicy']}",
                f"B:8:02000000:{p['UCPolicy']}",
                f"B:8:05000000:{p['PresencePolicy']}",
            ),
        )


CLASSES = (
    "PoolSetting",
    "ESServerSetting",
    "TrustedServiceSetting",
    "DomainData",
    "LocationProfileData",
    "LocalNormalizationRuleData",
    "PhoneRouteUsageData",
    "PhoneRouteData",
    "GlobalUCPolicyData",
    "ConferencingDirectoryData",
    "LocationContactsMapping",
    "ApplicationContactSetting",
    "ESUserSetting",
)


def test_one_object_from_two_sources_is_one_item() -> None:
    """Every object of the Contoso estate that the forest holds too becomes one item with both sources."""
    by_wmi = read_merged(wmi_events(*CLASSES))
    both = read_merged([*wmi_events(*CLASSES), *results(*directory())])
    assert sorted(map(identity, both)) == sorted(map(identity, by_wmi))
    assert all(len(item.sources) == 2 for item in both)


def test_two_sources_of_one_object_agree() -> None:
    """The same values, read both ways, are the same; a SIP URI that is the object's name has no letter case."""
    both = read_merged([*wmi_events(*CLASSES), *results(*directory())])
    assert [(item.kind, item.key, item.differences) for item in both if item.differences] == []


def test_every_reference_in_the_directory_resolves() -> None:
    """Profiles, rules, usages, routes, policies and pools find each other by DN."""
    found = estate(*directory())
    fields = [
        (DialPlan, "normalization_rules"),
        (NormalizationRule, "dial_plans"),
        (PstnUsage, "routes"),
        (VoiceRoute, "usages"),
        (VoiceRoute, "gateways"),
        (VoicePolicy, "usages"),
        (Machine, "pool"),
        (ConferenceDirectory, "pool"),
        (ApplicationContact, "pool"),
        (User, "dial_plan"),
        (User, "voice_policy"),
        (User, "pool"),
    ]
    loose = [
        (cls.kind, item.key, reference)
        for cls, field in fields
        for item in found.of(cls)
        for reference, target in found.resolve(item, field)
        if target is None
    ]
    assert not loose


def test_the_way_to_facts_of_the_forest_is_shown() -> None:
    """A rule that needs the schema version can name the export that holds it."""
    assert "ms-RTC-SIP-SchemaVersion" in how_to_collect(AdForest.kind, "lync2010")


@pytest.mark.parametrize(
    "attributes",
    [
        {"PrimaryUserAddress": "sip:a@x", "SourceObjectType": ["1", "2"]},
        {"PrimaryUserAddress": "sip:a@x", "UserPolicy": ["B:9:zz:CN", "B:3:abc:CN=x", "", "CN=plain"]},
        {"PrimaryUserAddress": "sip:a@x", "PrimaryHomeServer": ["CN=a", "CN=b"], "OptionFlags": ["1", "2"]},
    ],
)
def test_values_of_the_wrong_form_are_kept(attributes: dict[str, Any]) -> None:
    """A value that is not a number, no DN-with-binary, or repeated where one is documented, loses no user."""
    found = only(User, entry("CN=a", "user", **attributes))
    assert (found.key, found.voice_policy, found.voice_enabled) == ("sip:a@x", None, None)


def test_groups_have_members() -> None:
    """A group of the directory is read with its members; one of which only a range was exported has unknown members."""
    whole = entry("CN=Hotline,OU=Groups,DC=contoso,DC=com", "group", ad_cn="Hotline", ad_mail="hotline@contoso.com",
                  ad_member=["CN=Second Line,OU=Groups,DC=contoso,DC=com", "CN=Ann,DC=contoso,DC=com"])  # fmt: skip
    large = "dn: CN=All,DC=contoso,DC=com\nobjectClass: top\nobjectClass: group\nmember;range=0-1499: CN=Ann,DC=x\n"
    groups = [item for item in results(whole, large) if isinstance(item, DirectoryGroup)]
    assert [(group.address, group.members, group.unknown) for group in groups] == [
        ("hotline@contoso.com", ("CN=Second Line,OU=Groups,DC=contoso,DC=com", "CN=Ann,DC=contoso,DC=com"), ()),
        (None, ("CN=Ann,DC=x",), ("members",)),
    ]


def test_an_attribute_with_another_letter_is_not_none() -> None:
    """What it stands for is unknown, not absent; a name that is like none, or short, is another attribute."""
    whole = entry(f"CN=r,{ROOT}", "msRTCSIP-PhoneRoute", PhoneRouteName="r", Gateways=["gw:5060"], ad_description="d")
    assert only(VoiceRoute, whole).knows("gateways")
    damaged = only(VoiceRoute, whole.replace("msRTCSIP-Gateways", "msRTCSIP-Gatewxys"))
    assert not damaged.knows("gateways")
    assert damaged.extra["msRTCSIP-Gatewxys"] == "gw:5060"
    assert not only(VoiceRoute, whole.replace("msRTCSIP-Gateways", "msRTCSIPxGateways")).knows("gateways")
    assert only(VoiceRoute, whole.replace("msRTCSIP-Gateways", "msRTCSIP-GatewayList")).knows("gateways")


def test_a_number_that_stands_twice_is_unknown() -> None:
    """No directory has a value twice: another one may have stood there."""
    whole = pool(R2_POOL, "pool.contoso.com", 4)
    assert only(Pool, whole).knows("pool_type")
    assert not only(Pool, whole.replace("PoolType: 10\n", "PoolType: 10\nmsRTCSIP-PoolType: 10\n")).knows("pool_type")


def test_what_an_entry_lacks_where_the_file_ends_inside_it_is_unknown() -> None:
    """More lines may have followed; in a complete file an attribute that is not there has no value."""
    text = entry("CN=a,DC=contoso,DC=local", "user", PrimaryUserAddress="sip:a@contoso.com", UserEnabled="TRUE")
    read = [ldap.FORMAT.read(_file(text[: len(text) - cut]), Origin()) for cut in (0, 1)]
    (whole,), (cut,) = ([each for each in found if isinstance(each, User)] for found in read)
    assert whole.is_empty("voice_enabled")
    assert not cut.knows("voice_enabled")
    text = entry(f"CN=r,{ROOT}", "msRTCSIP-PhoneRoute", PhoneRouteName="r", PhonePattern="^1")
    read = [ldap.FORMAT.read(_file(text[: len(text) - cut]), Origin()) for cut in (0, 1)]
    (whole,), (cut,) = ([each for each in found if isinstance(each, VoiceRoute)] for found in read)
    assert whole.is_empty("gateways")
    assert not cut.knows("gateways")


def _file(text: str) -> Member:
    content = text.encode()
    return Member("forest.ldf", "forest.ldf", len(content), lambda: io.BytesIO(content))
