"""`numbers`: every telephone number and SIP address with all its holders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..terminal.console import print_json
from ..terminal.losses import say_losses
from .options import json_option, snapshot_option

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@snapshot_option
@json_option
@click.pass_obj
def numbers(settings: Settings, snapshot: str | None, as_json: bool) -> int:
    """List every telephone number and SIP address with all its holders; exit code 1 where two collide.

    Listed are lines and private lines of users, workflows, access numbers, phones, devices, contacts and applications,
    ranges of unassigned numbers and of call park orbits, emergency numbers of location policies, and where
    announcements send calls. Numbers are compared without blanks and separators; an extension makes another number.

    \b
    Example:
      migrator numbers
      migrator numbers --json
    """
    from ..app.numbers import list_numbers
    from ..documents.shapes.numbers import number_document
    from ..estate.numbers import kinds_with_numbers
    from ..terminal.numbers import print_numbers, say_not_evaluated

    listed = list_numbers(settings.project_url, snapshot, now=settings.now())
    lost = say_losses(listed.snapshot, kinds_with_numbers())
    if as_json:
        print_json([number_document(row) for row in listed.rows])
    else:
        print_numbers(listed.rows, is_complete=not listed.not_evaluated)
    say_not_evaluated(listed.not_evaluated)
    if any(row.collides for row in listed.rows):
        return 1
    return lost
