"""Devices and other contacts with telephone numbers."""

from __future__ import annotations

from .kinds import Item, boolean, declared, kind, text


@kind("common_area_phone", "Common area phones", area="Numbers and devices")
@declared(kw_only=True)
class CommonAreaPhone(Item):
    """A phone that belongs to a place."""

    display_name: str | None = text("Display name")
    primary_uri: str | None = text("SIP URI")
    line_uri: str | None = text("Line URI")
    display_number: str | None = text("Display number")
    description: str | None = text("Description")
    pool: str | None = text("Pool", refers_to="pool")
    dial_plan: str | None = text("Dial plan", refers_to="dial_plan")
    voice_policy: str | None = text("Voice policy", refers_to="voice_policy")
    location_policy: str | None = text("Location policy", refers_to="location_policy")
    conferencing_policy: str | None = text("Conferencing policy", refers_to="conferencing_policy")
    client_policy: str | None = text("Client policy", refers_to="client_policy")


@kind("analog_device", "Analog devices", area="Numbers and devices")
@declared(kw_only=True)
class AnalogDevice(Item):
    """An analog phone or fax."""

    display_name: str | None = text("Display name")
    primary_uri: str | None = text("SIP URI")
    line_uri: str | None = text("Line URI")
    gateway: str | None = text("Gateway", refers_to="gateway")
    is_fax: bool | None = boolean("Fax")
    pool: str | None = text("Pool", refers_to="pool")
    voice_policy: str | None = text("Voice policy", refers_to="voice_policy")
    location_policy: str | None = text("Location policy", refers_to="location_policy")


@kind("exchange_um_contact", "Exchange UM contacts", area="Numbers and devices")
@declared(kw_only=True)
class ExchangeUmContact(Item):
    """A subscriber access or auto attendant contact of Exchange UM."""

    display_name: str | None = text("Display name")
    primary_uri: str | None = text("SIP URI")
    display_number: str | None = text("Display number")
    line_uri: str | None = text("Line URI")
    auto_attendant: bool | None = boolean("Auto attendant")
    pool: str | None = text("Pool", refers_to="pool")
    dial_plan: str | None = text("Dial plan", refers_to="dial_plan")


@kind("phone_settings", "UC phone settings", area="Numbers and devices", scopes=("site", "global"))
@declared(kw_only=True)
class PhoneSettings(Item):
    """Settings of UC phones, by scope."""

    scope: str | None = text("Scope")
    pool: str | None = text("Pool", refers_to="pool")
    sip_security: str | None = text("SIP security")
    logging_level: str | None = text("Logging level")
    enforce_lock: bool | None = boolean("Lock enforced")
    min_pin_length: str | None = text("PIN length")
