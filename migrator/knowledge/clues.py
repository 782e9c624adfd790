"""What a message shows by which it can be recognised, whatever form it was read from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..estate.diagnosis import Diagnosis, parse_diagnosis
from .result_codes import codes_in

if TYPE_CHECKING:
    from ..estate.evidence import ConsoleMessage, Event, LogLine, TraceRecord
    from ..estate.kinds import Item

_EXCEPTION = re.compile(r"(?<![\w.])(?:[A-Za-z_]\w{0,60}\.){0,9}([A-Z][A-Za-z0-9]{2,60}Exception)(?!\w)")
_MARKS = "\u201c\u201d\u201e\u00ab\u00bb"
#: in small letters, of these one stands in every text that shows a code, a diagnosis, an exception or a SIP response
_SIGNS = ("0x", "%%", "_", "exception", "sip/2.0", "diagnostics", "reason")
#: a number behind one of these words is a code
_CODE_WORDS = ("error", "code", "status", "winsock", "win32", "wsa", "result")
_NEGATIVE = re.compile(r"(?<![\w-])-\d")
#: a number and the first word of a phrase, or a response in words
_RESPONSE = re.compile(
    r"\d\s(?:server|time|temporarily|call|loop|too|address|busy|request|not|decline|does)|\ba \d{1,3} \("
)


class Clue(NamedTuple):
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


def clue_of(item: Item) -> Clue:
    """The clue of an event, a trace record, a line of a migration log or a message of a console.

    Raises:
        KeyError: it is an item of another kind.
    """
    return _OF_KIND[item.kind](item)


def is_message(item: Item) -> bool:
    """Whether an item is one of these."""
    return item.kind in _OF_KIND


def clue_of_text(text: str) -> Clue:
    """The clue of sentences alone: the diagnoses, codes and exceptions in them, and a SIP response."""
    if is_wordy(text.lower()):
        return Clue(text=text)
    status = status_in(text)
    return Clue(
        text=text,
        diagnoses=tuple(diagnosis for diagnosis, _ in diagnoses_in(text)),
        status=status[0] if status else None,
        codes=codes_in(text),
        exceptions=tuple(dict.fromkeys(match[1] for match in _EXCEPTION.finditer(text))),
    )


def is_wordy(text: str) -> bool:
    """Whether a text in small letters shows nothing but words, whatever digits stand in the place of its own.

    Without looking closely: it may be False for such a text, and is True for most lines of a log.
    """
    return not (
        any(sign in text for sign in _SIGNS)
        or any(word in text for word in _CODE_WORDS)
        or _NEGATIVE.search(text)
        or _RESPONSE.search(text)
    )


def status_in(text: str) -> tuple[int, int] | None:
    """The first SIP response that a text names, and the place where it begins; None if it names none."""
    found = _responses().search(text)
    if found is None:
        return None
    number = found["phrase"] or found["line"] or found["test"] or found["api"]
    return int(number[:3]), found.start()


@cache
def _responses() -> re.Pattern[str]:
    """SIP responses: a start line, what Test-Cs cmdlets and the Unified Communications API print, and reason phrases.

    The phrases are those that HTTP does not have (RFC 3261, 21).
    """
    return re.compile(
        r"SIP/2\.0[ \u00a0](?P<line>[3-6][0-9]{2})(?![0-9])|\bError ?: ?(?P<test>[3-6][0-9]{2}), |"
        r"\bA (?P<api>[3-6][0-9]{2}) \([^()]{1,80}\) response was received|"
        r"(?<![\w.])(?P<phrase>(?:504 (?:Server )?time-?out|480 Temporarily (?:un|not )available|"
        r"481 Call(?:/| leg/)Transaction|482 Loop detected|483 Too many hops|484 Address incomplete|486 Busy here|"
        r"487 Request (?:terminated|cancelled)|488 Not acceptable here|503 Server too busy|603 Decline|"
        r"604 Does not exist anywhere|606 Not acceptable))",
        re.IGNORECASE,
    )


@cache
def _headers() -> re.Pattern[str]:
    """A header of a diagnosis with its parameters, in any wrapping; without its name where a reason follows the id."""
    quoted = rf'(?:"(?:[^"\\]|\\.)*"?|[{_MARKS}][^"{_MARKS}]*["{_MARKS}]?|[^;\s"]*)'
    return re.compile(
        r"(?:(?<![\w-])(?P<name>ms-(?:client-diagnostics|diagnostics(?:-public)?))\s*:\s*|"
        r"(?<![\w.-])(?=\d+(?:\.\d+)?\s*;\s*reason\s*=))"
        rf"(?P<value>\d{{1,6}}(?:\.\d{{1,6}})?(?:\s*;\s*[\w-]{{1,60}}\s*=\s*{quoted}){{0,60}})",
        re.IGNORECASE,
    )


@cache
def _test_results() -> re.Pattern[str]:
    """The same as Test-Cs cmdlets print it."""
    return re.compile(
        r"\bErrorCode\s*=\s*(?P<code>\d{1,6})\s*,\s*Source\s*=\s*(?P<source>[^,\s]*)\s*,"
        r"\s*Reason\s*=\s*(?P<reason>[^\r\n]*)",
        re.IGNORECASE,
    )


def diagnoses_in(text: str) -> Iterator[tuple[Diagnosis, int]]:
    """The diagnoses that stand in a text, in their order, each with the place where it begins."""
    folded = text.casefold()
    if "diagnostics" not in folded and "reason" not in folded:
        return
    for match in _headers().finditer(text):
        name = (match["name"] or "").casefold()
        value = " ".join(match["value"].split())
        found = parse_diagnosis(value, is_public=name.endswith("-public"), is_client=name.startswith("ms-client"))
        yield found, match.start()
    for match in _test_results().finditer(text):
        yield Diagnosis(match["code"], match["reason"].strip(), match["source"]), match.start()


def _of_event(item: Event) -> Clue:
    clue = clue_of_text(item.message or "\n".join(item.data))
    return clue._replace(source=item.source or "", event_id=item.event_id)


def _of_record(item: TraceRecord) -> Clue:
    clue = clue_of_text(item.explanation or "")
    results = [item.result_code or "", *(value for each in item.diagnostics for value in each.values.values())]
    status = clue_of_text(item.start_line or "").status
    return clue._replace(
        text=clue.text or item.start_line or "",
        diagnoses=item.diagnostics,
        status=status,
        codes=_each_once(codes_in("\n".join(results)), clue.codes),
    )


def _of_line(item: LogLine) -> Clue:
    texts = [item.message or "", *(each.message or "" for each in item.exceptions)]
    clue = clue_of_text("\n".join(dict.fromkeys(filter(None, texts))))
    return clue._replace(exceptions=_each_once((each.type for each in item.exceptions), clue.exceptions))


def _of_console(item: ConsoleMessage) -> Clue:
    clue = clue_of_text(f"{item.cmdlet} : {item.message}" if item.cmdlet and item.message else item.message or "")
    rest = clue_of_text("\n".join(filter(None, [item.category, item.error_id])))
    return clue._replace(
        codes=_each_once(clue.codes, rest.codes),
        exceptions=_each_once(clue.exceptions, rest.exceptions),
    )


def _each_once(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group))


#: by the kind's name: its class, with all others of the estate, is slow to load where only a text was pasted
_OF_KIND: Mapping[str, Callable[[Any], Clue]] = {
    "event": _of_event,
    "trace_record": _of_record,
    "log_line": _of_line,
    "console_message": _of_console,
}
