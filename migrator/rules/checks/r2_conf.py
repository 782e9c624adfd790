"""Conferencing policies and settings of OCS 2007 R2 (R2-CONF-001 to 003)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import ConferencingPolicy, ConferencingSettings
from ...estate.estate import Estate
from ...estate.users import User
from ..engine.answer_check import answer_check
from ..engine.model import R2, Change, Context, Grade, Hit, Severity, rule
from ..engine.phases import A_MERGE, A_PRODUCTION, A_USERS_PILOT
from ..engine.values import Amount, Text, items

#: AllowOrganizeMeetingWithAnonymousParticipants: decided for each user
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
    message="Meeting policies are not per user: one of {count} is imported",
    effect="The other meeting policies are missing in Lync.",
    remediation=(
        "Make meeting policies per user before the import, or create the others with what they have in OCS: "
        "New-CsConferencingPolicy -Identity NAME -MaxMeetingSize N -AllowIPAudio VALUE -AllowIPVideo VALUE "
        "-EnableDialInConferencing VALUE -EnableDataCollaboration VALUE -AllowAnonymousParticipantsInMeetings VALUE."
    ),
    references=(
        "l13-verify-config-r2",
        "r2-wmi-meeting-setting",
        "new-csconferencingpolicy",
    ),
    basis="that only the global policy is imported is documented; the two ways out are inferred",
    minutes=20,
    phases=(A_MERGE,),
)
def only_global_policy(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Meeting policies are not per user (UsePerUserMeetingPolicy is False), and there are several.

    Why it matters: then the import takes the global one only.

    When it is wrong: nobody uses the others.
    """
    policies = estate.of(ConferencingPolicy, product=R2)
    gone = tuple(map(Change.gone, policies))
    for settings in estate.each(ConferencingSettings, product=R2):
        if settings.use_per_user_policy is False and len(policies) > 1:
            imported = estate.find("conferencing_policy", settings.policy, product=R2)
            yield Hit(
                item=settings,
                places={"count": Amount(len(policies))},
                evidence={"UsePerUserMeetingPolicy": Text("False"), "policies": items(policies)},
                changes=tuple(change for change in gone if change.item is not imported) if imported else (),
            )


@rule(
    id="R2-CONF-002",
    title="Import creates two conferencing policies from one",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(ConferencingSettings,),
    message="Anonymous participation is decided per user: two conferencing policies are created",
    effect="Two conferencing policies are created, with anonymous participants and without.",
    remediation="Plan the names, and check after the move: Get-CsUser | Select-Object SipAddress, ConferencingPolicy.",
    references=("l13-verify-config-r2", "r2-wmi-meeting-setting", "get-csuser"),
    basis="that it is two for each policy is inferred",
    minutes=20,
    phases=(A_MERGE,),
)
def doubled_policies(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Anonymous participation is decided per user (AllowOrganizeMeetingWithAnonymousParticipants).

    Why it matters: In Lync it is a setting of the conferencing policy; the import makes a policy for each of the two
    values.

    When it is wrong: the import may double the global policy only; the rule assumes that it doubles every policy.
    """
    for settings in estate.each(ConferencingSettings, product=R2):
        if _anonymous(settings) == _PER_USER:
            yield Hit(item=settings, evidence={"anonymous participants": Text(settings.anonymous_participants or "")})


@rule(
    id="R2-CONF-003",
    title="Partners on OCS 2007 R2 may not be able to join meetings",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(ConferencingSettings, User),
    answers=("federated_r2_partners",),
    message="{users:user} may not invite anonymous participants",
    effect=(
        "Meetings of these users may not work for federated users on OCS 2007 R2. The pages differ: the cmdlet admits "
        "authenticated users of a federated partner also where anonymous participants are not allowed."
    ),
    remediation=(
        "Allow anonymous participants after the import: "
        "Set-CsConferencingPolicy -Identity NAME -AllowAnonymousParticipantsInMeetings $true, and for the organisation "
        "Set-CsAccessEdgeConfiguration -AllowAnonymousUsers $true."
    ),
    references=(
        "l13-remaining-users-r2",
        "l13-verify-config-r2",
        "l13-anonymous-policies",
        "new-csconferencingpolicy",
        "set-csaccessedgeconfiguration",
        "set-csconferencingpolicy",
    ),
    basis="that who may not invite anonymous participants in OCS may not after the import either is inferred",
    minutes=15,
    phases=(A_USERS_PILOT,),
)
def partners_locked_out(estate: Estate, context: Context) -> Iterator[Hit]:
    """Federated partners use OCS 2007 R2, and users may not organise meetings with anonymous participants.

    Why it matters: the library says that the policy of users who were moved should allow anonymous participants.

    When it is wrong: these users have no meetings with partners.
    """
    if context.answers["federated_r2_partners"] != "yes":
        return
    users = estate.of(User, product=R2)
    for settings in estate.each(ConferencingSettings, product=R2):
        denied = len(users) if _anonymous(settings) == "none" else 0
        if _anonymous(settings) == _PER_USER:
            denied = sum(u.extra.get("AllowOrganizeMeetingWithAnonymousParticipants") is False for u in users)
        if denied:
            yield Hit(
                item=settings,
                evidence={
                    "anonymous participants": Text(settings.anonymous_participants or ""),
                    "users": Amount(denied),
                },
            )


OLD_MEETINGS = answer_check(
    title="Meetings that may not be migrated",
    severity=Severity.WARNING,
    when={"conf_meetings_scheduled": "yes"},
    says="There are conf:// or meet:// meetings, or meetings that use features of Live Meeting only",
    why=(
        "one page says that 2013 does not support conf:// and meet:// and that such meetings do not move with the "
        "account; another that the active meetings of a user move and keep their URL and conference ID."
    ),
    wrong="all of these meetings end before their organizers move.",
    effect="After the move of the organizer the meetings may not be joined any more.",
    remediation=(
        "Once organizers have the Lync 2013 client: have them open each invitation, which updates its URL, and send it "
        "again. Keep organizers who need features of Live Meeting on OCS."
    ),
    references=("l13-meetings", "l13-remaining-users-r2"),
    basis="the two pages disagree; that the meetings cannot be joined is inferred",
    minutes=60,
    targets=("2013",),
).rule("R2-CONF-004", R2, phases=(A_PRODUCTION,))
