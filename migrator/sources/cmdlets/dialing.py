"""Lync cmdlets of call routing: dial plans, normalization rules, usages, routes, policies, trunk configurations.

Type names and properties: OUTPUTS of Get-Cs* and the parameters of New-Cs* (office-docs-powershell@93336da2).
Rules that are nested in a dial plan or a trunk configuration become items of their own, keyed ``DialPlan/Rule`` as the
Identity of Get-CsVoiceNormalizationRule is; their priority is their place in the list, counted from 0 as Lync does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from ...estate import voice
from ..mapping import From, Getter, Mapper
from ..printed import printed
from ..record import Record, Rejected, Truncated
from .cmdlet import Cmdlet, Part, Split, lync_mapper, members, nested, one_item_cmdlet, spelled
from .values import KEY, SCOPE, TAGGED, enumerated, known_texts, listed, scoped_key, shown, text_list_of, text_of


def _rule_name(value: object) -> object:
    """The name in ``scope/name``."""
    text = text_of(value)
    return text.partition("/")[2] or text if isinstance(text, str) else text


def _owner(value: object) -> object:
    """The key of the dial plan or trunk configuration in ``scope/name``."""
    key = scoped_key(value)
    return key.partition("/")[0] if isinstance(key, str) and "/" in key else None


def _owners(value: object) -> object:
    return [owner] if (owner := _owner(value)) else None


_RULE: dict[str, str | Getter] = {
    "name": From(("Name", "Identity"), _rule_name),
    "priority": "Priority",
    "pattern": "Pattern",
    "translation": "Translation",
    "description": "Description",
}
NORMALIZATION_RULE = lync_mapper(
    voice.NormalizationRule,
    KEY,
    {**_RULE, "dial_plans": From(("Identity",), _owners), "internal_extension": "IsInternalExtension"},
    aliases=(shown("Identity"),),
)


def _translation_rule(direction: str) -> Mapper:
    """A mapper of translation rules; those of the calling number have names of their own, so their key says so."""
    return lync_mapper(
        voice.TranslationRule,
        KEY if direction == "Called" else From(("Identity",), _calling_key),
        {**_RULE, "trunk_configuration": From(("Identity",), _owner), "direction": lambda _properties: direction},
        aliases=(shown("Identity"),),
    )


def _calling_key(value: object) -> object:
    key = scoped_key(value)
    return f"{key} (calling number)" if isinstance(key, str) else key


CALLED_RULE = _translation_rule("Called")
CALLING_RULE = _translation_rule("Calling")


#: how the place of a rule says that the rule was read from the text that it prints
FROM_TEXT = "from its printed text"
_NEEDED = ("Name", "Pattern", "Translation")
_PRINTED = (*_NEEDED, "Description", "IsInternalExtension")


def _identity_of(owner: object, rule: Mapping[str, object]) -> str | None:
    """``DialPlan/Rule`` of a nested rule; none without one of the two."""
    name, key = rule.get("Name"), scoped_key(owner)
    return f"{key}/{name}" if isinstance(name, str) and name and key else None


def _rules(record: Record, property_: str, mapper: Mapper) -> Iterator[Record | Rejected]:
    """Each rule nested in a property as a record with an Identity and a Priority.

    A rule of which only its printed text is left is read from that, where the text has one reading.
    """
    rules, lost = members(record, property_, mapper.cls.kind)
    for number, value in enumerate(rules):
        rule = value if isinstance(value, dict) else printed(value, _PRINTED, _NEEDED)
        where = nested(record, property_, number + 1, rule or {})
        if rule is None:
            reason = f"the rule is cut off ({value!r}); export with -Depth 8"
            yield Rejected(where.position, reason, (mapper.cls.kind,))
            continue
        where = spelled(where, mapper)
        if not isinstance(value, dict):
            where = attrs.evolve(where, position=f"{where.position}, {FROM_TEXT}")
        identity = where.properties.get("Identity") or _identity_of(record.properties.get("Identity"), where.properties)
        yield attrs.evolve(where, properties={"Priority": number, **where.properties, "Identity": identity})
    if lost:
        yield lost


def _keys(mapper: Mapper, rules: Iterable[Record | Rejected]) -> Iterator[str]:
    found = (mapper.key_of(rule.properties) for rule in rules if isinstance(rule, Record))
    return (key for key in found if key)


def _with_rules(owner: Mapper, lists: Mapping[str, Mapper]) -> Split:
    """A split of an object and its nested rules; the object has their keys in the first list, in place of the rules."""
    first = next(iter(lists))

    def split(record: Record) -> Iterator[Part | Rejected]:
        held = {name: mapper for name, mapper in lists.items() if name == first or name in record.properties}
        rules = {name: tuple(_rules(record, name, mapper)) for name, mapper in held.items()}
        keys = tuple(key for name, found in rules.items() for key in _keys(lists[name], found))
        lost = [rule.reason for found in rules.values() for rule in found if isinstance(rule, Rejected)]
        if not lost and len(keys) < sum(map(len, rules.values())):
            lost.append("a rule without a name")
        properties = {name: value for name, value in record.properties.items() if name not in lists}
        properties[first] = Truncated(lost[0], keys) if lost else keys
        yield attrs.evolve(record, properties=properties), owner
        for name, found in rules.items():
            yield from (rule if isinstance(rule, Rejected) else (rule, lists[name]) for rule in found)

    return split


DIAL_PLAN = lync_mapper(
    voice.DialPlan,
    KEY,
    {
        "name": KEY,
        "scope": SCOPE,
        "simple_name": "SimpleName",
        "description": "Description",
        "dial_in_region": "DialinConferencingRegion",
        "external_access_prefix": "ExternalAccessPrefix",
        "optimize_device_dialing": "OptimizeDeviceDialing",
        "normalization_rules": "NormalizationRules",
        "country_code": "CountryCode",
        "state": "State",
        "city": "City",
    },
    aliases=(shown("Identity"), TAGGED, "SimpleName"),
)


_TRUNK_LISTS = {"OutboundTranslationRulesList": CALLED_RULE, "OutboundCallingNumberTranslationRulesList": CALLING_RULE}
TRUNK_CONFIGURATION = lync_mapper(
    voice.TrunkConfiguration,
    KEY,
    {
        "scope": SCOPE,
        "description": "Description",
        "max_early_dialogs": "MaxEarlyDialogs",
        "srtp_mode": enumerated("SRTPMode"),
        "enable_bypass": "EnableBypass",
        "enable_refer": "EnableReferSupport",
        "enable_session_timer": "EnableSessionTimer",
        "enable_rtp_latching": "EnableRTPLatching",
        "concentrated_topology": "ConcentratedTopology",
        "remove_plus_from_uri": "RemovePlusFromUri",
        "rtcp_active_calls": "RTCPActiveCalls",
        "rtcp_calls_on_hold": "RTCPCallsOnHold",
        "forward_call_history": "ForwardCallHistory",
        "forward_pai": "ForwardPAI",
        "translation_rules": "OutboundTranslationRulesList",
        "usages": listed("PstnUsages"),
    },
    aliases=(shown("Identity"),),
    since_2013=("enable_rtp_latching", "forward_call_history", "forward_pai"),
)
USAGE = lync_mapper(voice.PstnUsage, ("Name",), {"name": "Name"})


def _usages(record: Record) -> Iterator[Part | Rejected]:
    """One record per usage: the cmdlet gives one object with the list."""
    value = record.properties.get("Usage")
    usages = text_list_of(value)
    lost = isinstance(usages, Truncated) or "Usage" not in record.properties
    if lost or not isinstance(usages, tuple | None):
        reason = f"the list of usages is lost ({value!r}); export with -Depth 8"
        yield Rejected(record.position, reason, (USAGE.cls.kind,))
    for number, usage in enumerate(known_texts(value), start=1):
        yield nested(record, "usage", number, {"Name": usage}), USAGE


_SWITCHES_OF_VOICE_POLICY = {
    "allow_simultaneous_ring": "AllowSimulRing",
    "allow_call_forwarding": "AllowCallForwarding",
    "allow_pstn_rerouting": "AllowPSTNReRouting",
    "enable_delegation": "EnableDelegation",
    "enable_team_call": "EnableTeamCall",
    "enable_call_transfer": "EnableCallTransfer",
    "enable_call_park": "EnableCallPark",
    "enable_malicious_call_tracing": "EnableMaliciousCallTracing",
    "enable_bandwidth_override": "EnableBWPolicyOverride",
    "prevent_toll_bypass": "PreventPSTNTollBypass",
}

CMDLETS = (
    Cmdlet(
        "Get-CsDialPlan",
        ("Voice.LocationProfile",),
        _with_rules(DIAL_PLAN, {"NormalizationRules": NORMALIZATION_RULE}),
        ("dial_plan", "normalization_rule"),
        frozenset({"Identity", "SimpleName", "NormalizationRules"}),
        reads=(DIAL_PLAN,),
    ),
    one_item_cmdlet(
        "Get-CsVoiceNormalizationRule", "Voice.NormalizationRule", NORMALIZATION_RULE, "Identity", "IsInternalExtension"
    ),
    Cmdlet(
        "Get-CsPstnUsage",
        ("Voice.PSTNUsages",),
        _usages,
        ("pstn_usage",),
        frozenset({"Identity", "Usage"}),
        contents="Usage",
    ),
    one_item_cmdlet(
        "Get-CsVoiceRoute",
        "Voice.Route",
        lync_mapper(
            voice.VoiceRoute,
            shown("Identity", "Name"),
            {
                "name": shown("Name", "Identity"),
                "priority": "Priority",
                "description": "Description",
                "number_pattern": "NumberPattern",
                "usages": listed("PstnUsages"),
                "gateways": listed("PstnGatewayList"),
                "suppress_caller_id": "SuppressCallerId",
                "alternate_caller_id": "AlternateCallerId",
            },
        ),
        "NumberPattern",
        "PstnGatewayList",
    ),
    one_item_cmdlet(
        "Get-CsVoicePolicy",
        "Voice.VoicePolicy",
        lync_mapper(
            voice.VoicePolicy,
            KEY,
            {
                "name": From(("Name", "Identity"), scoped_key),
                "scope": SCOPE,
                "description": "Description",
                "usages": listed("PstnUsages"),
                **_SWITCHES_OF_VOICE_POLICY,
                "forwarding_usages": listed("CustomCallForwardingSimulRingUsages"),
            },
            aliases=(shown("Identity"), TAGGED),
        ),
        "Identity",
        "AllowSimulRing",
    ),
    one_item_cmdlet(
        "Get-CsVoiceRoutingPolicy",
        "Voice.VoiceRoutingPolicy",
        lync_mapper(
            voice.VoiceRoutingPolicy,
            KEY,
            {
                "name": From(("Name", "Identity"), scoped_key),
                "scope": SCOPE,
                "description": "Description",
                "usages": listed("PstnUsages"),
            },
            aliases=(shown("Identity"), TAGGED),
        ),
        "PstnUsages",  # alone it names no cmdlet: routes, voice policies and trunk configurations have it too
    ),
    one_item_cmdlet(
        "Get-CsRoutingConfiguration",
        "Voice.PSTNRoutingSettings",
        lync_mapper(
            voice.RoutingSettings,
            KEY,
            {"scope": SCOPE, "enable_location_based_routing": "EnableLocationBasedRouting"},
            aliases=(shown("Identity"),),
            since_2013=("enable_location_based_routing",),
        ),
        "Identity",
        "Route",
    ),
    Cmdlet(
        "Get-CsTrunkConfiguration",
        ("TrunkConfiguration.TrunkConfiguration",),
        _with_rules(TRUNK_CONFIGURATION, _TRUNK_LISTS),
        ("trunk_configuration", "translation_rule"),
        frozenset({"Identity", "SRTPMode"}),
        reads=(TRUNK_CONFIGURATION,),
    ),
    one_item_cmdlet(
        "Get-CsOutboundTranslationRule", "TrunkConfiguration.TranslationRule", CALLED_RULE, "Identity", "Translation"
    ),
    one_item_cmdlet(
        "Get-CsOutboundCallingNumberTranslationRule",
        "TrunkConfiguration.CallingNumberTranslationRule",
        CALLING_RULE,
        "Identity",
        "Translation",
    ),
)
