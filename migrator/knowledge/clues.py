"""What a message shows by which it can be recognised, whatever form it was read from."""

from __future__ import annotations

import re
from functools import singledispatch

import attrs

from ..estate.diagnosis import Diagnosis
from ..estate.evidence import ConsoleMessage, Event, LogLine, TraceRecord
from .result_codes import codes_in

_STATUS = re.compile(r"SIP/2\.0 ([1-6][0-9]{2})(?![0-9])")
_EXCEPTION = re.compile(r"(?<![\w.])(?:[A-Za-z_]\w{0,60}\.){0,9}([A-Z][A-Za-z0-9]{2,60}Exception)(?!\w)")


@attrs.frozen(kw_only=True)
class Clue:
    """What is known of one message.

    Attributes:
        source: of an event, its source as Event Viewer shows it.
        text: the sentences of the message; of an event without them, its inserted strings.
        status: SIP response code.
        codes: result codes in the form of `result_codes.normalised`.
        exceptions: classes of .NET exceptions without their namespace, the outermost first.
    """

    source: str = ""
    event_id: int | None = None
    text: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    status: int | None = None
    codes: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@singledispatch
def clue_of(item: object) -> Clue:
    """The clue of an event, a trace record, a line of a migration log or a message of a console.

    Raises:
        TypeError: it is an item of another kind.
    """
    raise TypeError(f"{type(item).__name__} is not a message")


@clue_of.register
def _(item: Event) -> Clue:
    text = item.message or "\n".join(item.data)
    return attrs.evolve(clue_of_text(text), source=item.source or "", event_id=item.event_id)


@clue_of.register
def _(item: TraceRecord) -> Clue:
    text = item.explanation or item.start_line or ""
    results = [item.result_code or "", *(value for each in item.diagnostics for value in each.values.values())]
    status = _STATUS.match((item.start_line or "").lstrip())
    clue = clue_of_text(text)
    return attrs.evolve(
        clue,
        diagnoses=item.diagnostics,
        status=int(status[1]) if status else None,
        codes=tuple(dict.fromkeys([*codes_in("\n".join(results)), *clue.codes])),
    )


@clue_of.register
def _(item: LogLine) -> Clue:
    texts = [item.message or "", *(each.message or "" for each in item.exceptions)]
    clue = clue_of_text("\n".join(dict.fromkeys(filter(None, texts))))
    named = [each.type for each in item.exceptions]
    return attrs.evolve(clue, exceptions=tuple(dict.fromkeys([*named, *clue.exceptions])))


@clue_of.register
def _(item: ConsoleMessage) -> Clue:
    clue = clue_of_text(item.message or "")
    rest = clue_of_text("\n".join(filter(None, [item.category, item.error_id])))
    return attrs.evolve(
        clue,
        codes=tuple(dict.fromkeys([*clue.codes, *rest.codes])),
        exceptions=tuple(dict.fromkeys([*clue.exceptions, *rest.exceptions])),
    )


def clue_of_text(text: str) -> Clue:
    """The clue of sentences alone: their codes and exceptions, and a SIP response where one stands."""
    status = _STATUS.search(text)
    return Clue(
        text=text,
        status=int(status[1]) if status else None,
        codes=codes_in(text),
        exceptions=tuple(dict.fromkeys(match[1] for match in _EXCEPTION.finditer(text))),
    )
