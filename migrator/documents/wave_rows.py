"""The waves and what they cut as documents show them: a row for each wave, a row for each break."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..rules.engine.values import ItemRef
from ..waves.breaks import WaveBreak
from ..waves.waves import PlannedWave
from ..waves.words import MEANINGS, BreakMeaning


@attrs.frozen(kw_only=True)
class WaveRow:
    """A wave.

    Attributes:
        chosen: how its users were chosen.
        missing: how many of its users the snapshot does not have.
        breaks: how many ties it cuts beyond what the published order of the moves cuts.
        rules: ids of the rules that hold it.
        waits_for: keys of the steps of the checklist, and waves ("wave NAME"), that come before.
        minutes: estimated work for its findings.
    """

    name: str
    state: str
    chosen: str
    users: int
    moved: int
    missing: int
    pools: tuple[str, ...]
    gateways: tuple[str, ...]
    breaks: int
    rules: tuple[str, ...]
    waits_for: tuple[str, ...]
    minutes: int


@attrs.frozen(kw_only=True)
class WaveBreakRow:
    """What a wave cuts.

    Attributes:
        moving: how many users move, where they are not named; *staying* likewise.
    """

    wave: str
    kind: str
    about: str
    inside: tuple[ItemRef, ...]
    outside: tuple[ItemRef, ...]
    moving: int
    staying: int
    later: str
    meaning: BreakMeaning


@attrs.frozen(kw_only=True)
class WaveRows:
    """The waves in the order of the moves, and what each cuts."""

    waves: tuple[WaveRow, ...] = ()
    breaks: tuple[WaveBreakRow, ...] = ()


def wave_rows(waves: Iterable[PlannedWave]) -> WaveRows:
    """The rows of the waves."""
    listed = list(waves)
    return WaveRows(
        waves=tuple(map(_wave, listed)),
        breaks=tuple(_break(wave.name, each) for wave in listed for each in wave.breaks),
    )


def _wave(wave: PlannedWave) -> WaveRow:
    return WaveRow(
        name=wave.name,
        state=wave.state.value,
        chosen=wave.chosen,
        users=len(wave.movers),
        moved=len(wave.movers) - len(wave.left),
        missing=len(wave.missing),
        pools=tuple(groups.pool for groups in wave.groups),
        gateways=wave.gateways,
        breaks=len(wave.unexpected),
        rules=tuple(dict.fromkeys(finding.rule for finding in wave.findings)),
        waits_for=wave.waits_for,
        minutes=wave.minutes,
    )


def _break(wave: str, each: WaveBreak) -> WaveBreakRow:
    return WaveBreakRow(
        wave=wave,
        kind=each.kind.value,
        about=each.about,
        inside=tuple(map(ItemRef.of, each.inside)),
        outside=tuple(map(ItemRef.of, each.outside)),
        moving=each.moving,
        staying=each.staying,
        later=each.later,
        meaning=MEANINGS[each.kind],
    )
