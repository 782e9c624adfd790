"""Compares real migration logs with the prediction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..occurrences.occurrence import Occurrence
    from ..rules.engine.expectation import Now
    from ..rules.engine.log_comparison import Line, LogComparison
    from .prediction import Assessment

_HOW = (
    "give what a cmdlet of the migration wrote (the text of the console, the HTML or XML of -Report), or an event log"
)


def compare_logs(project: str, files: Sequence[Path], request: PredictionRequest, *, now: datetime) -> LogComparison:
    """Real migration logs against the prediction for a snapshot, and the known events of event logs.

    Raises:
        InputError: no such snapshot, or a file that is neither a migration log nor an event log.
    """
    from ..rules.engine.log_comparison import compare
    from ..rules.engine.messages import with_own

    lines: list[Line] = []
    events: list[tuple[Path, Occurrence]] = []
    for file in files:
        if (groups := _events_of(file)) is not None:
            events += ((file, group) for group in groups)
            continue
        try:
            found = list(_lines_of(file))
        except InputError as error:
            raise InputError(f"{file}: {error.message}", hint=error.hint or "Give the complete log") from error
        if not found:
            raise InputError(f"{file}: no line of a migration log in it", hint=_HOW)
        lines += found
    assessment = run_prediction(project, request, now=now)
    comparison = compare(
        lines, assessment.prediction.messages, with_own(request.messages), now_of(assessment, request.target)
    )
    is_known = any(line.level for line in lines) or any(not line.entry.full_line for line in comparison.explained)
    if lines and not is_known and not any(match.seen for match in comparison.matches):
        named = ", ".join(map(str, files))
        raise InputError(f"{named}: not a migration log: no line has a time stamp or a level, or is known", hint=_HOW)
    return _with_events(comparison, events, logs_given=bool(lines))


def _lines_of(file: Path) -> Iterator[Line]:
    """The entries of a log, or the messages of a console.

    Raises:
        InputError: XML of another kind, or a report that is cut off.
    """
    from ..rules.engine.log_comparison import Line
    from ..sources.bundle import file_member
    from ..sources.logs.migration_log import entries_of, is_other_xml
    from ..sources.powershell import output as printed_text

    member = file_member(file)
    if is_other_xml(member.head()):
        raise InputError("XML that is not the report of a cmdlet", hint=_HOW)
    if printed_text.FORMAT.matches(member, member.head()):
        for shown in printed_text.messages_of(member):
            source = f"{file.name}, line {shown.number}"
            yield Line(level=shown.level, text=shown.text, source=source, cmdlet=shown.cmdlet)
        return
    for position, entry in entries_of(member):
        if entry.message:
            yield Line(
                level=entry.level,
                text=entry.message,
                source=f"{file.name}, {position}",
                cmdlet=entry.cmdlet,
                heading=entry.heading,
            )


def _events_of(file: Path) -> tuple[Occurrence, ...] | None:
    """The events of an exported event log in groups; None if the file is none.

    Raises:
        InputError: it is one that cannot be read.
    """
    from ..occurrences.grouping import Grouping
    from ..sources.bundle import file_member
    from ..sources.logs import event_csv, event_list, event_text, event_xml, evtx
    from ..sources.reading import Reading

    member = file_member(file)
    head = member.head()
    formats = (module.FORMAT for module in (evtx, event_xml, event_csv, event_list, event_text))
    if not any(each.matches(member, head) for each in formats):
        return None
    grouping = Grouping()
    for item in Reading([file]).items():
        grouping.add(item)
    return grouping.groups()


def _with_events(
    comparison: LogComparison, events: Sequence[tuple[Path, Occurrence]], *, logs_given: bool
) -> LogComparison:
    """The comparison with the known events of event logs; no predicted line is looked for in these."""
    from ..rules.engine.expectation import expectation
    from ..rules.engine.log_comparison import ExplainedLine

    known = tuple(
        ExplainedLine(
            entry=entry,
            level=(group.sighting.level or entry.level).upper(),
            text=getattr(group.first_item, "message", None) or entry.printed_by,
            source=f"{file.name}, {group.first_item.sources[0].partition('#')[2]}",
            count=group.count,
            expectation=expectation(entry, comparison.now),
        )
        for file, group in events
        if (entry := group.entry)
    )
    return attrs.evolve(
        comparison,
        lines=comparison.lines + sum(group.count for _, group in events),
        matches=comparison.matches
        if logs_given
        else tuple(attrs.evolve(match, sought=False) for match in comparison.matches),
        explained=(*comparison.explained, *known),
    )


def now_of(assessment: Assessment, target: str) -> Now:
    """Where the migration to Lync Server *target* is: the answer, or what the evidence shows."""
    from ..rules.engine.current_phase import phase_of
    from ..rules.engine.expectation import Now
    from ..rules.engine.questions import CURRENT_PHASE

    answer = next(each for each in assessment.decisions.answers if each.question.name == CURRENT_PHASE)
    return Now(
        target=target,
        products=assessment.estate.products,
        phase=phase_of(answer.text),
        because=answer.derived,
    )
