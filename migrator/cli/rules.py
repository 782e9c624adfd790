"""`rules`: the catalogue, and one rule explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from ..estate.counting import counted
from ..terminal.console import SEVERITY_STYLES, print_json, print_table, shown, stdout

if TYPE_CHECKING:
    from ..rules.engine.model import Rule
    from .app import Settings

_EXAMPLES = {"text": '"..."', "list": '["...", "..."]', "bool": "true or false"}


@click.command()
@click.argument("id", required=False)
@click.option("--answers", is_flag=True, help="List what only you know and some rules need.")
@click.option(
    "--severity",
    type=click.Choice(("block", "error", "warning", "info", "default")),
    help="Give the rule this severity in your project; `default` takes it back.",
)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the catalogue as an HTML page.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def rules(
    settings: Settings,
    id: str | None,  # noqa: A002 - the word everybody uses
    answers: bool,
    severity: str | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """List the rules; with an ID, explain that rule.

    \b
    Example:
      migrator rules
      migrator rules R2-RTE-001
      migrator rules R2-RTE-001 --severity warning
    """
    if answers:
        _print_answers(as_json=as_json)
        return
    if html is not None:
        _write_page(html)
        return
    if severity and not id:
        raise click.UsageError("--severity needs the ID of a rule")
    from ..rules.engine.catalogue import all_rules

    known = all_rules()
    if id is not None:
        chosen = next((rule for rule in known if rule.id.casefold() == id.casefold()), None)
        if chosen is None:
            raise InputError(f"there is no rule {id!r}", hint="`migrator rules` lists them")
        if severity:
            _set_severity(settings, chosen, severity)
        elif as_json:
            print_json(rule_document(chosen))
        else:
            _explain(chosen)
    elif as_json:
        print_json([rule_document(rule) for rule in known])
    else:
        print_table(
            counted(len(known), "rule"),
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
    from ..rules.engine.document import explained

    out = stdout()
    out.print(shown(f"{rule.id}  {rule.title}", "bold"))
    out.print(shown(f"{rule.severity}, {rule.grade}", SEVERITY_STYLES[rule.severity]))
    for heading, text in explained(rule):
        out.print()
        out.print(shown(heading, "bold"))
        out.print(shown(text))


def _write_page(path: Path) -> None:
    from ..documents.workbook.rules_page import render_rules_page
    from ..rules.engine.catalogue import all_rules

    try:
        path.write_text(render_rules_page(all_rules()), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
    stdout().print(shown(f"{path}: the rule catalogue"))


def _print_answers(*, as_json: bool) -> None:
    from ..rules.engine.questions import QUESTIONS

    if as_json:
        print_json([{"name": q.name, "question": q.text, "kind": q.kind} for q in QUESTIONS.values()])
        return
    print_table(
        "What only you know: put it into a TOML file for `migrator predict --answers FILE`",
        ("Name", "Question", "Value"),
        [(q.name, q.text, _EXAMPLES[q.kind]) for q in QUESTIONS.values()],
    )


def _set_severity(settings: Settings, rule: Rule, severity: str) -> None:
    from ..store.project import open_project

    own = None if severity == "default" else severity
    open_project(settings.project_url).set_severity(rule.id, own)
    stdout().print(shown(f"{rule.id}: severity {own or rule.severity + ' again'} in {settings.project_url}"))
