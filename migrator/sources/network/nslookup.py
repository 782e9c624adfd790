"""Answers that nslookup printed, of Windows in any language and of BIND; several questions in one output.

Seen: headings, the labels before the name server and the name, and the sentences of errors are localised ("Serveur :",
"Nom :", "ne parvient pas à trouver"); ``Address:``, the lines of records, ``SRV service location:`` and the reason at
the end of an error are not. The first name with an address is the name server; a name whose label is another one is the
answer. Errors go to the error stream: a file made with ``>`` alone lacks them, so an answer of the server's name alone
proves nothing.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence

import attrs
import dns.exception

from ..format import ReadResult
from ..record import Rejected
from .dns_items import (
    NO_DATA,
    NXDOMAIN,
    TIMEOUT,
    Values,
    address_values,
    answer_item,
    plain,
    record_item,
    values_from_text,
)
from .outputs import Output

_NAMED = re.compile(r"(?P<label>[^\s:*>][^:]{0,40}?)\s?:\s+(?P<name>\S{1,255})\s*")
_ADDRESS = re.compile(r"\s{0,2}Address(?:es)?:\s+(?P<address>\S+)\s*", re.IGNORECASE)
_ALIASES = re.compile(r"Aliases:\s+(?P<name>\S+)\s*")
_MORE = re.compile(r"\s{4,}(?P<value>\S+)\s*")
_SRV = re.compile(r"(?P<owner>\S{1,255})\s+SRV service location:\s*")
_PAIR = re.compile(r"\s*(?P<label>[^=\s][^=]{0,30}?)\s*=\s*(?P<value>\S.*?)?\s*")
_TEXT = re.compile(r"(?P<owner>\S{1,255})\s+text =\s*(?P<value>\".*)?")
_QUOTED = re.compile(r"\s*(?P<value>\".*\")\s*")
#: owner, relation and value of a record in one line -> its type
_RELATIONS = (
    (re.compile(r"(?P<owner>\S{1,255})\s+internet address = (?P<value>\S+)\s*"), "A"),
    (re.compile(r"(?P<owner>\S{1,255})\s+(?:AAAA IPv6 address =|has AAAA address) (?P<value>\S+)\s*"), "AAAA"),
    (re.compile(r"(?P<owner>\S{1,255})\s+nameserver = (?P<value>\S+)\s*"), "NS"),
    (re.compile(r"(?P<owner>\S{1,255})\s+canonical name = (?P<value>\S+)\s*"), "CNAME"),
    (re.compile(r"(?P<owner>\S{1,255})\s+name = (?P<value>\S+)\s*"), "PTR"),
    (re.compile(r"(?P<owner>\S{1,255})\s+mail exchanger = (?P<value>\d{1,5} \S+)\s*"), "MX"),
    (re.compile(r"(?P<owner>\S{1,255})\s+service = (?P<value>\d{1,5} \d{1,5} \d{1,5} \S+)\s*"), "SRV"),
)
_MX = re.compile(r"(?P<owner>\S{1,255})\s+MX preference = (?P<preference>\d{1,5}), mail exchanger = (?P<value>\S+)\s*")
_SOA = re.compile(r"(?P<owner>[\w.-]{1,255})\s*")
_SOA_VALUE = re.compile(r"\s+(?P<label>[A-Za-z][A-Za-z ]{2,20}?)\s*= (?P<value>\S+)(?: \(.*\))?\s*")
#: labels of the lines of a record, in their order
_SRV_LABELS = ("priority", "weight", "port", "svr hostname")
_SOA_LABELS = ("primary name server", "responsible mail addr", "serial", "refresh", "retry", "expire", "default ttl")
_NO_RECORDS = re.compile(r"\*{2,3} No (?P<what>.{1,80}?) records available for (?P<name>\S{1,255})\s*")
_ERROR = re.compile(r"\*{2,3} (?P<sentence>.{1,300}?)\s?: (?P<reason>[A-Za-z][\w -]{1,40}?)\.?\s*")
#: the sentence of an error, by language -> the name that was asked for
_SENTENCES = (
    re.compile(r"\S+ can't find (?P<name>\S+)"),
    re.compile(r"Can't find (?P<name>\S+)"),
    re.compile(r"(?P<name>\S+) wurde von \S+ nicht gefunden"),
    re.compile(r"\S+ ne parvient pas à trouver (?P<name>\S+)"),
)
_ABOUT_THE_SERVER = re.compile(
    r"\*{2,3} (?:Can't find (?:server name|address) for .*|Default servers? (?:is|are) not available.*"
    r"|Der Servername für die Adresse .*)"
)
#: reasons, which no language of Windows translates -> outcome; a reason that is not here is the outcome itself
_REASONS = {
    "non-existent domain": NXDOMAIN,
    "nxdomain": NXDOMAIN,
    "no answer": NO_DATA,
    "timed out": TIMEOUT,
    "no response from server": TIMEOUT,
    "server failed": "SERVFAIL",
    "servfail": "SERVFAIL",
    "query refused": "REFUSED",
    "refused": "REFUSED",
}
_TIMED_OUT = re.compile(
    r"DNS request timed out\.|\s*timeout was \d+ seconds?\.|;; connection timed out.*", re.IGNORECASE
)
_GAVE_UP = re.compile(r"\*{3} .*timed-out\s*|;; connection timed out.*", re.IGNORECASE)
#: labels of the two blocks, in the languages that were seen; in another language the first block is the name server
_SERVER_LABELS = frozenset({"server", "default server", "serveur", "serveur par défaut", "standardserver"})
#: what nslookup shows for a server whose address has no name
_NO_NAME = "unknown"
_NAME_LABELS = frozenset({"name", "nom"})
_HEADING = re.compile(r"[^\s=]{2}[^=]{0,60}:\s*")
_INTERACTIVE = re.compile(r">\s*(?P<input>.*)")
_MOST_ALIASES = 1000
_PROMPTS = re.compile(r"(?:> ?)+")
_TYPE_OPTION = re.compile(r"-?(?:set\s+)?(?:q|ty|type|querytype)=(?P<type>\w+)", re.IGNORECASE)


@attrs.define
class _Open:
    """A record whose lines are not complete yet."""

    number: int
    owner: str
    values: list[str] = attrs.field(factory=list)
    labels: list[str] = attrs.field(factory=list)

    def is_complete(self, labels: Sequence[str]) -> bool:
        """Whether all lines are there in their order; labels of which none is known are a translation."""
        is_translated = not set(self.labels) & set(labels)
        return len(self.values) == len(labels) and (is_translated or self.labels == list(labels))


class Nslookup(Output):
    """Reads the answers one after the other; each belongs to the name server and the question before it."""

    name = "nslookup"
    _server: str | None = None
    _server_label = ""
    _awaiting: int | None = None
    _question: tuple[str, str | None] | None = None
    _type: str | None = None
    _is_cached = False
    _srv: _Open | None = None
    _soa: _Open | None = None
    _text: _Open | None = None
    _named: _Open | None = None
    _in_server = False
    _in_aliases = False
    _error_first = False
    _records = 0
    _zones_own = 0
    _servers_since = 0
    _asked = False
    _last_error = ""

    @classmethod
    def begins(cls, line: str, following: str, command: Sequence[str]) -> bool:
        """At the name of a server, at a record, or at an error."""
        if _NAMED.fullmatch(line) and _ADDRESS.fullmatch(following):
            return True
        if _SRV.fullmatch(line) or _MX.fullmatch(line) or _TEXT.fullmatch(line) or _NO_RECORDS.fullmatch(line):
            return True
        if line.startswith(("** ", "*** ")):
            return True
        if _INTERACTIVE.fullmatch(line):
            return bool(command) and command[0].casefold().startswith("nslookup")
        return bool(_TIMED_OUT.fullmatch(line)) or any(pattern.fullmatch(line) for pattern, _ in _RELATIONS)

    def read(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """The records that a line completes."""
        if not self._asked:
            self._asked = True
            self._ask(self.place.command[1:] if self._is_ours(self.place.command) else ())
        if not line.strip():
            self._in_server = self._in_aliases = False
            text = self._text  # Windows puts a blank line before the text of a record
            results, self._text = list(self._close()), text
            return results
        more = self._continued(number, line)
        if more is not None:
            return more
        unprompted = _PROMPTS.sub("", line)
        if unprompted != line and self.begins(unprompted, following, ()):
            # the input came from a file: it is not printed, and the prompts stand before what it gave
            self._awaiting = self._question = None
            return self._new(number, unprompted, following)
        if match := _INTERACTIVE.fullmatch(line):
            self._last_error = ""
            if self._question is None:
                self._awaiting = None  # the name server with which an interactive session begins
            results = [*self._close(), *self._finish_answer(number)]
            if (following and not match["input"]) or re.match("set .*>", match["input"]):
                self._type = None
                results.append(Rejected(f"line {number}", "what was typed at the prompt is not shown"))
            self._ask(match["input"].split())
            return results
        return self._new(number, line, following)

    def end(self) -> Iterable[ReadResult]:
        """The last answer."""
        return [*self._close(), *self._finish_answer(self._awaiting or 0)]

    def _is_ours(self, command: Sequence[str]) -> bool:
        return bool(command) and re.sub(r"\.exe$", "", command[0].casefold()).endswith("nslookup")

    def _ask(self, words: Sequence[str]) -> None:
        """Take the question from the words that were typed; ``set type=`` holds for those that follow."""
        names = []
        for word in words:
            if match := _TYPE_OPTION.fullmatch(word):
                self._type = match["type"].upper()
            elif not word.startswith("-") and word.casefold() not in ("set", "server", "exit"):
                names.append(word)
        is_question = bool(names) and (not words or words[0].casefold() not in ("set", "server", "lserver"))
        self._question = (names[0], self._type) if is_question else None
        self._servers_since = 0

    def _continued(self, number: int, line: str) -> Iterable[ReadResult] | None:
        """What a line adds to a record or an address block that is open; None if it does not."""
        if self._srv is not None and (match := _PAIR.fullmatch(line)) and len(self._srv.values) < 4:
            self._srv.values.append(match["value"] or "")
            self._srv.labels.append(match["label"].casefold())
            return list(self._close()) if len(self._srv.values) == 4 else ()
        if self._soa is not None and (match := _SOA_VALUE.fullmatch(line)):
            self._soa.values.append(match["value"])
            self._soa.labels.append(match["label"].casefold())
            return list(self._close()) if len(self._soa.values) == 7 else ()
        if self._text is not None and (match := _QUOTED.fullmatch(line)):
            return list(self._record(number, self._text.owner, "TXT", match["value"]))
        if self._in_server and (match := _ADDRESS.fullmatch(line)):
            if (self._server or "").casefold() == _NO_NAME:
                self._server = match["address"].partition("#")[0]
            return ()
        if self._in_server and (_MORE.fullmatch(line) or _ALIASES.fullmatch(line)):
            return ()
        if self._named is not None and len(self._named.values) < _MOST_ALIASES:
            return self._of_name(number, line)
        return None

    def _of_name(self, number: int, line: str) -> Iterable[ReadResult] | None:
        if self._named is None:
            return None
        if match := _ALIASES.fullmatch(line):
            self._in_aliases = True
            self._named.values.append(match["name"])
            return ()
        if match := _MORE.fullmatch(line):
            if self._in_aliases and address_values(match["value"]) is not None:
                return [Rejected(f"line {number}", f"an address among the aliases ({match['value'][:60]!r})")]
            if self._in_aliases:
                self._named.values.append(match["value"])
                return ()
            return list(self._address(number, self._named.owner, match["value"]))
        if match := _ADDRESS.fullmatch(line):
            return list(self._address(number, self._named.owner, match["address"]))
        return None

    def _new(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """What begins with a line; None if that is nothing of nslookup."""
        is_soa = _SOA.fullmatch(line) is not None and _SOA_VALUE.fullmatch(following) is not None
        is_words = _HEADING.fullmatch(line) is not None and not line.startswith(" ") and "." not in line
        is_heading = self._server is not None and is_words
        if not (is_soa or is_heading or self.begins(line, following, ())):
            return None
        results: list[ReadResult] = list(self._close())
        self._in_server = False
        if (match := _NAMED.fullmatch(line)) and _ADDRESS.fullmatch(following):
            return [*results, *self._name_with_address(number, match["label"], match["name"])]
        if match := _SRV.fullmatch(line):
            self._srv = _Open(number, match["owner"])
            return results
        if match := _MX.fullmatch(line):
            return [*results, *self._record(number, match["owner"], "MX", f"{match['preference']} {match['value']}")]
        if match := _TEXT.fullmatch(line):
            self._text = _Open(number, match["owner"])
            return [*results, *(self._record(number, match["owner"], "TXT", match["value"]) if match["value"] else ())]
        for pattern, type_ in _RELATIONS:
            if match := pattern.fullmatch(line):
                return [*results, *self._record(number, match["owner"], type_, match["value"])]
        error = self._error(number, line)
        if error is not None:
            return [*results, *error]
        if is_soa:
            self._soa = _Open(number, line.strip())
        elif is_heading:
            self._is_cached = True
        else:
            results.append(Rejected(f"line {number}", f"not an answer that is known ({line[:60]!r})"))
        return results

    def _name_with_address(self, number: int, label: str, name: str) -> Iterator[ReadResult]:
        if not self._is_server(label.casefold(), name):
            self._named = _Open(number, name)
            self._in_aliases = False
            return
        if self._server is None and self._records and self._is_ours(self.place.command):
            yield Rejected(f"line {number}", "records stand above the name server of their command")
        yield from self._finish_answer(number)
        self._servers_since += 1
        if self._servers_since > 1:
            self._question = self._type = None  # what follows answers another question, which is not shown
        self._server_label = label.casefold()
        self._server, self._is_cached, self._in_server = name, False, True
        self._awaiting = None if self._error_first else number
        self._error_first = False

    def _is_server(self, label: str, name: str) -> bool:
        if label in _NAME_LABELS:
            return False
        return label in _SERVER_LABELS or self._server in (None, name) or label == self._server_label

    def _address(self, number: int, owner: str, text: str) -> Iterator[ReadResult]:
        values = address_values(text)
        asked = address_values(self._question[0]) if self._question else None
        if values is None:
            yield Rejected(f"line {number}", f"not an address ({text[:60]!r})")
        elif asked is not None:
            reverse = ipaddress.ip_address(text).reverse_pointer
            yield self._item(number, reverse, Values(type="PTR", target=plain(owner)))
        else:
            yield self._item(number, owner, values)

    def _record(self, number: int, owner: str, type_: str, text: str) -> Iterator[ReadResult]:
        try:
            values = values_from_text(type_, text)
        except (dns.exception.DNSException, ValueError) as error:
            yield Rejected(f"line {number}", f"not a record of type {type_} ({text[:60]!r}: {error})")
            return
        yield self._item(number, owner, values)

    def _item(self, number: int, owner: str, values: Values, *, unknown: tuple[str, ...] = ()) -> ReadResult:
        self._awaiting = None
        self._records += 1
        return record_item(
            self.place,
            number,
            owner,
            values,
            server=self._server,
            authoritative=False if self._is_cached else None,
            unknown=(
                "ttl",
                *(("server",) if self._server is None else ()),
                *(() if self._is_cached else ("authoritative",)),
                *unknown,
            ),
        )

    def _close(self) -> Iterator[ReadResult]:
        """Complete the records that are open; one that lacks lines is rejected."""
        srv, soa, named = self._srv, self._soa, self._named
        self._srv = self._soa = self._text = self._named = None
        if srv is not None:
            if srv.is_complete(_SRV_LABELS):
                yield from self._record(srv.number, srv.owner, "SRV", " ".join(srv.values))
            else:
                yield Rejected(f"line {srv.number}", f"the record of {srv.owner[:60]} is not complete")
        if soa is not None:
            self._awaiting = None
            if soa.is_complete(_SOA_LABELS):
                data = Values(type="SOA", data=" ".join(soa.values))
                self._zones_own += 1
                yield self._item(soa.number, soa.owner, data)
            else:
                yield Rejected(f"line {soa.number}", f"the record of {soa.owner[:60]} is not complete")
        for alias in named.values if named else ():
            unknown = () if named and len(named.values) == 1 else ("target",)
            values = Values(type="CNAME", target=named.owner if named else None)
            yield self._item(named.number if named else 0, alias, values, unknown=unknown)

    def _finish_answer(self, number: int) -> Iterator[ReadResult]:
        """An answer without a record, when the next question begins."""
        if self._awaiting is not None:
            yield Rejected(
                f"line {self._awaiting}",
                "only the name server is there, not its answer; collect it with: nslookup ... > file 2>&1",
            )
        elif self._question and self._question[1] != "SOA" and 0 < self._zones_own == self._records:
            # the record of the zone instead of an answer: the name is there, but not with that type
            yield answer_item(self.place, number, *self._question, NO_DATA, self._server)
        self._awaiting = None
        self._records = self._zones_own = 0

    def _error(self, number: int, line: str) -> Iterable[ReadResult] | None:
        """The question that ended without a record; None if the line is not an error."""
        if _ABOUT_THE_SERVER.fullmatch(line):
            return ()
        if match := _NO_RECORDS.fullmatch(line):
            types = re.findall(r"[A-Z]+", match["what"].rpartition("(")[2])
            return [self._no_record(number, match["name"], type_, NO_DATA) for type_ in types or [self._type]]
        if _GAVE_UP.fullmatch(line):
            if self._question is None:
                self._awaiting = None
                return [Rejected(f"line {number}", "the question that had no answer in time is not shown")]
            return [self._no_record(number, *self._question, TIMEOUT)]
        if _TIMED_OUT.fullmatch(line):
            return ()
        if (match := _ERROR.fullmatch(line)) is None:
            return None
        if line == self._last_error:
            return ()
        self._last_error = line
        name = next((found["name"] for p in _SENTENCES if (found := p.fullmatch(match["sentence"]))), None)
        name = name or (self._question[0] if self._question else None)
        reason = match["reason"].strip()
        if any(known != reason.casefold() and known.startswith(reason.casefold()) for known in _REASONS):
            self._awaiting = None
            return [Rejected(f"line {number}", f"the reason of the error ends in the middle ({line[:60]!r})")]
        if name is None:
            self._awaiting = None
            return [Rejected(f"line {number}", f"the name that was asked for is not shown ({line[:60]!r})")]
        return [self._no_record(number, name, self._type, _REASONS.get(reason.casefold(), reason))]

    def _no_record(self, number: int, owner: str, type_: str | None, outcome: str) -> ReadResult:
        belongs_to_server = self._awaiting is not None
        self._error_first = not belongs_to_server
        self._awaiting = self._question = None
        server = self._server if belongs_to_server else None
        return answer_item(self.place, number, owner, type_, outcome, server)
