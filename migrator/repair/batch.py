"""Runs one T-SQL batch to its very end, because errors and answers may come late."""

from __future__ import annotations

from typing import Any

from ..database.connection import is_driver_error
from .target import RunEnd


def run_batch(connection: Any, text: str) -> RunEnd:
    """Sends *text* in one piece and reads every result set; the last row that came is the final row.

    A batch whose second statement fails raises only when its results are drained; a refused ``sp_getapplock`` shows an
    empty first result set. So nothing is believed before ``nextset`` has said that there is no more.
    """
    row: dict[str, Any] | None = None
    try:
        cursor = connection.cursor()
        _send_as_it_is(cursor)
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


def _send_as_it_is(cursor: Any) -> None:
    """Asks the driver to look for no escapes and no markers in the text; a driver that cannot is taken as it is."""
    try:
        cursor.noscan = True
    except Exception as error:
        if not is_driver_error(error) and not isinstance(error, AttributeError):
            raise
