"""What the scripts that recreate response groups hold, and what they leave out, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..estate.counting import counted, first_few
from .console import print_line, print_table, spaced

if TYPE_CHECKING:
    from ..response_groups.rebuild.script import RebuildScript

_NAMES = 3


def print_scripts(folder: Path, made: Sequence[RebuildScript]) -> None:
    """Print for each script in *folder* what it creates, then what must be done by hand."""
    from ..response_groups.rebuild.omissions import alike

    for script in made:
        counts = ", ".join(f"{kind.lower()} {count}" for kind, count in script.counts.items())
        print_line(f"{folder / script.file_name}: {counts}")
        if script.minutes is not None:
            minutes = counted(script.minutes, "minute")
            print_line(f"To delete and recreate all: about {minutes} (an estimate, not measured)")
        if script.to_review:
            what = f"Made inactive or unmanaged: {counted(len(script.to_review), 'workflow')}"
            print_line(f"{what}; review each, then run its command at the end of the script", "yellow")
        if script.omissions:
            rows = [(spaced(kind), _some(names), what) for kind, names, what in alike(script.omissions)]
            what = "Not recreated, do by hand" if script.minutes is None else "Never deleted, known only in part"
            print_table(f"{what}: {len(script.omissions)}", ("Kind", "Objects", "What"), rows)


def _some(names: Sequence[str]) -> str:
    shown_names, more = first_few(names, _NAMES)
    return "\n".join([*shown_names, *([f"... {more}"] if more else [])])
