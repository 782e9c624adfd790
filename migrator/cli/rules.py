"""`rules`: the catalogue, and one rule explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from .console import SEVERITY_STYLES, print_json, print_table, shown, stdout

if TYPE_CHECKING:
    from ..rules.model import Rule


@click.command()
@click.argument("id", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def rules(id: str | None, as_json: bool) -> None:  # noqa: A002
    """List the rules; with an ID, explain that rule.

    \b
    Example:
      migrator rules
      migrator rules R2-RTE-001
    """
    from ..rules.catalogue import all_rules

    known = all_rules()
    if id is not None:
        chosen = next((rule for rule in known if rule.id.casefold() == id.casefold()), None)
        if chosen is None:
            raise InputError(f"there is no rule {id!r}", hint="`migrator rules` lists them")
        print_json(rule_document(chosen)) if as_json else _explain(chosen)
    elif as_json:
        print_json([rule_document(rule) for rule in known])
    else:
        print_table(
            f"{len(known)} rules",
            ("Id", "Severity", "Grade", "Title"),
            [(r.id, shown(r.severity, SEVERITY_STYLES[r.severity]), r.grade, r.title) for r in known],
        )


def rule_document(rule: Rule) -> dict[str, Any]:
    """The JSON shape of a rule."""
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "grade": rule.grade,
        "products": rule.products,
        "targets": rule.targets,
        "needs": [cls.kind for cls in rule.needs],
        "page": rule.page,
        "effect": rule.effect,
        "remediation": rule.remediation,
        "minutes": rule.minutes,
        "source": rule.source,
    }


def _explain(rule: Rule) -> None:
    out = stdout()
    out.print(shown(f"{rule.id}  {rule.title}", "bold"))
    out.print(shown(f"{rule.severity}, {rule.grade}", SEVERITY_STYLES[rule.severity]))
    for heading, text in (
        *rule.page.items(),
        ("What will be true afterwards", rule.effect),
        ("What to do", rule.remediation),
        ("Needs", ", ".join(cls.label.lower() for cls in rule.needs) or "nothing"),
        ("Effort", f"about {rule.minutes} minutes for each finding"),
        ("Source", rule.source),
    ):
        out.print()
        out.print(shown(heading, "bold"))
        out.print(shown(text))
