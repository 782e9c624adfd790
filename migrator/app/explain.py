"""Explains messages: what each means, whether it is expected now, and what the evidence says of its causes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import attrs

from ..errors import InputError
from ..knowledge.base import known_entries
from ..knowledge.clues import Clue, clue_of_text
from ..knowledge.known_message import KnownMessage
from ..knowledge.lines import Seen
from ..knowledge.matching import without_prefix
from ..knowledge.products import is_of_other
from ..knowledge.recognition import By, Recogniser, Recognition
from ..knowledge.result_codes import printed_codes, serial_readings, signed, win32_error
from ..knowledge.shelf import candidates, entry_of
from ..rules.engine.expectation import Now, expectation
from ..rules.engine.explanation import Explained, Explanation, PrintedCode, SaidSymptom, Serial, UnknownMessage
from ..sources.powershell.secrecy import without_secrets
from .explain_groups import MessageCount, MessageGroups, doubt_bare_ids, grouped, recognise_mentioned, recognise_parts
from .explain_input import Reader, as_printed, piped, plain_text, readable

if TYPE_CHECKING:
    from ..knowledge.nearest import Nearest
    from ..occurrences.joins import Named
    from ..rules.engine.cause_state import CauseState
    from ..rules.engine.prediction import Finding
    from ..sources.bundle import Member
    from .prediction import Assessment

#: unknown messages that are compared with known ones, and characters of a message that are kept
_MOST_NEAR, _MOST_TEXT = 50, 2000
#: characters of a text for which only the entries that it can be are read
_MOST_SHELVED = 20_000
#: characters of a line and of a text that can be words about a symptom
_MOST_SYMPTOM, _MOST_MAIL = 300, 4000
#: likeness of a text to a symptom whose first check is shown, though it may mean something else
_MUCH_LIKE = 0.7
#: letters of a value of a message that names something of the estate
_SHORTEST_NAME = 3
#: words of a text that says more than the SIP response in it; so does one that names the command which met it
_MORE_WORDS = 6
_CMDLET = re.compile(r"\b[A-Za-z]{3,20}-Cs[A-Za-z]{3}")
_FILE_NAME = re.compile(r"(?:[A-Za-z]:)?[^\s:*?\"<>|]{1,250}\.[A-Za-z0-9]{2,5}")
_SERIAL = re.compile(r"\bserial(?:[ -]?n(?:umber|o))?\W{1,5}((?:[0-9A-F]{2}[ :-]?){6,32})(?![0-9A-F])", re.IGNORECASE)
_LEVELS = {"critical": 0, "error": 0, "warning": 1}
_TARGET, _LEGACY = "2013", frozenset({"ocs2007r2", "lync2010"})


def explain_given(project: str, given: str, *, now: datetime) -> Explanation:
    """Explain the file of this name, or else the text.

    Raises:
        InputError: it looks like the name of a file, and there is none; or as below.
    """
    path = _file(given)
    return explain_text(project, given, now=now) if path is None else explain_file(project, path, now=now)


def _file(given: str) -> Path | None:
    if not given.strip():
        return None  # as a path it is this folder
    try:
        is_there = Path(given).exists()
    except (OSError, ValueError):  # too long for a name, or a zero byte
        return None
    if not is_there and _FILE_NAME.fullmatch(given):
        raise InputError(f"{given}: there is no such file, and it is not a message")
    return Path(given) if is_there else None


def explain_text(project: str, text: str, *, now: datetime) -> Explanation:
    """Explain a pasted text: messages, a part of one, or what people say of something that does not work.

    Raises:
        InputError: it is empty or binary, or the project cannot be used.
    """
    text = as_printed(text)
    if entry := entry_of(text.strip().upper()):
        return _explained(project, Reader(Recogniser(())), _of_id(entry, text), now)
    few = candidates(text, clue_of_text(text)) if len(text) <= _MOST_SHELVED else known_entries().values()
    reader = Reader(Recogniser(few))
    groups = grouped(reader, reader.of_text(text))
    if not groups.known and (named := reader.named_in(text)):
        groups = grouped(reader, named)
    recognise_parts(groups)
    doubt_bare_ids(groups, text)
    recognise_mentioned(groups, reader)
    explanation = _explained(project, reader, groups, now)
    said = " ".join(text.split())
    is_precise = any(one.by < By.STATUS or one.by is By.FRAGMENT for one in explanation.explained)
    is_more = not explanation.explained or len(said.split()) >= _MORE_WORDS or _CMDLET.search(said) is not None
    if is_precise or not is_more or len(said) > _MOST_MAIL:
        return explanation
    return _with_symptom(explanation, project, said if len(said) <= _MOST_SYMPTOM else text, now)


def _of_id(entry: KnownMessage, text: str) -> MessageGroups:
    groups = MessageGroups()
    groups.add(Seen(clue=Clue(), recognitions=(Recognition(entry=entry, by=By.ID, value=entry.id),), text=text.strip()))
    return groups


def _with_symptom(explanation: Explanation, project: str, said: str, now: datetime) -> Explanation:
    """With the symptom that a text describes, in the place of what nothing knows; as it is where there is none.

    One that it is much like stands beside the unknown text, unless that is about another program.
    """
    from ..knowledge.symptom_search import symptoms_like

    found = symptoms_like(said)
    if not found or (not found[0].is_sure and (found[0].likeness < _MUCH_LIKE or is_of_other(said))):
        return explanation
    from ..knowledge.symptom import symptom_of
    from .investigations import SymptomReport
    from .symptoms import examine

    made = examine(project, symptom_of(found[0].id), SymptomReport(), now=now)
    others = tuple(each.id for each in found[1:])
    symptom = SaidSymptom(
        said=_clean(said),
        symptom=made.symptom,
        states=tuple(check.state for check in made.checks),
        has_evidence=made.has_evidence,
        others=others,
        is_sure=found[0].is_sure,
    )
    return explanation._replace(symptom=symptom, unknown=() if symptom.is_sure else explanation.unknown)


def explain_pipe(project: str, pipe: BinaryIO, *, now: datetime) -> Explanation:
    """Explain what a pipe holds, as the same text would be that is given on the command line.

    Raises:
        InputError: it is empty, binary or too long, or the project cannot be used.
    """
    return _explain_member(project, piped(pipe), now)


def explain_file(project: str, path: Path, *, now: datetime) -> Explanation:
    """Explain the messages of a file, streamed; of a short text as the same text would be.

    Raises:
        InputError: it cannot be read, is empty or binary, or the project cannot be used.
    """
    with readable(path) as member:
        return _explain_member(project, member, now)


def _explain_member(project: str, member: Member, now: datetime) -> Explanation:
    text = plain_text(member, _MOST_SHELVED)
    if text is not None:
        return explain_text(project, text, now=now)
    reader = Reader(Recogniser(known_entries().values()))
    groups = grouped(reader, reader.of_member(member))
    recognise_parts(groups)
    return _explained(project, reader, groups, now)


def _explained(project: str, reader: Reader, groups: MessageGroups, now: datetime) -> Explanation:
    entries = [count.recognition.entry for count in groups.known.values() if count.recognition]
    assessment = _assessment(project, entries, now)
    when = _now(assessment)
    near = _nearest() if groups.unknown else None
    return Explanation(
        messages=groups.total,
        explained=tuple(
            _known(count, count.recognition, when, assessment)
            for count in groups.known.values()
            if count.recognition is not None
        ),
        unknown=tuple(
            _unknown(count, near if place < _MOST_NEAR else None)
            for place, count in enumerate(_worst_first(groups.unknown.values()))
        ),
        further=groups.further,
        heard=reader.heard,
        now=when,
        has_evidence=assessment is not None,
    )


def _worst_first(counts: Iterable[MessageCount]) -> list[MessageCount]:
    return sorted(counts, key=lambda count: _LEVELS.get(count.seen.level.casefold(), 2))


def _nearest() -> Nearest:
    from ..knowledge.nearest import Nearest

    return Nearest()


def _known(count: MessageCount, found: Recognition, now: Now, assessment: Assessment | None) -> Explained:
    entry = found.entry
    text = _clean(count.seen.text)
    return Explained(
        entry=entry,
        by=found.by,
        value=found.value,
        text=text,
        values={name: without_secrets(value) for name, value in found.values.items()},
        count=count.number,
        place=count.seen.place,
        is_worded=found.is_worded,
        numbers=_numbers(count.seen.clue, text),
        serials=_serials(text),
        expectation=expectation(entry, now),
        states=_states(entry, assessment, found.values.values()),
        named=_named(text, assessment),
    )


def _named(text: str, assessment: Assessment | None) -> tuple[Named, ...]:
    if assessment is None:
        return ()
    from ..rules.named_objects import named_in

    return named_in(assessment.estate, text)


def _states(entry: KnownMessage, assessment: Assessment | None, values: Iterable[str]) -> tuple[CauseState, ...]:
    """What the evidence says of each cause; of its findings those come first that name a value of the message."""
    if assessment is None:
        return ()
    from ..rules.engine.cause_state import state_of

    names = [value for value in values if len(value) >= _SHORTEST_NAME]
    states = (state_of(cause, assessment.prediction) for cause in entry.causes)
    return tuple(attrs.evolve(state, findings=_naming_first(state.findings, names)) for state in states)


def _naming_first(findings: Iterable[Finding], names: Sequence[str]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: not any(name in finding.message for name in names)))


def _unknown(count: MessageCount, near: Nearest | None) -> UnknownMessage:
    seen = count.seen
    text = _clean(seen.text)
    return UnknownMessage(
        text=text,
        count=count.number,
        place=seen.place,
        source=seen.clue.source,
        event_id=seen.clue.event_id,
        near=tuple({each.id: each for each in (*count.near, *(near.to(text) if near else ()))}.values()),
        numbers=_numbers(seen.clue, text),
        is_plain=_is_plain(count, text),
        symptoms=_symptoms(text) if near and seen.clue.event_id is None and len(text) <= _MOST_SYMPTOM else (),
    )


def _is_plain(count: MessageCount, text: str) -> bool:
    """Whether an unknown text shows nothing of a message: no number of an event, code, level, time or cmdlet."""
    seen = count.seen
    is_bare = without_prefix(text).strip() == text.strip() and not seen.level
    return is_bare and seen.clue.event_id is None and not seen.clue.codes and not seen.clue.exceptions


def _symptoms(text: str) -> tuple[str, ...]:
    from ..knowledge.symptom_search import symptoms_like

    return tuple(each.id for each in symptoms_like(text))


def _clean(text: str) -> str:
    return without_secrets(text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}...")


def _numbers(clue: Clue, text: str) -> tuple[PrintedCode, ...]:
    """The codes of a message whose printed form is not the usual one, each once."""
    if not clue.codes:
        return ()
    found = dict(printed_codes(text))
    found |= {code: code for code in clue.codes if code not in found}
    made = (
        PrintedCode(printed=printed, code=code, signed=signed(code), win32=win32_error(code))
        for code, printed in found.items()
        if code.startswith("0x")
    )
    return tuple(made)


def _serials(text: str) -> tuple[Serial, ...]:
    found = dict.fromkeys(match[1].strip() for match in _SERIAL.finditer(text))
    return tuple(Serial(printed=serial, readings=serial_readings(serial)[1:]) for serial in found)


def _assessment(project: str, entries: Sequence[KnownMessage], now: datetime) -> Assessment | None:
    """What the rules of the causes say of the newest snapshot; None without one."""
    if not entries or ("://" not in project and not Path(project).exists()):
        return None  # before the rules and the store are loaded, which takes longer than to explain a line
    from ..rules.engine.cause_state import rules_of
    from .cause_evidence import assessment_of

    return assessment_of(project, rules_of(cause for entry in entries for cause in entry.causes), now=now)


def _now(assessment: Assessment | None) -> Now:
    """Where the migration is; without a project nothing tells it."""
    if assessment is None:
        return Now(target=_TARGET, products=_LEGACY)
    from .logs import now_of

    return now_of(assessment, _TARGET)
