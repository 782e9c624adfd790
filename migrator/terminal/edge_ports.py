"""What `edge ports` found, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import print_line, print_table, shown
from .prediction import print_findings, print_losses, print_outcomes

if TYPE_CHECKING:
    from ..app.edge_ports import ListenerRecord, PortsLook
    from ..estate.evidence import PortTest

#: by what a live look says of a way
_STYLES = {"open": "green", "closed": "red", "no TLS answer": "red", "not tested": "yellow"}


def print_ports(look: PortsLook) -> None:
    """Print one line where nothing is wrong; else the findings, the listeners that lack, and what is not evaluated."""
    prediction = look.assessment.prediction
    print_losses(look.assessment.losses)
    for file in look.foreign:
        print_line(f"{file}: a netstat of another machine, without an address of an Edge: not used", "yellow")
    if look.looks:
        _print_looks(look.looks)
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


def _print_looks(looks: Sequence[PortTest]) -> None:
    """Print what was looked at; ways beyond the limit as their number."""
    from ..app.live_ports import BEYOND

    shown_looks = [test for test in looks if test.details != BEYOND]
    rows = [
        (t.rule, t.destination, f"{t.protocol} {t.port}", shown(t.result, _STYLES[t.result or ""]), t.details)
        for t in shown_looks
    ]
    print_table("Live looks", ("Rule", "To", "Port", "Result", "Seen"), rows)
    if beyond := len(looks) - len(shown_looks):
        print_line(f"{counted(beyond, 'more way was', 'more ways were')} {BEYOND}", "yellow")
    print_line("Ways that begin elsewhere, and UDP: sheet Port tests of the workbook has the test of each", "italic")


def _clean(look: PortsLook) -> str:
    """The one line about an Edge without findings."""
    needed = [record for record in look.records if record.verdict != "not evaluated"]
    listening = sum(record.verdict == "listening" for record in needed)
    servers = ", ".join(dict.fromkeys(record.server for record in look.records))
    if not needed:
        return f"{servers}: no finding, but no netstat was read"
    hidden = sum(record.verdict == "not shown" for record in needed)
    more = f"; netstat does not show whether the other {hidden} are" if hidden else ""
    is_all = all(test.result == "open" for test in look.looks)
    verdict = "nothing is wrong" if is_all else "no finding, and not every way was tested"
    if look.foreign:
        verdict = "no finding in the other evidence"
    return f"{servers}: {verdict}; {listening} of {counted(len(needed), 'expected listener')} there{more}"


def _row(record: ListenerRecord) -> tuple[str, ...]:
    where = ", ".join(record.addresses) or record.interface
    return (
        record.server,
        record.interface,
        f"{record.protocol} {where}:{record.port}",
        record.process,
        ", ".join(record.seen) or "nothing",
    )
