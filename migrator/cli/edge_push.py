"""`edge push`: the script that rebuilds the relationship of push notifications."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import READ_WITH_LOSSES
from .options import snapshot_option
from .outputs import into_option, write_scripts

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.command()
@into_option()
@snapshot_option
@click.pass_obj
def push(settings: Settings, into: Path, snapshot: str | None) -> int:
    """Write PowerShell that rebuilds the relationship of push notifications: try this last.

    The script removes the allowed domain push.lync.com and the hosting provider, switches notifications off, and makes
    all of it again; values are saved first, each step is asked for, -WhatIf changes nothing. It is not written (exit
    code 3) where hybrid users or other partners would be cut off. Exit code 1 says that single settings are to be
    mended first.

    \b
    Example:
      migrator edge push --into push
    """
    from ..app.edge_push import FILE, push_rebuild
    from ..terminal.edge_push import print_push

    made = push_rebuild(settings.project_url, snapshot, now=settings.now())
    write_scripts(into, {FILE: made.text})
    print_push(into / FILE, made)
    return 1 if made.first else READ_WITH_LOSSES if made.losses else 0
