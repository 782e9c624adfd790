"""`inventory`, `snapshots` and `show`: evidence in, items out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import READ_WITH_LOSSES, InputError
from ..terminal.console import print_json, progress_bar, say
from ..terminal.losses import say_losses
from .options import json_option, next_command, snapshot_option
from .sql_options import live_databases, sql_options

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..estate.kinds import Item


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@sql_options
@click.option("--name", help="Name of the snapshot. Default: the time of the run.")
@click.option(
    "--prefer",
    default="newest",
    show_default=True,
    metavar="newest|SOURCE",
    help="Whose value is kept if two collections differ: the newest, or those whose path begins with SOURCE.",
)
@click.option("--merge-forests", is_flag=True, help="Read evidence of several estates as that of one.")
@json_option
@click.pass_obj
def inventory(
    settings: Settings,
    /,
    sources: tuple[Path, ...],
    name: str | None,
    prefer: str,
    merge_forests: bool,
    as_json: bool,
    **sql: Any,
) -> int:
    """Read evidence (files, folders, zips, live databases) into a new snapshot.

    Files are recognised by content, databases by their tables; nothing is ever written to a database. What is rejected
    or unknown is counted and named; exit code 5 says that something could not be read.

    If two collections of one estate differ, the value of the newest is kept, by the time of the kit's manifest or else
    of the files; the other is listed with both times. Evidence of two estates that have nothing in common is refused.

    Without --user, and by a URL without a user, you log in as the Windows user; on Linux and macOS that needs a
    Kerberos ticket (kinit USER@DOMAIN). The password of a login of SQL Server is asked for unless it is in the URL.

    \b
    Example:
      migrator inventory C:\\evidence --name before
      migrator inventory --server SQL1\\RTC --database rgsconfig --database xds
      migrator inventory --sql "mssql+pyodbc://reader@SQL1\\RTC/rtcdyn" --encrypt optional
    """
    from ..documents.shapes.inventory import inventory_document
    from ..terminal.inventory import print_inventory

    if not sources and not sql["urls"] and not sql["server"] and not sql["databases"]:
        raise click.UsageError("name at least one SOURCE (a file, folder or zip of evidence), --server or --sql URL")
    from ..app.inventory import compare_sources, take_inventory

    databases = live_databases(**sql)
    with progress_bar("Reading") as progress:
        snapshot = take_inventory(
            settings.project_url,
            sources,
            name=name,
            now=settings.now(),
            progress=progress,
            databases=databases,
            prefer=prefer,
            merge_forests=merge_forests,
        )
    compared = compare_sources(settings.project_url, snapshot)
    if as_json:
        print_json(inventory_document(snapshot, compared.ways, compared.conflicts))
    else:
        print_inventory(snapshot, compared.ways, compared.conflicts)
        say(next_command(settings, "predict"))
    return READ_WITH_LOSSES if any(report.has_losses for report in snapshot.sources) else 0


@click.command()
@json_option
@click.pass_obj
def snapshots(settings: Settings, as_json: bool) -> None:
    """List the snapshots of the project.

    \b
    Example:
      migrator snapshots --json
    """
    from ..documents.shapes.inventory import snapshot_document
    from ..store.project import open_project
    from ..terminal.inventory import print_snapshots

    listed = open_project(settings.project_url).snapshots()
    if as_json:
        print_json([snapshot_document(snapshot) for snapshot in listed])
    else:
        print_snapshots(listed)


@click.command()
@click.argument("kind", required=False)
@snapshot_option
@json_option
@click.pass_obj
def show(settings: Settings, kind: str | None, snapshot: str | None, as_json: bool) -> None:
    """List the objects of a KIND, or who a label such as "person 17" is; without one, the kinds of the snapshot.

    \b
    Example:
      migrator show voice_route
      migrator show workflow --json
    """
    from ..app.people import people_of
    from ..documents.people import number_of
    from ..documents.shapes.inventory import item_document
    from ..estate.catalogue import KINDS, find_kind
    from ..estate.naming import with_names
    from ..store.project import open_project
    from ..terminal.inventory import print_inventory_kinds, print_items

    project = open_project(settings.project_url)
    kept = project.snapshot(snapshot)
    cls = find_kind(kind or "")
    if kind is not None and cls is None and number_of(kind) is None:
        raise InputError(f"there is no kind {kind!r}", hint=_kinds_like(kind, KINDS))
    say_losses(kept, None if cls is None else {cls.kind})
    if kind is None:
        if as_json:
            print_json(kept.items)
        else:
            print_inventory_kinds(kept)
        return
    if cls is None:
        estate = project.estate(snapshot)
        found = [with_names(estate, item) for item in people_of(project, estate, kind)]
        _show_person(found, kind, as_json=as_json)
        return
    estate = project.estate(snapshot)
    items = [with_names(estate, item) for item in estate.of(cls)]
    if as_json:
        print_json([item_document(item) for item in items])
        return
    print_items(cls, items, is_complete=not estate.lost(cls.kind))


def _show_person(items: list[Item], label: str, *, as_json: bool) -> None:
    from ..documents.shapes.inventory import item_document
    from ..terminal.inventory import print_items

    if not items:
        raise InputError(f"{label}: no document of this project has given that label to anybody in the snapshot")
    if as_json:
        print_json([item_document(item) for item in items])
        return
    for cls in dict.fromkeys(map(type, items)):
        print_items(cls, [item for item in items if type(item) is cls])


def _kinds_like(kind: str, kinds: Iterable[str]) -> str:
    """The way out for a name that is no kind: the nearest names, and the command that lists all."""
    from difflib import get_close_matches

    near = get_close_matches(kind.casefold(), kinds)
    meant = f"Did you mean {', '.join(near)}? " if near else ""
    return f"{meant}`migrator show` lists the kinds of the snapshot"
