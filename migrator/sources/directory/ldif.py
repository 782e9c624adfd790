"""Decodes LDIF content records (RFC 2849) as ldifde and ldapsearch write them: lines to entries, in constant memory.

The grammar is that of the RFC. ldifde writes ``changetype: add`` into each record of an export, so that an addition
is read as the entry it adds; any other change record is not content and is rejected. What a value's URL points to is
never fetched (rfc-2849).
"""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Iterable, Iterator
from itertools import chain

import attrs

from ...errors import InputError
from ...estate.counting import counted
from ..format import Cut, Remark
from ..mapping import Truncated
from ..record import Record, Rejected
from ..text.decoding import MAX_LINE, TextFile, head_text

_RANGE = re.compile(r"([A-Za-z0-9][A-Za-z0-9.-]*)(?:;[^:]*)?;range=\d+-(\d+|\*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([A-Za-z0-9][A-Za-z0-9.-]*)((?:;[A-Za-z0-9=*-]+)*):(?::[ ]*|<[ ]*|(?!:)[ ]*)(.*)", re.DOTALL)
_DN = re.compile(r"dn::?(?:\s|$)", re.IGNORECASE)
#: the domain at the end of a name
_DOMAIN = re.compile(r"(?:(?:^|,)\s*DC=[^,=]+)+$", re.IGNORECASE)
#: the configuration stands below the domains of the forest, or below the id of an instance of AD LDS
_NO_NAME = re.compile(r"(?:CN|OU)=.*?(DC=[^,]*,CN=Configuration\b|,CN=Configuration,CN=(?!\{))")
#: an attribute behind a value whose line end is lost
_GLUED = re.compile(r"(?<=[^\s])([A-Za-z0-9.-]{3,80}): ")
#: attributes whose names are no words of a text
_UNMISTAKABLE = frozenset({"dNSHostName", "objectClass", "displayName", "telephoneNumber", "distinguishedName"})
_MOST_DOMAINS = 1000
#: names of test directories are shorter; those of a forest name their domain
_SHORTEST_NAME = 20
_VERSION = re.compile(r"version:\s*\d+\s*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: characters of one record; a directory entry has no more
MAX_ENTRY = 32 * 1024 * 1024
_GUID, _SID = "objectguid", "objectsid"


@attrs.frozen
class _Line:
    """One logical line: folded lines joined, comments gone.

    Attributes:
        number: of its first line in the file.
        is_long: a line of the file was so long that it came in pieces.
        is_unended: it is the last of the file and has no line end, which ldifde and ldapsearch write.
        is_cut: it ends where a window has cut the lines of the file.
    """

    number: int
    text: str
    is_long: bool
    is_cut: bool = False
    is_unended: bool = False


def begins_like_ldif(head: bytes) -> bool:
    """Whether a file begins with a record, after any comments and the version."""
    lines = (line for line in head_text(head).lstrip("\ufeff").splitlines() if line.strip() and line[0] not in "# ")
    first = next(lines, "")
    return _DN.match(next(lines, "") if _VERSION.fullmatch(first) else first) is not None


def read_ldif(text: TextFile) -> Iterator[Record | Rejected | Remark | Cut]:
    """Each entry in order; one that cannot be read is rejected and the reading goes on with the next.

    The type name of a record is its last (most specific) object class. Values are texts; an attribute that is
    repeated is a list. Values in base64 are decoded where they are text; GUIDs and SIDs are written as people write
    them, other binary values stay base64 behind ``base64:``. An attribute's options stay in its name.

    Raises:
        InputError: the file says that it is another version of LDIF, before the first record.
    """
    edge = cut_at(text.lines())
    known = set(_UNMISTAKABLE)
    for lines in _records(_logical(text, edge)):
        if isinstance(lines, Rejected):
            yield lines
            continue
        if lines[0].text.casefold().startswith("version:"):
            _check_version(lines.pop(0))
        if lines:
            yield from _entry(lines, known)
    if edge:
        yield Cut(f"its lines are cut off behind {counted(edge, 'character')}: collect it again into a file")


def cut_at(lines: Iterable[str]) -> int:
    """The length behind which a window has cut all lines, as the names of the entries show; 0 if none did.

    Names of a directory end with their domain. Where a name that fills the longest line has none, or only the beginning
    of another's, the longest lines are cut.
    """
    longest = names_at_edge = 0
    at_edge: set[str] = set()
    domains: set[str] = set()
    waiting = ""
    for line in chain(lines, [""]):
        if waiting and not line.startswith(" "):
            found = _DOMAIN.search(waiting)
            domain = found[0].lstrip(",").casefold() if found else ""
            if len(waiting) == longest and len(at_edge) < _MOST_DOMAINS:
                at_edge.add(domain)
                names_at_edge += 1
            elif len(domains) < _MOST_DOMAINS:
                domains.add(domain)
        length = len(line)
        if length > longest:
            longest = length
            domains |= at_edge
            at_edge, names_at_edge = set(), 0
        waiting = line if line[:4].casefold() == "dn: " else ""
    domains |= at_edge
    domains.discard("")
    is_cut = any(not one or any(other != one and other.startswith(one) for other in domains) for one in at_edge)
    return longest if is_cut and longest > _SHORTEST_NAME and (domains or names_at_edge > 1) else 0


def _check_version(line: _Line) -> None:
    version = line.text.partition(":")[2].strip()
    if version != "1":
        raise InputError(f"line {line.number}: LDIF version {version[:20]!r}; only version 1 is defined (RFC 2849)")


def _logical(text: TextFile, edge: int) -> Iterator[_Line | None]:
    """Logical lines; None for a blank line. A line that continues nothing keeps its blank, and is refused later."""
    parts: list[str] = []
    first = size = length = 0
    is_long = False
    lines = text.lines()
    for number, line in enumerate(lines, start=1):
        if line.startswith(" ") and parts:
            if size <= MAX_ENTRY:
                parts.append(line[1:])
            length = len(line)
            size += length - 1
            is_long |= length > MAX_LINE
            continue
        if parts and not parts[0].startswith("#"):
            yield _Line(first, "".join(parts), is_long, 0 < edge == length)
        parts = []
        if line:
            length = len(line)
            parts, first, size, is_long = [line], number, length, length > MAX_LINE
        else:
            yield None
    if parts and not parts[0].startswith("#"):
        yield _Line(first, "".join(parts), is_long, 0 < edge == length, bool(lines.unended))


def _records(lines: Iterator[_Line | None]) -> Iterator[list[_Line] | Rejected]:
    """The lines between blank lines; a record without end is rejected instead of kept."""
    record: list[_Line] = []
    size = 0
    for line in chain(lines, [None]):
        if line is not None:
            if size <= MAX_ENTRY:
                record.append(line)
            size += len(line.text)
        elif record:
            yield record if size <= MAX_ENTRY else _too_long(record)
            record, size = [], 0


def _too_long(record: list[_Line]) -> Rejected:
    return Rejected(f"line {record[0].number}", f"the record is longer than {MAX_ENTRY // 1024**2} million characters")


def _entry(lines: list[_Line], known: set[str]) -> Iterator[Record | Rejected | Remark | Cut]:
    position = f"line {lines[0].number}"
    notes: list[Remark] = []
    try:
        pairs = [_pair(line, notes) for line in lines]
    except ValueError as error:
        yield Rejected(position, str(error))
        return
    name, dn = pairs[0]
    if name.casefold() == "search":
        yield from _search_result(dict(pairs), position)
        return
    if name.casefold() != "dn":
        yield Rejected(position, f"the record begins with {name!r}, not with its dn")
        return
    if again := [line.number for line, (name, _) in zip(lines, pairs, strict=True) if name.casefold() == "dn"][1:]:
        yield Rejected(position, f"line {again[0]} is a second dn: the blank line before it is missing")
        return
    known.update(name for name, _ in pairs)
    for line, (label, value) in zip(lines, pairs, strict=True):
        if line.is_cut:
            yield Rejected(position, f"line {line.number}: {label} of {dn[:60]} may be cut off")
            return
        if strange := _strange(label, value):
            yield Rejected(position, f"line {line.number}: {strange}")
            return
        if glued := next((found[1] for found in _GLUED.finditer(value) if found[1].endswith(tuple(known))), None):
            yield Rejected(position, f"line {line.number}: {glued[:40]} begins inside the value of {label}")
            return
    change = next((value for name, value in pairs[1:] if name.casefold() == "changetype"), "add")
    if change.casefold() != "add":
        yield Rejected(position, f"a change record ({change[:20]}) of {dn} is not an entry")
        return
    yield from notes
    classes = [value for name, value in pairs if name.casefold() == "objectclass"]
    properties = _collect([pair for pair in pairs[1:] if pair[0].casefold() not in ("changetype", "objectclass")])
    if lines[-1].is_unended and (last := pairs[-1][0]) in properties:
        properties[last] = Truncated(str(properties[last]))
    for name in (_incomplete(lines) | _repeated(properties)).intersection(properties):
        values = properties[name]
        shown = f"{name}: a part of its values"
        properties[name] = Truncated(shown, tuple(values) if isinstance(values, list) else (values,))
    held = {"dn": dn, "objectClass": classes, **properties}
    # where the file ends inside the entry, more attributes may have followed
    yield Record(classes[-1] if classes else "", held, position, is_partial=lines[-1].is_unended)


def _strange(label: str, value: str) -> str:
    """Why no directory has this value; "" if it may."""
    if label.casefold() == "objectclass" and ":" in value:
        return f"no class is called {value[:40]!r}"
    if "CN=Configuration" in value and (wrong := _NO_NAME.match(value)):
        return f"no name has {wrong[1][:60]!r} in it"
    return ""


def _repeated(properties: dict[str, object]) -> set[str]:
    """Attributes with a value that stands twice, which no directory has: another one may have stood there."""
    lists = {name: values for name, values in properties.items() if isinstance(values, list)}
    return {name for name, values in lists.items() if len(set(values)) < len(values)}


def _incomplete(lines: list[_Line]) -> set[str]:
    """Attributes without the last of their ranges, which ends with ``*`` (MS-ADTS 3.1.1.3.1.3.3)."""
    ranges = [match.groups() for line in lines if (match := _RANGE.match(line.text))]
    return {name for name, _ in ranges} - {name for name, last in ranges if last == "*"}


def _search_result(pairs: dict[str, str], position: str) -> Iterator[Cut]:
    """Ldapsearch ends with how its search went; anything but 0 says that entries are missing."""
    result = pairs.get("result", "0")
    if not result.startswith("0"):
        yield Cut(f"{position}: the search ended with {result!r}: entries may be missing")


def _collect(pairs: list[tuple[str, str]]) -> dict[str, object]:
    """Values by attribute; repeated ones as a list in their order."""
    values: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for name, value in pairs:
        values.setdefault(spelled.setdefault(name.casefold(), name), []).append(value)
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _pair(line: _Line, notes: list[Remark]) -> tuple[str, str]:
    """Attribute and value of a line.

    Raises:
        ValueError: it is not an attribute line, or its base64 is broken.
    """
    if line.is_long:
        raise ValueError(f"line {line.number} is longer than {MAX_LINE:,} characters")
    match = _ATTRIBUTE.fullmatch(line.text)
    if not match:
        raise ValueError(f"line {line.number} has no attribute: {line.text[:40]!r}")
    name, options, value = match.groups()
    sign = line.text[len(name) + len(options) + 1 : len(name) + len(options) + 2]
    if sign == ":":
        return _named(name, options), _decoded(name, value, line.number)
    if sign == "<":
        notes.append(Remark(f"line {line.number}: the value of {name} is at {value[:200]}, which is not fetched"))
        return f"{name}{options};url", value
    return _named(name, options), value


def _named(name: str, options: str) -> str:
    """The attribute with its options, but for a range of values (`_incomplete`)."""
    return name if "range=" in options.casefold() else name + options


def _decoded(name: str, value: str, number: int) -> str:
    try:
        data = base64.b64decode(value.strip().encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError(f"line {number}: the base64 of {name} is broken or cut off") from None
    if name.casefold() == _GUID and len(data) == 16:
        return f"{{{str(uuid.UUID(bytes_le=data)).upper()}}}"
    if name.casefold() == _SID and len(data) >= 8:
        return _sid(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if name.casefold() == "dn":
            raise ValueError(f"line {number}: the dn is not UTF-8") from None
        return f"base64:{value.strip()}"
    return f"base64:{value.strip()}" if _CONTROL.search(text) else text


def _sid(data: bytes) -> str:
    """A security identifier as ``S-1-5-21-...`` (MS-DTYP 2.4.2.2)."""
    parts = [int.from_bytes(data[i : i + 4], "little") for i in range(8, len(data) - 3, 4)]
    return "-".join(["S", str(data[0]), str(int.from_bytes(data[2:8], "big")), *map(str, parts)])
