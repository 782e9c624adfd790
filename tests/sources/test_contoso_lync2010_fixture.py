"""The Contoso Lync 2010 fixture is what its generator writes, is read without loss, and holds together."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from migrator.estate.collection import CMDLETS
from migrator.estate.estate import Estate
from migrator.estate.evidence import Event
from migrator.estate.external import AccessEdgeSettings
from migrator.estate.kinds import Item, fields_of
from migrator.estate.provenance import SourceReport
from migrator.estate.response_groups import AgentGroup, BusinessHours, CallAction, Queue, Workflow
from migrator.estate.topology import EdgePool, ReplicationStatus, Service, Site
from migrator.estate.users import User
from migrator.estate.voice import CallParkOrbit, PstnUsage, UnassignedNumber, VoicePolicy, VoiceRoute
from migrator.sources.reading import Reading

FIXTURES = Path(__file__).parents[2] / "fixtures"
BUNDLE = FIXTURES / "contoso-lync2010"
FILES = {str(path.relative_to(BUNDLE)): path for path in sorted(BUNDLE.rglob("*")) if path.is_file()}

COUNTS = {
    "access_edge_settings": 1,
    "access_number": 2,
    "ad_forest": 1,
    "address_book_settings": 1,
    "admin_role": 3,
    "agent_group": 7,
    "allowed_domain": 3,
    "analog_device": 2,
    "announcement": 3,
    "application_contact": 8,
    "archiving_policy": 1,
    "blocked_domain": 1,
    "business_hours": 3,
    "call_park_orbit": 3,
    "call_park_settings": 1,
    "certificate": 6,
    "client_policy": 1,
    "client_version_policy": 1,
    "collection_block": 81,
    "common_area_phone": 2,
    "conference_directory": 2,
    "conference_disclaimer": 1,
    "conferencing_policy": 2,
    "dial_in_settings": 1,
    "dial_plan": 4,
    "edge_pool": 1,
    "edge_server": 1,
    "event": 2,
    "exchange_um_contact": 2,
    "external_access_policy": 2,
    "gateway": 3,
    "holiday_set": 3,
    "hosting_provider": 1,
    "installed_component": 5,
    "listener": 18,
    "location_policy": 1,
    "machine": 15,
    "mediation_server": 2,
    "meeting_settings": 1,
    "mobility_policy": 1,
    "network_region": 1,
    "network_site": 3,
    "network_subnet": 3,
    "normalization_rule": 19,
    "phone_settings": 1,
    "pin_policy": 1,
    "pool": 13,
    "presence_policy": 1,
    "pstn_usage": 5,
    "public_provider": 1,
    "push_notification_settings": 1,
    "queue": 7,
    "replication_status": 9,
    "rgs_settings": 2,
    "routing_settings": 1,
    "scoped_settings": 1,
    "service": 31,
    "simple_url": 4,
    "sip_domain": 2,
    "site": 3,
    "sql_instance": 2,
    "translation_rule": 1,
    "trunk_configuration": 2,
    "trusted_application": 1,
    "trusted_application_endpoint": 2,
    "trusted_application_pool": 1,
    "unassigned_number": 3,
    "user": 25,
    "user_replicator_settings": 1,
    "voice_policy": 4,
    "voice_route": 6,
    "voice_test_case": 1,
    "windows_service": 20,
    "workflow": 8,
}
#: references that name no object by design: a simple URL of all SIP domains
UNRESOLVED = {("simple_url", "domain", "*")}
#: where two sources write one object differently: ports by other names, the pool of a contact by its DN
DIFFERING = {
    ("service", "ports"),
    ("edge_pool", "ports"),
    ("access_number", "pool"),
    ("trusted_application_pool", "applications"),
}
#: planted problems: rule -> keys of what it should find (fixtures/README.md)
PLANTED = {
    "L10-CPS-002": {"Manchester Park", "Warehouse Park"},
    "L10-VOI-001a": {"Fax-Bureau"},
    "L10-RGS-002": {"Reception"},
    "L10-USR-003": {"sip:william.wood@contoso.com", "sip:xenia.young@contoso.com"},
    "L10-SBA-001": {"sba01.contoso.local"},
}


@cache
def read() -> tuple[tuple[Item, ...], tuple[SourceReport, ...]]:
    """All items of the bundle and the report of each file."""
    reading = Reading([BUNDLE])
    return tuple(reading.items()), tuple(reading.reports)


@cache
def estate() -> Estate:
    """The estate with one item per object."""
    return Estate(read()[0])


def queues_in(action: CallAction | None) -> set[str]:
    """Keys of the queues an action leads to, through all its questions."""
    if action is None:
        return set()
    answers = action.question.answers if action.question else ()
    return {action.queue or ""} - {""} | {key for answer in answers for key in queues_in(answer.action)}


def test_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    """The committed files are exactly what the generator writes, none more and none fewer."""
    subprocess.run([sys.executable, FIXTURES / "generate_contoso_lync2010.py", tmp_path], check=True)
    written = {str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert written == {name: path.read_bytes() for name, path in FILES.items()}


@pytest.mark.parametrize("name", [name for name in FILES if Path(name).name.startswith("Get-Cs")])
def test_cmdlet_files_are_utf16(name: str) -> None:
    """Each export of a cmdlet starts with the UTF-16LE byte order mark, as Export-Clixml writes it."""
    assert FILES[name].read_bytes()[:2] == b"\xff\xfe"


def test_every_file_is_read_completely() -> None:
    """No file is unknown or failed, no record is rejected or of an unknown type."""
    lossy = [r.path for r in read()[1] if r.has_losses or r.unknown or r.status not in ("read", "empty")]
    assert lossy == []


def test_nothing_is_cut_off_or_misread() -> None:
    """The reader has nothing to report: no list is cut off, and the manifests name the version."""
    assert {message for report in read()[1] for message in report.messages} == set()


def test_manifests_list_what_lies_beside_them() -> None:
    """Each folder has the manifest of the kit, and nothing that it lists is missing or was changed."""
    folders = {path.parent for path in FILES.values()}
    assert {path.parent for path in FILES.values() if path.name == "manifest.xml"} == folders
    assert [report.path for report in read()[1] if report.gaps] == []


def test_counts() -> None:
    """There are as many objects of each kind as README says, objects seen twice counted once."""
    assert Counter(item.kind for item in estate()) == COUNTS


def test_every_cmdlet_of_2010_has_its_objects() -> None:
    """Each kind that a cmdlet shows is there, but static routes, mobility, and what only Lync Server 2013 has."""
    assert set(CMDLETS) - set(COUNTS) == {
        "im_filter_settings",
        "mobility_settings",
        "static_route",
        "trunk",
        "user_services_policy",
        "voice_routing_policy",
        "xmpp_partner",
    }


def test_no_static_route_is_a_finding_too() -> None:
    """That there is no static route was asked and answered."""
    asked = {kind for report in read()[1] for kind in report.collected}
    assert "static_route" in asked


def test_all_is_lync_2010() -> None:
    """All is of Lync Server 2010, but the version of the schema, which belongs to the forest."""
    other = {(item.product, item.kind) for item in estate() if item.product != "lync2010"}
    assert other == {("forest", "ad_forest"), ("forest", "scoped_settings")}


def test_references_resolve() -> None:
    """Every reference names an object, apart from those listed."""
    dangling = {
        (item.kind, field.name, reference)
        for item in estate()
        for field in fields_of(type(item))
        if field.refers_to
        for reference, found in estate().resolve(item, field.name)
        if found is None
    }
    assert dangling == UNRESOLVED


def test_topology_document_and_cmdlets_agree() -> None:
    """Objects that two sources hold differ only where the sources write the same fact in two ways."""
    assert {(item.kind, d.field) for item in estate() for d in item.differences} == DIFFERING


def test_every_service_is_in_both_sources() -> None:
    """The topology document and Get-CsService hold the same services."""
    alone = [s.key for s in estate().of(Service) if len(s.sources) < 2]
    assert alone == []


def test_edge_has_three_names() -> None:
    """The Edge pool has three external FQDNs, so the documented transition of federation is open to it."""
    (edge,) = estate().of(EdgePool)
    assert len({edge.access_fqdn, edge.web_conferencing_fqdn, edge.av_fqdn} - {None}) == 3


def test_federation_goes_through_the_edge() -> None:
    """Federation is on and each central site routes it through the Edge pool."""
    (settings,) = estate().of(AccessEdgeSettings)
    routes = {s.federation_route for s in estate().of(Site) if s.site_kind == "CentralSite"}
    assert (settings.allow_federated, routes) == (True, {"EdgeServer:edgepool01.contoso.local"})


def test_replication_is_up_to_date() -> None:
    """Every replica of the Central Management store is up to date."""
    assert {status.up_to_date for status in estate().of(ReplicationStatus)} == {True}


def test_user_replication_has_finished() -> None:
    """Event 30024 was logged on both pools for the domain of the users."""
    found = {(e.machine, e.data[0]) for e in estate().of(Event) if e.event_id == 30024}
    assert found == {("fe01.contoso.local", "contoso.local"), ("se01.contoso.local", "contoso.local")}


def test_agents_have_enterprise_voice() -> None:
    """Every agent is a user with Enterprise Voice, which Lync Server 2013 asks for."""
    agents = {agent for group in estate().of(AgentGroup) for agent in group.agents}
    voices = {user.key for user in estate().of(User) if user.voice_enabled}
    assert agents <= voices


def test_one_menu_has_two_levels() -> None:
    """One workflow asks a second question and leads to four queues."""
    (main,) = [w for w in estate().of(Workflow) if w.name == "Contoso Main Line"]
    assert main.default_action is not None
    assert main.default_action.question is not None
    second = [a.action for a in main.default_action.question.answers if a.action and a.action.question]
    assert (len(second), len(queues_in(main.default_action))) == (1, 4)


def test_hours_have_two_ranges_a_day() -> None:
    """Office hours break for lunch."""
    (hours,) = [h for h in estate().of(BusinessHours) if h.name == "Office hours with lunch"]
    assert Counter(r.day for r in hours.ranges) == dict.fromkeys(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), 2
    )


def test_numbers_and_addresses_are_unique() -> None:
    """No line URI and no SIP address is given to two different objects."""
    fields = ("line_uri", "primary_uri", "sip_address")
    lines = Counter(
        value.casefold()
        for item in estate()
        if item.kind != "application_contact"  # the contact of a workflow has its number and address
        for field in fields
        if isinstance(value := getattr(item, field, None), str)
    )
    assert [line for line, count in lines.items() if count > 1] == []


def test_usages_are_in_use() -> None:
    """Each usage is in a voice policy and in a route."""
    usages = {u.key for u in estate().of(PstnUsage)}
    assert {u for p in estate().of(VoicePolicy) for u in p.usages} == usages
    assert {u for r in estate().of(VoiceRoute) for u in r.usages} == usages


def test_unassigned_ranges_do_not_overlap() -> None:
    """Unassigned number ranges are apart from each other."""
    ranges = sorted(
        (u.range_start.removeprefix("tel:+"), u.range_end.removeprefix("tel:+"))
        for u in estate().of(UnassignedNumber)
        if u.range_start and u.range_end
    )
    assert all(before[1] < after[0] for before, after in pairwise(ranges))


def test_planted_orbits_overlap() -> None:
    """Exactly the two planted orbit ranges overlap (L10-CPS-002)."""
    orbits = {
        o.key: range(int(o.range_start[1:]), int(o.range_end[1:]) + 1)
        for o in estate().of(CallParkOrbit)
        if o.range_start and o.range_end
    }
    overlapping = {one for one in orbits for other in orbits if one != other and set(orbits[one]) & set(orbits[other])}
    assert overlapping == PLANTED["L10-CPS-002"]


def test_planted_route_has_no_gateway() -> None:
    """Exactly the planted route has no gateway (L10-VOI-001a)."""
    assert {r.key for r in estate().of(VoiceRoute) if not r.gateways} == PLANTED["L10-VOI-001a"]


def test_planted_group_has_a_namesake() -> None:
    """Exactly the planted agent group has one of its name in the other pool; queues and workflows have none."""
    names = Counter((item.kind, item.name) for cls in (AgentGroup, Queue, Workflow) for item in estate().of(cls))
    assert {name for (kind, name), count in names.items() if count > 1} == PLANTED["L10-RGS-002"]


def test_planted_queue_is_unused() -> None:
    """Exactly one queue is the target of no workflow and of no other queue."""
    used = {key for w in estate().of(Workflow) for key in queues_in(w.default_action)}
    used |= {q.overflow_action.queue for q in estate().of(Queue) if q.overflow_action and q.overflow_action.queue}
    assert [q.name for q in estate().of(Queue) if q.key not in used] == ["Old Hotline"]


def test_planted_users_are_on_the_branch_appliance() -> None:
    """Exactly the planted users are homed on the Survivable Branch Appliance (L10-USR-003, L10-SBA-001)."""
    (appliance,) = PLANTED["L10-SBA-001"]
    assert {u.key for u in estate().of(User) if u.pool == appliance} == PLANTED["L10-USR-003"]
