"""`wizard`: the interactive assistant."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .prompts import PROMPTS

if TYPE_CHECKING:
    from ..app.settings import Settings
    from .state import Reply


@click.command(params=[prompt.click_option() for prompt in PROMPTS])
@click.pass_obj
def wizard(settings: Settings, /, **given: Reply | None) -> int:
    """Guide through all steps: evidence, inventory, findings, workbook, and the repair of response groups.

    Every question can be answered with an option instead. If options are given, only the steps that they belong to
    are taken. Without a terminal, a missing answer is an error that names its option, before anything is done.

    \b
    Example:
      migrator wizard
      migrator wizard --evidence C:\\evidence --snapshot-name before --target 2013 \\
        --workbook estate.xlsx --people names
    """
    from .walk import walk

    answers = {name: answer for name, answer in given.items() if answer is not None and answer != ()}
    return walk(settings, answers, interactive=sys.stdin.isatty())
