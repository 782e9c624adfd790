"""Answers of Resolve-DnsName: tables, lists and errors.

A table has the columns of its first record's type; PowerShell shows records of another type that follow as a list. The
error's sentence is translated, its id and the name in its category are not. A value that ends with ``...`` is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ..format import Lost, ReadResult
from ..record import Rejected
from .dns_items import NO_DATA, NXDOMAIN, TIMEOUT, Values, answer_item, plain, record_item
from .outputs import Output, Place

_TABLE = re.compile(r"Name\s+Type\s+TTL\s+Section\b[^-]*")
#: last columns of its tables; part of one is a heading that was cut
_LAST_COLUMNS = ("IPAddress", "NameHost", "Port", "NameExchange", "Preference", "Strings", "SerialNumber")
#: what a table or list shows of a record of the type besides its target
_NEEDED = {
    "SRV": ("Priority", "Weight", "Port"),
    "MX": ("Preference",),
    "SOA": ("PrimaryServer", "NameAdministrator", "SerialNumber"),
}
_SECTIONS = frozenset({"Question", "Answer", "Authority", "Additional"})
_RULE = re.compile(r"-+(?:\s+-+)+\s*")
_PAIR = re.compile(r"(?P<name>[A-Za-z0-9_]{2,40})\s*: ?(?P<value>.*)")
_CONTINUED = re.compile(r"\s{10,}(?P<value>\S.*)")
_CATEGORY = re.compile(r".*CategoryInfo\s*: \w+: \((?P<owner>[^:()\s]{1,255}):String\) \[Resolve-DnsName\].*")
_ERROR_ID = re.compile(r".*FullyQualifiedErrorId : (?P<id>\w+),Microsoft\.DnsClient\.Commands\.ResolveDnsName.*")
_ERROR = re.compile(r"Resolve-DnsName ?: .*")
_AROUND = re.compile(r"At line:\d+ char:\d+|\s*\+ .*|\s*~+\s*")
#: ids of errors -> outcome; another one is the outcome itself
_OUTCOMES = {
    "DNS_ERROR_RCODE_NAME_ERROR": NXDOMAIN,
    "DNS_INFO_NO_RECORDS": NO_DATA,
    "ERROR_TIMEOUT": TIMEOUT,
    "DNS_ERROR_RCODE_SERVER_FAILURE": "SERVFAIL",
    "DNS_ERROR_RCODE_REFUSED": "REFUSED",
}
#: properties with the host name or address of a record
_TARGETS = ("IPAddress", "IP4Address", "IP6Address", "NameHost", "NameTarget", "NameExchange", "Server")
_LONGEST_VALUE = 100_000
_CUT = ("...", "\N{HORIZONTAL ELLIPSIS}")


class ResolveDnsName(Output):
    """Reads the records of tables and lists."""

    name = "Resolve-DnsName"
    prints_blanks = True

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._columns: Sequence[str] = ()
        self._starts: Sequence[int] = ()
        self._in_table = False
        self._number = 0
        self._last = ""
        self._failed: str | None = None
        self._error_line: int | None = None
        self._properties: dict[str, str] = {}

    @classmethod
    def begins(cls, line: str, following: str, _command: Sequence[str]) -> bool:
        """At the headings of a table, at the first property of a list, or at an error."""
        if _TABLE.fullmatch(line) or _ERROR.fullmatch(line):
            return True
        return line.startswith("Name ") and re.match(r"(?:QueryType|Type)\s*: [A-Z]", following) is not None

    def read(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """The record that a line completes."""
        if not line.strip():
            self._in_table = False
            return self.end()
        if _TABLE.fullmatch(line):
            self._columns, self._starts = line.split(), [m.start() for m in re.finditer(r"\S+", line)]
            self._in_table = True
            last = self._columns[-1]
            if any(name.startswith(last) and name != last for name in _LAST_COLUMNS):
                return [*self.end(), Rejected(f"line {number}", f"the heading {last} is cut: columns are missing")]
            return self.end()
        if _RULE.fullmatch(line):
            starts = [match.start() for match in re.finditer(r"-+", line)]
            self._starts = starts if len(starts) == len(self._columns) else self._starts
            return ()
        if self._in_table:
            return list(self._row(number, line))
        error = self._error(number, line)
        if error is not None:
            return error
        return self._property(number, line, following)

    def end(self) -> Iterable[ReadResult]:
        """The record of the list before; an error without its id is a loss."""
        if self._failed is not None:
            owner, self._failed, self._error_line = self._failed, None, None
            return [Rejected(f"line {self._number}", f"the error about {owner[:60]} has no id")]
        if self._error_line is not None:
            # what stands below does not answer the command that failed
            number, self._error_line, self.place.command = self._error_line, None, ()
            return [Rejected(f"line {number}", "an error without its category and its id")]
        properties, self._properties, self._last = self._properties, {}, ""
        return list(self._record(self._number, properties)) if properties else ()

    def _row(self, number: int, line: str) -> Iterator[ReadResult]:
        words = line.split()
        if len(words) != len(self._columns):
            ends = [*self._starts[1:], None]
            words = [line[start:end].strip() for start, end in zip(self._starts, ends, strict=True)]
        yield from self._record(number, dict(zip(self._columns, words, strict=True)))

    def _property(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        match = _PAIR.fullmatch(line.rstrip())
        if match is None:
            is_short = len(self._properties.get(self._last, "")) < _LONGEST_VALUE
            if self._last and is_short and (more := _CONTINUED.fullmatch(line)):
                self._properties[self._last] += more["value"].rstrip()
                return ()
            return None
        results: Iterable[ReadResult] = ()
        if match["name"] == "Name":
            if not re.match(r"(?:QueryType|Type)\s*: ", following):
                return None
            results, self._number = self.end(), number
        elif not self._properties:
            return None
        self._last = match["name"]
        self._properties[self._last] = match["value"].strip()
        return results

    def _error(self, number: int, line: str) -> Iterable[ReadResult] | None:
        """The question that ended with an error, at the id of the error, which comes last."""
        if match := _CATEGORY.fullmatch(line):
            self._failed, self._number = match["owner"], number
            return ()
        if match := _ERROR_ID.fullmatch(line):
            owner, self._failed, self._error_line = self._failed, None, None
            if owner is None:
                return [Rejected(f"line {number}", f"{match['id']}: the name that was asked for is not shown")]
            asked, self.place.command = _asked(self.place.command), ()
            outcome = _OUTCOMES.get(match["id"], match["id"])
            type_ = asked[1] if asked and asked[0].casefold() == owner.casefold() else None
            return [answer_item(self.place, number, owner, type_, outcome, None)]
        if _ERROR.fullmatch(line):
            self._error_line = number
            return ()
        return () if _AROUND.fullmatch(line) else None

    def _record(self, number: int, properties: Mapping[str, str]) -> Iterator[ReadResult]:
        """A record of its columns or properties; what is cut or not a number is unknown."""
        type_ = properties.get("Type") or properties.get("QueryType") or ""
        owner = properties.get("Name", "")
        if not re.fullmatch(r"[A-Z][A-Z0-9]*", type_) or not owner or owner.endswith(_CUT):
            yield Rejected(f"line {number}", f"a record without its whole name or type ({owner[:60]!r} {type_[:20]!r})")
            return
        if properties.get("Section", "Answer") not in _SECTIONS:
            yield Rejected(f"line {number}", f"{properties['Section'][:20]!r} is no section of an answer")
            return
        fields = {"ttl": "TTL", "priority": "Priority", "weight": "Weight", "port": "Port"}
        if type_ == "MX":
            fields["priority"] = "Preference"
        numbers = {name: _number(properties.get(column)) for name, column in fields.items()}
        target = next((value for name in _TARGETS if (value := properties.get(name))), None)
        rest = {n: v for n, v in properties.items() if n not in ("Name", "Type", "QueryType", "TTL", "Section")}
        is_plain = type_ in ("A", "AAAA", "CNAME", "NS", "PTR", "MX", "SRV")
        needed = ("priority", "weight", "port") if type_ == "SRV" else ("priority",) if type_ == "MX" else ()
        unknown = [name for name in ("ttl", *needed) if numbers[name] is None]
        shown = properties.get
        needed_numbers = ("SerialNumber",) if type_ == "SOA" else _NEEDED.get(type_, ()) if needed else ()
        lost = [
            n for n in _NEEDED.get(type_, ()) if not shown(n) or (n in needed_numbers and _number(shown(n)) is None)
        ]
        if lost:
            yield Lost(f"line {number}: {', '.join(lost)} of the record of {owner[:60]} cannot be read")
        if is_plain and target is None:
            yield Rejected(f"line {number}", f"the record of {owner[:60]} ends in the middle")
            return
        if target and target.endswith(_CUT):
            unknown.append("target")
        ttl = numbers.pop("ttl")
        yield record_item(
            self.place,
            number,
            owner,
            Values(
                type=type_,
                target=plain(target)
                if is_plain and target and "target" not in unknown
                else target
                if is_plain
                else None,
                data=None if is_plain else "; ".join(f"{name}: {value}" for name, value in rest.items()),
                **(numbers if needed else {}),
            ),
            ttl=ttl,
            unknown=(*unknown, "server", "authoritative"),
        )
        asked = _asked(self.place.command)
        is_of_zone = type_ == "SOA" and properties.get("Section") == "Authority"
        if is_of_zone and asked and asked[1] != "SOA" and asked[0].casefold().endswith(owner.casefold()):
            self.place.command = ()
            # the record of the zone instead of an answer: the name is there, but not with that type
            yield answer_item(self.place, number, *asked, NO_DATA, None)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 11 else None


def _asked(command: Sequence[str]) -> tuple[str, str | None] | None:
    """Name and type of the command behind a prompt, None if it is another command."""
    if not command or command[0].casefold() != "resolve-dnsname":
        return None
    words = list(command[1:])
    options = {word.casefold(): value for word, value in pairwise(words) if word.startswith("-")}
    type_ = options.get("-type")
    places = range(len(words))
    free = [words[i] for i in places if not words[i].startswith("-") and not (i and words[i - 1].startswith("-"))]
    name = options.get("-name") or next(iter(free), None)
    return (name.strip("'\""), type_.upper() if type_ else None) if name else None
