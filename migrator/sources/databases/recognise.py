"""Which database a live one is, recognised by its catalogue and not by its name."""

from __future__ import annotations

from ...estate.counting import first_few
from . import rgsconfig as sql_rgsconfig
from . import rtc as sql_rtc
from . import xds as sql_xds
from .live import SqlDatabase, SqlFormat

_FORMATS = (sql_rgsconfig.FORMAT, sql_xds.FORMAT, sql_rtc.RTCDYN, sql_rtc.RTC)
_SHOWN = 5


def recognise_database(database: SqlDatabase) -> SqlFormat | None:
    """The first format whose tables are there, or None."""
    return next((format_ for format_ in _FORMATS if format_.matches(database)), None)


def what_it_holds(database: SqlDatabase) -> str:
    """Why a database is none of those that are read, in one line."""
    names = [table.name.label for table in database.tables]
    if not names:
        return "not recognised; no table can be seen: it is empty, or the login lacks rights on its tables"
    shown, more = first_few(names, _SHOWN)
    return f"not an rgsconfig, xds, rtc or rtcdyn database; tables found: {' '.join([', '.join(shown), more]).strip()}"
