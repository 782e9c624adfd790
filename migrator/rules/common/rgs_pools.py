"""What a pool holds of response groups, as a whole (R2-RGS-000, L10-RGS-000, RGS-F15)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.response_groups import AgentGroup, Queue, RgsSettings, Workflow
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import with_evidence

_LEGACY = (R2, LYNC2010)
#: AgentRingbackGracePeriod where nobody changed it, in seconds (response-groups.md 2.7)
_RINGBACK_GRACE_S = 60


def by_pool(estate: Estate, product: str) -> Iterator[Hit]:
    """A hit for each pool with workflows, on the pool where it was read, with the number of its objects."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    items: list[Workflow | Queue | AgentGroup] = [
        *estate.of(Workflow, product=product),
        *estate.of(Queue, product=product),
        *estate.of(AgentGroup, product=product),
    ]
    for item in items:
        counts[item.pool or ""][item.label.lower()] += 1
    for name, held in counts.items():
        if not held[Workflow.label.lower()]:
            continue
        pool = estate.find("pool", name, product=product)
        holds = ", ".join(f"{number} {label}" for label, number in held.items())
        yield Hit(
            item=pool,
            part="" if pool else name,
            message=f"{pool.title if pool else name or 'a pool'} holds {holds}",
            evidence={label: str(number) for label, number in held.items()},
        )


@rule(
    id="RGS-F15",
    title="Response group settings of the pool are not the defaults",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=_LEGACY,
    needs=(RgsSettings,),
    effect="A pool has one set of these settings; an import leaves the target's own unless asked to replace them.",
    remediation=(
        "Record them and set them on the new pool: Set-CsRgsConfiguration; with an export file "
        "Import-CsRgsConfiguration -ReplaceExistingRgsSettings."
    ),
    references=(
        "l13-rgs-dr-planning",
        "set-csrgsconfiguration",
        "import-csrgsconfiguration",
    ),
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def own_settings(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Ring-back time, music on hold or call context of a pool were changed.

    Why it matters: callers hear other music and agents see no call context after the move.

    When it is wrong: the settings of the target are the wanted ones.
    """
    for product in with_evidence(estate, _LEGACY, RgsSettings):
        for settings in estate.of(RgsSettings, product=product):
            own = {}
            if settings.ringback_grace_s not in (None, _RINGBACK_GRACE_S):
                own["ring-back grace period (s)"] = str(settings.ringback_grace_s)
            if settings.default_music_on_hold:
                own["music on hold"] = settings.default_music_on_hold.original_name or "a file"
            if settings.disable_call_context:
                own["call context"] = "disabled"
            if own:
                said = ", ".join(f"{name}: {value}" for name, value in own.items())
                yield Hit(item=settings, message=f"response group settings of {settings.title}: {said}", evidence=own)
