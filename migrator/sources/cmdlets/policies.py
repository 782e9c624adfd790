"""Lync cmdlets of policies and settings that are neither voice nor conferencing.

Type names and properties: OUTPUTS of Get-Cs* and the parameters of New-Cs* (office-docs-powershell@93336da2).
"""

from __future__ import annotations

from ...estate import policies
from ..mapping import From
from .cmdlet import lync_mapper, one_item_cmdlet
from .values import KEY, SCOPE, TAGGED, duration, entries, enumerated, listed, shown, text_of

_IDENTITY = shown("Identity")
_NAMED = {"name": KEY, "scope": SCOPE}


_CLIENT_RULE = ("UserAgent", "CompareOp", "Action", "MajorVersion", "MinorVersion", "BuildNumber", "QfeNumber")


def _client_rule(rule: dict[str, object]) -> str:
    """``agent comparison version: action`` of a rule of Get-CsClientVersionPolicyRule."""
    parts = (rule.get(name) for name in _CLIENT_RULE[3:])
    version = ".".join(str(part) for part in parts if part is not None)
    words = (text_of(rule.get(name)) for name in _CLIENT_RULE[:2])
    return " ".join((*(str(w) for w in words if w), version)) + f": {text_of(rule.get('Action'))}"


def _policy_entry(entry: dict[str, object]) -> str:
    return f"{entry.get('Name')}={entry.get('Value')}"


CMDLETS = (
    one_item_cmdlet(
        "Get-CsPresencePolicy",
        "Presence.PresencePolicy",
        lync_mapper(
            policies.PresencePolicy,
            KEY,
            {
                "name": KEY,
                "max_category_subscriptions": "MaxCategorySubscription",
                "max_prompted_subscribers": "MaxPromptedSubscriber",
            },
            aliases=(_IDENTITY, TAGGED),
        ),
        "Identity",
        "MaxPromptedSubscriber",
    ),
    one_item_cmdlet(
        "Get-CsExternalAccessPolicy",
        "ExternalAccess.ExternalAccessPolicy",
        lync_mapper(
            policies.ExternalAccessPolicy,
            KEY,
            {
                **_NAMED,
                "description": "Description",
                "federation": "EnableFederationAccess",
                "public_cloud": "EnablePublicCloudAccess",
                "public_cloud_audio_video": "EnablePublicCloudAudioVideoAccess",
                "outside_access": "EnableOutsideAccess",
                "xmpp": "EnableXmppAccess",
            },
            aliases=(_IDENTITY, TAGGED),
            since_2013=("xmpp",),
        ),
        "Identity",
        "EnableOutsideAccess",
    ),
    one_item_cmdlet(
        "Get-CsArchivingPolicy",
        "Im.IMArchivingPolicy",
        lync_mapper(
            policies.ArchivingPolicy,
            KEY,
            {
                **_NAMED,
                "description": "Description",
                "archive_internal": "ArchiveInternal",
                "archive_external": "ArchiveExternal",
            },
            aliases=(_IDENTITY, TAGGED),
        ),
        "Identity",
        "ArchiveInternal",
    ),
    one_item_cmdlet(
        "Get-CsClientPolicy",
        "Client.ClientPolicy",
        lync_mapper(
            policies.ClientPolicy,
            KEY,
            {
                **_NAMED,
                "description": "Description",
                "address_book_availability": enumerated("AddressBookAvailability"),
                "disable_presence_note": "DisablePresenceNote",
                "exchange_delegate_sync": "EnableExchangeDelegateSync",
                "entries": From(("PolicyEntry",), entries(_policy_entry, "Name", "Value")),
            },
            aliases=(_IDENTITY, TAGGED),
        ),
        "Identity",
        "DisablePresenceNote",
    ),
    one_item_cmdlet(
        "Get-CsClientVersionPolicy",
        ("ClientVersion.ClientVersion", "ClientVersion.ClientVersionPolicy"),
        lync_mapper(
            policies.ClientVersionPolicy,
            KEY,
            {**_NAMED, "rules": From(("Rules",), entries(_client_rule, *_CLIENT_RULE[:5], optional=_CLIENT_RULE[5:]))},
            aliases=(_IDENTITY, TAGGED),
        ),
        "Identity",
        "Rules",
    ),
    one_item_cmdlet(
        "Get-CsMobilityPolicy",
        ("Mobility.Mobility", "Mobility.MobilityPolicy"),
        lync_mapper(
            policies.MobilityPolicy,
            KEY,
            {
                **_NAMED,
                "enable_mobility": "EnableMobility",
                "enable_outside_voice": "EnableOutsideVoice",
                "require_wifi_for_voice": "RequireWIFIForIPAudio",
            },
            aliases=(_IDENTITY, TAGGED),
            since_2013=("require_wifi_for_voice",),
        ),
        "Identity",
        "EnableMobility",
    ),
    one_item_cmdlet(
        "Get-CsAddressBookConfiguration",
        "AddressBook.AddressBookSettings",
        lync_mapper(
            policies.AddressBookSettings,
            KEY,
            {
                "scope": SCOPE,
                "use_normalization_rules": "UseNormalizationRules",
                "ignore_generic_rules": "IgnoreGenericRules",
                "run_time": shown("RunTimeOfDay"),
                "keep_duration_days": "KeepDuration",
            },
            aliases=(_IDENTITY,),
        ),
        "Identity",
        "UseNormalizationRules",
    ),
    one_item_cmdlet(
        "Get-CsUserServicesPolicy",
        "UserServices.UserServicesPolicy",
        lync_mapper(
            policies.UserServicesPolicy,
            KEY,
            {
                **_NAMED,
                "unified_contact_store": "UcsAllowed",
                "migration_delay_days": "MigrationDelayInDays",
            },
            aliases=(_IDENTITY, TAGGED),
            optional=("migration_delay_days",),
        ),
        "Identity",
        "UcsAllowed",
    ),
    one_item_cmdlet(
        "Get-CsUserReplicatorConfiguration",
        "UserReplicator.UserReplicatorConfiguration",
        lync_mapper(
            policies.UserReplicatorSettings,
            KEY,
            {
                "scope": SCOPE,
                "domains": listed("ADDomainNamingContextList"),
                "cycle": duration("ReplicationCycleInterval"),
            },
            aliases=(_IDENTITY,),
        ),
        "Identity",
        "ADDomainNamingContextList",
    ),
)
