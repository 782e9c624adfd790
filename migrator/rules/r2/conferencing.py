"""Conferencing policies and settings of OCS 2007 R2 (R2-CONF-001 to 003; R2-CAA-007 and 008)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import AccessNumber, ConferencingPolicy, ConferencingSettings, DialInSettings
from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.response_groups import ApplicationContact
from ...estate.topology import Pool
from ...estate.users import User
from ...estate.voice import PinPolicy
from ..common.homes import is_dead
from ..engine.gaps import Collect, Gap
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, rule

#: AllowOrganizeMeetingWithAnonymousParticipants: each user decides (migration.md 1.2)
_PER_USER = "useperusersetting"


def _anonymous(settings: ConferencingSettings) -> str:
    return (settings.anonymous_participants or "").casefold()


@rule(
    id="R2-CONF-001",
    title="Only the global meeting policy is imported",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(ConferencingSettings, ConferencingPolicy),
    effect="The other meeting policies are missing in Lync.",
    remediation="Make meeting policies per user before the import, or create the others: New-CsConferencingPolicy.",
    references=(
        "l13-verify-config-r2",
        "r2-wmi-meeting-setting",
    ),
    minutes=20,
    blocks="4 Merge",
)
def only_global_policy(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Meeting policies are not per user (UsePerUserMeetingPolicy is False), and there are several.

    Why it matters: then the import takes the global one only.

    When it is wrong: the others are stock policies that nobody uses.
    """
    names = [policy.title for policy in estate.of(ConferencingPolicy, product=R2)]
    for settings in estate.of(ConferencingSettings, product=R2):
        if settings.use_per_user_policy is False and len(names) > 1:
            yield Hit(
                item=settings,
                message=f"meeting policies are not per user: one of {len(names)} is imported",
                evidence={"UsePerUserMeetingPolicy": "False", "policies": "; ".join(names)},
            )


@rule(
    id="R2-CONF-002",
    title="Two conferencing policies for one",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(ConferencingSettings,),
    effect="Two conferencing policies are created, with anonymous participants and without.",
    remediation="Plan the names, and check after the move: Get-CsUser | Select-Object SipAddress, ConferencingPolicy.",
    references=(
        "l13-verify-config-r2",
        "r2-wmi-meeting-setting",
    ),
    basis="that it is two for each policy is inferred",
    minutes=20,
    blocks="4 Merge",
)
def doubled_policies(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Anonymous participation is decided per user (AllowOrganizeMeetingWithAnonymousParticipants).

    Why it matters: Lync has no such flag of a user; the import makes a policy for each of both values.

    When it is wrong: that every source policy is doubled, and not the global one alone, is assumed.
    """
    for settings in estate.of(ConferencingSettings, product=R2):
        if _anonymous(settings) == _PER_USER:
            yield Hit(
                item=settings,
                message="anonymous participation is decided per user: two conferencing policies are created",
                evidence={"anonymous participants": settings.anonymous_participants or ""},
            )


@rule(
    id="R2-CONF-003",
    title="Partners on OCS 2007 R2 cannot join meetings",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(ConferencingSettings, User),
    answers=("federated_r2_partners",),
    effect="Federated partners on OCS 2007 R2 cannot join meetings of these users.",
    remediation="Allow anonymous participants: Set-CsConferencingPolicy -AllowAnonymousParticipantsInMeetings $true.",
    references=(
        "l13-remaining-users-r2",
        "l13-anonymous-policies",
        "new-csconferencingpolicy",
    ),
    minutes=15,
    blocks="6 Users pilot",
)
def partners_locked_out(estate: Estate, context: Context) -> Iterator[Hit]:
    """Federated partners use OCS 2007 R2, and users may not organise meetings with anonymous participants.

    Why it matters: after the move such partners join as anonymous participants.

    When it is wrong: these users hold no meetings with partners.
    """
    if context.answers["federated_r2_partners"] != "yes":
        return
    users = estate.of(User, product=R2)
    for settings in estate.of(ConferencingSettings, product=R2):
        denied = len(users) if _anonymous(settings) == "none" else 0
        if _anonymous(settings) == _PER_USER:
            denied = sum(u.extra.get("AllowOrganizeMeetingWithAnonymousParticipants") is False for u in users)
        if denied:
            yield Hit(
                item=settings,
                message=f"{counted(denied, 'user')} may not invite anonymous participants, as R2 partners will be",
                evidence={"anonymous participants": settings.anonymous_participants or "", "users": str(denied)},
            )


@rule(
    id="R2-CAA-007",
    title="Application contact without a pool",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(ApplicationContact, AccessNumber, Pool),
    effect="The contact cannot be moved.",
    remediation="Delete it, or assign it to a pool in OCS (Unassigned Application Contacts).",
    references=(
        "r2-wmi-application-contact",
        "move-csapplicationendpoint",
    ),
    basis="effect inferred",
    minutes=15,
    blocks="4 Merge",
)
def unassigned_contact(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An application contact or access number is assigned to no pool, or to a pool that is not there.

    Why it matters: an unassigned contact answers no call and cannot be moved.

    When it is wrong: the pool was not collected.
    """
    for cls in (ApplicationContact, AccessNumber):
        for contact in estate.of(cls, product=R2):
            pool = getattr(contact, "pool", None)
            if (pool is None and "HomeServerDN" in contact.extra) or is_dead(estate, pool, R2):
                message = f"contact {contact.title!r} belongs to no pool that was read"
                yield Hit(item=contact, message=message, evidence={"pool": pool or ""})


@rule(
    id="R2-CAA-008",
    title="PIN settings differ from the PIN policy of Lync",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialInSettings,),
    effect="Other rules for PINs hold after the move.",
    remediation="Compare, and set: Set-CsPinPolicy -Identity Global -MinPasswordLength N -PINLifetime DAYS.",
    references=(
        "r2-wmi-pstn-conferencing",
        "new-cspinpolicy",
    ),
    basis="inferred",
    minutes=15,
    blocks="6 Users pilot",
)
def pin_settings_differ(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Length or lifetime of PINs of an OCS pool differ from the global PIN policy of Lync.

    Why it matters: the settings are per pool in OCS; users may be asked for a new PIN.

    When it is wrong: the global policy does not apply to the users who move.
    """
    policies = [p for product in (LYNC2013, LYNC2010) for p in estate.of(PinPolicy, product=product)]
    policy = next((p for p in policies if (p.scope or p.key).casefold() == "global"), None)
    if policy is None:
        yield Gap(reason="no global PIN policy of Lync", needs=(Collect("pin_policy", LYNC2013),))
        return
    for settings in estate.of(DialInSettings, product=R2):
        pairs = {
            "PIN length": (settings.pin_length, policy.min_length),
            "PIN lifetime (days)": (settings.pin_expiration_days, policy.lifetime_days),
        }
        differ = {n: f"{a} / {b}" for n, (a, b) in pairs.items() if None not in (a, b) and a != b}
        if differ:
            shown = ", ".join(f"{name} {values}" for name, values in differ.items())
            yield Hit(item=settings, message=f"OCS / Lync differ: {shown}", evidence=differ)
