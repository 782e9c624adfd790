"""Ranges of unassigned numbers (L10-UNA-002 and 003)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...dialing.number_ranges import overlapping
from ...estate.estate import Estate
from ...estate.voice import UnassignedNumber
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule

#: help of New-CsUnassignedNumber; what an extension may be is not published beyond "ext="
_NUMBER = re.compile(r"(?:tel:)?\+?[1-9][0-9]{0,17}(?:;ext=[0-9]+)?", re.IGNORECASE)


@rule(
    id="L10-UNA-002",
    title="Ranges of unassigned numbers overlap",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(UnassignedNumber,),
    targets=("2013",),
    effect="The priority decides which announcement callers hear.",
    remediation="Set the order: Set-CsUnassignedNumber -Identity NAME -Priority N, or make the ranges apart.",
    references=(
        "l13-unassigned",
        "new-csunassignednumber",
    ),
    minutes=10,
    blocks="7 Post",
)
def overlapping_ranges(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two ranges of unassigned numbers have numbers in common.

    Why it matters: a range that is created again for the new pool may get another priority than it had.

    When it is wrong: the order is as wanted, and will be kept.
    """
    ranges = []
    for item in estate.of(UnassignedNumber, product=LYNC2010):
        start, end = _digits(item.range_start), _digits(item.range_end)
        if start and end:
            ranges.append((int(start), int(end), item))
    for item, other in overlapping(ranges):
        yield Hit(
            item=item,
            message=f"range {item.title!r} overlaps {other.title!r}",
            evidence={
                "range": f"{item.range_start} to {item.range_end}",
                "priority": "" if item.priority is None else str(item.priority),
                "other": f"{other.range_start} to {other.range_end}",
                "other priority": "" if other.priority is None else str(other.priority),
            },
        )


def _digits(number: str | None) -> str:
    """The number without scheme, plus and extension; nothing where it has another form."""
    if not number or not _NUMBER.fullmatch(number):
        return ""
    return number.casefold().removeprefix("tel:").partition(";")[0].removeprefix("+")


@rule(
    id="L10-UNA-003",
    title="Range of unassigned numbers is invalid",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(UnassignedNumber,),
    targets=("2013",),
    effect="The range is refused when it is created or changed.",
    remediation="Correct it: Set-CsUnassignedNumber -Identity NAME -NumberRangeStart A -NumberRangeEnd B.",
    references=("new-csunassignednumber",),
    minutes=10,
    blocks="7 Post",
)
def invalid_range(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The start or end of a range has a wrong form.

    It is 1 to 18 digits without a leading zero, with or without ``tel:`` and plus before and ``;ext=`` behind.

    Why it matters: the range has to be created again or pointed to the new pool, and is refused then.

    When it is wrong: a longer form was accepted at the time.
    """
    for item in estate.of(UnassignedNumber, product=LYNC2010):
        wrong = [n for n in (item.range_start, item.range_end) if n and not _NUMBER.fullmatch(n)]
        if wrong:
            yield Hit(
                item=item,
                message=f"range {item.title!r}: {' and '.join(map(repr, wrong))} is no number of a range",
                evidence={"from": item.range_start or "", "to": item.range_end or ""},
            )
