"""Answers that dig and host printed.

dig prints comments with the status, sections of records as in a zone file, and at the end the server that answered;
``+short`` prints the values alone, so that only a prompt with the command shows what they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import dns.exception
import dns.rdatatype

from ...estate.counting import counted
from ...estate.kinds import Item
from ..format import ReadResult
from ..record import Rejected
from .dns_items import NO_DATA, NXDOMAIN, TIMEOUT, Values, answer_item, record_item, values_from_text
from .outputs import Output, Place, prompted

_TITLE = re.compile(r"; <<>> DiG .*? <<>>(?P<arguments>.*)")
_STATUS = re.compile(r";; ->>HEADER<<- .*status: (?P<status>\w+),.*")
_BITS = re.compile(r";; flags:(?P<bits>[\w ]*);(?:.*\bANSWER: (?P<answers>\d{1,6})\b)?.*")
_SECTION = re.compile(r";; (?P<section>QUESTION|ANSWER|AUTHORITY|ADDITIONAL|PSEUDO|OPT PSEUDO)\s?SECTION:.*")
_QUESTION = re.compile(r";(?P<owner>[^\s;]\S{0,254})\s+(?:IN\s+)?(?P<type>[A-Z][A-Z0-9]*)\s*")
_SERVER = re.compile(r";; SERVER: (?P<server>\S+?)#\d+.*")
_NO_SERVER = re.compile(r";; (?:connection timed out|no servers could be reached|communications error).*")
_RECORD = re.compile(
    r"(?P<owner>\S{1,255})\s+(?P<ttl>\d{1,10})\s+(?:IN|CH|HS)\s+(?P<type>[A-Z][A-Z0-9]*)\s+(?P<values>\S.*)"
)
#: words of a command line that are no name: options, servers, types, classes
_NO_NAME = re.compile(r"[-+@;|>].*|in|ch|any|axfr|ixfr", re.IGNORECASE)
#: options whose next word is a file, a port, a key, an address or a class
_WITH_VALUE = frozenset({"-f", "-p", "-k", "-y", "-b", "-c"})
_ALIAS_TARGET = re.compile(r"[^\s\"]{1,255}\.")
#: records that wait for the server that answered, which is printed last
_MOST_WAITING = 1000


class Dig(Output):
    """Reads one answer after the other; an answer ends at its server, at the next title, or with the output."""

    name = "dig"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._begin(())

    def _begin(self, command: Sequence[str]) -> None:
        self._question = _asked(command)
        self._status: str | None = None
        self._section = ""
        self._authoritative: bool | None = None
        self._answers = 0
        self._expected: int | None = None
        self._number = 0
        self._alias: str | None = None
        self._waiting: list[tuple[int, str, Values, int]] = []

    @classmethod
    def begins(cls, line: str, _following: str, command: Sequence[str]) -> bool:
        """At the title or the header of an answer; after a prompt with ``+short`` at the first value."""
        if _TITLE.fullmatch(line) or _STATUS.fullmatch(line):
            return True
        return bool(command) and command[0] == "dig" and "+short" in command and not line.startswith(" ")

    def read(self, number: int, line: str, _following: str) -> Iterable[ReadResult] | None:
        """The records of an answer, once its server is known."""
        if match := _TITLE.fullmatch(line):
            results = self.end()
            self._begin(match["arguments"].split())
            self._number = number
            return results
        if (match := _STATUS.fullmatch(line)) and self._status is not None:
            results = self.end()
            self._begin(())
            self._status, self._number = match["status"], number
            return results
        if line.startswith(";"):
            return self._comment(number, line)
        if not line.strip():
            return ()
        if match := _RECORD.fullmatch(line):
            return self._record(number, match)
        command = self.place.command
        if self._status is None and command[:1] == ["dig"] and "+short" in command and prompted(line) is None:
            return list(self._short(number, line.strip()))
        return None

    def end(self) -> Iterable[ReadResult]:
        """The records whose server was not printed."""
        return list(self._flush(None))

    def _comment(self, number: int, line: str) -> Iterable[ReadResult]:
        if match := _STATUS.fullmatch(line):
            self._status, self._number = match["status"], number
        elif match := _BITS.fullmatch(line):
            self._authoritative = "aa" in match["bits"].split()
            self._expected = int(match["answers"]) if match["answers"] else None
        elif match := _SECTION.fullmatch(line):
            self._section = match["section"]
        elif self._section == "QUESTION" and (match := _QUESTION.fullmatch(line)):
            self._question = (match["owner"], match["type"])
        elif match := _SERVER.fullmatch(line):
            return list(self._flush(match["server"]))
        elif _NO_SERVER.fullmatch(line):
            results = self.end() if self._status else ()
            self._status, self._number = "", number
            return results
        return ()

    def _record(self, number: int, match: re.Match[str]) -> Iterable[ReadResult]:
        try:
            values = values_from_text(match["type"], match["values"])
        except (dns.exception.DNSException, ValueError) as error:
            return [Rejected(f"line {number}", f"not a record of type {match['type']} ({error})")]
        if self._section not in ("AUTHORITY", "ADDITIONAL"):
            self._answers += 1
        self._waiting.append((number, match["owner"], values, int(match["ttl"])))
        return list(self._records(None)) if len(self._waiting) > _MOST_WAITING else ()

    def _flush(self, server: str | None) -> Iterator[ReadResult]:
        """The answer with its server; a status without a record becomes what it says of the question."""
        yield from self._records(server)
        outcome = {"": TIMEOUT, "NOERROR": NO_DATA, "NXDOMAIN": NXDOMAIN}.get(self._status or "", self._status or "")
        if self._expected is not None and self._answers != self._expected:
            yield Rejected(
                f"line {self._number}",
                f"the header says {counted(self._expected, 'record')} in the answer, there are {self._answers}",
            )
        elif self._has_no_header:
            yield Rejected(f"line {self._number}", "an answer without its header and without records")
        elif self._status is not None and not self._answers:
            if self._question is None:
                yield Rejected(f"line {self._number}", f"{outcome}: the name that was asked for is not shown")
            else:
                yield answer_item(self.place, self._number, *self._question, outcome, server)
        self._begin(())

    @property
    def _has_no_header(self) -> bool:
        """Whether an answer has no records, and nothing that says why."""
        has_begun = self._question is not None or self._status is not None
        is_silent = self._status is None or (self._status == "NOERROR" and self._expected is None)
        return has_begun and is_silent and not self._answers

    def _records(self, server: str | None) -> Iterator[Item]:
        unknown = (
            *(() if server else ("server",)),
            *(() if self._authoritative is not None else ("authoritative",)),
        )
        for number, owner, values, ttl in self._waiting:
            yield record_item(
                self.place,
                number,
                owner,
                values,
                ttl=ttl,
                server=server,
                authoritative=self._authoritative,
                unknown=unknown,
            )
        self._waiting = []

    def _short(self, number: int, text: str) -> Iterator[ReadResult]:
        """A line of ``+short``; the lines after the target of an alias are records of that target."""
        asked = _asked(self.place.command[1:])
        if asked is None or asked[1] is None:
            yield Rejected(f"line {number}", f"what was asked for is not shown ({text[:60]!r}); use dig without +short")
            return
        is_alias = asked[1] != "PTR" and _ALIAS_TARGET.fullmatch(text) is not None
        try:
            values = values_from_text("CNAME" if is_alias else asked[1], text)
        except (dns.exception.DNSException, ValueError):
            yield Rejected(f"line {number}", f"not a record of type {asked[1]} ({text[:60]!r}); use dig without +short")
            return
        owner = self._alias or asked[0]
        self._alias = values.target if is_alias else self._alias
        yield record_item(self.place, number, owner, values, unknown=("ttl", "server", "authoritative"))


def _asked(words: Sequence[str]) -> tuple[str, str | None] | None:
    """Name and type that the words of a dig command ask for."""
    names: list[str] = []
    type_: str | None = None
    for before, word in zip(["", *words], words, strict=False):
        if before in _WITH_VALUE:
            continue
        if word.upper() in dns.rdatatype.RdataType.__members__:
            type_ = word.upper()
        elif not _NO_NAME.fullmatch(word):
            names.append(word)
    return (names[0], type_ or "A") if names else None


#: owner and value of a line of host -> type
_HOST_LINES = (
    (re.compile(r"(?P<owner>\S{1,255}) has address (?P<values>\S+)\s*"), "A"),
    (re.compile(r"(?P<owner>\S{1,255}) has IPv6 address (?P<values>\S+)\s*"), "AAAA"),
    (re.compile(r"(?P<owner>\S{1,255}) is an alias for (?P<values>\S+)\s*"), "CNAME"),
    (re.compile(r"(?P<owner>\S{1,255}) mail is handled by (?P<values>\d+ \S+)\s*"), "MX"),
    (re.compile(r"(?P<owner>\S{1,255}) has SRV record (?P<values>\d+ \d+ \d+ \S+)\s*"), "SRV"),
    (re.compile(r"(?P<owner>\S{1,255}) name server (?P<values>\S+)\s*"), "NS"),
    (re.compile(r"(?P<owner>\S{1,255}) descriptive text (?P<values>\".*\")\s*"), "TXT"),
    (re.compile(r"(?P<owner>\S{1,255}) domain name pointer (?P<values>\S+)\s*"), "PTR"),
    (re.compile(r"(?P<owner>\S{1,255}) has SOA record (?P<values>\S.*)"), "SOA"),
)
_HOST_ERROR = re.compile(r"Host (?P<owner>\S{1,255}) not found: \d+\((?P<status>\w+)\)\s*")
_HOST_NO_DATA = re.compile(r"(?P<owner>\S{1,255}) has no (?P<type>\w+) record\s*")
_HOST_SERVER = re.compile(r"Using domain server:\s*")
_HOST_SERVER_LINE = re.compile(r"(?:Name|Address|Aliases):\s*(?P<value>[^\s#]*)(?:#\d+)?\s*")
#: types whose line ends in the name of a host, which host prints with its final dot
_NAMES_HOST = frozenset({"CNAME", "MX", "SRV", "NS", "PTR"})


class HostAnswers(Output):
    """Reads one line after the other, with the name server that stands before them."""

    name = "host"
    _server: str | None = None
    _in_server = False

    @classmethod
    def begins(cls, line: str, _following: str, command: Sequence[str]) -> bool:
        """At the first line that host prints."""
        patterns = (_HOST_ERROR, _HOST_NO_DATA, _HOST_SERVER, *(pattern for pattern, _ in _HOST_LINES))
        if any(pattern.fullmatch(line) for pattern in patterns):
            return True
        return command[:1] == ["host"] and _NO_SERVER.fullmatch(line) is not None

    def read(self, number: int, line: str, _following: str) -> Iterable[ReadResult] | None:
        """The record of a line."""
        if not line.strip():
            self._in_server = False
            return ()
        if _HOST_SERVER.fullmatch(line):
            self._in_server = True
            return ()
        if self._in_server and (match := _HOST_SERVER_LINE.fullmatch(line)):
            self._server = self._server if line.startswith("Aliases") else match["value"]
            return ()
        for pattern, type_ in _HOST_LINES:
            if match := pattern.fullmatch(line):
                return [self._record(number, match["owner"], type_, match["values"])]
        if match := _HOST_ERROR.fullmatch(line):
            return [answer_item(self.place, number, match["owner"], None, match["status"], self._server)]
        if match := _HOST_NO_DATA.fullmatch(line):
            return [answer_item(self.place, number, match["owner"], match["type"], NO_DATA, self._server)]
        if _NO_SERVER.fullmatch(line):
            asked = _asked(self.place.command[1:])
            if asked is None:
                return [Rejected(f"line {number}", "the question that had no answer in time is not shown")]
            return [answer_item(self.place, number, asked[0], None, TIMEOUT, self._server)]
        return None

    def _record(self, number: int, owner: str, type_: str, text: str) -> ReadResult:
        if type_ in _NAMES_HOST and not text.endswith("."):
            return Rejected(f"line {number}", f"the name of a host ends in the middle ({text[:60]!r})")
        try:
            values = values_from_text(type_, text)
        except (dns.exception.DNSException, ValueError) as error:
            return Rejected(f"line {number}", f"not a record of type {type_} ({text[:60]!r}: {error})")
        unknown = ("ttl", "authoritative", *(() if self._server else ("server",)))
        return record_item(self.place, number, owner, values, server=self._server, unknown=unknown)
