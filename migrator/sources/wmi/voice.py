"""WMI classes of voice: location profiles, rules, usages, routes, UC policies, UC phones (r2-wmi-location-profile)."""

from __future__ import annotations

from ...estate import devices, voice
from ..mapping import Mapper
from .mapper import forest_wide, instance, wmi_mapper

MAPPERS: dict[str, Mapper] = {
    "MSFT_SIPLocationProfileData": wmi_mapper(
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
    "MSFT_SIPLocalNormalizationRuleData": wmi_mapper(
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
    "MSFT_SIPPhoneRouteUsageData": wmi_mapper(
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
    "MSFT_SIPPhoneRouteData": wmi_mapper(
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
    "MSFT_SIPGlobalUCPolicyData": wmi_mapper(
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
    "MSFT_SIPGlobalUCSetting": wmi_mapper(
        voice.VoiceSettings,
        forest_wide,
        {"policy": "UCPolicy", "use_per_user_policy": "UsePerUserUCPolicy"},
    ),
    "MSFT_SIPUCPhoneConfigSetting": wmi_mapper(
        devices.PhoneSettings,
        instance,
        {
            "pool": "Backend",
            "sip_security": "EnableSIPSecurityMode",
            "enforce_lock": "EnforcePhoneLock",
            "min_pin_length": "MinPhonePinLength",
        },
    ),
}
