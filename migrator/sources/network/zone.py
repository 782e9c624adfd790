"""Zone files of DNS servers of Windows (dnscmd /zoneexport, or as they stand on the server) and of BIND (RFC 1035 5.1).

dnspython reads the values of each record; the lines are read here, so that a file of any size is streamed and a broken
record costs only itself. Relative names are completed from $ORIGIN, from an absolute SOA, from the comment that Windows
and BIND write at the top, or from the file's name. A name that was meant to be complete but lacks its final dot is
completed too, as DNS servers do, and reported. Windows writes ``[AGE:n]`` before the TTL of dynamic records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import dns.exception
import dns.name
import dns.rdatatype
import dns.tokenizer
import dns.ttl

from ...estate.counting import counted
from ..bundle import Member
from ..format import Collected, Cut, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import ANSI, head_text, open_text
from .dns_items import NO_ZONE, Values, plain, record_item, values_of
from .outputs import Place, place_of
from .zone_lines import ZoneLine, zone_lines

_DIRECTIVE = re.compile(r"\$(?:ORIGIN|TTL|INCLUDE|GENERATE)\s+\S", re.IGNORECASE)
_RECORD = re.compile(
    r"(?:\S{1,255}|)\s+(?:\[AGE:\d+\]\s+)?(?:\d\w{0,9}\s+)?(?:"
    r"IN\s+(?:\d\w{0,9}\s+)?(?:SOA|NS|A|AAAA|CNAME|MX|SRV|TXT|PTR)|SOA)\s+\S.*"
)
_AGE = re.compile(r"\[AGE:\d+\]", re.IGNORECASE)
_TTL = re.compile(r"\d+(?:[wdhms]\d*)*", re.IGNORECASE)
_CLASSES = frozenset({"IN", "CH", "HS", "CS"})
#: record types that only the DNS server of Windows has
_WINDOWS_TYPES = frozenset({"WINS", "WINSR", "WINS-R"})
#: their values: whether the record is local, times, addresses of servers or the domain that is added
_WINS_VALUE = re.compile(r"LOCAL|[LC]\d+|\d{1,3}(?:\.\d{1,3}){3}|[a-z_][\w-]*(?:\.[\w-]+)+\.?", re.IGNORECASE)
_DOMAIN = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}"
_NAMED_IN_COMMENT = re.compile(
    rf"(?:\bin zone|\bfor zone|\bdata file for|\bzone file for|\bzone)\s+\"?(?P<zone>{_DOMAIN})\.?\"?[.\s]*",
    re.IGNORECASE,
)
_FILE_ENDINGS = (
    ".dns",
    ".db",
    ".zone",
    ".txt",
    ".bak",
    ".hosts",
    ".bind",
    ".export",
    ".inc",
    ".include",
    ".conf",
    ".old",
)
_FILE_PREFIX = re.compile(r"(?:\d+[-_.])?(?:(?:db|zone|pri|master|named)[-_.])?", re.IGNORECASE)
#: position of the name in the values of a type
_NAME_AT = {"CNAME": 0, "NS": 0, "PTR": 0, "DNAME": 0, "MX": 1, "SRV": 3}
#: last labels that show that a name was meant to be complete
_LAST_LABELS = frozenset({"com", "net", "org", "local", "lan", "edu", "gov", "info", "biz"})


def _matches(_member: Member, head: bytes) -> bool:
    text = head_text(head)
    if text.lstrip().startswith(("<", "-----")) or "->>HEADER<<-" in text or "; <<>> DiG" in text:
        return False
    lines = (line for line in text.splitlines()[:400] if line.strip() and not line.lstrip().startswith(";"))
    first = next(lines, "")
    return any(
        len(line) < 2000 and (_DIRECTIVE.match(line) or _RECORD.fullmatch(line.partition(";")[0].rstrip()))
        for line in (first, next(lines, ""), next(lines, ""))
    )


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    yield from text.closing()
    place = place_of(member, origin)
    yield Collected(place.product, ("dns_record",))
    lines = text.lines()
    yield from _Zone(place, member.name).read(lines)
    if lines.unended:
        yield Cut(f"the last line has no line end, and may be cut ({lines.unended.strip()[:60]!r})")


class _Zone:
    """The state of a zone file: its origin, its default TTL and the owner of the record before."""

    def __init__(self, place: Place, file_name: str) -> None:
        self._place = place
        self._file_name = file_name
        self._origin: dns.name.Name | None = None
        self._zone: str | None = None
        self._ttl: int | None = None
        self._minimum: int | None = None
        self._last_ttl: int | None = None
        self._lost_ttl = False
        self._owner: dns.name.Name | None = None
        self._without_dot = 0
        self._first_without_dot = ""

    def read(self, lines: Iterable[str]) -> Iterator[ReadResult]:
        """Every record; what the user must know of names without a final dot stands at the end."""
        comment: list[str] = []
        for line in zone_lines(lines, comment):
            if self._origin is None:
                yield from self._find_origin(line, comment)
            if line.is_cut:
                yield Rejected(f"line {line.number}", "a parenthesis or a quote is not closed")
                yield Cut("it ends inside a record")
                continue
            if line.text.startswith("$") and "\0" not in line.text:
                yield from self._directive(line)
            elif "\0" in line.text:
                self._lost_ttl = self._lost_ttl or "SOA" in line.text.upper().split()
                yield Rejected(f"line {line.number}", f"zero bytes in a line ({line.text[:60]!r})")
            else:
                yield from self._record(line)
        if self._without_dot:
            names = counted(self._without_dot, "name looks", "names look")
            yield Remark(
                f"{names} complete but lack the final dot, so the zone's name is added, as a DNS server does; "
                f"first {self._first_without_dot}"
            )

    def _find_origin(self, line: ZoneLine, comment: list[str]) -> Iterator[ReadResult]:
        """Take the name of the zone from what stands first; $ORIGIN and an absolute SOA need no other source."""
        words = line.text.split()
        if words[0].startswith("$"):
            return
        if "SOA" in (word.upper() for word in words[:5]) and words[0].endswith(".") and not line.starts_blank:
            self._set_origin(words[0])
            return
        named = next((found for text in comment if (found := _NAMED_IN_COMMENT.search(text))), None)
        if named:
            self._set_origin(named["zone"] + ".")
            yield Remark(f"its names are completed with {named['zone']}, which its first comment names")
            return
        zone = zone_of_file(self._file_name, line.text)
        if zone:
            self._set_origin(zone + ".")
            yield Remark(f"its names are completed with {zone}, which the file's name says")

    def _set_origin(self, name: str) -> None:
        if not name.endswith(".") and self._origin is None:
            self._lacks_dot(name)
            name += "."
        self._origin = dns.name.from_text(name, self._origin)
        if self._zone is None and self._origin != dns.name.root:
            self._zone = plain(self._origin.to_text())

    def _directive(self, line: ZoneLine) -> Iterator[ReadResult]:
        word, *arguments = line.text.split()
        directive = word.upper()
        position = f"line {line.number}"
        try:
            if directive == "$ORIGIN" and len(arguments) == 1:
                self._set_origin(arguments[0])
            elif directive == "$TTL" and arguments:
                self._ttl = dns.ttl.from_text(arguments[0])
            elif directive == "$INCLUDE" and arguments:
                origin = dns.name.from_text(arguments[1], self._origin) if len(arguments) > 1 else self._origin
                yield Rejected(
                    position,
                    f"the records of {arguments[0][:100]} are not in this file: collect that file too, with the line "
                    f"$ORIGIN {origin or 'ZONE.'} at its beginning",
                )
            else:
                yield Rejected(position, f"a directive that is not read ({line.text[:60]!r})")
        except (dns.exception.DNSException, ValueError) as error:
            self._lost_ttl = self._lost_ttl or directive == "$TTL"
            yield Rejected(position, f"{directive} {' '.join(arguments)[:60]!r}: {error}")

    def _record(self, line: ZoneLine) -> Iterator[ReadResult]:
        position = f"line {line.number}"
        try:
            parsed = self._parse(line)
        except (dns.exception.DNSException, ValueError) as error:
            self._lost_ttl = self._lost_ttl or "SOA" in line.text.upper().split()
            yield Rejected(position, f"not a record ({line.text[:60]!r}: {error})")
            return
        if isinstance(parsed, str):
            self._lost_ttl = self._lost_ttl or "SOA" in line.text.upper().split()
            yield Rejected(position, f"{parsed} ({line.text[:60]!r})")
            return
        owner, ttl, values = parsed
        yield record_item(
            self._place,
            line.number,
            owner.to_text(),
            values,
            ttl=ttl,
            zone=self._zone,
            unknown=() if ttl is not None else ("ttl",),
        )

    def _parse(self, line: ZoneLine) -> tuple[dns.name.Name, int | None, Values] | str:
        """Owner, TTL and values, or what is wrong."""
        first, _, rest = ("", "", line.text) if line.starts_blank else _split(line.text)
        if first.upper() in _CLASSES:
            return "the owner of the record is missing"
        if not line.starts_blank:
            self._owner = self._name(first)
        if self._owner is None:
            return "a record without an owner before it"
        ttl, type_, values = self._type_and_values(rest)
        if type_ is None:
            return "the type of the record is not known"
        explicit = dns.ttl.from_text(ttl) if ttl else None
        self._last_ttl = explicit if explicit is not None else self._last_ttl
        if type_ in _WINDOWS_TYPES:
            if not all(map(_WINS_VALUE.fullmatch, values.split())):
                return f"not the values of a record of type {type_}"
            return self._owner, self._ttl_of(explicit), Values(type=type_, data=" ".join(values.split()))
        parsed = values_of(type_, dns.tokenizer.Tokenizer(values), self._origin)
        if type_ == "SOA" and parsed.data:
            self._minimum = int(parsed.data.split()[-1])
            self._zone = plain(self._owner.to_text())
        self._note_missing_dot(first, type_, values)
        return self._owner, self._ttl_of(explicit), parsed

    def _ttl_of(self, explicit: int | None) -> int | None:
        """A record's own TTL, else $TTL, else the one of the SOA (as before RFC 2308), else the last one."""
        last = None if self._lost_ttl else self._last_ttl
        candidates = (explicit, self._ttl, self._minimum, last)
        return next((ttl for ttl in candidates if ttl is not None), None)

    def _type_and_values(self, rest: str) -> tuple[str, str | None, str]:
        """TTL, type and values behind an owner; the type is None where no word is one."""
        ttl = ""
        while rest:
            word, _, after = _split(rest)
            upper = word.upper()
            if _AGE.fullmatch(word) or upper == "IN":
                pass
            elif upper in _CLASSES:
                return ttl, None, rest
            elif _TTL.fullmatch(word) and not ttl:
                ttl = word
            else:
                is_type = upper in dns.rdatatype.RdataType.__members__ or upper in _WINDOWS_TYPES
                return ttl, upper if is_type else None, after
            rest = after
        return ttl, None, ""

    def _name(self, text: str) -> dns.name.Name:
        if text == "@" and self._origin is None:
            raise ValueError(NO_ZONE)
        name = dns.name.from_text(text, self._origin)
        if not name.is_absolute():
            raise ValueError(NO_ZONE)
        return name

    def _note_missing_dot(self, owner: str, type_: str, values: str) -> None:
        zone = (self._zone or "").casefold()
        words = values.split()
        at = _NAME_AT.get(type_)
        target = words[at] if at is not None and len(words) > at else ""
        for text, is_target in ((owner, False), (target, True)):
            name = text.casefold()
            if not name or name.endswith(".") or not zone or self._origin == dns.name.root:
                continue
            last = name.rpartition(".")[2]
            is_complete = is_target and "." in name and (last in _LAST_LABELS or last == zone.rpartition(".")[2])
            if name == zone or name.endswith("." + zone) or is_complete:
                self._lacks_dot(text)

    def _lacks_dot(self, name: str) -> None:
        self._without_dot += 1
        self._first_without_dot = self._first_without_dot or name[:100]


def _split(text: str) -> tuple[str, str, str]:
    """The first word and what follows it."""
    word, blank, rest = text.replace("\t", " ").lstrip().partition(" ")
    return word, blank, rest.lstrip()


def zone_of_file(name: str, first_record: str) -> str | None:
    """The zone that a file is called after: ``contoso.com.dns``, ``db.contoso.com``, ``17-zone-contoso.com.db``.

    Prefixes that are usual are left out. A name in the first record decides where a prefix and the zone are joined.
    """
    stem = name.casefold()
    while ending := next((e for e in _FILE_ENDINGS if stem.endswith(e)), None):
        stem = stem.removesuffix(ending)
    bare = stem[_FILE_PREFIX.match(stem).end() :] if _FILE_PREFIX.match(stem) else stem  # type: ignore[union-attr]
    candidates = [bare, *(bare[i + 1 :] for i, character in enumerate(bare) if character in "-_ ")]
    domains = [each for each in candidates if re.fullmatch(_DOMAIN, each)]
    record = first_record.casefold()
    confirmed = (each for each in domains if re.search(rf"(?:^|[\s.]){re.escape(each)}\.?(?:\s|$)", record))
    return next(confirmed, domains[0] if domains else None)


FORMAT = Format("zone file", _matches, _read)
