"""Call Park (L10-CPS-002 and 003)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from ...dialing.number_ranges import overlapping
from ...estate.estate import Estate
from ...estate.voice import CallParkOrbit, CallParkSettings
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule

#: help of New-CsCallParkOrbit
_ORBIT = re.compile(r"[*#]?[1-9][0-9]{0,7}|[1-9][0-9]{0,8}")
#: help of New-CsCpsConfiguration: field -> label, values that are the default
_DEFAULTS: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "timeout_s": ("time-out", ("00:01:30", "PT1M30S", "90")),
    "max_attempts": ("attempts", (1,)),
    "timeout_uri": ("time-out URI", ()),
    "music_enabled": ("music on hold", (True,)),
}


@rule(
    id="L10-CPS-002",
    title="Call park orbit is invalid",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(CallParkOrbit,),
    targets=("2013",),
    effect="The range is refused when it is created or changed.",
    remediation="Correct the range: Set-CsCallParkOrbit -Identity NAME -NumberRangeStart A -NumberRangeEnd B.",
    references=(
        "new-cscallparkorbit",
        "l13-orbits",
    ),
    minutes=10,
    blocks="7 Post",
)
def invalid_orbit(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A range of orbits has a wrong form, overlaps another, or has its name.

    Why it matters: orbits have to be unique; re-assigning a range to the new pool checks it again.

    When it is wrong: the range was read from two exports of different times.
    """
    names: dict[str, CallParkOrbit] = {}
    ranges: dict[tuple[str, int], list[tuple[int, int, CallParkOrbit]]] = defaultdict(list)
    for orbit in estate.of(CallParkOrbit, product=LYNC2010):
        first = names.setdefault(orbit.title.casefold(), orbit)
        if first is not orbit:
            yield _hit(orbit, "name", f"another range has the name {first.title!r}")
        start, end = orbit.range_start, orbit.range_end
        if not start or not end:
            continue
        if wrong := _wrong_form(start, end):
            yield _hit(orbit, "form", wrong)
            continue
        ranges[start.rstrip("0123456789"), len(start)].append((int(start.strip("*#")), int(end.strip("*#")), orbit))
    for alike in ranges.values():
        for orbit, other in overlapping(alike):
            yield _hit(orbit, "overlap", f"it overlaps {other.title!r} ({other.range_start} to {other.range_end})")


def _wrong_form(start: str, end: str) -> str:
    """What is wrong with a range, or nothing."""
    for number in (start, end):
        if not _ORBIT.fullmatch(number):
            return f"{number!r} is no orbit"
    if len(start) != len(end):
        return "start and end differ in length"
    if start[0] != end[0] and "*#".find(start[0]) + "*#".find(end[0]) != -2:
        return "start and end differ in their first sign"
    return "it ends before it starts" if int(end.strip("*#")) < int(start.strip("*#")) else ""


def _hit(orbit: CallParkOrbit, part: str, why: str) -> Hit:
    shown = f"{orbit.range_start or ''} to {orbit.range_end or ''}"
    return Hit(
        item=orbit,
        part=part,
        message=f"call park orbit {orbit.title!r} ({shown}): {why}",
        evidence={"from": orbit.range_start or "", "to": orbit.range_end or ""},
    )


@rule(
    id="L10-CPS-003",
    title="Settings of Call Park are not moved",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(CallParkSettings,),
    targets=("2013",),
    effect="Call Park of the new pool has its defaults, and its own music.",
    remediation=(
        "Copy the folder of the music file (Xcopy of ...-ApplicationServer-..\\AppServerFiles\\CPS of the file store) "
        "and set the values again: Set-CsCpsConfiguration."
    ),
    references=(
        "l13-call-park",
        "new-cscpsconfiguration",
    ),
    minutes=30,
    blocks="7 Post",
)
def own_settings(estate: Estate, context: Context) -> Iterator[Hit]:
    """Settings of Call Park differ from their defaults, or you answered that it plays music of your own.

    Why it matters: neither files nor settings are moved.

    When it is wrong: the settings are those of the whole organisation, which both versions read. Without an answer
    to custom_music_on_hold only the settings are judged.
    """
    for settings in estate.of(CallParkSettings, product=LYNC2010):
        own = {
            label: str(value)
            for field, (label, defaults) in _DEFAULTS.items()
            if (value := getattr(settings, field)) not in (None, "", *defaults)
        }
        if own:
            shown = ", ".join(f"{label} {value}" for label, value in own.items())
            yield Hit(item=settings, message=f"Call Park settings {settings.title!r}: {shown}", evidence=own)
    if context.answers.get("custom_music_on_hold") == "yes":
        yield Hit(item=None, message="Call Park plays a music file of your own", evidence={"answer": "yes"})
