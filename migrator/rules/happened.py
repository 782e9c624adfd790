"""What happened, as rules look at it: groups of events and records that are known, and not expected now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from weakref import WeakKeyDictionary

from ..estate.counting import counted
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.observation import original, unobserved
from ..estate.products import LYNC2010, LYNC2013, R2, UNKNOWN
from ..knowledge.known_message import Cause, KnownMessage
from ..occurrences.grouping import grouped
from ..occurrences.occurrence import Occurrence
from ..occurrences.sighting import KINDS_COUNTED
from .engine.current_phase import phase_of
from .engine.expectation import Expectation, Now, expectation
from .engine.gaps import Ask, Gap
from .engine.levels import Severity
from .engine.model import Context
from .engine.questions import CURRENT_PHASE
from .engine.values import Text, Value, texts

#: events and records rarely name their product
ANY_PRODUCT = (R2, LYNC2010, LYNC2013, UNKNOWN)
_MOST_CAUSES = 4
#: groups by kind and id
_Groups = dict[tuple[str, str], list[Occurrence]]
_GROUPS: WeakKeyDictionary[Estate, _Groups] = WeakKeyDictionary()
_SEVERITIES = {"ERROR": Severity.ERROR, "WARNING": Severity.WARNING, "INFORMATION": Severity.INFO}


def happened(estate: Estate, context: Context, cls: type[Item], id_: str = "") -> Iterator[Occurrence]:
    """The groups of one kind, made once for all rules; it is noted if some of that kind were lost.

    What an event does not tell hides nothing of what it shows: its id and source are there.

    Args:
        id_: of the event, ms-diagnostics header or SIP message; all where empty.
    """
    estate.each(cls)
    groups = _all(unobserved(estate), context)
    if id_:
        yield from groups.get((cls.kind, id_), ())
        return
    for (kind, _), found in groups.items():
        if kind == cls.kind:
            yield from found


def _all(estate: Estate, context: Context) -> _Groups:
    if estate not in _GROUPS:
        groups = context.happened
        if groups is None:
            groups = grouped(original(item) for cls in KINDS_COUNTED for item in estate.of(cls))
        found: _Groups = {}
        for group in groups:
            found.setdefault((group.sighting.kind, group.sighting.id), []).append(group)
        _GROUPS[estate] = found
    return _GROUPS[estate]


def now_of(estate: Estate, context: Context) -> Now:
    """Where the migration is: the answer to `current_phase`, and whether the evidence gave it."""
    return Now(
        target=context.target,
        products=estate.products,
        phase=phase_of(context.answers.get(CURRENT_PHASE, "")),
        because=context.derived.get(CURRENT_PHASE, ""),
    )


def severity_of(entry: KnownMessage) -> Severity:
    """The severity of what a message says; a code without a level is a warning."""
    return _SEVERITIES.get(entry.level, Severity.WARNING)


def can_be_found(entry: KnownMessage) -> bool:
    """Whether a message can become a finding: information and what is expected in every run never do."""
    return severity_of(entry) is not Severity.INFO and entry.expected.value != "always"


def unexpected(entry: KnownMessage, now: Now) -> Expectation | Gap | None:
    """Why a message is a finding; a gap where the phase decides and is not certain; None where it is expected.

    A message whose step no phase holds is a finding that names the step.
    """
    expected = expectation(entry, now)
    if expected.now:
        return None
    if expected.now is False or not entry.phases:
        return expected
    return Gap(reason="the phase of the migration decides whether it is expected", needs=(Ask(CURRENT_PHASE),))


def remedy_of(entry: KnownMessage) -> str:
    """What to do for a message: its cure, then its causes in the order in which to check them."""
    causes = [f"({n}) {_with_check(cause)}" for n, cause in enumerate(entry.causes[:_MOST_CAUSES], start=1)]
    checks = f"Check in this order: {' '.join(causes)}" if causes else ""
    verify = f"Afterwards: {entry.verify}" if entry.verify else ""
    return " ".join(filter(None, (entry.cure, checks, verify))) or "Read the published source of its meaning."


def basis_of(entry: KnownMessage) -> str:
    """What of a message is inferred: of the whole, and of each cause that is shown."""
    shown = entry.causes[:_MOST_CAUSES]
    causes = (f"cause {n}: {cause.basis}" for n, cause in enumerate(shown, start=1) if cause.basis)
    return "; ".join(part.rstrip(".") for part in (entry.basis, *causes) if part)


def _with_check(cause: Cause) -> str:
    checks = "; ".join(filter(None, (", ".join(cause.rules), cause.command, cause.look)))
    return " ".join(filter(None, (cause.cause, f"[{checks}]" if checks else "")))


def times_of(group: Occurrence) -> Mapping[str, Value]:
    """When the first and the last of a group were, and what else was in the same second about the same."""
    if group.first is None:
        return {}
    beside = [f"{id_} ({counted(count, 'time')})" if count > 1 else id_ for id_, count in group.together]
    return {
        "first": shown_time(group.first),
        "last": shown_time(group.last),
        **({"in the same second": texts(beside)} if beside else {}),
    }


def shown_time(at: datetime | None) -> Text:
    """A time for people, to the second; UTC where the evidence gives an offset."""
    return Text(f"{at:%Y-%m-%d %H:%M:%S}" if at else "unknown")
