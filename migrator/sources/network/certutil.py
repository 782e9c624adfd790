"""Certificates of a store from `certutil -store`, of Windows in any language.

Seen in English, German and French: a block per certificate with serial number, issuer, two dates indented by one blank,
subject and hash, in this order; labels are translated and may have a blank before their colon, "(sha1)" is not. Dates
are written as the user's culture does: what day and what month is, is known where a number is beyond 12, where points
separate them, or where another date of the same output shows it; else the date is unknown. ``-v`` prints more, and
names of several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from ...estate.topology import Certificate
from ..format import Cut, ReadResult
from ..record import Rejected
from .outputs import Output, Place

_BLOCK = re.compile(r"={10,} [^=]{3,60} \d+ ={10,}\s*")
#: alternative names of one certificate, and characters of a name
_MOST_NAMES, _LONGEST_NAME = 10_000, 10_000
_NESTING = re.compile(r"[-=]{10,} .* [-=]{10,}\s*")
_STORE = re.compile(r"(?P<store>[\w.-]{1,60}) \"(?P<title>[^\"]*)\"\s*")
_ENTRY = re.compile(r"(?P<indent> *)(?P<label>[^\s:=][^:=]{0,60}?)\s?:(?:\s+(?P<value>\S.*?)?)?\s*")
_HASH = re.compile(r".{2,60}\(sha1\)\s?: ?(?P<hash>[0-9a-f]{2}(?: ?[0-9a-f]{2}){19})\s*", re.IGNORECASE)
_SERIAL = re.compile(r"[0-9a-f]{2,80}(?: [0-9a-f]{2,4}){0,40}", re.IGNORECASE)
_KEY = re.compile(r"\s{0,4}\S[^=:]{1,40}\s?= \S.*")
_ALTERNATIVE = re.compile(r"\s*DNS[- ]Name=(?P<name>\S{1,255})\s*")
_USAGE = re.compile(r"\s+.{0,80}\((?P<oid>1\.3\.6\.1\.5\.5\.7\.3\.\d+|1\.3\.6\.1\.4\.1\.311\.[\d.]+)\)\s*")
#: what the label of the next line makes of a name whose line end is lost
_LABEL = re.compile(r"\w\s?: ")
_NOT_EXPORTABLE = re.compile(r".*\bNOT exportable.*|.*\bNICHT exportierbar.*", re.IGNORECASE)
#: what certutil says of a key that it has found and used
_KEY_TEST = re.compile(r"test\b|prueba|тест|テスト", re.IGNORECASE)
#: a property below the certificate, which only -v prints; its value stands on the next line
_FRIENDLY_NAME = re.compile(r"\s{1,8}CERT_FRIENDLY_NAME_PROP_ID\(11\):\s*")
_END = re.compile(r"CertUtil: .*")
_FAILED = re.compile(r"CertUtil: .*?(?P<code>0x[0-9a-f]{8}).*", re.IGNORECASE)
_DATE = re.compile(
    r"(?P<first>\d{1,4})(?P<separator>[./-]) ?(?P<second>\d{1,2})[./-] ?(?P<third>\d{1,4})\.?,?"
    r"(?: (?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<seconds>\d{2}))?(?: (?P<half>[AaPp])\.?[Mm]\.?)?)?"
)


@attrs.define
class _Block:
    """What was read of a certificate.

    Attributes:
        dates: those indented below the issuer.
        unlabelled: lines without a label below the subject: one, which says whether it is a root certificate.
        is_issuer_broken: a line that has no label follows the issuer.
        is_serial_broken: the rest of a number follows the serial number.
        is_broken: a line is lost.
        lines_below_hash: they say whether there is a key.
        speaks_of_key: one of them is about a key that is there.
    """

    number: int
    store: str | None
    serial: str | None = None
    issuer: str | None = None
    dates: list[tuple[str, str]] = attrs.field(factory=list)
    subject: str | None = None
    thumbprint: str | None = None
    names: list[str] = attrs.field(factory=list)
    usages: list[str] = attrs.field(factory=list)
    hashes: int = 0
    unlabelled: int = 0
    is_issuer_broken: bool = False
    is_serial_broken: bool = False
    is_broken: bool = False
    lines_below_hash: int = 0
    has_key: bool = False
    speaks_of_key: bool = False
    exportable: bool | None = None
    friendly_name: str | None = None
    is_friendly_name_next: bool = False
    is_verbose: bool = False


class CertutilStore(Output):
    """Reads one certificate after the other."""

    name = "certutil"
    kinds = ("certificate",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._store: str | None = None
        self._block: _Block | None = None
        self._name: str | None = None
        self._has_ended = False
        self._day_first: bool | None = None

    @classmethod
    def begins(cls, line: str, following: str, _command: Sequence[str]) -> bool:
        """At the name of a store, at the first block, or at the error that certutil prints instead of them."""
        if _STORE.fullmatch(line):
            return bool(_BLOCK.fullmatch(following) or _END.fullmatch(following))
        return bool(_BLOCK.fullmatch(line) or _FAILED.fullmatch(line))

    def read(self, number: int, line: str, _following: str) -> Iterable[ReadResult] | None:
        """The certificate before, when the next one begins."""
        if match := _STORE.fullmatch(line):
            results = self._close()
            self._store = match["store"]
            return results
        if _BLOCK.fullmatch(line):
            results = self._close()
            self._block = _Block(number, self._store)
            return results
        if _END.fullmatch(line):
            self._has_ended = True
            results = list(self._close())
            if match := _FAILED.fullmatch(line):
                results.append(Rejected(f"line {number}", f"certutil failed with {match['code']}"))
            return results
        if not line.strip() or _NESTING.fullmatch(line):
            return ()
        if self._block is None:
            return None
        self._line(self._block, line)
        return ()

    def end(self) -> Iterable[ReadResult]:
        """The last certificate; certutil says itself where it has ended."""
        results = list(self._close())
        if not self._has_ended:
            results.append(Cut("the last line of certutil, which says how it has ended, is not there"))
        return results

    def interrupted(self) -> Iterable[ReadResult]:
        """Nothing; a certificate of which a line is lost may have a key."""
        if self._block is not None:
            self._block.is_broken = True
        return ()

    def _close(self) -> Iterable[ReadResult]:
        """The certificate that is open."""
        block, self._block, self._name = self._block, None, None
        if block is None:
            return ()
        if block.thumbprint is None:
            return [Rejected(f"line {block.number}", "a certificate without its hash: the block ends in the middle")]
        labels = [label for label, _ in block.dates]
        if block.hashes > 1 or len(set(labels)) < len(labels) - 1:
            return [
                Rejected(f"line {block.number}", "the lines of several certificates without a heading between them")
            ]
        return [self._certificate(block)]

    def _line(self, block: _Block, line: str) -> None:
        block.lines_below_hash += block.thumbprint is not None
        if match := _HASH.fullmatch(line):
            block.hashes += 1
            block.thumbprint = block.thumbprint or match["hash"].replace(" ", "").upper()
        elif match := _ALTERNATIVE.fullmatch(line):
            block.names += [match["name"]] if len(block.names) < _MOST_NAMES else []
        elif _FRIENDLY_NAME.fullmatch(line):
            block.is_friendly_name_next = True
        elif block.is_friendly_name_next:
            block.friendly_name, block.is_friendly_name_next = line.strip()[:_LONGEST_NAME], False
        elif _NOT_EXPORTABLE.fullmatch(line):
            block.exportable, block.speaks_of_key = False, True
        elif block.thumbprint is not None:
            block.has_key |= _KEY.fullmatch(line) is not None
            block.speaks_of_key |= _KEY_TEST.search(line) is not None
        elif self._name and line.startswith("    ") and "=" in line:
            self._add_to_name(block, line.strip())
        elif match := _USAGE.fullmatch(line):
            block.usages += [match["oid"]] if len(block.usages) < _MOST_NAMES else []
        elif match := _ENTRY.fullmatch(line):
            self._entry(block, match)
        else:
            self._without_label(block, line)

    @staticmethod
    def _without_label(block: _Block, line: str) -> None:
        if block.subject is not None:
            block.unlabelled += 1
        elif block.issuer is not None and not block.dates:
            block.is_issuer_broken = True
        elif block.issuer is None and not line.startswith(" ") and _SERIAL.fullmatch(line.strip()):
            block.is_serial_broken = True

    def _entry(self, block: _Block, match: re.Match[str]) -> None:
        """An entry by its place: serial number, issuer, dates, subject."""
        value, self._name = match["value"] or "", None
        if block.serial is None:
            if _SERIAL.fullmatch(value):
                block.serial = value.replace(" ", "").lower()
            else:
                block.is_verbose = True
        elif match["indent"] and len(match["indent"]) < 3 and len(block.dates) < 4 and _DATE.match(value):
            block.dates.append((match["label"], value))
            block.is_issuer_broken |= block.issuer is None
        elif not match["indent"] and "=" in value and block.issuer is None and not block.dates:
            block.issuer = value
        elif not match["indent"] and not value and block.issuer is None:
            self._name = "issuer"
        elif not match["indent"] and block.subject is None and block.dates and ("=" in value or not value):
            block.subject = value
            self._name = None if value else "subject"

    def _add_to_name(self, block: _Block, part: str) -> None:
        if len(block.issuer or "") + len(block.subject or "") > _LONGEST_NAME:
            return
        if self._name == "issuer":
            block.issuer = f"{block.issuer}, {part}" if block.issuer else part
        elif self._name == "subject":
            block.subject = f"{block.subject}, {part}" if block.subject else part

    def _certificate(self, block: _Block) -> Certificate:
        for _, text in block.dates:
            self._learn_order(text)
        times = [self._time(text) for _, text in block.dates]
        # of a single date, or of two with one label, it is not known which of the two it is
        is_pair = len(block.dates) == len(dict(block.dates)) == 2
        not_before, not_after = times if is_pair else (None, None)
        halves = {bool(match["half"]) for _, text in block.dates if (match := _DATE.fullmatch(text))}
        if (not_before and not_after and not_before > not_after) or len(halves) > 1:
            not_before = not_after = None
        is_known = bool(block.lines_below_hash) and not block.is_broken and block.has_key >= block.speaks_of_key
        is_keyless = is_known and not block.has_key
        is_subject_complete = block.is_verbose or block.unlabelled == 1
        shown_values = {
            "serial": block.serial and not block.is_serial_broken,
            "issuer": block.issuer and not (block.is_issuer_broken or _LABEL.search(block.issuer)),
            "subject": block.subject and block.issuer and is_subject_complete and not _LABEL.search(block.subject),
            "not_before": not_before,
            "not_after": not_after,
            "store": block.store,
            "alternative_names": block.names or block.is_verbose,
            "extended_key_usages": block.usages or block.is_verbose,
            "has_private_key": is_known,
            "friendly_name": block.friendly_name or (block.is_verbose and not block.is_broken),
        }
        return Certificate(
            **self.place.common(block.number, block.store, block.thumbprint),
            subject=block.subject,
            issuer=block.issuer,
            serial=block.serial,
            thumbprint=block.thumbprint,
            machine=self.place.machine,
            store=block.store,
            not_before=not_before,
            not_after=not_after,
            alternative_names=tuple(block.names),
            extended_key_usages=tuple(dict.fromkeys(block.usages)),
            has_private_key=block.has_key,
            key_exportable=block.exportable,
            friendly_name=block.friendly_name,
            extra=dict(block.dates),
            unknown=(
                *(name for name, value in shown_values.items() if not value),
                *(("key_exportable",) if block.exportable is None and not is_keyless else ()),
                "use",
                "revocation_points",
                "signature_algorithm",
                "key_algorithm",
                "key_bits",
            ),
        )

    def _learn_order(self, text: str) -> None:
        """Learn from a date with a number beyond 12, or with points, whether the day comes first."""
        match = _DATE.fullmatch(text)
        if match is None or len(match["first"]) > 2:
            return
        if match["separator"] == "." or int(match["first"]) > 12:
            self._day_first = True
        elif int(match["second"]) > 12:
            self._day_first = False

    def _time(self, text: str) -> datetime | None:
        """The local time of a date; None where day and month cannot be kept apart."""
        match = _DATE.fullmatch(text)
        if match is None or match["hour"] is None:
            return None
        first, second, third = int(match["first"]), int(match["second"]), int(match["third"])
        if len(match["first"]) == 4:
            year, month, day = first, second, third
        elif len(match["third"]) != 4 or (self._day_first is None and first != second):
            return None
        else:
            year, month, day = (third, second, first) if self._day_first else (third, first, second)
        hour = int(match["hour"] or 0)
        if match["half"]:
            hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
        try:
            return datetime(year, month, day, hour, int(match["minute"] or 0), int(match["seconds"] or 0))  # noqa: DTZ001 - local
        except ValueError:
            return None
