"""Waves on the terminal: the list, one wave in full, who is tied to whom, and the files that move a wave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..estate.counting import counted, first_few, in_sentence
from ..estate.products import product_name
from ..waves.breaks import BreakKind
from ..waves.ties import GROUP_KINDS, TieKind
from ..waves.waves import WaveState
from ..waves.words import GAPS, MEANINGS
from .console import one_line, print_labelled, print_line, print_table, print_unwrapped, say, shown, typed

if TYPE_CHECKING:
    from ..app.waves import Waves
    from ..estate.kinds import Item
    from ..waves.breaks import WaveBreak
    from ..waves.bundles import Bundles
    from ..waves.script import WaveFiles
    from ..waves.waves import PlannedWave, WaveGap

_FEW = 5
_STYLES = {WaveState.MOVED: "green", WaveState.READY: "green", WaveState.NOT_READY: "yellow"}
_TIES = {
    TieKind.DELEGATE: "delegate",
    TieKind.COMPANION: "pair named by hand",
    TieKind.LINE: "shared line",
    TieKind.AGENT: "agent",
}


def print_waves(made: Waves) -> None:
    """Print one line for each wave, in the order of the moves."""
    rows = [
        (
            one_line(wave.name),
            shown(wave.state.value, _STYLES[wave.state]),
            f"{len(wave.movers):,}",
            f"{len(wave.movers) - len(wave.left):,}",
            len(wave.groups) or "",
            len(wave.unexpected) or "",
            len(wave.findings) or "",
            one_line(", ".join(wave.waits_for)),
        )
        for wave in made.waves
    ]
    columns = ("Wave", "State", "Users", "Moved", "Pools of response groups", "Breaks", "Findings", "Waits for")
    print_table(f"Waves to {product_name(made.new)}", columns, rows, numeric="  rrrrr ")
    if made.in_no_wave:
        print_line(f"{counted(made.in_no_wave, 'user is', 'users are')} in no wave")


def print_wave(wave: PlannedWave) -> None:
    """Print what moves with a wave, what it breaks, what it waits for, and what the evidence does not show."""
    print_line(f"{one_line(wave.name)}: {wave.state.value}", f"bold {_STYLES[wave.state]}")
    print_labelled(_contents(wave))
    for line in held_lines(wave):
        print_line(f"Not ready: {line}", "yellow")
    by_kind: dict[BreakKind, list[WaveBreak]] = defaultdict(list)
    for each in wave.breaks:
        by_kind[each.kind].append(each)
    for kind, alike in by_kind.items():
        meaning = MEANINGS[kind]
        print_line()
        expected = ", as the published order has it" if meaning.is_expected else ""
        print_line(
            f"{kind.value[:1].upper()}{kind.value[1:]}: {len(alike):,}{expected} ({meaning.grade.value})", "bold"
        )
        lines, more = first_few([break_line(each) for each in alike], _FEW)
        for line in lines:
            print_line(f"  {line}")
        if more:
            print_line(f"  {more}: --json has all of them", "dim")
        print_labelled([("means", [meaning.effect]), ("do", [meaning.advice])])
    for gap in wave.gaps:
        if gap not in wave.lost:
            print_line(f"Not evaluated: {_gap(gap)}", "yellow")


def _contents(wave: PlannedWave) -> Iterator[tuple[str, list[str]]]:
    moved = len(wave.movers) - len(wave.left)
    lines = sum(bool(mover.user.line_uri) for mover in wave.movers)
    yield (
        "users",
        [f"{len(wave.movers):,}, {moved:,} of them moved, {lines:,} with a number ({wave.chosen})"],
    )
    for groups in wave.groups:
        counts = (counted(len(own), in_sentence(kind.label)[:-1], in_sentence(kind.label)) for kind in GROUP_KINDS
                  if (own := groups.of(kind)))  # fmt: skip
        state = "moved" if groups.is_moved else "all or none"
        yield "groups", [f"of {groups.pool}, {state}: {', '.join(counts)}, {counted(len(groups.agents), 'agent')}"]
    if wave.gateways:
        yield "gateways", [", ".join(wave.gateways)]
    if wave.minutes:
        yield "work", [f"about {-(-wave.minutes // 60)} h for the findings about it"]


def held_lines(wave: PlannedWave) -> list[str]:
    """Why a wave is not ready, one line for each reason; none where it is."""
    lines = [f"{counted(len(wave.missing), 'user is', 'users are')} not in the snapshot: {_few(wave.missing)}"] * bool(
        wave.missing
    )
    by_rule: dict[str, list[str]] = defaultdict(list)
    for finding in wave.findings:
        by_rule[f"{finding.rule} {finding.title}"].append(finding.name)
    lines += [f"{rule}: {_few(names)}" for rule, names in by_rule.items()]
    lines += [f"step {wave.gate.step} waits for {key} {title}".rstrip() for key, title in wave.gate.waits_for]
    lines += [f"agents of its response groups are in wave {one_line(name)}, not moved" for name in wave.waves_before]
    lines += map(_gap, wave.lost)
    kinds: dict[BreakKind, int] = defaultdict(int)
    for each in wave.unexpected:
        kinds[each.kind] += 1
    return [*lines, *(f"{kind.value}: {number:,}" for kind, number in kinds.items())]


def _gap(gap: WaveGap) -> str:
    names, more = first_few(gap.about, _FEW)
    return GAPS[gap.kind] + (f": {', '.join(names)} {more}".rstrip() if names else "")


def break_line(each: WaveBreak) -> str:
    """One break in one line."""
    later = f" (in wave {one_line(each.later)})" if each.later else ""
    if each.kind is BreakKind.GATEWAY_SHARED:
        return f"{each.about}: {counted(each.moving, 'user moves', 'users move')}, {each.staying:,} stay"
    if each.kind is BreakKind.AGENT_STAYS:
        return f"agent group {each.about}: {_titles(each.outside)}{later}"
    if each.kind is BreakKind.GROUPS_STAY:
        return f"{each.about}: {_titles(each.inside)}"
    about = f"{each.about}: " if each.about else ""
    return f"{about}{_titles(each.inside)} without {_titles(each.outside)}{later}"


def _titles(items: Sequence[Item]) -> str:
    return _few([item.title for item in items])


def _few(names: Sequence[str]) -> str:
    first, more = first_few(names, _FEW)
    return f"{', '.join(map(one_line, first))} {more}".rstrip()


def print_bundles(found: Bundles) -> None:
    """Print the users who belong together, the largest bundle first."""
    rows = [
        (
            number,
            f"{len(bundle.users):,}",
            _titles([mover.user for mover in bundle.users]),
            ", ".join(bundle.pools),
            ", ".join(counted(bundle.ties[kind], _TIES[kind]) for kind in TieKind if bundle.ties[kind]),
        )
        for number, bundle in enumerate(found.bundles, 1)
    ]
    columns = ("", "Users", "Who", "Response groups of", "Tied by")
    print_table("Who belongs together", columns, rows, numeric="rr")
    read = sum(len(bundle.users) for bundle in found.bundles) + found.free + found.moved
    print_line(f"{counted(read, 'user')} read: of {found.free:,} no tie is seen, {found.moved:,} moved already")


def print_files(folder: Path, files: WaveFiles) -> None:
    """Print the files that move a wave, and who is in no list."""
    for name in files.texts:
        print_unwrapped(folder / name)
    print_line(f"{counted(files.listed, 'user')} listed")
    if files.left_out:
        print_line(f"In no list, because product or SIP address is not known: {_few(files.left_out)}", "yellow")
    script = next(name for name in files.texts if name.endswith(".ps1"))
    say(f"Read README.txt, then run {typed(script)} without -Apply in the Management Shell")
