"""Compares real migration logs with the prediction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .prediction import PredictionRequest, run_prediction

if TYPE_CHECKING:
    from ..rules.engine.log_comparison import LogComparison

_HOW = "give what Merge, Import or Publish wrote: the text of the console, or the HTML or XML of -Report"


def compare_logs(project: str, files: Sequence[Path], request: PredictionRequest, *, now: datetime) -> LogComparison:
    """Real migration logs against the prediction for a snapshot.

    Raises:
        InputError: no such snapshot, or a file that is no migration log.
    """
    from ..rules.engine.log_comparison import Line, compare
    from ..rules.engine.messages import with_own
    from ..rules.engine.model import Context
    from ..sources.bundle import file_member
    from ..sources.logs.migration_log import entries_of
    from ..sources.powershell import output as printed_text

    lines: list[Line] = []
    stamped = False
    for file in files:
        before = len(lines)
        try:
            member = file_member(file)
            if printed_text.FORMAT.matches(member, member.head()):
                shown = list(printed_text.messages_of(member))
                stamped = stamped or any(each.level for each in shown)
                lines += [Line(level=m.level, text=m.text, source=f"{file.name}, line {m.number}") for m in shown]
                continue
            for position, entry in entries_of(member):
                stamped = stamped or bool(entry.stamp or entry.level)
                if entry.message:
                    lines.append(Line(level=entry.level, text=entry.message, source=f"{file.name}, {position}"))
        except InputError as error:
            raise InputError(f"{file}: {error.message}", hint=error.hint or "Give the complete log") from error
        if len(lines) == before:
            raise InputError(f"{file}: no line of a migration log in it", hint=_HOW)
    prediction = run_prediction(project, request, now=now).prediction
    context = Context(now=now, target=request.target)
    values = {"target_product": context.product_name}
    comparison = compare(lines, prediction.messages, with_own(request.messages), values)
    if not stamped and not any(match.seen for match in comparison.matches):
        named = ", ".join(map(str, files))
        raise InputError(
            f"{named}: not a migration log: no line has a time stamp or a level or was predicted", hint=_HOW
        )
    return comparison
