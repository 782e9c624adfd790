"""The guided script that deletes and recreates response groups on their pool of Lync Server 2013, object by object.

It is the way to an owner for objects that have none without writing to a database: objects that are created get it by
themselves. Only what the evidence holds in full is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.products import LYNC2010, LYNC2013, R2
from ...estate.response_groups import AgentGroup, ApplicationContact, Queue, Workflow
from ...powershell import literal, rendered
from ..commands import documentation_of
from .omissions import Omission, Omissions
from .script import RebuildScript, by_pool, file_stem, script_head
from .sections import Sections, note_all, pools_of_names, sections_of

#: minutes for one object: the estimate of this program, which nobody measured
MINUTES: Mapping[type[Item], int] = {Workflow: 3, Queue: 2, AgentGroup: 1}


def replacements(estate: Estate, *, pool: str | None = None) -> list[RebuildScript]:
    """The scripts for all pools of Lync Server 2013, or for *pool* (FQDN, name or back end) alone.

    Pools of other products get none: deleting their response groups stops the copies that the move made (l13-rgs-r2).
    """
    return [
        _script(estate, items, fqdn)
        for (product, fqdn), items in by_pool(estate, pool).items()
        if product == LYNC2013 and not _is_legacy(estate, fqdn)
    ]


def _is_legacy(estate: Estate, fqdn: str) -> bool:
    """Whether the pool is one of OCS or Lync 2010, whose objects the shell of 2013 lists too."""
    return any(
        (found := estate.find("pool", fqdn, product=product)) is not None and found.product == product
        for product in (R2, LYNC2010)
    )


def _script(estate: Estate, items: Sequence[Item], pool: str) -> RebuildScript:
    omissions = Omissions()
    note_all(estate, items, LYNC2013, pool, omissions, pools_of_names(estate))
    items = [_numbered(estate, item, omissions) for item in items]
    sections_of(estate, items, omissions)
    in_part = {(omission.kind, omission.name) for omission in omissions.found}
    in_full = [item for item in items if (item.kind, item.title) not in in_part]
    made = sections_of(estate, in_full, omissions)
    numbers = {item.title: _number(estate, item) for item in in_full if isinstance(item, Workflow)}
    return RebuildScript(
        pool,
        LYNC2013,
        f"replace-rgs-{file_stem(pool)}.ps1",
        _text(pool, made, omissions.found, numbers),
        made.counts,
        tuple(omissions.found),
        (),
        sum(minutes * made.counts[kind.label] for kind, minutes in MINUTES.items()),
    )


def _numbered(estate: Estate, item: Item, omissions: Omissions) -> Item:
    """The workflow with the number that its legacy copy or its contact has, where the move lost it."""
    if not isinstance(item, Workflow) or item.line_uri or not item.primary_uri:
        return item
    held: list[Workflow | ApplicationContact] = [*estate.of(Workflow), *estate.of(ApplicationContact)]
    numbers = {
        other.line_uri
        for other in held
        if other.line_uri and (other.primary_uri or "").casefold() == item.primary_uri.casefold()
    }
    if len(numbers) > 1:
        omissions.add(item.kind, item.title, f"its number is not certain: {', '.join(sorted(numbers))}")
    return attrs.evolve(item, line_uri=numbers.pop()) if len(numbers) == 1 else item


def _number(estate: Estate, item: Workflow) -> str:
    contact = estate.find("application_contact", item.contact, product=item.product)
    return item.line_uri or getattr(contact, "line_uri", None) or ""


def _text(pool: str, made: Sections, omissions: Sequence[Omission], numbers: Mapping[str, str]) -> str:
    minutes = {kind.__name__: minutes for kind, minutes in MINUTES.items()}
    lines = [
        *rendered("rebuild", "replace_head.ps1", pool=pool).splitlines(),
        *rendered("rebuild", "shared.ps1", checked=True).splitlines(),
        *rendered("rebuild", "replace.ps1").splitlines(),
        *made.lines("# --- "),
        *(f"Set-RgsNumber {literal(name)} {literal(number)}" for name, number in numbers.items()),
        *rendered("rebuild", "begin.ps1").splitlines(),
        *rendered("rebuild", "replace_tail.ps1", minutes=minutes).splitlines(),
        *rendered("rebuild", "tail.ps1", checked=True).splitlines(),
    ]
    what = f"Deletes response groups of {pool} (Lync Server 2013 only) and recreates them, object by object as asked."
    return "\r\n".join([*script_head(what, omissions, documentation_of("\n".join(lines))), *lines]) + "\r\n"
