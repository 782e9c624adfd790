"""Runs one T-SQL batch and reads all of its results, because errors may come late."""

from __future__ import annotations

from typing import Any

from ..database.connection import is_driver_error
from .target import RunEnd


def run_batch(connection: Any, text: str) -> RunEnd:
    """Send *text* in one piece and read every result set; the last row is the final row.

    If the second statement of a batch fails, the driver raises the error only when the results are read. A refused
    ``sp_getapplock`` shows an empty first result set. So the end is known only when ``nextset`` finds nothing more.
    """
    row: dict[str, Any] | None = None
    try:
        cursor = connection.cursor()
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


def _disable_escapes(cursor: Any) -> None:
    """Tell the driver not to interpret escapes and markers in the text; not every driver has this setting."""
    try:
        cursor.noscan = True
    except Exception as error:
        if not is_driver_error(error) and not isinstance(error, AttributeError):
            raise
