"""A real log against the prediction on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import print_line, print_table, shown

if TYPE_CHECKING:
    from ..rules.engine.log_comparison import LogComparison


def print_log_comparison(comparison: LogComparison) -> None:
    """Print the predicted lines, seen or not, then the lines that nobody predicted."""
    matches = comparison.matches
    rows = [
        (
            shown("seen", "green") if m.seen else shown("not seen", "yellow"),
            m.message.id,
            m.message.count,
            m.seen,
            m.message.text,
        )
        for m in sorted(matches, key=lambda m: m.seen == 0)
    ]
    print_table("Predicted lines", ("In the log", "Line", "Predicted", "Seen", "Text"), rows, numeric="llrr")
    if comparison.unpredicted:
        print_table(
            "Seen and not predicted",
            ("Level", "Times", "Known line", "Text"),
            [(s.level, s.count, s.template, s.text) for s in comparison.unpredicted],
            numeric="lr",
        )
        if any(s.as_template for s in comparison.unpredicted):
            print_line('Keep one as a template: migrator log template "TEXT" --into messages.toml --id U1', "dim")
    seen = sum(m.seen > 0 for m in matches)
    print_line(
        f"{seen} of {counted(len(matches), 'predicted line')} seen, "
        f"{counted(len(comparison.unpredicted), 'line')} not predicted"
    )
