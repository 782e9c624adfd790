"""Conferencing policies and settings of OCS 2007 R2 (R2-CONF-001 to 003)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import ConferencingPolicy, ConferencingSettings
from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.users import User
from ..engine.model import R2, Context, Grade, Hit, Severity, rule

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
