"""Reads the state of a plan when no repair is running any more, or says that one is."""

from __future__ import annotations

import time
from collections.abc import Callable

import attrs

from .guards import check_place
from .inspection import Inspection, inspect_database
from .plan import Plan
from .target import Target
from .verify import Verification, verify_plan

#: between two looks at a database in which a repair is running
_PAUSE_SECONDS = 1.0


def verify_database(
    target: Target,
    plan: Plan,
    *,
    wait_seconds: float = 0,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Verification:
    """The state of a plan at a time when no repair is running.

    A server goes on with a repair when the program that sent it is gone, so the lock of the repair is looked at before
    and after reading. The rows are read until two readings are equal: one that a commit cuts in two is never told.

    Args:
        wait_seconds: how long a running repair is waited for; then the state is "running".

    Raises:
        GuardRefused: the database is not that of the plan.
        TargetError: the database answers with an error.
    """
    until = clock() + wait_seconds
    before: Inspection | None = None
    while True:
        is_running = target.is_repair_running()
        found = inspect_database(target)
        check_place(plan, target.dialect, found)
        is_running = is_running or target.is_repair_running()
        if not is_running and found == before:
            return verify_plan(plan, found)
        before = None if is_running else found
        if is_running and clock() >= until:
            return attrs.evolve(verify_plan(plan, found), state="running")
        if is_running:
            sleep(_PAUSE_SECONDS)
