"""The JSON documents of `wave`."""

from __future__ import annotations

from collections.abc import Iterable

from ...estate.kinds import Item
from ...estate.provenance import SourceReport
from ...waves.breaks import WaveBreak
from ...waves.bundles import Bundles
from ...waves.population import Mover
from ...waves.ties import PoolGroups
from ...waves.waves import PlannedWave
from ...waves.words import MEANINGS
from .document import Shape, shaped
from .losses import LostSourceDocument, lost_sources


class WaveUserDocument(Shape):
    """A user of a wave.

    Attributes:
        pool: the home pool as the evidence shows it; "" where it does not.
        product: of that pool; "" where the evidence does not show it.
    """

    key: str
    title: str
    line_uri: str | None
    pool: str
    product: str
    is_moved: bool


class TiedObjectDocument(Shape):
    """An object on one side of a cut."""

    kind: str
    key: str
    title: str


class WaveBreakDocument(Shape):
    """What a wave cuts.

    Attributes:
        kind: such as "manager moves, delegate stays".
        about: the number, agent group, pool or gateway that is cut, or the reason that somebody gave.
        later: the wave after this one that has the first of those outside; "" for none.
        moving: how many users move, where they are not named; *staying* likewise.
        is_expected: whether the published order of the moves leads to it.
    """

    kind: str
    about: str
    inside: tuple[TiedObjectDocument, ...]
    outside: tuple[TiedObjectDocument, ...]
    later: str
    moving: int
    staying: int
    effect: str
    advice: str
    grade: str
    references: tuple[str, ...]
    is_expected: bool


class WaveGapDocument(Shape):
    """What is not known of a wave: "checklist", "delegates", "agents", "response groups", "users", "lost" or "home"."""

    kind: str
    about: tuple[str, ...]


class PoolGroupsDocument(Shape):
    """The response groups of one pool, which move all or none."""

    pool: str
    objects: tuple[TiedObjectDocument, ...]
    agents: tuple[str, ...]
    is_moved: bool


class WaveListEntry(Shape):
    """A wave of `wave list`.

    Attributes:
        state: "moved", "ready" or "not ready".
        chosen: how its users were chosen.
        users: how many; *moved* of them are on the new product.
        breaks: how many ties it cuts beyond what the published order of the moves cuts.
        findings: ids of the rules that hold it.
        waits_for: keys of the steps of the checklist, and waves ("wave NAME"), that come before.
    """

    name: str
    state: str
    chosen: str
    users: int
    moved: int
    pools: tuple[str, ...]
    breaks: int
    findings: tuple[str, ...]
    waits_for: tuple[str, ...]


class WaveDocument(Shape):
    """A wave of `wave show`, in full.

    Attributes:
        losses: sources of which something is not in the snapshot.
        missing: keys of users whom the snapshot does not have.
        step: the step of the checklist that moves users; "" without a checklist.
    """

    name: str
    state: str
    losses: tuple[LostSourceDocument, ...]
    chosen: str
    users: tuple[WaveUserDocument, ...]
    missing: tuple[str, ...]
    response_groups: tuple[PoolGroupsDocument, ...]
    gateways: tuple[str, ...]
    breaks: tuple[WaveBreakDocument, ...]
    not_evaluated: tuple[WaveGapDocument, ...]
    findings: tuple[str, ...]
    other_findings: int
    minutes: int
    step: str
    waits_for: tuple[str, ...]


class BundleDocument(Shape):
    """Users who are tied to each other.

    Attributes:
        pools: the pools whose response groups they serve.
        ties: how many ties of each kind.
    """

    users: tuple[str, ...]
    pools: tuple[str, ...]
    ties: dict[str, int]


class BundlesDocument(Shape):
    """Who belongs together: `wave plan`.

    Attributes:
        losses: sources of which something is not in the snapshot.
        free: how many users no tie is seen of.
    """

    losses: tuple[LostSourceDocument, ...]
    bundles: tuple[BundleDocument, ...]
    free: int
    moved: int


def wave_list_document(waves: Iterable[PlannedWave]) -> list[WaveListEntry]:
    """The waves in the order of the moves."""
    return [
        WaveListEntry(
            name=wave.name,
            state=wave.state.value,
            chosen=wave.chosen,
            users=len(wave.movers),
            moved=len(wave.movers) - len(wave.left),
            pools=tuple(groups.pool for groups in wave.groups),
            breaks=len(wave.unexpected),
            findings=_rules(wave),
            waits_for=wave.waits_for,
        )
        for wave in waves
    ]


def wave_document(wave: PlannedWave, reports: Iterable[SourceReport]) -> WaveDocument:
    """A wave in full."""
    return WaveDocument(
        name=wave.name,
        state=wave.state.value,
        losses=lost_sources(reports),
        chosen=wave.chosen,
        users=tuple(map(_user, wave.movers)),
        missing=wave.missing,
        response_groups=tuple(map(_groups, wave.groups)),
        gateways=wave.gateways,
        breaks=tuple(map(_break, wave.breaks)),
        not_evaluated=tuple(WaveGapDocument(kind=gap.kind.value, about=gap.about) for gap in wave.gaps),
        findings=_rules(wave),
        other_findings=wave.others,
        minutes=wave.minutes,
        step=wave.gate.step,
        waits_for=wave.waits_for,
    )


def bundles_document(found: Bundles, reports: Iterable[SourceReport]) -> BundlesDocument:
    """Who belongs together."""
    return BundlesDocument(
        losses=lost_sources(reports),
        bundles=tuple(
            BundleDocument(
                users=tuple(mover.user.key for mover in bundle.users),
                pools=bundle.pools,
                ties={kind.value: number for kind, number in bundle.ties.items()},
            )
            for bundle in found.bundles
        ),
        free=found.free,
        moved=found.moved,
    )


def _rules(wave: PlannedWave) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.rule for finding in wave.findings))


def _user(mover: Mover) -> WaveUserDocument:
    return WaveUserDocument(
        key=mover.user.key,
        title=mover.user.title,
        line_uri=mover.user.line_uri,
        pool=mover.pool,
        product=mover.legacy,
        is_moved=mover.is_moved,
    )


def _groups(groups: PoolGroups) -> PoolGroupsDocument:
    return PoolGroupsDocument(
        pool=groups.pool,
        objects=tuple(map(_object, groups.objects)),
        agents=tuple(groups.agents),
        is_moved=groups.is_moved,
    )


def _break(each: WaveBreak) -> WaveBreakDocument:
    meaning = MEANINGS[each.kind]
    return WaveBreakDocument(
        kind=each.kind.value,
        about=each.about,
        inside=tuple(map(_object, each.inside)),
        outside=tuple(map(_object, each.outside)),
        later=each.later,
        moving=each.moving,
        staying=each.staying,
        effect=meaning.effect,
        advice=meaning.advice,
        grade=meaning.grade.value,
        references=meaning.references,
        is_expected=meaning.is_expected,
    )


def _object(item: Item) -> TiedObjectDocument:
    return shaped(TiedObjectDocument, item)
