"""Lync cmdlets of users and of contacts and devices that carry numbers.

Type names and properties: OUTPUTS of Get-Cs* and the parameters of New-Cs* and Set-Cs*
(office-docs-powershell@93336da2). The page of Get-CsUser names the type ADUser, errors of Move-CsUser OCSADUser.
TargetRegistrarPool and the assigned policies of a user are properties that administrators' scripts read.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...estate import devices, users
from ..mapping import From, Getter, Of
from .cmdlet import key_or_name, lync_mapper, one_item_cmdlet
from .values import KEY, SCOPE, address_of, enumerated, scoped_key, shown, text_of


def _sip_of(value: object) -> object:
    """A SIP address; a number to dial is none, as where a row is broken and begins with its second column."""
    text = text_of(value)
    return None if isinstance(text, str) and text[:4].casefold() == "tel:" else text


_SIP = From(("SipAddress", "Identity"), _sip_of)
_ADDRESS = shown("SipAddress")
_PLAIN_ADDRESS = From(("SipAddress",), address_of)
_LINE = shown("LineURI")
_NAMES = (shown("Identity"), _PLAIN_ADDRESS, shown("Guid"))


def _policy(name: str) -> From:
    """A getter of an assigned policy by its key."""
    return From((name,), scoped_key)


def _home(properties: Mapping[str, object]) -> object:
    """The Registrar pool; a user who is still homed on OCS has only the DN of the home server."""
    return text_of(properties.get("RegistrarPool")) or text_of(properties.get("HomeServer")) or None


_HOME = Of(("RegistrarPool", "HomeServer"), _home, kept=True, needs=("RegistrarPool",))
#: columns of lists of all phone numbers, as published scripts export them
_EXPORTED_AS = {
    "AssignedTo": "DisplayName",
    "FullLineURI": "LineURI",
    "Pool": "RegistrarPool",
    "DistinguishedName": "Identity",
}
_CONTACT: dict[str, str | Getter] = {
    "display_name": "DisplayName",
    "primary_uri": _ADDRESS,
    "line_uri": _LINE,
    "pool": _HOME,
}

CMDLETS = (
    one_item_cmdlet(
        "Get-CsUser",
        ("Schema.ADUser", "Schema.OCSADUser"),
        lync_mapper(
            users.User,
            key_or_name(_SIP, "UserPrincipalName", "DisplayName"),
            {
                "display_name": "DisplayName",
                "sip_address": _ADDRESS,
                "line_uri": _LINE,
                "enabled": "Enabled",
                "voice_enabled": "EnterpriseVoiceEnabled",
                "pool": _HOME,
                "dial_plan": _policy("DialPlan"),
                "voice_policy": _policy("VoicePolicy"),
                "conferencing_policy": _policy("ConferencingPolicy"),
                "remote_call_control": "RemoteCallControlTelephonyEnabled",
                "private_line": shown("PrivateLine"),
                "presence_policy": _policy("PresencePolicy"),
                "external_access_policy": _policy("ExternalAccessPolicy"),
                "location_policy": _policy("LocationPolicy"),
                "client_policy": _policy("ClientPolicy"),
                "client_version_policy": _policy("ClientVersionPolicy"),
                "archiving_policy": _policy("ArchivingPolicy"),
                "pin_policy": _policy("PinPolicy"),
                "mobility_policy": _policy("MobilityPolicy"),
                "voice_routing_policy": _policy("VoiceRoutingPolicy"),
                "move_target": shown("TargetRegistrarPool", "TargetServerIfMoving"),
            },
            aliases=(*_NAMES, shown("UserPrincipalName")),
            optional=("mobility_policy", "voice_routing_policy"),
        ),
        "SipAddress",
        "EnterpriseVoiceEnabled",
        exported_as=_EXPORTED_AS | {"VoiceEnabled": "EnterpriseVoiceEnabled"},
    ),
    one_item_cmdlet(
        "Get-CsCommonAreaPhone",
        "Schema.OCSADCommonAreaPhoneContact",
        lync_mapper(
            devices.CommonAreaPhone,
            _SIP,
            {
                **_CONTACT,
                "display_number": "DisplayNumber",
                "description": "Description",
                "dial_plan": _policy("DialPlan"),
                "voice_policy": _policy("VoicePolicy"),
                "location_policy": _policy("LocationPolicy"),
                "conferencing_policy": _policy("ConferencingPolicy"),
                "client_policy": _policy("ClientPolicy"),
            },
            aliases=_NAMES,
            optional=("location_policy", "conferencing_policy", "client_policy"),
        ),
        "SipAddress",
        "DisplayNumber",
        exported_as=_EXPORTED_AS,
    ),
    one_item_cmdlet(
        "Get-CsAnalogDevice",
        "Schema.OCSADAnalogDeviceContact",
        lync_mapper(
            devices.AnalogDevice,
            _SIP,
            {
                **_CONTACT,
                "gateway": shown("Gateway"),
                "is_fax": "AnalogFax",
                "voice_policy": _policy("VoicePolicy"),
                "location_policy": _policy("LocationPolicy"),
            },
            aliases=_NAMES,
            optional=("voice_policy", "location_policy"),
        ),
        "SipAddress",
        "Gateway",
        exported_as=_EXPORTED_AS,
    ),
    one_item_cmdlet(
        "Get-CsExUmContact",
        "Schema.OCSADExUmContact",
        lync_mapper(
            devices.ExchangeUmContact,
            _SIP,
            {
                **_CONTACT,
                "display_number": "DisplayNumber",
                "auto_attendant": "AutoAttendant",
                "dial_plan": _policy("DialPlan"),
            },
            aliases=_NAMES,
            optional=("dial_plan",),
        ),
        "SipAddress",
        "AutoAttendant",
        exported_as=_EXPORTED_AS,
    ),
    one_item_cmdlet(
        "Get-CsUCPhoneConfiguration",
        "Voice.UcPhoneSettings",
        lync_mapper(
            devices.PhoneSettings,
            KEY,
            {
                "scope": SCOPE,
                "sip_security": enumerated("SIPSecurityMode"),
                "logging_level": enumerated("LoggingLevel"),
                "enforce_lock": "EnforcePhoneLock",
                "min_pin_length": shown("MinPhonePinLength"),
            },
            aliases=(shown("Identity"),),
        ),
        "Identity",
        "SIPSecurityMode",
    ),
)
