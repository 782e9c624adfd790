"""Says that a snapshot was read with losses, and what of an answer that touches; every command does it here."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from ..errors import READ_WITH_LOSSES
from ..estate.counting import counted
from .console import say

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..estate.provenance import Snapshot

#: sources that are named, and characters of a reason
_SOURCES, _REASON = 3, 120


def say_losses(snapshot: Snapshot, kinds: Collection[str] | None = None) -> int:
    """Say on stderr from how many sources something is not in *snapshot*, and what of *kinds*; nothing if all is.

    Args:
        kinds: on which the answer rests; all where it rests on the rules, or shows the whole snapshot.

    Returns:
        the exit code of an answer that is clean otherwise.
    """
    lost = sum(report.has_losses for report in snapshot.sources)
    if not lost:
        return 0
    from ..estate.missing import missing

    sources = counted(lost, "source")
    say(f"Snapshot {snapshot.name} was read with losses from {sources}; `migrator predict` lists them", "yellow")
    touched = missing(snapshot.sources, kinds)
    for each in touched[:_SOURCES]:
        reason = shorten(each.reason, _REASON, placeholder=" ...")
        say(f"  {each.in_words()}: {reason}", "yellow")
    if (more := len(touched) - _SOURCES) > 0:
        say(f"  ... and of {counted(more, 'more source')}", "yellow")
    return READ_WITH_LOSSES
