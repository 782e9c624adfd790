"""Parts that only some estates have: branch appliances, XMPP, Group Chat, and the Edge on the way to Lync 2010."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from migrator.checklist.gates import GateState
from migrator.checklist.plan import MigrationPlan, PlannedStep, declared_steps, plan_of
from migrator.estate.estate import Estate
from migrator.estate.external import XmppPartner
from migrator.estate.kinds import Item
from migrator.estate.response_groups import Workflow
from migrator.estate.topology import EdgePool, InstalledComponent, Pool, Service, Site
from migrator.estate.users import User
from migrator.knowledge.grade import Grade
from migrator.rules.engine.model import Context
from migrator.rules.engine.phases import TRACK_A, TRACK_B, TRACK_C, Track
from migrator.rules.engine.predict import predict

R2, L10, L13 = "ocs2007r2", "lync2010", "lync2013"
OLD = Pool(key="ocs.c.local", product=R2, fqdn="ocs.c.local")
OLD10 = Pool(key="fe10.c.local", product=L10, fqdn="fe10.c.local")
NEW = Pool(key="fe13.c.local", product=L13, fqdn="fe13.c.local")
BRANCH = (
    Pool(key="sba1.c.local", product=L10, fqdn="sba1.c.local", roles=("Registrar",)),
    Site(key="Leeds", product=L10, name="Leeds", site_kind="RemoteSite", parent_site="London"),
    Service(key="r", product=L10, role="Registrar", pool="SBA1.c.local", site="Leeds"),
)
SERVICES = [(L10, "service")]


def plan(
    track: Track, *items: Item, answers: Mapping[str, str] | None = None, seen: Iterable[Any] = ()
) -> MigrationPlan:
    """The plan of a few objects, without rules."""
    estate = Estate(items, collected=seen)
    known = {"planned_pool_fqdns": "fe13.c.local", **(answers or {})}
    prediction = predict(estate, Context(now=datetime(2014, 1, 8, tzinfo=UTC), target=track.target), [])
    return plan_of(track, estate, prediction, known)


def keys(made: MigrationPlan, prefix: str) -> list[str]:
    """Keys of the steps that begin so."""
    return [step.key for step in made.steps if step.key.startswith(prefix)]


def step(made: MigrationPlan, key: str) -> PlannedStep:
    """The step of a key."""
    return next(each for each in made.steps if each.key == key)


def test_each_branch_appliance_moves_after_the_users_of_its_pool() -> None:
    """Its users leave, it changes topology, they come back: once for each appliance, after the remaining users."""
    made = plan(TRACK_B, OLD10, *BRANCH, seen=SERVICES)
    assert keys(made, "SBA-") == [f"SBA-{n}0@sba1.c.local" for n in range(1, 5)]
    assert "Move-CsUser -Target 'fe13.c.local'" in step(made, "SBA-10@sba1.c.local").step.command
    assert "Monitoring store of 2010 only" in step(made, "SBA-30@sba1.c.local").step.dialog
    assert "B6.3" in step(made, "SBA-10@sba1.c.local").needs
    assert set(keys(made, "SBA-")) <= set(step(made, "B7.7").needs)
    assert "B7.7" in step(made, "B8.55@fe10.c.local").needs
    assert not keys(made, "B8.6@sba1")


def test_files_of_one_object_do_not_overwrite_those_of_another() -> None:
    """The list that brings the users of a branch back, and the transcript of a move, are named after their object."""
    pools = (Pool(key="o'dd pool;", product=L10, fqdn="o'dd pool;"), OLD10)
    contacts = (Workflow(key=f"w@{pool.key}", product=L10, name="w", pool=pool.key) for pool in pools)
    other = (
        Pool(key="sba2.c.local", product=L10, fqdn="sba2.c.local", site="Leeds"),
        Service(key="r2", product=L10, role="Registrar", pool="sba2.c.local", site="Leeds"),
    )
    made = plan(TRACK_B, *pools, *BRANCH, *other, *contacts, seen=SERVICES)
    written = [
        name
        for each in made.steps
        if each.step.each
        for name in re.findall(r"(?:Export-Csv|Start-Transcript|-FileName|epl \"[^\"]*\") ([^ ;]+)", each.step.command)
    ]
    assert len(written) >= 4
    assert len(set(written)) == len(written)
    assert not [name for name in written if not re.fullmatch(r"[\w.-]+", name)]
    leave, back = (step(made, f"SBA-{n}0@sba2.c.local").step.command for n in (1, 4))
    assert "Export-Csv USERS-sba2.c.local.csv;" in leave
    assert back.startswith("Import-Csv USERS-sba2.c.local.csv |")


def test_an_open_gate_says_what_keeps_it_open() -> None:
    """Where something of the new product is not there yet, that stands beside the gate, not an empty cell."""
    read = [(L13, kind) for kind in ("user", "pool", "xmpp_partner")]
    user = User(key="ada", product=R2, sip_address="sip:ada@c.com", pool=OLD.key)
    partner = XmppPartner(key="jabber.example", product=R2)
    for pools in ((OLD,), (OLD, NEW)):
        made = plan(TRACK_A, *pools, user, partner, seen=read)
        unsaid = [each.key for each in made.steps if each.state.state is GateState.OPEN and not each.state.about]
        assert unsaid == []
    pilot = step(made, "A6.2").state
    assert (pilot.state, pilot.about) == (GateState.OPEN, ("Users: none on a pool of Lync 2013",))


def test_a_director_is_a_pool_to_remove_and_no_branch() -> None:
    """It has a Registrar without users in a central site: removed as other pools are, and never home of a contact."""
    site = Site(key="London", product=L10, name="London", site_kind="CentralSite")
    director = Pool(key="dir.c.local", product=L10, fqdn="dir.c.local", roles=("Registrar",), site="London")
    role = Service(key="d", product=L10, role="Registrar", pool="dir.c.local", site="London")
    made = plan(TRACK_B, OLD10, *BRANCH, site, director, role, seen=SERVICES)
    assert [key for key in keys(made, "SBA-") if "dir." in key] == []
    assert {"B8.6@dir.c.local", "B8.6@fe10.c.local"} <= set(keys(made, "B8.6"))
    assert "B7.6@dir.c.local" not in keys(made, "B7.6")


def test_what_the_topology_does_not_list_any_more_has_no_steps() -> None:
    """At the end of track B the old pools and Edge are gone: no step of them comes back without an object."""
    edge = EdgePool(key="edge13.c.local", product=L13, fqdn="edge13.c.local", machines=("edge13.c.local",))
    made = plan(TRACK_B, NEW, edge, seen=SERVICES)
    gone = {"B2.1", "B8.55", "B8.6", "FED-15", "FED-20", "FED-50"}
    assert gone & {each.key.partition("@")[0] for each in made.steps} == set()
    assert keys(made, "FED-21") == ["FED-21@edge13.c.local"]
    assert keys(plan(TRACK_B, edge, seen=SERVICES), "B8.6") == ["B8.6"]


def test_a_branch_is_left_out_only_where_services_were_read() -> None:
    """Read without one: no steps; not read: steps that say so; an answer keeps them; other tracks have none."""
    assert not keys(plan(TRACK_B, OLD10, seen=SERVICES), "SBA-")
    unread = plan(TRACK_B, OLD10)
    assert step(unread, "B7.7").not_collected == ("Services",)
    assert "RegistrarPool -eq 'BRANCH_APPLIANCE'" in step(unread, "SBA-10").step.command
    assert keys(plan(TRACK_B, OLD10, seen=SERVICES, answers={"sba_2010_kept": "yes"}), "SBA-")
    assert not keys(plan(TRACK_A, OLD), "SBA-")


def test_users_of_a_branch_do_not_hold_back_the_gate_of_the_remaining_users() -> None:
    """An appliance of 2010 may stay under a pool of 2013, so its users never leave the legacy product."""

    def gate(pool: str) -> GateState:
        anna = User(key="sip:anna@c.com", product=L10, pool=pool)
        return step(plan(TRACK_B, OLD10, NEW, *BRANCH, anna, seen=[(L10, "user")]), "B6.3").state.state

    assert gate("sba1.c.local") is GateState.DONE
    assert gate("fe10.c.local") is GateState.OPEN


@pytest.mark.parametrize(("track", "old", "users"), [(TRACK_A, OLD, "A8.2"), (TRACK_B, OLD10, "B6.3")], ids=["A", "B"])
def test_xmpp_comes_after_all_users_and_not_before(track: Track, old: Pool, users: str) -> None:
    """Users first, DNS last, and no step of the Edge waits for it; without XMPP there is none."""
    edge = EdgePool(key="e.c.local", product=old.product, fqdn="e.c.local")
    made = plan(track, old, edge, answers={"xmpp_gateway_in_use": "yes"})
    order = [each.step.id for each in made.steps]
    assert order.index("FED-60") < order.index(users) < order.index("FED-70")
    assert [id_ for id_ in order if id_.startswith("FED-7")] == ["FED-70", "FED-71", "FED-715", "FED-72", "FED-73"]
    assert users in step(made, "FED-70").needs
    assert not keys(plan(track, old, edge), "FED-7")
    partner = XmppPartner(key="jabber.example", product=L13)
    assert step(plan(track, old, edge, partner), "FED-72").state.state is GateState.DONE


@pytest.mark.parametrize(("track", "old"), [(TRACK_A, OLD), (TRACK_B, OLD10)], ids=["A", "B"])
def test_group_chat_moves_in_the_order_of_the_page(track: Track, old: Pool) -> None:
    """Services stop, export, trial, import, address of old clients; where programs of a server or an answer show it."""
    made = plan(track, old, answers={"group_chat_deployed": "yes"})
    assert keys(made, "CHAT-") == [f"CHAT-{n}0" for n in range(1, 10)]
    assert step(made, "CHAT-50").step.command.endswith("-WhatIf")
    assert "New-CsPersistentChatEndpoint" in step(made, "CHAT-70").step.command
    assert not step(made, "CHAT-90").step.has_way_back
    assert step(made, "CHAT-80").step.references == ("l13-group-chat-details",)
    program = InstalledComponent(key="p", product=old.product, name="Microsoft Lync Server 2010, Group Chat")
    assert keys(plan(track, old, program), "CHAT-")
    assert not keys(plan(track, old), "CHAT-")


def test_the_edge_on_the_way_to_lync_2010_is_inferred_from_that_of_2013() -> None:
    """Track C has the steps of track A with names of 2010; what is inferred says so, and gates look at 2010."""
    legacy = EdgePool(key="e.c.local", product=R2, fqdn="e.c.local", access_fqdn="sip.c.com")
    new = EdgePool(key="e10.c.local", product=L10, fqdn="e10.c.local")
    site = Site(key="London", name="London", product=L10, federation_route="EdgeServer:e10.c.local")
    made = plan(TRACK_C, OLD, OLD10, legacy, new, site)
    ids = list(dict.fromkeys(each.step.id for each in made.steps if each.step.id.startswith("FED-")))
    of_a = [each.id for each in declared_steps(TRACK_A) if each.in_part == "federation" and not each.plan]
    assert ids == of_a
    inner = [each.step for each in made.steps if each.step.id.startswith("FED-")]
    assert {each.grade for each in inner} == {Grade.INFERRED}
    assert {each.references for each in inner} == {("l10-federation-r2", "l13-federation-r2")}
    assert not [each.id for each in inner if "2013" in f"{each.title}{each.dialog}{each.gate}{each.command}"]
    assert "Lync Server 2010 > Edge pools > e10.c.local" in step(made, "FED-30@e10.c.local").step.dialog
    assert step(made, "FED-33@London").state.state is GateState.DONE
    shared = attrs.evolve(legacy, web_conferencing_fqdn="sip.c.com", av_fqdn="sip.c.com")
    assert keys(plan(TRACK_C, OLD, OLD10, shared, new), "FED-91") == ["FED-91"]


@pytest.mark.parametrize("track", [TRACK_A, TRACK_B, TRACK_C], ids=lambda track: track.id)
def test_each_step_of_a_track_has_a_source_a_gate_and_a_way_back_or_says_that_there_is_none(track: Track) -> None:
    """No step is without a published source, a gate in words and a way back; what deletes says that it has none."""
    for each in declared_steps(track):
        assert each.references, each.id
        assert each.gate, each.id
        assert each.rollback.strip(), each.id
    none = {each.id for each in declared_steps(track) if not each.has_way_back}
    last = {"A": {"A3.1", "A10.3", "A10.4", "FED-92", "CHAT-90"}, "B": {"B3.1", "B8.6", "CMS-70", "FED-92", "CHAT-90"}}
    assert last.get(track.id, {"A3.1", "A10.3", "A10.4", "FED-92"}) <= none


def test_a_director_is_not_a_branch_appliance() -> None:
    """A Registrar without users in a central site is removed like a pool, and the simple URLs leave it before."""
    site = Site(key="London", product=L10, name="London", site_kind="CentralSite")
    director = Pool(key="dir.c.local", product=L10, fqdn="dir.c.local", site="London", roles=("Registrar", "WebServer"))
    made = plan(TRACK_B, OLD10, site, director, *BRANCH, seen=SERVICES)
    assert keys(made, "SBA-10") == ["SBA-10@sba1.c.local"]
    assert {"B6.2", "B8.6@dir.c.local"} <= {each.key for each in made.steps}
    assert not keys(made, "B8.7@dir")
    assert not keys(plan(TRACK_B, OLD10, site, seen=SERVICES), "B6.2")
    unread = step(plan(TRACK_B, OLD10), "B6.2")
    assert unread.not_collected == ("Services",)


def test_an_object_waits_for_itself_where_its_steps_are_a_chain() -> None:
    """A branch goes on while another one is not ready; an Edge without a check of its own waits for all pools."""
    other = Pool(key="sba2.c.local", product=L10, fqdn="sba2.c.local", roles=("Registrar",))
    second = attrs.evolve(OLD10, key="se10.c.local", fqdn="se10.c.local")
    edge = Service(key="e", product=L10, role="EdgeServer", pool="edge.c.local")
    pool = Pool(key="edge.c.local", product=L10, fqdn="edge.c.local")
    homes = [Service(key=f"r{p.key}", product=L10, role="Registrar", pool=p.fqdn) for p in (OLD10, second)]
    made = plan(TRACK_B, OLD10, second, *BRANCH, other, edge, pool, *homes, seen=SERVICES)
    assert step(made, "SBA-20@sba2.c.local").needs == ("SBA-10@sba2.c.local",)
    assert step(made, "B8.6@se10.c.local").needs == ("B8.55@se10.c.local",)
    assert step(made, "B8.6@edge.c.local").needs == ("B8.55@fe10.c.local", "B8.55@se10.c.local")


def test_remote_call_control_is_moved_where_a_user_has_it() -> None:
    """Evidence of users without it leaves the step out; where users do not tell, the step stays and says so."""
    user = User(key="sip:a@c.com", product=R2, pool="ocs.c.local", remote_call_control=True)
    read = [(R2, "user")]
    assert keys(plan(TRACK_A, OLD, user, seen=read), "A9.5") == ["A9.5"]
    assert not keys(plan(TRACK_A, OLD, attrs.evolve(user, remote_call_control=False), seen=read), "A9.5")
    assert step(plan(TRACK_A, OLD), "A9.5").not_collected == ("Users",)
