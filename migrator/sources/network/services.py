"""Windows services from `net start`, `sc query` and `sc queryex`, of Windows in any language.

`net start` lists the display names of services that run, indented below a translated sentence. `sc` prints a block per
service; labels may be translated, their order and the numbers of type and state are not. States have the names of
Get-CsWindowsService and of .NET's ServiceControllerStatus, by their number (SERVICE_STATUS).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import attrs

from ...estate.topology import WindowsService
from ..format import ReadResult
from ..record import Rejected
from .outputs import Output, Place, is_glued, prompted

_SENTENCE = re.compile(r"(?=.*\bWindows)(?=.*(?:servi|dienst)).{10,120}?\s?:\s*", re.IGNORECASE)
_SERVICE = re.compile(r" {2,8}(?P<name>\S.{0,255})")
_END_OF_LIST = re.compile(r"\S.{5,200}\.\s*")
_STATES = {
    1: "Stopped",
    2: "StartPending",
    3: "StopPending",
    4: "Running",
    5: "ContinuePending",
    6: "PausePending",
    7: "Paused",
}
#: the state as sc writes it, to tell its line from others
_STATE_NAMES = frozenset(name.upper() for name in _STATES.values())
_BLOCK = re.compile(r"(?:\S{0,40} )?(?P<label>[^\W\d]+(?:_[^\W\d]+)+): (?P<name>\S.{0,255}?)\s*")
#: the label of the display name, in some languages
_TITLE_LABEL = re.compile(r"DISPLAY|VISUALIZZ|AFFICH|ANZEIGE|PARA_MOSTRAR|EXIBI", re.IGNORECASE)
_VALUE = re.compile(r"\s+(?P<label>\S[^:]{0,40}?)\s*: (?P<code>[0-9A-Fa-f]{1,8})  ?(?P<word>[A-Z][A-Z0-9_]*)\s*")
_NUMBER = re.compile(r"\s+(?P<label>\S[^:]{0,40}?)\s*:(?: (?P<value>\S.*?)?)?\s*")
_MOST_LINES = 100
_OPTIONS = re.compile(r"\s+\([A-Z_, ]+\)\s*")
_FAILED = re.compile(r"\[SC\] .*")


class NetStart(Output):
    """Reads the names of services that run."""

    name = "net start"

    @classmethod
    def begins(cls, line: str, following: str, _command: Sequence[str]) -> bool:
        """At the sentence before the names."""
        return not line.startswith(" ") and bool(_SENTENCE.fullmatch(line) and _SERVICE.fullmatch(following))

    def read(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """The service of a line."""
        if not line.strip() or self.begins(line, following, ()):
            return ()
        if (match := _SERVICE.fullmatch(line)) and not is_glued(match["name"]):
            name = match["name"].strip()
            return [
                WindowsService(
                    **self.place.common(number, name),
                    display_name=name,
                    status="Running",
                    machine=self.place.machine,
                    unknown=("name", "start_mode", "pid"),
                )
            ]
        return () if _END_OF_LIST.fullmatch(line) and not prompted(line) else None


@attrs.define
class _Block:
    number: int
    name: str
    display_name: str | None = None
    words: list[str] = attrs.field(factory=list)
    state: int | None = None
    is_broken: bool = False
    pid: str | None = None
    other: dict[str, str] = attrs.field(factory=dict)


class ScQuery(Output):
    """Reads one block after the other."""

    name = "sc query"
    kinds = ("windows_service",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._block: _Block | None = None
        self._label_of_names = ""

    @classmethod
    def begins(cls, line: str, following: str, _command: Sequence[str]) -> bool:
        """At the name of a service, which another name or the type follows."""
        if line.startswith(" ") or not _BLOCK.fullmatch(line):
            return False
        return bool(_BLOCK.fullmatch(following) or _VALUE.fullmatch(following))

    def read(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """The service before, when the next one begins or a blank line ends it."""
        if not line.strip():
            return self.end()
        if _FAILED.fullmatch(line):
            return [*self.end(), Rejected(f"line {number}", f"sc failed: {line[5:80].strip()}")]
        if not line.startswith(" ") and (match := _BLOCK.fullmatch(line)):
            if self._block is not None and not self._block.words and self._block.display_name is None:
                self._block.display_name = match["name"]
                return ()
            return self._next_block(number, match, following)
        if self._block is None:
            return None
        return self._value(self._block, line)

    def interrupted(self) -> Iterable[ReadResult]:
        """Nothing; a line that is not known, above the values of a service, is the rest of the name above it."""
        if self._block is not None:
            self._block.is_broken |= not self._block.words
        return ()

    def end(self) -> Iterable[ReadResult]:
        """The last service."""
        block, self._block = self._block, None
        if block is None:
            return ()
        if block.state is None:
            return [Rejected(f"line {block.number}", f"the service {block.name[:60]} without its state")]
        if is_glued(block.display_name or "") or block.is_broken:
            block.display_name = None
        pid = block.pid if block.pid and block.pid.isascii() and block.pid.isdecimal() and len(block.pid) < 11 else None
        unknown = ("start_mode", *(() if block.display_name else ("display_name",)), *(() if pid else ("pid",)))
        return [
            WindowsService(
                **self.place.common(block.number, block.name),
                name=block.name,
                display_name=block.display_name,
                machine=self.place.machine,
                status=_STATES[block.state],
                pid=int(pid) if pid else None,
                extra=block.other,
                unknown=unknown,
            )
        ]

    def _next_block(self, number: int, match: re.Match[str], following: str) -> Iterable[ReadResult] | None:
        """The service before; a block that begins with another label than the first one lacks its name."""
        if not self.begins(match[0], following, ()):
            return None
        results = self.end()
        label = match["label"]
        is_title = _TITLE_LABEL.search(label) is not None
        self._label_of_names = self._label_of_names or ("" if is_title else label)
        if not is_title and (label == self._label_of_names or self._is_translated(label)):
            self._block = _Block(number, match["name"])
            return results
        return [*results, Rejected(f"line {number}", f"a service without its name ({match['name'][:60]!r})")]

    def _is_translated(self, label: str) -> bool:
        """Whether a label is that of names on a server of another language: both labels then share no word."""
        return not set(label.split("_")) & set(self._label_of_names.split("_"))

    def _value(self, block: _Block, line: str) -> Iterable[ReadResult] | None:
        if len(block.words) + len(block.other) > _MOST_LINES:
            return None
        if match := _VALUE.fullmatch(line):
            block.words.append(match["word"])
            code = int(match["code"], 16)
            if match["word"].replace("_", "") in _STATE_NAMES and code in _STATES:
                block.state = code
            else:
                block.other[match["label"]] = match["word"]
            return ()
        if match := _NUMBER.fullmatch(line):
            if match["label"] == "PID":
                block.pid = match["value"]
            elif match["value"]:
                block.other[match["label"]] = match["value"]
            return ()
        return () if _OPTIONS.fullmatch(line) else None
