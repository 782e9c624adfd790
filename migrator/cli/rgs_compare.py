"""`rgs compare`: response groups of the legacy pool against their migrated copies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from ..estate.counting import counted
from ..terminal.console import print_json, print_table, shown, spaced, stderr, stdout

if TYPE_CHECKING:
    from ..response_groups.comparison import Comparison
    from ..response_groups.counts import Count
    from .app import Settings


@click.command()
@click.argument("legacy")
@click.argument("migrated", required=False)
@click.option("--script", type=click.Path(dir_okay=False, path_type=Path), help="Write the repairing commands here.")
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Without MIGRATED: TOML file with what only you know; see `migrator rules --answers`.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def compare(
    settings: Settings, legacy: str, migrated: str | None, script: Path | None, answers: Path | None, as_json: bool
) -> int:
    """Compare the response groups of LEGACY with their MIGRATED copies; exit code 1 where they differ.

    Each side is the name of a snapshot, or the FQDN of a pool in the newest snapshot. A snapshot that holds both
    products is split by product. Without MIGRATED: what the move will copy, what it will not, and why; exit code 1
    where it will not copy something.

    \b
    Example:
      migrator rgs compare before
      migrator rgs compare before after --script repair.ps1
      migrator rgs compare ocspool.contoso.local lyncpool.contoso.local
    """
    from ..app.actions import compare_rgs

    if migrated is None:
        if script is not None:
            raise InputError("--script: without MIGRATED there is nothing to repair", hint="name both sides")
        return _foretell(settings, legacy, answers, as_json=as_json)
    comparison = compare_rgs(settings.project_url, legacy, migrated)
    if script is not None:
        _write_script(script, comparison, f"Response groups of {legacy} against {migrated}")
    if as_json:
        print_json(comparison_document(comparison))
    else:
        _print(comparison)
    return int(bool(comparison.losses))


def _foretell(settings: Settings, legacy: str, answers: Path | None, *, as_json: bool) -> int:
    from ..app.actions import foretell_rgs
    from ..response_groups.move import Fate
    from .rgs_move import print_move

    move = foretell_rgs(settings.project_url, legacy, answers=answers, now=settings.now())
    if as_json:
        print_json(move)
    else:
        print_move(move)
    return int(bool(move.stops) or any(each.fate is Fate.NOT for each in move.objects))


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """The JSON shape of `rgs compare --json`."""
    return {
        "compared": comparison.compared,
        "same": comparison.same,
        "differences": [
            {
                "kind": loss.kind,
                "name": loss.name,
                "aspect": loss.aspect,
                "legacy": loss.legacy,
                "migrated": loss.migrated,
                "command": loss.command,
            }
            for loss in comparison.losses
        ],
        "counts": comparison.counts,
        "not_evaluated": comparison.not_evaluated,
    }


def _print(comparison: Comparison) -> None:
    if comparison.losses:
        print_table(
            "Differences",
            ("Kind", "Name", "What", "Legacy", "Migrated"),
            [(spaced(x.kind), x.name, x.aspect, x.legacy, x.migrated) for x in comparison.losses],
        )
    _print_counts(comparison.counts)
    for reason in comparison.not_evaluated:
        stdout().print(shown(f"Not evaluated: {reason}", "yellow"))
    arrived = f"{comparison.same} of {counted(comparison.compared, 'object')} show no difference"
    stdout().print(shown(f"{arrived}, {counted(len(comparison.losses), 'difference')}"))
    if comparison.losses:
        stderr().print(shown("Next: add --script FILE for the commands that repair them"))


def _print_counts(counts: Sequence[Count]) -> None:
    """A row for each kind, a column for each way of collection; then what a way lacks."""
    from ..response_groups.counts import WAYS

    ways = [way for way in WAYS if any(count.way == way for count in counts)]
    cells = {(count.side, count.kind, count.way): count.objects for count in counts}
    rows = [
        (side, spaced(kind), *(cells.get((side, kind, way), "") for way in ways))
        for side, kind in dict.fromkeys((count.side, count.kind) for count in counts)
    ]
    print_table("Objects by way of collection", ("Side", "Kind", *ways), rows, numeric="ll" + "r" * len(ways))
    for count in counts:
        if count.lacks:
            more = f" and {len(count.lacks) - 5} more" if len(count.lacks) > 5 else ""
            plural = "business hours" if count.kind == "business_hours" else ""
            lacks = counted(len(count.lacks), spaced(count.kind), plural)
            names = ", ".join(count.lacks[:5])
            stdout().print(shown(f"{count.side}, {count.way}: lacks {lacks}: {names}{more}", "yellow"))


def _write_script(path: Path, comparison: Comparison, title: str) -> None:
    """PowerShell 5 and older read UTF-8 only with a BOM."""
    from ..response_groups.comparison import repair_script

    try:
        path.write_text(repair_script(comparison, title=title), encoding="utf-8-sig", newline="\r\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
    stderr().print(shown(f"{path}: {counted(len(comparison.losses), 'repair')} to review"))
