"""What `repair` prints: tables for a person, documents for a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import InputError, Interrupted, MigratorError, NotConnected, TargetError
from ..estate.counting import counted
from .console import one_line, print_line, print_table, print_unwrapped, say, typed

if TYPE_CHECKING:
    from pathlib import Path

    from ..repair.apply import RepairResult
    from ..repair.inspection import Inspection, PoolRow, TableCount
    from ..repair.interrupts import Interrupts
    from ..repair.plan import Plan
    from ..repair.steps import Direction
    from ..repair.target import Fact
    from ..repair.verify import Verification

#: rows of a plan that the terminal shows
_MOST_ROWS = 20
_MAY_WRITE = "yes, as far as can be seen"


def repair_command(name: str, plan_file: Path, url: str, *more: str, project: Sequence[str] = ()) -> str:
    """`repair NAME` for that plan and database, to be copied as it stands; a password in *url* is left out.

    Args:
        project: the option of the project, for a command that writes into its history.
    """
    from ..database.connection import options_of

    return typed("migrator", *project, "repair", name, "--plan", str(plan_file), *options_of(url), *more)


def print_next_plan(pools: Sequence[PoolRow], url: str) -> None:
    """The command that plans the repair of what was found; the owner is left open where there is a choice."""
    from ..database.connection import options_of

    only = pools[0].name or pools[0].id if len(pools) == 1 else "POOL"
    say(f"Next: {typed('migrator', 'repair', 'plan', *options_of(url), '--owner', only, '--output', 'plan.json')}")
    if len(pools) > 1:
        say("POOL is the id or the name of one of the owner pools above.")


def print_route(plan: Plan, *, in_short: bool = False) -> None:
    """The supported way, before anything else; *in_short* where a refusal that follows must not drown."""
    from ..repair.route import IN_SHORT, supported_route

    for line in (IN_SHORT,) if in_short else supported_route(plan.owner.name):
        say(line)


def print_inspection(found: Inspection, counts: Iterable[TableCount], facts: Iterable[Fact]) -> None:
    """What find found."""
    identity = found.identity
    print_table(
        "Database",
        ("What", "Found"),
        [
            ("Server", identity.server),
            ("Database", identity.database),
            ("Version", f"{identity.version} {identity.edition}"),
            ("Login", identity.login),
            ("May be changed here", identity.blocked or _MAY_WRITE),
            *((fact.label, fact.text) for fact in facts),
        ],
    )
    if found.discovery.reason is None:
        pools = [(pool.id, pool.name or "") for pool in found.pools]
        print_table("Owner pools", ("Id", "Name"), pools, unfolded=("Id",))
        print_table(
            "Rows by owner",
            ("Table", "Rows", "NULL", "Equal", "Foreign"),
            [(one.table, one.rows, one.null, one.equal, one.foreign) for one in counts],
            numeric="lrrrr",
        )
        print_table("Tables", ("Table", "What to know"), _table_notes(found))
    print_line(summary(found))


def summary(found: Inspection) -> str:
    """The finding in one sentence."""
    if found.discovery.reason is not None:
        return f"Not applicable: {found.discovery.reason}."
    null = {holding.candidate.table.name.label: len(holding.without_owner) for holding in found.holdings}
    null |= {refused.excluded.table.name.label: refused.null for refused in found.refused}
    tables = [table for table, count in null.items() if count]
    if not tables:
        return "No row is without owner."
    rows = counted(sum(null.values()), "row")
    return f"{rows} in {counted(len(tables), 'table')} without owner: {', '.join(sorted(tables))}."


def print_plan(plan: Plan, *, every_row: bool = False) -> None:
    """The plan: its rows, the first ones of many unless *every_row*, and its counts."""
    rows = [(table.table, "/".join(row.key), row.name or "") for table in plan.tables for row in table.rows]
    hidden = 0 if every_row else max(0, len(rows) - _MOST_ROWS)
    rows = rows[: len(rows) - hidden]
    print_table(
        f"Plan for {plan.place}: in each row {_owner_column(plan)} is NULL and becomes {plan.owner.id}",
        ("Table", "Key", "Name"),
        rows,
        unfolded=("Key",),
    )
    if hidden:
        print_line(f"and {counted(hidden, 'row')} more: --all shows them, --json and --xlsx hold them")
    print_table(
        "Counts that must be found under lock",
        ("Table", "Rows without owner", "Rows to change"),
        [(table.table, table.expected.null, table.expected.changed) for table in plan.tables],
        numeric="lrr",
    )
    for note in plan.notes:
        print_line(one_line(f"Note: {note}."))
    print_unwrapped(plan_line(plan))


def plan_line(plan: Plan, direction: Direction = "repair") -> str:
    """What carrying out the plan does, or taking it back, in one sentence; and which plan it is."""
    owner = f"{plan.owner.name or 'no name'} ({plan.owner.id})"
    will = f"have the owner {owner}, {plan.owner.chosen}"
    if direction == "undo":
        will = f"have owner {owner} removed (set to NULL)"
    narrowed = f", narrowed from plan {plan.narrowed_from[:12]}" if plan.narrowed_from else ""
    return one_line(
        f"{counted(plan.row_count, 'row')} in {counted(len(plan.tables), 'table')} will {will}. "
        f"Plan {plan.digest[:12]}{narrowed}, made {plan.when} by {plan.who}, expires {plan.expires}."
    )


def print_result(direction: Direction, result: RepairResult) -> None:
    """What was changed, and where its journal is."""
    if result.is_despite_interrupt:
        print_unwrapped("The interruption came too late: the change IS committed.")
    done = counted(result.changed, "row is given its owner", "rows are given their owner")
    if direction == "undo":
        done = counted(result.changed, "row has its owner removed", "rows have their owner removed") + " (set to NULL)"
    print_unwrapped(f"{done}, committed and verified. Journal: {result.journal}")
    if result.not_recorded:
        say(f"This end was not recorded everywhere: {result.not_recorded}")


def print_after_repair(undo_with: str) -> None:
    """What to do after a repair, and the command that takes it back."""
    say("Next: look with Get-CsRgs* with and without -ShowAll; the service RTCRGS may need a restart to see the rows.")
    say(f"To undo it: {undo_with}")


@contextmanager
def says_what_holds(place: str, verify_with: str) -> Iterator[Interrupts]:
    """Holds Ctrl-C during a run; after it, or after an error that nobody foresaw, says what the database contains.

    Raises:
        Interrupted: Ctrl-C before anything was sent; nothing was changed.
        InputError: the run did not begin, because the server or this program failed; nothing was changed.
        TargetError: Ctrl-C again while the server was waited for, or an error that nobody foresaw.
    """
    from ..repair.interrupts import Interrupts

    interrupts = Interrupts(_say_that_it_is_held)
    try:
        with interrupts.watched():
            yield interrupts
    except KeyboardInterrupt:
        if interrupts.is_sent:
            raise TargetError(
                f"interrupted while {place} was changed: what the database holds is not known",
                hint=f"Find out with: {verify_with} --wait 60",
            ) from None
        raise Interrupted(f"interrupted: nothing was changed in {place}") from None
    except TargetError as error:
        if interrupts.is_held or isinstance(error, NotConnected):
            raise
        raise InputError(f"{error.message}; nothing was changed", hint=error.hint) from None
    except MigratorError:
        raise
    except Exception as error:
        if not interrupts.is_held:
            raise InputError(f"unexpected {type(error).__name__}: {error}; nothing was changed") from error
        raise TargetError(
            f"unexpected {type(error).__name__}: {error}; what the database holds is not known",
            hint=f"Find out with: {verify_with}",
        ) from error


def _say_that_it_is_held() -> None:
    say("Interrupted: the server is asked to cancel, and its answer is waited for. Another Ctrl-C stops waiting.")


def print_verification(plan: Plan, state: Verification) -> None:
    """Which state holds, and where it does not."""
    print_table(
        f"Plan {plan.digest[:12]} on {plan.place}",
        ("Table", "Planned", "Untouched", "Repaired", "Other", "NULL now"),
        [(one.table, one.planned, one.untouched, one.repaired, one.other, one.null_now) for one in state.tables],
        numeric="lrrrrr",
    )
    if state.differences:
        print_table(
            "Rows that differ",
            ("Table", "Key", "Name", "Found"),
            [(row.table, "/".join(row.key), row.name or "", row.found) for row in state.differences],
            unfolded=("Key", "Found"),
        )
    # SQLite shows only that somebody writes; SQL Server has a lock of the repair's own
    other = "" if plan.dialect == "mssql" else ", or another program is writing to the database"
    running = f"A repair is still running{other}"
    answers = {
        "repaired": "Fully repaired: every planned row has its owner.",
        "untouched": "Untouched: every planned row is without owner.",
        "mixed": "Mixed: neither untouched nor fully repaired; see the rows that differ.",
        "running": f"{running}: what the rows are now says nothing. Ask again, or give --wait SECONDS.",
    }
    print_line(answers[state.state])


def print_history(entries: Iterable[Mapping[str, Any]]) -> None:
    """The journal of the project, oldest first; then the folders, each in one piece so that it can be copied."""
    entries = list(entries)
    print_table(
        "Repairs",
        ("At", "What", "Where", "Rows", "Plan", "Who", "Reason"),
        [
            (
                entry.get("at", ""),
                f"{entry.get('direction', '')}: {entry.get('event', '')}",
                f"{entry['server']}/{entry['database']}" if entry.get("server") else "",
                entry.get("rows", ""),
                str(entry.get("digest", ""))[:12],
                entry.get("who", ""),
                entry.get("reason") or "",
            )
            for entry in entries
        ],
        numeric="lllr",
    )
    for journal in dict.fromkeys(str(entry["journal"]) for entry in entries if entry.get("journal")):
        print_unwrapped(f"Journal: {journal}")


def _owner_column(plan: Plan) -> str:
    return plan.tables[0].owner_column.name if plan.tables else "Owner"


def _table_notes(found: Inspection) -> Iterable[tuple[str, str]]:
    """Foreign keys, triggers and computed columns of repairable tables, and why other tables are not repaired."""
    for holding in found.holdings:
        candidate = holding.candidate
        table = candidate.table
        keys = [key.name for key in table.foreign_keys if key.column == candidate.owner.name]
        computed = [column.name for column in table.columns if column.is_computed]
        notes = [f"foreign key: {', '.join(keys)}" if keys else "no foreign key on the owner"]
        notes += [
            f"{'INSTEAD OF trigger' if one.is_instead_of else 'trigger'} {one.name}"
            f"{' (disabled)' if one.is_disabled else ''}"
            for one in table.triggers
        ]
        if computed:
            notes.append(f"computed: {', '.join(computed)}")
        yield table.name.label, "; ".join(notes)
    for excluded in found.discovery.left_alone:
        yield excluded.table.name.label, f"left alone: {excluded.reason}"
    for refused in found.refused:
        yield refused.excluded.table.name.label, f"not repaired: {refused.excluded.reason}"
