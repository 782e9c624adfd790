"""Response groups of a legacy pool against their migrated copies: what the move lost or changed, with the repair.

Move-CsRgsConfiguration copies a complete pool and does not report losses (l13-rgs-r2); at the published site every
number was gone and every owner NULL afterwards (giombini-r2-to-2013).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from ..estate.call_flow_words import contact_of, list_address
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.response_groups import Agent, AgentGroup, ApplicationContact, BusinessHours, HolidaySet, Queue, Workflow
from ..estate.words import DAYS, ROUTING_METHODS, WORKFLOW_LANGUAGES, is_never_available, participation, spelled
from ..estate.workflow_form import is_of_form
from ..powershell import literal
from ..rules.engine.model import LYNC2013, R2
from .copies import KINDS, Copies, plain
from .counts import Count
from .repairs import (
    added,
    assigned,
    changed,
    got,
    got_by_name,
    is_foreign,
    owned,
    recreated,
    script,
    with_holidays,
    with_hours,
)
from .words import addresses, knows_addresses, of_day, periods, same_name, shown_periods, sip, week

_ID_LISTS = {"agent_groups": "AgentGroupIDList", "holiday_sets": "HolidaySetIDList"}


@attrs.frozen(kw_only=True)
class Loss:
    """One property that the migrated object does not have as the legacy object had it.

    Attributes:
        aspect: what differs: missing, renamed, number, owner, agents, ...
        command: PowerShell that repairs it; lines that begin with ``#`` where only a person can decide.
    """

    kind: str
    name: str
    aspect: str
    legacy: str
    migrated: str
    command: str


@attrs.frozen(kw_only=True)
class ResponseGroupComparison:
    """The result of the comparison."""

    losses: tuple[Loss, ...]
    same: int
    compared: int
    counts: tuple[Count, ...]
    not_evaluated: tuple[str, ...]


def compare_response_groups(legacy: Estate, migrated: Estate) -> ResponseGroupComparison:
    """Every response group object of *legacy* against its copy in *migrated*."""
    pair = _Pair(legacy, migrated, Copies(legacy, migrated))
    losses: list[Loss] = []
    compared = same = 0
    for cls in KINDS:
        for item in legacy.of(cls):
            if pair.copies.of(item) is None and not pair.knows_copies(item):
                continue
            compared += 1
            found = list(pair.losses(item))
            same += not found
            losses += found
    return ResponseGroupComparison(
        losses=tuple(losses), same=same, compared=compared, counts=(), not_evaluated=tuple(_not_shown(legacy, migrated))
    )


@attrs.frozen
class _Pair:
    """The two sides, and which object of one is the copy of which object of the other."""

    legacy: Estate
    migrated: Estate
    copies: Copies

    def knows_copies(self, item: Item) -> bool:
        """Whether the evidence tells all objects that could be the copy of *item*, and the names to find it by."""
        others = self.migrated.of(type(item))
        return not self.migrated.lost(item.kind) and all(each.knows("name") for each in (item, *others))

    def losses(self, item: Item) -> Iterator[Loss]:
        """What *item* lost in the move."""
        copy = self.copies.of(item)
        if copy is None:
            yield _loss(item, "missing", "present", "not found", recreated(item))
            return
        if (
            _known("name", item, copy)
            and not is_of_form(item)
            and same_name(plain(copy.title)) != same_name(plain(item.title))
        ):
            yield _loss(item, "renamed", item.title, copy.title, assigned(copy, "Name", literal(item.title)))
        yield from _owner(item, copy)
        if isinstance(item, Workflow) and isinstance(copy, Workflow):
            yield from self._workflow(item, copy)
        elif isinstance(item, Queue) and isinstance(copy, Queue):
            yield from self._list(item, copy, "agent_groups")
            numbers = {"timeout_threshold_s": "TimeoutThreshold", "overflow_threshold": "OverflowThreshold"}
            yield from _fields(item, copy, numbers, str)
        elif isinstance(item, AgentGroup) and isinstance(copy, AgentGroup):
            yield from self._agent_group(item, copy)
        elif isinstance(item, BusinessHours) and isinstance(copy, BusinessHours):
            yield from _hours(item, copy)
        elif isinstance(item, HolidaySet) and isinstance(copy, HolidaySet):
            yield from self._holidays(item, copy)

    def _workflow(self, item: Workflow, copy: Workflow) -> Iterator[Loss]:
        own = contact_of(self.legacy, item)
        yield from _numbers(item, copy, own)
        yield from _language(item, copy)
        yield from _fields(item, copy, {"time_zone": "TimeZone"}, literal)
        federation = item.enabled_for_federation if own is None else own.enabled_for_federation
        known = attrs.evolve(item, enabled_for_federation=federation)
        booleans = {"active": "Active", "anonymous": "Anonymous", "enabled_for_federation": "EnabledForFederation"}
        yield from _fields(known, copy, booleans, lambda value: f"${str(value).lower()}")
        yield from self._business_hours(item, copy)
        if not _is_opaque(item):
            yield from self._list(item, copy, "holiday_sets")
        yield from self._managers(item, copy)

    def _business_hours(self, item: Workflow, copy: Workflow) -> Iterator[Loss]:
        if _is_opaque(item) or not _known("business_hours", item, copy):
            return
        ours, theirs = self._expected(item, "business_hours"), _referred(copy, "business_hours", self.migrated)
        if ours != theirs:
            value = self._ids(item, "business_hours", copy.pool)
            command = assigned(copy, "BusinessHoursID", value[0] if value else "$null")
            was = _titles(_referred(item, "business_hours", self.legacy))
            yield _loss(item, "business hours", was, _titles(theirs), command)

    def _list(self, item: Workflow | Queue, copy: Workflow | Queue, field: str) -> Iterator[Loss]:
        if not _known(field, item, copy):
            return
        ours, theirs = self._expected(item, field), _referred(copy, field, self.migrated)
        if ours != theirs:
            values = self._ids(item, field, copy.pool)
            command = changed(copy, *added(_ID_LISTS[field], values, cleared=True))
            was = _titles(_referred(item, field, self.legacy))
            yield _loss(item, field.replace("_", " "), was, _titles(theirs), command)

    def _expected(self, item: Item, field: str) -> list[tuple[str, str]]:
        """(key, title) of what the copy should refer to: the copies of what *item* refers to."""
        expected = []
        for reference, found in self.legacy.resolve(item, field):
            copy = self.copies.of(found) if found else None
            expected.append((copy.key, copy.title) if copy else (reference, found.title if found else reference))
        return expected

    def _ids(self, item: Item, field: str, pool: str | None) -> list[str]:
        """Identities of what the copy should refer to; what is still missing is looked for by its name."""
        ids = []
        for _, found in self.legacy.resolve(item, field):
            copy = self.copies.of(found) if found else None
            if found:
                ids.append(f"({got(copy) if copy else got_by_name(found.kind, found.title, pool)}).Identity")
        return ids

    def _managers(self, item: Workflow, copy: Workflow) -> Iterator[Loss]:
        """Workflows arrive unmanaged, without managers (l13-rgs-2010); OCS 2007 R2 calls them owners."""
        if item.managed is False and copy.managed:
            yield _loss(item, "managed", "unmanaged", "managed", assigned(copy, "Managed", "$false"))
        if not (item.managed or item.managers) or copy.managed is None or not copy.knows("managers"):
            return
        sids = {agent.user_sid: agent.sip_address for agent in self.legacy.of(Agent, product=item.product)}
        ours = [sip(sids.get(name) or name) for name in item.managers]
        lost = [name for name in ours if name not in map(sip, copy.managers)]
        if copy.managed and not lost:
            return
        uris = [literal(name) for name in lost if name.startswith("sip:")]
        by_hand = [f"# No SIP address is known of manager {literal(n)}" for n in lost if not n.startswith("sip:")]
        command = changed(copy, "$x.Managed = $true", *added("ManagersByUri", uris), *by_hand)
        state = "; ".join(copy.managers) if copy.managed else "unmanaged"
        role = "# Managers need the role CsResponseGroupManager"
        yield _loss(item, "managed", "; ".join(ours) or "managed", state, f"{role}\n{command}")

    def _agent_group(self, item: AgentGroup, copy: AgentGroup) -> Iterator[Loss]:
        if knows_addresses(item, self.legacy) and knows_addresses(copy, self.migrated):
            yield from _agents(item, copy, addresses(item, self.legacy), addresses(copy, self.migrated))
        group = list_address(self.legacy, item) if item.distribution_list else ""
        if group and copy.knows("distribution_list") and sip(group) != sip(copy.distribution_list or ""):
            command = assigned(copy, "DistributionGroupAddress", literal(group))
            yield _loss(item, "distribution list", group, copy.distribution_list or "", command)
        yield from _participation(item, copy)
        yield from _fields(item, copy, {"alert_time_s": "AgentAlertTime"}, str)
        if spelled(item.routing_method, ROUTING_METHODS):
            yield from _fields(item, copy, {"routing_method": "RoutingMethod"}, literal)

    def _holidays(self, item: HolidaySet, copy: HolidaySet) -> Iterator[Loss]:
        if not (_known("holidays", item, copy) and item.knows("holiday_items")):
            return
        wanted = periods(item, self.legacy)
        ours, theirs = shown_periods(wanted, periods(copy, self.migrated))
        if ours != theirs:
            here, there = ("; ".join(sorted(each)) for each in (ours - theirs, theirs - ours))
            yield _loss(item, "holidays", here, there, with_holidays(copy, wanted))


def _owner(item: Item, copy: Item) -> Iterator[Loss]:
    """Only a pool of 2013 or later has owners; NULL makes every change fail (giombini-r2-to-2013)."""
    pool = str(getattr(copy, "pool", None) or "")
    if getattr(copy, "owner_pool_is_null", None):
        yield _loss(item, "owner", pool, "NULL", owned(copy))
    elif is_foreign(copy):
        yield _loss(item, "owner", pool, str(getattr(copy, "owner_pool", "")), owned(copy))


def _numbers(item: Workflow, copy: Workflow, own: ApplicationContact | None) -> Iterator[Loss]:
    number = item.line_uri or (own.line_uri if own else None)
    repair = assigned(copy, "LineUri", literal(number or ""))
    if number and copy.is_empty("line_uri"):
        yield _loss(item, "number lost", number, "", repair)
    elif number and copy.line_uri and number.casefold() != copy.line_uri.casefold():
        yield _loss(item, "number", number, copy.line_uri, repair)
    label = item.display_number or (own.display_number if own else None)
    if label and copy.knows("display_number") and label != copy.display_number:
        command = assigned(copy, "DisplayNumber", literal(label))
        yield _loss(item, "display number", label, copy.display_number or "", command)


def _language(item: Workflow, copy: Workflow) -> Iterator[Loss]:
    for loss in _fields(item, copy, {"language": "Language"}, literal):
        if spelled(loss.legacy, WORKFLOW_LANGUAGES):
            yield loss
        else:
            command = f"# {literal(loss.legacy)} is not one of the 26 languages that a workflow may have: choose one"
            yield attrs.evolve(loss, command=command)


def _agents(item: AgentGroup, copy: AgentGroup, ours: list[str], theirs: list[str]) -> Iterator[Loss]:
    lost = [agent for agent in ours if agent not in theirs]
    moved = [agent for agent in theirs if agent in ours] != [agent for agent in ours if agent in theirs]
    if not lost and not moved:
        return
    serial = (item.routing_method or "").casefold() == "serial"
    wanted = [*ours, *(agent for agent in theirs if agent not in ours)] if moved or serial else lost
    # a group has agents or a list (new-csrgsagentgroup)
    to_clear = copy.distribution_list and item.is_empty("distribution_list")
    no_list = ["$x.DistributionGroupAddress = $null"] if to_clear else []
    statements = [*no_list, *added("AgentsByUri", map(literal, wanted), cleared=wanted is not lost)]
    aspect = "agents lost" if lost else "order of agents"
    yield _loss(item, aspect, "; ".join(ours), "; ".join(theirs), changed(copy, *statements))


def _participation(item: AgentGroup, copy: AgentGroup) -> Iterator[Loss]:
    known = attrs.evolve(item, participation=participation(item.participation) or item.participation)
    for loss in _fields(known, copy, {"participation": "ParticipationPolicy"}, literal):
        if is_never_available(loss.legacy):
            command = "# Lync has no NeverAvailable: choose Formal or Informal, and whether the group is still used"
            yield attrs.evolve(loss, command=command)
        else:
            yield loss


def _hours(item: BusinessHours, copy: BusinessHours) -> Iterator[Loss]:
    if item.presets or not _known("ranges", item, copy):
        return
    days = [day for day in DAYS if of_day(item, day) != of_day(copy, day)]
    if days:
        yield _loss(item, "hours", week(item, days), week(copy, days), with_hours(copy, item.ranges, days))


def _fields(item: Item, copy: Item, fields: Mapping[str, str], render: Callable[[Any], str]) -> Iterator[Loss]:
    """Fields that must be equal where both sides know them."""
    for field, parameter in fields.items():
        ours, theirs = getattr(item, field), getattr(copy, field)
        known = _known(field, item, copy) and ours is not None and theirs is not None
        if known and str(ours).casefold() != str(theirs).casefold():
            label = field.removesuffix("_s").replace("_", " ")
            yield _loss(item, label, str(ours), str(theirs), assigned(copy, parameter, render(ours)))


def _is_opaque(item: Workflow) -> bool:
    """Whether hours and holidays of a workflow of OCS 2007 R2 are in its definition, which nobody wrote down."""
    return item.product == R2 and item.default_action is None


def _known(field: str, item: Item, copy: Item) -> bool:
    """Whether both sides tell *field*; if one does not, a difference is not a loss."""
    return item.knows(field) and copy.knows(field)


def _referred(item: Item, field: str, estate: Estate) -> list[tuple[str, str]]:
    return [
        (found.key if found else name, found.title if found else name) for name, found in estate.resolve(item, field)
    ]


def _titles(references: list[tuple[str, str]]) -> str:
    return "; ".join(title for _, title in references)


def _loss(item: Item, aspect: str, legacy: str, migrated: str, command: str) -> Loss:
    return Loss(kind=item.kind, name=item.title, aspect=aspect, legacy=legacy, migrated=migrated, command=command)


def _not_shown(legacy: Estate, migrated: Estate) -> Iterator[str]:
    """What this evidence cannot show, so that an empty list is not read as "no loss"."""
    if any(hours.presets and not hours.ranges for hours in legacy.of(BusinessHours)):
        yield "business hours: OCS 2007 R2 stores them in a form that is not published; compare them by hand"
    if any(workflow.definition for workflow in legacy.of(Workflow)):
        yield "questions, prompts and actions of OCS 2007 R2 workflows: their definition is not published"
    elif legacy.of(Workflow):
        yield "call actions, prompts, menus and music: compare `migrator rgs flow` of both sides"
    methods = [group.routing_method or "parallel" for group in legacy.of(AgentGroup)]
    if words := sorted({method for method in methods if not spelled(method, ROUTING_METHODS)}):
        yield f"routing methods: {', '.join(words)} are not known in Lync; compare them by hand"
    if not any(getattr(item, "owner_pool_is_null", None) is not None for item in migrated.of(Workflow)):
        yield "owners: the migrated evidence does not show them; collect with the 2013 kit, or migrator repair find"
    for side, estate in (("legacy", legacy), ("migrated", migrated)):
        for cls in KINDS:
            if names := sorted({name for item in estate.of(cls) for name in item.unknown}):
                yield f"{cls.label.lower()}: the {side} evidence does not show {', '.join(names).replace('_', ' ')}"
            if estate.lost(cls.kind):
                yield f"{cls.label.lower()}: some were lost when the {side} evidence was read"
    if not migrated.of(Workflow):
        yield "workflows: none was read on the migrated side"


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
    return Estate(items, collected=estate.collected, incomplete=estate.incomplete)


def repair_script(comparison: ResponseGroupComparison, *, title: str) -> str:
    """The commands of all losses as one script to review; a line that needs a person is a comment.

    Owners and missing objects come first, because other commands need them.
    """
    rank = {"owner": 0, "missing": 1}
    in_order = sorted(comparison.losses, key=lambda loss: rank.get(loss.aspect, 2))
    return script([(_reason(loss), loss.command) for loss in in_order], title=title)


def _reason(loss: Loss) -> str:
    return f"{loss.kind.replace('_', ' ')} {loss.name}: {loss.aspect}, was {loss.legacy!r}, is {loss.migrated!r}"
