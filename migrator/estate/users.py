"""Users: needed to find orphaned and renamed agents; documents count them by default."""

from __future__ import annotations

from .kinds import Item, boolean, declared, kind, text, text_list


@kind("user", "Users", area="Users", of_person=True)
@declared(kw_only=True)
class User(Item):
    """A user enabled for OCS or Lync."""

    display_name: str | None = text("Display name", personal=True)
    sip_address: str | None = text("SIP address", personal=True, shows="SIP domain")
    line_uri: str | None = text("Line URI", personal=True)
    enabled: bool | None = boolean("Enabled")
    voice_enabled: bool | None = boolean("Enterprise Voice")
    pool: str | None = text("Home pool", refers_to="pool", shows="server")
    dial_plan: str | None = text("Dial plan", refers_to="dial_plan")
    voice_policy: str | None = text("Voice policy", refers_to="voice_policy")
    conferencing_policy: str | None = text("Conferencing policy", refers_to="conferencing_policy")
    sip_domain: str | None = text("SIP domain", refers_to="sip_domain")
    remote_call_control: bool | None = boolean("Remote call control")
    private_line: str | None = text("Private line", personal=True)
    presence_policy: str | None = text("Presence policy", refers_to="presence_policy")
    external_access_policy: str | None = text("External access policy", refers_to="external_access_policy")
    location_policy: str | None = text("Location policy", refers_to="location_policy")
    client_policy: str | None = text("Client policy", refers_to="client_policy")
    client_version_policy: str | None = text("Client version policy", refers_to="client_version_policy")
    archiving_policy: str | None = text("Archiving policy", refers_to="archiving_policy")
    pin_policy: str | None = text("PIN policy", refers_to="pin_policy")
    mobility_policy: str | None = text("Mobility policy", refers_to="mobility_policy")
    voice_routing_policy: str | None = text("Voice routing policy", refers_to="voice_routing_policy")
    move_target: str | None = text("Move pending to", refers_to="pool")
    delegates: tuple[str, ...] = text_list("Delegates", refers_to="user", personal=True, in_order=False)


@kind("directory_group", "Groups in Active Directory", area="Users", of_forest=True)
@declared(kw_only=True)
class DirectoryGroup(Item):
    """A security or distribution group, whose members can be the agents of a response group."""

    name: str | None = text("Name")
    address: str | None = text("Address")
    members: tuple[str, ...] = text_list("Members", refers_to=("user", "directory_group"), personal=True)
