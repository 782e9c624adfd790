"""The blocks of one pool's script by kind, in the order in which objects can be created, with what they leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from ...estate.estate import Estate
from ...estate.kinds import Item, fields_of
from ...estate.response_groups import AgentGroup, BusinessHours, HolidaySet, Queue, RgsSettings, Workflow
from ..words import same_name
from .blocks import Lines, RebuildBlocks
from .omissions import Omissions

#: the pools of a product, kind and name
PoolsOfNames = Mapping[tuple[str, str, str], tuple[str, ...]]
KINDS = (HolidaySet, BusinessHours, AgentGroup, Queue, Workflow)
#: fields that no cmdlet sets, or that belong to another object
_NOT_RECREATED = frozenset(
    {"pool", "owner_pool", "owner_pool_is_null", "contact", "template", "workflow_type", "definition", "workflows"}
)


@attrs.frozen
class Sections:
    """What a script makes of one pool.

    Attributes:
        titled: heading, then for each object the statement that makes or completes it.
        counts: objects that are made, by kind.
        to_review: workflows that are to be finished after a review: the statements, by name.
    """

    titled: Sequence[tuple[str, Sequence[Lines]]]
    counts: Mapping[str, int]
    to_review: Mapping[str, Lines]

    def lines(self, comment: str) -> list[str]:
        """The statements under their headings, which *comment* begins."""
        lines: list[str] = []
        for title, blocks in self.titled:
            if blocks:
                lines += ["", f"{comment}{title}", *(line for block in blocks for line in ("", *block))]
        return lines


def sections_of(estate: Estate, items: Sequence[Item], omissions: Omissions) -> Sections:
    """The statements for *items*, which are of one pool; what they leave out goes to *omissions*."""
    writer = RebuildBlocks(estate, omissions)
    titled: list[tuple[str, list[Lines]]] = []
    counts: dict[str, int] = {}
    for cls in KINDS:
        here = [item for item in items if isinstance(item, cls)]
        blocks = [block for item in here if (block := _block(writer, item))]
        titled.append((cls.label, blocks))
        counts[cls.label] = len(blocks)
        if cls is Queue:
            again = [block for item in here if isinstance(item, Queue) for block in writer.queue_to_queue(item)]
            titled.append(("Queues that send calls to queues", again))
    return Sections(titled, counts, writer.to_review)


def note_all(
    estate: Estate, items: Sequence[Item], product: str, pool: str, omissions: Omissions, pools: PoolsOfNames
) -> None:
    """Note what no statement shows: doubles, what was lost or is unknown, names on other pools, settings."""
    _note_doubles(items, omissions)
    _note_lost(estate, omissions)
    _note_unknown(items, omissions)
    _note_names_elsewhere(items, pool, omissions, pools)
    _note_settings(estate, product, pool, omissions)


def pool_of(estate: Estate, item: Item) -> tuple[str, Item | None]:
    """The pool of an object as the object names it, and the pool itself where the estate has it."""
    name = str(getattr(item, "pool", None) or "unknown pool")
    return name, estate.find("pool", name, product=item.product)


def _block(writer: RebuildBlocks, item: Item) -> Lines:
    if isinstance(item, HolidaySet):
        return writer.holiday_set(item)
    if isinstance(item, BusinessHours):
        return writer.business_hours(item)
    if isinstance(item, AgentGroup):
        return writer.agent_group(item)
    return (
        writer.queue(item) if isinstance(item, Queue) else writer.workflow(item) if isinstance(item, Workflow) else []
    )


def _note_doubles(items: Sequence[Item], omissions: Omissions) -> None:
    """Names are unique in a pool and compare without case: the second of two would be skipped as existing."""
    counts = Counter((item.kind, same_name(item.title)) for item in items)
    for item in items:
        if counts[item.kind, same_name(item.title)] > 1:
            omissions.add(item.kind, item.title, "the name occurs more than once; only the first is recreated")


def _note_lost(estate: Estate, omissions: Omissions) -> None:
    for cls in KINDS:
        if estate.lost(cls.kind):
            omissions.add(cls.kind, cls.label, "some were lost when the evidence was read; they are not recreated")


def _note_unknown(items: Sequence[Item], omissions: Omissions) -> None:
    for item in items:
        lost = [f.label for f in fields_of(type(item)) if f.name in item.unknown and f.name not in _NOT_RECREATED]
        if lost:
            omissions.add(item.kind, item.title, f"the evidence does not tell: {', '.join(lost)}")


def pools_of_names(estate: Estate) -> PoolsOfNames:
    """The pools that have an object of each product, kind and name, names that a pool takes for one as one."""
    pools: dict[tuple[str, str, str], dict[str, None]] = {}
    for cls in KINDS:
        for item in estate.of(cls):
            name, found = pool_of(estate, item)
            pools.setdefault((item.product, *_named(item)), {})[found.key if found else name] = None
    return {named: tuple(own) for named, own in pools.items()}


def _named(item: Item) -> tuple[str, str]:
    return item.kind, same_name(item.title)


def _note_names_elsewhere(items: Sequence[Item], pool: str, omissions: Omissions, pools: PoolsOfNames) -> None:
    """Two scripts that run against one target pool: the second would skip the object, because it exists by name."""
    for item in items:
        others = [other for other in pools[(item.product, *_named(item))] if other != pool]
        if others:
            what = f"the name is also on {', '.join(others)}: a target pool takes only the first of them, and what"
            omissions.add(item.kind, item.title, f"{what} uses another gets the first; rename all but one")


def _note_settings(estate: Estate, product: str, pool: str, omissions: Omissions) -> None:
    """The settings of the script's pool, and those that name no pool."""
    for settings in estate.of(RgsSettings, product=product):
        name, found = pool_of(estate, settings)
        if settings.pool and (found.key if found else name).casefold() != pool.casefold():
            continue
        known = {
            "AgentRingbackGracePeriod": settings.ringback_grace_s,
            "DisableCallContext": settings.disable_call_context,
            "DefaultMusicOnHoldFile": settings.default_music_on_hold and settings.default_music_on_hold.original_name,
        }
        shown = ", ".join(f"{name} {value}" for name, value in known.items() if value is not None)
        if shown:
            omissions.add(
                settings.kind, settings.title, f"settings of the pool are not changed (Set-CsRgsConfiguration): {shown}"
            )
