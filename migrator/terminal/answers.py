"""Questions and answers on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import print_line, print_table, say, shown

if TYPE_CHECKING:
    from ..app.answers import KeptAnswers
    from ..rules.engine.answers import Answer


def print_answers(answers: Sequence[Answer]) -> None:
    """Print every question with its answer, who gave it and when; then how many have one."""
    rows = [
        (
            answer.question.name,
            answer.question.text,
            shown(answer.text, "italic" if answer.derived else ""),
            shown(f"derived: {answer.derived}", "italic")
            if answer.derived
            else "\n".join(filter(None, (answer.who, answer.at[:16].replace("T", " ")))),
        )
        for answer in answers
    ]
    print_table("What only people know", ("Name", "Question", "Answer", "By"), rows, unfolded=("Name",))
    given = sum(bool(answer.who) for answer in answers)
    print_line(f"{given} of {counted(len(answers), 'question')} answered; answer with: migrator answers set NAME VALUE")


def say_kept(kept: KeptAnswers) -> None:
    """Say what became of answers that were given: each that was replaced or taken back, then the counts."""
    for name, before in kept.replaced.items():
        say(f"{name}: replaced the answer {before!r}")
    for name, before in kept.forgotten.items():
        say(f"{name}: took back the answer {before!r}")
    counts = {
        "new": len(kept.new),
        "replaced": len(kept.replaced),
        "taken back": len(kept.forgotten),
        "unchanged": len(kept.unchanged),
    }
    say("Answers kept in the project: " + (", ".join(f"{n} {what}" for what, n in counts.items() if n) or "none"))
