"""`inventory`, `snapshots` and `show`: evidence in, items out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from ..estate.counting import counted
from ..estate.products import product_name, product_names
from ..terminal.console import print_json, print_table, progress_bar, shown, stderr, stdout
from ..terminal.sources_table import print_sources, print_totals, totals
from .sql_options import live_databases, sql_options

if TYPE_CHECKING:
    from ..estate.kinds import Item
    from ..estate.provenance import Snapshot, SourceReport
    from ..estate.reconciliation import Reconciled
    from .app import Settings

LOSSES = 5


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@sql_options
@click.option("--name", help="Name of the snapshot; the time of the run where it is not given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def inventory(settings: Settings, /, sources: tuple[Path, ...], name: str | None, as_json: bool, **sql: Any) -> int:
    """Read evidence (files, folders, zips, live databases) into a new snapshot.

    Files are recognised by content, databases by their tables; nothing is ever written to a database. What is rejected
    or unknown is counted and named; exit code 5 says that something was lost.

    A URL without a user logs in as the Windows user; a user without a password is asked for it on a terminal.

    \b
    Example:
      migrator inventory C:\\evidence --name before
      migrator inventory --sql "mssql+pyodbc://sql1/rgsconfig" --sql "mssql+pyodbc://sql1/xds"
      migrator inventory --sql "mssql+pyodbc://reader@SQL1\\RTC/rtcdyn" --encrypt optional
    """
    if not sources and not sql["urls"]:
        raise click.UsageError("name at least one SOURCE (a file, folder or zip of evidence) or --sql URL")
    from ..app.actions import take_inventory

    databases = live_databases(**sql)
    with progress_bar("Reading") as progress:
        snapshot = take_inventory(
            settings.project_url, sources, name=name, now=settings.now(), progress=progress, databases=databases
        )
    reconciled = reconciliation(settings.project_url, snapshot)
    if as_json:
        print_json(inventory_document(snapshot) | {"reconciliation": [_reconciled(one) for one in reconciled]})
    else:
        print_inventory(snapshot, reconciled)
        stderr().print(shown("Next: migrator predict"))
    return LOSSES if any(report.has_losses for report in snapshot.sources) else 0


def inventory_document(snapshot: Snapshot) -> dict[str, Any]:
    """The JSON shape of `inventory --json`."""
    return {
        "snapshot": {"name": snapshot.name, "taken_at": snapshot.taken_at},
        "products": snapshot.products,
        "items": snapshot.items,
        "sources": [_source(report) for report in snapshot.sources],
    }


def reconciliation(project: str, snapshot: Snapshot) -> tuple[Reconciled, ...]:
    """Kinds that were collected in several ways, and where the ways differ; none where there is one way."""
    from ..estate.reconciliation import reconcile
    from ..store.project import open_project

    if len({report.format for report in snapshot.sources if report.read}) < 2:
        return ()
    estate = open_project(project).estate(snapshot.name)
    return tuple(one for one in reconcile(estate, snapshot.sources) if len(one.counts) > 1)


def _reconciled(one: Reconciled) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "product": one.product,
        "counts": one.counts,
        "objects": one.objects,
        "differing": one.differing,
        "missing": one.missing,
    }


def _print_reconciliation(reconciled: Sequence[Reconciled]) -> None:
    """Print the kinds of which the ways differ, one line each, and how many do not."""
    differing = [one for one in reconciled if one.missing or one.differing]
    if differing:
        print_table(
            "Collected in several ways, which differ",
            ("Kind", "Product", "By way", "Objects", "Difference"),
            [(one.kind, product_name(one.product), _by_way(one), one.objects, one.explanation) for one in differing],
            numeric="lllr",
        )
    if same := len(reconciled) - len(differing):
        kinds = counted(same, "kind was", "kinds were")
        stdout().print(shown(f"{kinds} collected in several ways that hold the same objects"))


def _by_way(one: Reconciled) -> str:
    return "\n".join(f"{way}: {count}" for way, count in one.counts.items())


def _source(report: SourceReport) -> dict[str, Any]:
    return {
        "path": report.path,
        "format": report.format,
        "status": report.status,
        "read": report.read,
        "rejected": report.rejected,
        "unknown": report.unknown,
        "sha256": report.sha256,
        "messages": report.messages,
        "product": report.product,
        "collected": report.collected,
        "gaps": report.gaps,
        "collected_at": report.collected_at,
        "collected_by": report.collected_by,
    }


def print_inventory(snapshot: Snapshot, reconciled: Sequence[Reconciled]) -> None:
    """Print the sum first and last; between them the sources, what was collected in several ways, and the kinds."""
    stdout().print(shown(totals(snapshot.sources)))
    print_sources(snapshot.sources)
    _print_reconciliation(reconciled)
    print_inventory_kinds(snapshot, as_json=False)
    print_totals(snapshot.sources)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def snapshots(settings: Settings, as_json: bool) -> None:
    """List the snapshots of the project.

    \b
    Example:
      migrator snapshots --json
    """
    from ..store.project import open_project

    listed = open_project(settings.project_url).snapshots()
    if as_json:
        print_json([inventory_document(snapshot) for snapshot in listed])
        return
    print_table(
        "Snapshots",
        ("Name", "Taken at (UTC)", "Products", "Objects", "Sources"),
        [
            (
                s.name,
                f"{s.taken_at:%Y-%m-%d %H:%M}",
                product_names(s.products),
                f"{sum(s.items.values()):,}",
                len(s.sources),
            )
            for s in listed
        ],
        numeric="lllrr",
    )


@click.command()
@click.argument("kind", required=False)
@click.option("--snapshot", help="Name of the snapshot; the newest where it is not given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document with every field.")
@click.pass_obj
def show(settings: Settings, kind: str | None, snapshot: str | None, as_json: bool) -> None:
    """List the objects of a KIND; without one, the kinds of the snapshot.

    \b
    Example:
      migrator show voice_route
      migrator show workflow --json
    """
    from ..estate.catalogue import KINDS, find_kind
    from ..store.project import open_project

    project = open_project(settings.project_url)
    if kind is None:
        print_inventory_kinds(project.snapshot(snapshot), as_json=as_json)
        return
    cls = find_kind(kind)
    if cls is None:
        raise InputError(f"there is no kind {kind!r}", hint=_kinds_like(kind, KINDS))
    estate = project.estate(snapshot)
    items = estate.of(cls)
    if as_json:
        print_json([item_document(item) for item in items])
        return
    _print_items(cls, list(items))


def _kinds_like(kind: str, kinds: Iterable[str]) -> str:
    """The way out for a name that is no kind: the nearest names, and the command that lists all."""
    from difflib import get_close_matches

    near = get_close_matches(kind.casefold(), kinds)
    meant = f"did you mean {', '.join(near)}? " if near else ""
    return f"{meant}`migrator show` lists the kinds of the snapshot"


def print_inventory_kinds(snapshot: Snapshot, *, as_json: bool) -> None:
    """Print the kinds of a snapshot with their counts."""
    from ..estate.catalogue import KINDS

    if as_json:
        print_json(snapshot.items)
        return
    rows = [(kind, KINDS[kind].label, f"{count:,}") for kind, count in snapshot.items.items()]
    title = f"Snapshot {snapshot.name}: {product_names(snapshot.products)}"
    print_table(title, ("Kind", "What", "Objects"), rows, numeric="llr")


def item_document(item: Item) -> dict[str, Any]:
    """The JSON shape of one item: key, declared fields, then where it came from."""
    from ..estate.kinds import fields_of

    return {
        "key": item.key,
        **{field.name: getattr(item, field.name) for field in fields_of(type(item))},
        "product": item.product,
        "extra": item.extra,
        "source": item.sources[0] if item.sources else "",
        "sources": item.sources,
        "differences": item.differences,
    }


def _print_items(cls: type[Item], items: list[Item]) -> None:
    from ..estate.kinds import fields_of

    filled = [f for f in fields_of(cls) if any(getattr(item, f.name) not in (None, (), "") for item in items)]
    width = stdout().width
    columns = [f for f in filled if f.type not in ("part", "parts")][: max(3, width // 22)]
    rows = [(item.key, *(_cell(getattr(item, f.name)) for f in columns)) for item in items]
    print_table(f"{cls.label}: {len(items):,}", ("Key", *(f.label for f in columns)), rows)
    hidden = [f.label for f in filled if f not in columns]
    if hidden:
        stderr().print(shown(f"Not shown for lack of room: {', '.join(hidden)} (all with --json)", "dim"))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return str(value)
