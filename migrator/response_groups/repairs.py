"""PowerShell that makes a migrated response group object what its legacy object was.

Each command fetches one object by its Identity, changes the copy in memory and writes it back, as the pages of the
Set-CsRgs* cmdlets show it (office-docs-powershell). After the move Get-CsRgs* shows legacy and migrated copies under
one name (l13-rgs-r2), so a name alone does not tell them apart. A line that
begins with ``#`` needs a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..estate.kinds import Item
from ..estate.response_groups import HolidayPeriod, TimeRange
from ..powershell import comment, literal
from .commands import documentation_of, new_holiday, new_time_range

_NOUN = {
    "workflow": "CsRgsWorkflow",
    "queue": "CsRgsQueue",
    "agent_group": "CsRgsAgentGroup",
    "business_hours": "CsRgsHoursOfBusiness",
    "holiday_set": "CsRgsHolidaySet",
}


def is_foreign(item: Item) -> bool:
    """Whether the pool that owns the object is not the pool that hosts it; Get-CsRgs* hides it without -ShowAll."""
    owner, pool = getattr(item, "owner_pool", None), getattr(item, "pool", None)
    return bool(owner and pool and owner.casefold() != pool.casefold())


def got(copy: Item) -> str:
    """A command that fetches the migrated object."""
    pool = getattr(copy, "pool", None)
    named = f"-Identity {literal(f'service:ApplicationServer:{pool}/{copy.key}')}" if pool else _named(copy.title)
    hidden = is_foreign(copy) or getattr(copy, "owner_pool_is_null", None)
    return f"Get-{_NOUN[copy.kind]} {named}" + (" -ShowAll" if hidden else "")


def got_by_name(kind: str, name: str, pool: str | None) -> str:
    """A command that fetches an object that is still to be created, by its name on the pool."""
    where = f"-Identity {literal(f'service:ApplicationServer:{pool}')} " if pool else ""
    return f"Get-{_NOUN[kind]} {where}{_named(name)}"


def _named(name: str) -> str:
    return f"-Name {literal(name)}"


def changed(copy: Item, *statements: str) -> str:
    """The object fetched into ``$x``, the statements, and ``$x`` written back."""
    return "\n".join((f"$x = {got(copy)}", *statements, f"Set-{_NOUN[copy.kind]} -Instance $x"))


def assigned(copy: Item, field: str, value: str) -> str:
    """One property with another value."""
    return changed(copy, f"$x.{field} = {value}")


def added(collection: str, values: Iterable[str], *, cleared: bool = False) -> list[str]:
    """Statements that add to a collection of ``$x``, which may be emptied before."""
    statements = [f"$x.{collection}.Clear()"] if cleared else []
    return [*statements, *(f"$x.{collection}.Add({each})" for each in values)]


def with_hours(copy: Item, ranges: Sequence[TimeRange], days: Iterable[str]) -> str:
    """Business hours with *ranges* on *days*; a day has two at most, and null where it has none."""
    statements = []
    for day in days:
        of_day = [each for each in ranges if each.day == day]
        for number in (1, 2):
            each = of_day[number - 1] if len(of_day) >= number else None
            value = new_time_range(each.name, each.opens, each.closes) if each else "$null"
            statements.append(f"$x.{day}Hours{number} = {value}")
    return changed(copy, *statements)


def with_holidays(copy: Item, holidays: Sequence[HolidayPeriod]) -> str:
    """A holiday set with these holidays and no other."""
    made = []
    for each in holidays:
        if each.starts is None or each.ends is None:
            return f"# Set the holidays by hand: {literal(each.name or '')} has no start or no end in the evidence"
        made.append(f"({new_holiday(each.name, each.starts, each.ends)})")
    return changed(copy, *added("HolidayList", made, cleared=True))


def recreated(item: Item) -> str:
    """A comment that names the command which writes the script for a missing object."""
    return f"# Recreate {literal(item.title)}: migrator rgs rebuild --into FOLDER writes the script"


def owned(copy: Item) -> str:
    """How to set the owner of a pool's objects: the documented cmdlets, then the repair (l13-rgs-dr-procedures)."""
    pool = literal(f"service:ApplicationServer:{getattr(copy, 'pool', None) or 'POOL_FQDN'}")
    owner = f" -Owner {literal('service:ApplicationServer:' + str(getattr(copy, 'owner_pool', '')))}"
    lines = [
        f"# Export-CsRgsConfiguration -Source {pool}{owner if is_foreign(copy) else ''} -FileName rgs.zip",
        f"# Import-CsRgsConfiguration -Destination {pool} -FileName rgs.zip -OverwriteOwner",
    ]
    if is_foreign(copy):
        return "\n".join(
            ["# Expected after a failover import; it ends with the failback. Only to keep it here:", *lines]
        )
    first = (
        "# Until the owner is back, every Set-CsRgs... on these objects fails. For all of the pool, documented for "
        "changing owners, untested in public for missing ones:"
    )
    return "\n".join([first, *lines, "# Otherwise: migrator repair find --sql URL"])


def script(steps: Sequence[tuple[str, str]], *, title: str) -> str:
    """Repairs as one script to review: (purpose, command) in order; a command that several need is written once."""
    lines = [
        comment(title),
        "# Made from a comparison of evidence. Review every line, then run it in a Lync Server 2013 Management Shell.",
        "# Each command changes one object. The script stops at the first error.",
        "# Cmdlets and their parameters are documented in:",
        *documentation_of("\n".join(command for _, command in steps)),
        "$ErrorActionPreference = 'Stop'",
        "",
    ]
    reasons: dict[str, list[str]] = {}
    for reason, command in steps:
        reasons.setdefault(command, []).append(reason)
    for command, purposes in reasons.items():
        lines += [comment(reason) for reason in purposes]
        lines += [command, ""]
    return "\n".join(lines)
