"""`demo`: every step on the shipped Contoso estate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..app.demo import Stop


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("migrator-demo"),
    show_default=True,
    help="Folder for the files of the tour.",
)
@click.pass_context
def demo(context: click.Context, into: Path) -> None:
    """Show every step on the shipped Contoso estate: inventory, prediction, workbook, repair, undo.

    Each step is a command as you would type it. It needs no network, no server and no terminal. The folder may be new,
    empty, or left by an earlier tour; the files of an earlier tour are replaced.

    \b
    Example:
      migrator demo --into tour
    """
    from ..app.demo import prepare, tour
    from ..terminal.demo import print_end, print_stop

    prepare(into)
    stops = list(tour(into))
    for number, stop in enumerate(stops, start=1):
        print_stop(stop, f"{number}/{len(stops)}")
        _run(context.find_root().command, stop)
    print_end(into)


def _run(program: click.Command, stop: Stop) -> None:
    """Run the command of *stop* in this process, through the same parser as a typed one."""
    ended = program.main(args=list(stop.command), prog_name="migrator", standalone_mode=False) or 0
    if ended != stop.exit_code:
        raise RuntimeError(f"{stop.title}: the tour expects exit code {stop.exit_code}, but it was {ended}")
