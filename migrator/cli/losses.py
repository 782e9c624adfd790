"""Says that a snapshot was read with losses, where a command shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..estate.counting import counted
from ..terminal.console import say

if TYPE_CHECKING:
    from ..estate.provenance import Snapshot


def say_losses(snapshot: Snapshot) -> None:
    """Say on stderr from how many sources something is not in *snapshot*; nothing if all of it is."""
    if lost := sum(report.has_losses for report in snapshot.sources):
        sources = counted(lost, "source")
        say(f"Snapshot {snapshot.name} was read with losses from {sources}; `migrator predict` lists them", "yellow")
