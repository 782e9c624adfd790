"""The rule catalogue on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import print_line, print_table, print_unwrapped, shown_severity, stdout

if TYPE_CHECKING:
    from rich.text import Text

    from ..rules.engine.decisions import ChangedSeverity
    from ..rules.engine.model import Rule


def print_rules(rules: Sequence[Rule], changed: Mapping[str, ChangedSeverity]) -> None:
    """Print one line per rule, and one per family; *changed* holds the project's own severities."""
    from ..rules.engine.pages import families

    of_families = [
        (f"{name}-*", "", "", f"{counted(len(made), 'rule')} for known messages; each with `migrator rules {name}-ID`")
        for name, made in families(rules).items()
    ]
    own = [(r.id, _severity(r, changed.get(r.id)), r.grade, r.title) for r in rules if not r.family]
    print_table(counted(len(rules), "rule"), ("Id", "Severity", "Grade", "Title"), [*own, *of_families])


def print_rule(rule: Rule, changed: ChangedSeverity | None) -> None:
    """Print one rule with all that is known of it."""
    from ..rules.engine.pages import explained

    print_line(f"{rule.id}  {rule.title}", "bold")
    stdout().print(_severity(rule, changed).append(f", {rule.grade}"))
    if changed:
        print_line(f"Severity changed: {changed.decision}")
    before = ""
    for heading, text in explained(rule):
        if heading != before:
            print_line()
            print_line(heading, "bold")
        print_line(text) if heading != "Source" else print_unwrapped(text)
        before = heading


def _severity(rule: Rule, changed: ChangedSeverity | None) -> Text:
    return shown_severity(changed.severity, changed.original) if changed else shown_severity(rule.severity)


def print_questions() -> None:
    """Print what only the user knows and some rules need."""
    from ..rules.engine.questions import QUESTIONS

    print_table(
        "What only you know: answer with `migrator answers set NAME VALUE`; `migrator answers list` shows the answers",
        ("Name", "Question", "Answer"),
        [(q.name, q.text, ", ".join(q.choices) or q.form) for q in QUESTIONS.values()],
        unfolded=("Name",),
    )
