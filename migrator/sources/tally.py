"""Counts what one source gave while its items are passed on, and makes the report of it."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator

import attrs

from ..estate.collection import NEVER_NONE, is_kept_unmapped
from ..estate.counting import counted, first_few
from ..estate.kinds import Item
from ..estate.other import Other
from ..estate.provenance import SourceReport
from .altered_text import mark_altered
from .format import Cut, Lost, ReadResult, Remark
from .record import Rejected

_MOST_AT_EACH_END = 50
_MOST_TYPES, _MOST_TYPES_SHOWN = 1000, 5
_MOST_NOTICES = 3


class Tally:
    """What the reader of one source has yielded.

    Args:
        path: the source.
        named: kinds that the source should hold by its name; they are incomplete where nothing else says what is lost.
        looks_at_texts: whether the texts of the items may have been changed on their way, so that each is looked at.
    """

    def __init__(self, path: str, named: Iterable[str] = (), *, looks_at_texts: bool = False) -> None:
        self._file_name = re.split(r"[/\\!]", path)[-1]
        self._named = frozenset(named)
        self._looks_at_texts = looks_at_texts
        self._counts: Counter[tuple[str, str]] = Counter()
        self._announced: Counter[str] = Counter()
        self._collected: set[str] = set()
        self._lost: set[str] = set()
        self._loses_unknown_kinds = False
        self._loses_values = False
        self._rejected = 0
        self._cut = ""
        self._unknown_types: Counter[str] = Counter()
        self._altered = 0
        self._first_altered = ""
        self._losses = _Messages()
        self._remarks = _Messages()
        self._notices: list[str] = []
        self.is_empty = True

    def items(self, results: Iterable[ReadResult]) -> Iterator[Item]:
        """The items among *results*; everything is counted."""
        for result in results:
            self.is_empty = False
            if isinstance(result, Item):
                if result.key.isspace():
                    self._reject(Rejected(result.sources[0], f"the key of the {result.kind} is blank", (result.kind,)))
                    continue
                item = self._looked_at(result) if self._looks_at_texts else result
                self._counts[item.product, item.kind] += 1
                if isinstance(item, Other):
                    self._see_other(item)
                yield item
            elif isinstance(result, Rejected):
                self._reject(result)
            elif isinstance(result, Remark):
                self._remarks.add(result.text)
                if result.must_be_seen and len(self._notices) < _MOST_NOTICES:
                    self._notices.append(result.text)
            elif isinstance(result, Lost):
                self.lose(result.reason)
            elif isinstance(result, Cut):
                self.cut(result.reason)
            else:
                self._collected.update(result.kinds)
                self._announced[result.product] += 1

    def cut(self, reason: str) -> None:
        """Note that the source ends before its end: what was read is kept, and it is evidence of no absence."""
        self._cut = self._cut or reason

    def lose(self, reason: str) -> None:
        """Note that values of what was read are not known in full."""
        self._loses_values = True
        self._losses.add(reason)

    def _reject(self, rejected: Rejected) -> None:
        self._rejected += 1
        self._lost.update(rejected.kinds)
        self._loses_unknown_kinds |= not rejected.kinds
        self._losses.add(f"{rejected.position}: {rejected.reason}")

    def _see_other(self, item: Other) -> None:
        type_name = item.type_name or "(no type)"
        if is_kept_unmapped(type_name, self._file_name):
            return
        if type_name not in self._unknown_types and len(self._unknown_types) >= _MOST_TYPES:
            type_name = "(further types)"
        self._unknown_types[type_name] += 1

    def _looked_at(self, item: Item) -> Item:
        marked, names = mark_altered(item)
        if names:
            self._altered += 1
            if "key" in names:
                self.lose(f"{item.sources[0]}: the name of the {item.kind} was changed on its way: {item.key[:60]!r}")
            self._first_altered = self._first_altered or f"{', '.join(names)} of {item.kind} {item.sources[0]}"
        return marked

    def report(self, report: SourceReport) -> SourceReport:
        """The finished report, after the last item."""
        kinds: Counter[str] = Counter()
        products: Counter[str] = Counter()
        for (product, kind), count in self._counts.items():
            kinds[kind] += count
            products[product] += count
        unknown = self._unknown_types.total() + self._is_void()
        kinds["other"] -= self._unknown_types.total()
        kinds = +kinds
        main = next((name for name, _ in (self._announced or products).most_common(1)), report.product)
        # objects of another product in the source are not evidence of this one's kinds
        held = {kind for product, kind in self._counts if product == main}
        collected = (self._collected | held) - {"other"}
        self._miss(collected)
        incomplete = set(self._lost)
        if self._cut or self._loses_unknown_kinds:
            incomplete |= collected | self._named
        elif unknown:
            incomplete |= self._named
        return attrs.evolve(
            report,
            status=self._status(kinds.total(), unknown),
            read=kinds.total(),
            rejected=self._rejected,
            unknown=unknown,
            items=dict(kinds),
            collected=() if self._cut else tuple(sorted(collected)),
            incomplete=tuple(sorted(incomplete)),
            product=main,
            cut=self._cut,
            messages=(*self._summary(), *self._losses.kept(), *self._remarks.kept()),
            notices=(*self._altered_text(), *self._notices),
            unlisted=self._losses.left_out + self._remarks.left_out,
        )

    def _is_void(self) -> bool:
        """Whether the source holds nothing and does not say of what."""
        return not (self._counts or self._announced or self._rejected or self._cut)

    def _miss(self, kinds: set[str]) -> None:
        """Take a source without any object for cut where it is evidence of *kinds* of which nobody has none."""
        if not self._counts and (missing := sorted(kinds & NEVER_NONE)):
            self.cut(
                f"it shows no object of {', '.join(missing)}, of which there is always one: collect again as a user "
                "with the rights for it"
            )

    def _status(self, read: int, unknown: int) -> str:
        if self._rejected or self._cut or self._loses_values or (read and unknown):
            return "partial"
        return "unknown" if unknown else "read" if read else "empty"

    def _summary(self) -> Iterator[str]:
        """What is true of the whole source, the worst first."""
        if self._cut:
            yield f"cut: {self._cut}"
        if self._unknown_types:
            types, more = first_few(
                [f"{name} ({count:,})" for name, count in self._unknown_types.most_common()], _MOST_TYPES_SHOWN
            )
            objects = counted(self._unknown_types.total(), "object is", "objects are")
            yield (
                f"{objects} of no kind that migrator knows, kept with all properties, but no rule looks at them: "
                + ", ".join([*types, *filter(None, [more])])
            )
        yield from self._altered_text()
        if self._is_void():
            yield "there is no object in it, and nothing that says of what there is none"

    def _altered_text(self) -> Iterator[str]:
        """How many objects hold text that was changed, if any does."""
        if self._altered:
            yield (
                f"{counted(self._altered, 'object holds', 'objects hold')} text that was changed before it came here "
                f"(U+FFFD or NUL in place of letters), first {self._first_altered}; collect again with an encoding "
                "that has these letters"
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
