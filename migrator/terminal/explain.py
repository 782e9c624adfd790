"""An explanation on the terminal: the answer first, on one screen.

It is printed without rich, which takes longer to load than a line takes to be explained.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from ..estate.counting import counted
from ..knowledge.recognition import By
from ..rules.engine.explanation import evidence_text
from .console import printable

if TYPE_CHECKING:
    from ..knowledge.known_message import Cause
    from ..occurrences.joins import Named
    from ..rules.engine.cause_state import CauseState
    from ..rules.engine.explanation import Explained, Explanation, PrintedCode, SaidSymptom, Serial, UnknownMessage

#: messages in full, causes of each, further messages in a line each, and characters of a text without details
_FULL, _CAUSES, _BRIEF, _TEXT = 2, 3, 8, 200
_WIDEST = 110
#: by what the evidence says, the checks that come before the others, and behind them
_ORDER = {"found": 0, "clear": 2, "not applicable": 3}


def print_explanation(explanation: Explanation, *, details: bool) -> None:
    """Print what is known of each message, those that need action first; everything for *details*."""
    _print_counts(explanation)
    symptom = explanation.symptom
    if symptom and symptom.is_sure:
        _print_symptom(symptom, details=details)
    known = sorted(explanation.explained, key=lambda one: (not one.needs_action, one.by))
    usual = [] if details or len(known) == 1 else [one for one in known if one.expectation.now]
    telling = [one for one in known if one not in usual]
    full = telling if details else telling[: _FULL if len(known) > 1 else 1]
    causes = None if details else _CAUSES if len(full) == 1 else 1
    for one in full:
        _print_known(one, causes=causes, details=details)
    for one in telling[len(full) :][:_BRIEF]:
        _print(f"{_title(one)}: {one.entry.meaning}")
    _print_more(len(telling) - len(full) - _BRIEF)
    around = [one for one in explanation.unknown if full and one.is_around and not details]
    others = [one for one in explanation.unknown if one not in around]
    shown = others if details else others[: _BRIEF if not full else _FULL]
    for unknown in shown:
        _print_unknown(unknown, symptom, details=details)
    _print_more(len(others) - len(shown) + explanation.further)
    if around:
        _print(f"{counted(len(around), 'line')} around it: words that nothing here knows (--details)")
    if symptom and not symptom.is_sure:
        _print_perhaps(symptom)
    if usual:
        what = counted(sum(one.count for one in usual), "message is", "messages are")
        _print(f"{what} expected now, of {counted(len(usual), 'kind')}: nothing to do")
    _print_rest(explanation, is_hidden=not details and bool(known))


def _print_counts(explanation: Explanation) -> None:
    known, unknown = explanation.explained, explanation.unknown
    if explanation.messages < 2 or not (known or unknown):  # one, or the words of a symptom
        return
    urgent = sum(one.needs_action for one in known)
    lines = sum(one.count for one in unknown) + explanation.further
    _print(
        f"{counted(explanation.messages, 'message')}: {len(known)} known by kind, "
        f"{counted(urgent, 'needs action', 'need action')}; {lines:,} unknown"
    )


def _print_known(one: Explained, *, causes: int | None, details: bool) -> None:
    entry = one.entry
    _print(_title(one))
    _print(one.text if details else shorten(one.text, _TEXT, placeholder=" ..."), 2)
    if not one.is_worded:
        _print("Its text is in another language or wording than the published one: recognised by its id.", 2)
    if one.by is By.FRAGMENT:
        _labelled("Part of", entry.text)
    _labelled("Means", entry.meaning)
    when = one.expectation.text + (f" ({entry.step})" if entry.step else "")
    _print(f"{when[:1].upper()}{when[1:]}", 2)
    for number in one.numbers:
        _labelled("Number", _number(number))
    for serial in one.serials:
        _labelled("Serial", _serial(serial))
    for named in one.named if details else one.named[:_CAUSES]:
        _labelled("Here", _here(named))
    shown = one.causes if causes is None else one.causes[:causes]
    for place, (cause, state) in enumerate(shown):
        is_last = details or not entry.verify
        _print_cause(cause, state, "Check first" if place == 0 else "Then", details=details, verify=is_last)
    if len(one.causes) > len(shown):
        _print(f"... and {counted(len(one.causes) - len(shown), 'more cause', 'more causes')} (--details)", 2)
    if entry.cure:
        _labelled("Do", entry.cure)
    if entry.verify:
        _labelled("Verify", entry.verify)
    if details:
        _print_sources(one)


def _print_symptom(said: SaidSymptom, *, details: bool) -> None:
    """Print what does not work, what to ask, and the first checks: those that the evidence shows before the others."""
    symptom, has_evidence = said.symptom, said.has_evidence
    _print(f"{symptom.id}: {symptom.title}")
    _labelled("Means", symptom.meaning)
    if symptom.unsolved:
        _print("Known and unsolved: no source has an answer to it.", 2)
    for question in symptom.questions:
        options = f" ({', '.join(question.options)})" if question.options else ""
        _labelled("Ask", f"{question.text}{options} --answer {question.name}=VALUE")
    ordered = _ordered(said)
    for place, state in enumerate(ordered if details else ordered[:_CAUSES]):
        label = "Check first" if place == 0 else "Then"
        _print_cause(state.cause, state if has_evidence else None, label, details=details, verify=True)
    if not has_evidence:
        _print("Without evidence: what yours says of the causes is shown after `migrator inventory`.")
    _print(f"Every check, and to keep your answers: migrator explain --symptom {symptom.id}")
    for other in said.others:
        _print(f"Or another symptom: migrator explain --symptom {other}")


def _print_cause(cause: Cause, state: CauseState | None, label: str, *, details: bool, verify: bool) -> None:
    _labelled(label, cause.cause)
    for check in (cause.command, cause.look):
        if check:
            _print(f"How: {check}", 4)
    if state is not None:
        text = evidence_text(state)
        _print(f"Evidence: {text if details else shorten(text, _TEXT, placeholder=' ... (--details)')}", 4)
    if cause.cure:
        _print(f"Do: {cause.cure}", 4)
    if verify and cause.verify not in ("", cause.command, cause.look):
        _print(f"Verify: {cause.verify}", 4)
    if details and cause.rules:
        _print(f"Rules: {', '.join(cause.rules)}", 4)
    if details and cause.basis:
        _print(cause.basis, 4)


def _print_sources(one: Explained) -> None:
    entry = one.entry
    _labelled("Known", f"recognised by {one.by.words}; {entry.grade}: {', '.join(entry.references)}")
    if entry.seen_in:
        _labelled("Seen in", ", ".join(entry.seen_in))
    if entry.basis:
        _labelled("Inferred", entry.basis)


def _print_perhaps(said: SaidSymptom) -> None:
    """Print a symptom that a text may describe: its title and its first check, first what the evidence shows."""
    symptom = said.symptom
    _print(f"Perhaps {symptom.id}: {symptom.title}")
    _labelled("Means", symptom.meaning)
    for state in _ordered(said)[:1]:
        _print_cause(state.cause, state if said.has_evidence else None, "Check first", details=False, verify=False)
    for id_ in (symptom.id, *said.others):
        _print(f"Every check: migrator explain --symptom {id_}", 2)


def _ordered(said: SaidSymptom) -> list[CauseState]:
    return sorted(said.states, key=lambda state: _ORDER.get(state.result.value, 1) if said.has_evidence else 0)


def _print_unknown(one: UnknownMessage, said: SaidSymptom | None, *, details: bool) -> None:
    source = f" of {one.source}" if one.source else ""
    what = f"event {one.event_id}{source}" if one.event_id is not None else "text"
    _print(f"Unknown {what}{_where(one.count, one.place)}")
    _print(one.text if details else shorten(one.text, _TEXT, placeholder=" ..."), 2)
    for number in one.numbers:
        _labelled("Number", _number(number))
    for symptom in one.symptoms if said is None else ():
        _print(f"Perhaps a symptom: migrator explain --symptom {symptom}", 2)
    for near in one.near:
        _print(f"Near, but not the same: {near.id}: {shorten(near.text, _TEXT, placeholder=' ...')}", 2)
    if one.near:
        _print(f"If it is that: migrator explain {one.near[0].id}", 2)


def _print_rest(explanation: Explanation, *, is_hidden: bool) -> None:
    heard = explanation.heard
    for kind, count in heard.others.items():
        _print(f"Not a message: {counted(count, kind.replace('_', ' '))}; `migrator inventory` reads it")
    for reason in heard.losses[:_FULL]:
        _print(f"Not read: {reason}")
    _print_more(heard.lost - _FULL)
    if not (explanation.explained or explanation.unknown or explanation.symptom or heard.others):
        _print("There is no message in it.")
    if explanation.explained and not explanation.has_evidence:
        _print("Without a project: what your evidence says of the causes is shown after `migrator inventory`.")
    if is_hidden:
        _print("All causes, sources and grades: --details; for other programs: --json")


def _title(one: Explained) -> str:
    words = one.entry.printed_by or _BY_VALUE.get(one.by.name, "{}").format(one.value)
    return one.entry.id + (f" ({words})" if words else "") + _where(one.count, one.place)


_BY_VALUE = {"DIAGNOSIS": "ms-diagnostics {}", "STATUS": "SIP response {}", "CODE": "result code {}"}


def _where(count: int, place: str) -> str:
    if count < 2:
        return ""
    return f", {counted(count, 'time')}" + (f", first at {place}" if place else "")


def _number(number: PrintedCode) -> str:
    same = [f"0x{int(number.code, 16):08X}"]
    if number.win32 is not None:
        same.append(f"error {number.win32} of Windows")
    if number.signed is not None and number.signed < 0:
        same.append(str(number.signed))
    others = [text for text in same if text.casefold() != number.printed.lstrip("%").casefold()]
    return f"{number.printed} is {', '.join(others)}"


def _serial(serial: Serial) -> str:
    readings = " or ".join(serial.readings)
    return f"{serial.printed}; some events print it backwards, then it is {readings} (by bytes or by digits)"


def _here(named: Named) -> str:
    how = f" ({named.how})" if named.how else ""
    members = f", with {', '.join(named.members[:_BRIEF])}" if named.members else ""
    return f"{named.written}{how} is the {named.role} {named.item.title}{members}"


def _labelled(label: str, text: str) -> None:
    _print(f"{label}: {text}", 2)


def _print_more(count: int) -> None:
    if count > 0:
        _print(f"... and {count:,} more (--details)")


def _print(text: str, indent: int = 0) -> None:
    width = _width()
    for line in printable(text).splitlines():
        _write(
            wrap(
                line,
                width,
                initial_indent=" " * indent,
                subsequent_indent=" " * (indent + 2),
                break_long_words=False,
                break_on_hyphens=False,
            )
        )


def _width() -> int:
    try:
        return min(os.get_terminal_size().columns, _WIDEST)
    except OSError:  # not a terminal
        return _WIDEST


def _write(lines: Iterable[str] | Sequence[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
