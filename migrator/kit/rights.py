"""Which groups may run each cmdlet that the kit runs, as its page says.

Source: the sentence "members of the following groups are authorized to run the ... cmdlet locally" of the pages of
Lync Server 2010 and 2013 (cmdlet-rights); where both pages have it, both name the same groups. Pages of newer cmdlets
have no such sentence. What the groups are for in general: l13-forest-preparation.
"""

from __future__ import annotations

from collections.abc import Iterable

SERVER, USER, READ_ONLY = "RTCUniversalServerAdmins", "RTCUniversalUserAdmins", "RTCUniversalReadOnlyAdmins"
NOT_STATED = "no page says; RTCUniversalServerAdmins assumed"

_FOR_ALL_THREE = frozenset(
    [
        "Get-CsAdminRole",
        "Get-CsAnalogDevice",
        "Get-CsCallParkOrbit",
        "Get-CsCommonAreaPhone",
        "Get-CsComputer",
        "Get-CsDialInConferencingAccessNumber",
        "Get-CsExUmContact",
        "Get-CsPool",
        "Get-CsSite",
        "Get-CsTrustedApplication",
        "Get-CsTrustedApplicationEndpoint",
        "Get-CsUnassignedNumber",
        "Get-CsUser",
    ]
)
_NOT_FOR_USER_ADMINS = frozenset(
    [
        "Get-CsRgsAgentGroup",
        "Get-CsRgsConfiguration",
        "Get-CsRgsHolidaySet",
        "Get-CsRgsHoursOfBusiness",
        "Get-CsRgsQueue",
    ]
)
_FOR_SERVER_ADMINS = frozenset(
    [
        "Export-CsConfiguration",
        "Get-CsCertificate",
        "Get-CsLisCivicAddress",
        "Get-CsLisLocation",
        "Get-CsLisPort",
        "Get-CsLisServiceProvider",
        "Get-CsLisSubnet",
        "Get-CsLisSwitch",
        "Get-CsLisWirelessAccessPoint",
        "Get-CsMcxConfiguration",
        "Get-CsMobilityPolicy",
        "Get-CsPushNotificationConfiguration",
        "Get-CsRgsWorkflow",
        "Get-CsSipDomain",
        "Get-CsWindowsService",
    ]
)
#: newer cmdlets, whose pages do not say it
_NOT_STATED = frozenset(
    [
        "Export-CsRgsConfiguration",
        "Get-CsBackupServiceConfiguration",
        "Get-CsOAuthConfiguration",
        "Get-CsPartnerApplication",
        "Get-CsServerVersion",
        "Get-CsTrunk",
        "Get-CsUserServicesPolicy",
        "Get-CsVoiceRoutingPolicy",
        "Get-CsXmppAllowedPartner",
        "Get-CsXmppGatewayConfiguration",
    ]
)


def groups_for(cmdlet: str) -> tuple[str, ...]:
    """The groups that the page of a cmdlet of the kit names; none where it names none."""
    if cmdlet in _NOT_STATED:
        return ()
    if cmdlet in _FOR_ALL_THREE:
        return (USER, SERVER, READ_ONLY)
    if cmdlet in _NOT_FOR_USER_ADMINS:
        return (SERVER, READ_ONLY)
    return (SERVER,) if cmdlet in _FOR_SERVER_ADMINS else (USER, SERVER)


def rights_of(cmdlet: str) -> str:
    """What an account needs to run the cmdlet, as one line."""
    groups = groups_for(cmdlet)
    return f"member of {' or '.join(groups)}" if groups else NOT_STATED


def open_to(group: str, cmdlets: Iterable[str]) -> tuple[str, ...]:
    """Those of *cmdlets* whose pages name the group."""
    return tuple(cmdlet for cmdlet in cmdlets if group in groups_for(cmdlet))
