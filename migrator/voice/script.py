"""A script with commands for dial plans, normalization rules, PSTN usages, routes and voice policies of OCS 2007 R2.

It is for what Import-CsLegacyConfiguration does not take (giombini-r2-to-2013). Cmdlets and parameters are those of the
published reference: new-csdialplan, new-csvoicenormalizationrule, set-cspstnusage, new-csvoiceroute, new-csvoicepolicy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import attrs

from ..estate.estate import Estate
from ..estate.kinds import Item, ItemType, fields_of
from ..estate.naming import with_names
from ..estate.products import R2
from ..estate.voice import DialPlan, NormalizationRule, PstnUsage, VoicePolicy, VoiceRoute
from ..powershell import Code, Parameters, comment, literal, rendered, splatted, value

#: in names of policies and plans the import writes _ for these (import-cslegacyconfiguration)
_REPLACED = re.compile("[:/]")
#: of a simple name (new-csdialplan); its longest length
_NOT_SIMPLE = re.compile(r"[^0-9A-Za-z.+_()-]")
_LONGEST_SIMPLE_NAME = 256
#: of the script, in the folder that a user names
FILE_NAME = "voice.ps1"


@attrs.frozen
class VoiceGap:
    """What the script cannot hold, or holds otherwise than the evidence."""

    kind: str
    name: str
    what: str


@attrs.frozen(kw_only=True)
class VoiceScript:
    """The script.

    Attributes:
        text: with CR LF; to be written as UTF-8 with a byte order mark.
        counts: objects it creates, by the label of their kind.
        gaps: what is to be looked at by hand.
    """

    text: str
    counts: dict[str, int]
    gaps: tuple[VoiceGap, ...]


def voice_script(estate: Estate) -> VoiceScript:
    """The script for the voice configuration of OCS 2007 R2."""
    writer = _Writer(estate)
    sections: list[tuple[type[Item], list[list[str]]]] = [
        (DialPlan, writer.blocks(DialPlan, writer.dial_plan)),
        (NormalizationRule, writer.blocks(NormalizationRule, writer.rules)),
        (PstnUsage, writer.blocks(PstnUsage, writer.usage)),
        (VoiceRoute, writer.blocks(VoiceRoute, writer.route)),
        (VoicePolicy, writer.blocks(VoicePolicy, writer.policy)),
    ]
    lines = [*_head(writer.gaps), *rendered("voice", "head.ps1").splitlines()]
    for cls, blocks in sections:
        if blocks:
            lines += ["", comment(f"--- {cls.label}"), *(line for block in blocks for line in ("", *block))]
    lines += ["", *rendered("voice", "tail.ps1").splitlines()]
    return VoiceScript(
        text="\r\n".join(lines) + "\r\n",
        counts={cls.label: len(blocks) for cls, blocks in sections},
        gaps=tuple(writer.gaps),
    )


def _head(gaps: Iterable[VoiceGap]) -> list[str]:
    listed = list(gaps)
    return [
        comment(
            "Commands for the voice configuration of OCS 2007 R2, for what Import-CsLegacyConfiguration did not take."
        ),
        comment("Without -Apply nothing is changed. What exists by name is skipped, and not compared."),
        comment(f"To be looked at by hand ({len(listed)}):"),
        *(comment(f"- {gap.kind.replace('_', ' ')} {gap.name}: {gap.what}") for gap in listed),
        "",
    ]


class _Writer:
    """Writes a block for each object, and notes what the script cannot hold."""

    def __init__(self, estate: Estate) -> None:
        self.gaps: list[VoiceGap] = []
        self._estate = estate
        plans = (with_names(estate, plan) for plan in estate.each(DialPlan, product=R2))
        self._rules = {plan.title: plan.normalization_rules for plan in plans}

    def blocks(self, cls: type[ItemType], write: Callable[[ItemType], Iterator[list[str]]]) -> list[list[str]]:
        """The blocks of the objects of a kind."""
        if self._estate.lost(cls.kind):
            self._note(cls.kind, cls.label, "some were lost when the evidence was read; they are not here")
        found: list[list[str]] = []
        for item in self._estate.each(cls, product=R2):
            self._note_unknown(item)
            found += write(with_names(self._estate, item))
        return found

    def dial_plan(self, plan: DialPlan) -> Iterator[list[str]]:
        """A dial plan of users: in OCS 2007 R2 users and servers name it."""
        name = self._identity(plan)
        simple = _NOT_SIMPLE.sub("_", plan.simple_name or name)[:_LONGEST_SIMPLE_NAME]
        if plan.servers:
            self._note(plan.kind, plan.title, f"is used by {', '.join(plan.servers)}: a plan of a pool is made by hand")
        given: Parameters = {
            "Identity": name,
            "SimpleName": simple,
            "Description": plan.description,
            "DialinConferencingRegion": plan.dial_in_region,
            "ExternalAccessPrefix": plan.external_access_prefix,
            "OptimizeDeviceDialing": plan.optimize_device_dialing,
            "CountryCode": plan.country_code,
            "State": plan.state,
            "City": plan.city,
        }
        yield _block("DialPlan", name, "CsDialPlan", given)

    def rules(self, rule: NormalizationRule) -> Iterator[list[str]]:
        """A rule in each dial plan that has it: in OCS 2007 R2 plans share rules."""
        if not rule.dial_plans:
            self._note(rule.kind, rule.title, "is in no dial plan; it is left out")
        for plan in rule.dial_plans:
            identity = f"{_REPLACED.sub('_', plan)}/{_REPLACED.sub('_', rule.name or rule.key)}"
            given: Parameters = {
                "Identity": identity,
                "Pattern": rule.pattern,
                "Translation": rule.translation,
                "Description": rule.description,
                "IsInternalExtension": rule.internal_extension,
                "Priority": self._priority(plan, rule),
            }
            yield _block("NormalizationRule", identity, "CsVoiceNormalizationRule", given)

    def _priority(self, plan: str, rule: NormalizationRule) -> int | None:
        """The place of the rule in its plan, from 0."""
        names = self._rules.get(plan, ())
        return names.index(rule.title) if rule.title in names else rule.priority

    def usage(self, usage: PstnUsage) -> Iterator[list[str]]:
        """A usage is a text in one list; descriptions have no place there."""
        name = usage.name or usage.key
        if usage.description:
            self._note(usage.kind, name, f"its description has no place: {usage.description}")
        yield [f"Add-VoiceUsage {literal(name)}"]

    def route(self, route: VoiceRoute) -> Iterator[list[str]]:
        """A route with the gateways that the topology of the new product has as PSTN gateways."""
        name = _REPLACED.sub("_", route.name or route.key)
        gateways = [gateway.rpartition(":")[2] for gateway in route.gateways]
        if not gateways:
            self._note(route.kind, route.title, "has no gateway")
        given: Parameters = {
            "Identity": name,
            "NumberPattern": route.number_pattern,
            "Description": route.description,
            "PstnUsages": _added(route.usages),
            "PstnGatewayList": _added(f"PstnGateway:{gateway}" for gateway in gateways),
            "SuppressCallerId": route.suppress_caller_id,
            "AlternateCallerId": route.alternate_caller_id,
            "Priority": route.priority,
        }
        self._note_name(route, name)
        yield _block("VoiceRoute", name, "CsVoiceRoute", given)

    def policy(self, policy: VoicePolicy) -> Iterator[list[str]]:
        """A voice policy of users."""
        name = self._identity(policy)
        given: Parameters = {
            "Identity": name,
            "Description": policy.description,
            "PstnUsages": _added(policy.usages),
            "AllowSimulRing": policy.allow_simultaneous_ring,
            "AllowCallForwarding": policy.allow_call_forwarding,
            "AllowPSTNReRouting": policy.allow_pstn_rerouting,
            "EnableDelegation": policy.enable_delegation,
            "EnableTeamCall": policy.enable_team_call,
            "EnableCallTransfer": policy.enable_call_transfer,
            "EnableCallPark": policy.enable_call_park,
            "EnableMaliciousCallTracing": policy.enable_malicious_call_tracing,
            "EnableBWPolicyOverride": policy.enable_bandwidth_override,
            "PreventPSTNTollBypass": policy.prevent_toll_bypass,
        }
        if policy.is_default:
            self._note(policy.kind, policy.title, "is the default: who has no policy of their own gets the global one")
        yield _block("VoicePolicy", name, "CsVoicePolicy", given)

    def _identity(self, item: Item) -> str:
        name = _REPLACED.sub("_", item.title)
        self._note_name(item, name)
        return name

    def _note_name(self, item: Item, name: str) -> None:
        if name != item.title:
            self._note(item.kind, item.title, f"is written as {name}, as the import does")

    def _note_unknown(self, item: Item) -> None:
        if lost := [field.label for field in fields_of(type(item)) if field.name in item.unknown]:
            self._note(item.kind, item.title, f"the evidence does not tell: {', '.join(lost)}")

    def _note(self, kind: str, name: str, what: str) -> None:
        self.gaps.append(VoiceGap(kind, name, what))


def _added(values: Iterable[str]) -> Code | None:
    """A list of a cmdlet that takes additions; None for none."""
    listed = list(values)
    return Code("@{Add=" + value(listed) + "}") if listed else None


def _block(kind: str, name: str, noun: str, given: Parameters) -> list[str]:
    return [*splatted("given", given), f"Add-VoiceObject {literal(kind)} {literal(name)} {literal(noun)} $given"]
