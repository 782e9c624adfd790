"""Commands that make the parts of response group objects which exist in memory only, as PowerShell.

Parameters: New-CsRgsTimeRange and New-CsRgsHoliday of the public cmdlet documentation (office-docs-powershell).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from ..powershell import comment, literal
from ..rules.engine.references import Reference, all_references

_CMDLETS = re.compile(r"\b(?:New|Get|Set|Remove|Import|Export)-CsRgs[A-Za-z]+")


def documentation_of(script: str) -> list[str]:
    """Comments that name the published page of each cmdlet that *script* calls and that the references have."""
    pages = all_references()
    called = sorted(set(_CMDLETS.findall(script)))
    return cited(pages[name.lower()] for name in called if name.lower() in pages)


def cited(pages: Iterable[Reference]) -> list[str]:
    """A comment with title and address of each of *pages*."""
    return [comment(f"- {page.citation}: {page.address or 'no address'}") for page in pages]


def new_time_range(name: str | None, opens: str, closes: str) -> str:
    """A range of a day; *opens* and *closes* are ``HH:MM:SS``."""
    return f"New-CsRgsTimeRange{_named(name)} -OpenTime {_time_span(opens)} -CloseTime {_time_span(closes)}"


def new_holiday(name: str | None, starts: datetime, ends: datetime) -> str:
    """A holiday; a time with an offset keeps it."""
    return f"New-CsRgsHoliday{_named(name)} -StartDate {_date_time(starts)} -EndDate {_date_time(ends)}"


def _named(name: str | None) -> str:
    return f" -Name {literal(name)}" if name else ""


def _time_span(clock: str) -> str:
    """A time of day as .NET reads a TimeSpan: 24 hours are ``1.00:00:00``."""
    hours, _, rest = clock.partition(":")
    return literal(f"{int(hours) // 24}.{int(hours) % 24:02}:{rest}" if int(hours) > 23 else clock)


def _date_time(time: datetime) -> str:
    return f"([DateTime]'{time.isoformat()}')"
