"""Topology documents: published, drafts of Topology Builder, Edge input for the merge; encodings and damage."""

from __future__ import annotations

import codecs
import io
import re
from pathlib import Path
from typing import Any

import pytest

from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.merge import identity, merged, same_object
from migrator.estate.topology import is_central
from migrator.sources.bundle import Member
from migrator.sources.central_store import archive as central_store
from migrator.sources.cmdlets.mappers import LyncRecords
from migrator.sources.format import Collected, Origin, ReadResult, Remark
from migrator.sources.reading import Reading
from migrator.sources.record import Record, Rejected

DATA = Path(__file__).parents[1] / "data"
EDGE = "edge01.contoso.com"
PUBLISHED = (DATA / "published_topology.xml").read_text("utf-8")
DRAFT = (DATA / "draft.tbxml").read_text("utf-8")
EDGE_INPUT = (DATA / "edge_input.xml").read_text("utf-8")


def results(content: str | bytes, origin: Origin | None = None) -> list[ReadResult]:
    """What the format says about a file of that content."""
    data = content.encode() if isinstance(content, str) else content
    member = Member("t.xml", "t.xml", len(data), lambda: io.BytesIO(data))
    assert central_store.FORMAT.matches(member, member.head())
    return list(central_store.FORMAT.read(member, origin or Origin()))


def items(content: str | bytes, kind: str = "", origin: Origin | None = None) -> list[Any]:
    """The items, of one kind where that is asked for."""
    return [e for e in results(content, origin) if isinstance(e, Item) and kind in ("", e.kind)]


def one(content: str | bytes, kind: str) -> Any:
    """The only item of a kind."""
    (item,) = items(content, kind)
    return item


def texts(content: str | bytes) -> str:
    """The notes."""
    return "\n".join(e.text for e in results(content) if isinstance(e, Remark))


@pytest.fixture(scope="module")
def published() -> Estate:
    """The published topology as an estate."""
    return Estate(items(PUBLISHED))


def test_a_pool_says_members_roles_database_and_version(published: Estate) -> None:
    """A published pool carries what its services say: roles as the cmdlets call them, its SQL instance, its version."""
    pool: Any = published.find("pool", "pool01.contoso.com")
    assert (pool.site, pool.version, pool.product) == ("Redmond", "5", "lync2010")
    assert pool.members == ("fe01.contoso.com", "fe02.contoso.com")
    assert pool.roles == ("UserServer", "Registrar", "MediationServer")
    assert pool.sql_instance == r"sql01.contoso.com\rtc"


@pytest.mark.parametrize("name", ["1:1", "Registrar:pool01.contoso.com", "1-Registrar-1", "POOL01.contoso.com"])
def test_a_pool_is_found_by_every_name_that_evidence_uses(published: Estate, name: str) -> None:
    """A pool answers to its FQDN, its cluster id and the two names of each of its services."""
    pool = published.find("pool", name)
    assert pool is not None
    assert pool.key == "pool01.contoso.com"


def test_a_machine_has_its_addresses_without_the_unspecified_one(published: Estate) -> None:
    """0.0.0.0 means all addresses of the server and is not listed as one; all interfaces are kept."""
    machine: Any = published.find("machine", "fe01.contoso.com")
    assert machine.addresses == ("10.0.0.11",)
    assert [i["InterfaceSide"] for i in machine.extra["NetInterface"]] == ["Primary", "Pstn"]


def test_a_service_is_keyed_by_its_service_id_and_resolves_what_it_needs(published: Estate) -> None:
    """References of a service name other services."""
    service: Any = published.find("service", "1-Registrar-1")
    assert service.aliases[0] == "Registrar:pool01.contoso.com"
    resolved = dict(published.resolve(service, "depends_on"))
    assert resolved["EdgeServer:edge01.contoso.com"] is published.find("service", "1-EdgeServer-1")
    assert service.edge == "EdgeServer:edge01.contoso.com"
    assert service.is_draft is False
    assert service.extra["RegistrarService"] == {"IsDirector": False}


def test_a_service_that_needs_one_that_is_not_there_is_told() -> None:
    """A topology holds every service that it names: the reference is a loss, and who the service rests on unknown."""
    damaged = PUBLISHED.replace('RoleName="EdgeServer" Instance="1"', 'RoleName="EdgeServer" Instance="7"', 1)
    (lost,) = (each.reason for each in results(damaged) if isinstance(each, Rejected))
    assert lost == "it depends on '1-EdgeServer-7', which is not in the topology"
    service: Any = Estate(items(damaged)).find("service", "1-Registrar-1")
    assert not any(map(service.knows, ("depends_on", "edge")))


@pytest.mark.parametrize(
    ("part", "kind", "key", "field"),
    [
        (r'<Port Owner="urn:component:AccessEdge" Usage="SipClient".*?/>', "edge_pool", EDGE, "access_fqdn"),
        (r'<Port Owner="urn:component:DataEdge" Usage="PsomClient".*?/>', "edge_pool", EDGE, "web_conferencing_fqdn"),
        (r"<FileStoreService .*?/>", "service", "1-FileStore-1", "file_store"),
        (r"<PstnGatewayService .*?/>", "gateway", "gw01.contoso.com", "routable"),
        (r" TreatAsAuthenticated=\S+", "trusted_application_pool", "app01.contoso.com", "treat_as_authenticated"),
    ],
)
def test_what_every_service_of_a_role_has_is_unknown_where_it_is_lost(
    part: str, kind: str, key: str, field: str
) -> None:
    """Each Edge has its names outside and each file store its share: without the line they are not none."""
    before, after = (Estate(items(text)).find(kind, key) for text in (PUBLISHED, re.sub(part, "", PUBLISHED)))
    assert before is not None
    assert after is not None
    assert getattr(before, field) is not None
    assert before.knows(field)
    assert not after.knows(field)


def test_a_protocol_that_no_gateway_speaks_is_unknown() -> None:
    """A gateway speaks TCP or TLS: another word is a damaged one."""
    before, _, after = PUBLISHED.partition('<Port Owner="urn:component:PstnGateway"')
    gateways = [
        one(f'{before}<Port Owner="urn:component:PstnGateway"{re.sub(p, q, after, count=1)}', "gateway")
        for p, q in (("$^", ""), ('Protocol="T', 'Protocol="_'))
    ]
    assert [(each.protocol, each.knows("protocol")) for each in gateways] == [("TCP", True), (None, False)]


def test_a_role_with_another_letter_than_its_element_is_a_loss() -> None:
    """What a service is stands in it twice: in its id, and in the name of the element of its settings."""
    damaged = PUBLISHED.replace('RoleName="PstnGateway"', 'RoleName="PstnGxteway"')
    assert any(isinstance(each, Rejected) and "its role is not that" in each.reason for each in results(damaged))
    assert not any(isinstance(each, Rejected) for each in results(PUBLISHED))


def test_an_instance_of_sql_server_that_has_lost_its_name_is_a_loss() -> None:
    """The default instance has an empty name, which stands in the document."""
    damaged = PUBLISHED.replace('<SqlInstanceId Name="rtc">', "<SqlInstanceId>")
    assert any(isinstance(each, Rejected) and each.reason == "it lacks Name" for each in results(damaged))
    empty = PUBLISHED.replace('<SqlInstanceId Name="rtc">', '<SqlInstanceId Name="">')
    assert not any(isinstance(each, Rejected) for each in results(empty))


def test_a_file_store_says_its_share(published: Estate) -> None:
    """The share of a file store is a UNC path of its server."""
    store: Any = published.find("service", "1-FileStore-1")
    assert store.file_store == r"\\sql01.contoso.com\LyncShare"


def test_an_edge_pool_has_its_names_outside_and_its_ports(published: Estate) -> None:
    """The external ports show the three public names; ports are called as Set-CsEdgeServer calls them."""
    edge: Any = published.find("edge_pool", "edge01.contoso.com")
    assert (edge.access_fqdn, edge.web_conferencing_fqdn, edge.av_fqdn) == (
        "sip.contoso.com",
        "webconf.contoso.com",
        "av.contoso.com",
    )
    assert edge.next_hop == "pool01.contoso.com"
    assert "AccessEdgeClientSipPort=443" in edge.ports
    assert "MediaCommunicationPortStart=50000" in edge.ports


def test_what_the_document_does_not_say_of_an_edge_is_not_false(published: Estate) -> None:
    """No element says anything of federation or XMPP here, so neither is claimed to be off."""
    edge: Any = published.find("edge_pool", "edge01.contoso.com")
    assert (edge.federation_enabled, edge.xmpp_enabled) == (None, None)


def test_a_mediation_server_knows_its_gateways_ports_and_hops(published: Estate) -> None:
    """Gateways are those that depend on the Mediation Server; the audio range has its last port."""
    mediation: Any = published.find("mediation_server", "pool01.contoso.com")
    assert mediation.gateways == ("gw01.contoso.com",)
    assert (mediation.tls_port, mediation.tcp_port, mediation.audio_ports) == ("5067", None, "49152-57499")
    assert (mediation.registrar, mediation.edge) == ("pool01.contoso.com", "edge01.contoso.com")


def test_a_gateway_of_lync_2010_is_not_a_trunk(published: Estate) -> None:
    """Lync 2010 has gateways only; a route may name the gateway by its service."""
    gateway: Any = published.find("gateway", "PstnGateway:gw01.contoso.com")
    assert (gateway.port, gateway.protocol, gateway.mediation_server) == (5066, "TCP", "pool01.contoso.com")
    assert (gateway.routable, gateway.alternate_media_address) == (True, "10.0.0.99")
    assert not items(PUBLISHED, "trunk")


def test_a_trusted_application_pool_has_its_applications(published: Estate) -> None:
    """The applications that listen on a pool become items keyed as Get-CsTrustedApplication keys them."""
    pool: Any = published.find("trusted_application_pool", "app01.contoso.com")
    assert (pool.registrar, pool.throttle_as_server, pool.treat_as_authenticated) == ("pool01.contoso.com", True, False)
    ((_, application),) = published.resolve(pool, "applications")
    assert application is not None
    assert getattr(application, "port", None) == 10600


def test_what_the_merge_brought_is_kept_apart_from_lync(published: Estate) -> None:
    """Everything in the BackCompatSite is of OCS, marked on the site and reported once."""
    assert published.find("pool", "ocspool.contoso.com", product="ocs2007r2") is not None
    pool: Any = published.find("pool", "ocspool.contoso.com")
    site: Any = published.find("site", pool.site)
    assert (pool.product, site.product, site.site_kind) == ("ocs2007r2", "ocs2007r2", "BackCompatSite")
    assert texts(PUBLISHED).count("BackCompatSite") == 1


def test_a_published_topology_is_evidence_of_absence() -> None:
    """A topology without Edge servers proves that there are none."""
    without = PUBLISHED.replace('RoleName="EdgeServer"', 'RoleName="Other"')
    (collected,) = [e for e in results(without) if isinstance(e, Collected)]
    assert "edge_pool" in collected.kinds
    assert not items(without, "edge_pool")


def test_a_draft_has_guids_as_ids_and_says_that_it_is_a_draft() -> None:
    """Nothing of a Topology Builder file counts as live: its services are marked, and it proves no absence."""
    assert all(s.is_draft for s in items(DRAFT, "service"))
    assert "draft" in texts(DRAFT)
    url = "<SimpleUrlConfiguration xmlns='urn:schema:Microsoft.Rtc.Management.Settings.SimpleUrl.2008'/><CentralSites>"
    assert not [e for e in results(DRAFT.replace("<CentralSites>", url)) if isinstance(e, Collected)]


def test_the_only_machine_of_a_draft_cluster_has_the_name_of_the_cluster() -> None:
    """A single-machine cluster of a draft has an empty Machine element."""
    assert [m.fqdn for m in items(DRAFT, "machine")] == ["se13.contoso.com", "192.0.2.77"]


def test_a_remote_site_knows_the_central_site_above_it() -> None:
    """A branch site is inside its central site; its gateway belongs to the branch."""
    remote = next(s for s in items(DRAFT, "site") if s.name == "Spokane")
    assert (remote.parent_site, remote.site_kind) == ("Redmond", "RemoteSite")
    assert one(DRAFT, "gateway").site == "Spokane"


def test_from_lync_2013_on_a_gateway_service_is_a_trunk_too() -> None:
    """ServiceVersion 6 is Lync 2013, where Get-CsTrunk shows what Get-CsService called a gateway."""
    trunk = one(DRAFT, "trunk")
    assert (trunk.product, trunk.gateway, trunk.mediation_server) == ("lync2013", "192.0.2.77", "se13.contoso.com")
    assert "PstnGateway:192.0.2.77" in trunk.aliases


REAL_GATEWAY = (
    '<Port Owner="urn:component:Other" Usage="SipServer" InterfaceSide="Pstn" InterfaceNumber="1" Port="5070"'
    ' Protocol="Mtls" UrlPath="/" /><Port Owner="urn:component:GatewayComp" Usage="SipClient" InterfaceSide="Pstn"'
    ' InterfaceNumber="1" Port="5066" Protocol="Tcp" UrlPath="/" /></Ports><PstnGatewayService'
    ' AlternativeBypassId="c888cf8e-0000-4000-8000-000000000001" MediationServerPort="5068" Default="false"'
    ' xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.ServiceRoles.2008" />'
)


def test_a_trunk_says_the_port_of_its_mediation_server_and_the_gateway_whether_it_is_the_default() -> None:
    """Real topologies say both in attributes of PstnGatewayService; the gateway's own port belongs to GatewayComp."""
    before, _, after = PUBLISHED.partition('<Port Owner="urn:component:PstnGateway"')
    after = after[after.index("RepresentativeMediaIP") :].partition("/>")[2]
    real = before.replace('ServiceVersion="5"', 'ServiceVersion="6"') + REAL_GATEWAY + after
    trunk = one(real, "trunk")
    assert (trunk.gateway_port, trunk.mediation_port, trunk.protocol) == (5066, 5068, "TCP")
    gateway = next(g for g in items(real, "gateway") if g.port == 5066)
    assert gateway.is_default is False
    assert gateway.extra["AlternativeBypassId"].startswith("c888cf8e")


def test_federation_of_an_edge_is_unknown_where_no_setting_shows_it(published: Estate) -> None:
    """The topologies that were seen have no setting for it, and a port proves nothing: neither False nor "none"."""
    (edge,) = [item for item in published if item.kind == "edge_pool"]
    assert edge.federation_enabled is None
    assert not edge.is_empty("federation_enabled")


def test_a_file_of_topology_builder_that_is_as_published_is_not_a_draft() -> None:
    """IsPublished together with IsFreeFromChanges says that the file is what runs."""
    live = DRAFT.replace('IsPublished="false"', 'IsPublished="true"').replace('Changes="false"', 'Changes="true"')
    assert [s.is_draft for s in items(live, "service")] == [False] * 4
    changed = DRAFT.replace('IsPublished="false"', 'IsPublished="true"')
    assert items(changed, "service")[0].is_draft is True


def test_the_default_sql_instance_is_its_server() -> None:
    """A SQL instance without a name is keyed by the server alone."""
    assert one(DRAFT.replace('Name="rtc"', 'Name=""'), "sql_instance").key == "se13.contoso.com"


@pytest.mark.parametrize(
    ("version", "product"), [("5", "lync2010"), ("6", "lync2013"), ("7", "unknown"), ("", "lync2010")]
)
def test_the_service_version_shows_the_product(version: str, product: str) -> None:
    """5 and 6 are Lync 2010 and 2013; later products are unknown to this program, and no version is assumed aloud."""
    document = DRAFT.replace('ServiceVersion="6"', f'ServiceVersion="{version}"' if version else "")
    assert {i.product for i in items(document)} == {product}
    assert ("taken for Lync Server 2010" in texts(document)) is (version == "")
    assert ("Skype for Business Server 2015" in texts(document)) is (version == "7")


def test_the_manifest_names_the_product_where_no_version_does() -> None:
    """Without a ServiceVersion the manifest beside the file decides, and nothing is assumed."""
    document = DRAFT.replace('ServiceVersion="6"', "")
    found = results(document, Origin(product="lync2013"))
    assert {e.product for e in found if isinstance(e, Item)} == {"lync2013"}
    assert not [e for e in found if isinstance(e, Remark) and "taken for" in e.text]


def test_two_versions_in_one_topology_are_kept_apart() -> None:
    """While Lync 2010 and 2013 coexist, each pool is of the product its services are of."""
    document = PUBLISHED.replace('ServiceVersion="5">\n      <ServiceId SiteId="1" RoleName="ExternalServer"', "X", 1)
    assert document != PUBLISHED
    document = document.replace("X", 'ServiceVersion="6">\n      <ServiceId SiteId="1" RoleName="ExternalServer"', 1)
    products = {p.key: p.product for p in items(document, "pool")}
    assert products["app01.contoso.com"] == "lync2013"
    assert products["pool01.contoso.com"] == "lync2010"


DECLARATIONS = ["", '<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0" encoding="utf-8"?>']
ENCODINGS = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-16-le", b""),
]


@pytest.mark.parametrize("declaration", DECLARATIONS)
@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
def test_every_encoding_is_read_whatever_the_declaration_says(encoding: str, mark: bytes, declaration: str) -> None:
    """PowerShell writes text in an encoding that its XML declaration need not name; names in any script survive."""
    text = declaration + "\r\n" + PUBLISHED.replace(">Redmond<", ">Ρέντμοντ 東京<")
    names = [s.name for s in items(mark + text.encode(encoding), "site")]
    assert names == ["Ρέντμοντ 東京", "BackCompatSite"]


@pytest.mark.parametrize("share", range(1, 100, 7))
def test_a_truncated_topology_is_refused_before_its_first_item(share: int) -> None:
    """A file that breaks off anywhere yields nothing at all, and one line that says why."""
    data = PUBLISHED.encode()
    with pytest.raises(InputError, match="malformed"):
        next(iter(_read(data[: len(data) * share // 100])))


def _read(data: bytes) -> list[ReadResult]:
    member = Member("t.xml", "t.xml", len(data), lambda: io.BytesIO(data))
    return list(central_store.FORMAT.read(member, Origin()))


def test_a_doctype_is_refused() -> None:
    """Entities never get a chance: a document with a DOCTYPE is refused."""
    bomb = '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + PUBLISHED.replace("Redmond", "&b;")
    with pytest.raises(InputError, match="DOCTYPE"):
        _read(bomb.encode())


def test_deep_nesting_is_refused() -> None:
    """A document nested deeper than any topology is refused, not recursed into."""
    deep = PUBLISHED.replace("<Location />", "<Location>" + "<a>" * 5000 + "</a>" * 5000 + "</Location>")
    with pytest.raises(InputError):
        _read(deep.encode())


def test_a_document_beyond_the_limit_is_refused_unread() -> None:
    """A member that says it is larger than a store can be is refused without being opened."""

    def never() -> Any:
        raise AssertionError("it was opened")

    member = Member("t.xml", "t.xml", central_store.MAX_BYTES + 1, never)
    with pytest.raises(InputError, match="512 MiB"):
        list(central_store.FORMAT.read(member, Origin()))


def test_a_cluster_that_is_listed_twice_is_rejected_once() -> None:
    """Of two clusters with one id the second is rejected, with its place, and the rest is read."""
    start = PUBLISHED.index('    <Cluster Fqdn="gw01')
    cluster = PUBLISHED[start : PUBLISHED.index("</Cluster>", start) + 10]
    found = results(PUBLISHED.replace(cluster, cluster + cluster))
    (rejected,) = [e for e in found if isinstance(e, Rejected)]
    assert "1:4 occurs twice" in rejected.reason
    assert "gw01.contoso.com" in rejected.position
    assert len([e for e in found if isinstance(e, Item) and e.kind == "pool"]) == 6


def test_a_cluster_without_a_name_is_rejected_and_its_services_stay() -> None:
    """A service whose host cannot be read is kept with the id of the host."""
    document = PUBLISHED.replace(' Fqdn="gw01.contoso.com" Req', " Req")
    found = results(document)
    assert [e.reason for e in found if isinstance(e, Rejected)] == ["a cluster without an id or without an FQDN"]
    service: Any = next(e for e in found if isinstance(e, Item) and e.key == "1-PstnGateway-1")
    assert (service.pool, service.extra["InstalledOn"]) == (None, "1:4")


def test_two_sites_of_one_name_stay_two() -> None:
    """The key of a site is its name; that of a second one of the same name contains its id too."""
    twice = PUBLISHED.replace(">BackCompatSite<", ">redmond<")
    assert [s.key for s in items(twice, "site")] == ["Redmond", "redmond [2]"]


def test_texts_that_are_not_numbers_are_not_ports() -> None:
    """A port or range that is not a number claims nothing and stops nothing."""
    odd = PUBLISHED.replace('Port="5066"', 'Port="99999999999999"').replace('Range="8348"', 'Range="²"')
    assert one(odd, "gateway").port is None
    assert one(odd, "mediation_server").audio_ports == "49152"


def test_the_edge_input_declares_an_edge_pool_of_ocs() -> None:
    """The file that an administrator writes for the merge is read as a declared Edge pool with trimmed names."""
    edge = one(EDGE_INPUT, "edge_pool")
    assert (edge.key, edge.product, edge.version) == ("edgeint.contoso.com", "ocs2007r2", "4")
    assert edge.machines == ("edge1.contoso.com", "edge2.contoso.com")
    assert edge.web_conferencing_fqdn == "webconf.contoso.com"
    assert edge.next_hop == "director.contoso.com"
    assert edge.ports == ("InternalAPPort=5061", "InternalDPPort=8057", "ExternalDPPort=443")
    assert (edge.federation_enabled, edge.is_expanded, edge.extra["Declared"]) == (True, False, True)
    assert "RegistrarClusterPort" in texts(EDGE_INPUT)
    assert "validate" not in texts(EDGE_INPUT)


def test_an_edge_input_without_its_namespace_is_read_with_a_warning() -> None:
    """Without the namespace the merge does not validate the file, which the user must know."""
    bare = EDGE_INPUT.replace(' xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.LegacyUserInput.2008"', "")
    assert one(bare, "edge_pool").key == "edgeint.contoso.com"
    assert "does not validate" in texts(bare)


def test_an_edge_that_does_not_carry_all_roles_is_expanded() -> None:
    """Roles on separate servers are reported: the merge refuses them. A missing role attribute says nothing."""
    assert one(EDGE_INPUT.replace('DP="true"', 'DP="false"'), "edge_pool").is_expanded is True
    assert one(EDGE_INPUT.replace(' DP="true"', ""), "edge_pool").is_expanded is None


def test_an_edge_cluster_without_a_name_or_named_twice_is_rejected() -> None:
    """A cluster nobody can refer to is rejected; so is the second of one name."""
    cluster = EDGE_INPUT[EDGE_INPUT.index("    <EdgeCluster ") : EDGE_INPUT.index("  </EdgeClusters>")]
    nameless = '<EdgeCluster AP="true" MR="true" DP="true" Version="OCS2007R2"/>'
    found = results(EDGE_INPUT.replace(cluster, cluster + cluster + nameless))
    reasons = [e.reason for e in found if isinstance(e, Rejected)]
    assert reasons == ["edgeint.contoso.com is declared twice", "an Edge cluster without an internal FQDN"]


def test_the_files_are_recognised_by_their_content(tmp_path: Path) -> None:
    """The reading of a folder finds these files whatever they are called, and accounts for every object."""
    for name, text in (("a.txt", PUBLISHED), ("b.bin", DRAFT), ("c", EDGE_INPUT)):
        (tmp_path / name).write_bytes(codecs.BOM_UTF16_LE + text.split("?>")[-1].encode("utf-16-le"))
    reading = Reading([tmp_path])
    found = list(reading.items())
    assert [(r.format, r.status, r.rejected, r.unknown) for r in reading.reports] == [
        ("Central Management XML", "read", 0, 0)
    ] * 3
    assert sum(r.read for r in reading.reports) == len(found)


SHOWN = [
    (
        "Deploy.Internal.Cluster",
        {"Identity": "pool01.contoso.com", "Fqdn": "pool01.contoso.com", "Site": "Site:Redmond"},
    ),
    ("Deploy.Internal.Machine", {"Identity": "fe01.contoso.com", "Fqdn": "fe01.contoso.com"}),
    ("Deploy.Internal.Site+CentralSite", {"Identity": "Site:Redmond", "SiteId": 1, "DisplayName": "Redmond"}),
    ("Xds.SipDomain", {"Identity": "contoso.com", "Name": "contoso.com", "IsDefault": True}),
    *(
        (
            f"Xds.Display{role.replace('TrustedApplicationPool', 'ExternalServer')}",
            {"Identity": f"{role}:{pool}", "ServiceId": id_, "PoolFqdn": pool, "Role": role, "Version": 5},
        )
        for role, pool, id_ in [
            ("Registrar", "pool01.contoso.com", "1-Registrar-1"),
            ("EdgeServer", "edge01.contoso.com", "1-EdgeServer-1"),
            ("MediationServer", "pool01.contoso.com", "1-MediationServer-1"),
            ("PstnGateway", "gw01.contoso.com", "1-PstnGateway-1"),
            ("TrustedApplicationPool", "app01.contoso.com", "1-ExternalServer-1"),
        ]
    ),
]


@pytest.mark.parametrize(("type_name", "properties"), SHOWN, ids=[row[1]["Identity"] for row in SHOWN])
def test_the_topology_and_the_cmdlets_give_one_object(type_name: str, properties: dict[str, Any]) -> None:
    """What the document and Get-Cs* say of one object is merged: same kind and key, and names in common."""
    record = Record(f"Microsoft.Rtc.Management.{type_name}", properties, "object 1")
    theirs = [e for e in LyncRecords("x.xml", Origin(product="lync2010")).results(record) or () if isinstance(e, Item)]
    ours = {identity(i): i for i in items(PUBLISHED)}
    assert theirs
    for item in theirs:
        assert same_object(ours[identity(item)], item)


def test_a_reference_to_the_parent_site_is_not_a_site() -> None:
    """A site that names its parent by id is read with it; the reference is neither a site nor a duplicate."""
    content = PUBLISHED.replace(
        "</CentralSite>",
        '</CentralSite><RemoteSite SiteId="77"><Name>Far</Name><ParentSite SiteId="1"/></RemoteSite>',
        1,
    )
    assert not [e for e in results(content) if isinstance(e, Rejected)]
    assert next(s for s in items(content, "site") if s.site_id == "77").parent_site is not None


@pytest.mark.ledger("S0-03")
def test_only_get_cssite_shows_that_a_site_has_no_federation_route() -> None:
    """The document alone leaves the route unknown; beside Get-CsSite with an empty route, it is known to be empty."""
    (ours,) = [site for site in items(PUBLISHED, "site") if site.key == "Redmond"]
    assert not ours.knows("federation_route")
    assert is_central(ours)
    empty = {"Identity": "Site:Redmond", "SiteType": "CentralSite", "DisplayName": "Redmond", "FederationRoute": None}
    record = Record("Microsoft.Rtc.Management.Deploy.Internal.Site+CentralSite", empty, "object 1")
    shown = [e for e in LyncRecords("x.xml", Origin(product="lync2010")).results(record) or () if isinstance(e, Item)]
    for together in ([ours, *shown], [*shown, ours]):
        (site,) = merged(together)
        assert site.is_empty("federation_route")


def test_a_version_that_no_edge_input_has_is_unknown() -> None:
    """It is none of the names that the documented sample gives, and no number."""
    edge = one(EDGE_INPUT.replace("OCS2007R2", "OCS2z07R2"), "edge_pool")
    assert (edge.version, edge.knows("version")) == (None, False)


def test_a_text_between_two_elements_is_a_loss() -> None:
    """A machine whose tag has lost its first sign is a text behind the machine above it."""
    before, _, after = EDGE_INPUT.rpartition("<Machine ")
    assert any(
        "it has a text" in each.reason
        for each in results(f"{before}Machine {after.replace('/>', '/&gt;', 1)}")
        if isinstance(each, Rejected)
    )


def test_a_topology_without_its_services_is_a_loss() -> None:
    """Each topology has the element, and the versions in it show of which product it is."""
    damaged = re.sub(r"<Services>.*</Services>", "", DRAFT, flags=re.DOTALL)
    assert any(isinstance(each, Rejected) and each.reason == "it lacks Services" for each in results(damaged))
    assert not any(isinstance(each, Rejected) for each in results(DRAFT))
