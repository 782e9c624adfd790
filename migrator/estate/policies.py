"""Policies that are neither voice nor conferencing."""

from __future__ import annotations

import attrs

from .kinds import Item, flag, kind, text, texts, whole


@kind("presence_policy", "Presence policies", area="Policies")
@attrs.frozen(kw_only=True)
class PresencePolicy(Item):
    """A presence policy."""

    name: str | None = text("Name")
    max_category_subscriptions: int | None = whole("Category subscriptions")
    max_prompted_subscribers: int | None = whole("Prompted subscribers")
    is_default: bool | None = flag("Default")


@kind("external_access_policy", "External access policies", area="Policies")
@attrs.frozen(kw_only=True)
class ExternalAccessPolicy(Item):
    """Who may communicate with outside."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    federation: bool | None = flag("Federated users")
    public_cloud: bool | None = flag("Public providers")
    public_cloud_audio_video: bool | None = flag("Public audio and video")
    outside_access: bool | None = flag("Remote access")
    xmpp: bool | None = flag("XMPP")


@kind("archiving_policy", "Archiving policies", area="Policies")
@attrs.frozen(kw_only=True)
class ArchivingPolicy(Item):
    """What is archived."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    archive_internal: bool | None = flag("Internal")
    archive_external: bool | None = flag("External")


@kind("client_policy", "Client policies", area="Policies")
@attrs.frozen(kw_only=True)
class ClientPolicy(Item):
    """Settings of clients."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    description: str | None = text("Description")
    address_book_availability: str | None = text("Address book")
    disable_presence_note: bool | None = flag("Presence note disabled")
    enable_privacy: str | None = text("Privacy mode")
    entries: tuple[str, ...] = texts("Further entries")


@kind("client_version_policy", "Client version policies", area="Policies")
@attrs.frozen(kw_only=True)
class ClientVersionPolicy(Item):
    """Which clients may sign in."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    rules: tuple[str, ...] = texts("Rules in order")


@kind("mobility_policy", "Mobility policies", area="Policies")
@attrs.frozen(kw_only=True)
class MobilityPolicy(Item):
    """Settings of mobile clients."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    enable_mobility: bool | None = flag("Mobility")
    enable_outside_voice: bool | None = flag("Call via work")
    require_wifi_for_voice: bool | None = flag("Voice over wireless only")


@kind("address_book_settings", "Address Book settings", area="Policies")
@attrs.frozen(kw_only=True)
class AddressBookSettings(Item):
    """Address Book settings, by scope or pool."""

    scope: str | None = text("Scope")
    pool: str | None = text("Pool", refers_to="pool")
    use_normalization_rules: bool | None = flag("Normalization rules used")
    ignore_generic_rules: bool | None = flag("Generic rules ignored")
    partition_by_ou: bool | None = flag("Grouped by OU")
    run_time: str | None = text("Run time")
    keep_duration_days: int | None = whole("Kept for (days)")


@kind("scoped_settings", "Other settings", area="Policies")
@attrs.frozen(kw_only=True)
class ScopedSettings(Item):
    """Any other configuration of the product, one per type and scope; its values are in `extra`."""

    type_name: str | None = text("Type")
    scope: str | None = text("Scope")
