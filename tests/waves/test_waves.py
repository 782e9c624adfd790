"""Waves of small estates: who is tied to whom, what a cut breaks, what holds a wave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
import pytest

from migrator.errors import InputError
from migrator.estate import response_groups as rgs
from migrator.estate.devices import CommonAreaPhone
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.topology import Gateway, Pool
from migrator.estate.users import DirectoryGroup, User
from migrator.estate.voice import VoicePolicy, VoiceRoute
from migrator.rules.engine.references import all_references
from migrator.waves.breaks import BreakKind, WaveBreak
from migrator.waves.bundles import bundles_of
from migrator.waves.population import Population
from migrator.waves.ties import TieKind, ties_of
from migrator.waves.waves import MoveGate, PlannedWave, WaveList, WaveState, planned_waves
from migrator.waves.words import GAPS, MEANINGS, WaveGapKind

OLD, OTHER, NEW = "lync10.contoso.com", "se10.contoso.com", "lync13.contoso.com"
LYNC10: dict[str, Any] = {"product": "lync2010"}
TEAM = "team@contoso.com"
GATE = MoveGate(step="B4.2")
POOLS: list[Item] = [
    Pool(key=OLD, fqdn=OLD, **LYNC10),
    Pool(key=OTHER, fqdn=OTHER, **LYNC10),
    Pool(key=NEW, fqdn=NEW, product="lync2013"),
]


def sip(name: str) -> str:
    """The address of a user."""
    return f"sip:{name}@contoso.com"


def user(name: str, pool: str = OLD, **more: Any) -> User:
    """A user of Lync Server 2010."""
    return User(key=sip(name), sip_address=sip(name), display_name=name, pool=pool, **{**LYNC10, **more})


def group(name: str, *agents: str, pool: str = OLD, **more: Any) -> rgs.AgentGroup:
    """An agent group with its agents."""
    return rgs.AgentGroup(key=name, name=name, pool=pool, agents=tuple(map(sip, agents)), **{**LYNC10, **more})


def workflow(name: str, pool: str = OLD, **more: Any) -> rgs.Workflow:
    """A workflow."""
    return rgs.Workflow(key=f"{name}@{pool}", name=name, pool=pool, **{**LYNC10, **more})


def kept(name: str, *users: str, pools: tuple[str, ...] = ()) -> WaveList:
    """A wave as the project keeps it."""
    return WaveList(name=name, chosen="", users=tuple(map(sip, users)), pools=pools)


def waves(
    items: Iterable[Item], *lists: WaveList, pairs: Iterable[tuple[str, str, str]] = (), gate: MoveGate = GATE
) -> tuple[PlannedWave, ...]:
    """The waves of an estate with these objects."""
    population = Population(Estate([*POOLS, *items]), "lync2013")
    return planned_waves(population, ties_of(population, pairs), lists, [], gate)


def shown(breaks: Iterable[WaveBreak]) -> list[tuple[BreakKind, str, list[str], list[str], str]]:
    """The breaks in short: kind, what is cut, names of both sides, the later wave."""
    return [
        (each.kind, each.about, [i.title for i in each.inside], [i.title for i in each.outside], each.later)
        for each in breaks
    ]


MANAGER = user("boss", delegates=("CN=Ann,DC=contoso", sip("gone")), aliases=("CN=Boss,DC=contoso",))
ANN = user("ann", aliases=("CN=Ann,DC=contoso",))


def test_a_manager_without_the_delegate() -> None:
    """Both ways, by distinguished name, with the wave that heals it; a delegate who is no user cuts nothing."""
    first, second = waves([MANAGER, ANN], kept("one", "boss"), kept("two", "ann"))
    assert shown(first.breaks) == [(BreakKind.DELEGATE_STAYS, "", ["boss"], ["ann"], "two")]
    assert first.state is WaveState.NOT_READY
    assert second.breaks == ()
    assert second.state is WaveState.READY
    (alone,) = waves([MANAGER, ANN], kept("one", "ann"))
    assert shown(alone.breaks) == [(BreakKind.MANAGER_STAYS, "", ["ann"], ["boss"], "")]
    (both,) = waves([MANAGER, ANN], kept("one", "boss", "ann"))
    assert (both.breaks, both.state) == ((), WaveState.READY)


def test_a_delegate_who_is_moved_already_is_no_break() -> None:
    """Who is on the new pool, or in an earlier wave, does not stay behind."""
    moved = attrs.evolve(ANN, pool=NEW, product="lync2013")
    (wave,) = waves([MANAGER, moved], kept("one", "boss"))
    assert wave.breaks == ()


def test_people_whom_somebody_named() -> None:
    """A pair that no evidence shows breaks as delegates do, with the reason that was given."""
    (wave,) = waves([user("a"), user("b")], kept("one", "a"), pairs=[(sip("b").upper(), sip("a"), "share a desk")])
    assert shown(wave.breaks) == [(BreakKind.COMPANION_STAYS, "share a desk", ["a"], ["b"], "")]


def test_a_line_on_both_sides() -> None:
    """One number of two users, and of a user and a phone of the legacy pool; an own extension is an own line."""
    items = [
        user("a", line_uri="tel:+442079460101"),
        user("b", line_uri="TEL:+442079460101"),
        user("c", line_uri="tel:+442079460102"),
        user("d", line_uri="tel:+442079460100;ext=1"),
        user("e", line_uri="tel:+442079460100;ext=2"),
        CommonAreaPhone(
            key="sip:hall@contoso.com", display_name="hall", line_uri="tel:+442079460102", pool=OLD, **LYNC10
        ),
    ]
    (wave,) = waves(items, kept("one", "a", "c", "d"))
    assert shown(wave.breaks) == [
        (BreakKind.LINE_SPLIT, "tel:+442079460101", ["a"], ["b"], ""),
        (BreakKind.LINE_SPLIT, "tel:+442079460102", ["c"], ["hall"], ""),
    ]


GROUPS: list[Item] = [
    workflow("Sales"),
    group("Sellers", "a", "b"),
    group("Callers", "b", "c"),
    workflow("Other", OTHER),
    group("Others", "c", pool=OTHER),
    *(user(name) for name in "abcd"),
]


def test_response_groups_move_by_whole_pools_after_their_agents() -> None:
    """Agents before their groups is the published order; groups before an agent is not, and names the agent group."""
    first, second = waves(GROUPS, kept("one", "a"), kept("two", "b", pools=(OLD,)))
    assert shown(first.breaks) == [(BreakKind.GROUPS_STAY, OLD, ["a"], [], "")]
    assert (first.unexpected, first.state) == ((), WaveState.READY)
    assert shown(second.breaks) == [(BreakKind.AGENT_STAYS, "Callers", [], ["c"], "")]
    assert second.state is WaveState.NOT_READY
    assert (first.waits_for, second.waits_for) == ((), ("wave one",))
    agents, groups_only = waves(GROUPS, kept("one", "a", "b", "c"), kept("two", pools=(OLD,)))
    assert (agents.state, groups_only.unexpected, groups_only.state) == (WaveState.READY, (), WaveState.NOT_READY)
    gone = [user(name, NEW, product="lync2013") if name in "abc" else user(name) for name in "abcd"]
    made = waves([*GROUPS[:5], *gone], kept("one", "a", "b", "c"), kept("two", pools=(OLD,)))
    assert [each.state for each in made] == [WaveState.MOVED, WaveState.READY]
    (groups,) = second.groups
    assert [item.title for item in groups.objects] == ["Sales", "Sellers", "Callers"]


def test_response_groups_that_are_on_the_new_pool_already() -> None:
    """Where each workflow of the pool has a copy on the new product, nothing of the pool breaks any more."""
    (wave,) = waves([*GROUPS, workflow("SALES", NEW, product="lync2013")], kept("one", "a", pools=(OLD,)))
    assert wave.breaks == ()
    assert wave.groups[0].is_moved


def test_agents_of_ocs_and_of_distribution_lists() -> None:
    """OCS names agents by id, lists have members in the directory; members that were not read are not evaluated."""
    ocs: dict[str, Any] = {"product": "ocs2007r2"}
    items: list[Item] = [
        user("a", "ocs", **ocs),
        user("b", "ocs", **ocs),
        Pool(key="ocs", fqdn="ocs", **ocs),
        rgs.Agent(key="{1}", sip_address=sip("a"), **ocs),
        rgs.AgentGroup(key="g", name="By id", pool="ocs", agents=("{1}",), **ocs),
        rgs.AgentGroup(key="h", name="By list", pool="ocs", distribution_list=TEAM, **ocs),
        rgs.AgentGroup(key="i", name="Unread", pool="ocs", distribution_list="gone@contoso.com", **ocs),
        DirectoryGroup(key="CN=Team", address=TEAM, aliases=(TEAM,), members=(sip("b"),)),
    ]
    (wave,) = waves(items, kept("one", pools=("ocs",)))
    assert shown(wave.breaks) == [
        (BreakKind.AGENT_STAYS, "By id", [], ["a"], ""),
        (BreakKind.AGENT_STAYS, "By list", [], ["b"], ""),
    ]
    assert [(gap.kind, gap.about) for gap in wave.gaps] == [
        (WaveGapKind.DELEGATES, ()),
        (WaveGapKind.AGENTS, ("gone@contoso.com",)),
    ]


def test_what_the_evidence_lacks_is_not_none() -> None:
    """Agents that were cut, products without response groups and lost users are named; nothing is said of others."""
    cut = group("Cut", "a", unknown=("agents",))
    (wave,) = waves(
        [user("a"), user("b", "ocs", product="ocs2007r2"), workflow("w"), cut], kept("one", "a", "b", pools=(OLD,))
    )
    assert [(gap.kind, gap.about) for gap in wave.gaps] == [
        (WaveGapKind.DELEGATES, ()),
        (WaveGapKind.AGENTS, ("Cut",)),
        (WaveGapKind.GROUPS, ("OCS 2007 R2",)),
    ]
    estate = Estate([*POOLS, user("a")], incomplete=[("lync2010", "user")])
    population = Population(estate, "lync2013")
    (lost,) = planned_waves(population, ties_of(population), [kept("one", "a")], [], GATE)
    assert WaveGapKind.USERS in {gap.kind for gap in lost.gaps}


def test_a_gateway_leaves_with_the_last_wave_that_calls_through_it() -> None:
    """Users call through the gateways of their voice policy, or of the global one; numbers of users, not names."""
    voice: list[Item] = [
        Gateway(key="gw1.contoso.com", fqdn="gw1.contoso.com", **LYNC10),
        VoiceRoute(key="r1", usages=("Local",), gateways=("PstnGateway:gw1.contoso.com",), **LYNC10),
        VoiceRoute(key="r2", usages=("Abroad",), gateways=("PstnGateway:GW2.contoso.com",), **LYNC10),
        VoicePolicy(key="Global", usages=("Local",), **LYNC10),
        VoicePolicy(key="Tag:Staff", aliases=("Staff",), usages=("local", "Abroad"), **LYNC10),
        *(user(name, voice_policy="Staff" if name == "a" else None) for name in "abc"),
        user("d", voice_enabled=False),
    ]
    first, second = waves(voice, kept("one", "a", "b"), kept("two", "c"))
    assert first.gateways == ("gw1.contoso.com", "gw2.contoso.com")
    (shared,) = first.breaks
    assert (shared.kind, shared.about, shared.moving, shared.staying) == (
        BreakKind.GATEWAY_SHARED, "gw1.contoso.com", 2, 1,
    )  # fmt: skip
    assert (second.breaks, second.gateways) == ((), ("gw1.contoso.com",))


def test_what_holds_a_wave_and_when_it_is_moved() -> None:
    """Users whom the snapshot lost and steps that come before hold a wave; it is moved when all are on the new pool."""
    (held,) = waves([user("a")], kept("one", "a", "left"))
    assert (held.missing, held.state) == ((sip("left"),), WaveState.NOT_READY)
    (waiting,) = waves([user("a")], kept("one", "a"), gate=MoveGate(step="B4.2", waits_for=(("B4.1", "Replicate"),)))
    assert waiting.state is WaveState.NOT_READY
    (moved,) = waves([user("a", NEW, product="lync2013")], kept("one", "a"))
    assert moved.state is WaveState.MOVED


def test_bundles_are_joined_by_chains() -> None:
    """A manager, the delegate, who shares a line, and the agents of a pool: one bundle; others are free or moved."""
    items = [
        attrs.evolve(MANAGER, line_uri="tel:+1"),
        ANN,
        user("c", line_uri="tel:+1"),
        user("free"),
        user("moved", NEW, product="lync2013"),
        *GROUPS[:2],
        user("a"),
        user("b"),
    ]
    population = Population(Estate([*POOLS, *items]), "lync2013")
    found = bundles_of(population, ties_of(population))
    assert [sorted(mover.user.title for mover in bundle.users) for bundle in found.bundles] == [
        ["ann", "boss", "c"],
        ["a", "b"],
    ]
    assert found.bundles[0].ties == {TieKind.DELEGATE: 1, TieKind.LINE: 1}
    assert found.bundles[1].pools == (OLD,)
    assert (found.free, found.moved) == (1, 1)


def test_users_by_the_value_of_a_field_or_of_a_property() -> None:
    """Fields by their value or the name of what they refer to, properties in any letter case; moved users stay."""
    items = [
        user("a", extra={"Department": "Sales"}),
        user("b", extra={"department": ["Marketing", "sales"]}),
        user("c", OTHER, extra={"Department": "Sales"}),
        user("d", NEW, product="lync2013", extra={"Department": "Sales"}),
    ]
    population = Population(Estate([*POOLS, *items]), "lync2013")

    def named(**conditions: str) -> list[str]:
        return [mover.user.title for mover in population.where(conditions)]

    assert named(department="SALES", pool=OLD) == ["a", "b"]
    assert named(pool=f"{OTHER}") == ["c"]
    with pytest.raises(InputError, match="no user has a value for 'nothing'"):
        population.where({"nothing": "x"})


def test_every_break_and_gap_is_explained_with_published_sources() -> None:
    """Each kind has its words and its references exist; what is documented names one."""
    assert set(MEANINGS) == set(BreakKind)
    assert set(GAPS) == set(WaveGapKind)
    known = all_references()
    for meaning in MEANINGS.values():
        assert all(reference in known for reference in meaning.references)
        assert meaning.references or meaning.grade != "documented"
        assert meaning.effect.endswith(".")
        assert meaning.advice.endswith(".")
