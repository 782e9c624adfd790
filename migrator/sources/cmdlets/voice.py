"""Lync cmdlets of voice applications, numbers, call admission control and voice settings.

Type names and properties: OUTPUTS of Get-Cs* and the parameters of New-Cs* (office-docs-powershell@93336da2).
CallParkServiceId is named in the examples of Get-CsCallParkOrbit; AnnouncementServiceId of unassigned numbers is
inferred from it.
"""

from __future__ import annotations

from ...estate import voice
from ..mapping import From
from .cmdlet import lync_mapper, one_item_cmdlet
from .values import KEY, SCOPE, TAGGED, duration, enumerated, instance_of, pool_of, scoped_key, shown

_NAME = shown("Name", "Identity")
_IDENTITY = shown("Identity")
_PLAIN_IDENTITY = shown("Identity")

CMDLETS = (
    one_item_cmdlet(
        "Get-CsUnassignedNumber",
        "Helpers.DisplayAnnouncementVacantNumberRange",
        lync_mapper(
            voice.UnassignedNumber,
            _PLAIN_IDENTITY,
            {
                "name": _PLAIN_IDENTITY,
                "range_start": "NumberRangeStart",
                "range_end": "NumberRangeEnd",
                "announcement_service": shown("AnnouncementServiceId", "AnnouncementService"),
                "announcement": "AnnouncementName",
                "auto_attendant": "ExUmAutoAttendantPhoneNumber",
                "priority": "Priority",
            },
        ),
        "NumberRangeStart",
        "NumberRangeEnd",
    ),
    one_item_cmdlet(
        "Get-CsAnnouncement",
        "AnnouncementServiceSettings.Announcement",
        lync_mapper(
            voice.Announcement,
            From(("Identity",), instance_of),
            {
                "name": "Name",
                "pool": From(("Identity",), pool_of),
                "audio_file": shown("AudioFilePrompt"),
                "text_to_speech": "TextToSpeechPrompt",
                "language": shown("Language"),
                "target_uri": shown("TargetUri"),
            },
            aliases=(_IDENTITY, "Name"),
        ),
        "Name",
        "TextToSpeechPrompt",
    ),
    one_item_cmdlet(
        "Get-CsCallParkOrbit",
        "Helpers.DisplayCallParkOrbits",
        lync_mapper(
            voice.CallParkOrbit,
            _PLAIN_IDENTITY,
            {
                "name": _PLAIN_IDENTITY,
                "range_start": "NumberRangeStart",
                "range_end": "NumberRangeEnd",
                "call_park_service": shown("CallParkServiceId", "CallParkService"),
                "orbit_type": enumerated("Type"),
            },
        ),
        "NumberRangeStart",
        "NumberRangeEnd",
    ),
    one_item_cmdlet(
        "Get-CsCpsConfiguration",
        "CallParkServiceSettings.CallParkServiceSettings",
        lync_mapper(
            voice.CallParkSettings,
            KEY,
            {
                "scope": SCOPE,
                "timeout_s": duration("CallPickupTimeoutThreshold"),
                "max_attempts": "MaxCallPickupAttempts",
                "timeout_uri": shown("OnTimeoutURI"),
                "music_enabled": "EnableMusicOnHold",
            },
            aliases=(_IDENTITY,),
        ),
        "Identity",
        "CallPickupTimeoutThreshold",
    ),
    one_item_cmdlet(
        "Get-CsPinPolicy",
        "UserPin.UserPinPolicy",
        lync_mapper(
            voice.PinPolicy,
            KEY,
            {
                "name": KEY,
                "scope": SCOPE,
                "min_length": "MinPasswordLength",
                "lifetime_days": "PINLifetime",
                "history_count": "PINHistoryCount",
                "max_logon_attempts": "MaximumLogonAttempts",
                "allow_common_patterns": "AllowCommonPatterns",
            },
            aliases=(_IDENTITY, TAGGED),
        ),
        "Identity",
        "MinPasswordLength",
    ),
    one_item_cmdlet(
        "Get-CsLocationPolicy",
        "Location.LocationPolicy",
        lync_mapper(
            voice.LocationPolicy,
            KEY,
            {
                "name": KEY,
                "scope": SCOPE,
                "enhanced_emergency": "EnhancedEmergencyServicesEnabled",
                "pstn_usage": shown("PstnUsage"),
                "dial_string": "EmergencyDialString",
                "dial_mask": "EmergencyDialMask",
                "notification_uri": shown("NotificationUri"),
                "conference_uri": shown("ConferenceUri"),
                "location_required": enumerated("LocationRequired"),
            },
            aliases=(_IDENTITY, TAGGED),
        ),
        "Identity",
        "LocationRequired",
    ),
    one_item_cmdlet(
        "Get-CsVoiceTestConfiguration",
        "Voice.TestConfiguration",
        lync_mapper(
            voice.VoiceTestCase,
            _NAME,
            {
                "name": _NAME,
                "dialed_number": "DialedNumber",
                "dial_plan": From(("TargetDialplan",), scoped_key),
                "voice_policy": From(("TargetVoicePolicy",), scoped_key),
                "expected_number": "ExpectedTranslatedNumber",
                "expected_usage": shown("ExpectedUsage"),
                "expected_route": shown("ExpectedRoute"),
            },
        ),
        "DialedNumber",
        "TargetDialplan",
    ),
    one_item_cmdlet(
        "Get-CsNetworkRegion",
        "NetworkConfiguration.NetworkRegionType",
        lync_mapper(
            voice.NetworkRegion,
            shown("NetworkRegionID", "Identity"),
            {
                "name": shown("NetworkRegionID", "Identity"),
                "central_site": shown("CentralSite"),
                "description": "Description",
                "bypass_id": shown("BypassID"),
                "audio_alternate_path": "AudioAlternatePath",
                "video_alternate_path": "VideoAlternatePath",
            },
            aliases=(_IDENTITY,),
        ),
        "CentralSite",
        "Identity",
    ),
    one_item_cmdlet(
        "Get-CsNetworkSite",
        "NetworkConfiguration.DisplayNetworkSiteType",
        lync_mapper(
            voice.NetworkSite,
            shown("NetworkSiteID", "Identity"),
            {
                "name": shown("NetworkSiteID", "Identity"),
                "region": shown("NetworkRegionID"),
                "description": "Description",
                "bandwidth_profile": shown("BWPolicyProfileID"),
                "location_policy": From(("LocationPolicy",), scoped_key),
                "voice_routing_policy": From(("VoiceRoutingPolicy",), scoped_key),
            },
            aliases=(_IDENTITY,),
            optional=("voice_routing_policy",),
        ),
        "NetworkRegionID",
        "Identity",
    ),
    one_item_cmdlet(
        "Get-CsNetworkSubnet",
        "NetworkConfiguration.SubnetType",
        lync_mapper(
            voice.NetworkSubnet,
            shown("SubnetID", "Identity"),
            {
                "address": shown("SubnetID", "Identity"),
                "mask_bits": "MaskBits",
                "network_site": shown("NetworkSiteID"),
                "description": "Description",
            },
            aliases=(_IDENTITY,),
        ),
        "MaskBits",
        "NetworkSiteID",
    ),
)
