"""Policies that are neither voice nor conferencing.

The scopes of each kind are those that the page of its New- cmdlet names (new-csclientversionpolicy and its neighbours).
"""

from __future__ import annotations

from .kinds import Item, boolean, declared, integer, kind, text, text_list


@kind("presence_policy", "Presence policies", area="Policies", scopes=("user", "site", "global"))
@declared(kw_only=True)
class PresencePolicy(Item):
    """A presence policy."""

    name: str | None = text("Name")
    max_category_subscriptions: int | None = integer("Category subscriptions")
    max_prompted_subscribers: int | None = integer("Prompted subscribers")
    is_default: bool | None = boolean("Default")


@kind("external_access_policy", "External access policies", area="Policies", scopes=("user", "site", "global"))
@declared(kw_only=True)
class ExternalAccessPolicy(Item):
    """Who may communicate with people outside the organisation."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    federation: bool | None = boolean("Federated users")
    public_cloud: bool | None = boolean("Public providers")
    public_cloud_audio_video: bool | None = boolean("Public audio and video")
    outside_access: bool | None = boolean("Remote access")
    xmpp: bool | None = boolean("XMPP")


@kind("archiving_policy", "Archiving policies", area="Policies", scopes=("user", "site", "global"))
@declared(kw_only=True)
class ArchivingPolicy(Item):
    """What is archived."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    archive_internal: bool | None = boolean("Internal")
    archive_external: bool | None = boolean("External")


@kind("client_policy", "Client policies", area="Policies", scopes=("user", "site", "global"))
@declared(kw_only=True)
class ClientPolicy(Item):
    """Settings of clients."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    address_book_availability: str | None = text("Address book")
    disable_presence_note: bool | None = boolean("Presence note disabled")
    enable_privacy: str | None = text("Privacy mode")
    exchange_delegate_sync: bool | None = boolean("Delegates of Exchange synchronised")
    entries: tuple[str, ...] = text_list("Further entries")


@kind(
    "client_version_policy", "Client version policies", area="Policies", scopes=("user", "Registrar", "site", "global")
)
@declared(kw_only=True)
class ClientVersionPolicy(Item):
    """Which clients may sign in."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    rules: tuple[str, ...] = text_list("Rules in order")


@kind("mobility_policy", "Mobility policies", area="Policies", scopes=("user", "site", "global"))
@declared(kw_only=True)
class MobilityPolicy(Item):
    """Settings of mobile clients."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    enable_mobility: bool | None = boolean("Mobility")
    enable_outside_voice: bool | None = boolean("Call via work")
    require_wifi_for_voice: bool | None = boolean("Voice over wireless only")


@kind("address_book_settings", "Address Book settings", area="Policies", scopes=("site", "global"))
@declared(kw_only=True)
class AddressBookSettings(Item):
    """Address Book settings, by scope or pool."""

    scope: str | None = text("Scope")
    pool: str | None = text("Pool", refers_to="pool")
    use_normalization_rules: bool | None = boolean("Normalization rules used")
    ignore_generic_rules: bool | None = boolean("Generic rules ignored")
    partition_by_ou: bool | None = boolean("Grouped by OU")
    run_time: str | None = text("Run time")
    keep_duration_days: int | None = integer("Kept for (days)")


@kind(
    "user_services_policy",
    "User services policies",
    area="Policies",
    scopes=("user", "UserServer", "site", "global"),
)
@declared(kw_only=True)
class UserServicesPolicy(Item):
    """Whether the contacts of users are kept in Exchange 2013, the unified contact store (Lync Server 2013)."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    unified_contact_store: bool | None = boolean("Unified contact store")
    migration_delay_days: int | None = integer("Delay of the migration (days)")


@kind("user_replicator_settings", "User Replicator settings", area="Policies")
@declared(kw_only=True)
class UserReplicatorSettings(Item):
    """Which domains of Active Directory the User Replicator reads; without a list, all it can find."""

    scope: str | None = text("Scope")
    domains: tuple[str, ...] = text_list("Domains", in_order=False)
    cycle: str | None = text("Replication cycle")


@kind("scoped_settings", "Other settings", area="Policies")
@declared(kw_only=True)
class ScopedSettings(Item):
    """Any other configuration of the product, one per type and scope; its values are in `extra`."""

    type_name: str | None = text("Type")
    scope: str | None = text("Scope")
