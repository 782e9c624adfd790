"""Call Park (L10-CPS-001 to 004)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...estate.estate import Estate
from ...estate.numbers import Use, overlapping_ranges, parked_numbers
from ...estate.topology import Pool
from ...estate.voice import CallParkOrbit, CallParkSettings
from ...powershell import literal
from ..engine.model import LYNC2010, Change, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_POST, B_REMOVE
from ..engine.scope import LYNC
from ..engine.values import Amount, Number, Places, Text, Value
from .r2_um import left_on

#: help of New-CsCallParkOrbit
#: a short TimeSpan in the form of XML Schema
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.0+)?S)?")
_ORBIT = re.compile(r"[*#]?[1-9][0-9]{0,7}|[1-9][0-9]{0,8}")
#: help of New-CsCallParkOrbit: "The number following the * or # must be greater than 100"
_LEAST_AFTER_SIGN = 100
#: help of New-CsCpsConfiguration: field -> label, values that are the default
_DEFAULTS: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "timeout_s": ("time-out", ("00:01:30", "PT1M30S", "90")),
    "max_attempts": ("attempts", (1,)),
    "timeout_uri": ("time-out URI", ()),
    "music_enabled": ("music on hold", (True,)),
}


@rule(
    id="L10-CPS-001",
    title="Call park orbits on a pool to be removed",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(CallParkOrbit, Pool),
    answers=("pools_to_remove",),
    targets=("2013",),
    message="Call park orbit {item!r} is on {pool}, which will be removed",
    effect="Calls can no longer be parked.",
    remediation="Set-CsCallParkOrbit -Identity NAME -CallParkService NEW.",
    references=("l13-call-park", "set-cscallparkorbit"),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=10,
    phases=(B_REMOVE,),
)
def orbits_left_behind(estate: Estate, context: Context) -> Iterator[Hit]:
    """A range of call park orbits belongs to the Call Park service of a pool that will be removed.

    Why it matters: calls can no longer be parked after the service is removed.

    When it is wrong: Call Park will no longer be used.
    """
    yield from left_on(estate, context, LYNC2010, CallParkOrbit, "call_park_service")


_RANGE = "Call park orbit {item!r} ({from} to {to}): "


@rule(
    id="L10-CPS-002",
    title="Call park orbit is invalid",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(CallParkOrbit,),
    targets=("2013",),
    effect="The range may be refused when it is created or changed.",
    remediation="Correct the range: Set-CsCallParkOrbit -Identity NAME -NumberRangeStart A -NumberRangeEnd B.",
    variants={
        "name": Wording(
            _RANGE + "another range has the name {other!r}",
            remediation="Remove one and create it under another name: Remove-CsCallParkOrbit, New-CsCallParkOrbit.",
        ),
        "overlap": Wording(_RANGE + "it overlaps {other!r} ({other_from} to {other_to})"),
        "form": Wording(_RANGE + "{number!r} is not an orbit"),
        "length": Wording(_RANGE + "start and end differ in length"),
        "small": Wording(_RANGE + "the number after * or # must be greater than 100"),
        "sign": Wording(_RANGE + "start and end differ in their first character"),
        "order": Wording(_RANGE + "it ends before it starts"),
    },
    references=("new-cscallparkorbit", "l13-orbits", "set-cscallparkorbit"),
    basis=(
        "what a range must be is documented (greater than 100: one page says it of the number after * or #, the other "
        "of the range); that another one is refused, and to make it anew for another name, is inferred"
    ),
    minutes=10,
    phases=(B_POST,),
)
def invalid_orbit(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A range of orbits has a wrong form, overlaps another range, or has the name of another range.

    Why it matters: orbits and the names of their ranges have to be unique.

    When it is wrong: the range was read from two exports of different times.
    """
    names: dict[tuple[str, str], CallParkOrbit] = {}
    for orbit in estate.each(CallParkOrbit):
        first = names.setdefault((orbit.product, orbit.title.casefold()), orbit)
        if first is not orbit:
            yield _hit(orbit, "name", "name", {"other": first})
        if orbit.range_start and orbit.range_end and (wrong := _wrong_form(orbit.range_start, orbit.range_end)):
            yield _hit(orbit, "form", *wrong)
    for entry, into in overlapping_ranges(estate).items():
        later, other = entry.item, into.item
        if isinstance(later, CallParkOrbit) and isinstance(other, CallParkOrbit):
            numbers = {"other_from": Number(other.range_start or ""), "other_to": Number(other.range_end or "")}
            yield _hit(later, "overlap", "overlap", {"other": other, **numbers})


def _wrong_form(start: str, end: str) -> tuple[str, Places] | None:
    """What is wrong with a range: the wording and its values; None if the range is valid."""
    for number in (start, end):
        if not _ORBIT.fullmatch(number):
            return "form", {"number": Number(number)}
    if any(number[0] in "*#" and int(number[1:]) <= _LEAST_AFTER_SIGN for number in (start, end)):
        return "small", {}
    if len(start) != len(end):
        return "length", {}
    if start[0] != end[0] and "*#".find(start[0]) + "*#".find(end[0]) != -2:
        return "sign", {}
    return ("order", {}) if int(end.strip("*#")) < int(start.strip("*#")) else None


def _hit(orbit: CallParkOrbit, part: str, variant: str, places: Places) -> Hit:
    return Hit(
        item=orbit,
        part=part,
        variant=variant,
        places=places,
        evidence={"from": Number(orbit.range_start or ""), "to": Number(orbit.range_end or "")},
    )


@rule(
    id="L10-CPS-003",
    title="Settings of Call Park are not moved",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(CallParkSettings,),
    targets=("2013",),
    message="Call Park settings {item!r} differ from the defaults in {count:value}",
    effect="Call Park of the new pool has its defaults, and its own music.",
    remediation=(
        "Copy the folder of the music file (Xcopy of ...-ApplicationServer-..\\AppServerFiles\\CPS of the file store) "
        "where it plays one of your own, and set the values again: Set-CsCpsConfiguration -Identity {scope}"
        "{parameters}. The migration page writes the Call Park service of the new pool as -Identity, the help of the "
        "cmdlet allows only Global or a site."
    ),
    variants={
        "music": Wording(
            "Call Park plays a music file of your own",
            remediation=(
                "Copy its folder to the file store of the new pool: Xcopy of "
                "...-ApplicationServer-..\\AppServerFiles\\CPS."
            ),
        )
    },
    basis="what has to be done is documented; what happens otherwise, and the scope of the legacy settings, inferred",
    references=("l13-call-park", "new-cscpsconfiguration", "set-cscpsconfiguration"),
    minutes=30,
    phases=(B_POST,),
)
def own_settings(estate: Estate, context: Context) -> Iterator[Hit]:
    """Settings of Call Park differ from their defaults, or you answered that it plays your own music.

    Why it matters: neither files nor settings are moved.

    When it is wrong: the settings are identical on the new pool already. Without an answer to custom_music_on_hold
    only the settings are compared.
    """
    for settings in estate.each(CallParkSettings, product=LYNC2010):
        own: dict[str, Value] = {}
        changes = []
        for field, (label, defaults) in _DEFAULTS.items():
            value = getattr(settings, field)
            if value in (None, "", *defaults):
                continue
            own[label] = Number(str(value)) if field == "timeout_uri" else Text(str(value))
            after = Text(str(defaults[0])) if defaults else None
            changes.append(Change(item=settings, field=field, before=own[label], after=after))
        if own:
            places: dict[str, Value] = {
                "count": Amount(len(own)),
                "scope": Text(literal(settings.key)),
                "parameters": _parameters(settings),
            }
            yield Hit(item=settings, places=places, evidence=own, changes=tuple(changes))
    if context.answers.get("custom_music_on_hold") == "yes":
        yield Hit(item=None, variant="music", evidence={"answer": Text("yes")})


def _parameters(settings: CallParkSettings) -> Number:
    """Everything that is known of the settings as parameters; a number, because the time-out URI is one."""
    values = {
        "-CallPickupTimeoutThreshold": _time_span(settings.timeout_s) if settings.timeout_s else "",
        "-MaxCallPickupAttempts": "" if settings.max_attempts is None else str(settings.max_attempts),
        "-OnTimeoutURI": literal(settings.timeout_uri) if settings.timeout_uri else "",
        "-EnableMusicOnHold": "" if settings.music_enabled is None else f"${str(settings.music_enabled).lower()}",
    }
    return Number("".join(f" {name} {value}" for name, value in values.items() if value))


def _time_span(text: str) -> str:
    """A time as PowerShell takes it: of XML Schema (PT2M), of .NET (00:02:00), or in seconds."""
    if found := _DURATION.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return literal(f"{hours:02}:{minutes:02}:{seconds:02}")
    return f"(New-TimeSpan -Seconds {text})" if text.isdigit() else literal(text)


@rule(
    id="L10-CPS-004",
    title="Number in a range of call park orbits",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(CallParkOrbit,),
    targets=("2013",),
    message="{number} of {item!r} is in the range of call park orbits {range!r} ({from} to {to})",
    effect="Orbits are extensions that nobody has: calls to the number and parked calls meet.",
    variants={
        "emergency": Wording(
            "Emergency number {number} of location policy {item!r} is in the range of call park orbits {range!r} "
            "({from} to {to})",
            "Call Park comes first: the call may not reach the emergency number.",
        )
    },
    remediation="Change the range: Set-CsCallParkOrbit -Identity NAME -NumberRangeStart A -NumberRangeEnd B.",
    references=("l13-orbit-table", "new-cslocationpolicy", "set-cscallparkorbit"),
    basis=(
        "documented: orbits have no holder, Call Park comes before a dial mask; the same of the dial string, and what "
        "happens to the calls, is inferred"
    ),
    minutes=30,
    phases=(B_POST,),
)
def numbers_are_parked(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A number of an object, or what a location policy takes for an emergency call, is in a range of call park orbits.

    Why it matters: orbits must be virtual extensions without a user or phone. Call Park has precedence over the
    translation of an emergency dial mask.

    When it is wrong: the range is no longer used, or the location policy is assigned to nobody.
    """
    for entry, orbits in parked_numbers(estate).items():
        orbit = orbits.item
        if isinstance(orbit, CallParkOrbit):
            emergency = entry.use is Use.EMERGENCY
            yield Hit(
                item=entry.item,
                part=entry.text,
                variant="emergency" if emergency else "",
                severity=Severity.BLOCK if emergency else None,
                places={"range": orbit},
                evidence={
                    "number": Number(entry.text),
                    "from": Number(orbit.range_start or ""),
                    "to": Number(orbit.range_end or ""),
                },
            )
