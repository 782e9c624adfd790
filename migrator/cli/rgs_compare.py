"""`rgs compare`: response groups of the legacy pool against their migrated copies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..estate.counting import counted
from ..files import write_file
from ..terminal.console import print_json, say
from ..terminal.losses import say_losses
from .answers import keep_file
from .options import answers_option, json_option
from .outputs import output_option

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..response_groups.comparison import ResponseGroupComparison


@click.command()
@click.argument("legacy")
@click.argument("migrated", required=False)
@output_option("--script", help="Write the commands that repair the differences to this file.")
@answers_option
@json_option
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
    from ..app.response_groups import KINDS_READ, compare_rgs, snapshots_named
    from ..documents.shapes.rgs_comparison import rgs_comparison_document
    from ..terminal.rgs_comparison import print_rgs_comparison

    keep_file(settings, answers)
    if migrated is None:
        if script is not None:
            raise InputError("--script: without MIGRATED there is nothing to repair", hint="Name both sides")
        return _predict_move(settings, legacy, as_json=as_json)
    comparison = compare_rgs(settings.project_url, legacy, migrated)
    read = snapshots_named(settings.project_url, legacy, migrated)
    lost = max(say_losses(each, KINDS_READ) for each in read)
    if script is not None:
        _write_script(script, comparison, f"Response groups of {legacy} against {migrated}")
    if as_json:
        print_json(rgs_comparison_document(comparison, [report for each in read for report in each.sources]))
    else:
        print_rgs_comparison(comparison)
    return 1 if comparison.losses else lost


def _predict_move(settings: Settings, legacy: str, *, as_json: bool) -> int:
    from ..app.response_groups import KINDS_READ, predict_rgs_move, snapshots_named
    from ..documents.shapes.rgs_move import move_document
    from ..response_groups.move import MoveResult
    from ..terminal.rgs_move import print_move

    move = predict_rgs_move(settings.project_url, legacy, now=settings.now())
    (read,) = snapshots_named(settings.project_url, legacy)
    lost = say_losses(read, KINDS_READ)
    if as_json:
        print_json(move_document(move, read.sources))
    else:
        print_move(move)
    return 1 if move.stops or any(each.result is MoveResult.NOT for each in move.objects) else lost


def _write_script(path: Path, comparison: ResponseGroupComparison, title: str) -> None:
    """PowerShell 5 and older read UTF-8 only with a BOM."""
    from ..response_groups.comparison import repair_script

    text = repair_script(comparison, title=title).replace("\n", "\r\n")
    write_file(path, text.encode("utf-8-sig"))
    say(f"{path}: {counted(len(comparison.losses), 'repair')} to review")
