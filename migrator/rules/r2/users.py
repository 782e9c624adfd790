"""Users of OCS 2007 R2: policies, remote call control, domains, double homes (R2-USR-005 to 010)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import ConferencingPolicy, ConferencingSettings
from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.evidence import Event
from ...estate.kinds import Item
from ...estate.policies import PresencePolicy
from ...estate.topology import SipDomain
from ...estate.users import User
from ...estate.voice import DialPlan, VoicePolicy, VoiceSettings
from ..engine.model import R2, Context, Grade, Hit, Severity, rule

#: field of a user and the kind it refers to
_ASSIGNED: dict[str, type[Item]] = {
    "dial_plan": DialPlan,
    "voice_policy": VoicePolicy,
    "conferencing_policy": ConferencingPolicy,
    "presence_policy": PresencePolicy,
}
#: event of OCS User Services: the directory names another home than the one that holds the data
_HOMED_ELSEWHERE = 30951
#: limits of a presence policy (migration.md 2.5)
_MOST_CATEGORIES, _MOST_PROMPTED = 3000, 500


@rule(
    id="R2-USR-005",
    title="User has a policy that is not imported",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(User, DialPlan, VoicePolicy, ConferencingPolicy, PresencePolicy),
    effect="Move-CsLegacyUser asks to run Import-CsLegacyConfiguration; the user is not moved.",
    remediation=(
        "Import first (Import-CsLegacyConfiguration), or leave the policy behind knowingly: "
        "Move-CsLegacyUser -Identity USER -Target POOL with its -Exclude...Policy switch."
    ),
    references=(
        "move-cslegacyuser",
        "import-cslegacyconfiguration",
    ),
    basis="the text of the error is not published; which users get it is inferred",
    minutes=10,
    blocks="6 Users pilot",
)
def policy_not_imported(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A user is assigned a policy or location profile that is not there, or that the import leaves out.

    Why it matters: where policies are not "per user" only the global one is imported; the move needs them all.

    When it is wrong: the policy was not collected.
    """
    only = _only_global(estate)
    for user in estate.of(User, product=R2):
        for field, cls in _ASSIGNED.items():
            reference = getattr(user, field)
            if not reference:
                continue
            policy = estate.find(cls.kind, reference, product=R2)
            left_out = policy is not None and field in only and policy.key != only[field]
            if policy is None or left_out:
                why = "is not imported: only the global one is" if left_out else "is not there"
                yield Hit(
                    item=user,
                    part=field,
                    message=f"{field.replace('_', ' ')} of user {user.title!r} {why}",
                    evidence={field: policy.title if policy else reference},
                )


def _only_global(estate: Estate) -> dict[str, str]:
    """Fields of users whose policies are not per user, with the key of the global policy, where it is known."""
    found: dict[str, str] = {}
    for field, kind, settings in (
        ("conferencing_policy", "conferencing_policy", estate.of(ConferencingSettings, product=R2)),
        ("voice_policy", "voice_policy", estate.of(VoiceSettings, product=R2)),
    ):
        for setting in settings:
            policy = estate.find(kind, setting.policy, product=R2)
            if setting.use_per_user_policy is False and policy:
                found[field] = policy.key
    return found


@rule(
    id="R2-USR-006",
    title="Remote call control and Enterprise Voice together",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(User,),
    targets=("2013",),
    effect="The combination is impossible in Lync Server 2013.",
    remediation="Choose one for the user before the move: remote call control or Enterprise Voice.",
    references=("l13-enterprise-voice",),
    minutes=10,
    blocks="6 Users pilot",
)
def dual_forking(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A user is enabled for remote call control and for Enterprise Voice (dual forking).

    Why it matters: OCS 2007 R2 allowed both, Lync Server 2013 does not.

    When it is wrong: one of the two was switched off after the evidence was collected.
    """
    for user in estate.of(User, product=R2):
        if user.remote_call_control and user.voice_enabled:
            message = f"user {user.title!r} has remote call control and Enterprise Voice"
            yield Hit(item=user, message=message, evidence={"line URI": user.line_uri or ""})


@rule(
    id="R2-USR-007",
    title="User of an unknown SIP domain",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(User, SipDomain),
    effect="The user cannot be reached.",
    remediation="Add the domain in OCS, or in Topology Builder after the merge, or change the user's SIP address.",
    references=("merge-cslegacytopology",),
    basis="inferred",
    minutes=15,
    blocks="4 Merge",
)
def unknown_domain(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The domain of a user's SIP address is none of the SIP domains.

    Why it matters: the merge takes over the SIP domains that it finds, and no other domain is routed.

    When it is wrong: the list of SIP domains was not collected whole.
    """
    domains = {(d.name or d.key).casefold() for d in estate.of(SipDomain, product=R2)}
    for user in estate.of(User, product=R2):
        domain = (user.sip_address or "").rpartition("@")[2].strip().casefold()
        if domain and domain not in domains:
            message = f"domain {domain} of user {user.title!r} is no SIP domain"
            yield Hit(item=user, message=message, evidence={"SIP address": user.sip_address or ""})


@rule(
    id="R2-USR-008",
    title="Data of a user lie on another pool than the home",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Event,),
    effect="The data exist twice.",
    remediation="Move the user again with the tools of the product; never edit msRTCSIP-PrimaryHomeServer.",
    references=("giombini-r2-to-2013",),
    minutes=15,
    blocks="8 Production",
)
def homed_elsewhere(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An OCS server logged event 30951: Active Directory names another home than the pool that holds the data.

    Why it matters: a wrong home server or a bad move leaves data on two pools.

    When it is wrong: it is expected for contacts of response groups after Move-CsRgsConfiguration.
    """
    for event in estate.of(Event):
        if event.event_id == _HOMED_ELSEWHERE and not (event.source or "").casefold().startswith("ls "):
            yield Hit(
                item=event,
                message=f"event 30951 on {event.machine or 'a server'}: homed elsewhere",
                evidence={"inserted": "; ".join(event.data)},
            )


@rule(
    id="R2-USR-009",
    title="Users with remote call control",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(User,),
    effect="The line settings move with the user, the routing does not.",
    remediation=(
        "Remove the authorised host entries in OCS; create the static route (New-CsStaticRoute), the trusted "
        "application and the IP address of a TCP gateway in the topology; carry over the Address Book rules."
    ),
    references=("l13-rcc",),
    minutes=240,
    blocks="6 Users pilot",
)
def remote_call_control(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Users are enabled for remote call control.

    Why it matters: routes to the PBX, authorised hosts and trusted applications are not migrated.

    When it is wrong: remote call control is given up with the migration.
    """
    count = sum(1 for user in estate.of(User, product=R2) if user.remote_call_control)
    if count:
        yield Hit(
            item=None,
            message=f"{counted(count, 'user has', 'users have')} remote call control",
            evidence={"users": str(count)},
        )


@rule(
    id="R2-USR-010",
    title="Presence policy out of range",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(PresencePolicy,),
    effect="The policy is invalid in Lync.",
    remediation="Correct it in OCS: at most 3000 category subscriptions and 500 prompted subscribers.",
    references=(
        "new-cspresencepolicy",
        "r2-wmi-presence-policy",
    ),
    minutes=10,
    blocks="4 Merge",
)
def presence_out_of_range(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A presence policy has category subscriptions outside 0-3000 or prompted subscribers outside 0-500.

    Why it matters: Lync does not accept other values.

    When it is wrong: the value was corrected after the evidence was collected.
    """
    for policy in estate.of(PresencePolicy, product=R2):
        for name, value, most in (
            ("category subscriptions", policy.max_category_subscriptions, _MOST_CATEGORIES),
            ("prompted subscribers", policy.max_prompted_subscribers, _MOST_PROMPTED),
        ):
            if value is not None and not 0 <= value <= most:
                yield Hit(
                    item=policy,
                    part=name,
                    message=f"presence policy {policy.title!r} has {value} {name}; 0 to {most} was expected",
                    evidence={name: str(value)},
                )
