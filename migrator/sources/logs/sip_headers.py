"""What a trace record keeps of the header lines of a SIP message; traces of servers and of clients share it.

Bodies are not kept: they hold what people said. Authentication headers are not kept: they hold proofs of passwords;
of a challenge the scheme and the names of realm and server are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import attrs

from ...estate.diagnosis import TYPOGRAPHIC, Diagnosis, parse_diagnosis

#: characters of the headers of one message; SIP servers refuse far less
MAX_CHARACTERS = 1024 * 1024
#: a header line
HEADER = re.compile(r"\s*([\w!%*+`'~.-]+)\s*:(?!:)\s*(.*)")
#: the same for each line of a text
_LINES = re.compile(r"^[^\S\n]*([\w!%*+`'~.-]+)[^\S\n]*:(?!:)[^\S\n]*(.*\S|)[^\S\n]*$", re.MULTILINE)
_URI = re.compile(r"<([^<>]*)>")
_COMPACT = {"f": "from", "t": "to", "i": "call-id"}  # RFC 3261, 7.3.3
_FIELDS = {
    "peer": "peer",
    "start-line": "start_line",
    "sip-start-line": "start_line",
    "call-id": "call_id",
    "sip-call-id": "call_id",
    "user-agent": "user_agent",
    "severity": "severity",
    "text": "explanation",
    "result-code": "result_code",
}
#: how the headers of a diagnosis are read
_DIAGNOSTICS = {
    "ms-diagnostics": {},
    "ms-diagnostics-public": {"is_public": True},
    "ms-client-diagnostics": {"is_client": True},
}
#: the start line of a request or of a response
START_LINE = re.compile(r"(?:[A-Z]{3,20} \S+ SIP/2\.0|SIP/2\.0 \d{3}(?: .*)?)\s*")
#: a header of a diagnosis, wherever it stands in a line
DIAGNOSIS = re.compile(r"(?<![\w-])(ms-(?:client-diagnostics|diagnostics(?:-public)?))\s*:\s*(?=\d)", re.IGNORECASE)
#: all of the value of a diagnosis: an id and parameters
_DIAGNOSIS = re.compile(
    rf'[\d.]+(?:\s*;\s*[\w.-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[{TYPOGRAPHIC}][^"{TYPOGRAPHIC}]*[{TYPOGRAPHIC}]|[^;"={TYPOGRAPHIC}]+))*\s*'
)
_CHALLENGE = re.compile(r"(?:proxy-|www-)authenticate")
_SHOWN_PARAMETER = re.compile(r"\b(?:realm|targetname|version|sts-uri)\s*=\s*(?:\"[^\"]*\"|[^\s,]+)")
_SECRET = re.compile(r"(?:proxy-|www-)?(?:authorization|authenticate|authentication-info)")
_NOT_KEPT = "(not kept)"
#: fields that a message may have although no line of it that was read shows them
_SHOWN_BY_LINES = (*dict.fromkeys(_FIELDS.values()), "from_uri", "to_uri", "direction")
#: the next header in the value of one: a line end is lost
_GLUED = re.compile(
    r"(?:(?:SIP-)?Start-Line|SIP-Call-ID|Message-Type|Instance-Id|Direction|LogType|Severity|Peer|From|To|Via|Call-ID|CSeq|"
    r"Contact|Content-(?:Length|Type)|Server|User-Agent|Text|Result-Code|ms-[\w-]+): ?",
    re.IGNORECASE,
)
_ANY_GLUED = re.compile(r"[a-z][A-Z][\w-]*: ")
#: headers of a diagnosis that stand below its text
_BELOW_TEXT = re.compile(r"(?<=\S)(?:Result-Code|SIP-Start-Line|SIP-Call-ID|Severity|Data): ")
#: names of headers that are remembered: a trace has few
_REMEMBERED = 1024


class Headers:
    """Header lines as they come, folded ones joined.

    A line that is no header leaves what stands above and below it unknown: it may be a part of either.

    Attributes:
        begins_odd: the first line is no header.
    """

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []
        self._size = 0
        self._odd: int | None = None
        self.begins_odd = False

    def __bool__(self) -> bool:
        return bool(self._pairs)

    @property
    def is_too_long(self) -> bool:
        """More than `MAX_CHARACTERS`; what came after them was not kept."""
        return self._size > MAX_CHARACTERS

    def add(self, line: str) -> None:
        """Take one line; a line that is not a header, or is beyond the limit, is left out."""
        self._size += len(line)
        if self._size > MAX_CHARACTERS:
            return
        before, colon, value = line.partition(":")
        name = _name(before) if colon and value[:1] != ":" else ""
        if name:
            self._pairs.append((name, value.strip()))
        elif line[:1] in (" ", "\t"):
            self._fold(line)
        elif line and self._odd is None and not line.isspace():
            self._odd = max(0, len(self._pairs) - 1)
            self.begins_odd = not self._pairs

    def add_damaged(self, line: str) -> None:
        """Take a line that holds a part of another: the header in it is unknown."""
        self.add(line)
        if self._odd is None:
            self._odd = max(0, len(self._pairs) - 1)

    def add_all(self, lines: Iterable[str]) -> None:
        """Take lines as `add` takes each, many at once and faster."""
        text = "\n".join(lines)
        if text[:1] in (" ", "\t") or "\n " in text or "\n\t" in text:
            for line in text.split("\n"):
                self.add(line)
        else:
            found = _LINES.findall(text[:MAX_CHARACTERS])
            if len(found) <= text.count("\n") and "\n".join(filter(None, text.split("\n"))).count("\n") >= len(found):
                for line in text.split("\n"):
                    self.add(line)
            else:
                self._size += len(text)
                self._pairs += found

    def fold(self, line: str) -> None:
        """Take the rest of the header before it."""
        self._size += len(line)
        if not self.is_too_long:
            self._fold(line)

    def _fold(self, line: str) -> None:
        if self._pairs:
            name, value = self._pairs[-1]
            self._pairs[-1] = (name, f"{value.rstrip()} {line.strip()}")

    def length_of_body(self) -> int:
        """Bytes of the body, as Content-Length says; 0 if it does not."""
        lengths = [value for name, value in self._pairs if name.casefold() in ("content-length", "l")]
        return int(lengths[0]) if lengths and lengths[0].isdecimal() and len(lengths[0]) < 10 else 0

    def has(self, *names: str) -> bool:
        """Whether one of these headers, in lower case, is there."""
        return any(name.casefold() in names for name, _ in self._pairs)

    def fields(self, extra: dict[str, object] | None = None) -> dict[str, Any]:
        """Fields of a trace record (keyword arguments, of several types), and all other headers as `extra`.

        Args:
            extra: what `extra` begins with.
        """
        extra = {} if extra is None else extra
        diagnostics: list[Diagnosis] = []
        shown: list[tuple[str, str]] = []
        doubtful: list[str] = []
        fields: dict[str, object] = {"extra": extra}
        for name, value in self._pairs:
            use = _use(name)
            if use is None:
                if name not in extra:
                    extra[name] = value
                else:
                    _add_extra(extra, name, value)
                if ";reason=" in value and _DIAGNOSIS.match(value):
                    doubtful.append("diagnostics")
                continue
            if use.is_diagnosis:
                diagnostics.append(parse_diagnosis(value, **_DIAGNOSTICS[use.key]))
                shown.append((use.key, value))
            elif use.field and use.field not in fields:
                fields[use.field] = value
            elif use.field == "start_line":
                self._odd = 0  # two messages
            else:
                _add_extra(extra, name, use.show(value) if use.show else value)
                if use.make:
                    fields.setdefault(use.shows, use.make(value))
            if use.shows and not use.is_complete(value):
                doubtful += [use.shows, "diagnostics"] if "diagnostics" in value else [use.shows]
        doubtful += self._beside_odd()
        if diagnostics:
            fields["diagnostics"] = tuple(diagnostics)
            if len(diagnostics) > 1 and len(set(shown)) < len(shown):
                doubtful.append("diagnostics")
        absent = _absent(tuple(fields))
        fields["unknown"] = (*absent, *dict.fromkeys(doubtful)) if doubtful else absent
        return fields

    def _beside_odd(self) -> list[str]:
        """The fields of which a line that is no header may be a part."""
        if self._odd is None:
            return []
        uses = (_use(name) for name, _ in self._pairs[self._odd :])
        return ["diagnostics", *(use.shows for use in uses if use is not None and use.shows)]


@attrs.frozen
class _Use:
    """What becomes of the headers of one name, if not just one of the others.

    Attributes:
        key: the name in lower case, without a compact form.
        field: the field of a trace record that it fills; "" for none.
        shows: the field of which it is evidence, filled by it or made of it; "" for none.
        is_complete: whether a value of it is all of it and nothing else.
        make: gives the value of the field that is made of it, where none before it does; None where it is not made.
        show: what of its value may be shown; None for all of it.
    """

    key: str
    field: str
    is_diagnosis: bool
    shows: str
    is_complete: Callable[[str], bool]
    make: Callable[[str], str] | None
    show: Callable[[str], str] | None


@lru_cache(_REMEMBERED)
def _absent(shown: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that no header shows; unknown, because nothing tells that a line of a message is missing."""
    return tuple(name for name in _SHOWN_BY_LINES if name not in shown)


def _is_complete(value: str) -> bool:
    """Whether the value of a header is all of it and nothing else: not empty, and no header inside."""
    return value != "" and (": " not in value or _GLUED.search(value) is None)


def _is_complete_diagnosis(value: str) -> bool:
    return _DIAGNOSIS.fullmatch(value) is not None and "diagnostics" not in value


def _is_complete_call_id(value: str) -> bool:
    """RFC 3261, 25.1: a word or two, without blanks; with one, a line of another header is joined to it."""
    return len(value.split()) == 1 and _is_complete(value)


def _is_complete_product(value: str) -> bool:
    return "=" not in value and _is_complete(value)


def _is_complete_address(value: str) -> bool:
    return ("<" in value) == (">" in value) and _is_complete(value)


def _is_complete_text(value: str) -> bool:
    return value != "" and (": " not in value or _BELOW_TEXT.search(value) is None)


def is_start_line(line: str) -> bool:
    """Whether a line is all of a start line: no header has run into the reason of a response."""
    is_glued = ":" in line and line.startswith("SIP/") and (_GLUED.search(line) or _ANY_GLUED.search(line))
    return START_LINE.fullmatch(line) is not None and not is_glued


#: by the field of which a header is evidence
_IS_COMPLETE: dict[str, Callable[[str], bool]] = {
    "diagnostics": _is_complete_diagnosis,
    "start_line": is_start_line,
    "call_id": _is_complete_call_id,
    "user_agent": _is_complete_product,
    "from_uri": _is_complete_address,
    "to_uri": _is_complete_address,
    "explanation": _is_complete_text,
}


@lru_cache(_REMEMBERED)
def _use(name: str) -> _Use | None:
    key = _COMPACT.get(name.casefold(), name.casefold())
    is_special = key in _FIELDS or key in _DIAGNOSTICS or key in _MADE
    show = _names_of_challenge if _CHALLENGE.fullmatch(key) else _nothing if _SECRET.fullmatch(key) else None
    if not is_special and show is None:
        return None
    field, is_diagnosis = _FIELDS.get(key, ""), key in _DIAGNOSTICS
    made, make = _MADE.get(key, ("", None))
    shows = "diagnostics" if is_diagnosis else field or made
    return _Use(key, field, is_diagnosis, shows, _IS_COMPLETE.get(shows, _is_complete), make, show)


@lru_cache(_REMEMBERED)
def _name(before: str) -> str:
    """The name of the header that a line begins with *before* its colon; "" where it is none."""
    match = HEADER.match(f"{before}:")
    return match[1] if match else ""


def _names_of_challenge(value: str) -> str:
    scheme = value.partition(" ")[0][:20]
    return " ".join([scheme, ", ".join(_SHOWN_PARAMETER.findall(value))]).strip()


def _nothing(_value: str) -> str:
    return _NOT_KEPT


def _add_extra(extra: dict[str, object], name: str, value: str) -> None:
    """A header that comes more than once becomes a list."""
    if name not in extra:
        extra[name] = value
    elif isinstance(earlier := extra[name], list):
        earlier.append(value)
    else:
        extra[name] = [earlier, value]


def _uri(value: str) -> str:
    match = _URI.search(value)
    return match[1].strip() if match else _without_parameters(value)


def _without_parameters(value: str) -> str:
    return value.partition(";")[0].strip()


#: by header, the field that is made of it and how: of a part of it, or of all of it where another header is missing
_MADE: dict[str, tuple[str, Callable[[str], str]]] = {
    "from": ("from_uri", _uri),
    "to": ("to_uri", _uri),
    "server": ("user_agent", str),
    "direction": ("direction", _without_parameters),
}
