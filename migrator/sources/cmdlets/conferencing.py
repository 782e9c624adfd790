"""Lync cmdlets of conferencing: directories, access numbers, dial-in and meeting settings, policies.

Type names and properties: OUTPUTS of Get-Cs* and the parameters of New-Cs* (office-docs-powershell@93336da2).
"""

from __future__ import annotations

from ...estate import conferencing
from ..mapping import From
from .cmdlet import lync_mapper, one_item_cmdlet
from .values import KEY, SCOPE, TAGGED, enumerated, listed, pool_of, shown

_IDENTITY = shown("Identity")

CMDLETS = (
    one_item_cmdlet(
        "Get-CsConferenceDirectory",
        "PstnConf.ConferenceDirectories",
        lync_mapper(
            conferencing.ConferenceDirectory,
            shown("Identity"),
            {"directory_id": shown("Identity"), "pool": From(("ServiceId",), pool_of)},
        ),
        "Identity",
        "ServiceId",
    ),
    one_item_cmdlet(
        "Get-CsDialInConferencingAccessNumber",
        "Xds.AccessNumber",
        lync_mapper(
            conferencing.AccessNumber,
            shown("PrimaryUri", "Identity"),
            {
                "name": "DisplayName",
                "primary_uri": shown("PrimaryUri"),
                "line_uri": shown("LineUri"),
                "display_number": "DisplayNumber",
                "pool": From(("Pool",), pool_of),
                "regions": listed("Regions"),
                "primary_language": shown("PrimaryLanguage"),
                "secondary_languages": listed("SecondaryLanguages"),
            },
            aliases=(_IDENTITY,),
        ),
        "PrimaryUri",
        "Regions",
        exported_as={"SipAddress": "PrimaryUri", "AssignedTo": "DisplayName", "FullLineURI": "LineUri"},
    ),
    one_item_cmdlet(
        "Get-CsDialInConferencingConfiguration",
        "DialInConferencingSettings.DialInConferencingConfiguration",
        lync_mapper(
            conferencing.DialInSettings,
            KEY,
            {
                "scope": SCOPE,
                "entry_exit_announcements": enumerated("EntryExitAnnouncementsType"),
                "name_recording": "EnableNameRecording",
            },
            aliases=(_IDENTITY,),
        ),
        "Identity",
        "EntryExitAnnouncementsType",
    ),
    one_item_cmdlet(
        "Get-CsConferencingPolicy",
        "Meeting.MeetingPolicy",
        lync_mapper(
            conferencing.ConferencingPolicy,
            KEY,
            {
                "name": KEY,
                "scope": SCOPE,
                "max_meeting_size": "MaxMeetingSize",
                "allow_ip_audio": "AllowIPAudio",
                "allow_ip_video": "AllowIPVideo",
                "enable_dial_in": "EnableDialInConferencing",
                "enable_data_collaboration": "EnableDataCollaboration",
                "allow_anonymous": "AllowAnonymousParticipantsInMeetings",
            },
            aliases=(_IDENTITY, TAGGED),
        ),
        "Identity",
        "MaxMeetingSize",
    ),
    one_item_cmdlet(
        "Get-CsMeetingConfiguration",
        "UserServices.MeetingConfiguration",
        lync_mapper(
            conferencing.MeetingSettings,
            KEY,
            {
                "scope": SCOPE,
                "pstn_callers_bypass_lobby": "PstnCallersBypassLobby",
                "admit_anonymous_by_default": "AdmitAnonymousUsersByDefault",
                "designate_as_presenter": enumerated("DesignateAsPresenter"),
                "assigned_conference_type": "EnableAssignedConferenceType",
                "logo_url": shown("LogoURL"),
                "help_url": shown("HelpURL"),
                "legal_text_url": shown("LegalURL"),
                "custom_footer": "CustomFooterText",
            },
            aliases=(_IDENTITY,),
            since_2013=("logo_url", "help_url", "legal_text_url", "custom_footer"),
        ),
        "Identity",
        "PstnCallersBypassLobby",
    ),
    one_item_cmdlet(
        "Get-CsConferenceDisclaimer",
        "WebConf.ConferenceDisclaimer",
        lync_mapper(
            conferencing.ConferenceDisclaimer,
            KEY,
            {"header": "Header", "body": "Body"},
            aliases=(_IDENTITY,),
        ),
        "Identity",
        "Header",
        "Body",
    ),
)
