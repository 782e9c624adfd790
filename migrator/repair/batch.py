"""Runs one T-SQL batch and reads all of its results, because errors may come late."""

from __future__ import annotations

import signal
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Thread
from typing import Any

from ..database.connection import is_driver_error
from ..stopping import SIGNALS
from .interrupts import Interrupts
from .target import RunEnd

#: between two looks whether Ctrl-C was pressed while the server works
_LOOK_SECONDS = 0.2


def run_batch(connection: Any, text: str) -> RunEnd:
    """Send *text* in one piece and read every result set; the last row is the final row.

    If the second statement of a batch fails, the driver raises the error only when the results are read. A refused
    ``sp_getapplock`` shows an empty first result set. So the end is known only when ``nextset`` finds nothing more.
    """
    return _run(connection.cursor(), text)


def run_cancellable(connection: Any, text: str, interrupts: Interrupts) -> RunEnd:
    """`run_batch`; after Ctrl-C the server is asked to cancel, and how the batch ends is waited for.

    While a driver waits for the server, Python handles no signal in that thread, so the batch runs in another one.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed again; the batch may still run, and so its connection is not to be closed.
    """
    ended: Future[RunEnd] = Future()
    cursor = connection.cursor()

    def work() -> None:
        if hasattr(signal, "pthread_sigmask"):  # a signal would cut off what the driver reads
            signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            ended.set_result(_run(cursor, text))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that waits
            ended.set_exception(error)

    Thread(target=work, name="batch", daemon=True).start()
    is_asked = False
    while not wait([ended], timeout=_LOOK_SECONDS).done:
        if interrupts.count:
            if not is_asked:
                interrupts.on_first()
            is_asked = True
            _cancel(cursor)
    return ended.result()


def _run(cursor: Any, text: str) -> RunEnd:
    row: dict[str, Any] | None = None
    try:
        _disable_escapes(cursor)
        cursor.execute(text)
        while True:
            if cursor.description:
                names = [column[0].lower() for column in cursor.description]
                for values in cursor.fetchall():
                    row = dict(zip(names, values, strict=True))
            if not cursor.nextset():
                break
    except Exception as error:
        if not is_driver_error(error):
            raise
        return RunEnd(row, error)
    return RunEnd(row, None)


def _cancel(cursor: Any) -> None:
    """Ask again at each look: what is not running yet cannot be cancelled. Without an answer the batch ends itself."""
    with suppress(AttributeError):
        try:
            cursor.cancel()
        except Exception as error:
            if not is_driver_error(error):
                raise


def _disable_escapes(cursor: Any) -> None:
    """Tell the driver not to interpret escapes and markers in the text; not every driver has this setting."""
    try:
        cursor.noscan = True
    except Exception as error:
        if not is_driver_error(error) and not isinstance(error, AttributeError):
            raise
