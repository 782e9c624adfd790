"""WMI classes of conferencing, of the other policies, and of application contacts (r2-wmi-meeting-setting)."""

from __future__ import annotations

from collections.abc import Mapping

from ...estate import conferencing, policies, response_groups
from ..identifiers import language_of, languages_of, pool_dn
from ..mapping import Mapper
from .mapper import forest_wide, instance, wmi_mapper

CONTACT_CLASS = "MSFT_SIPApplicationContactSetting"
_CAA = "microsoft.rtc.applications.caa"

_APPLICATION_CONTACT = wmi_mapper(
    response_groups.ApplicationContact,
    ("PrimaryURI", "ContactDN"),
    {
        "display_name": "DisplayName",
        "application": "ApplicationDestinationDN",
        "primary_uri": "PrimaryURI",
        "line_uri": "LineURI",
        "display_number": "DisplayNumber",
        "pool": pool_dn("HomeServerDN"),
        "enabled": "Enabled",
        "enabled_for_federation": "EnabledForFederation",
        "voice_enabled": "UCEnabled",
        "dial_plan": "LocationProfile",
        "primary_language": language_of("PrimaryLanguage"),
        "secondary_languages": languages_of("SecondaryLanguages"),
        "move_target": pool_dn("TargetServerDNIfMoving"),
    },
    aliases=("ContactDN", "InstanceID"),
)

_ACCESS_NUMBER = wmi_mapper(
    conferencing.AccessNumber,
    ("PrimaryURI", "ContactDN"),
    {
        "name": "DisplayName",
        "primary_uri": "PrimaryURI",
        "line_uri": "LineURI",
        "display_number": "DisplayNumber",
        "pool": pool_dn("HomeServerDN"),
        "primary_language": language_of("PrimaryLanguage"),
        "secondary_languages": languages_of("SecondaryLanguages"),
        "dial_plan": "LocationProfile",
        "enabled": "Enabled",
        "move_target": pool_dn("TargetServerDNIfMoving"),
    },
    aliases=("ContactDN", "InstanceID"),
)


CONTACT_MAPPERS = (_APPLICATION_CONTACT, _ACCESS_NUMBER)


def application_contact(properties: Mapping[str, object]) -> Mapper:
    """A contact of the Conferencing Attendant is an access number; of any other application an application contact."""
    destination = str(properties.get("ApplicationDestinationDN") or "").casefold()
    return _ACCESS_NUMBER if _CAA in destination else _APPLICATION_CONTACT


MAPPERS: dict[str, Mapper] = {
    "MSFT_SIPGlobalMeetingPolicyData": wmi_mapper(
        conferencing.ConferencingPolicy,
        ("Name",),
        {
            "name": "Name",
            "max_meeting_size": "MeetingSize",
            "allow_ip_audio": "AllowIPAudio",
            "allow_ip_video": "AllowIPVideo",
            "enable_dial_in": "EnablePSTNConferencing",
            "enable_data_collaboration": "EnableDataCollaboration",
            "is_default": "DefaultPolicy",
        },
        aliases=("PolicyDN", "InstanceID"),
    ),
    "MSFT_SIPGlobalMeetingSetting": wmi_mapper(
        conferencing.ConferencingSettings,
        forest_wide,
        {
            "policy": "MeetingPolicy",
            "use_per_user_policy": "UsePerUserMeetingPolicy",
            "anonymous_participants": "AllowOrganizeMeetingWithAnonymousParticipants",
        },
    ),
    "MSFT_SIPConferencingDirectoryData": wmi_mapper(
        conferencing.ConferenceDirectory,
        ("ConferencingID",),
        {
            "directory_id": "ConferencingID",
            "pool": pool_dn("PoolDN"),
            "move_target": pool_dn("TargetServerDNIfMoving"),
        },
        aliases=("ConferencingDirectoryDN", "InstanceID"),
    ),
    "MSFT_SIPLocationContactsMapping": wmi_mapper(
        conferencing.RegionMapping,
        ("MappingDN", "InstanceID"),
        {"dial_plan": "LocationProfile", "contacts": "ApplicationContacts"},
        aliases=("InstanceID",),
    ),
    "MSFT_SIPPSTNConferencingSetting": wmi_mapper(
        conferencing.DialInSettings,
        instance,
        {
            "pool": "Backend",
            "pin_length": "PinLength",
            "pin_expiration_days": "PinExpiration",
            "pin_retries": "PinRetries",
            "internal_url": "InternalURL",
            "external_url": "ExternalURL",
        },
    ),
    "MSFT_SIPGlobalPresencePolicyData": wmi_mapper(
        policies.PresencePolicy,
        ("Name",),
        {
            "name": "Name",
            "max_category_subscriptions": "CategorySubscriptions",
            "max_prompted_subscribers": "PromptedSubscribers",
            "is_default": "DefaultPolicy",
        },
        aliases=("PolicyDN", "InstanceID"),
    ),
    "MSFT_SIPGlobalMobilityPolicyData": wmi_mapper(
        policies.MobilityPolicy,
        ("Name",),
        {"name": "Name", "enable_mobility": "Enabled"},
        aliases=("PolicyDN", "InstanceID"),
    ),
    "MSFT_SIPAddressBookSetting": wmi_mapper(
        policies.AddressBookSettings,
        instance,
        {
            "pool": "Backend",
            "use_normalization_rules": "UseNormalizationRules",
            "ignore_generic_rules": "IgnoreGenericRules",
            "partition_by_ou": "PartitionOutputByOU",
            "run_time": "RunTime",
            "keep_duration_days": "DaysToKeep",
        },
    ),
}
