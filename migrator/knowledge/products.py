"""Which product a text names: OCS or Lync, a part of them, or another program."""

from __future__ import annotations

import re

# compiled where they are first used
_OWN = (
    r"(?i)(?<!\w)(?:lync|ocs|communications server|communicator|skype|sfb|"
    r"_?sip(?:federation|internal)tls|mediarelaysvc)"
)
#: what OCS and Lync have, and others too
_PART = r"(?i)(?<!\w)(?:federat|edge|front[ -]?end|sip|rtc|mediation|ls )"
_OTHER = (
    r"(?i)(?<!\w)(?:exchange(?! um| unified)|msexchange\w*|hub transport|edge transport|outlook|sharepoint|sql|iis|"
    r"wsus|windows update|dns server|dhcp|"
    r"hyper-v|vmware|citrix|backup|veeam|antivirus|defender|printers?|oracle|apache|nginx|scom|asterisk|freepbx|"
    r"freeswitch|cisco|avaya|jabber|zoom|webex|teams|google|dropbox|whatsapp|anydesk|teamviewer|slack|netflix|chrome|firefox)(?!\w)"
)
#: an error behind a cmdlet that neither OCS nor Lync has
_FOREIGN_CMDLET = r"(?:^|[;>}\n]\s*)[A-Z][a-z]{2,19}-(?!Cs)[A-Za-z]{2,60} ?: "


def names_own(text: str) -> bool:
    """Whether a text names OCS or Lync, or a part that they have."""
    return names_product(text) or re.search(_PART, text) is not None


def names_product(text: str) -> bool:
    """Whether a text names OCS or Lync; a part of them alone, such as Edge, is not enough."""
    return re.search(_OWN, text) is not None


def names_other(text: str) -> bool:
    """Whether a text names another program."""
    return re.search(_OTHER, text) is not None


def others_in(text: str) -> frozenset[str]:
    """The other programs that a text names, in small letters."""
    return frozenset(match[0].casefold() for match in re.finditer(_OTHER, text))


def is_of_other(text: str) -> bool:
    """Whether a text names another program, and not OCS or Lync; parts of them may be named."""
    return names_other(text) and not names_product(text)


def is_of_other_cmdlet(text: str) -> bool:
    """Whether a text is an error that a cmdlet of another product printed."""
    return re.search(_FOREIGN_CMDLET, text) is not None
