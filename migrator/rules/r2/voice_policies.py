"""UC policies (R2-POL-001 and 003)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.voice import VoicePolicy, VoiceSettings
from ..common.usages import usage_keys
from ..engine.model import R2, Context, Grade, Hit, Severity, rule


@rule(
    id="R2-POL-001",
    title="Only the global voice policy is imported",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(VoiceSettings, VoicePolicy),
    effect="The other UC policies are not in Lync after the import.",
    remediation="Switch to policies per user in OCS before the import, or create them: New-CsVoicePolicy.",
    references=(
        "l13-verify-config-r2",
        "r2-wmi-uc-setting",
    ),
    minutes=30,
    blocks="4 Merge",
)
def only_global_policy(estate: Estate, _context: Context) -> Iterator[Hit]:
    """UC policies are not per user, and there is more than one.

    Why it matters: without "use per user" the import takes the global policy only.

    When it is wrong: the other policies are leftovers that nobody needs.
    """
    policies = estate.of(VoicePolicy, product=R2)
    for settings in estate.of(VoiceSettings, product=R2):
        if settings.use_per_user_policy is not False or len(policies) < 2:
            continue
        kept = estate.find("voice_policy", settings.policy, product=R2)
        lost = [policy.title for policy in policies if policy is not kept]
        yield Hit(
            item=settings,
            message=f"UC policies are not per user: of {len(policies)} only the global one is imported",
            evidence={"global policy": kept.title if kept else settings.policy or "", "others": "; ".join(lost)},
        )


@rule(
    id="R2-POL-003",
    title="Voice policy names a usage twice",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoicePolicy,),
    effect="Lync allows each usage once in a policy; the import of this one may fail.",
    remediation="Remove the second entry from the UC policy in OCS.",
    references=("new-csvoicepolicy",),
    basis="limit documented, effect inferred",
    minutes=5,
    blocks="4 Merge",
)
def repeated_usage(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A UC policy holds the same phone usage more than once.

    Why it matters: the usages of a Lync voice policy are unique.

    When it is wrong: the import may drop the second entry by itself.
    """
    for policy in estate.of(VoicePolicy, product=R2):
        twice = [key for key, times in Counter(usage_keys(estate, policy)).items() if times > 1]
        if twice:
            yield Hit(
                item=policy,
                message=f"voice policy {policy.title!r} holds {', '.join(map(repr, twice))} more than once",
                evidence={"usages": "; ".join(usage_keys(estate, policy))},
            )
