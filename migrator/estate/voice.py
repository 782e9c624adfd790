"""Voice: dial plans, normalization rules, routes, usages, policies, gateways and trunks."""

from __future__ import annotations

import attrs

from .kinds import Item, flag, kind, text, texts, whole


@kind("dial_plan", "Dial plans", area="Voice")
@attrs.frozen(kw_only=True)
class DialPlan(Item):
    """A dial plan; an OCS 2007 R2 location profile."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    simple_name: str | None = text("Simple name")
    description: str | None = text("Description")
    dial_in_region: str | None = text("Dial-in conferencing region")
    external_access_prefix: str | None = text("External access prefix")
    optimize_device_dialing: bool | None = flag("Optimize device dialing")
    normalization_rules: tuple[str, ...] = texts("Normalization rules", refers_to="normalization_rule")
    country_code: str | None = text("Country code")
    state: str | None = text("State")
    city: str | None = text("City")
    servers: tuple[str, ...] = texts("Servers")


@kind("normalization_rule", "Normalization rules", area="Voice")
@attrs.frozen(kw_only=True)
class NormalizationRule(Item):
    """A .NET regular expression and its translation; R2 shares it between profiles, Lync owns one per dial plan."""

    name: str | None = text("Name")
    dial_plans: tuple[str, ...] = texts("Dial plans", refers_to="dial_plan")
    priority: int | None = whole("Priority")
    pattern: str | None = text("Pattern")
    translation: str | None = text("Translation")
    description: str | None = text("Description")
    internal_extension: bool | None = flag("Internal extension")


@kind("pstn_usage", "PSTN usages", area="Voice")
@attrs.frozen(kw_only=True)
class PstnUsage(Item):
    """A PSTN usage; an OCS 2007 R2 phone usage."""

    name: str | None = text("Name")
    description: str | None = text("Description")
    routes: tuple[str, ...] = texts("Routes", refers_to="voice_route")
    is_default: bool | None = flag("Default")


@kind("voice_route", "Voice routes", area="Voice")
@attrs.frozen(kw_only=True)
class VoiceRoute(Item):
    """A voice route: number pattern to gateways, by usage."""

    name: str | None = text("Name")
    priority: int | None = whole("Priority")
    description: str | None = text("Description")
    number_pattern: str | None = text("Number pattern")
    usages: tuple[str, ...] = texts("PSTN usages", refers_to="pstn_usage")
    gateways: tuple[str, ...] = texts("Gateways", refers_to=("trunk", "gateway", "mediation_server", "trusted_service"))
    suppress_caller_id: bool | None = flag("Suppress caller ID")
    alternate_caller_id: str | None = text("Alternate caller ID")


@kind("voice_policy", "Voice policies", area="Voice")
@attrs.frozen(kw_only=True)
class VoicePolicy(Item):
    """A voice policy; an OCS 2007 R2 UC policy."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    usages: tuple[str, ...] = texts("PSTN usages in order", refers_to="pstn_usage")
    allow_simultaneous_ring: bool | None = flag("Simultaneous ringing")
    allow_call_forwarding: bool | None = flag("Call forwarding")
    allow_pstn_rerouting: bool | None = flag("PSTN rerouting")
    enable_delegation: bool | None = flag("Delegation")
    enable_team_call: bool | None = flag("Team call")
    enable_call_transfer: bool | None = flag("Call transfer")
    enable_call_park: bool | None = flag("Call park")
    enable_malicious_call_tracing: bool | None = flag("Malicious call tracing")
    enable_bandwidth_override: bool | None = flag("Bandwidth policy override")
    prevent_toll_bypass: bool | None = flag("Prevent PSTN toll bypass")
    is_default: bool | None = flag("Default")


@kind("voice_settings", "Voice settings", area="Voice")
@attrs.frozen(kw_only=True)
class VoiceSettings(Item):
    """Forest-wide voice setting of OCS 2007 R2 (MSFT_SIPGlobalUCSetting)."""

    policy: str | None = text("Global policy", refers_to="voice_policy")
    use_per_user_policy: bool | None = flag("Policy per user")
