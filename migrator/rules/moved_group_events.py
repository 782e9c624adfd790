"""Events of the legacy Response Group service and of its contacts: expected after the move, not before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from ..estate.estate import Estate
from ..estate.evidence import Event
from .engine.current_phase import phase_of
from .engine.model import R2, Context, Hit, Severity, Wording
from .engine.phases import A_POST
from .engine.questions import CURRENT_PHASE
from .engine.values import Amount, Host, Text, texts
from .happened import happened

#: events of the legacy service after the move of the response groups, and what each says (giombini-r2-to-2013)
_SAID = {
    30951: "Active Directory says the contact is homed elsewhere",
    31053: "the legacy service could not register an endpoint of a response group",
    31189: "an endpoint of a response group was ended, and the legacy service created it again",
}
_BEFORE_THE_MOVE = "Before the move it is no sign of it: the event names its own cause, or contacts were damaged."


def wordings(*ids: int) -> dict[str, Wording]:
    """The wordings of these events: with and without a server, before and after the move."""
    found = {}
    for id_ in ids:
        for server in ("", " no server"):
            where = "" if server else " on {server}"
            message = f"Event {{event}}{where}, {{times:time}}: {_SAID[id_]}"
            found[f"{id_}{server}"] = Wording(message)
            found[f"{id_}{server} before"] = Wording(message, _BEFORE_THE_MOVE, _ERRORS)
    return found


_ERRORS = (
    "Look for errors of the legacy Front End at the same time: event 31053 itself says that the service failed to "
    "connect to it, or that it is misconfigured. Compare the home of the contact with the pool of its workflow."
)


def _is_before_the_move(context: Context) -> bool | None:
    """Whether somebody said that the phase is before that of the move; None where nobody did."""
    phase = phase_of(context.answers.get(CURRENT_PHASE, ""))
    if phase is None or CURRENT_PHASE in context.derived:
        return None
    return phase.number < A_POST.number


def events_by_phase(
    estate: Estate, context: Context, ids: frozenset[int], concerns: Callable[[Event], bool] = lambda _: True
) -> Iterator[Hit]:
    """A hit for the events of OCS with one of these ids on each server: expected after the move, not before."""
    found: dict[tuple[int, str], list[Event]] = defaultdict(list)
    for event in estate.of(Event, product=R2):
        if event.event_id in ids and (event.source or "OCS").casefold().startswith("ocs") and concerns(event):
            found[event.event_id, event.machine or ""].append(event)
    is_before = _is_before_the_move(context)
    severities = {True: Severity.WARNING, False: Severity.INFO, None: None}
    for (id_, machine), events in found.items():
        together = _together(estate, context, id_, machine)
        yield Hit(
            item=events[0],
            variant=" ".join(filter(None, (str(id_), "" if machine else "no server", "before" * bool(is_before)))),
            severity=severities[is_before],
            places={"server": Host(machine)},
            evidence={
                "event": Text(str(id_)),
                "times": Amount(len(events)),
                "source": Text(events[0].source or ""),
                **({"in the same second": texts(together)} if together else {}),
            },
        )


def _together(estate: Estate, context: Context, id_: int, machine: str) -> list[str]:
    """The other events about the same endpoints in the same seconds."""
    groups = [g for g in happened(estate, context, Event, str(id_)) if g.sighting.machine == machine.casefold()]
    return sorted({other for group in groups for other, _ in group.together})
