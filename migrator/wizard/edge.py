"""The steps of the wizard that look at the Edge: the same use cases as the commands of `migrator edge`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..estate.counting import counted
from ..terminal.console import print_line
from .edge_prompts import (
    BY_FOLDER,
    CALENDAR,
    CERTIFICATES,
    EDGE_FILES,
    ENDPOINTS,
    PARTNER,
    PROBE,
    RESOLVERS,
    VANTAGE,
    ZONES,
)

if TYPE_CHECKING:
    from ..app.live_ports import Place
    from ..app.settings import Settings
    from .interview import Interview

#: from where the ports are connected to, by the answer; None where nothing is
_PLACES: Mapping[str, Place] = {"internet": "internet", "internal": "internal"}


def check_federation(settings: Settings, interview: Interview) -> str:
    """Work through the check list of federation with the newest snapshot."""
    from ..app.edge import Evidence
    from ..app.edge_check import check_federation
    from ..checklist.edge_check import PointState
    from ..terminal.edge_check import print_check

    made = check_federation(settings.project_url, None, Evidence(), now=interview.state.now)
    print_check(made.points, made.federation, made.assessment.losses)
    failed = sum(point.state is PointState.FAILED for point in made.points)
    return f"{counted(failed, 'point')} of {len(made.points)} failed"


def compare_dns(settings: Settings, interview: Interview) -> str:
    """Compare the DNS records that the topology needs with files, and with name servers that are named."""
    from ..app.edge_dns import DnsQuestion, ZoneEvidence, compare_dns, name_server, sip_domain
    from ..terminal.edge_dns import print_dns

    files = interview.several(ZONES)
    side = interview.text(VANTAGE) if files else BY_FOLDER
    vantage = None if side == BY_FOLDER else side
    servers = tuple(map(name_server, interview.several(RESOLVERS)))
    partner = interview.text(PARTNER)
    question = DnsQuestion(
        zones=tuple(ZoneEvidence(Path(file), vantage) for file in files),
        servers=servers,
        partner=sip_domain(partner) if partner else None,
    )
    compared = compare_dns(settings.project_url, question, now=interview.state.now)
    print_dns(compared)
    wrong = sum(record.verdict in ("differs", "missing") for record in compared.records)
    return f"{counted(wrong, 'record')} of {len(compared.records)} missing or different"


def look_at_ports(settings: Settings, interview: Interview) -> str:
    """Compare listeners, services, adapters and routes of the Edge with what its topology needs."""
    from ..app.edge_ports import look_at_ports
    from ..terminal.edge_ports import print_ports

    files = [Path(file) for file in interview.several(EDGE_FILES)]
    place = _PLACES.get(interview.text(PROBE))
    look = look_at_ports(
        settings.project_url, files, snapshot=None, target="2013", now=interview.state.now, probe=place
    )
    print_ports(look)
    return counted(len(look.assessment.prediction.findings), "finding")


def look_at_certificates(settings: Settings, interview: Interview) -> str:
    """Check the certificates of the Edge, list them by expiry, and write the calendar if one is named."""
    from ..app.edge import read_evidence
    from ..app.edge_certificates import look_at_certificates, write_calendar
    from ..app.live_certificates import endpoint
    from ..terminal.edge_certificates import print_certificates

    evidence = read_evidence([Path(file) for file in interview.several(CERTIFICATES)])
    endpoints = tuple(map(endpoint, interview.several(ENDPOINTS)))
    calendar = interview.text(CALENDAR)
    now = interview.state.now
    look = look_at_certificates(settings.project_url, None, evidence, now=now, endpoints=endpoints)
    print_certificates(look, now)
    became = counted(len(look.assessment.prediction.findings), "finding")
    if calendar:
        events = write_calendar(Path(calendar), look.certificates, now=now)
        became += f"; {calendar}: {counted(events, 'event')}"
        print_line(f"{calendar} written")
    return became


def show_transition(settings: Settings, interview: Interview) -> str:
    """Show how federation moves to the Edge of Lync Server 2013, with the names of the estate."""
    from ..app.edge_transition import federation_transition
    from ..checklist.gates import GateState
    from ..terminal.edge_transition import print_transition

    plan = federation_transition(settings.project_url, None, now=interview.state.now)
    print_transition(plan)
    done = sum(step.state.state is GateState.DONE for step in plan.steps)
    return f"{counted(done, 'step')} of {len(plan.steps)} done"


#: name of a step -> what takes it, and says what it left
EDGE_STEPS: Mapping[str, Callable[[Settings, Interview], str]] = {
    "federation": check_federation,
    "dns": compare_dns,
    "ports": look_at_ports,
    "certificates": look_at_certificates,
    "transition": show_transition,
}
