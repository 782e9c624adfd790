"""The rule catalogue on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import SEVERITY_STYLES, print_line, print_table, shown

if TYPE_CHECKING:
    from ..rules.engine.model import Rule


def print_rules(rules: Sequence[Rule]) -> None:
    """Print one line per rule."""
    print_table(
        counted(len(rules), "rule"),
        ("Id", "Severity", "Grade", "Title"),
        [(r.id, shown(r.severity, SEVERITY_STYLES[r.severity]), r.grade, r.title) for r in rules],
    )


def print_rule(rule: Rule) -> None:
    """Print one rule with all that is known of it."""
    from ..rules.engine.document import explained

    print_line(f"{rule.id}  {rule.title}", "bold")
    print_line(f"{rule.severity}, {rule.grade}", SEVERITY_STYLES[rule.severity])
    for heading, text in explained(rule):
        print_line()
        print_line(heading, "bold")
        print_line(text)


def print_questions() -> None:
    """Print what only the user knows and some rules need."""
    from ..rules.engine.questions import QUESTIONS

    print_table(
        "What only you know: answer with `migrator answers set NAME VALUE`; `migrator answers list` shows the answers",
        ("Name", "Question", "Answer"),
        [(q.name, q.text, q.form) for q in QUESTIONS.values()],
    )
