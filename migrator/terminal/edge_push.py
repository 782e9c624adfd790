"""What the script that rebuilds push notifications would do, on the terminal: what is to be known first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import print_line, print_unwrapped
from .cures import print_cures
from .prediction import print_losses

if TYPE_CHECKING:
    from ..app.edge_push import PushRebuild

_FIRST = (
    "The service was part of Skype for Business Online, which was retired on 31 July 2021: it may answer nobody.",
    "Apple devices with Lync 2013 Mobile do not need it. Windows phones do, and Apple devices with Lync 2010 Mobile.",
)


def print_push(script: Path, made: PushRebuild) -> None:
    """Print who needs it at all, what is to be mended before, and the script."""
    print_losses(made.losses)
    print_line("Try this last", "bold")
    for line in _FIRST:
        print_line(line)
    if made.first:
        print_line(f"Mend first, then test: {counted(len(made.first), 'finding')}", "bold")
    print_cures(made.first, "  ")
    if made.unknown:
        print_line(f"Not evaluated: {', '.join(made.unknown)}; `migrator predict --rule PUSH-*` says why", "yellow")
    edges = ", ".join(made.edges) or "no Edge is in the evidence: put its internal FQDN into the test"
    print_line(f"Hosting provider: {made.provider}; tested through: {edges}")
    print_unwrapped(f"Written: {script}")
    print_line("It shows with -WhatIf what it would do; without it, it asks before each step.")
