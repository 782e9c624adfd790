"""The plan of a track: its data, its order, what an estate has of it, and what its steps say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from migrator.checklist.evaluation import ALL_GATES, rules_of
from migrator.checklist.gates import RESTS_ON, GateState
from migrator.checklist.plan import MigrationPlan, PlannedStep, declared_steps, plan_of
from migrator.checklist.rule_gates import RULE_GATES
from migrator.estate.catalogue import KINDS
from migrator.estate.conferencing import AccessNumber, ConferenceDirectory
from migrator.estate.devices import CommonAreaPhone
from migrator.estate.estate import Estate
from migrator.estate.evidence import Event, LogLine
from migrator.estate.kinds import Item
from migrator.estate.provenance import collected, incomplete
from migrator.estate.response_groups import ApplicationContact, Queue, Workflow
from migrator.estate.topology import (
    AdForest,
    EdgePool,
    Gateway,
    Pool,
    Site,
    Trunk,
    TrustedApplicationEndpoint,
    TrustedApplicationPool,
)
from migrator.estate.users import User
from migrator.estate.voice import VoiceRoute
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.phases import PHASES, TRACK_A, TRACK_B, TRACK_C, Track
from migrator.rules.engine.predict import predict
from migrator.rules.engine.questions import QUESTIONS
from migrator.rules.engine.references import all_references
from migrator.sources.reading import Reading

NOW = datetime(2014, 1, 8, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures"
OLD = Pool(key="ocs.c.local", product="ocs2007r2", fqdn="ocs.c.local", members=("ocs1.c.local",))
OLD10 = Pool(key="fe10.c.local", product="lync2010", fqdn="fe10.c.local")
NEW = Pool(key="fe13.c.local", product="lync2013", fqdn="fe13.c.local")
PLANNED = {"planned_pool_fqdns": "fe13.c.local"}


def plan(
    track: Track,
    *items: Item,
    answers: Mapping[str, str] = PLANNED,
    seen: Iterable[Any] = (),
    lost: Iterable[Any] = (),
    only: str = "",
) -> MigrationPlan:
    """The plan of a few objects; rules run only where *only* names their ids."""
    estate = Estate(items, collected=seen, incomplete=lost)
    rules = [rule for rule in all_rules() if only and rule.id.startswith(only)]
    prediction = predict(estate, Context(now=NOW, target=track.target, answers=dict(answers)), rules)
    return plan_of(track, estate, prediction, answers)


def named(made: MigrationPlan, id_: str) -> list[PlannedStep]:
    """The steps of an id."""
    return [each for each in made.steps if each.step.id == id_]


def step(made: MigrationPlan, id_: str) -> PlannedStep:
    """The only step of an id."""
    (found,) = named(made, id_)
    return found


def place(made: MigrationPlan, key: str) -> int:
    """Where a step stands."""
    return [each.key for each in made.steps].index(key)


@pytest.mark.parametrize("track", [TRACK_A, TRACK_B, TRACK_C], ids=lambda track: track.id)
def test_what_a_step_names_exists(track: Track) -> None:
    """Ids are one each; gates, rules, questions, kinds, phases and sources exist; needs stand in the track."""
    steps = list(declared_steps(track))
    ids = [each.id for each in steps if not each.plan]
    assert len(set(ids)) == len(ids)
    known = {rule.id for rule in all_rules()}
    for each in steps:
        assert set(rules_of(each.of)) <= known, each.id
        assert set(each.of) - known <= set(ALL_GATES), each.id
        assert {each.asks, each.lead} <= {"", *QUESTIONS}, each.id
        assert set(each.kinds) | set(each.counted) <= set(KINDS), each.id
        assert each.phase in {phase.number for phase in PHASES[track]}, each.id
        assert set(each.references) <= set(all_references()), each.id
        assert each.rollback, each.id
        assert each.outage in ("yes", "short", "no"), each.id
    missing = {need for each in steps for need in each.needs} - {each.id for each in steps}
    of_2013 = {"A8.4", "A9.3", "A9.4", "A9.5", "A9.8", "A9.12"} if track == TRACK_C else set()
    assert {need for need in missing if not need.startswith("FED-")} == of_2013


@pytest.mark.parametrize(("track", "old"), [(TRACK_A, OLD), (TRACK_B, OLD10)], ids=["A", "B"])
def test_every_step_stands_after_those_that_it_needs(track: Track, old: Pool) -> None:
    """The order keeps every need, and phases do not go back but for what a step needs."""
    made = plan(track, old, NEW)
    where = {each.key: number for number, each in enumerate(made.steps)}
    for each in made.steps:
        assert all(where[need] < where[each.key] for need in each.needs), each.key
    phases = [each.phase.number for each in made.steps]
    assert phases == sorted(phases)


def test_a_circle_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps that need each other are an error with their keys, not an endless search."""
    from migrator.checklist import plan as module
    from migrator.errors import InputError

    def circle(name: str) -> tuple[Any, ...]:
        declared = {each.id: each for each in list(read(name))}
        first, second = list(declared.values())[1:3]
        return (
            attrs.evolve(first, needs=(second.id,)),
            attrs.evolve(second, needs=(first.id,)),
            *(each for each in declared.values() if each not in (first, second)),
        )

    read = module.read_steps
    monkeypatch.setattr(module, "read_steps", circle)
    with pytest.raises(InputError, match=r"circle: A1\.[23].*A1\.[23]"):
        plan(TRACK_A, OLD)


def test_only_what_the_estate_has_and_what_nobody_collected() -> None:
    """Without an Edge there is no federation step; a kind that was not collected keeps its step, and says so."""
    nothing = [("ocs2007r2", "edge_pool"), ("ocs2007r2", "federation_settings"), ("ocs2007r2", "workflow")]
    made = plan(TRACK_A, OLD, seen=nothing)
    ids = {each.step.id for each in made.steps}
    assert not {id_ for id_ in ids if id_.startswith(("FED-", "RGS-"))}
    assert not {"A5.1", "A7.1", "A8.1", "A9.1"} & ids
    assert step(made, "A9.9").not_collected == ("Exchange UM contacts",)
    lost = plan(TRACK_A, OLD, seen=nothing, lost=[("ocs2007r2", "workflow")])
    assert step(lost, "A9.1").not_collected == ("Workflows",)
    assert not named(plan(TRACK_A, OLD, answers={"archiving_or_monitoring": "no"}), "A9.10")


@pytest.mark.ledger("S0-08")
def test_the_next_step_has_its_own_verification_and_a_second_reader_where_names_are_typed() -> None:
    """Each step says what shows that it is done; a second person reads the pages with the names of an Edge."""
    made = plan(TRACK_B, OLD10, EdgePool(key="e10", product="lync2010", fqdn="e10.c.local"))
    assert all(each.step.gate for each in made.steps)
    assert "three external FQDNs" in step(made, "B5.1").step.second_reader
    assert "Specify External Edge" in step(plan(TRACK_A, OLD), "A4.2").step.second_reader


@pytest.mark.ledger("S1-01")
def test_the_pilot_federates_with_a_partner_that_has_not_listed_us() -> None:
    """The test stands after the pilot users and before the transition of the Edge."""
    made = plan(TRACK_B, OLD10, EdgePool(key="e10", product="lync2010", fqdn="e10.c.local"))
    assert "one that has not" in step(made, "B4.3").step.title
    assert place(made, "B4.2") < place(made, "B4.3") < place(made, "B6.1")


@pytest.mark.ledger("S2-43")
def test_the_port_sheet_is_made_while_planning_with_time_for_change_control() -> None:
    """It stands in phase Plan, and is due the answered number of days before the new Edge."""
    ports = step(plan(TRACK_B, OLD10), "B1.4")
    assert ports.phase.name == "Plan"
    assert "migrator export xlsx" in ports.step.command
    assert (ports.step.lead, ports.step.lead_to) == ("change_control_days", "B5.1")


@pytest.mark.ledger("S3-01", "S3-04")
def test_the_transition_stands_between_pilot_and_remaining_users_and_waits_for_its_window() -> None:
    """Federation moves after the pilot users and before the others; the window blocks its first change."""
    made = plan(TRACK_B, OLD10, EdgePool(key="e10", product="lync2010", fqdn="e10.c.local"))
    assert place(made, "B4.2") < place(made, "FED-10") < place(made, "B6.1") < place(made, "B6.3")
    assert step(made, "FED-00").step.needs_window
    assert "FED-00" in step(made, "FED-01").needs
    assert "FED-01" in step(made, "FED-10").needs
    assert {"FED-00", "FED-60"} <= set(step(made, "B6.1").needs)


@pytest.mark.ledger("S3-36")
def test_steps_of_sites_stand_once_for_each_site_with_their_own_gate() -> None:
    """One site is done while the other is open; the transition ends only when both show the new Edge."""
    edges = [
        EdgePool(key=f"{name}.c.local", product=product, fqdn=f"{name}.c.local")
        for name, product in (("e10", "lync2010"), ("e13", "lync2013"))
    ]
    sites = [
        Site(key=name, name=name, product="lync2010", federation_route=f"EdgeServer:{edge}.c.local")
        for name, edge in (("London", "e13"), ("Leeds", "e10"))
    ]
    made = plan(TRACK_B, OLD10, NEW, *edges, *sites)
    states = {each.key: each.state for each in named(made, "FED-33")}
    assert states["FED-33@London"].state is GateState.DONE
    assert (states["FED-33@Leeds"].state, states["FED-33@Leeds"].about) == (GateState.OPEN, ("Leeds",))
    assert {each.object for each in named(made, "FED-10")} == {"London", "Leeds"}
    assert {"FED-33@London", "FED-33@Leeds"} <= set(step(made, "FED-34").needs)


@pytest.mark.ledger("S4-35", "S4-88")
def test_merge_and_import_have_their_way_their_log_and_their_gate() -> None:
    """Wizard, expected lines and the gate: the log without an unknown line, then BackCompatSite with every pool."""
    made = plan(TRACK_A, OLD)
    assert place(made, "A3.3") < place(made, "A4.2") < place(made, "A4.3") < place(made, "A4.4")
    merge, import_ = step(made, "A4.2"), step(made, "A4.4")
    assert "Merge Office Communications Server 2007 R2" in merge.step.dialog
    assert "migrator log compare" in merge.step.command
    assert "Import-CsLegacyConfiguration" in import_.step.command
    assert "migrator log compare" in import_.step.command
    assert (merge.state.state, import_.state.state) == (GateState.UNKNOWN, GateState.UNKNOWN)
    good = LogLine(
        key="1", product="lync2013", cmdlet="Merge-CsLegacyTopology", level="Info", message="Validation was successful."
    )
    assert step(plan(TRACK_A, OLD, good), "A4.2").state.state is GateState.DONE
    odd = attrs.evolve(good, key="2", message="Something that nobody knows")
    assert step(plan(TRACK_A, OLD, good, odd), "A4.2").state.about == ("Something that nobody knows",)
    bad = attrs.evolve(good, key="3", level="Error", message="It failed.")
    assert step(plan(TRACK_A, OLD, good, bad), "A4.2").state.state is GateState.OPEN
    site = Site(key="BackCompatSite", name="BackCompatSite", product="lync2013", site_kind="BackCompatSite")
    assert step(plan(TRACK_A, OLD, NEW, site), "A4.3").state.about == ("ocs.c.local",)
    listed = Pool(key="OCS.c.local", product="lync2013", fqdn="OCS.c.local", site="Site:BackCompatSite")
    assert step(plan(TRACK_A, OLD, NEW, site, listed), "A4.3").state.state is GateState.DONE


@pytest.mark.ledger("S4-35")
def test_the_import_names_the_lines_that_are_predicted() -> None:
    """The shipped estate of OCS 2007 R2: the lines of the import stand beside its step."""
    read = Reading([FIXTURES / "contoso-ocs2007r2"])
    items = list(read.items())
    estate = Estate(items, collected=collected(read.reports), incomplete=incomplete(read.reports))
    prediction = predict(estate, Context(now=NOW), all_rules())
    made = plan_of(TRACK_A, estate, prediction, {})
    lines = {line.text for line in step(made, "A4.4").expected}
    assert any("vx1.contoso.local" in line for line in lines)
    assert len([each for each in made.steps if each.step.id == "A9.6"]) == 2
    assert [each.key for each in made.steps if each.key.startswith("FIX-R2-RTE")]


@pytest.mark.ledger("S4-41")
def test_each_gateway_is_moved_from_both_sides() -> None:
    """Topology, the gateway's own side, the routes and a call, for each gateway; the gate is its trunk."""
    gateways = [Gateway(key=name, product="ocs2007r2", fqdn=name) for name in ("vx1.c.local", "o'neill")]
    trunk = Trunk(key="t", product="lync2013", gateway="PstnGateway:vx1.c.local")
    read = [("ocs2007r2", "trusted_service"), ("lync2013", "gateway")]
    made = plan(TRACK_A, OLD, *gateways, trunk, seen=read)
    one, other = named(made, "A9.6")
    assert "On vx1.c.local itself" in one.step.dialog
    assert "same port and the same protocol as the trunk" in one.step.dialog
    assert "Set-CsVoiceRoute -Identity ROUTE -PstnGatewayList @{Add='PstnGateway:vx1.c.local'}" in one.step.command
    assert "'PstnGateway:o''neill'" in other.step.command
    assert "a call out and a call in" in one.step.verify
    assert [each.state.state for each in (one, other)] == [GateState.CONFIRM, GateState.OPEN]
    (rest,) = one.state.about
    assert rest.startswith("vx1.c.local has the new Mediation Server as SIP peer")
    assert rest.endswith("a call out and a call in worked")


RGS = (
    Workflow(key="w", product="ocs2007r2", name="Sales", pool="ocs.c.local", primary_uri="sip:sales@c.com"),
    Queue(key="q", product="ocs2007r2", name="O'Neill", pool="ocs.c.local"),
    ApplicationContact(key="c", product="ocs2007r2", primary_uri="sip:sales@c.com", pool="ocs.c.local"),
)
_APPLICATIONS = ("trusted_application_pool", "trusted_application_endpoint")
RGS_READ = [("ocs2007r2", kind) for kind in ("agent_group", "business_hours", "holiday_set")]


@pytest.mark.ledger("S4-45", "S4-52", "S4-55", "S4-58", "S4-59", "S4-70", "S4-71", "S4-90")
def test_the_night_of_the_response_groups() -> None:
    """Its own gate and order: move, legacy log, export, comparison, a harmless save of each type, calls, way back."""
    made = plan(TRACK_A, OLD, *RGS, seen=RGS_READ)
    keys = [each.key for each in made.steps if each.step.id.startswith("RGS-")]
    assert keys == [
        "RGS-01@ocs.c.local",
        "RGS-05",
        "RGS-10@ocs.c.local",
        "RGS-15@ocs1.c.local",
        "RGS-20",
        "RGS-30",
        "RGS-40@Workflow Sales",
        "RGS-40@Queue O'Neill",
        "RGS-50",
        "RGS-60",
        "RGS-70",
        "RGS-90@sip:sales@c.com",
    ]
    move = step(made, "RGS-10").step.command
    assert "Move-CsRgsConfiguration -Source 'ocs.c.local' -Destination 'fe13.c.local' -Verbose" in move
    assert "Start-Transcript" in move
    back = step(made, "RGS-90").step
    assert back.command == "Move-CsApplicationEndpoint -Identity 'sip:sales@c.com' -TargetApplicationPool 'ocs.c.local'"
    assert back.is_optional
    save = named(made, "RGS-40")[1].step.command
    assert save == (
        "$sample = Get-CsRgsQueue -Identity 'service:ApplicationServer:fe13.c.local' -Name 'O''Neill'; "
        "Set-CsRgsQueue -Instance $sample"
    )
    assert "migrator repair find" in named(made, "RGS-40")[0].step.dialog
    assert step(made, "RGS-60").step.is_optional
    assert step(made, "RGS-15").step.expected_events == (30951, 31053, 31189)
    assert "migrator rgs compare before after" in step(made, "RGS-30").step.verify
    assert set(keys) - set(step(made, "A9.1").needs) == {"RGS-60", "RGS-90@sip:sales@c.com"}


def test_objects_of_a_kind_that_was_not_read_are_not_forgotten() -> None:
    """A step stands for those that nothing shows beside those that are known, and its gate is not met."""
    *known, unread = named(plan(TRACK_A, OLD, NEW, *RGS, seen=RGS_READ[:-1]), "RGS-40")
    assert [each.object for each in known] == ["Workflow Sales", "Queue O'Neill"]
    assert unread.not_collected == ("Holiday sets",)
    assert "Get-CsRgsHolidaySet" in unread.step.command
    gateway = Gateway(key="gw1", product="lync2013", fqdn="gw1.c.local")
    trunk = Trunk(key="t", product="lync2013", gateway="PstnGateway:gw1.c.local")
    of_lync, of_ocs = named(plan(TRACK_A, OLD, NEW, gateway, trunk), "A9.6")
    assert (of_lync.object, of_lync.state.state) == ("gw1.c.local", GateState.CONFIRM)
    assert (of_ocs.object, of_ocs.not_collected) == ("", ("Trusted services",))
    assert of_ocs.state.state is not GateState.CONFIRM
    assert "MSFT_SIPTrustedServiceSetting" in " ".join(of_ocs.state.supply)


@pytest.mark.ledger("S4-90")
def test_the_legacy_log_shows_only_known_events() -> None:
    """Without the log of the server nothing is known; known events close the gate, another error opens it."""

    def log(*ids: int) -> GateState:
        events = [
            Event(
                key=str(id_),
                product="ocs2007r2",
                log="Office Communications Server",
                event_id=id_,
                level="Error",
                machine="OCS1",
            )
            for id_ in ids
        ]
        return step(plan(TRACK_A, OLD, *RGS, *events), "RGS-15").state.state

    assert [log(), log(30951, 31189), log(30951, 14428)] == [GateState.UNKNOWN, GateState.DONE, GateState.OPEN]


@pytest.mark.ledger("S4-47")
def test_documentation_has_its_hours_and_the_list_to_complete_by_hand() -> None:
    """The work grows with the objects of the pool, and what the script cannot recreate is listed."""
    estate = Estate((OLD, *RGS))
    prediction = predict(estate, Context(now=NOW), ())
    made = plan_of(TRACK_A, estate, prediction, {}, {"OCS.c.local": ("workflow Sales: hours",)})
    documented = step(made, "RGS-01")
    assert (documented.minutes, documented.by_hand) == (20, ("workflow Sales: hours",))


@pytest.mark.ledger("S4-82")
def test_each_access_number_is_moved_and_its_region_checked() -> None:
    """One command for each number, and the gate needs the new pool and a region."""

    def state(*numbers: AccessNumber) -> GateState:
        return made(*numbers).state.state

    def made(*numbers: AccessNumber) -> PlannedStep:
        return step(plan(TRACK_A, OLD, NEW, *numbers, seen=[("ocs2007r2", "access_number")]), "A9.2")

    old = AccessNumber(key="sip:caa@c.com", product="ocs2007r2", primary_uri="sip:caa@c.com", pool="ocs.c.local")
    new = attrs.evolve(old, product="lync2013", pool="fe13.c.local", regions=("UK",))
    moved = step(plan(TRACK_A, OLD, old), "A9.2").step
    assert moved.command == "Move-CsApplicationEndpoint -Identity 'sip:caa@c.com' -TargetApplicationPool 'fe13.c.local'"
    assert "Regions" in moved.verify
    assert "-ScopeToGlobal" in moved.repair
    assert made(new).state.shown_by == ("sip:caa@c.com",)
    assert [state(old), state(new), state(attrs.evolve(new, regions=()))] == [
        GateState.OPEN,
        GateState.DONE,
        GateState.OPEN,
    ]


def test_directories_are_moved_after_the_applications_were_deactivated() -> None:
    """Page and field disagree: both are told, and the order is that of the field."""
    directory = ConferenceDirectory(key="1", product="ocs2007r2", directory_id=1, pool="ocs.c.local")
    made = plan(TRACK_A, OLD, NEW, directory)
    assert place(made, "DIR-20@ocs1.c.local") < place(made, "DIR-30@1") < place(made, "A10.1")
    assert "Pool is not ready" in step(made, "DIR-20").step.dialog
    assert step(made, "A10.1").state.state is GateState.OPEN
    after = attrs.evolve(directory, product="lync2013", pool="UserServer:fe13.c.local")
    assert named(plan(TRACK_A, OLD, NEW, after), "DIR-30")[0].state.state is GateState.DONE


def test_no_gate_turns_green_from_what_is_missing() -> None:
    """Nothing read, or a kind of which objects were lost, shows nothing."""
    users = User(key="sip:a@c.com", product="lync2013", pool="fe13.c.local")
    read = [("ocs2007r2", "user")]
    assert step(plan(TRACK_A, OLD), "A8.2").state.state is GateState.UNKNOWN
    assert step(plan(TRACK_A, OLD, NEW, users, seen=read), "A8.2").state.state is GateState.DONE
    lost = plan(TRACK_A, OLD, NEW, users, seen=read, lost=[("ocs2007r2", "user")])
    assert step(lost, "A8.2").state.state is GateState.UNKNOWN
    of_lync = step(plan(TRACK_A, OLD, NEW, users, seen=read, lost=[("lync2013", "user")]), "A8.2").state
    assert (of_lync.state, of_lync.supply) == (
        GateState.UNKNOWN,
        ("Get-CsUser | Export-Clixml Get-CsUser.xml -Depth 8",),
    )
    empty = plan(TRACK_A, OLD, only="L13-LEG")
    assert step(empty, "A10.25").state.state is GateState.UNKNOWN
    assert step(plan(TRACK_A, OLD), "A10.4").state.state is GateState.UNKNOWN


def test_every_gate_says_on_which_kinds_it_rests() -> None:
    """No gate of evidence can be met while objects of one of its kinds were lost, and it says what supplies them."""
    assert set(ALL_GATES) - set(RESTS_ON) == set(RULE_GATES)
    route = VoiceRoute(key="r", product="lync2013", gateways=("gw.c.local",))
    federated = Site(key="1", product="lync2013", name="London", site_kind="CentralSite", federation_route="")
    there = (OLD, NEW, route, federated)

    def states(*lost: tuple[str, str]) -> list[GateState]:
        made = plan(TRACK_A, *there, lost=lost)
        return [step(made, id_).state.state for id_ in ("A4.6", "A3.3")]

    assert states() == [GateState.CONFIRM, GateState.CONFIRM]
    assert states(("lync2013", "voice_route"), ("ocs2007r2", "pool")) == [GateState.UNKNOWN, GateState.UNKNOWN]
    lost = step(plan(TRACK_A, *there, lost=[("lync2013", "voice_route")]), "A4.6").state
    assert lost.supply == ("Get-CsVoiceRoute | Export-Clixml Get-CsVoiceRoute.xml -Depth 8",)


def test_a_pool_is_not_empty_because_its_phones_and_numbers_were_not_collected() -> None:
    """The removal gate needs each kind of what may be left, also where a rule speaks of two kinds."""
    kinds = [
        "pool",
        "user",
        "conference_directory",
        "access_number",
        "workflow",
        "application_contact",
        "exchange_um_contact",
    ]
    read = [("lync2013", kind) for kind in kinds]
    numbers = [("lync2013", kind) for kind in ("call_park_orbit", "unassigned_number", "common_area_phone")]
    every = [*read, *numbers, *(("lync2013", kind) for kind in ("analog_device", *_APPLICATIONS))]

    def removal(*items: Item, seen: Iterable[Any]) -> PlannedStep:
        return step(plan(TRACK_B, OLD10, NEW, *items, only="L13-LEG", seen=seen), "B8.55")

    assert "Get-CsCallParkOrbit" in " ".join(removal(seen=read).state.supply)
    assert "Get-CsAnalogDevice" in " ".join(removal(seen=[*read, *numbers]).state.supply)
    assert removal(seen=every).state.state is GateState.DONE
    phone = CommonAreaPhone(key="sip:lobby@c.com", product="lync2013", pool="gone.c.local")
    assert removal(phone, seen=every).state.about == ("L13-LEG-005 (sip:lobby@c.com)",)


def test_a_pool_is_not_empty_while_trusted_applications_are_on_it() -> None:
    """The next hop of the application servers and the contacts of their applications are moved before it is removed."""
    servers = TrustedApplicationPool(
        key="apps.c.local", product="lync2013", registrar="fe10.c.local", applications=("urn:application:calls",)
    )
    contact = TrustedApplicationEndpoint(
        key="sip:calls@c.com", product="lync2013", pool="fe10.c.local", owner_urn="urn:application:calls"
    )
    own = attrs.evolve(contact, key="sip:watcher@c.com", owner_urn="urn:application:RGS")
    moved = attrs.evolve(servers, registrar="Registrar:fe13.c.local")
    kinds = ["user", "conference_directory", "access_number", "workflow", "application_contact", "exchange_um_contact"]
    kinds += ["call_park_orbit", "unassigned_number", "common_area_phone", "analog_device", "trusted_application_pool"]
    read = [("lync2013", kind) for kind in kinds]

    def gates(*items: Item) -> tuple[PlannedStep, PlannedStep]:
        made = plan(TRACK_B, OLD10, NEW, *items, only="L13-LEG", seen=read)
        return step(made, "B7.53"), step(made, "B8.55")

    hop, removal = gates(servers, contact)
    assert hop.state.about == ("apps.c.local",)
    assert removal.state.about == ("apps.c.local", "sip:calls@c.com")
    hop, removal = gates(moved, contact, own)
    assert (hop.state.state, removal.state.about) == (GateState.DONE, ("sip:calls@c.com",))
    hop, removal = gates(moved, attrs.evolve(contact, pool="fe13.c.local"), own)
    assert (hop.state.state, removal.state.state) == (GateState.DONE, GateState.DONE)
    hop, removal = gates(moved)
    assert removal.state.state is GateState.UNKNOWN
    assert "Get-CsTrustedApplicationEndpoint" in " ".join(removal.state.supply)


@pytest.mark.parametrize(("track", "old"), [(TRACK_A, OLD), (TRACK_B, OLD10), (TRACK_C, OLD)], ids=["A", "B", "C"])
def test_a_gate_of_which_nothing_is_known_says_what_would_show_it(track: Track, old: Pool) -> None:
    """Each unknown gate of a plan names a command, an answer or a file, also where a rule lacked evidence."""
    made = plan(track, old, only="")
    for_rules = plan(track, old, only="L13-LEG")
    unknown = [each for each in (*made.steps, *for_rules.steps) if each.state.state is GateState.UNKNOWN]
    assert len(unknown) > 20
    assert not [each.key for each in unknown if not each.state.supply]
    if track != TRACK_C:
        removal = next(each for each in for_rules.steps if "L13-LEG-001" in each.step.of)
        assert {"Get-CsUser | Export-Clixml Get-CsUser.xml -Depth 8"} <= set(removal.state.supply)


def test_rules_of_another_target_show_nothing() -> None:
    """In Lync Server 2010 no rule sees all that is left on a pool of OCS: people say so before it is removed."""
    new = Pool(key="fe10.c.local", product="lync2010", fqdn="fe10.c.local")
    read = [("lync2010", kind) for kind in ("user", *_APPLICATIONS)]
    state = step(plan(TRACK_C, OLD, new, only="L13-LEG", seen=read), "A10.25").state
    assert (state.state, state.about) == (GateState.CONFIRM, ("No object of the legacy pool is left",))


def test_what_was_lost_or_not_read_hides_no_finding() -> None:
    """No finding means nothing while users were lost, or while a kind that a rule needs was not read."""
    kinds = ["user", "workflow", "pool", "agent", "agent_group", "queue", "trusted_service", "conference_directory"]
    read = [("ocs2007r2", kind) for kind in (*kinds, "edge_pool", "ad_forest", "voice_route")]

    def states(*items: Item, **given: Any) -> list[GateState]:
        made = plan(TRACK_A, OLD, *items, only="R2-", **given)
        return [step(made, id_).state.state for id_ in ("A1.1", "RGS-05")]

    assert states(*RGS, seen=read) == [GateState.CONFIRM, GateState.DONE]
    assert states(seen=[("ocs2007r2", "pool")]) == [GateState.UNKNOWN, GateState.UNKNOWN]
    for kind in ("user", "trusted_service", "voice_route", "ad_forest"):
        assert states(*RGS, seen=[pair for pair in read if pair[1] != kind])[0] is GateState.UNKNOWN
    lost = [("ocs2007r2", kind) for kind in ("user", "agent", "agent_group", "workflow")]
    assert states(*RGS, seen=read, lost=lost) == [GateState.UNKNOWN, GateState.UNKNOWN]


def test_people_confirm_what_rules_ask_them() -> None:
    """A blocking rule that waits for an answer has no finding; that is not evidence, and the gate names the answer."""
    seen = [("ocs2007r2", kind) for kind in ("pool", "ad_forest")]
    gate = step(plan(TRACK_A, OLD, seen=seen, only="R2-PLAT-003"), "A1.1").state
    assert (gate.state, gate.about) == (GateState.CONFIRM, ("the answer target_forest (R2-PLAT-003)",))
    answered = plan(TRACK_A, OLD, seen=seen, only="R2-PLAT-003", answers={"target_forest": "contoso.local"})
    assert step(answered, "A1.1").state.state is GateState.DONE


def test_every_domain_with_users_has_its_event() -> None:
    """One event of one domain does not show that the users of another are replicated."""

    def user(domain: str) -> User:
        return User(key=f"CN=A,DC={domain},DC=local", product="lync2013", pool="fe13.c.local")

    def event(text: str) -> Event:
        return Event(key=text, product="lync2013", source="LS User Replicator", event_id=30024, message=text)

    one, other = (
        event(f"synchronization of domain {name}.local (DN: DC={name},DC=local)") for name in ("emea", "asia")
    )
    users = (user("emea"), user("asia"))
    assert step(plan(TRACK_A, OLD, NEW, *users, one), "A6.1").state.about == ("asia.local",)
    assert step(plan(TRACK_A, OLD, NEW, *users, one, other), "A6.1").state.state is GateState.DONE
    assert step(plan(TRACK_A, OLD, NEW, *users, event("")), "A6.1").state.state is GateState.CONFIRM


def test_schema_and_pools_open_their_gates() -> None:
    """The schema of Lync Server 2013 and a pool of it, as evidence shows them."""
    forest = AdForest(key="c.local", product="", name="c.local", schema_upper=1100)
    assert step(plan(TRACK_A, OLD, forest), "A3.1").state.state is GateState.OPEN
    ready = attrs.evolve(forest, schema_upper=1150)
    assert step(plan(TRACK_A, OLD, ready, NEW), "A3.1").state.state is GateState.CONFIRM
    assert step(plan(TRACK_A, OLD, NEW), "A3.3").state.state is GateState.CONFIRM
