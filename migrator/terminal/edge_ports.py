"""What `edge ports` found, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import print_line, print_table
from .prediction import print_findings, print_losses, print_outcomes

if TYPE_CHECKING:
    from ..app.edge_ports import ListenerRecord, PortsLook


def print_ports(look: PortsLook) -> None:
    """Print one line where nothing is wrong; else the findings, the listeners that lack, and what is not evaluated."""
    prediction = look.assessment.prediction
    print_losses(look.assessment.losses)
    if look.looks:
        print_table(
            "Live looks",
            ("Rule", "To", "Port", "Result", "Seen"),
            [(t.rule, t.destination, f"{t.protocol} {t.port}", t.result, t.details) for t in look.looks],
        )
        print_line("UDP cannot be tested by connecting: no answer comes", "italic")
    if not prediction.findings and look.records:
        print_line(_clean(look), "green")
    elif not prediction.findings:
        print_line("No Edge is in the evidence: there is nothing to compare with")
    else:
        print_findings(prediction)
        lacking = [record for record in look.records if record.verdict in ("absent", "other program")]
        if lacking:
            print_table("Listeners", ("Server", "Interface", "Socket", "Expected", "Seen"), map(_row, lacking))
    for server, count in look.media_ports.items():
        print_line(
            f"{server}: {counted(count, 'media port')} in use; they come and go with calls, none is no fault", "italic"
        )
    print_outcomes(prediction)


def _clean(look: PortsLook) -> str:
    """The one line about an Edge without findings."""
    needed = [record for record in look.records if record.verdict != "not evaluated"]
    listening = sum(record.verdict == "listening" for record in needed)
    servers = ", ".join(dict.fromkeys(record.server for record in look.records))
    if not needed:
        return f"{servers}: no finding, but no netstat was read"
    hidden = sum(record.verdict == "not shown" for record in needed)
    more = f"; netstat does not show whether the other {hidden} are" if hidden else ""
    return f"{servers}: nothing is wrong; {listening} of {counted(len(needed), 'expected listener')} there{more}"


def _row(record: ListenerRecord) -> tuple[str, ...]:
    where = ", ".join(record.addresses) or record.interface
    return (
        record.server,
        record.interface,
        f"{record.protocol} {where}:{record.port}",
        record.process,
        ", ".join(record.seen) or "nothing",
    )
