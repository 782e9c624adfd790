"""Investigations: what is known of a symptom, what was answered, ruled out and noted, until a cure closes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs


class EntryKind(StrEnum):
    """What an entry of an investigation says."""

    OPENED = "opened"
    SINCE = "since"
    ANSWER = "answer"
    RULED_OUT = "ruled out"
    NOTE = "note"
    CLOSED = "closed"


@attrs.frozen(kw_only=True)
class InvestigationEntry:
    """One entry: who did what, and when (UTC, ISO 8601).

    Attributes:
        name: the question of an answer, or the check of a cause that was ruled out; else empty.
        value: the answer, the cause, the text of a note or the cure.
    """

    symptom: str
    at: str
    who: str
    what: EntryKind = attrs.field(converter=EntryKind)
    name: str = ""
    value: str = ""


@attrs.frozen(kw_only=True)
class Investigation:
    """What a project knows of one symptom.

    Attributes:
        opened: when it was opened (UTC, ISO 8601), and *who* opened it.
        since: since when the symptom is there, in the words of the user.
        answers: the newest answer to each question, by its name.
        ruled_out: the causes that were ruled out, in their words.
        cure: what closed it; empty while it is open.
        history: all its entries, oldest first.
    """

    symptom: str
    opened: str
    who: str
    since: str = ""
    answers: Mapping[str, str] = attrs.field(factory=dict)
    ruled_out: tuple[str, ...] = ()
    cure: str = ""
    closed: str = ""
    history: tuple[InvestigationEntry, ...] = ()


def folded(entries: Iterable[InvestigationEntry]) -> tuple[Investigation, ...]:
    """The investigations that entries make: each begins with the first entry after a cure, and ends with one."""
    running: dict[str, list[InvestigationEntry]] = {}
    found: list[list[InvestigationEntry]] = []
    for entry in entries:
        history = running.get(entry.symptom)
        if history is None:
            history = running[entry.symptom] = []
            found.append(history)
        history.append(entry)
        if entry.what is EntryKind.CLOSED:
            del running[entry.symptom]
    return tuple(map(_investigation, found))


def _investigation(history: list[InvestigationEntry]) -> Investigation:
    first, last = history[0], history[-1]
    is_closed = last.what is EntryKind.CLOSED
    return Investigation(
        symptom=first.symptom,
        opened=first.at,
        who=first.who,
        since=next((entry.value for entry in reversed(history) if entry.what is EntryKind.SINCE), ""),
        answers={entry.name: entry.value for entry in history if entry.what is EntryKind.ANSWER},
        ruled_out=tuple(dict.fromkeys(entry.value for entry in history if entry.what is EntryKind.RULED_OUT)),
        cure=last.value if is_closed else "",
        closed=last.at if is_closed else "",
        history=tuple(history),
    )
