"""UC policies (R2-POL-001 to 003), and the PSTN usages of routes and policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.voice import VoicePolicy, VoiceRoute, VoiceSettings
from ..engine.check import Check
from ..engine.model import R2, Change, Context, Grade, Hit, Severity, rule
from ..engine.phases import A_MERGE, A_USERS_PILOT
from ..engine.values import Amount, Text, items, texts


def usage_keys(estate: Estate, item: VoiceRoute | VoicePolicy) -> tuple[str, ...]:
    """The usages of *item* in lower case, in order; one that was not read by its reference."""
    return tuple((usage.key if usage else name).casefold() for name, usage in estate.resolve(item, "usages"))


@rule(
    id="R2-POL-001",
    title="Only the global voice policy is imported",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(VoiceSettings, VoicePolicy),
    message="UC policies are not per user: of {policies} only the global one is imported",
    effect="The other UC policies are not in Lync after the import.",
    remediation=(
        "Switch to policies per user in OCS before the import, or create each with what it has in OCS: "
        "New-CsVoicePolicy -Identity NAME -PstnUsages @{add='USAGE','USAGE'} -AllowSimulRing VALUE, "
        "usages in their order."
    ),
    references=("l13-verify-config-r2", "r2-wmi-uc-setting", "new-csvoicepolicy"),
    basis="that only the global policy is imported is documented; the two ways out, and the order, are inferred",
    minutes=30,
    phases=(A_MERGE,),
)
def only_global_policy(estate: Estate, _context: Context) -> Iterator[Hit]:
    """UC policies are not per user, and there is more than one.

    Why it matters: without "use per user" the import takes the global policy only.

    When it is wrong: nobody needs the other policies.
    """
    policies = estate.of(VoicePolicy, product=R2)
    gone = tuple(map(Change.gone, policies))
    for settings in estate.each(VoiceSettings, product=R2):
        if settings.use_per_user_policy is not False or len(policies) < 2:
            continue
        kept = estate.find("voice_policy", settings.policy, product=R2)
        lost = tuple(change for change in gone if change.item is not kept)
        yield Hit(
            item=settings,
            places={"policies": Amount(len(policies))},
            evidence={
                "global policy": kept or Text(settings.policy or ""),
                "others": items(change.item for change in lost),
            },
            changes=lost if kept else (),
        )


def _no_usage(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A voice policy has no PSTN usage.

    Why it matters: users with this policy cannot call the PSTN; New-CsVoicePolicy only warns of it.

    When it is wrong: the policy is there to forbid PSTN calls.
    """
    for policy in estate.each(VoicePolicy, product=product):
        if policy.is_empty("usages"):
            yield Hit(item=policy, evidence={"usages": texts(())})


POLICY_WITHOUT_USAGE = Check(
    title="Voice policy without PSTN usage",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    message="Voice policy {item!r} has no PSTN usage",
    effect="Users with the policy cannot call the PSTN.",
    remediation="Add a usage: Set-CsVoicePolicy -Identity NAME -PstnUsages @{add='USAGE'} (in OCS: the UC policy).",
    references=("r2-wmi-uc-policy", "new-csvoicepolicy", "set-csvoicepolicy"),
    needs=(VoicePolicy,),
    find=_no_usage,
    minutes=10,
)
NO_USAGE = POLICY_WITHOUT_USAGE.rule("R2-POL-002", R2, phases=(A_USERS_PILOT,))


@rule(
    id="R2-POL-003",
    title="Voice policy names a usage twice",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(VoicePolicy,),
    message="Voice policy {item!r} has {repeated!r} more than once",
    effect="Lync allows each usage once in a policy; the import of this one may fail.",
    remediation="Remove the second entry from the UC policy in OCS.",
    references=("new-csvoicepolicy",),
    basis="limit documented, effect inferred",
    minutes=5,
    phases=(A_MERGE,),
)
def repeated_usage(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A UC policy has the same phone usage more than once.

    Why it matters: the usages of a Lync voice policy are unique.

    When it is wrong: the import may drop the second entry by itself.
    """
    for policy in estate.each(VoicePolicy, product=R2):
        keys = usage_keys(estate, policy)
        twice = [key for key, times in Counter(keys).items() if times > 1]
        if twice:
            yield Hit(item=policy, places={"repeated": texts(twice)}, evidence={"usages": texts(keys)})
