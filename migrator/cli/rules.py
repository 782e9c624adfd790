"""`rules`: the catalogue, and one rule explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..files import write_file
from ..rules.engine.levels import Severity
from ..terminal.console import print_json, print_line
from .options import json_option
from .outputs import output_option

if TYPE_CHECKING:
    from ..app.settings import Settings
    from ..rules.engine.model import Rule


@click.command()
@click.argument("id", required=False)
@click.option("--answers", is_flag=True, help="List what only people know; `migrator answers` keeps it.")
@click.option(
    "--severity",
    type=click.Choice([*(level.value for level in Severity), "default"]),
    help="Give the rule this severity in your project; `default` takes it back.",
)
@click.option("--reason", help="Why the severity is changed.")
@click.option("--approver", help="Who approved the change.")
@output_option("--html", help="Write the catalogue as an HTML page.")
@json_option
@click.pass_obj
def rules(
    settings: Settings,
    id: str | None,  # noqa: A002 - the word everybody uses
    answers: bool,
    severity: str | None,
    reason: str | None,
    approver: str | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """List the rules; with an ID, explain that rule.

    \b
    Example:
      migrator rules
      migrator rules R2-RTE-001
      migrator rules R2-RTE-001 --severity warning --reason "Routes are rebuilt by hand" --approver "J. Field"
    """
    from ..documents.shapes.rules import rule_document
    from ..terminal.rules import print_rule, print_rules

    if answers:
        _print_answers(as_json=as_json)
        return
    if html is not None:
        if as_json:
            raise click.UsageError("--html and --json are two outputs: give one of them")
        _write_page(html)
        return
    _check_severity(id, severity, reason, approver)
    from ..app.severities import list_severities
    from ..rules.engine.catalogue import all_rules, rules_named

    known = all_rules()
    if id is not None:
        chosen = rules_named(id, known)
        if not chosen:
            raise InputError(f"there is no rule {id!r}", hint="`migrator rules` lists them")
        if severity:
            for rule in chosen:
                _set_severity(settings, rule, severity, reason or "", approver or "")
            return
        changed = list_severities(settings.project_url, chosen)
        if as_json:
            documents = [rule_document(rule, changed.get(rule.id)) for rule in chosen]
            print_json(documents[0] if len(documents) == 1 else documents)
        else:
            for rule in chosen:
                print_rule(rule, changed.get(rule.id))
        return
    severities = list_severities(settings.project_url, known)
    if as_json:
        print_json([rule_document(rule, severities.get(rule.id)) for rule in known])
    else:
        print_rules(known, severities)


def _write_page(path: Path) -> None:
    from ..documents.html.rules_page import render_rules_page
    from ..rules.engine.catalogue import all_rules

    write_file(path, render_rules_page(all_rules()).encode())
    print_line(f"{path}: the rule catalogue")


def _print_answers(*, as_json: bool) -> None:
    from ..documents.shapes.rules import question_document
    from ..rules.engine.questions import QUESTIONS
    from ..terminal.rules import print_questions

    if as_json:
        print_json([question_document(question) for question in QUESTIONS.values()])
    else:
        print_questions()


def _check_severity(id_: str | None, severity: str | None, reason: str | None, approver: str | None) -> None:
    if severity and not id_:
        raise click.UsageError("--severity needs the ID of a rule")
    for option, value in (("--reason", reason), ("--approver", approver)):
        if value is not None and severity in (None, "default"):
            raise click.UsageError(f"{option} belongs to --severity LEVEL")
        if severity not in (None, "default") and not (value or "").strip():
            raise click.UsageError(f"--severity needs {option} TEXT: a changed severity is a decision")


def _set_severity(settings: Settings, rule: Rule, severity: str, reason: str, approver: str) -> None:
    from ..app.severities import change_severity, restore_severity

    if severity == "default":
        restore_severity(settings.project_url, rule.id)
        print_line(f"{rule.id}: severity {rule.severity} again in {settings.project_url}")
        return
    level = Severity(severity)
    change_severity(settings.project_url, rule.id, level, reason=reason, approver=approver, now=settings.now())
    print_line(f"{rule.id}: severity {level} in {settings.project_url}")
