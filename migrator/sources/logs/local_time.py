"""Dates and times as Windows shows them to people: without an offset, and in the order of the user's culture.

``10/9/2013 5:46:11 PM`` is 9 October in the United States and 10 September in Australia. The order is learned from the
dates of the same file: one with a 13 or more settles it. If none does, a time with AM or PM is read as month first,
any other as day first, and that is reported.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

#: separators, and the two orders in which they are used (year first is unambiguous)
_DATE = re.compile(r"(?<![\d./-])(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{1,4})(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?(?![:.,]?\d)")
#: designators of the cultures of Windows that have 12 hours (.NET, DateTimeFormatInfo), in lower case without dots
_AM = ("am", "上午", "午前", "오전", "πμ", "ص")
_PM = ("pm", "下午", "午後", "오후", "μμ", "م")


class LocalTimes:
    """The dates of one file, of which the order of day and month is learned with `learn` before the first is read."""

    def __init__(self) -> None:
        self._month_first: bool | None = None
        self.is_assumed = False

    @property
    def is_learned(self) -> bool:
        """Whether the order is known, so that no more dates need to be shown."""
        return self._month_first is not None

    def learn(self, text: str) -> None:
        """Take what a date shows of the order; texts that are not dates show nothing."""
        date = _DATE.search(text)
        if self._month_first is None and date and date[2] == "/" and len(date[1]) < 3:
            if int(date[1]) > 12 >= int(date[3]):
                self._month_first = False
            elif int(date[3]) > 12 >= int(date[1]):
                self._month_first = True

    def read(self, text: str) -> datetime | None:
        """The date and time, in UTC if *text* has an offset, or None if *text* is not a date with a time."""
        date = _DATE.search(text)
        rest = text[date.end() :] if date else ""
        clock = _TIME.search(rest)
        if date is None or clock is None:
            return None
        designator = (rest[: clock.start()] + rest[clock.end() :]).casefold().replace(".", "").replace(" ", "")
        if designator in ("a", "p"):
            return None  # cut
        is_am = any(word in designator for word in _AM)
        is_pm = any(word in designator for word in _PM)
        first, middle, last = int(date[1]), int(date[3]), int(date[4])
        if len(date[1]) == 4:
            year, month, day = first, middle, last
        elif self._is_month_first(date[2], first, middle, has_designator=is_am or is_pm):
            year, month, day = last, first, middle
        else:
            year, month, day = last, middle, first
        hour = int(clock[1])
        if is_am or is_pm:
            hour = hour % 12 + (12 if is_pm else 0)
        fraction = int((clock[4] or "0").ljust(6, "0")[:6])
        try:
            zone = datetime.fromisoformat(f"2000-01-01T00:00{clock[5]}").tzinfo if clock[5] else None
            at = datetime(
                year + 2000 * (year < 100), month, day, hour, int(clock[2]), int(clock[3] or 0), fraction, zone
            )
            return at.astimezone(UTC) if zone else at
        except (ValueError, OverflowError):
            return None

    def _is_month_first(self, separator: str, first: int, middle: int, *, has_designator: bool) -> bool:
        if separator != "/":
            return False  # 9.10.2013 and 09-10-2013 are day first in every culture of Windows
        if first > 12 or middle > 12 or first == middle:
            return middle > 12
        if self._month_first is None:
            self.is_assumed = True
            return has_designator
        return self._month_first

    @property
    def remark(self) -> str | None:
        """What the user must know of the dates that were read."""
        if not self.is_assumed:
            return None
        return (
            "no date of the file shows whether the month or the day comes first: dates with AM or PM are read as "
            "month/day/year, others as day/month/year"
        )
