"""Counts a kind for each way in which it was collected, and shows what one way has and another has not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs

from .counting import counted
from .estate import Estate
from .evidence import EVIDENCE
from .kinds import Item
from .provenance import SourceReport


@attrs.frozen(kw_only=True)
class Reconciled:
    """One kind of one product.

    Attributes:
        counts: format of the evidence -> number of its objects.
        objects: number of distinct objects in all formats together.
        missing: format -> titles of objects that only other formats have.
        differing: number of objects for which two sources differ.
    """

    product: str
    kind: str
    counts: Mapping[str, int]
    objects: int
    missing: Mapping[str, tuple[str, ...]]
    differing: int

    @property
    def explanation(self) -> str:
        """The difference in one sentence."""
        if len(self.counts) == 1:
            return "collected in one way only"
        if not self.missing and not self.differing:
            return "every way has the same objects"
        lacks = [f"{way} lacks {len(titles)}: {_some(titles)}" for way, titles in self.missing.items()]
        if self.differing:
            lacks.append(f"{counted(self.differing, 'object differs', 'objects differ')} between sources")
        return "; ".join(lacks)


def reconcile(estate: Estate, reports: Iterable[SourceReport]) -> tuple[Reconciled, ...]:
    """Each kind of each product, counted per way of collection, in the order of the estate.

    Lines of logs, events and traces are left out, and what belongs to one server: what one of them has, another need
    not have.
    """
    formats = {report.path: report.format for report in reports}
    groups: dict[tuple[str, str], list[tuple[Item, frozenset[str]]]] = defaultdict(list)
    for item in estate:
        if item.area == EVIDENCE or item.of_machine:
            continue
        ways = frozenset(formats.get(source.rpartition("#")[0], "unknown") for source in item.sources)
        groups[item.product, item.kind].append((item, ways))
    return tuple(_reconciled(product, kind, members) for (product, kind), members in groups.items())


def _reconciled(product: str, kind: str, members: Sequence[tuple[Item, frozenset[str]]]) -> Reconciled:
    counts = Counter(way for _, ways in members for way in ways)
    missing = {
        way: titles
        for way in sorted(counts)
        if (titles := tuple(item.title for item, ways in members if way not in ways))
    }
    return Reconciled(
        product=product,
        kind=kind,
        counts=dict(sorted(counts.items())),
        objects=len(members),
        missing=missing,
        differing=sum(bool(item.differences) for item, _ in members),
    )


def _some(titles: Sequence[str]) -> str:
    shown = ", ".join(titles[:3])
    return shown if len(titles) <= len(titles[:3]) else f"{shown}, ..."
