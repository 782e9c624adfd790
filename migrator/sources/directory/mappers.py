"""Which attribute of Active Directory is which field (l13-schema-attributes, l13-schema-classes).

Attributes are those of Microsoft's schema reference; which class an attribute of R2 belongs to, where the reference
lists only what survived into Lync, is inferred from its description. Keys are those of the WMI classes (`wmi`), which
show the same objects, so that one object read both ways is one item. Display numbers of contacts are read from
telephoneNumber, as public code does. Property names inside PolicyContent are those of WMI and of [MS-SIPREGE].
"""

from __future__ import annotations

from collections.abc import Mapping

from ...estate import conferencing, devices, external, policies, response_groups, topology, users, voice
from ...estate.kinds import Item
from ..identifiers import language, languages, pool_dn
from ..mapping import From, Getter, Mapper, Truncated
from ..wmi.mapper import forest_wide, trusted_server_key
from .values import as_number, bit, common_guid, computer, forest, in_order, policy

_UC, _RCC = 128, 16  # bits of msRTCSIP-OptionFlags
_PER_USER_MEETING, _PER_USER_UC = 16, 4  # bits of msRTCSIP-MeetingFlags and msRTCSIP-UCFlags
#: what MeetingFlags says of anonymous participants, in WMI's words
_ANONYMOUS = {0: "None", 4: "Everyone", 8: "UsePerUserSetting"}
_NAMES = ("dn", common_guid, "objectGUID")

_HOME = pool_dn("msRTCSIP-PrimaryHomeServer")
_MOVING = pool_dn("msRTCSIP-TargetHomeServer")


def _mapper(
    cls: type[Item],
    key: tuple[str, ...] | Getter,
    fields: Mapping[str, str | Getter],
    aliases: tuple[str | Getter, ...] = _NAMES,
    *,
    never_shown: tuple[str, ...] = (),
) -> Mapper:
    return Mapper(cls, key, fields, aliases=aliases, never_shown=frozenset(never_shown))


def _fqdn(properties: Mapping[str, object]) -> str | None:
    return computer(str(properties["dn"]))


def _server_key(properties: Mapping[str, object]) -> str:
    return _fqdn(properties) or str(properties["dn"])


def _forest(properties: Mapping[str, object]) -> str | None:
    return forest(str(properties["dn"]))


def _class_of(properties: Mapping[str, object]) -> str:
    """The most specific class of an entry."""
    classes = properties["objectClass"]
    return str(classes[-1]) if isinstance(classes, list) and classes else ""


def _pool_type(properties: Mapping[str, object]) -> object:
    """Bits 0 and 2 are Standard Edition, 1 and 3 Enterprise Edition."""
    value = properties.get("msRTCSIP-PoolType")
    if isinstance(value, Truncated):
        return value
    number = as_number(value)
    return None if not number else "Standard" if number & 5 else "Enterprise"


def _settings_location(properties: Mapping[str, object]) -> str:
    return "Configuration" if ",CN=Configuration," in str(properties["dn"]) else "System"


def _members(properties: Mapping[str, object]) -> list[str]:
    servers = properties.get("msRTCSIP-FrontEndServers")
    return [computer(server) or server for server in map(str, servers if isinstance(servers, list) else ())]


def _short_name(properties: Mapping[str, object]) -> str | None:
    return (_fqdn(properties) or "").partition(".")[0] or None


def _anonymous(properties: Mapping[str, object]) -> str | None:
    number = as_number(properties.get("msRTCSIP-MeetingFlags"))
    return None if number is None else _ANONYMOUS.get(number & 12)


def trusted_server(role: str, attribute: str) -> Mapper:
    """The mapper of one of the lists of trusted servers."""
    return _mapper(
        topology.TrustedServer,
        trusted_server_key(role, attribute),
        {"fqdn": attribute, "role": lambda _properties: role, "version": "msRTCSIP-TrustedServerVersion"},
    )


POOL = _mapper(
    topology.Pool,
    ("dNSHostName", "dn"),
    {
        "fqdn": "dNSHostName",
        "name": "msRTCSIP-PoolDisplayName",
        "pool_type": _pool_type,
        "version": "msRTCSIP-PoolVersion",
        "sql_instance": "msRTCSIP-BackEndServer",
        "applications": "msRTCSIP-ApplicationList",
        "distinguished_name": lambda p: p["dn"],
    },
    aliases=(*_NAMES, "msRTCSIP-PoolDisplayName", "msRTCSIP-BackEndServer"),
)
#: the service of a pool names its members; its key is that of the pool, which the reader looks up
POOL_SERVICE = _mapper(topology.Pool, ("poolKey",), {"members": _members}, aliases=(pool_dn("dn"),))
MACHINE = _mapper(
    topology.Machine,
    _server_key,
    {"fqdn": _fqdn, "pool": pool_dn("msRTCSIP-PoolAddress"), "version": "msRTCSIP-ServerVersion"},
    aliases=(*_NAMES, _short_name),
)
MEDIATION_SERVER = _mapper(
    topology.MediationServer,
    _server_key,
    {"fqdn": _fqdn, "version": "msRTCSIP-ServerVersion"},
    aliases=(*_NAMES, _short_name),
)
TRUSTED_SERVICE = _mapper(
    topology.TrustedService,
    ("msRTCSIP-TrustedServerFQDN", "dn"),
    {
        "fqdn": "msRTCSIP-TrustedServerFQDN",
        "type": "msRTCSIP-TrustedServiceType",
        "port": "msRTCSIP-TrustedServicePort",
        "version": "msRTCSIP-TrustedServerVersion",
        "routable": "msRTCSIP-Routable",
        "servers": "msRTCSIP-ServerBL",
    },
)
EDGE_POOL = _mapper(
    topology.EdgePool,
    ("msRTCSIP-EdgeProxyFQDN",),
    {"fqdn": "msRTCSIP-EdgeProxyFQDN"},
    never_shown=("next_hop", "access_fqdn", "web_conferencing_fqdn", "av_fqdn"),
)
SIP_DOMAIN = _mapper(
    topology.SipDomain,
    ("msRTCSIP-DomainName",),
    {"name": "msRTCSIP-DomainName", "is_default": "msRTCSIP-Default"},
)
SCHEMA = _mapper(
    topology.AdForest,
    _forest,
    {"name": _forest, "schema_upper": "rangeUpper", "schema_lower": "rangeLower"},
    aliases=(),
)
SETTINGS_ROOT = _mapper(
    topology.AdForest,
    _forest,
    {"name": _forest, "settings_location": _settings_location},
    aliases=(),
)
CENTRAL_STORE = _mapper(
    topology.AdForest,
    _forest,
    {"name": _forest, "central_store": "msRTCSIP-BackEndServer"},
    aliases=(),
)
DIAL_PLAN = _mapper(
    voice.DialPlan,
    ("msRTCSIP-LocationName", "dn"),
    {
        "name": "msRTCSIP-LocationName",
        "description": "msRTCSIP-Description",
        "external_access_prefix": "msRTCSIP-ExternalAccessCode",
        "normalization_rules": lambda p: in_order(p.get("msRTCSIP-LocalNormalizationLinks")),
        "servers": "msRTCSIP-ServerReferenceBL",
    },
)
NORMALIZATION_RULE = _mapper(
    voice.NormalizationRule,
    ("msRTCSIP-RuleName", "dn"),
    {
        "name": "msRTCSIP-RuleName",
        "dial_plans": "msRTCSIP-locationProfileBL",
        "pattern": "msRTCSIP-Pattern",
        "translation": "msRTCSIP-Translation",
        "description": "msRTCSIP-Description",
    },
)
PSTN_USAGE = _mapper(
    voice.PstnUsage,
    ("msRTCSIP-RouteUsageAttribute", "dn"),
    {
        "name": "msRTCSIP-RouteUsageAttribute",
        "description": "msRTCSIP-Description",
        "routes": "msRTCSIP-PhoneRouteBL",
        "is_default": "msRTCSIP-Default",
    },
)
VOICE_ROUTE = _mapper(
    voice.VoiceRoute,
    ("msRTCSIP-PhoneRouteName", "dn"),
    {
        "name": "msRTCSIP-PhoneRouteName",
        "description": "msRTCSIP-Description",
        "number_pattern": "msRTCSIP-TargetPhoneNumber",
        "usages": "msRTCSIP-RouteUsageLinks",
        "gateways": "msRTCSIP-Gateways",
    },
)
CONFERENCE_DIRECTORY = _mapper(
    conferencing.ConferenceDirectory,
    ("msRTCSIP-ConferenceDirectoryId",),
    {
        "directory_id": "msRTCSIP-ConferenceDirectoryId",
        "pool": pool_dn("msRTCSIP-ConferenceDirectoryHomePool"),
        "move_target": pool_dn("msRTCSIP-ConferenceDirectoryTargetPool"),
    },
)
REGION_MAPPING = _mapper(
    conferencing.RegionMapping,
    ("dn",),
    {"dial_plan": "msRTCSIP-MappingLocation", "contacts": "msRTCSIP-MappingContact"},
)
FEDERATION_SETTINGS = _mapper(
    external.FederationSettings,
    forest_wide,
    {
        "route_enabled": "msRTCSIP-EnableFederation",
        "route": "msRTCSIP-DefaultRouteToEdgeProxy",
        "route_port": "msRTCSIP-DefaultRouteToEdgeProxyPort",
    },
    aliases=(),
)
CONFERENCING_SETTINGS = _mapper(
    conferencing.ConferencingSettings,
    forest_wide,
    {
        "policy": "msRTCSIP-MeetingPolicy",
        "use_per_user_policy": bit("msRTCSIP-MeetingFlags", _PER_USER_MEETING),
        "anonymous_participants": _anonymous,
    },
    aliases=(),
)
VOICE_SETTINGS = _mapper(
    voice.VoiceSettings,
    forest_wide,
    {"policy": "msRTCSIP-UCPolicy", "use_per_user_policy": bit("msRTCSIP-UCFlags", _PER_USER_UC)},
    aliases=(),
)
#: policies: PolicyType -> mapper; the reader puts the content's values beside the attributes, in the letter case here
POLICIES: dict[str, Mapper] = {
    "meeting": _mapper(
        conferencing.ConferencingPolicy,
        ("Name", "dn"),
        {
            "name": "Name",
            "max_meeting_size": "MeetingSize",
            "allow_ip_audio": "AllowIPAudio",
            "allow_ip_video": "AllowIPVideo",
            "enable_dial_in": "EnablePSTNConferencing",
            "enable_data_collaboration": "EnableDataCollaboration",
            "is_default": "msRTCSIP-DefaultPolicy",
        },
    ),
    "telephony": _mapper(
        voice.VoicePolicy,
        ("Name", "dn"),
        {
            "name": "Name",
            "usages": "PhoneRouteUsages",
            "allow_simultaneous_ring": "AllowSimultaneousRinging",
            "is_default": "msRTCSIP-DefaultPolicy",
        },
    ),
    "presence": _mapper(
        policies.PresencePolicy,
        ("Name", "dn"),
        {
            "name": "Name",
            "max_category_subscriptions": "CategorySubscriptions",
            "max_prompted_subscribers": "PromptedSubscribers",
            "is_default": "msRTCSIP-DefaultPolicy",
        },
    ),
    "mobility": _mapper(policies.MobilityPolicy, ("Name", "dn"), {"name": "Name", "enable_mobility": "Enabled"}),
}
POLICIES["uc"] = POLICIES["telephony"]

USER = _mapper(
    users.User,
    ("msRTCSIP-PrimaryUserAddress", "dn"),
    {
        "display_name": "displayName",
        "sip_address": "msRTCSIP-PrimaryUserAddress",
        "line_uri": "msRTCSIP-Line",
        "private_line": "msRTCSIP-PrivateLine",
        "enabled": "msRTCSIP-UserEnabled",
        "voice_enabled": bit("msRTCSIP-OptionFlags", _UC),
        "remote_call_control": bit("msRTCSIP-OptionFlags", _RCC),
        "pool": _HOME,
        "dial_plan": "msRTCSIP-UserLocationProfile",
        # presence: 5 in the documentation, 4 in public code
        "conferencing_policy": policy(1),
        "voice_policy": policy(2),
        "presence_policy": policy(5, 4),
        "move_target": _MOVING,
        # those who may send on behalf in Exchange; clients take delegates from there (new-csclientpolicy)
        "delegates": "publicDelegates",
    },
)
_CONTACT: dict[str, str | Getter] = {
    "primary_uri": "msRTCSIP-PrimaryUserAddress",
    "line_uri": "msRTCSIP-Line",
    "pool": _HOME,
}
_CONTACT_KEY = ("msRTCSIP-PrimaryUserAddress", "dn")
_LANGUAGES: dict[str, str | Getter] = {
    "primary_language": From(("msRTCSIP-ApplicationPrimaryLanguage",), language),
    "secondary_languages": From(("msRTCSIP-ApplicationSecondaryLanguages",), languages),
}
APPLICATION_CONTACT = _mapper(
    response_groups.ApplicationContact,
    _CONTACT_KEY,
    {
        **_CONTACT,
        **_LANGUAGES,
        "display_name": "displayName",
        "display_number": "telephoneNumber",
        "application": lambda p: p.get("msRTCSIP-OwnerUrn") or p.get("msRTCSIP-ApplicationDestination"),
        "enabled": "msRTCSIP-UserEnabled",
        "enabled_for_federation": "msRTCSIP-FederationEnabled",
        "voice_enabled": bit("msRTCSIP-OptionFlags", _UC),
        "dial_plan": "msRTCSIP-UserLocationProfile",
        "move_target": _MOVING,
    },
)
ACCESS_NUMBER = _mapper(
    conferencing.AccessNumber,
    _CONTACT_KEY,
    {
        **_CONTACT,
        **_LANGUAGES,
        "name": "displayName",
        "display_number": "telephoneNumber",
        "enabled": "msRTCSIP-UserEnabled",
        "dial_plan": "msRTCSIP-UserLocationProfile",
        "move_target": _MOVING,
    },
)
COMMON_AREA_PHONE = _mapper(
    devices.CommonAreaPhone,
    _CONTACT_KEY,
    {**_CONTACT, "display_name": "displayName", "display_number": "telephoneNumber", "description": "description"},
)
ANALOG_DEVICE = _mapper(devices.AnalogDevice, _CONTACT_KEY, {**_CONTACT, "display_name": "displayName"})
EXCHANGE_UM_CONTACT = _mapper(
    devices.ExchangeUmContact,
    _CONTACT_KEY,
    {**_CONTACT, "display_name": "displayName", "display_number": "telephoneNumber"},
)
ENDPOINT = _mapper(
    topology.TrustedApplicationEndpoint,
    _CONTACT_KEY,
    {
        **_CONTACT,
        "display_name": "displayName",
        "owner_urn": "msRTCSIP-OwnerUrn",
        "enabled": "msRTCSIP-UserEnabled",
        "voice_enabled": bit("msRTCSIP-OptionFlags", _UC),
    },
)
#: a group of any kind, by the attributes of its class in Active Directory
GROUP = _mapper(
    users.DirectoryGroup,
    ("dn",),
    {"name": "cn", "address": "mail", "members": "member"},
    aliases=("mail", "objectGUID"),
)
SETTINGS = _mapper(
    policies.ScopedSettings,
    lambda p: f"{_class_of(p)}:{p['dn']}",
    {"type_name": _class_of},
)
