"""Names of policies and settings that the import changes or joins (R2-NAME-001 and 002)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ...estate.conferencing import ConferencingPolicy
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.policies import PresencePolicy
from ...estate.voice import DialPlan, NormalizationRule, PstnUsage, VoicePolicy, VoiceRoute
from ..engine.model import R2, Context, Grade, Hit, Predicted, Severity, rule

#: kinds that Import-CsLegacyConfiguration creates under their own name (migration.md 2.2)
NAMED: tuple[type[Item], ...] = (
    DialPlan,
    NormalizationRule,
    PstnUsage,
    VoiceRoute,
    VoicePolicy,
    ConferencingPolicy,
    PresencePolicy,
)
#: kinds whose collisions have a rule of their own
_JUDGED_APART = (VoiceRoute, NormalizationRule)
#: installed with the product, so its rename is expected on practically every estate (migration.md 0, finding 4)
STOCK_PRESENCE_POLICY = "Service: Medium"


def is_stock(item: Item) -> bool:
    """Whether *item* is the presence policy that every estate has."""
    return isinstance(item, PresencePolicy) and item.title == STOCK_PRESENCE_POLICY


def imported_name(name: str) -> str:
    """The name after the import: ":" and "/" become "_", all else is kept (migration.md 2.4)."""
    return name.replace(":", "_").replace("/", "_")


@rule(
    id="R2-NAME-001",
    title='Name holds ":" or "/"',
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=NAMED,
    any_need=True,
    effect="The object is imported under another name.",
    remediation="Rename it in OCS before the import, or accept the new name and tell every script that uses the old.",
    references=(
        "giombini-r2-to-2013",
        "l13-presence-policies",
        "import-cslegacyconfiguration",
    ),
    basis="observed for one presence policy, for other kinds inferred",
    minutes=10,
    blocks="4 Merge",
)
def forbidden_character(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The name of a policy or setting holds ":" or "/".

    Why it matters: the import replaces both by "_", so assignments and scripts that use the old name miss it.

    When it is wrong: the stock presence policy "Service: Medium" is renamed on every estate; it is marked as
    baseline noise.
    """
    for cls in NAMED:
        for item in estate.of(cls, product=R2):
            old, new = item.title, imported_name(item.title)
            if old == new:
                continue
            stock = is_stock(item)
            # migration.md 4.2 lists no normalization rules: what the log says of one is unknown
            unlisted = isinstance(item, NormalizationRule)
            yield Hit(
                item=item,
                message=f"{old!r} becomes {new!r}" + (" (stock policy, on every estate)" if stock else ""),
                evidence={"old name": old, "new name": new},
                effect="The rule is presumably imported under another name (inferred)." if unlisted else None,
                severity=Severity.INFO if stock else None,
                baseline=stock,
                predicts=() if unlisted else (Predicted("IM2", {"old": old, "new": new}),),
            )


@rule(
    id="R2-NAME-002",
    title="Two names become one",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=tuple(cls for cls in NAMED if cls not in _JUDGED_APART),
    any_need=True,
    effect="One of the two is not imported (or overwrites the other with -ReplaceExisting).",
    remediation="Rename one of them in OCS before the import.",
    references=(
        "giombini-r2-to-2013",
        "import-cslegacyconfiguration",
    ),
    basis="inferred",
    minutes=15,
    blocks="4 Merge",
)
def colliding_names(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two names of one kind are equal after the replacement, whatever their case.

    Why it matters: Lync compares names without case and by default leaves an existing name alone, so the second
    object is silently not there.

    When it is wrong: Lync's comparison is inferred; where case matters after all, only names that differ in case
    alone are reported too much. Routes are judged by R2-RTE-006, the rules of a profile by R2-DP-003.
    """
    for cls in NAMED:
        if cls not in _JUDGED_APART:
            yield from collisions(estate.of(cls, product=R2))


def collisions(items: Iterable[Item], *, within: Item | None = None) -> Iterator[Hit]:
    """A hit for each object whose imported name an earlier one has, in a scope of names such as a dial plan."""
    by_name: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_name[imported_name(item.title).casefold()].append(item)
    for first, *others in by_name.values():
        for item in others:
            where = f" in {within.title!r}" if within else ""
            yield Hit(
                item=item,
                part=within.key if within else "",
                message=f"{item.title!r} and {first.title!r} both become {imported_name(item.title)!r}{where}",
                evidence={"other": first.title, "new name": imported_name(item.title)},
            )
