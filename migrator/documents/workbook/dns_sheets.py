"""Rows of the sheets about DNS: the records that are needed with those that are there, and what clients ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...estate.estate import Estate
from ...network.comparison import compare
from ...network.discovery import discovery_steps
from ...network.records import expected_records, sip_domains
from ...rules.dns_view import names_of
from .layout import Layout
from .text import lines

Row = Mapping[str, Any]
_NEEDED = {True: "yes", False: "optional", None: "not known"}


def dns_record_rows(estate: Estate, _layout: Layout) -> Iterator[Row]:
    """One row per record that is needed, outside first; none where no SIP domain is known."""
    for record in compare(expected_records(estate), names_of(estate)) if sip_domains(estate) else ():
        expected = record.expected
        yield {
            "verdict": record.verdict.value,
            "side": expected.use.side.place,
            "name": expected.name,
            "type": expected.use.type,
            "expected": expected.line,
            "seen": lines([*record.seen, *record.remarks]) or None,
            "leads_to": expected.use.leads_to,
            "purpose": expected.use.purpose,
            "needed": _NEEDED[expected.is_needed],
            "condition": expected.use.needed,
            "clients": lines(expected.use.clients) or None,
            "phase": expected.use.phase or None,
            "note": expected.use.note or None,
        }


def discovery_rows(estate: Estate, _layout: Layout) -> Iterator[Row]:
    """One row per question of each generation of clients, in its order."""
    for step in discovery_steps(sip_domains(estate), names_of(estate)):
        yield {
            "client": step.client.value,
            "domain": step.domain,
            "position": step.position,
            "name": step.name,
            "type": step.type,
            "side": step.side.place,
            "present": step.presence.value,
            "when": step.when or None,
            "note": step.note or None,
        }


#: id of the sheet in the layout -> its rows
DNS_SHEETS: Mapping[str, Callable[[Estate, Layout], Iterator[Row]]] = {
    "dns_needed": dns_record_rows,
    "discovery": discovery_rows,
}
