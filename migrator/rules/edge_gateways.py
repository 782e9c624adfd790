"""What the rule about the default gateways of an Edge server says, by the adapters that have them (NIC-01)."""

from __future__ import annotations

from ..network.adapters import HostAdapters
from .engine.model import Wording

#: the pages of the library, and what was published of several external adapters
PAGES = ("l13-edge-interfaces", "l13-dns-edge-nat", "schertz-edge-ports", "technet-strong-host")
GATEWAYS = {
    "two": Wording("{server} has default gateways on several adapters: {adapters} ({gateways})"),
    "outside": Wording(
        "{server} has default gateways on several external adapters: {adapters} ({gateways})",
        effect=(
            "The library sets one default gateway, on the external adapter, and does not say which of several external "
            "adapters has it. With several, Windows Server 2008 can keep Web Conferencing and A/V of external users "
            "from working, as an article of Microsoft says."
        ),
        remediation=(
            "Take no gateway away before you know why it is there; test Web Conferencing and A/V from outside. One "
            "external adapter with all three addresses, as in the library, needs one default gateway."
        ),
    ),
}
BASIS = (
    "what has to be done is documented, what happens otherwise inferred; that several gateways outside need a look, "
    "and what to do then, is inferred"
)


def are_outside(found: HostAdapters) -> bool:
    """Whether several adapters have a default gateway, and all of them are external ones."""
    return len(found.with_gateway) > 1 and all(adapter in found.external for adapter in found.with_gateway)
