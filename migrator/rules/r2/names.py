"""Names of policies and settings (R2-NAME-001 and 002)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.conferencing import ConferencingPolicy
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.policies import PresencePolicy
from ...estate.voice import DialPlan, NormalizationRule, PstnUsage, VoicePolicy, VoiceRoute
from ..model import R2, Context, Grade, Hit, Predicted, Severity, rule

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
#: installed with the product, so its rename is expected on practically every estate (migration.md 0, finding 4)
STOCK_PRESENCE_POLICY = "Service: Medium"


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
    source="seed 004; migration.md 2.4, 2.6 IM2, 4.2",
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
            stock = isinstance(item, PresencePolicy) and old == STOCK_PRESENCE_POLICY
            yield Hit(
                item=item,
                message=f"{old!r} becomes {new!r}" + (" (stock policy, on every estate)" if stock else ""),
                evidence={"old name": old, "new name": new},
                severity=Severity.INFO if stock else None,
                baseline=stock,
                predicts=(Predicted("IM2", {"old": old, "new": new}),),
            )


@rule(
    id="R2-NAME-002",
    title="Two names become one",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=NAMED,
    any_need=True,
    effect="One of the two is not imported (or overwrites the other with -ReplaceExisting).",
    remediation="Rename one of them in OCS before the import.",
    source="migration.md 2.3, 2.4, 4.2",
    minutes=15,
    blocks="4 Merge",
)
def colliding_names(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two names of one kind are equal after the replacement, whatever their case.

    Why it matters: Lync compares names without case and by default leaves an existing name alone, so the second
    object is silently not there.

    When it is wrong: Lync's comparison is inferred; where case matters after all, only names that differ in case
    alone are reported too much.
    """
    for cls in NAMED:
        by_name: dict[str, list[Item]] = defaultdict(list)
        for item in estate.of(cls, product=R2):
            by_name[imported_name(item.title).casefold()].append(item)
        for items in by_name.values():
            for item in items[1:]:
                yield Hit(
                    item=item,
                    message=f"{item.title!r} and {items[0].title!r} both become {imported_name(item.title)!r}",
                    evidence={"other": items[0].title, "new name": imported_name(item.title)},
                )
