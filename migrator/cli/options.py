"""Options that several commands take, declared once."""

from __future__ import annotations

from pathlib import Path

import click

from ..app.settings import Settings, project_option
from ..estate.products import TARGETS
from ..terminal.console import typed

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


def next_command(settings: Settings, *words: str) -> str:
    """What to type next, for the project of this run; never with its password."""
    return f"Next: {typed('migrator', *project_option(settings), *words)}"


evidence_argument = click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE]...")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
snapshot_option = click.option("--snapshot", help="Name of the snapshot. Default: the newest.")
target_option = click.option(
    "--target",
    type=click.Choice(tuple(TARGETS)),
    default=max(TARGETS),
    show_default=True,
    help="The Lync Server that the estate moves to.",
)
people_option = click.option(
    "--people",
    type=click.Choice(("names", "labels")),
    default="names",
    show_default=True,
    help="In the workbook: people by name, or as labels (person 17) that only this project can resolve.",
)
answers_option = click.option(
    "--answers",
    type=EXISTING_FILE,
    help="TOML file with answers; they are kept in the project (see `migrator answers`).",
)
messages_option = click.option("--messages", type=EXISTING_FILE, help="TOML file with your own message templates.")
