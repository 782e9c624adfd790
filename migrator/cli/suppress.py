"""`suppress`: accept a finding, with reason, approver and expiry."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..estate.counting import counted
from ..terminal.console import print_json, print_line, say
from .options import json_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.group()
def suppress() -> None:
    """Accept findings: an accepted finding is struck out but still shown, and no longer counts.

    \b
    Example:
      migrator suppress add R2-MED-002 --pattern vx1.contoso.local --reason "Replaced in May" --approver "J. Field"
    """


@suppress.command()
@click.argument("rule")
@click.option(
    "--pattern", default="*", show_default=True, help="Key, name or fingerprint of the object; * and ? match."
)
@click.option("--reason", required=True, help="Why the finding is accepted.")
@click.option("--approver", required=True, help="Who accepted it.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Last day of the acceptance.")
@click.pass_obj
def add(settings: Settings, rule: str, pattern: str, reason: str, approver: str, expires: datetime | None) -> None:
    """Accept the findings of RULE (an id, or a pattern such as R2-RTE-*).

    \b
    Example:
      migrator suppress add R2-RGS-001 --reason "All numbers are recorded" --approver "J. Field" --expires 2027-03-31
    """
    from ..app.acceptance import accept_findings
    from ..rules.engine.catalogue import all_rules, rules_named
    from ..rules.engine.suppression import Suppression

    named = rules_named(rule, all_rules())
    if not named:
        raise InputError(f"there is no rule {rule!r}", hint="`migrator rules` lists them")
    if not reason.strip() or not approver.strip():
        raise InputError("--reason and --approver must not be empty")
    if expires and expires.date() < settings.now().date():
        raise InputError(
            f"--expires {expires.date().isoformat()} is in the past: nothing would be accepted",
            hint="Give today or a later day, or leave --expires out",
        )
    accepted = Suppression(
        rule=named[0].id if named[0].id.casefold() == rule.casefold() else rule,
        pattern=pattern,
        reason=reason,
        approver=approver,
        created=settings.now().date(),
        expires=expires.date() if expires else None,
    )
    id_, covered = accept_findings(settings.project_url, accepted, now=settings.now())
    covers = f": it covers {counted(covered, 'finding')} of the newest snapshot" if covered else ""
    print_line(f"Suppression {id_} added{covers}")
    if covered is None:
        say("There is no snapshot yet, so it is not known whether a finding matches.", "yellow")
    elif not covered:
        asked = f"`migrator predict --rule '{accepted.rule}'`"
        say(
            f"No finding of the newest snapshot matches: check RULE and --pattern; {asked} says what is not evaluated.",
            "yellow",
        )


@suppress.command("list")
@json_option
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> None:
    """List accepted findings.

    \b
    Example:
      migrator suppress list
    """
    from ..documents.shapes.prediction import suppression_document
    from ..store.project import open_project
    from ..terminal.suppressions import print_suppressions

    kept = open_project(settings.project_url).decisions.suppressions()
    if as_json:
        print_json([suppression_document(s) for s in kept])
    else:
        print_suppressions(kept)


@suppress.command()
@click.argument("id", type=int)
@click.pass_obj
def remove(settings: Settings, id: int) -> None:  # noqa: A002
    """Remove the suppression with this ID.

    \b
    Example:
      migrator suppress remove 3
    """
    from ..store.project import open_project

    if not open_project(settings.project_url).decisions.remove_suppression(id):
        raise InputError(f"there is no suppression {id}", hint="`migrator suppress list` lists them")
    print_line(f"Suppression {id} removed")
