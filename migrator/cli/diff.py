"""`diff`: what changed between two snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json
from ..terminal.losses import say_losses
from .options import EXISTING_FILE, json_option, people_option
from .outputs import output_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be repeated.")
@click.option("--ignore", multiple=True, metavar="KIND[.FIELD]", help="Leave this out; may be repeated.")
@click.option("--ignore-list", type=EXISTING_FILE, help="A text file with one KIND[.FIELD] a line; # is a comment.")
@output_option("--output", help="Write the changes as a workbook (xlsx) too.")
@people_option
@json_option
@click.pass_obj
def diff(
    settings: Settings,
    old: str,
    new: str,
    kinds: tuple[str, ...],
    ignore: tuple[str, ...],
    ignore_list: Path | None,
    output: Path | None,
    people: str,
    as_json: bool,
) -> int:
    """Compare two snapshots: objects that came, went, moved or got another name, and their fields before and after.

    Events, logs and other evidence are left out unless --kind names them. Exit code 1 where something changed.

    \b
    Example:
      migrator diff before after --ignore user.display_name --output changes.xlsx
    """
    from ..app.difference import compare_snapshots, ignored_in, kinds_compared, write_difference
    from ..documents.shapes.difference import difference_document
    from ..store.project import open_project
    from ..terminal.difference import print_difference

    ignored = (*ignore, *(ignored_in(ignore_list) if ignore_list else ()))
    found = compare_snapshots(settings.project_url, old, new, kinds=kinds, ignored=ignored)
    if output:
        write_difference(settings.project_url, found, old, new, output, labelled=people == "labels", now=settings.now())
    project = open_project(settings.project_url)
    read = [project.snapshot(name) for name in dict.fromkeys((old, new))]
    lost = max(say_losses(each, kinds_compared(kinds)) for each in read)
    if as_json:
        print_json(difference_document(found, [report for each in read for report in each.sources]))
    else:
        print_difference(found, old, new)
    return lost if found.is_empty else 1
