"""`rgs compare`: response groups of the legacy pool against their migrated copies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from .console import print_json, print_table, shown, stderr, stdout

if TYPE_CHECKING:
    from ..rules.rgs_comparison import Comparison
    from .app import Settings


@click.command()
@click.argument("legacy")
@click.argument("migrated")
@click.option("--script", type=click.Path(dir_okay=False, path_type=Path), help="Write the repairing commands here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def compare(settings: Settings, legacy: str, migrated: str, script: Path | None, as_json: bool) -> int:
    """Compare the response groups of LEGACY with their MIGRATED copies; exit code 1 where they differ.

    Each side is the name of a snapshot, or the FQDN of a pool in the newest snapshot. A snapshot that holds both
    products is split by product.

    \b
    Example:
      migrator rgs compare before after --script repair.ps1
      migrator rgs compare ocspool.contoso.local lyncpool.contoso.local
    """
    from ..actions import compare_rgs

    comparison = compare_rgs(settings.project_url, legacy, migrated)
    if script is not None:
        _write_script(script, comparison, f"Response groups of {legacy} against {migrated}")
    if as_json:
        print_json(comparison_document(comparison))
    else:
        _print(comparison)
    return int(bool(comparison.losses))


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
        "counts": [
            {"side": c.side, "kind": c.kind, "source": c.source, "format": c.format, "objects": c.objects}
            for c in comparison.counts
        ],
        "not_evaluated": comparison.not_evaluated,
    }


def _print(comparison: Comparison) -> None:
    if comparison.losses:
        print_table(
            "Differences",
            ("Kind", "Name", "What", "Legacy", "Migrated"),
            [(x.kind, x.name, x.aspect, x.legacy, x.migrated) for x in comparison.losses],
        )
    print_table(
        "Objects in each source",
        ("Side", "Kind", "Source", "Format", "Objects"),
        [(c.side, c.kind, Path(c.source).name, c.format, c.objects) for c in comparison.counts],
        numeric="llllr",
    )
    for reason in comparison.not_evaluated:
        stdout().print(shown(f"Not evaluated: {reason}", "yellow"))
    out = (
        f"{comparison.same} of {comparison.compared} objects arrived as they were, {len(comparison.losses)} differences"
    )
    stdout().print(shown(out))
    if comparison.losses:
        stderr().print(shown("Next: add --script FILE for the commands that repair them"))


def _write_script(path: Path, comparison: Comparison, title: str) -> None:
    """PowerShell 5 and older read UTF-8 only with a BOM."""
    from ..rules.rgs_comparison import repair_script

    try:
        path.write_text(repair_script(comparison, title=title), encoding="utf-8-sig", newline="\r\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
    stderr().print(shown(f"{path}: {len(comparison.losses)} repairs to review"))
