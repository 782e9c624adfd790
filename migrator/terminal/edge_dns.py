"""The DNS records of an estate on the terminal: needed, seen, and what to look up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .console import print_line, print_table, print_unwrapped, shown
from .prediction import print_findings, print_losses, print_outcomes

if TYPE_CHECKING:
    from ..app.edge_dns import DnsComparison
    from ..network.comparison import ComparedRecord

#: what is wrong stands first
_ORDER = ("differs", "missing", "seen, from where is not known", "not looked up")
_STYLES = {
    "as expected": "green",
    "differs": "red",
    "missing": "red",
    "not looked up": "yellow",
    "seen, from where is not known": "yellow",
}


def _rank(verdict: str) -> int:
    return _ORDER.index(verdict) if verdict in _ORDER else len(_ORDER)


def print_dns(compared: DnsComparison) -> None:
    """Print the records with their verdicts, the partner's beside the own, findings, and the lines that are to ask."""
    print_losses(compared.assessment.losses)
    print_records(compared.records)
    if compared.partner:
        print_table(
            "Own and partner's record, seen outside",
            ("Record", "Value", "Own", "Partner", "Differs"),
            [
                (row.service, row.field, row.own, row.partner, shown("differs", "bold red") if row.differs else "")
                for row in compared.partner
            ],
        )
    print_findings(compared.assessment.prediction)
    print_outcomes(compared.assessment.prediction)
    for side, lines in compared.to_ask.items():
        print_line(f"To look up what is not known ({side}), type these lines, and save what they print", "bold")
        for line in lines:
            print_unwrapped(f"  {line}")


def print_records(records: Iterable[ComparedRecord]) -> None:
    """Print each record that is needed beside what is there, what is wrong first."""
    rows = [
        (
            shown(record.verdict, _STYLES.get(record.verdict, "")),
            record.expected.use.side.place,
            "\n".join([record.expected.line, *(["- not needed here"] if record.expected.is_needed is False else [])]),
            "\n".join([*record.seen, *(f"- {remark}" for remark in record.remarks)]),
        )
        for record in sorted(records, key=lambda each: _rank(each.verdict))
    ]
    print_table("DNS records", ("Verdict", "Seen", "Expected", "There"), rows)
