"""Windows services from `net start`, `sc query`, `sc queryex` and `sc qc`, of Windows in any language.

`net start` lists the display names of services that run, indented below a translated sentence. `sc` prints a block per
service; labels may be translated, their order and the numbers of type, state and start type are not. States and start
types have the names of Get-CsWindowsService and of .NET's ServiceControllerStatus and ServiceStartMode, by their number
(SERVICE_STATUS, QUERY_SERVICE_CONFIG).
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
#: start types by their number, and as sc writes them
_START_MODES = {0: "Boot", 1: "System", 2: "Automatic", 3: "Manual", 4: "Disabled"}
_START_WORDS = ("BOOT_START", "SYSTEM_START", "AUTO_START", "DEMAND_START", "DISABLED")
_VALUE = re.compile(
    r"\s+(?P<label>\S[^:]{0,40}?)\s*: (?P<code>[0-9A-Fa-f]{1,8}) {1,3}(?P<word>[A-Z][A-Z0-9_]*)"
    r"(?: +\([\w ]{1,40}\))?\s*"
)
#: the lines of a configuration without a word beside a number, in their order, in any language
_CONFIGURATION = ("program", "group", "tag", "display_name", "dependencies", "account")
_ANOTHER = re.compile(r"\s+: (?P<value>\S.*?)\s*")
_NUMBER = re.compile(r"\s+(?P<label>\S[^:]{0,40}?)\s*:(?: (?P<value>\S.*?)?)?\s*")
_MOST_LINES = 100
_OPTIONS = re.compile(r"\s+\([A-Z_, ]+\)\s*")
_DONE = re.compile(r"\[SC\] [^\d:]{1,80}")
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
                    unknown=("name", "start_mode", "pid", "program"),
                )
            ]
        return () if _END_OF_LIST.fullmatch(line) and not prompted(line) else None


@attrs.define
class _Block:
    number: int
    name: str
    display_name: str | None = None
    words: list[str] = attrs.field(factory=list)
    labels: list[str] = attrs.field(factory=list)
    state: int | None = None
    start_mode: str | None = None
    configured: list[str] = attrs.field(factory=list)
    is_broken: bool = False
    pid: str | None = None
    other: dict[str, str] = attrs.field(factory=dict)


class ScQuery(Output):
    """Reads one block after the other: the state of a service, or how it is configured."""

    name = "sc query"
    kinds = ("windows_service",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._block: _Block | None = None
        self._label_of_names = ""

    @classmethod
    def begins(cls, line: str, following: str, _command: Sequence[str]) -> bool:
        """At the name of a service, which another name or the type follows; or at what sc says before it."""
        if _DONE.fullmatch(line):
            return _BLOCK.fullmatch(following) is not None
        if line.startswith(" ") or not _BLOCK.fullmatch(line):
            return False
        return bool(_BLOCK.fullmatch(following) or _VALUE.fullmatch(following))

    def read(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """The service before, when the next one begins or a blank line ends it."""
        if not line.strip():
            return self.end()
        if _DONE.fullmatch(line):
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

    def cut(self) -> Iterable[ReadResult]:
        """Nothing; of the process id, which stands last but one, a part may be left."""
        if self._block is not None:
            self._block.pid = None
        return self.interrupted()

    def end(self) -> Iterable[ReadResult]:
        """The last service."""
        block, self._block = self._block, None
        if block is None:
            return ()
        if len(set(block.labels)) < len(block.labels):
            return [Rejected(f"line {block.number}", f"lines of another service below {block.name[:60]}")]
        if (block.state is None) == (block.start_mode is None):
            what = "its state or its start type" if block.state is None else "a line that separates it from another"
            return [Rejected(f"line {block.number}", f"the service {block.name[:60]} without {what}")]
        shown = _configuration(block.configured) if block.start_mode else {}
        display_name = shown.get("display_name") if block.start_mode else block.display_name
        if is_glued(display_name or "") or block.is_broken:
            display_name = None
        pid = block.pid if block.pid and block.pid.isascii() and block.pid.isdecimal() and len(block.pid) < 11 else None
        one = WindowsService(
            **self.place.common(block.number, block.name),
            name=block.name,
            display_name=display_name,
            machine=self.place.machine,
            status=_STATES[block.state] if block.state is not None else None,
            start_mode=block.start_mode,
            pid=int(pid) if pid else None,
            program=shown.get("program"),
            extra={**block.other, **({"account": shown["account"]} if shown.get("account") else {})},
        )
        shows = ("display_name", "status", "start_mode", "pid", "program")
        return [attrs.evolve(one, unknown=tuple(name for name in shows if not getattr(one, name)))]

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
            block.labels.append(match["label"])
            block.words.append(match["word"])
            code = int(match["code"], 16)
            if match["word"].replace("_", "") in _STATE_NAMES and code in _STATES:
                block.labels += [] if block.state is None else [match["label"]]
                block.state = code
            elif code in _START_MODES and match["word"] == _START_WORDS[code]:
                block.start_mode = _START_MODES[code]
            else:
                block.other[match["label"]] = match["word"]
            return ()
        if match := _NUMBER.fullmatch(line):
            if block.start_mode:
                block.configured.append(match["value"] or "")
            elif match["label"] == "PID":
                block.pid = match["value"]
            elif match["value"]:
                block.other[match["label"]] = match["value"]
            return ()
        return () if _OPTIONS.fullmatch(line) or (block.start_mode and _ANOTHER.fullmatch(line)) else None


def _configuration(values: Sequence[str]) -> dict[str, str]:
    """The values of a configuration by their place; nothing where a line is missing or belongs to something else."""
    if len(values) != len(_CONFIGURATION):
        return {}
    found = dict(zip(_CONFIGURATION, values, strict=True))
    return found if found["tag"].isdecimal() and not any(map(is_glued, values)) else {}
