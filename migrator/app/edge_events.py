"""Events and traces, counted in groups and explained: those of some files, or those of a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from ..estate.evidence import Event, TraceRecord
from .edge import EdgeAssessment, EdgeQuestion, Evidence, assess_edge, read_evidence

if TYPE_CHECKING:
    from ..documents.occurrence_rows import OccurrenceRow
    from ..estate.kinds import Item
    from ..occurrences.grouping import Grouping

#: rules about events, and rules about traces
EVENT_RULES = ("EVT-*", "R2-USR-008", "RGS-F05", "RGS-F06", "ACC-11", "PORT-07", "L10-SIMP-001")
TRACE_RULES = ("DIAG-*", "SIP-*")
#: events that other rules than the families read, and that are therefore kept
_KEPT = frozenset({"30951", "31053", "31189"})


@attrs.frozen(kw_only=True)
class EventsLook:
    """What some events or traces say.

    Attributes:
        records: the groups, from the earliest on.
    """

    assessment: EdgeAssessment
    records: tuple[OccurrenceRow, ...]


def look_at_events(
    project: str, files: Sequence[Path], *, snapshot: str | None, target: str, now: datetime
) -> EventsLook:
    """The events of some files, or without files those of a snapshot: grouped, counted, explained.

    Raises:
        InputError: no such snapshot, nothing to look at, or no event in the files.
    """
    question = EdgeQuestion(rules=EVENT_RULES, snapshot=snapshot, target=target)
    return _look(project, files, question, Event, now)


def look_at_traces(
    project: str, files: Sequence[Path], *, snapshot: str | None, target: str, now: datetime
) -> EventsLook:
    """The SIP messages of some traces, or without files those of a snapshot: grouped, counted, explained.

    A trace of any size takes the memory of its groups.

    Raises:
        InputError: no such snapshot, nothing to look at, or no SIP message or diagnosis in the files.
    """
    question = EdgeQuestion(rules=TRACE_RULES, snapshot=snapshot, target=target)
    return _look(project, files, question, TraceRecord, now)


def _look(
    project: str, files: Sequence[Path], question: EdgeQuestion, cls: type[Event | TraceRecord], now: datetime
) -> EventsLook:
    from ..documents.occurrence_rows import occurrence_rows
    from ..occurrences.grouping import Grouping, grouped
    from ..rules.happened import now_of
    from .answers import context_of

    evidence = Evidence()
    if files:
        grouping = Grouping()
        evidence = read_evidence(files, keep=_counting(grouping))
        evidence = attrs.evolve(evidence, happened=grouping.groups())
        if not any(group.sighting.kind == cls.kind for group in grouping.groups()):
            named = ", ".join(map(str, files))
            raise InputError(f"{named}: no {_WHAT[cls]} in it", hint=_HINTS[cls])
    assessment = assess_edge(project, question, evidence, now=now)
    groups = evidence.happened
    if groups is None:
        groups = grouped(assessment.estate.of(cls))
    context = context_of((), now=now, target=question.target)
    where = now_of(assessment.estate, attrs.evolve(context, answers=assessment.answers, derived=assessment.derived))
    shown = [group for group in groups if group.sighting.kind == cls.kind]
    return EventsLook(assessment=assessment, records=tuple(occurrence_rows(assessment.estate, shown, where)))


_WHAT: dict[type[Item], str] = {Event: "event", TraceRecord: "SIP message or diagnosis"}
_HINTS: dict[type[Item], str] = {
    Event: 'Export them: wevtutil qe "Lync Server" /f:RenderedXml /e:Events > events.xml',
    TraceRecord: "Give the text of a trace; `migrator edge trace --help` says how to take one",
}


def _counting(grouping: Grouping) -> Callable[[Item], Item | None]:
    """Counts what happened and keeps everything else."""

    def keep(item: Item) -> Item | None:
        is_counted = grouping.add(item)
        if is_counted and not (isinstance(item, Event) and str(item.event_id) in _KEPT):
            return None
        return item

    return keep
