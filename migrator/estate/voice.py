"""Voice: dial plans, normalization rules, routes, usages, policies, gateways and trunks.

The scopes of each kind are those that the page of its New- cmdlet names (new-csdialplan, new-csvoicepolicy,
new-cslocationpolicy, new-cstrunkconfiguration).
"""

from __future__ import annotations

from .kinds import Item, boolean, declared, integer, kind, text, text_list
from .products import LYNC2013


@kind("dial_plan", "Dial plans", area="Voice", scopes=("user", "Registrar", "PstnGateway", "site", "global"))
@declared(kw_only=True)
class DialPlan(Item):
    """A dial plan; an OCS 2007 R2 location profile."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    simple_name: str | None = text("Simple name")
    description: str | None = text("Description")
    dial_in_region: str | None = text("Dial-in conferencing region", names="region")
    external_access_prefix: str | None = text("External access prefix")
    optimize_device_dialing: bool | None = boolean("Optimize device dialing")
    normalization_rules: tuple[str, ...] = text_list("Normalization rules", refers_to="normalization_rule", link="has")
    country_code: str | None = text("Country code")
    state: str | None = text("State")
    city: str | None = text("City")
    servers: tuple[str, ...] = text_list("Servers", in_order=False)


@kind("normalization_rule", "Normalization rules", area="Voice")
@declared(kw_only=True)
class NormalizationRule(Item):
    """A .NET regular expression and its translation; R2 shares it between profiles, in Lync it is of one dial plan."""

    name: str | None = text("Name")
    dial_plans: tuple[str, ...] = text_list("Dial plans", refers_to="dial_plan", in_order=False, link="belongs to")
    priority: int | None = integer("Priority")
    pattern: str | None = text("Pattern")
    translation: str | None = text("Translation")
    description: str | None = text("Description")
    internal_extension: bool | None = boolean("Internal extension")


@kind("pstn_usage", "PSTN usages", area="Voice")
@declared(kw_only=True)
class PstnUsage(Item):
    """A PSTN usage; an OCS 2007 R2 phone usage."""

    name: str | None = text("Name")
    description: str | None = text("Description")
    routes: tuple[str, ...] = text_list("Routes", refers_to="voice_route", in_order=False, link="has")
    is_default: bool | None = boolean("Default")


@kind("voice_route", "Voice routes", area="Voice")
@declared(kw_only=True)
class VoiceRoute(Item):
    """A voice route: number pattern to gateways, by usage."""

    name: str | None = text("Name")
    priority: int | None = integer("Priority")
    description: str | None = text("Description")
    number_pattern: str | None = text("Number pattern")
    usages: tuple[str, ...] = text_list("PSTN usages", refers_to="pstn_usage", in_order=False, link="belongs to")
    gateways: tuple[str, ...] = text_list(
        "Gateways", refers_to=("trunk", "gateway", "mediation_server", "trusted_service")
    )
    suppress_caller_id: bool | None = boolean("Suppress caller ID")
    alternate_caller_id: str | None = text("Alternate caller ID")


@kind("voice_policy", "Voice policies", area="Voice", scopes=("user", "site", "global"))
@declared(kw_only=True)
class VoicePolicy(Item):
    """A voice policy; an OCS 2007 R2 UC policy."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    usages: tuple[str, ...] = text_list("PSTN usages in order", refers_to="pstn_usage")
    allow_simultaneous_ring: bool | None = boolean("Simultaneous ringing")
    allow_call_forwarding: bool | None = boolean("Call forwarding")
    allow_pstn_rerouting: bool | None = boolean("PSTN rerouting")
    enable_delegation: bool | None = boolean("Delegation")
    enable_team_call: bool | None = boolean("Team call")
    enable_call_transfer: bool | None = boolean("Call transfer")
    enable_call_park: bool | None = boolean("Call park")
    enable_malicious_call_tracing: bool | None = boolean("Malicious call tracing")
    enable_bandwidth_override: bool | None = boolean("Bandwidth policy override")
    prevent_toll_bypass: bool | None = boolean("Prevent PSTN toll bypass")
    is_default: bool | None = boolean("Default")
    forwarding_usages: tuple[str, ...] = text_list(
        "PSTN usages of forwarded calls", refers_to="pstn_usage", since=LYNC2013
    )


@kind("voice_routing_policy", "Voice routing policies", area="Voice", scopes=("user", "global"))
@declared(kw_only=True)
class VoiceRoutingPolicy(Item):
    """The PSTN usages of users of Lync Online, in a hybrid deployment of Lync Server 2013."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    usages: tuple[str, ...] = text_list("PSTN usages in order", refers_to="pstn_usage")


@kind("voice_settings", "Voice settings", area="Voice")
@declared(kw_only=True)
class VoiceSettings(Item):
    """Forest-wide voice setting of OCS 2007 R2 (MSFT_SIPGlobalUCSetting)."""

    policy: str | None = text("Global policy", refers_to="voice_policy")
    use_per_user_policy: bool | None = boolean("Policy per user")


@kind("routing_settings", "Routing settings", area="Voice", scopes=("global",))
@declared(kw_only=True)
class RoutingSettings(Item):
    """Global routing settings."""

    scope: str | None = text("Scope")
    call_via_work_callback_enabled: bool | None = boolean("Call via work")
    enable_location_based_routing: bool | None = boolean("Location-based routing")


@kind("trunk_configuration", "Trunk configurations", area="Voice", scopes=("PstnGateway", "site", "global"))
@declared(kw_only=True)
class TrunkConfiguration(Item):
    """Settings of trunks, by scope."""

    scope: str | None = text("Scope")
    description: str | None = text("Description")
    max_early_dialogs: int | None = integer("Early dialogs")
    srtp_mode: str | None = text("SRTP mode")
    enable_bypass: bool | None = boolean("Media bypass")
    enable_refer: bool | None = boolean("REFER")
    enable_session_timer: bool | None = boolean("Session timer")
    enable_rtp_latching: bool | None = boolean("RTP latching")
    concentrated_topology: bool | None = boolean("Concentrated topology")
    remove_plus_from_uri: bool | None = boolean("Remove plus")
    rtcp_active_calls: bool | None = boolean("RTCP during calls")
    rtcp_calls_on_hold: bool | None = boolean("RTCP on hold")
    forward_call_history: bool | None = boolean("Call history forwarded")
    forward_pai: bool | None = boolean("P-Asserted-Identity forwarded")
    translation_rules: tuple[str, ...] = text_list(
        "Outbound translation rules", refers_to="translation_rule", link="has"
    )
    usages: tuple[str, ...] = text_list("PSTN usages in order", refers_to="pstn_usage", since=LYNC2013)


@kind("translation_rule", "Outbound translation rules", area="Voice")
@declared(kw_only=True)
class TranslationRule(Item):
    """A rule that rewrites the called or calling number towards a trunk."""

    name: str | None = text("Name")
    trunk_configuration: str | None = text("Trunk configuration", refers_to="trunk_configuration", link="belongs to")
    priority: int | None = integer("Priority")
    pattern: str | None = text("Pattern")
    translation: str | None = text("Translation")
    description: str | None = text("Description")
    direction: str | None = text("Number")


@kind("unassigned_number", "Unassigned number ranges", area="Voice")
@declared(kw_only=True)
class UnassignedNumber(Item):
    """A range of unassigned numbers and what callers get."""

    name: str | None = text("Name")
    range_start: str | None = text("From")
    range_end: str | None = text("To")
    announcement_service: str | None = text("Announcement service", refers_to=("pool", "service"))
    announcement: str | None = text("Announcement", refers_to="announcement")
    auto_attendant: str | None = text("Exchange auto attendant")
    priority: int | None = integer("Priority")


@kind("announcement", "Announcements", area="Voice")
@declared(kw_only=True)
class Announcement(Item):
    """An announcement for unassigned numbers."""

    name: str | None = text("Name")
    pool: str | None = text("Pool", refers_to="pool")
    audio_file: str | None = text("Audio file")
    text_to_speech: str | None = text("Text to speech")
    language: str | None = text("Language")
    target_uri: str | None = text("Target URI", personal=True)


@kind("call_park_orbit", "Call park orbits", area="Voice")
@declared(kw_only=True)
class CallParkOrbit(Item):
    """A range of call park orbits."""

    name: str | None = text("Name")
    range_start: str | None = text("From")
    range_end: str | None = text("To")
    call_park_service: str | None = text("Call park service", refers_to=("pool", "service"))
    orbit_type: str | None = text("Type")


@kind("call_park_settings", "Call park settings", area="Voice", scopes=("site", "global"))
@declared(kw_only=True)
class CallParkSettings(Item):
    """Settings of the Call Park application."""

    scope: str | None = text("Scope")
    timeout_s: str | None = text("Call pickup time-out")
    max_attempts: int | None = integer("Attempts")
    timeout_uri: str | None = text("Time-out URI", personal=True)
    music_enabled: bool | None = boolean("Music on hold")


@kind("pin_policy", "PIN policies", area="Voice", scopes=("user", "site", "global"))
@declared(kw_only=True)
class PinPolicy(Item):
    """A PIN policy."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    min_length: int | None = integer("Shortest PIN")
    lifetime_days: int | None = integer("Lifetime (days)")
    history_count: int | None = integer("PIN history")
    max_logon_attempts: int | None = integer("Logon attempts")
    allow_common_patterns: bool | None = boolean("Common patterns")


@kind("location_policy", "Location policies", area="Voice", scopes=("user", "site", "global"))
@declared(kw_only=True)
class LocationPolicy(Item):
    """A location (E9-1-1) policy."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    enhanced_emergency: bool | None = boolean("Enhanced emergency services")
    pstn_usage: str | None = text("PSTN usage", refers_to="pstn_usage")
    dial_string: str | None = text("Emergency dial string")
    dial_mask: str | None = text("Emergency dial mask")
    notification_uri: str | None = text("Notification URI", personal=True)
    conference_uri: str | None = text("Conference URI")
    location_required: str | None = text("Location required")


@kind("voice_test_case", "Voice test cases", area="Voice")
@declared(kw_only=True)
class VoiceTestCase(Item):
    """A stored voice test."""

    name: str | None = text("Name")
    dialed_number: str | None = text("Dialled number")
    dial_plan: str | None = text("Dial plan", refers_to="dial_plan")
    voice_policy: str | None = text("Voice policy", refers_to="voice_policy")
    expected_number: str | None = text("Expected translation")
    expected_usage: str | None = text("Expected usage", refers_to="pstn_usage")
    expected_route: str | None = text("Expected route", refers_to="voice_route")


@kind("network_region", "Network regions", area="Voice")
@declared(kw_only=True)
class NetworkRegion(Item):
    """A network region of call admission control."""

    name: str | None = text("Name")
    central_site: str | None = text("Central site", refers_to="site")
    description: str | None = text("Description")
    bypass_id: str | None = text("Bypass id")
    audio_alternate_path: bool | None = boolean("Audio alternate path")
    video_alternate_path: bool | None = boolean("Video alternate path")


@kind("network_site", "Network sites", area="Voice")
@declared(kw_only=True)
class NetworkSite(Item):
    """A network site of call admission control."""

    name: str | None = text("Name")
    region: str | None = text("Region", refers_to="network_region")
    description: str | None = text("Description")
    bandwidth_profile: str | None = text("Bandwidth profile")
    location_policy: str | None = text("Location policy", refers_to="location_policy")
    voice_routing_policy: str | None = text("Voice routing policy", refers_to="voice_routing_policy")


@kind("network_subnet", "Network subnets", area="Voice")
@declared(kw_only=True)
class NetworkSubnet(Item):
    """A subnet of call admission control."""

    address: str | None = text("Address")
    mask_bits: int | None = integer("Mask bits")
    network_site: str | None = text("Site", refers_to="network_site")
    description: str | None = text("Description")


@kind("location_profile_assignment", "Dial plan defaults", area="Voice")
@declared(kw_only=True)
class LocationProfileAssignment(Item):
    """A dial plan that a pool or site uses by default."""

    pool: str | None = text("Pool", refers_to="pool")
    dial_plan: str | None = text("Dial plan", refers_to="dial_plan")
