"""What the evidence of a snapshot has lost of the kinds on which an answer rests."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import attrs

from .accounting import worst_first
from .catalogue import KINDS
from .counting import counted, in_sentence
from .provenance import Snapshot, SourceReport


@attrs.frozen(kw_only=True)
class Missing:
    """A source that has lost something on which an answer may rest.

    Attributes:
        source: its name, without the folders.
        kinds: kinds of which objects are missing, or may be.
        partly: kinds of which values are missing, or may be.
        reason: what is missing, and why.
    """

    source: str
    kinds: tuple[str, ...]
    partly: tuple[str, ...]
    reason: str

    def in_words(self) -> str:
        """The source and what of it is not complete; nothing tells that of a file that was not recognised."""
        names = ", ".join(in_sentence(KINDS[kind].label) for kind in self.kinds or self.partly if kind in KINDS)
        return f"{self.source} ({names} {'not complete' if self.kinds else 'partly unknown'})" if names else self.source


def missing(reports: Iterable[SourceReport], kinds: Collection[str] | None = None) -> list[Missing]:
    """What each source has lost of *kinds*, of all kinds without them; the worst first, each kind once."""
    found: list[Missing] = []
    named: set[str] = set()
    for report in worst_first(reports):
        values = () if report.incomplete else tuple(report.items)
        asked = [
            tuple(kind for kind in of if (kinds is None or kind in kinds) and kind not in named)
            for of in (report.incomplete, values)
        ]
        if any(asked) or not (report.incomplete or values):
            named.update(*asked)
            found.append(Missing(source=report.short_name, kinds=asked[0], partly=asked[1], reason=reason_of(report)))
    return found


def evidence_in_words(snapshot: Snapshot) -> str:
    """The name of the snapshot from which a document was made, and what it lacks."""
    lost = [report for report in snapshot.sources if report.has_losses]
    if not lost:
        return f"snapshot {snapshot.name}"
    kinds = dict.fromkeys(kind for report in lost for kind in report.incomplete if kind in KINDS)
    names = ", ".join(in_sentence(KINDS[kind].label) for kind in kinds)
    incomplete = f"; not complete: {names}" if names else ""
    return f"snapshot {snapshot.name}, read with losses from {counted(len(lost), 'source')}{incomplete}"


def of_areas(*areas: str) -> frozenset[str]:
    """The kinds of these areas."""
    return frozenset(kind for kind, cls in KINDS.items() if cls.area in areas)


def reason_of(report: SourceReport) -> str:
    """The numbers of what is missing, then what the reader said first."""
    lost = (
        (report.rejected, "record rejected", "records rejected"),
        (report.unknown, "object of an unknown kind", "objects of an unknown kind"),
        (report.contested, "record contradicts another of its key", "records contradict others of their keys"),
        (report.gaps, "block of the collection missing or failed", "blocks of the collection missing or failed"),
    )
    counts = ", ".join(counted(number, one, many) for number, one, many in lost if number)
    said = report.messages[0] if report.messages else ""
    return ": ".join(filter(None, (counts, said)))
