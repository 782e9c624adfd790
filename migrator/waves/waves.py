"""The waves of an estate: who moves with each, what moves along, what it breaks, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import attrs

from ..estate.counting import in_sentence
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.products import product_name
from ..estate.response_groups import Agent, AgentGroup
from ..estate.users import User
from ..rules.engine.levels import Severity
from ..rules.engine.prediction import Finding
from .breaks import Cuts, WaveBreak
from .population import Mover, Population
from .ties import GROUP_KINDS, PoolGroups, Ties
from .words import MEANINGS, WaveGapKind

_STOPS = (Severity.BLOCK, Severity.ERROR)
#: the phases in which users move
_USER_PHASES = frozenset({"Users pilot", "Test users", "Production"})


@attrs.frozen(kw_only=True)
class WaveList:
    """What the project keeps of a wave.

    Attributes:
        chosen: how its users were chosen, as it was typed.
        users: their keys.
        pools: FQDNs of the pools whose response groups move with it.
    """

    name: str
    chosen: str
    users: tuple[str, ...]
    pools: tuple[str, ...] = ()


@attrs.frozen
class WaveGap:
    """Something that the evidence does not show; *about* are the lists, groups, products or users."""

    kind: WaveGapKind
    about: tuple[str, ...] = ()


class WaveState(StrEnum):
    """Where a wave stands."""

    MOVED = "moved"
    READY = "ready"
    NOT_READY = "not ready"


@attrs.frozen(kw_only=True)
class MoveGate:
    """The step of the checklist that moves users.

    Attributes:
        step: its key; "" where there is no checklist.
        waits_for: keys and titles of the steps before it that are not done.
    """

    step: str = ""
    waits_for: tuple[tuple[str, str], ...] = ()


@attrs.frozen(kw_only=True)
class PlannedWave:
    """A wave with what the evidence shows of it.

    Attributes:
        movers: its users.
        missing: keys of users whom the snapshot does not have.
        groups: the response groups that move with it.
        gateways: the gateways through which its users call.
        findings: open findings of level block or error about its users and response groups, and those that block the
            phases in which users move.
        others: how many other open findings are about its users and response groups.
        minutes: estimated work for all these findings.
        waves_before: the earlier waves with agents of its response groups who are not moved yet.
    """

    name: str
    chosen: str
    movers: tuple[Mover, ...]
    missing: tuple[str, ...]
    groups: tuple[PoolGroups, ...]
    gateways: tuple[str, ...]
    breaks: tuple[WaveBreak, ...]
    gaps: tuple[WaveGap, ...]
    findings: tuple[Finding, ...]
    others: int
    minutes: int
    gate: MoveGate
    waves_before: tuple[str, ...] = ()

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Keys of the steps, and the waves, that come before it."""
        return (*(key for key, _ in self.gate.waits_for), *(f"wave {name}" for name in self.waves_before))

    @property
    def left(self) -> tuple[Mover, ...]:
        """The users who are not moved yet."""
        return tuple(mover for mover in self.movers if not mover.is_moved)

    @property
    def unexpected(self) -> tuple[WaveBreak, ...]:
        """What it breaks beyond what the published order of the moves breaks."""
        return tuple(each for each in self.breaks if not MEANINGS[each.kind].is_expected)

    @property
    def lost(self) -> tuple[WaveGap, ...]:
        """What was lost when the evidence was read, so that nobody knows what the wave breaks."""
        return tuple(gap for gap in self.gaps if gap.kind in (WaveGapKind.USERS, WaveGapKind.LOST))

    @property
    def state(self) -> WaveState:
        """Where it stands."""
        if not self.left and all(groups.is_moved for groups in self.groups) and (self.movers or self.groups):
            return WaveState.MOVED
        is_held = self.missing or self.findings or self.unexpected or self.waits_for or self.lost
        return WaveState.NOT_READY if is_held else WaveState.READY


def planned_waves(
    population: Population, ties: Ties, lists: Sequence[WaveList], findings: Iterable[Finding], gate: MoveGate
) -> tuple[PlannedWave, ...]:
    """Each wave in the order of the moves.

    Args:
        lists: what the project keeps, in that order.
        findings: of the estate; those that somebody accepted are left out.
    """
    members = [{id_: population.movers.get(id_) for id_ in map(str.casefold, each.users)} for each in lists]
    wave_of = {id_: each.name for each, own in zip(lists, members, strict=True) for id_ in own}
    cuts = Cuts(population, ties, wave_of)
    about = _Findings(population.estate, findings)
    planned: list[PlannedWave] = []
    for each, own in zip(lists, members, strict=True):
        wave = _planned(each, own, ties, cuts, about, gate)
        agents = {id_ for groups in wave.groups if not groups.is_moved for id_ in groups.agents}
        before = (one.name for one in planned if agents and any(mover.id in agents for mover in one.left))
        planned.append(attrs.evolve(wave, waves_before=tuple(before)))
    return tuple(planned)


def _planned(
    kept: WaveList,
    members: dict[str, Mover | None],
    ties: Ties,
    cuts: Cuts,
    findings: _Findings,
    gate: MoveGate,
) -> PlannedWave:
    movers = tuple(mover for mover in members.values() if mover is not None)
    left = dict.fromkeys(mover.id for mover in movers if not mover.is_moved).keys()
    pools = {pool.casefold() for pool in kept.pools}
    groups = tuple(ties.groups[pool] for pool in sorted(pools) if pool in ties.groups)
    own = list(findings.about(left, pools))
    stops = [finding for finding in own if finding.severity in _STOPS]
    blocks = findings.of_phases if left else ()
    return PlannedWave(
        name=kept.name,
        chosen=kept.chosen,
        movers=movers,
        missing=tuple(key for key in kept.users if members[key.casefold()] is None),
        groups=groups,
        gateways=tuple(sorted({name for id_ in left for name in ties.gateways.get(id_, ())})),
        breaks=tuple(cuts.cut(left, pools)),
        gaps=tuple(_gaps(findings.estate, movers, groups, ties, gate)),
        findings=(*stops, *blocks),
        others=len(own) - len(stops),
        minutes=sum(finding.minutes for finding in (*own, *blocks)),
        gate=gate if left else MoveGate(step=gate.step),
    )


def _gaps(
    estate: Estate, movers: Sequence[Mover], groups: Sequence[PoolGroups], ties: Ties, gate: MoveGate
) -> Iterator[WaveGap]:
    if not gate.step:
        yield WaveGap(WaveGapKind.CHECKLIST)
    if not ties.has_delegates:
        yield WaveGap(WaveGapKind.DELEGATES)
    if unread := tuple(address for each in groups for address in each.unread):
        yield WaveGap(WaveGapKind.AGENTS, unread)
    legacy = dict.fromkeys(mover.legacy for mover in movers if mover.legacy and not mover.is_moved)
    if unread := tuple(product_name(each) for each in legacy if not estate.has(AgentGroup.kind, each)):
        yield WaveGap(WaveGapKind.GROUPS, unread)
    if estate.lost(User.kind):
        yield WaveGap(WaveGapKind.USERS)
    kinds: tuple[type[Item], ...] = (*GROUP_KINDS, Agent)
    if lost := tuple(in_sentence(cls.label) for cls in kinds if estate.lost(cls.kind)):
        yield WaveGap(WaveGapKind.LOST, lost)
    if homeless := tuple(mover.user.title for mover in movers if not mover.legacy and not mover.is_moved):
        yield WaveGap(WaveGapKind.HOME, homeless)


class _Findings:
    """The open findings by the users and pools that they are about."""

    def __init__(self, estate: Estate, findings: Iterable[Finding]) -> None:
        self.estate = estate
        self._of_user: dict[str, list[Finding]] = {}
        self._of_pool: dict[str, list[Finding]] = {}
        phases: list[Finding] = []
        kinds = {kind.kind for kind in GROUP_KINDS}
        for finding in findings:
            if finding.suppressed:
                continue
            item = estate.find(finding.kind, finding.key, product=finding.product)
            if isinstance(item, User):
                self._of_user.setdefault(item.key.casefold(), []).append(finding)
            elif isinstance(item, Agent):
                self._of_user.setdefault((item.sip_address or item.key).casefold(), []).append(finding)
            elif finding.kind in kinds:
                self._of_pool.setdefault(_pool_of(estate, item), []).append(finding)
            elif finding.severity is Severity.BLOCK and any(each.name in _USER_PHASES for each in finding.phases):
                phases.append(finding)
        #: findings of level block that are about the estate and block the phases in which users move
        self.of_phases = tuple(phases)

    def about(self, users: Iterable[str], pools: Iterable[str]) -> Iterator[Finding]:
        """The findings about users, by their ids, and about the response groups of pools, in lower case."""
        for id_ in users if self._of_user else ():
            yield from self._of_user.get(id_, ())
        for pool in pools:
            yield from self._of_pool.get(pool, ())


def _pool_of(estate: Estate, item: Item | None) -> str:
    name = getattr(item, "pool", None)
    pool = estate.find("pool", name, product=item.product) if item else None
    return str(getattr(pool, "fqdn", None) or name or "").casefold()
