"""The tour on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .console import print_line, print_table, shown, stdout, typed

if TYPE_CHECKING:
    from ..app.demo import Stop


def print_stop(stop: Stop, position: str) -> None:
    """Print what comes now and the command that shows it."""
    print_line()
    out = stdout()
    out.rule(shown(f"{position}  {stop.title}", "bold"), align="left")
    print_line(stop.text)
    out.print(shown(f"$ {typed('migrator', *stop.command)}", "cyan"), soft_wrap=True)


def print_end(folder: Path) -> None:
    """Print which files the tour has left in *folder*."""
    from ..app.demo import FILES

    print_line()
    rows = [(name, what) for name, what in FILES.items() if (folder / name).exists()]
    print_table(f"The tour is finished. Its files in {folder}:", ("File", "What it is"), rows)
    print_line("Next: migrator inventory YOUR_EVIDENCE, or migrator alone for the assistant")
