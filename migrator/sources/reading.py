"""Reads evidence to items, and accounts for every file: found = read + rejected + unknown."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import attrs

from ..errors import InputError
from ..estate.kinds import Item
from ..estate.machines import on_machine
from ..estate.mixture import MARKED, Mixture
from ..estate.provenance import Progress, SourceReport
from . import address_book
from .altered_text import TextWatch
from .bundle import UNREADABLE, Member
from .central_store import archive as central_store
from .clixml import items as clixml_items
from .databases.live import LiveDatabase, open_database
from .databases.recognise import recognise_database, what_it_holds
from .directory import entries as ldap
from .dispatch import named_by
from .file_types import what_it_is
from .format import Format, Origin
from .kit import manifest as kit_manifest
from .kit.evidence import KitEvidence
from .logs import (
    client_trace,
    event_csv,
    event_list,
    event_text,
    event_xml,
    migration_log,
    report_html,
    report_xml,
    server_trace,
    sip_text,
)
from .logs import evtx as evtx_log
from .network.formats import FORMATS as NETWORK_FORMATS
from .opening import open_evidence
from .places import place_names
from .powershell import html_objects, json_objects
from .powershell import output as printed_text
from .precedence import NEWEST, Precedence, precedence
from .recognise import text_encoding
from .repeated_text import Halves
from .rgs_export import audio, opaque
from .rgs_export.files import export_of
from .tables import csv as export_csv
from .tables import port_tests, workflow_form
from .tally import Tally

FORMATS: tuple[Format, ...] = (
    kit_manifest.FORMAT,
    address_book.FORMAT,
    port_tests.FORMAT,
    workflow_form.FORMAT,
    clixml_items.FORMAT,
    report_xml.FORMAT,
    report_html.FORMAT,
    central_store.FORMAT,
    evtx_log.FORMAT,
    event_xml.FORMAT,
    event_list.FORMAT,
    event_csv.FORMAT,
    event_text.FORMAT,
    ldap.FORMAT,
    export_csv.FORMAT,
    server_trace.FORMAT,
    client_trace.FORMAT,
    sip_text.FORMAT,
    *NETWORK_FORMATS,
    json_objects.FORMAT,
    html_objects.FORMAT,
    printed_text.FORMAT,
    migration_log.FORMAT,
    audio.FORMAT,
    opaque.FORMAT,
)
#: files that operating systems leave in folders
_LITTER = frozenset({"thumbs.db", ".ds_store", "desktop.ini"})
#: statuses of sources of which nothing is kept, in the order in which the user must know of them
_WORST_FIRST = ("failed", "partial", "unknown", "empty", "read")
_HOW = "See `migrator kit --help`"
_LOG = logging.getLogger(__name__)


class Reading:
    """The items of some evidence, streamed once; `reports` is complete when the stream has ended.

    Args:
        paths: files, folders or zips.
        progress: called before each file with its path, the number of files done and of files found.
        skip: files in these folders that are not evidence: the project itself.
        databases: live databases, read before the files.
        prefer: of two values that of the ``newest`` collection is kept, or else that of the sources whose path begins
            so; these are read first.
        merge_forests: evidence of several estates is read as that of one, instead of refused.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        progress: Progress | None = None,
        skip: Collection[Path] = (),
        databases: Sequence[LiveDatabase] = (),
        prefer: str = NEWEST,
        merge_forests: bool = False,
    ) -> None:
        self._paths = paths
        self._databases = databases
        self._skip = set(map(os.path.realpath, skip))
        self._progress = progress or (lambda _path, _done, _found: None)
        self._prefer = prefer
        self._merge_forests = merge_forests
        self._mixture = Mixture()
        self._order = Precedence({})
        self._places: Mapping[str, str] = {}
        self.reports: list[SourceReport] = []
        self._exports: dict[str, str] = {}
        self._kit = KitEvidence((), _kinds_named)
        self._twins: dict[str, Member] = {}

    def date(self, source: str) -> datetime | None:
        """When a source (``path#position``) was collected, or else its files were changed last, if that is known."""
        return self._order.date(source)

    def items(self) -> Iterator[Item]:
        """Every item of the evidence, newest collection first, in the order of its files.

        Raises:
            InputError: the evidence cannot be opened, none of it is known, it is of several estates, or no source is
                the preferred one.
            TargetError: a database cannot be reached, or answers with an error.
        """
        with ExitStack() as stack:
            members = [member for member in open_evidence(self._paths, stack) if not self._is_litter(member)]
            self._kit = KitEvidence(members, _kinds_named)
            self._twins = report_html.twins(members)
            live = dict.fromkeys((database.place for database in self._databases), datetime.now(UTC))
            self._places = place_names(members, self._paths)
            self._order = precedence(members, self._kit.collected_at, live, self._prefer)
            preferred = [member for member in members if self._order.prefers(member.path)]
            others = [member for member in members if not self._order.prefers(member.path)]
            yield from self._read_files(preferred, 0, len(members))
            for database in self._databases:
                self._progress(database.place, 0, len(self._databases))
                started = time.monotonic()
                yield from self._read_database(database)
                _log(self.reports[-1], time.monotonic() - started)
            yield from self._read_files(others, len(preferred), len(members))
            places = {path: place for place, path in enumerate([*live, *(member.path for member in members)])}
            self.reports.sort(key=lambda report: places[report.path])
            self.reports[:] = [
                attrs.evolve(report, collection_at=self._order.times.get(report.path))
                for report in self._kit.checked(self.reports)
            ]
        self._refuse_nothing()
        self._refuse_several_estates()

    def _read_files(self, members: Sequence[Member], before: int, total: int) -> Iterator[Item]:
        for done, member in enumerate(self._order.in_order(members), start=before):
            self._progress(member.path, done, total)
            started = time.monotonic()
            yield from self._read(member, self._facts_of(member))
            _log(self.reports[-1], time.monotonic() - started)
            self._learn(member)

    def _is_litter(self, member: Member) -> bool:
        if member.name.casefold() in _LITTER or os.path.realpath(member.path) in self._skip:
            return True
        return kit_manifest.is_kit_file(member)

    def _facts_of(self, member: Member) -> Origin:
        """What a manifest says of a file, else the product of the other files of its response group export."""
        origin = attrs.evolve(self._kit.origin_of(member), twin=self._twins.get(member.path))
        return origin if origin.product else attrs.evolve(origin, product=self._export_product(member))

    def _export_product(self, member: Member) -> str:
        return self._exports.get(export_of(member.path) or "", "")

    def _learn(self, member: Member) -> None:
        report, export = self.reports[-1], export_of(member.path)
        if export and report.items and report.product.startswith("lync"):
            self._exports.setdefault(export, report.product)

    def _read(self, member: Member, origin: Origin) -> Iterator[Item]:
        report = yield from self._items_of(member, origin)
        if member.note:
            report = report.noticed(member.note)
        self.reports.append(report)

    def _items_of(self, member: Member, origin: Origin) -> Generator[Item, None, SourceReport]:
        """Yield the items of one file; returns its report."""
        expected = named_by(member.path, origin)
        report = SourceReport(
            path=member.path,
            format="unknown",
            status="unknown",
            product=expected.product,
            incomplete=expected.kinds,
            collected_at=origin.collected_at,
            collected_by=origin.collected_by,
        )
        tally = Tally(member.path, expected.kinds)
        try:
            content = _first_pass(member)
            tally = Tally(member.path, expected.kinds, looks_at_texts=content.may_be_altered)
            report = attrs.evolve(report, sha256=content.sha256)
            origin = attrs.evolve(origin, has_references=content.has_references)
            head = member.head()
            format_ = next((f for f in FORMATS if f.matches(member, head)), None)
            if format_ is None:
                return _unrecognised(report, head, member.name)
            report = attrs.evolve(report, format=format_.name)
            yield from self._placed(tally.items(format_.read(member, origin)), member)
            if content.is_repeated and not tally.is_empty:
                tally.lose("it holds the same content twice: what it shows may be counted twice; take one copy out")
        except (InputError, *UNREADABLE) as error:
            why = error.message if isinstance(error, InputError) else f"it cannot be read: {error}"
            if tally.is_empty:
                return attrs.evolve(report, status="failed", messages=(why,))
            tally.cut(why)
        return self._kit.marked(tally.report(report), member)

    def _placed(self, items: Iterator[Item], member: Member) -> Iterator[Item]:
        """*items*, those of a server that the file does not name with the place of the file in their key."""
        place = self._places[member.path]
        for item in items:
            if item.kind in MARKED:
                self._mixture.see(item, member.path)
            yield on_machine(item, place) if item.of_machine else item

    def _read_database(self, live: LiveDatabase) -> Iterator[Item]:
        report = SourceReport(path=live.place, format="unknown", status="unknown")
        with open_database(live) as database:
            format_ = recognise_database(database)
            if format_ is None:
                self.reports.append(attrs.evolve(report, unknown=1, messages=(what_it_holds(database),)))
                return
            report = attrs.evolve(report, format=format_.name)
            tally = Tally(live.place)
            for item in tally.items(format_.read(database)):
                if item.kind in MARKED:
                    self._mixture.see(item, live.place)
                yield item
            self.reports.append(tally.report(report))

    def _refuse_several_estates(self) -> None:
        """Refuse evidence of several estates; of what may be another estate the reports say so."""
        if self._merge_forests:
            return
        if estates := self._mixture.estates():
            listed = "; ".join(map(str, estates))
            raise InputError(
                f"The evidence is of {len(estates)} estates that have nothing in common. {listed}",
                hint="Read each into a project of its own, or give --merge-forests if they are one estate",
            )
        strange = {file: group.title for group in self._mixture.strangers() for file in group.files}
        for place, report in enumerate(self.reports):
            if title := strange.get(report.path):
                note = f"nothing connects {title} with the rest of the evidence: is this of the same estate?"
                self.reports[place] = report.noticed(note)

    def _refuse_nothing(self) -> None:
        """Refuse evidence that holds no object and does not say of what there is none, rather than store nothing."""
        if any(r.read or r.collected or (r.unknown and r.format != "unknown") for r in self.reports):
            return
        names = ", ".join([*(d.place for d in self._databases), *map(str, self._paths)])
        worst = sorted(self.reports, key=lambda report: _WORST_FIRST.index(report.status))
        if not worst:
            raise InputError(f"{names}: it is empty: nothing in it is evidence that migrator can read", hint=_HOW)
        first = worst[0]
        more = f" (and {len(worst) - 1:,} more)" if len(worst) > 1 else ""
        refused = "refused, " if first.status == "failed" else "nothing in it is evidence that migrator can read, "
        raise InputError(
            f"{first.path}: {refused}{first.messages[0]}{more}",
            hint="Collect it again: nothing was read" if first.status == "failed" else _HOW,
        )


def _log(report: SourceReport, seconds: float) -> None:
    _LOG.info(
        "%s: %s, %s, %d read, %d rejected, %d unknown, %.2f s",
        report.path,
        report.format,
        report.status,
        report.read,
        report.rejected,
        report.unknown,
        seconds,
    )


def _unrecognised(report: SourceReport, head: bytes, name: str) -> SourceReport:
    shown = head[:60].decode(text_encoding(head), "replace").lstrip("\ufeff").strip().splitlines()
    if not shown:
        return attrs.evolve(report, status="empty", messages=("the file is empty; collect it again, or take it out",))
    known = what_it_is(head, name)
    begins = f'not recognised; it begins with "{shown[0][:40]}"; take it out if it is not evidence'
    why = f"it is {known[0]}; {known[1]}" if known else begins
    return attrs.evolve(report, unknown=1, messages=(why,))


def _kinds_named(path: str, product: str) -> tuple[str, ...]:
    """The kinds of the objects that a file of that product should hold by its name."""
    return named_by(path, Origin(product=product)).kinds


@attrs.frozen
class _Content:
    """What the bytes of a file show before it is read.

    Attributes:
        may_be_altered: its texts may have been changed on their way.
        has_references: a value in it may stand for another.
        is_repeated: its second half is its first half again.
    """

    sha256: str
    may_be_altered: bool
    has_references: bool
    is_repeated: bool


def _first_pass(member: Member) -> _Content:
    digest, watch, halves = hashlib.sha256(), TextWatch(), Halves(member.size_bytes, member.head(3))
    for chunk in member.chunks():
        digest.update(chunk)
        watch.feed(chunk)
        halves.feed(chunk)
    return _Content(digest.hexdigest(), watch.found, watch.has_references, halves.are_equal(member.chunks))
