"""What the rules of the Access Edge say of OCS 2007 R2, where each Edge server has settings of its own."""

from __future__ import annotations

from .access_edge import in_console
from .engine.model import Wording

_PARTNERS = "MSFT_SIPFederationPartnerTable"
NOT_NEEDED = "Users cannot communicate with federated domains. An Edge for remote users needs no federation."
LEAVE = "Leave it so unless federation, a hybrid or push notifications are wanted."
#: federation is switched off, against what is set up or not
OFF = {
    "ocs": Wording(
        message="Federation is off on {server} (EnableFederation is False), although it is set up: {signs}",
        effect="No user can communicate with federated domains through this Edge server.",
        remediation=in_console("; switch federation on."),
    ),
    "ocs off": Wording(
        message="Federation is off on {server}: EnableFederation is False",
        effect=NOT_NEEDED,
        remediation=LEAVE,
    ),
}
#: partners are not discovered
NO_DISCOVERY = {
    "ocs": Wording(
        message="Federation shall be open, but {server} does not discover partners",
        remediation=in_console("; allow discovery of federated partners."),
    ),
}
#: a partner is not on the Allow list
ALLOW_LIST_PAGES = ("r2-federated-partners", "r2-federated-domains", "r2-wmi-partners")
NOT_ALLOWED = {
    "ocs": Wording(
        message="Federation is closed on {server} and {partner} is not on its Allow list",
        remediation=in_console(" > tab Allow > Add.", _PARTNERS),
    )
}
#: a partner is blocked
BLOCKED = {
    "ocs": Wording(
        message="{item} is blocked on an Edge server of OCS 2007 R2, and {partner} is one of your partners",
        effect="Any connection from or to {item} is dropped.",
        remediation=in_console("; unblock it before you allow it.", "MSFT_SIPFederationDeniedDomainSetting"),
    )
}
#: remote or anonymous users are not let in
NO_ACCESS = {
    "ocs": Wording(
        message="{switch} is False on {server}, although {what} are wanted",
        remediation=in_console("; allow access of {what}."),
    )
}
#: a partner that is discovered is held back
THROTTLED = {
    "ocs": Wording(
        message=(
            "Event 14508 was logged {times:time|times}, and {server} discovers partners: one sent requests to more "
            "than 1,000 users"
        ),
        effect="Further requests of this partner are blocked; its domain is on the Watch list.",
        remediation=(
            "Computer Management > Services and Applications > Office Communications Server 2007 R2 > tab Open "
            "Federation > Watch List names the partner. If it is wanted: "
            + in_console(" > tab Allow > Add.", _PARTNERS)
        ),
    )
}
