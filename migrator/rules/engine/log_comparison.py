"""Compares a real migration log with the prediction, and explains the known messages in it.

Cmdlets join several sentences in one entry without a separator (giombini-r2-to-2013), so a known message is searched
anywhere in an entry. What is left of the entries nothing knows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

import attrs

from ...knowledge.known_message import KnownMessage
from ...knowledge.matching import Matcher, Part
from ...knowledge.squeezed import squeezed
from .expectation import Expectation, Now, expectation
from .prediction import Message

_QUOTED = re.compile(r'"([^"]*)"')
#: texts whose parts are remembered, because reports repeat them; lines without a level that are read together
_REMEMBERED, _MOST_LINES = 4096, 500


@attrs.frozen(kw_only=True)
class Line:
    """One entry of a real log.

    Attributes:
        cmdlet: what wrote it, where the log says so.
        heading: the bold word that a report shows before the text.
    """

    level: str
    text: str
    source: str = ""
    cmdlet: str = ""
    heading: str = ""


@attrs.frozen(kw_only=True)
class Match:
    """A predicted line and how often it was seen; 0 if it was not.

    Attributes:
        sought: whether a log of its cmdlet was among the files.
    """

    message: Message
    entry: KnownMessage
    seen: int
    sought: bool
    expectation: Expectation

    @property
    def differs(self) -> bool:
        """Whether a log of its cmdlet does not have it as often as predicted."""
        return self.sought and self.seen != self.message.count


@attrs.frozen(kw_only=True)
class ExplainedLine:
    """A known message that was not predicted.

    Attributes:
        text: as the log has it, with the general form in which it stands.
    """

    entry: KnownMessage
    level: str
    text: str
    source: str
    count: int
    expectation: Expectation

    @property
    def needs_action(self) -> bool:
        """Whether it is never expected, or not now."""
        return self.expectation.now is False

    @property
    def differs(self) -> bool:
        """Whether it is a difference from the prediction: rules predict such lines, or it needs action."""
        return self.entry.predicted or bool(self.entry.rule) or self.needs_action


@attrs.frozen(kw_only=True)
class UnknownLine:
    """Text of a log that nothing knows.

    Attributes:
        as_template: the text with its quoted parts as places, ready to become a template.
        contains: ids of known messages that stand inside it, as part of a longer sentence.
    """

    level: str
    text: str
    source: str
    count: int
    as_template: str
    contains: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class LogComparison:
    """The result of comparing a log with a prediction.

    Attributes:
        lines: how many entries the logs have.
    """

    lines: int
    now: Now
    matches: tuple[Match, ...]
    explained: tuple[ExplainedLine, ...]
    unknown: tuple[UnknownLine, ...]

    @property
    def is_complete(self) -> bool:
        """True if every predicted line was seen as often as predicted, and no other line needs a look."""
        return not (
            self.unknown or any(match.differs for match in self.matches) or any(line.differs for line in self.explained)
        )


def compare(
    lines: Iterable[Line], messages: Sequence[Message], known: Mapping[str, KnownMessage], now: Now
) -> LogComparison:
    """Match a log to a prediction and to what is known.

    Args:
        known: known messages by id, also those that are predicted.
    """
    split = lru_cache(_REMEMBERED)(_matcher(messages, known).parts)
    seen = {squeezed(message.text): 0 for message in messages}
    written: set[str] = set()
    others: dict[tuple[str, str, str], _Count] = {}
    total = 0
    for group in _groups(lines):
        total += len(group)
        written.add(group[0].cmdlet.casefold())
        for line, part in _parts(group, split):
            entry = part.entry
            if entry:
                written.update(name.strip().casefold() for name in entry.cmdlet.split(","))
            predicted = squeezed(part.message)
            if predicted in seen:
                seen[predicted] += 1
                continue
            level = line.level or (entry.level if entry else "")
            key = (level, part.text, entry.id if entry else "")
            others.setdefault(key, _Count(level, line.source, part)).number += 1
    written.discard("")
    return LogComparison(
        lines=total,
        now=now,
        matches=tuple(
            Match(
                message=message,
                entry=known[message.id],
                seen=seen[squeezed(message.text)],
                sought=not written or message.cmdlet.casefold() in written,
                expectation=expectation(known[message.id], now),
            )
            for message in messages
        ),
        explained=tuple(
            ExplainedLine(
                entry=entry,
                level=count.level,
                text=count.part.text,
                source=count.source,
                count=count.number,
                expectation=expectation(entry, now),
            )
            for count in others.values()
            if (entry := count.part.entry)
        ),
        unknown=tuple(_unknown(count) for count in others.values() if not count.part.entry),
    )


@attrs.define
class _Count:
    level: str
    source: str
    part: Part
    number: int = 0


def _unknown(count: _Count) -> UnknownLine:
    part = count.part
    around = (part.outer,) if part.outer else ()
    return UnknownLine(
        level=count.level,
        text=part.text,
        source=count.source,
        count=count.number,
        as_template=as_template(part.text),
        contains=tuple(entry.id for entry in (*around, *part.contains)),
    )


def _matcher(messages: Sequence[Message], known: Mapping[str, KnownMessage]) -> Matcher:
    """Finds the known messages; a predicted line that its places do not find is searched as it is."""
    matcher = Matcher(known.values())
    texts = {(message.id, message.text) for message in messages}
    missed = [(known[id_], text) for id_, text in sorted(texts) if not _is_found(matcher, id_, text)]
    return Matcher(known.values(), missed) if missed else matcher


def _is_found(matcher: Matcher, id_: str, text: str) -> bool:
    parts = matcher.parts(text)
    return len(parts) == 1 and parts[0].entry is not None and parts[0].entry.id == id_


def _groups(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Each line with a level alone, others together: a window may have broken one message into several of them."""
    group: list[Line] = []
    for line in lines:
        if group and (line.level or group[0].level or len(group) == _MOST_LINES):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _parts(group: Sequence[Line], split: Callable[[str], tuple[Part, ...]]) -> Iterator[tuple[Line, Part]]:
    """The parts of some lines, each with the line in which it begins."""
    parts = split("\n".join(line.text for line in group))
    first = group[0]
    if first.heading and not any(part.entry for part in parts):
        headed = split(f"{first.heading}: {first.text}")
        parts = headed if any(part.entry for part in headed) else parts
    begins = list(accumulate((len(line.text) + 1 for line in group[:-1]), initial=0))
    return ((group[bisect_right(begins, part.start) - 1], part) for part in parts)


def as_template(text: str) -> str:
    """The text with each quoted part as a place: ``"vx1"`` becomes ``"{value1}"``, equal parts one place."""
    places: dict[str, str] = {}
    return _QUOTED.sub(lambda m: f'"{{{places.setdefault(m[1], f"value{len(places) + 1}")}}}"', text)
