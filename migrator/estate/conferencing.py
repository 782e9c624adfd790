"""Conferencing: directories, access numbers, policies.

The scopes of each kind are those that the page of its New- cmdlet names (new-csmeetingconfiguration and others).
"""

from __future__ import annotations

from .kinds import Item, boolean, declared, integer, kind, text, text_list


@kind("conference_directory", "Conference directories", area="Conferencing")
@declared(kw_only=True)
class ConferenceDirectory(Item):
    """A conference directory: maps the numeric conference id to its conference, in one pool."""

    directory_id: int | None = integer("Directory id")
    pool: str | None = text("Pool", refers_to="pool")
    move_target: str | None = text("Move pending to", refers_to="pool")


@kind("access_number", "Access numbers", area="Conferencing")
@declared(kw_only=True)
class AccessNumber(Item):
    """A dial-in conferencing access number; in OCS 2007 R2 a Conferencing Attendant contact."""

    name: str | None = text("Name")
    primary_uri: str | None = text("SIP URI")
    line_uri: str | None = text("Line URI")
    display_number: str | None = text("Display number")
    pool: str | None = text("Pool", refers_to="pool")
    regions: tuple[str, ...] = text_list("Regions", names="region")
    primary_language: str | None = text("Primary language")
    secondary_languages: tuple[str, ...] = text_list("Secondary languages")
    dial_plan: str | None = text("Dial plan", refers_to="dial_plan")
    enabled: bool | None = boolean("Enabled")
    move_target: str | None = text("Move pending to", refers_to="pool")


@kind("region_mapping", "Region mappings", area="Conferencing")
@declared(kw_only=True)
class RegionMapping(Item):
    """The contacts that serve a location profile: the region of an OCS 2007 R2 access number."""

    dial_plan: str | None = text("Location profile", refers_to="dial_plan")
    contacts: tuple[str, ...] = text_list(
        "Contacts", refers_to=("access_number", "application_contact"), in_order=False
    )


@kind("conferencing_policy", "Conferencing policies", area="Conferencing", scopes=("user", "site", "global"))
@declared(kw_only=True)
class ConferencingPolicy(Item):
    """A conferencing policy; an OCS 2007 R2 meeting policy."""

    name: str | None = text("Name")
    scope: str | None = text("Scope")
    max_meeting_size: int | None = integer("Largest meeting")
    allow_ip_audio: bool | None = boolean("IP audio")
    allow_ip_video: bool | None = boolean("IP video")
    enable_dial_in: bool | None = boolean("Dial-in conferencing")
    enable_data_collaboration: bool | None = boolean("Data collaboration")
    allow_anonymous: bool | None = boolean("Anonymous participants")
    is_default: bool | None = boolean("Default")


@kind("conferencing_settings", "Conferencing settings", area="Conferencing")
@declared(kw_only=True)
class ConferencingSettings(Item):
    """Forest-wide meeting setting of OCS 2007 R2 (MSFT_SIPGlobalMeetingSetting)."""

    policy: str | None = text("Global policy", refers_to="conferencing_policy")
    use_per_user_policy: bool | None = boolean("Policy per user")
    anonymous_participants: str | None = text("Anonymous participants")


@kind("dial_in_settings", "Dial-in settings", area="Conferencing", scopes=("site", "global"))
@declared(kw_only=True)
class DialInSettings(Item):
    """Dial-in conferencing settings, by scope; PSTN conferencing settings of OCS 2007 R2."""

    scope: str | None = text("Scope")
    pool: str | None = text("Pool", refers_to="pool")
    pin_length: int | None = integer("PIN length")
    pin_expiration_days: int | None = integer("PIN lifetime (days)")
    pin_retries: int | None = integer("PIN attempts")
    internal_url: str | None = text("Internal URL")
    external_url: str | None = text("External URL")
    entry_exit_announcements: str | None = text("Entry and exit announcements")
    name_recording: bool | None = boolean("Name recording")


@kind("meeting_settings", "Meeting settings", area="Conferencing", scopes=("UserServer", "site", "global"))
@declared(kw_only=True)
class MeetingSettings(Item):
    """Meeting configuration, by scope."""

    scope: str | None = text("Scope")
    pstn_callers_bypass_lobby: bool | None = boolean("PSTN callers bypass the lobby")
    admit_anonymous_by_default: bool | None = boolean("Anonymous users admitted")
    designate_as_presenter: str | None = text("Presenters")
    assigned_conference_type: bool | None = boolean("Own conference id")
    logo_url: str | None = text("Logo")
    help_url: str | None = text("Help")
    legal_text_url: str | None = text("Legal text")
    custom_footer: str | None = text("Footer")


@kind("conference_disclaimer", "Conference disclaimer", area="Conferencing")
@declared(kw_only=True)
class ConferenceDisclaimer(Item):
    """What participants hear or read when they join."""

    header: str | None = text("Header")
    body: str | None = text("Text")
