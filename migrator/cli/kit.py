"""`kit`: the scripts that collect evidence on site."""

from __future__ import annotations

from pathlib import Path

import click

from .. import __version__
from ..estate.products import PRODUCTS
from ..terminal.console import print_unwrapped, say
from .outputs import agree_to_replace, into_option


@click.command()
@click.option("--product", required=True, type=click.Choice(tuple(PRODUCTS)), help="The product on the servers.")
@into_option("A new or empty folder, or one with a kit.")
def kit(product: str, into: Path) -> None:
    """Write the collection kit: PowerShell 2.0 scripts that only read, one per role, and a README for the site.

    Carry the folder to the servers, run the scripts there, carry the evidence back. Each script writes a manifest: who
    collected what, where and when, and what failed; inventory reads it.

    \b
    Example:
      migrator kit --product ocs2007r2 --into kit
    """
    from ..kit.folder import edited, kit_contents, write_kit
    from ..kit.scripts import kit_files

    files = kit_files(product, __version__)
    agree_to_replace(edited(into, kit_contents(files)))
    for path in write_kit(files, into):
        print_unwrapped(path)
    say(f"Next: read {into / 'README.txt'}; then, with what it collected: migrator inventory FOLDER")
