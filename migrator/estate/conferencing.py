"""Conferencing: directories, access numbers, policies."""

from __future__ import annotations

import attrs

from .kinds import Item, flag, kind, text, texts, whole


@kind("conference_directory", "Conference directories", area="Conferencing")
@attrs.frozen(kw_only=True)
class ConferenceDirectory(Item):
    """A conference directory: maps the numeric conference id to its conference, in one pool."""

    directory_id: int | None = whole("Directory id")
    pool: str | None = text("Pool", refers_to="pool")
    move_target: str | None = text("Move pending to", refers_to="pool")


@kind("access_number", "Access numbers", area="Conferencing")
@attrs.frozen(kw_only=True)
class AccessNumber(Item):
    """A dial-in conferencing access number; in OCS 2007 R2 a Conferencing Attendant contact."""

    name: str | None = text("Name")
    primary_uri: str | None = text("SIP URI")
    line_uri: str | None = text("Line URI")
    display_number: str | None = text("Display number")
    pool: str | None = text("Pool", refers_to="pool")
    regions: tuple[str, ...] = texts("Regions")
    primary_language: str | None = text("Primary language")
    secondary_languages: tuple[str, ...] = texts("Secondary languages")
    dial_plan: str | None = text("Dial plan", refers_to="dial_plan")
    enabled: bool | None = flag("Enabled")
    move_target: str | None = text("Move pending to", refers_to="pool")


@kind("region_mapping", "Region mappings", area="Conferencing")
@attrs.frozen(kw_only=True)
class RegionMapping(Item):
    """Which contacts serve a location profile: the region of an OCS 2007 R2 access number."""

    dial_plan: str | None = text("Location profile", refers_to="dial_plan")
    contacts: tuple[str, ...] = texts("Contacts", refers_to=("access_number", "application_contact"))


@kind("conferencing_policy", "Conferencing policies", area="Conferencing")
@attrs.frozen(kw_only=True)
class ConferencingPolicy(Item):
    """A conferencing policy; an OCS 2007 R2 meeting policy."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    max_meeting_size: int | None = whole("Largest meeting")
    allow_ip_audio: bool | None = flag("IP audio")
    allow_ip_video: bool | None = flag("IP video")
    enable_dial_in: bool | None = flag("Dial-in conferencing")
    enable_data_collaboration: bool | None = flag("Data collaboration")
    allow_anonymous: bool | None = flag("Anonymous participants")
    is_default: bool | None = flag("Default")


@kind("conferencing_settings", "Conferencing settings", area="Conferencing")
@attrs.frozen(kw_only=True)
class ConferencingSettings(Item):
    """Forest-wide meeting setting of OCS 2007 R2 (MSFT_SIPGlobalMeetingSetting)."""

    policy: str | None = text("Global policy", refers_to="conferencing_policy")
    use_per_user_policy: bool | None = flag("Policy per user")
    anonymous_participants: str | None = text("Anonymous participants")
