"""Response groups of a legacy pool against their migrated copies: what the move lost or changed, with the cure.

Move-CsRgsConfiguration copies a whole pool and says nothing (response-groups.md 4.1); at the published site every
number was gone and every owner NULL afterwards (response-groups.md 4.3, F3 and F4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.provenance import SourceReport
from ..estate.response_groups import (
    Agent,
    AgentGroup,
    ApplicationContact,
    BusinessHours,
    HolidaySet,
    Queue,
    Workflow,
)
from ..powershell import comment, literal
from .model import LYNC2013

KINDS: tuple[type[Item], ...] = (Workflow, Queue, AgentGroup, BusinessHours, HolidaySet)
_NOUN = {
    "workflow": "CsRgsWorkflow",
    "queue": "CsRgsQueue",
    "agent_group": "CsRgsAgentGroup",
    "business_hours": "CsRgsHoursOfBusiness",
    "holiday_set": "CsRgsHolidaySet",
}
#: what -ResolveNameConflicts appends (response-groups.md 4.3, F10)
_RENAMED = " (2)"
ItemType = TypeVar("ItemType", bound=Item)


@attrs.frozen(kw_only=True)
class Loss:
    """One thing that is not on the migrated side what it was on the legacy side.

    Attributes:
        aspect: what differs: missing, renamed, number, owner, agents, ...
        command: PowerShell that repairs it, or "" where only a person can decide.
    """

    kind: str
    name: str
    aspect: str
    legacy: str
    migrated: str
    command: str = ""


@attrs.frozen(kw_only=True)
class Count:
    """Objects of one kind in one file of evidence: cmdlet with and without -ShowAll, SQL and export side by side."""

    side: str
    kind: str
    source: str
    format: str
    objects: int


@attrs.frozen(kw_only=True)
class Comparison:
    """What the move did to each object."""

    losses: tuple[Loss, ...]
    same: int
    compared: int
    counts: tuple[Count, ...]
    not_evaluated: tuple[str, ...]


def compare_response_groups(legacy: Estate, migrated: Estate) -> Comparison:
    """Every response group object of *legacy* against its copy in *migrated*."""
    losses: list[Loss] = []
    compared = same = 0
    for cls in KINDS:
        copies = _Copies(migrated.of(cls))
        for item in legacy.of(cls):
            compared += 1
            found = list(_compare(item, copies.of(item), legacy, migrated))
            same += not found
            losses += found
    return Comparison(
        losses=tuple(losses), same=same, compared=compared, counts=(), not_evaluated=tuple(_blind(legacy, migrated))
    )


class _Copies:
    """The migrated objects of a kind, each given out once: by id, by SIP URI, by name, by the name of a conflict."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._free = {id(item): item for item in items}
        self._by: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            for name in {item.key, item.title, getattr(item, "primary_uri", None) or ""} - {""}:
                self._by[name.casefold()].append(item)

    def of(self, item: Item) -> Item | None:
        """The copy of *item*, or None."""
        names = (item.key, getattr(item, "primary_uri", None), item.title, item.title + _RENAMED)
        for name in filter(None, names):
            for copy in self._by.get(name.casefold(), ()):
                if self._free.pop(id(copy), None) is not None:
                    return copy
        return None


def _compare(item: Item, copy: Item | None, legacy: Estate, migrated: Estate) -> Iterator[Loss]:
    if copy is None:
        yield _loss(
            item,
            "missing",
            "present",
            "not found",
            f"# Recreate it: migrator rgs rebuild writes the script for {literal(item.title)}",
        )
        return
    if copy.title.casefold() != item.title.casefold():
        yield _loss(item, "renamed", item.title, copy.title, _set(copy, "Name", literal(item.title)))
    yield from _owner(item, copy)
    if isinstance(item, Workflow) and isinstance(copy, Workflow):
        yield from _workflow(item, copy, legacy)
    elif isinstance(item, Queue) and isinstance(copy, Queue):
        yield from _queue(item, copy, legacy, migrated)
    elif isinstance(item, AgentGroup) and isinstance(copy, AgentGroup):
        yield from _agent_group(item, copy, legacy, migrated)
    elif isinstance(item, BusinessHours) and isinstance(copy, BusinessHours):
        if item.ranges and copy.ranges and _hours(item) != _hours(copy):
            yield _loss(
                item, "hours", _hours(item), _hours(copy), "# Compare the hours by hand: Get-CsRgsHoursOfBusiness"
            )
    elif (
        isinstance(item, HolidaySet)
        and isinstance(copy, HolidaySet)
        and "holidays" not in copy.truncated
        and _holidays(item, legacy) != _holidays(copy, migrated)
    ):
        yield _loss(
            item,
            "holidays",
            _holidays(item, legacy),
            _holidays(copy, migrated),
            "# Compare the holidays by hand: Get-CsRgsHolidaySet",
        )


def _owner(item: Item, copy: Item) -> Iterator[Loss]:
    """Only a pool of 2013 or later has owners; NULL makes every change fail (response-groups.md 4.3, F4)."""
    if getattr(copy, "owner_pool_is_null", None):
        yield _loss(
            item, "owner", "", "NULL", "# migrator repair find --sql URL, or export and import with -OverwriteOwner"
        )
    owner, pool = getattr(copy, "owner_pool", None), getattr(copy, "pool", None)
    if owner and pool and owner.casefold() != pool.casefold():
        yield _loss(
            item,
            "owner",
            str(pool),
            str(owner),
            "# Foreign owner: lawful after a failover import; see Get-CsRgs* -ShowAll",
        )


def _workflow(item: Workflow, copy: Workflow, legacy: Estate) -> Iterator[Loss]:
    contact = legacy.find("application_contact", item.contact, product=item.product)
    own = contact if isinstance(contact, ApplicationContact) else None
    number = item.line_uri or (own.line_uri if own else None)
    if number and copy.is_empty("line_uri"):
        yield _loss(item, "number lost", number, "", _set(copy, "LineUri", literal(number)))
    elif number and copy.line_uri and number.casefold() != copy.line_uri.casefold():
        yield _loss(item, "number", number, copy.line_uri, _set(copy, "LineUri", literal(number)))
    shown = item.display_number or (own.display_number if own else None)
    if shown and "display_number" not in copy.truncated and shown != copy.display_number:
        yield _loss(
            item, "display number", shown, copy.display_number or "", _set(copy, "DisplayNumber", literal(shown))
        )
    yield from _fields(item, copy, {"language": "Language", "time_zone": "TimeZone"}, literal)
    flags = {"active": "Active", "anonymous": "Anonymous", "enabled_for_federation": "EnabledForFederation"}
    yield from _fields(item, copy, flags, lambda value: f"${str(value).lower()}")
    if item.managed and copy.managed is False:
        uris = ", ".join(map(literal, item.managers))
        command = f"{_get(copy)}; $x.Managed = $true; {_add('ManagersByUri', uris)}; Set-CsRgsWorkflow -Instance $x"
        yield _loss(item, "managers", "; ".join(item.managers), "unmanaged", command)


def _queue(item: Queue, copy: Queue, legacy: Estate, migrated: Estate) -> Iterator[Loss]:
    ours, theirs = _titles(item, "agent_groups", legacy), _titles(copy, "agent_groups", migrated)
    if "agent_groups" not in copy.truncated and _original(ours) != _original(theirs):
        yield _loss(
            item,
            "agent groups",
            "; ".join(ours),
            "; ".join(theirs),
            "# Compare by hand: Get-CsRgsQueue, AgentGroupIDList",
        )
    numbers = {"timeout_threshold_s": "TimeoutThreshold", "overflow_threshold": "OverflowThreshold"}
    yield from _fields(item, copy, numbers, str)


def _agent_group(item: AgentGroup, copy: AgentGroup, legacy: Estate, migrated: Estate) -> Iterator[Loss]:
    if "agents" in copy.truncated:
        return
    ours, theirs = _agents(item, legacy), _agents(copy, migrated)
    lost = [agent for agent in ours if agent not in theirs]
    if lost:
        command = (
            f"{_get(copy)}; {_add('AgentsByUri', ', '.join(map(literal, lost)))}; Set-CsRgsAgentGroup -Instance $x"
        )
        yield _loss(item, "agents lost", "; ".join(ours), "; ".join(theirs), command)
    elif ours != theirs and [a for a in theirs if a in ours] != ours:
        yield _loss(
            item,
            "order of agents",
            "; ".join(ours),
            "; ".join(theirs),
            "# Serial routing follows this order: set AgentsByUri again",
        )
    yield from _fields(item, copy, {"alert_time_s": "AgentAlertTime"}, str)
    yield from _fields(item, copy, {"routing_method": "RoutingMethod"}, literal)


def _fields(item: Item, copy: Item, fields: Mapping[str, str], render: Callable[[Any], str]) -> Iterator[Loss]:
    """Fields that must be equal where both sides know them."""
    for field, parameter in fields.items():
        ours, theirs = getattr(item, field), getattr(copy, field)
        if ours is not None and theirs is not None and str(ours).casefold() != str(theirs).casefold():
            label = field.removesuffix("_s").replace("_", " ")
            yield _loss(item, label, str(ours), str(theirs), _set(copy, parameter, render(ours)))


def _agents(group: AgentGroup, estate: Estate) -> list[str]:
    """SIP addresses of the agents in order; OCS 2007 R2 refers to agents by id."""
    addresses = []
    for reference in group.agents:
        agent = estate.find("agent", reference, product=group.product)
        address = agent.sip_address if isinstance(agent, Agent) and agent.sip_address else reference
        addresses.append("sip:" + address.casefold().removeprefix("sip:"))
    return addresses


def _titles(item: Item, field: str, estate: Estate) -> list[str]:
    return [found.title if found else reference for reference, found in estate.resolve(item, field)]


def _original(titles: Sequence[str]) -> list[str]:
    """Names as they were before a conflict renamed them, without case."""
    return [title.casefold().removesuffix(_RENAMED) for title in titles]


def _hours(hours: BusinessHours) -> str:
    return "; ".join(sorted(f"{r.day} {r.opens}-{r.closes}" for r in hours.ranges))


def _holidays(holidays: HolidaySet, estate: Estate) -> str:
    periods = [(h.name, h.starts, h.ends) for h in holidays.holidays]
    for _, found in estate.resolve(holidays, "holiday_items"):
        if found is not None:
            periods.append((found.title, getattr(found, "starts", None), getattr(found, "ends", None)))
    return "; ".join(sorted(f"{name} {starts} to {ends}" for name, starts, ends in periods))


def _loss(item: Item, aspect: str, legacy: str, migrated: str, command: str = "") -> Loss:
    return Loss(kind=item.kind, name=item.title, aspect=aspect, legacy=legacy, migrated=migrated, command=command)


def _get(copy: Item) -> str:
    """A statement that fetches the migrated copy into ``$x``."""
    return f"$x = Get-{_NOUN[copy.kind]} -Name {literal(copy.title)}"


def _set(copy: Item, parameter: str, value: str) -> str:
    return f"{_get(copy)}; $x.{parameter} = {value}; Set-{_NOUN[copy.kind]} -Instance $x"


def _add(collection: str, values: str) -> str:
    return f"foreach ($uri in @({values})) {{ $x.{collection}.Add($uri) }}"


def _blind(legacy: Estate, migrated: Estate) -> Iterator[str]:
    """What this evidence cannot show, so that silence is not taken for health."""
    if any(hours.presets and not hours.ranges for hours in legacy.of(BusinessHours)):
        yield "business hours: OCS 2007 R2 keeps them in a form that no source describes; compare them by hand"
    if any(workflow.definition for workflow in legacy.of(Workflow)):
        yield "questions, prompts and actions of OCS 2007 R2 workflows: their definition is not published"
    if not any(getattr(item, "owner_pool_is_null", None) is not None for item in migrated.of(Workflow)):
        yield "owners: the migrated evidence does not show them; collect with the 2013 kit, or migrator repair find"
    for cls in KINDS:
        untold = sorted({name for item in migrated.of(cls) for name in item.truncated})
        if untold:
            yield f"{cls.label.lower()}: the migrated evidence does not tell {', '.join(untold).replace('_', ' ')}"
    if not migrated.of(Workflow):
        yield "workflows: none was read on the migrated side"


def count_by_source(side: str, estate: Estate, reports: Iterable[SourceReport]) -> tuple[Count, ...]:
    """Objects of each kind in each file that holds them."""
    formats = {report.path: report.format for report in reports}
    counted: Counter[tuple[str, str]] = Counter()
    for cls in KINDS:
        for item in estate.of(cls):
            for path in {source.rpartition("#")[0] for source in item.sources}:
                counted[cls.kind, path] += 1
    return tuple(
        Count(side=side, kind=kind, source=path, format=formats.get(path, ""), objects=count)
        for (kind, path), count in sorted(counted.items())
    )


def part_of(estate: Estate, *, pool: str | None = None, migrated: bool) -> Estate:
    """One side of an estate: by pool where one is named, else by product where both sides are in it."""
    items = list(estate)
    both = LYNC2013 in estate.products and len(estate.products - {"unknown", LYNC2013}) > 0
    if pool is not None:
        wanted = estate.find("pool", pool)
        names = {n.casefold() for n in (pool, *((wanted.key, *wanted.aliases) if wanted else ()))}
        items = [i for i in items if not isinstance(i, KINDS) or (getattr(i, "pool", None) or "").casefold() in names]
    elif both:
        items = [i for i in items if not isinstance(i, KINDS) or (i.product == LYNC2013) is migrated]
    return Estate(items, collected=estate.collected)


def repair_script(comparison: Comparison, *, title: str) -> str:
    """The commands of all losses as one script to review; a line that needs a person is a comment."""
    lines = [
        comment(title),
        "# Made from a comparison of evidence. Review every line, then run it in a Lync Server 2013 Management Shell.",
        "$ErrorActionPreference = 'Stop'",
        "",
    ]
    for loss in comparison.losses:
        noun = _NOUN[loss.kind].removeprefix("CsRgs")
        lines.append(comment(f"{noun} {loss.name}: {loss.aspect}, was {loss.legacy!r}, is {loss.migrated!r}"))
        lines.append(comment(loss.command[2:]) if loss.command.startswith("# ") else loss.command)
        lines.append("")
    return "\n".join(lines)
