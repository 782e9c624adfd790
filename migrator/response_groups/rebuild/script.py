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
from ...estate.kinds import Item
from ...estate.products import product_name
from ...powershell import comment, literal, rendered
from ...rules.engine.references import references
from ..commands import documentation_of
from .blocks import Lines
from .omissions import Omission, Omissions, alike
from .sections import KINDS, PoolsOfNames, Sections, note_all, pool_of, pools_of_names, sections_of

#: names of devices, which cannot be names of files in Windows (Naming Files, Paths, and Namespaces)
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@attrs.frozen
class RebuildScript:
    """A script that recreates the response groups of one pool.

    Attributes:
        text: with CR LF; to be written as UTF-8 with a byte order mark, else PowerShell reads it as ANSI.
        counts: objects it creates, by kind.
        to_review: workflows that are to be finished with the commands at its end.
        minutes: of a script that deletes and recreates: what all its objects may take, an estimate of this program.
    """

    pool: str
    product: str
    file_name: str
    text: str
    counts: Mapping[str, int]
    omissions: Sequence[Omission]
    to_review: Sequence[str]
    minutes: int | None = None


def scripts(estate: Estate, *, pool: str | None = None, target_pool: str | None = None) -> list[RebuildScript]:
    """The scripts of all pools that have response groups, or of *pool* (FQDN, name or back end) alone.

    Args:
        target_pool: FQDN of the pool that is to have them; the script asks for it where it is not given.
    """
    found: list[RebuildScript] = []
    names: Counter[str] = Counter()
    pools = pools_of_names(estate)
    for (product, fqdn), items in by_pool(estate, pool).items():
        stem = file_stem(fqdn)
        names[stem.casefold()] += 1
        number = f"-{names[stem.casefold()]}" if names[stem.casefold()] > 1 else ""
        found.append(_script(estate, items, product, fqdn, f"rgs-{stem}{number}.ps1", target_pool, pools))
    return found


def gaps(estate: Estate, product: str) -> dict[str, tuple[Omission, ...]]:
    """What the script of each pool of *product* cannot recreate, without writing the scripts."""
    found: dict[str, tuple[Omission, ...]] = {}
    pools = pools_of_names(estate)
    for (of, fqdn), items in by_pool(estate, None).items():
        if of == product:
            omissions, _ = _parts(estate, items, product, fqdn, pools)
            found[fqdn] = tuple(omissions.found)
    return found


def _parts(
    estate: Estate, items: Sequence[Item], product: str, pool: str, pools: PoolsOfNames
) -> tuple[Omissions, Sections]:
    """What the script of a pool leaves out, and its statements."""
    omissions = Omissions()
    note_all(estate, items, product, pool, omissions, pools)
    return omissions, sections_of(estate, items, omissions)


def readme(made: Sequence[RebuildScript]) -> str:
    """The text of README.txt, with CR LF; *made* are scripts that create or scripts that replace."""
    listed = [
        {
            "file_name": script.file_name,
            "counts": ", ".join(f"{kind.lower()} {count}" for kind, count in script.counts.items()),
            "by_hand": f"{counted(len(script.omissions), 'step')} by hand",
            "to_review": _workflows(len(script.to_review)),
            "minutes": script.minutes,
        }
        for script in made
    ]
    pages = references(
        [
            "l13-rgs-r2",
            "l13-rgs-2010",
            "l13-rgs-hunt-workflow",
            "l13-release-notes",
            "set-csrgsworkflow",
            "export-csrgsconfiguration",
            "import-csrgsconfiguration",
        ]
    )
    to_review = _workflows(sum(len(script.to_review) for script in made))
    replaces = any(script.minutes is not None for script in made)
    text = rendered("rebuild", "README.txt", scripts=listed, pages=pages, to_review=to_review, replaces=replaces)
    return text.replace("\n", "\r\n")


def _workflows(number: int) -> str:
    return counted(number, "workflow") if number else ""


def by_pool(estate: Estate, pool: str | None) -> Mapping[tuple[str, str], list[Item]]:
    """The response group objects by product and FQDN of their pool; those of *pool* alone where it is given."""
    wanted = estate.find("pool", pool)
    pools: dict[tuple[str, str], list[Item]] = {}
    for cls in KINDS:
        for item in estate.of(cls):
            name, found = pool_of(estate, item)
            fqdn = found.key if found else name
            if (
                pool is None
                or (found is not None and found is wanted)
                or pool.casefold() in (fqdn.casefold(), name.casefold())
            ):
                pools.setdefault((item.product, fqdn), []).append(item)
    return pools


def file_stem(name: str) -> str:
    """A part of a file name for any name of a pool."""
    stem = re.sub(r"[^\w.-]+", "_", name).strip("._") or "pool"
    return f"_{stem}" if _DEVICES.fullmatch(stem) else stem[:100]


def _script(
    estate: Estate,
    items: Sequence[Item],
    product: str,
    pool: str,
    file_name: str,
    target_pool: str | None,
    pools: PoolsOfNames,
) -> RebuildScript:
    omissions, made = _parts(estate, items, product, pool, pools)
    lines = rendered("rebuild", "head.ps1", target_pool=target_pool).splitlines()
    lines += rendered("rebuild", "shared.ps1", checked=False).splitlines()
    lines += rendered("rebuild", "create.ps1").splitlines()
    lines += rendered("rebuild", "begin.ps1").splitlines()
    lines += made.lines("# --- ")
    lines += rendered("rebuild", "tail.ps1", checked=False).splitlines()
    lines += _review(made.to_review, target_pool)
    what = f"Recreates the response groups of {pool} ({product_name(product)}) on a pool of Lync Server 2013."
    lines = [*script_head(what, omissions.found, documentation_of("\n".join(lines))), *lines]
    text = "\r\n".join(lines) + "\r\n"
    return RebuildScript(pool, product, file_name, text, made.counts, tuple(omissions.found), tuple(made.to_review))


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


def script_head(what: str, omissions: Sequence[Omission], documentation: Sequence[str]) -> list[str]:
    """The comments that begin a script: *what* it does, pages of its cmdlets, what it leaves out."""
    lines = [
        comment(what),
        comment("Without -Apply nothing is changed. What exists by name is not changed. See README.txt."),
        comment("Cmdlets and their parameters are documented in:"),
        *documentation,
        comment(f"What this script cannot recreate ({len(omissions)}):"),
    ]
    for kind, names, what in alike(omissions):
        lines.append(comment(f"- {kind.replace('_', ' ')}: {what}"))
        lines += [comment(f"    {name}") for name in names]
    return [*lines, ""]
