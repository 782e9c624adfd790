"""`answers`: what only people know; kept in the project and used by every command that asks the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json, say
from .losses import say_losses_of
from .options import EXISTING_FILE, json_option
from .outputs import OutputFile, force_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.group()
def answers() -> None:
    """Keep what only people know: planned names, what is installed where, the phase of the migration.

    Rules whose question has no answer are "not evaluated". The answers belong to the project, with who gave them and
    when; predict, export and the wizard all use them.

    \b
    Example:
      migrator answers list
      migrator answers set planned_pool_fqdns lyncpool.contoso.local
    """


@answers.command("list")
@json_option
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> None:
    """List the questions and their answers.

    \b
    Example:
      migrator answers list
    """
    from ..app.answers import list_answers
    from ..documents.shapes.answers import answer_document
    from ..terminal.answers import print_answers

    known = list_answers(settings.project_url)
    say_losses_of(settings)
    if as_json:
        print_json([answer_document(answer) for answer in known])
    else:
        print_answers(known)


@answers.command("set")
@click.argument("name")
@click.argument("value")
@click.pass_obj
def set_(settings: Settings, name: str, value: str) -> None:
    """Answer the question NAME with VALUE; an empty VALUE takes the answer back.

    VALUE is text, yes or no, a list separated by commas, or one of the choices of the question.

    \b
    Example:
      migrator answers set planned_pool_fqdns "lyncpool.contoso.local, lyncse.contoso.local"
      migrator answers set ocswmibc_installed yes
      migrator answers set current_phase A4
    """
    from ..app.answers import keep_answers
    from ..rules.engine.answers import checked, question_named
    from ..terminal.answers import say_kept

    text = checked(question_named(name), value)
    say_kept(keep_answers(settings.project_url, {name: text}, now=settings.now()))


@answers.command("import")
@click.argument("file", type=EXISTING_FILE)
@click.pass_obj
def import_(settings: Settings, file: Path) -> None:
    """Keep the answers of a TOML file; questions that it does not name stay as they are.

    \b
    Example:
      migrator answers import answers.toml
    """
    keep_file(settings, file)


@answers.command()
@click.argument("file", type=OutputFile())
@force_option
@click.pass_obj
def export(settings: Settings, file: Path) -> None:
    """Write the answers to a TOML file; with --force into an existing one, of which comments are kept.

    \b
    Example:
      migrator answers export answers.toml
    """
    from ..app.answers import export_answers
    from ..estate.counting import counted

    say(f"{file}: {counted(export_answers(settings.project_url, file), 'answer')}")


def keep_file(settings: Settings, file: Path | None) -> None:
    """Keep the answers of the file that `--answers` names, if it names one, and say what they replace."""
    from ..app.answers import import_answers
    from ..terminal.answers import say_kept

    if file is not None:
        say_kept(import_answers(settings.project_url, file, now=settings.now()))
