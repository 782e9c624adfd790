"""The state of one session of the wizard: the answers so far, and what was read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from ..estate.provenance import Snapshot
    from ..repair.inspection import PoolRow

Reply = str | bool | tuple[str, ...]


@attrs.define(kw_only=True)
class SessionState:
    """What prompts look at for their defaults, choices and conditions.

    Attributes:
        now: the time of the run.
        pools: owner pools of the database to repair; None before it was read.
        place: SERVER/DATABASE of the plan; empty before there is one.
        retry: answers of a step that failed, offered again; none with a password in it.
        track: of the checklist that the project has; empty before it has one.
        failed: the step that failed last; empty after one that went well.
        done: what the finished steps left, for the board: name of the step, one line.
    """

    now: datetime
    answers: dict[str, Reply] = attrs.field(factory=dict)
    snapshots: tuple[Snapshot, ...] = ()
    pools: tuple[PoolRow, ...] | None = None
    place: str = ""
    track: str = ""
    retry: dict[str, Reply] = attrs.field(factory=dict)
    failed: str = ""
    done: dict[str, str] = attrs.field(factory=dict)

    def text(self, name: str) -> str:
        """The answer to the question *name* as text; empty where there is none."""
        return str(self.answers.get(name, ""))
