"""Reads the state of a plan when no repair is running any more, or says that one is."""

from __future__ import annotations

import time
from collections.abc import Callable

import attrs

from ..database.connection import is_busy
from ..errors import TargetBusy
from .guards import check_place
from .inspection import inspect_database
from .plan import Plan
from .target import Target
from .verify import Verification, verify_plan

#: between two looks at a database in which a repair is running
_PAUSE_SECONDS = 1.0
#: readings in a row of which none is equal to the one before it; then somebody changes rows all the time
_MOST_READINGS = 20
#: nothing can be said of rows that another program does not let read
_UNREAD = Verification("running", (), (), (), ())


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
        wait_seconds: how long a running repair, or another program that locks the rows, is waited for; then the state
            is "running".

    Raises:
        GuardRefused: the database is not that of the plan.
        TargetBusy: another program than a repair locks the rows, or changes them all the time.
        TargetError: the database answers with an error.
    """
    until = clock() + wait_seconds
    before: Verification | None = None
    differing = 0
    while True:
        is_running = target.is_repair_running()
        state, locked = _read(target, plan)
        is_running = is_running or target.is_repair_running()
        if state is not None and state == before and not is_running:
            return state
        is_unsettled = state is not None and not is_running
        differing = differing + 1 if is_unsettled else 0
        before = state if is_unsettled else None
        if clock() >= until:
            if is_running:
                return attrs.evolve(state or _UNREAD, state="running")
            if locked is not None:
                raise locked
            if differing > _MOST_READINGS:
                raise TargetBusy(
                    f"{plan.place}: its rows change all the time, and no two readings are equal",
                    hint="Stop the program that writes to it, then try again; or give --wait SECONDS",
                )
        if not is_unsettled:
            sleep(_PAUSE_SECONDS)


def _read(target: Target, plan: Plan) -> tuple[Verification | None, Exception | None]:
    """What the planned rows are, or the driver's error where another program does not let them be read."""
    try:
        found = inspect_database(target)
    except Exception as error:
        if not is_busy(error):
            raise
        check_place(plan, target.dialect, target.identity())
        return None, error
    check_place(plan, target.dialect, found.identity)
    return verify_plan(plan, found), None
