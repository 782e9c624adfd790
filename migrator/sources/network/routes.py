"""Persistent routes from `route print` (and `netstat -r`), of Windows in any language.

Tables stand between lines of equal signs; headings are translated and end with a colon. An active IPv4 route ends with
the address of an interface and a number; a persistent one has network, mask, gateway and metric. IPv6 rows look alike:
those below a heading that says so, or that is the second of its table, are persistent. A row whose gateway does not fit
has it on the next line. Below the heading of the persistent routes stands a word where there are none.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto

from ...estate.network import PersistentRoute
from ..format import ReadResult
from ..record import Rejected
from .outputs import Output, Place, is_mask

_RULE = re.compile(r"={40,}\s*")
_HEADING = re.compile(r"(?P<label>[^\s:][^:]{0,60}?)\s?:\s*(?P<value>\S*)\s*")
_INTERFACE = re.compile(r"\s*(?:\d+|0x[0-9a-f]+)\s?\.{3}.*", re.IGNORECASE)
_IPV6_ROW = re.compile(
    r"\s*(?P<interface>\d+)\s+(?P<metric>\d+)\s+(?P<destination>[0-9a-f:.]+/\d+)(?:\s+(?P<gateway>\S.*?))?\s*"
)
_GATEWAY = re.compile(r"\s{15,}(?P<gateway>\S+(?: \S+)?)\s*")
_WORDS = re.compile(r"\s*[^\W\d_][^\d:]*")
#: parts of the headings in the languages that were seen
_PERSISTENT = ("persist", "ständig", "постоянн", "固定")
_ACTIVE = ("activ", "aktiv", "actif", "активн", "アクティブ")
#: what stands for the default metric of an IPv6 route
_DEFAULT_METRIC = 4294967295


class _Ipv4(Enum):
    """How far the tables of IPv4 were read: active routes, the heading of the persistent ones, these or the word."""

    NOT_SHOWN = auto()
    ACTIVE = auto()
    HEADED = auto()
    LISTED = auto()
    NONE = auto()


class RoutePrint(Output):
    """Reads the rows of all tables; those of active routes are left out."""

    name = "route print"
    kinds = ("persistent_route",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._is_persistent: bool | None = None
        self._before: bool | None = None
        self._waiting: tuple[int, re.Match[str]] | None = None
        self._ipv4 = _Ipv4.NOT_SHOWN
        self._is_of_ipv4 = False
        self._last = 0

    @classmethod
    def begins(cls, line: str, following: str, _command: Sequence[str]) -> bool:
        """At a line of equal signs before a list of interfaces, a table or a heading, or at a persistent route."""
        if _RULE.fullmatch(following) and _is_table(line):
            return True
        if _RULE.fullmatch(line):
            return any(pattern.fullmatch(following) for pattern in (_HEADING, _INTERFACE, _WORDS))
        return _ipv4_row(line) is not None and len(line) < 200

    def read(self, number: int, line: str, _following: str) -> Iterable[ReadResult] | None:
        """The persistent route of a row."""
        waiting, self._waiting = self._waiting, None
        self._last = number
        if waiting is not None:
            match = _GATEWAY.fullmatch(line)
            if match is None:
                lost = Rejected(f"line {waiting[0]}", "the gateway of the route is missing")
                return [lost, *(self.read(number, line, _following) or ())]
            return [self._ipv6(waiting[0], waiting[1], match["gateway"])]
        if not line.strip() or _INTERFACE.fullmatch(line):
            return ()
        if _RULE.fullmatch(line):
            self._before = self._is_persistent if self._is_persistent is not None else self._before
            self._is_persistent = None
            return ()
        if row := _ipv4_row(line):
            self._ipv4 = _Ipv4.ACTIVE if len(row) == 5 else _Ipv4.LISTED
            if len(row) == 4 and self._is_persistent is False:
                return [Rejected(f"line {number}", f"not an active route ({line.strip()[:60]!r})")]
            return self._ipv4_routes(number, row)
        if match := _IPV6_ROW.fullmatch(line):
            return self._ipv6_row(number, match)
        return self._words(line)

    def end(self) -> Iterator[ReadResult]:
        """A row whose gateway is missing; that there is no persistent route of IPv4, or that it cannot be told."""
        if self._waiting is not None:
            yield Rejected(f"line {self._waiting[0]}", "the gateway of the route is missing")
        if self._ipv4 is _Ipv4.NONE:
            yield PersistentRoute(**self.place.common(self._last, "(none)"), machine=self.place.machine)
        elif self._ipv4 in (_Ipv4.ACTIVE, _Ipv4.HEADED):
            yield Rejected(f"line {self._last}", "the output ends before it shows the persistent routes of IPv4")

    def _words(self, line: str) -> Iterable[ReadResult] | None:
        """Headings say which routes of IPv6 are persistent; a line of words alone begins a table."""
        match = _HEADING.fullmatch(line)
        if match and not match["value"]:
            if self._ipv4 is _Ipv4.ACTIVE:
                self._ipv4 = _Ipv4.HEADED
            label = match["label"].casefold()
            is_known = any(word in label for word in (*_PERSISTENT, *_ACTIVE))
            is_second = self._before is False
            self._is_persistent = any(word in label for word in _PERSISTENT) if is_known else is_second
            return ()
        if match and _address(match["value"]):
            return ()  # Windows 2003 shows the default gateway below the active routes
        if _is_table(line):
            self._before = self._is_persistent = None
            self._is_of_ipv4 = "IPv4" in line
            return ()
        if _is_title_row(line):
            return ()
        if _WORDS.fullmatch(line):
            self._ipv4 = _Ipv4.NONE if self._ipv4 is _Ipv4.HEADED else self._ipv4
            return ()
        return () if _GATEWAY.fullmatch(line) else None

    def _ipv4_routes(self, number: int, row: list[str]) -> Iterable[ReadResult]:
        if len(row) != 4:
            return ()
        destination, mask, gateway, metric = row
        is_number = metric.isascii() and metric.isdecimal() and len(metric) < 11
        if not is_mask(mask) or not (is_number or metric.replace(" ", "").isalpha()):
            return [Rejected(f"line {number}", f"not a persistent route ({' '.join(row)[:60]!r})")]
        return [
            PersistentRoute(
                **self.place.common(number, f"{destination}/{mask}", gateway),
                machine=self.place.machine,
                destination=destination,
                mask=mask,
                gateway=gateway,
                metric=int(metric) if is_number else None,
                default_metric=not is_number,
            )
        ]

    def _ipv6_row(self, number: int, match: re.Match[str]) -> Iterable[ReadResult]:
        if self._is_persistent and self._is_of_ipv4:
            return [Rejected(f"line {number}", f"a route of IPv6 in the table of IPv4 ({match[0].strip()[:60]!r})")]
        if self._is_persistent is None:
            return [Rejected(f"line {number}", f"a route below no heading ({match[0].strip()[:60]!r})")]
        if not self._is_persistent:
            return ()
        if match["gateway"] is None:
            self._waiting = (number, match)
            return ()
        return [self._ipv6(number, match, match["gateway"])]

    def _ipv6(self, number: int, match: re.Match[str], gateway: str) -> ReadResult:
        if not _is_gateway(gateway):
            return Rejected(f"line {number}", f"not a gateway ({gateway[:60]!r})")
        destination, _, prefix = match["destination"].partition("/")
        metric = int(match["metric"][:10])
        return PersistentRoute(
            **self.place.common(number, match["destination"], gateway),
            machine=self.place.machine,
            destination=destination,
            mask=prefix,
            gateway=gateway,
            metric=None if metric >= _DEFAULT_METRIC else metric,
            default_metric=metric >= _DEFAULT_METRIC,
            interface=int(match["interface"][:10]) or None,
        )


def _is_gateway(text: str) -> bool:
    """Whether a text is an address of IPv6, or the words for a network that is on the link."""
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return not any(map(str.isdigit, text))


def _ipv4_row(line: str) -> list[str] | None:
    """The four columns of a persistent route, the five of an active one, None for another line."""
    columns = re.split(r"\s{2,}", line.strip()) if len(line) < 200 else []
    if len(columns) not in (4, 5):
        columns = line.split() if len(line) < 200 else []
    if len(columns) not in (4, 5) or not (_address(columns[0]) and _address(columns[1])):
        return None
    is_active = len(columns) == 5 and _address(columns[3]) and columns[4].isdecimal()
    is_persistent = len(columns) == 4 and not _address(columns[3])
    return columns if is_active or is_persistent else None


def _is_table(line: str) -> bool:
    """Whether a line names the table that begins."""
    return not line.startswith(" ") and ("IPv4" in line or "IPv6" in line) and ":" not in line


def _is_title_row(line: str) -> bool:
    """Whether a line is the titles of the columns: words with wide gaps between them."""
    words = re.split(r"\s{2,}", line.strip())
    return (
        line.startswith(" ")
        and len(words) > 1
        and not any(character.isdigit() for character in line.replace("IPv", ""))
    )


def _address(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 4
    except ValueError:
        return False
