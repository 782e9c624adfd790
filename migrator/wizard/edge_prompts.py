"""What the wizard asks about the Edge: evidence, DNS, ports, certificates. Every question can be left empty."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..errors import InputError
from .prompt import Choice, Prompt
from .state import SessionState

#: the answer that keeps the vantage point of the folders, and the one that connects to nothing
BY_FOLDER, NO_PROBE = "folder", "no"


def _path_complaint(answer: str, _state: SessionState) -> str | None:
    return f"{answer}: there is no such file or folder" if answer and not os.path.lexists(answer) else None


def _new_file_complaint(answer: str, _state: SessionState) -> str | None:
    if not answer:
        return None
    if os.path.lexists(answer):
        return f"{answer} exists already: name another file"
    parent = Path(answer).parent
    return None if parent.is_dir() else f"{parent}: there is no such folder"


def _complaint_of(read: Callable[[str], object]) -> Callable[[str, SessionState], str | None]:
    """What *read* says of an answer that is not empty."""

    def complaint(answer: str, _state: SessionState) -> str | None:
        try:
            if answer:
                read(answer)
        except InputError as error:
            return error.message
        return None

    return complaint


def _server(text: str) -> object:
    from ..app.edge_dns import name_server

    return name_server(text)


def _domain(text: str) -> object:
    from ..app.edge_dns import sip_domain

    return sip_domain(text)


def _endpoint(text: str) -> object:
    from ..app.live_certificates import endpoint

    return endpoint(text)


ZONES = Prompt(
    name="zone",
    text="Zone file, or answers of nslookup or dig (Tab completes, Enter alone goes on):",
    kind="path",
    option="--zone",
    help="A zone file, or pasted answers of name servers, beside the snapshot; may be repeated.",
    many=True,
    complaint=_path_complaint,
)
VANTAGE = Prompt(
    name="vantage",
    text="From where are the names in these files seen?",
    kind="choice",
    option="--vantage",
    help="From where the names of all --zone files are seen.",
    default=lambda _state: BY_FOLDER,
    values=(BY_FOLDER, "public", "internal", "edge"),
    choices=lambda _state: (
        Choice(BY_FOLDER, "as their folders are called: public, internal, edge"),
        Choice("public", "from the internet"),
        Choice("internal", "from inside"),
        Choice("edge", "from the Edge"),
    ),
    when=lambda state: bool(state.answers.get("zone", True)),
)
RESOLVERS = Prompt(
    name="resolver",
    text="Name server to ask now, like public=192.0.2.53 (Enter alone asks none):",
    kind="text",
    option="--resolver",
    help="A name server that is asked now, as SIDE=ADDRESS[:PORT]; may be repeated.",
    many=True,
    complaint=_complaint_of(_server),
)
PARTNER = Prompt(
    name="partner",
    text="SIP domain of a partner to set beside your own (Enter alone: none):",
    kind="text",
    option="--partner",
    help="The SIP domain of a partner whose records are shown beside the own ones.",
    complaint=_complaint_of(_domain),
)
EDGE_FILES = Prompt(
    name="edge_file",
    text="File of the Edge, like netstat.txt (Tab completes, Enter alone goes on):",
    kind="path",
    option="--edge-file",
    help="Evidence of an Edge server beside the snapshot; may be repeated.",
    many=True,
    complaint=_path_complaint,
)
PROBE = Prompt(
    name="probe",
    text="Connect to the TCP ports of the Edge from this computer?",
    kind="choice",
    option="--probe",
    help="Whether the TCP ports of the Edge are connected to, and where this computer stands.",
    default=lambda _state: NO_PROBE,
    values=(NO_PROBE, "internet", "internal"),
    choices=lambda _state: (
        Choice(NO_PROBE, "no, look at the evidence alone"),
        Choice("internet", "yes, this computer stands on the internet"),
        Choice("internal", "yes, this computer is an internal server"),
    ),
)
CERTIFICATES = Prompt(
    name="certificate",
    text="Certificate, or output of Get-CsCertificate or certutil (Tab completes, Enter alone goes on):",
    kind="path",
    option="--certificate",
    help="A certificate or a list of them beside the snapshot; may be repeated.",
    many=True,
    complaint=_path_complaint,
)
ENDPOINTS = Prompt(
    name="endpoint",
    text="Server whose certificate is looked at now, like sip.contoso.com:443 (Enter alone: none):",
    kind="text",
    option="--endpoint",
    help="A server and port whose certificate is looked at now; may be repeated.",
    many=True,
    complaint=_complaint_of(_endpoint),
)
CALENDAR = Prompt(
    name="calendar",
    text="Calendar file (.ics) to write with the days of expiry (Enter alone: none):",
    kind="path",
    option="--calendar",
    help="The iCalendar file to write with the days on which certificates expire.",
    complaint=_new_file_complaint,
)
