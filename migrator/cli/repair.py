"""`repair`: find, plan, approve, script, apply, verify, undo, history."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..app.repair import JOURNAL_FOLDER, PLAN_FILE
from ..app.settings import project_option
from ..errors import GuardRefused, InputError, NotInteractiveError
from ..files import write_file
from ..terminal.console import print_bytes, print_json, printable, say, typed
from ..terminal.repair import (
    plan_line,
    print_after_repair,
    print_history,
    print_inspection,
    print_next_plan,
    print_plan,
    print_result,
    print_route,
    print_verification,
    repair_command,
    says_what_holds,
    summary,
)
from .options import NEW_FILE, json_option
from .outputs import output_option
from .sql_options import rgsconfig_option

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..repair.inspection import Inspection, PoolRow
    from ..repair.steps import Direction

#: exit code of `verify` where the plan is not carried out, of `find` where rows have no owner
_NOT_REPAIRED = 1

_plan_file = click.option(
    "--plan",
    "plan_file",
    required=True,
    type=NEW_FILE,
    help="The plan, as `repair plan --output` wrote it.",
)
_approved = click.option(
    "--approved",
    type=NEW_FILE,
    help="The approval sheet: only rows that it approves with Y are changed.",
)
_confirm = click.option("--confirm", metavar="SERVER/DATABASE", help="Confirm which database is changed.")
_journal = click.option(
    "--journal",
    type=click.Path(path_type=Path, file_okay=False),
    help=f"Folder for the journal; {JOURNAL_FOLDER} beside the plan by default.",
)


@click.group()
def repair() -> None:
    """Give response groups their owner pool back: find, plan, script or apply, verify; undo is at hand.

    Only NULL is ever overwritten, in one transaction, and only as the reviewed plan says. The cmdlets
    that Microsoft documents for changing owners (Export-CsRgsConfiguration, then Import-CsRgsConfiguration
    -OverwriteOwner) come first.

    \b
    Example:
      migrator repair find --sql "mssql+pyodbc://sql1/rgsconfig"
      migrator repair plan --sql "mssql+pyodbc://sql1/rgsconfig" --owner lyncpool.contoso.local --output plan.json
      migrator repair approve --plan plan.json --output approval.xlsx
      migrator repair script --plan plan.json --output repair.sql
      migrator repair apply --plan plan.json --sql "mssql+pyodbc://sql1/rgsconfig" --confirm "SQL1/rgsconfig"
    """


@repair.command()
@rgsconfig_option
@click.option("--owner", metavar="GUID_OR_FQDN", help="Count rows of this owner pool as equal.")
@json_option
@click.pass_context
def find(context: click.Context, url: str, query_timeout: int, owner: str | None, as_json: bool) -> None:
    """Find response groups that have lost their owner; changes nothing.

    Without --owner, rows of any pool in the owner table count as equal. Exit code 0: every row has an owner, or the
    database is that of Lync Server 2010 or OCS 2007 R2, which knows none. 1: rows have no owner. 2: the database is
    not an rgsconfig.

    \b
    Example:
      migrator repair find --sql sqlite:///rgsconfig.db --json
    """
    from ..app.repair import read_database
    from ..documents.shapes.repair import find_document
    from ..repair.inspection import choose_owner, count_tables

    reading = read_database(url, with_facts=not as_json, query_timeout_s=query_timeout)
    found = reading.inspection
    if found.discovery.reason and not reading.has_response_groups:
        raise InputError(
            f"{found.identity.server}/{found.identity.database} is not an rgsconfig database: is the name right?",
            hint="The response groups of a pool are in the database rgsconfig on its back end server",
        )
    counts = list(count_tables(found, choose_owner(found.pools, owner) if owner else None))
    if as_json:
        print_json(find_document(found, counts, summary(found)))
    else:
        print_inspection(found, counts, reading.facts)
    if any(count.null for count in counts) or any(table.null for table in found.refused):
        if not as_json:
            print_next_plan(found.pools, url)
        context.exit(_NOT_REPAIRED)


@repair.command()
@rgsconfig_option
@click.option("--owner", metavar="GUID_OR_FQDN", help="The owner pool that the rows get.")
@click.option("--only", multiple=True, metavar="TABLE:KEY", help="Only this row, to try one first; may be repeated.")
@click.option("--all", "every_row", is_flag=True, help="Print every row, not only the first ones.")
@output_option("--output", help="Write the plan to this file.")
@output_option("--xlsx", help="Write an approval sheet to this file.")
@json_option
@click.pass_obj
def plan(
    settings: Settings,
    url: str,
    query_timeout: int,
    owner: str | None,
    only: tuple[str, ...],
    every_row: bool,
    output: Path | None,
    xlsx: Path | None,
    as_json: bool,
) -> None:
    """Write down what a repair would do, row by row; changes nothing.

    The plan names each row with its owner before and after, and expires after 24 hours. The owner is never guessed:
    give --owner, or confirm the only pool on a terminal.

    \b
    Example:
      migrator repair plan --sql sqlite:///rgsconfig.db --owner lyncpool.contoso.local --output plan.json
    """
    from ..app.repair import only_rows, plan_repair, read_database
    from ..documents.approval_sheet import write_sheet
    from ..repair.plan import to_json
    from ..repair.planning import check_plannable

    reading = read_database(url, with_facts=False, query_timeout_s=query_timeout)
    if reading.inspection.discovery.reason is None:
        check_plannable(reading.inspection)
    pool, chosen = _choose(reading.inspection, owner)
    made = plan_repair(settings, reading, pool, chosen=chosen)
    made = only_rows(made, only) if only else made
    print_route(made)
    if output:
        write_file(output, to_json(made))
    if xlsx:
        write_sheet(made, xlsx)
    if as_json:
        print_bytes(to_json(made))
    else:
        print_plan(made, every_row=every_row)
    if not made.row_count:
        say("Nothing to repair: every row has an owner.")
    elif output:
        say(f"Next: {typed('migrator', 'repair', 'script', '--plan', str(output))}")
        confirm = ("--confirm", made.place)
        say(f"  or: {repair_command('apply', output, url, *confirm, project=project_option(settings))}")
    elif not as_json:
        say("This plan was not written to a file: give --output plan.json")


@repair.command()
@_plan_file
@output_option("--output", required=True, help="Write the approval sheet to this file.")
def approve(plan_file: Path, output: Path) -> None:
    """Write the approval sheet of a plan: an Excel workbook with a row for each change. Connects to no server.

    Whoever approves writes Y into the column Approve; script, apply, undo and verify take the sheet with --approved.

    \b
    Example:
      migrator repair approve --plan plan.json --output approval.xlsx
    """
    from ..documents.approval_sheet import write_sheet
    from ..repair.plan import read_plan

    made = read_plan(plan_file)
    if not made.row_count:
        raise InputError(f"{plan_file}: the plan holds no rows: there is nothing to approve")
    write_sheet(made, output)
    say(plan_line(made))
    say("Next: let somebody write Y into the column Approve, then:")
    say(f"  {typed('migrator', 'repair', 'script', '--plan', str(plan_file), '--approved', str(output))}")


@repair.command()
@_plan_file
@_approved
@click.option("--undo", "is_undo", is_flag=True, help="The script that undoes the change.")
@output_option("--output", help="Write the script to this file. Default: stdout.")
def script(plan_file: Path, approved: Path | None, is_undo: bool, output: Path | None) -> None:
    """Print the self-checking script of a plan: exactly what `apply` would send. Connects to no server.

    It is one batch for SSMS or sqlcmd, in the syntax of SQL Server 2005.

    \b
    Example:
      migrator repair script --plan plan.json --output repair.sql
    """
    from ..app.repair import read_reviewed_plan
    from ..repair.render import repair_script, undo_script

    made = read_reviewed_plan(plan_file, approved)
    if not made.row_count:
        raise InputError(f"{plan_file}: the plan holds no rows: there is nothing to script")
    rendered = undo_script(made) if is_undo else repair_script(made)
    print_route(made)
    say(plan_line(made, "undo" if is_undo else "repair"))
    if output:
        write_file(output, rendered.encoded)
    else:
        print_bytes(rendered.text.encode())


@repair.command()
@_plan_file
@rgsconfig_option
@_confirm
@_approved
@_journal
@click.pass_obj
def apply(settings: Settings, /, plan_file: Path, url: str, **run: Any) -> None:
    """Carry out a plan: all of it in one transaction, or nothing.

    The undo script and the rows as they were are written to disk before the first change. Exit code 3: refused,
    nothing was changed. Exit code 4: the server failed; `repair verify` shows what the database holds.

    \b
    Example:
      migrator repair apply --plan plan.json --sql sqlite:///rgsconfig.db --confirm embedded/rgsconfig.db
    """
    _run(settings, "repair", plan_file, url, **run)


@repair.command()
@_plan_file
@rgsconfig_option
@_confirm
@_approved
@_journal
@click.pass_obj
def undo(settings: Settings, /, plan_file: Path, url: str, **run: Any) -> None:
    """Take a repair back: planned rows that still have the owner of the plan become NULL again.

    If a row was changed since, nothing is undone; to undo the other rows, approve them with --approved. The exit codes
    are those of apply.

    \b
    Example:
      migrator repair undo --plan plan.json --sql sqlite:///rgsconfig.db --confirm embedded/rgsconfig.db
    """
    _run(settings, "undo", plan_file, url, **run)


@repair.command()
@_plan_file
@rgsconfig_option
@_approved
@click.option(
    "--wait", "wait_seconds", type=click.IntRange(0), default=0, metavar="SECONDS", help="Wait for a running repair."
)
@json_option
@click.pass_context
def verify(
    context: click.Context,
    plan_file: Path,
    url: str,
    query_timeout: int,
    approved: Path | None,
    wait_seconds: int,
    as_json: bool,
) -> None:
    """Show whether the rows of a plan are untouched, repaired or mixed, or a repair is running; changes nothing.

    Exit code 0: every planned row is repaired. 1: not; the answer says which of the other three holds. 3: the plan is
    not for this database. 4: the server failed.

    \b
    Example:
      migrator repair verify --plan plan.json --sql sqlite:///rgsconfig.db
    """
    from ..app.repair import read_reviewed_plan, verify_repair
    from ..documents.shapes.repair import verification_document

    made = read_reviewed_plan(plan_file, approved)
    state = verify_repair(made, url, wait_seconds=wait_seconds, query_timeout_s=query_timeout)
    if as_json:
        print_json(verification_document(made, state))
    else:
        print_verification(made, state)
    context.exit(0 if state.state == "repaired" else _NOT_REPAIRED)


@repair.command()
@json_option
@click.pass_obj
def history(settings: Settings, as_json: bool) -> None:
    """List what repairs and undos did, from the project's journal.

    \b
    Example:
      migrator repair history --json
    """
    from ..documents.shapes.repair import history_document
    from ..store.project import open_project

    entries = list(open_project(settings.project_url).repair_history())
    print_json(list(map(history_document, entries))) if as_json else print_history(entries)


def _run(
    settings: Settings,
    direction: Direction,
    plan_file: Path,
    url: str,
    *,
    query_timeout: int,
    confirm: str | None,
    approved: Path | None,
    journal: Path | None,
) -> None:
    from ..app.repair import read_reviewed_plan, record_refusal, run_repair

    try:
        made = read_reviewed_plan(plan_file, approved)
    except GuardRefused as error:
        record_refusal(settings, direction, error)
        raise
    if not made.row_count:
        say("The plan holds no rows: nothing to do.")
        return
    if direction == "repair":
        print_route(made, in_short=bool(confirm) or not sys.stdin.isatty())
    say(plan_line(made, direction))
    confirmed = confirm or _ask(f"Type {made.place} to go on", "--confirm SERVER/DATABASE")
    narrowed = ["--approved", str(approved)] if approved else []
    verify_with = repair_command("verify", plan_file, url, *narrowed)
    with says_what_holds(made.place, verify_with) as interrupts:
        result = run_repair(
            settings,
            direction,
            made,
            url,
            confirmed=confirmed,
            plan_file=plan_file,
            journal=journal,
            verify_with=verify_with,
            interrupts=interrupts,
            query_timeout_s=query_timeout,
        )
        print_result(direction, result)
        if direction == "repair":
            kept, more = (result.journal / PLAN_FILE, []) if result.journal.is_dir() else (plan_file, narrowed)
            undo_with = repair_command(
                "undo", kept, url, *more, "--confirm", confirmed, project=project_option(settings)
            )
            print_after_repair(undo_with)


def _choose(found: Inspection, wanted: str | None) -> tuple[PoolRow, str]:
    """The owner pool and how it was chosen; never a guess."""
    from ..repair.inspection import choose_owner, pool_list

    if found.discovery.reason:
        raise GuardRefused(f"{found.identity.database}: not applicable: {found.discovery.reason}")
    if wanted:
        return choose_owner(found.pools, wanted), f"given with --owner {wanted}"
    if len(found.pools) != 1:
        raise GuardRefused(
            f"{len(found.pools)} owner pools are possible: {pool_list(found.pools)}", hint="Choose one with --owner"
        )
    (pool,) = found.pools
    say(f"The only owner pool is {pool_list([pool])}.")
    typed = _ask(f"Type its {'name' if pool.name else 'id'} to give it to every row without owner", "--owner")
    if choose_owner(found.pools, typed) == pool:
        return pool, "the only owner pool, confirmed on the terminal"
    raise InputError(f"{typed!r} is not the owner pool")  # pragma: no cover - choose_owner has refused it


def _ask(question: str, option: str) -> str:
    """What the operator types, on a terminal only."""
    if not sys.stdin.isatty():
        raise NotInteractiveError(question, option)
    answer: str = click.prompt(printable(question), err=True)
    return answer.strip()
