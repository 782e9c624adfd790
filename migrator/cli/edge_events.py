"""`edge events` and `edge trace`: events and SIP traces, grouped, counted and explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json
from .findings import exit_code, threshold_option
from .options import evidence_argument, json_option, snapshot_option, target_option

if TYPE_CHECKING:
    from ..app.edge_events import EventsLook
    from ..app.settings import Settings

#: how a trace is taken: bb936621 (Logging Tool), Start-, Stop- and Search-CsClsLogging, JJ688145 (ports)
_ON_THE_EDGE = (
    "OCS 2007 R2 and Lync 2010: on the Edge itself the Logging Tool (OCSLogger.exe), component SipStack, all flags; "
    "reproduce the fault, stop, then Analyze Log Files: give the text that it shows."
)
_CENTRALLY = (
    "Lync 2013: Start-CsClsLogging -Scenario NAME -Pools EDGEPOOL; reproduce the fault; Stop-CsClsLogging -Scenario "
    "NAME -Pools EDGEPOOL; Search-CsClsLogging -Pools EDGEPOOL -OutputFilePath trace.txt. From the computer where you "
    "type it, TCP 50001 to 50003 to the Edge must be open."
)
_READING = (
    "`migrator edge trace trace.txt` or `migrator inventory` then reads the SIP messages and their ms-diagnostics; "
    "bodies and proofs of passwords are not kept."
)
HOW_TO_TRACE = (_ON_THE_EDGE, _CENTRALLY, _READING)


@click.command()
@evidence_argument
@snapshot_option
@target_option
@threshold_option
@json_option
@click.pass_obj
def events(
    settings: Settings, files: tuple[Path, ...], snapshot: str | None, target: str, threshold: str, as_json: bool
) -> int:
    """Group events by source, id, server, peer and hour, and say what they mean; without FILE those of the snapshot.

    FILE is an event log in any form: EVTX, XML of wevtutil, text or CSV of Event Viewer, lists of PowerShell. Events
    that are known and not expected in the phase of the migration are findings. No project is needed.

    \b
    Example:
      migrator edge events events.xml
    """
    from ..app.edge_events import look_at_events

    look = look_at_events(settings.project_url, files, snapshot=snapshot, target=target, now=settings.now())
    return _show(look, threshold, as_json=as_json)


@click.command(epilog=" ".join(("How to take a trace.", *HOW_TO_TRACE)))
@evidence_argument
@snapshot_option
@target_option
@threshold_option
@json_option
@click.pass_obj
def trace(
    settings: Settings, files: tuple[Path, ...], snapshot: str | None, target: str, threshold: str, as_json: bool
) -> int:
    """Group the SIP messages of traces by ms-diagnostics id, domains, peer and hour, and say what they mean.

    FILE is the text of a server trace, the log of a client (uccapilog), or a pasted SIP message or header; of any
    size. Without FILE the records of the snapshot are shown. No project is needed.

    \b
    Example:
      migrator edge trace trace.txt
    """
    from ..app.edge_events import look_at_traces

    look = look_at_traces(settings.project_url, files, snapshot=snapshot, target=target, now=settings.now())
    if not look.records and not as_json:
        from ..terminal.edge_events import print_how_to_trace

        print_how_to_trace(HOW_TO_TRACE)
    return _show(look, threshold, as_json=as_json)


def _show(look: EventsLook, threshold: str, *, as_json: bool) -> int:
    prediction, losses = look.assessment.prediction, look.assessment.losses
    if as_json:
        from ..documents.shapes.edge_events import edge_events_document

        print_json(edge_events_document(look.records, prediction, losses))
    else:
        from ..terminal.edge_events import print_events

        print_events(look)
    return exit_code(prediction, losses, threshold)
