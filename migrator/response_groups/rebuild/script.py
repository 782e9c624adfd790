"""The scripts that recreate the response groups of an estate: one for each pool, and a README.

The frame of a script and the README are data in reports/rebuild/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.kinds import Item, fields_of
from ...estate.products import product_name
from ...estate.response_groups import AgentGroup, BusinessHours, HolidaySet, Queue, RgsSettings, Workflow
from ...powershell import comment, literal, rendered
from ...rules.engine.references import references
from ..commands import documentation_of
from .blocks import Lines, RebuildBlocks
from .omissions import Omission, Omissions, alike

_KINDS = (HolidaySet, BusinessHours, AgentGroup, Queue, Workflow)
#: fields that no cmdlet sets, or that belong to another object
_NOT_RECREATED = frozenset(
    {"pool", "owner_pool", "owner_pool_is_null", "contact", "template", "workflow_type", "definition", "workflows"}
)
#: names of devices, which cannot be names of files in Windows (Naming Files, Paths, and Namespaces)
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@attrs.frozen
class RebuildScript:
    """A script that recreates the response groups of one pool.

    Attributes:
        text: with CR LF; to be written as UTF-8 with a byte order mark, else PowerShell reads it as ANSI.
        counts: objects it creates, by kind.
        to_review: workflows that are to be finished with the commands at its end.
    """

    pool: str
    product: str
    file_name: str
    text: str
    counts: Mapping[str, int]
    omissions: Sequence[Omission]
    to_review: Sequence[str]


def scripts(estate: Estate, *, pool: str | None = None, target_pool: str | None = None) -> list[RebuildScript]:
    """The scripts of all pools that have response groups, or of *pool* (FQDN, name or back end) alone.

    Args:
        target_pool: FQDN of the pool that is to have them; the script asks for it where it is not given.
    """
    found: list[RebuildScript] = []
    names: Counter[str] = Counter()
    for (product, fqdn), items in _by_pool(estate, pool).items():
        stem = _file_stem(fqdn)
        names[stem.casefold()] += 1
        number = f"-{names[stem.casefold()]}" if names[stem.casefold()] > 1 else ""
        found.append(_script(estate, items, product, fqdn, f"rgs-{stem}{number}.ps1", target_pool))
    return found


def readme(made: Sequence[RebuildScript]) -> str:
    """The text of README.txt, with CR LF."""
    listed = [
        {
            "file_name": script.file_name,
            "counts": ", ".join(f"{kind.lower()} {count}" for kind, count in script.counts.items()),
            "by_hand": f"{counted(len(script.omissions), 'step')} by hand",
            "to_review": _workflows(len(script.to_review)),
        }
        for script in made
    ]
    pages = references(
        ["l13-rgs-r2", "l13-rgs-2010", "l13-rgs-hunt-workflow", "l13-release-notes", "set-csrgsworkflow"]
    )
    to_review = _workflows(sum(len(script.to_review) for script in made))
    return rendered("rebuild", "README.txt", scripts=listed, pages=pages, to_review=to_review).replace("\n", "\r\n")


def _workflows(number: int) -> str:
    return counted(number, "workflow") if number else ""


def _by_pool(estate: Estate, pool: str | None) -> Mapping[tuple[str, str], list[Item]]:
    wanted = estate.find("pool", pool)
    pools: dict[tuple[str, str], list[Item]] = {}
    for cls in _KINDS:
        for item in estate.of(cls):
            name, found = _pool_of(estate, item)
            fqdn = found.key if found else name
            if (
                pool is None
                or (found is not None and found is wanted)
                or pool.casefold() in (fqdn.casefold(), name.casefold())
            ):
                pools.setdefault((item.product, fqdn), []).append(item)
    return pools


def _pool_of(estate: Estate, item: Item) -> tuple[str, Item | None]:
    """The pool of an object as the object names it, and the pool itself where the estate has it."""
    name = str(getattr(item, "pool", None) or "unknown pool")
    return name, estate.find("pool", name, product=item.product)


def _file_stem(name: str) -> str:
    stem = re.sub(r"[^\w.-]+", "_", name).strip("._") or "pool"
    return f"_{stem}" if _DEVICES.fullmatch(stem) else stem[:100]


def _script(
    estate: Estate, items: Sequence[Item], product: str, pool: str, file_name: str, target_pool: str | None
) -> RebuildScript:
    omissions = Omissions()
    _note_doubles(items, omissions)
    _note_lost(estate, omissions)
    _note_unknown(items, omissions)
    _note_names_elsewhere(estate, items, pool, omissions)
    _note_settings(estate, product, pool, omissions)
    writer = RebuildBlocks(estate, omissions)
    sections: list[tuple[str, list[Lines]]] = []
    counts: dict[str, int] = {}
    for cls in _KINDS:
        here = [item for item in items if isinstance(item, cls)]
        blocks = [block for item in here if (block := _block(writer, item))]
        sections.append((cls.label, blocks))
        counts[cls.label] = len(blocks)
        if cls is Queue:
            again = [block for item in here if isinstance(item, Queue) for block in writer.queue_to_queue(item)]
            sections.append(("Queues that send calls to queues", again))
    lines = rendered("rebuild", "head.ps1", target_pool=target_pool).splitlines()
    for title, blocks in sections:
        if blocks:
            lines += ["", comment(f"--- {title}")]
            lines += [line for block in blocks for line in ("", *block)]
    lines += [*_review(writer.to_review, target_pool), "", *rendered("rebuild", "tail.ps1").splitlines()]
    lines = [*_head(pool, product, omissions.found, documentation_of("\n".join(lines))), *lines]
    text = "\r\n".join(lines) + "\r\n"
    return RebuildScript(pool, product, file_name, text, counts, tuple(omissions.found), tuple(writer.to_review))


def _review(to_review: Mapping[str, Lines], target_pool: str | None) -> list[str]:
    """Comments with the commands that finish each workflow after its review (set-csrgsworkflow)."""
    if not to_review:
        return []
    parent = literal(f"service:ApplicationServer:{target_pool or 'TARGET_POOL'}")
    lines = [
        "",
        comment(f"--- After review: workflows that this script makes inactive or unmanaged ({len(to_review)})"),
        comment("Set hours, holidays, menu and time zone first. Then, for one workflow at a time:"),
    ]
    for name, statements in to_review.items():
        got = f"$w = Get-CsRgsWorkflow -Identity {parent} -Name {literal(name)}"
        lines.append(comment("; ".join([got, *statements, "Set-CsRgsWorkflow -Instance $w"])))
    return lines


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


def _head(pool: str, product: str, omissions: Sequence[Omission], documentation: Sequence[str]) -> list[str]:
    lines = [
        comment(f"Recreates the response groups of {pool} ({product_name(product)}) on a pool of Lync Server 2013."),
        comment("Without -Apply nothing is changed. What exists by name is skipped. See README.txt."),
        comment("Cmdlets and their parameters are documented in:"),
        *documentation,
        comment(f"What this script cannot recreate ({len(omissions)}):"),
    ]
    for kind, names, what in alike(omissions):
        lines.append(comment(f"- {kind.replace('_', ' ')}: {what}"))
        lines += [comment(f"    {name}") for name in names]
    return [*lines, ""]


def _note_doubles(items: Sequence[Item], omissions: Omissions) -> None:
    """Names are unique in a pool and compare without case: the second of two would be skipped as existing."""
    counts = Counter((item.kind, item.title.casefold()) for item in items)
    for item in items:
        if counts[item.kind, item.title.casefold()] > 1:
            omissions.add(item.kind, item.title, "the name occurs more than once; only the first is recreated")


def _note_lost(estate: Estate, omissions: Omissions) -> None:
    for cls in _KINDS:
        if estate.lost(cls.kind):
            omissions.add(cls.kind, cls.label, "some were lost when the evidence was read; they are not recreated")


def _note_unknown(items: Sequence[Item], omissions: Omissions) -> None:
    for item in items:
        lost = [f.label for f in fields_of(type(item)) if f.name in item.unknown and f.name not in _NOT_RECREATED]
        if lost:
            omissions.add(item.kind, item.title, f"the evidence does not tell: {', '.join(lost)}")


def _note_names_elsewhere(estate: Estate, items: Sequence[Item], pool: str, omissions: Omissions) -> None:
    """Two scripts that run against one target pool: the second would skip the object, because it exists by name."""
    pools: dict[tuple[str, str], list[str]] = {}
    for cls in dict.fromkeys(type(item) for item in items):
        for item in estate.of(cls, product=items[0].product):
            name, found = _pool_of(estate, item)
            pools.setdefault((item.kind, item.title.casefold()), []).append(found.key if found else name)
    for item in items:
        others = [other for other in dict.fromkeys(pools[item.kind, item.title.casefold()]) if other != pool]
        if others:
            what = f"the name is also on {', '.join(others)}: a target pool takes only the first of them, and what"
            omissions.add(item.kind, item.title, f"{what} uses another gets the first; rename all but one")


def _note_settings(estate: Estate, product: str, pool: str, omissions: Omissions) -> None:
    """The settings of the script's pool, and those that name no pool."""
    for settings in estate.of(RgsSettings, product=product):
        name, found = _pool_of(estate, settings)
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
