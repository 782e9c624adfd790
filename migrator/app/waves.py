"""Waves of a project: chosen from the users of a snapshot, shown with what they break and wait for, and moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from ..estate.counting import counted
from ..estate.products import LYNC2013

if TYPE_CHECKING:
    from ..estate.estate import Estate
    from ..estate.provenance import Snapshot
    from ..rules.engine.prediction import Prediction
    from ..store.project import Project
    from ..waves.bundles import Bundles
    from ..waves.population import Mover, Population
    from ..waves.script import WaveFiles
    from ..waves.ties import Ties
    from ..waves.waves import MoveGate, PlannedWave, WaveList
    from .checklist import Checklist


@attrs.frozen(kw_only=True)
class WaveChoice:
    """How the users of a new wave are chosen; exactly one of the first three, or response groups alone.

    Attributes:
        users: a list of users.
        pool: the legacy pool whose users and response groups move.
        where: the values of fields, or of properties of the evidence, that the users have.
        groups: further pools whose response groups move with the wave.
    """

    users: Path | None = None
    pool: str | None = None
    where: Mapping[str, str] = attrs.field(factory=dict)
    groups: tuple[str, ...] = ()

    def as_typed(self) -> str:
        """The options, as they were typed."""
        words = [f"--users {self.users.name}"] if self.users else []
        words += [f"--pool {self.pool}"] if self.pool else []
        words += [f"--where {name}={value}" for name, value in self.where.items()]
        return " ".join([*words, *(f"--response-groups {pool}" for pool in self.groups)])


@attrs.frozen(kw_only=True)
class NewWave:
    """What became of a new wave.

    Attributes:
        users: how many users it has.
        pools: the pools whose response groups move with it.
        elsewhere: how many of those chosen are in an earlier wave and stay there.
    """

    users: int
    pools: tuple[str, ...]
    elsewhere: int


@attrs.frozen(kw_only=True)
class Waves:
    """The waves of a project.

    Attributes:
        new: the product to which users move.
        in_no_wave: how many users are neither moved nor in a wave.
    """

    snapshot: Snapshot
    new: str
    waves: tuple[PlannedWave, ...]
    in_no_wave: int

    def named(self, name: str) -> PlannedWave:
        """The wave of that name.

        Raises:
            InputError: there is none.
        """
        for wave in self.waves:
            if wave.name.casefold() == name.casefold():
                return wave
        raise InputError(f"there is no wave {name!r}", hint="`migrator wave list` lists them")


def make_wave(project: str, name: str, choice: WaveChoice, *, snapshot: str | None, now: datetime) -> NewWave:
    """Keep a new wave, after those that there are.

    A list of users is taken as it is; of a pool and of users with a value, those who are in a wave already stay there.

    Raises:
        InputError: the name is taken, the list names somebody who is not in the snapshot or is in another wave, or
            there is nobody to move.
    """
    from ..store.project import open_project
    from ..store.times import stamp
    from ..store.waves import StoredWave
    from .repair import operator

    if sum(map(bool, (choice.users, choice.pool, choice.where))) > 1:
        raise InputError("--users, --pool and --where exclude each other", hint="Give one of them")
    opened = open_project(project)
    population = _population(opened, snapshot)
    kept = opened.waves.all()
    wave_of = {key.casefold(): wave.name for wave in kept for key in wave.users}
    chosen = _chosen(population, choice)
    taken = [mover for mover in chosen if mover.id in wave_of]
    if choice.users and taken:
        first = taken[0]
        raise InputError(
            f"{choice.users}: {counted(len(taken), 'user is', 'users are')} in a wave already: "
            f"{first.user.key} in {wave_of[first.id]!r}",
            hint="Take them out of the list, or remove that wave",
        )
    moving = {pool.casefold(): wave.name for wave in kept for pool in wave.pools}
    pools = tuple(population.pool_named(pool) for pool in choice.groups)
    if doubled := [pool for pool in pools if pool.casefold() in moving]:
        raise InputError(f"the response groups of {doubled[0]} move with wave {moving[doubled[0].casefold()]!r}")
    if choice.pool and (own := population.pool_named(choice.pool)).casefold() not in moving:
        pools = tuple(dict.fromkeys((own, *pools)))
    users = [mover for mover in chosen if mover.id not in wave_of]
    if not users and not pools:
        raise InputError("there is nobody to move", hint="Name --users, --pool, --where or --response-groups")
    opened.waves.add(
        StoredWave(
            name=name,
            chosen=choice.as_typed(),
            who=operator(),
            at=stamp(now),
            users=tuple(mover.user.key for mover in users),
            pools=pools,
        )
    )
    return NewWave(users=len(users), pools=pools, elsewhere=len(chosen) - len(users))


def remove_wave(project: str, name: str) -> None:
    """Forget a wave; its users are in no wave then.

    Raises:
        InputError: there is none of that name.
    """
    from ..store.project import open_project

    store = open_project(project).waves
    kept = next((wave.name for wave in store.all() if wave.name.casefold() == name.casefold()), name)
    if not store.remove(kept):
        raise InputError(f"there is no wave {name!r}", hint="`migrator wave list` lists them")


def keep_companions(project: str, path: Path, *, snapshot: str | None, now: datetime) -> int:
    """Keep who has to move together, from a list of pairs, in place of an earlier list; returns how many pairs.

    Raises:
        InputError: the list names somebody who is not in the snapshot; the earlier list stays.
    """
    from ..store.project import open_project
    from ..store.times import stamp
    from ..store.waves import StoredCompanions
    from .repair import operator
    from .user_lists import read_pairs, refuse_unknown

    opened = open_project(project)
    population = _population(opened, snapshot)
    pairs = read_pairs(path)
    named = [(number, text) for number, one, other, _ in pairs for text in (one, other)]
    refuse_unknown(path, named, lambda text: population.find(text) is not None)
    who, at = operator(), stamp(now)
    opened.waves.set_companions(
        StoredCompanions(one=_key(population, one), other=_key(population, other), reason=reason, who=who, at=at)
        for _, one, other, reason in pairs
    )
    return len(pairs)


def waves_of(project: str, *, snapshot: str | None = None, now: datetime) -> Waves:
    """The waves with what the evidence shows of them; gates are those of the checklist, if there is one.

    Raises:
        InputError: there is no such snapshot.
    """
    from ..store.project import open_project
    from .checklist import read_checklist
    from .prediction import PredictionRequest, run_prediction

    opened = open_project(project)
    if opened.checklist.track():
        made = read_checklist(project, snapshot=snapshot, now=now)
        return planned(opened, made.estate, made.prediction, snapshot, _gate(made))
    assessment = run_prediction(project, PredictionRequest(snapshot=snapshot), now=now)
    return planned(opened, assessment.estate, assessment.prediction, snapshot)


def waves_in(
    project: str, estate: Estate, prediction: Prediction, snapshot: str | None, *, now: datetime
) -> tuple[PlannedWave, ...]:
    """The waves of a project for documents, from what the rules say of a snapshot; none where nobody made one."""
    from ..store.project import open_project
    from .checklist import read_checklist

    opened = open_project(project)
    if not opened.waves.all():
        return ()
    has_track = bool(opened.checklist.track())
    gate = _gate(read_checklist(project, snapshot=snapshot, now=now)) if has_track else None
    return planned(opened, estate, prediction, snapshot, gate).waves


def planned(
    opened: Project, estate: Estate, prediction: Prediction, snapshot: str | None, gate: MoveGate | None = None
) -> Waves:
    """The waves of a project, from what the rules say of a snapshot.

    Args:
        gate: the step of the checklist that moves users; None without a checklist.
    """
    from ..waves.population import Population
    from ..waves.waves import MoveGate, planned_waves

    new = _new(opened)
    population = Population(estate, new)
    lists = _lists(opened)
    waves = planned_waves(population, _ties(opened, population), lists, prediction.findings, gate or MoveGate())
    listed = {key.casefold() for each in lists for key in each.users}
    rest = sum(not mover.is_moved and mover.id not in listed for mover in population.movers.values())
    return Waves(snapshot=opened.snapshot(snapshot), new=new, waves=waves, in_no_wave=rest)


def bundles(project: str, *, snapshot: str | None = None) -> Bundles:
    """The users who are tied to each other, and so belong into one wave.

    Raises:
        InputError: there is no such snapshot.
    """
    from ..store.project import open_project
    from ..waves.bundles import bundles_of

    opened = open_project(project)
    population = _population(opened, snapshot)
    return bundles_of(population, _ties(opened, population))


def files_of_wave(made: Waves, wave: PlannedWave, *, target_pool: str, held: Sequence[str]) -> WaveFiles:
    """The lists and scripts that move a wave.

    Args:
        held: why the wave is not ready, line by line.

    Raises:
        InputError: nobody is left who can be moved.
    """
    from ..waves.script import wave_files

    if "." not in target_pool.strip("."):
        raise InputError(f"--to: {target_pool!r} is not the FQDN of a pool")
    if legacy := [mover for mover in wave.left if mover.pool.casefold() == target_pool.casefold()]:
        raise InputError(
            f"--to: {target_pool} is a legacy pool: {counted(len(legacy), 'user')} of the wave are homed there",
            hint="Name the pool to which they move",
        )
    files = wave_files(wave, target_pool=target_pool, new=made.new, snapshot=made.snapshot.name, held=held)
    if not files.texts:
        raise InputError(f"wave {wave.name!r} has nobody who can be moved", hint=f"See migrator wave show {wave.name}")
    return files


def _population(opened: Project, snapshot: str | None) -> Population:
    from ..waves.population import Population

    return Population(opened.estate(snapshot), _new(opened))


def _new(opened: Project) -> str:
    """The product to which the users move: that of the checklist, if there is one."""
    from ..checklist.plan import track_named

    track = opened.checklist.track()
    return f"lync{track_named(track).target}" if track else LYNC2013


def _ties(opened: Project, population: Population) -> Ties:
    from ..waves.ties import ties_of

    return ties_of(population, [(pair.one, pair.other, pair.reason) for pair in opened.waves.companions()])


def _lists(opened: Project) -> list[WaveList]:
    from ..waves.waves import WaveList

    return [
        WaveList(name=wave.name, chosen=wave.chosen, users=wave.users, pools=wave.pools) for wave in opened.waves.all()
    ]


def _chosen(population: Population, choice: WaveChoice) -> list[Mover]:
    from .user_lists import read_users, refuse_unknown

    if choice.users:
        named = read_users(choice.users)
        found = {text: population.find(text) for _, text in named}
        refuse_unknown(choice.users, named, lambda text: found[text] is not None)
        return list({mover.id: mover for mover in found.values() if mover is not None}.values())
    if choice.pool:
        return population.on_pool(population.pool_named(choice.pool))
    return population.where(choice.where) if choice.where else []


def _key(population: Population, name: str) -> str:
    found = population.find(name)
    return found.user.key if found else name


def _gate(made: Checklist) -> MoveGate:
    """The first step of the checklist that moves users and is not done."""
    from ..waves.waves import MoveGate

    steps = [step for step in made.steps if step.planned and step.planned.step.moves_users]
    step = next((each for each in steps if not each.is_done), None)
    if step is None:
        return MoveGate(step=steps[-1].key if steps else "")
    titles = {each.key: each.title for each in made.steps}
    return MoveGate(step=step.key, waits_for=tuple((key, titles.get(key, "")) for key in step.blocked_by))
