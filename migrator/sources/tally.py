"""Counts what one source gave while its items are passed on, and makes the report of it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator

import attrs

from ..estate.kinds import Item
from ..estate.provenance import SourceReport
from .format import Cut, ReadResult, Remark
from .record import Rejected

_MOST_AT_EACH_END = 50


class Tally:
    """What the reader of one source has yielded.

    Args:
        named: kinds that the source should hold by its name; they are incomplete where nothing else says what is lost.
    """

    def __init__(self, named: Iterable[str] = ()) -> None:
        self._named = frozenset(named)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._announced: Counter[str] = Counter()
        self._collected: set[str] = set()
        self._lost: set[str] = set()
        self._loses_unknown_kinds = False
        self._rejected = 0
        self._cut = ""
        self._losses = _Messages()
        self._remarks = _Messages()
        self.is_empty = True

    def items(self, results: Iterable[ReadResult]) -> Iterator[Item]:
        """The items among *results*; everything is counted."""
        for result in results:
            self.is_empty = False
            if isinstance(result, Item):
                self._counts[result.product, result.kind] += 1
                yield result
            elif isinstance(result, Rejected):
                self._reject(result)
            elif isinstance(result, Remark):
                self._remarks.add(result.text)
            elif isinstance(result, Cut):
                self.cut(result.reason)
            else:
                self._collected.update(result.kinds)
                self._announced[result.product] += 1

    def cut(self, reason: str) -> None:
        """Note that the source ends before its end: what was read is kept, and it is evidence of no absence."""
        self._cut = self._cut or reason

    def _reject(self, rejected: Rejected) -> None:
        self._rejected += 1
        self._lost.update(rejected.kinds)
        self._loses_unknown_kinds |= not rejected.kinds
        self._losses.add(f"{rejected.position}: {rejected.reason}")

    def report(self, report: SourceReport) -> SourceReport:
        """The finished report, after the last item."""
        kinds: Counter[str] = Counter()
        products: Counter[str] = Counter()
        for (product, kind), count in self._counts.items():
            kinds[kind] += count
            products[product] += count
        unknown = kinds.pop("other", 0)
        main = next((name for name, _ in (self._announced or products).most_common(1)), report.product)
        # objects of another product in the source are not evidence of this one's kinds
        held = {kind for product, kind in self._counts if product == main}
        collected = (self._collected | held) - {"other"}
        incomplete = set(self._lost)
        if self._cut or self._loses_unknown_kinds:
            incomplete |= collected | self._named
        elif unknown:
            incomplete |= self._named
        found = kinds.total() + unknown
        return attrs.evolve(
            report,
            status="partial" if self._rejected or self._cut else "read" if found else "empty",
            read=kinds.total(),
            rejected=self._rejected,
            unknown=unknown,
            items=dict(kinds),
            collected=() if self._cut else tuple(sorted(collected)),
            incomplete=tuple(sorted(incomplete)),
            product=main,
            cut=self._cut,
            messages=(*((f"cut: {self._cut}",) if self._cut else ()), *self._losses.kept(), *self._remarks.kept()),
            unlisted=self._losses.left_out + self._remarks.left_out,
        )


class _Messages:
    """The first and the last of many messages, in order."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._last: deque[str] = deque(maxlen=_MOST_AT_EACH_END)
        self.left_out = 0

    def add(self, message: str) -> None:
        if len(self._first) < _MOST_AT_EACH_END:
            self._first.append(message)
            return
        self.left_out += len(self._last) == _MOST_AT_EACH_END
        self._last.append(message)

    def kept(self) -> tuple[str, ...]:
        return (*self._first, *self._last)
