r"""OCS 2007 R2 WMI classes (root\cimv2): which property is which field (migration.md 1.2, response-groups.md 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..estate import conferencing, policies, response_groups, topology, users, voice
from ..estate.kinds import Item
from ..estate.response_groups import CallAction
from .identifiers import guid, guids, language, languages, pool_dn
from .mapping import Getter, Mapper, tabulate

#: properties by which WMI describes its own class; the path and server of the object are kept
_SYSTEM = frozenset(
    f"__{name}"
    for name in ("GENUS", "CLASS", "SUPERCLASS", "DYNASTY", "RELPATH", "PROPERTY_COUNT", "DERIVATION", "NAMESPACE")
)
_CAA = "microsoft.rtc.applications.caa"


def _mapper(
    cls: type[Item],
    key: tuple[str, ...] | Getter,
    fields: Mapping[str, str | Getter],
    aliases: tuple[str | Getter, ...] = (),
) -> Mapper:
    return Mapper(cls, key, fields, aliases=aliases, product="ocs2007r2", drop=_SYSTEM)


def _call_action(action: str, queue: str, uri: str) -> Getter:
    """A getter that builds the action of a queue out of its three properties."""
    queue_id = guid(queue)

    def get(properties: Mapping[str, Any]) -> CallAction | None:
        if not properties.get(action):
            return None
        return CallAction(action=str(properties[action]), queue=queue_id(properties), uri=properties.get(uri) or None)

    return get


def _version(properties: Mapping[str, Any]) -> str | None:
    major, minor = properties.get("MajorVersion"), properties.get("MinorVersion")
    return None if major is None else f"{major}.{minor or 0}"


_APPLICATION_CONTACT = _mapper(
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
        "primary_language": lambda p: language(p.get("PrimaryLanguage")),
        "secondary_languages": lambda p: languages(p.get("SecondaryLanguages")),
        "move_target": pool_dn("TargetServerDNIfMoving"),
    },
    aliases=("ContactDN", "InstanceID"),
)

_ACCESS_NUMBER = _mapper(
    conferencing.AccessNumber,
    ("PrimaryURI", "ContactDN"),
    {
        "name": "DisplayName",
        "primary_uri": "PrimaryURI",
        "line_uri": "LineURI",
        "display_number": "DisplayNumber",
        "pool": pool_dn("HomeServerDN"),
        "primary_language": lambda p: language(p.get("PrimaryLanguage")),
        "secondary_languages": lambda p: languages(p.get("SecondaryLanguages")),
        "dial_plan": "LocationProfile",
        "enabled": "Enabled",
        "move_target": pool_dn("TargetServerDNIfMoving"),
    },
    aliases=("ContactDN", "InstanceID"),
)


def application_contact(properties: Mapping[str, Any]) -> Mapper:
    """A contact of the Conferencing Attendant is an access number; of any other application an application contact."""
    destination = str(properties.get("ApplicationDestinationDN") or "").casefold()
    return _ACCESS_NUMBER if _CAA in destination else _APPLICATION_CONTACT


def _trusted_service(*, is_add_in: bool) -> Mapper:
    return _mapper(
        topology.TrustedService,
        ("FQDN", "TrustedServiceDN"),
        {
            "fqdn": "FQDN",
            "type": "Type",
            "port": "Port",
            "version": "Version",
            "routable": "Routable",
            "tls_target": "TlsTarget",
            "gruu_id": "GruuID",
            "servers": "ServerReference",
            "is_add_in": lambda _properties: is_add_in,
        },
        aliases=("TrustedServiceDN", "InstanceID"),
    )


def _rgs(cls: type[Item], fields: Mapping[str, str | Getter]) -> Mapper:
    return _mapper(cls, guid("InstanceId"), {"pool": "Backend", **fields}, aliases=("InstanceId",))


MAPPERS: dict[str, Mapper] = tabulate(
    [
        (
            "MSFT_SIPPoolSetting",
            _mapper(
                topology.Pool,
                ("PoolFQDN", "PoolDisplayName"),
                {
                    "fqdn": "PoolFQDN",
                    "name": "PoolDisplayName",
                    "pool_type": "PoolType",
                    "version": _version,
                    "members": "PoolMemberList",
                    "sql_instance": "BackEndDBPath",
                    "applications": "Applications",
                    "distinguished_name": pool_dn("PoolDN"),
                },
                aliases=("PoolDisplayName", pool_dn("PoolDN"), "BackEndDBPath", "InstanceID"),
            ),
        ),
        (
            "MSFT_SIPESServerSetting",
            _mapper(
                topology.Machine,
                ("FQDN",),
                {"fqdn": "FQDN", "pool": pool_dn("PoolDN"), "version": _version},
                aliases=("InstanceID",),
            ),
        ),
        ("MSFT_SIPTrustedServiceSetting", _trusted_service(is_add_in=False)),
        ("MSFT_SIPTrustedAddInServiceSetting", _trusted_service(is_add_in=True)),
        (
            "MSFT_SIPDomainData",
            _mapper(
                topology.SipDomain,
                ("Address",),
                {"name": "Address", "is_default": "DefaultDomain", "is_authoritative": "Authoritative"},
            ),
        ),
        (
            "MSFT_SIPLocationProfileData",
            _mapper(
                voice.DialPlan,
                ("Name",),
                {
                    "name": "Name",
                    "description": "Description",
                    "external_access_prefix": "ExternalAccessPrefix",
                    "optimize_device_dialing": "OptimizeDeviceDialing",
                    "normalization_rules": "NormalizationRules",
                    "servers": "TrustedServerReference",
                },
                aliases=("ProfileDN", "InstanceID"),
            ),
        ),
        (
            "MSFT_SIPLocalNormalizationRuleData",
            _mapper(
                voice.NormalizationRule,
                ("Name",),
                {
                    "name": "Name",
                    "dial_plans": "LocationProfiles",
                    "pattern": "Pattern",
                    "translation": "Translation",
                    "description": "Description",
                    "internal_extension": "InternalEnterpriseExtension",
                },
                aliases=("NormalizationRuleDN", "InstanceID"),
            ),
        ),
        (
            "MSFT_SIPPhoneRouteUsageData",
            _mapper(
                voice.PstnUsage,
                ("UsageAttribute",),
                {
                    "name": "UsageAttribute",
                    "description": "Description",
                    "routes": "PhoneRoutes",
                    "is_default": "DefaultUsage",
                },
                aliases=("PhoneRouteUsageDN", "InstanceID"),
            ),
        ),
        (
            "MSFT_SIPPhoneRouteData",
            _mapper(
                voice.VoiceRoute,
                ("Name",),
                {
                    "name": "Name",
                    "description": "Description",
                    "number_pattern": "TargetPhoneNumber",
                    "usages": "PhoneRouteUsages",
                    "gateways": "GatewayList",
                },
                aliases=("PhoneRouteDN", "InstanceID"),
            ),
        ),
        (
            "MSFT_SIPGlobalUCPolicyData",
            _mapper(
                voice.VoicePolicy,
                ("Name",),
                {
                    "name": "Name",
                    "usages": "PhoneRouteUsages",
                    "allow_simultaneous_ring": "AllowSimultaneousRinging",
                    "is_default": "DefaultPolicy",
                },
                aliases=("PolicyDN", "InstanceID"),
            ),
        ),
        (
            "MSFT_SIPGlobalUCSetting",
            _mapper(
                voice.VoiceSettings,
                ("InstanceID",),
                {"policy": "UCPolicy", "use_per_user_policy": "UsePerUserUCPolicy"},
            ),
        ),
        (
            "MSFT_SIPGlobalMeetingPolicyData",
            _mapper(
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
        ),
        (
            "MSFT_SIPGlobalMeetingSetting",
            _mapper(
                conferencing.ConferencingSettings,
                ("InstanceID",),
                {
                    "policy": "MeetingPolicy",
                    "use_per_user_policy": "UsePerUserMeetingPolicy",
                    "anonymous_participants": "AllowOrganizeMeetingWithAnonymousParticipants",
                },
            ),
        ),
        (
            "MSFT_SIPGlobalPresencePolicyData",
            _mapper(
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
        ),
        (
            "MSFT_SIPConferencingDirectoryData",
            _mapper(
                conferencing.ConferenceDirectory,
                ("ConferencingID",),
                {
                    "directory_id": "ConferencingID",
                    "pool": pool_dn("PoolDN"),
                    "move_target": pool_dn("TargetServerDNIfMoving"),
                },
                aliases=("ConferencingDirectoryDN", "InstanceID"),
            ),
        ),
        (
            "MSFT_SIPLocationContactsMapping",
            _mapper(
                conferencing.RegionMapping,
                ("MappingDN", "InstanceID"),
                {"dial_plan": "LocationProfile", "contacts": "ApplicationContacts"},
                aliases=("InstanceID",),
            ),
        ),
        (
            "MSFT_SIPESUserSetting",
            _mapper(
                users.User,
                ("PrimaryURI", "UserDN"),
                {
                    "display_name": "DisplayName",
                    "sip_address": "PrimaryURI",
                    "line_uri": "LineURI",
                    "enabled": "Enabled",
                    "voice_enabled": "UCEnabled",
                    "pool": pool_dn("HomeServerDN"),
                    "dial_plan": "LocationProfile",
                    "voice_policy": "UCPolicy",
                    "conferencing_policy": "MeetingPolicy",
                    "move_target": pool_dn("TargetServerDNIfMoving"),
                },
                aliases=("UserDN", "InstanceID"),
            ),
        ),
        (
            "MSFT_SIPRgsWorkflowData",
            _rgs(
                response_groups.Workflow,
                {
                    "name": "Name",
                    "description": "Description",
                    "active": "Active",
                    "managers": "OwnerSIDs",
                    "language": lambda p: language(p.get("LCID")),
                    "contact": "ContactDN",
                    "template": guid("TemplateId"),
                    "workflow_type": "Type",
                    "definition": "DefinitionXml",
                },
            ),
        ),
        (
            "MSFT_SIPRgsQueueData",
            _rgs(
                response_groups.Queue,
                {
                    "name": "Name",
                    "description": "Description",
                    "agent_groups": guids("GroupIds"),
                    "timeout_threshold_s": "TimeoutThreshold",
                    "timeout_action": _call_action("TimeoutAction", "OnTimeoutQueueId", "OnTimeoutUri"),
                    "overflow_threshold": "OverflowThreshold",
                    "overflow_candidate": "OnOverflowActOn",
                    "overflow_action": _call_action("OverflowAction", "OnOverflowQueueId", "OnOverflowUri"),
                    "workflows": guids("WorkflowIds"),
                },
            ),
        ),
        (
            "MSFT_SIPRgsGroupData",
            _rgs(
                response_groups.AgentGroup,
                {
                    "name": "Name",
                    "description": "Description",
                    "participation": "AgentStatePolicy",
                    "routing_method": "RoutingMethod",
                    "alert_time_s": "RingTimeout",
                    "agents": guids("AgentIds"),
                    "distribution_list": guid("DistributionListId"),
                },
            ),
        ),
        (
            "MSFT_SIPRgsAgentData",
            _rgs(
                response_groups.Agent,
                {
                    "display_name": "DisplayName",
                    "sip_address": "SipAddress",
                    "user_sid": "UserSid",
                    "enabled": "Enabled",
                    "individual": "IndividualAgent",
                    "distribution_lists": guids("DistributionListIds"),
                },
            ),
        ),
        ("MSFT_SIPRgsDistributionListData", _rgs(response_groups.DistributionList, {"address": "Address"})),
        (
            "MSFT_SIPRgsBusinessHoursPresetsData",
            _rgs(
                response_groups.BusinessHours,
                {"name": "Name", "description": "Description", "presets": "PerDayOfWeekPresets"},
            ),
        ),
        (
            "MSFT_SIPRgsHolidaySetData",
            _rgs(
                response_groups.HolidaySet,
                {"name": "Name", "description": "Description", "holiday_items": guids("HolidayIds")},
            ),
        ),
        (
            "MSFT_SIPRgsHolidayData",
            _rgs(response_groups.Holiday, {"name": "Name", "starts": "HolidayStart", "ends": "HolidayEnd"}),
        ),
        (
            "MSFT_SIPRgsPoolData",
            _rgs(
                response_groups.RgsSettings,
                {
                    "disable_call_context": "DisableRgsCallContext",
                    "matchmaking_port": "MatchMakingServicePort",
                    "max_transfer_attempts": "MaxTransferAttempts",
                },
            ),
        ),
    ]
)


def mapper_for(type_name: str, properties: Mapping[str, Any]) -> Mapper | None:
    """The mapper of a WMI class, or None for a class nobody declared."""
    if type_name.casefold() == "msft_sipapplicationcontactsetting":
        return application_contact(properties)
    return MAPPERS.get(type_name.casefold())


def kinds_of(type_name: str) -> tuple[str, ...]:
    """The kinds that a dump of this class is evidence for, even an empty one."""
    if type_name.casefold() == "msft_sipapplicationcontactsetting":
        return (response_groups.ApplicationContact.kind, conferencing.AccessNumber.kind)
    mapper = MAPPERS.get(type_name.casefold())
    return (mapper.cls.kind,) if mapper else ()
