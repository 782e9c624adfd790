"""Compares a real migration log with the prediction: which lines were seen, not seen, or not predicted.

Cmdlets join several sentences in one entry without a separator (giombini-r2-to-2013), so a predicted line is searched
anywhere in an entry. What is left of the entries was not predicted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import attrs

from .messages import Template
from .prediction import Message

_PLACE = re.compile(r"\\\{\w+\\\}")
_QUOTED = re.compile(r'"([^"]*)"')


@attrs.frozen(kw_only=True)
class Line:
    """One entry of a real log."""

    level: str
    text: str
    source: str = ""


@attrs.frozen(kw_only=True)
class Match:
    """A predicted line and how often it was seen; 0 if it was not."""

    message: Message
    seen: int


@attrs.frozen(kw_only=True)
class UnpredictedLine:
    """Text of a log that was not predicted.

    Attributes:
        template: id of the known template it is an instance of, or "".
        as_template: the text with its quoted parts as places, ready to become a template.
    """

    level: str
    text: str
    source: str
    count: int
    template: str = ""
    as_template: str = ""


@attrs.frozen(kw_only=True)
class LogComparison:
    """The result of comparing a log with a prediction."""

    matches: tuple[Match, ...]
    unpredicted: tuple[UnpredictedLine, ...]

    @property
    def is_complete(self) -> bool:
        """True if every predicted line was seen as often as predicted, and no other line was seen."""
        return not self.unpredicted and all(m.seen == m.message.count for m in self.matches)


def plain(text: str) -> str:
    """The text with one blank for every run of blanks, no-break blanks and line ends."""
    return " ".join(text.replace("\u00a0", " ").split())


def compare(
    lines: Iterable[Line], messages: Sequence[Message], templates: Mapping[str, Template], values: Mapping[str, str]
) -> LogComparison:
    """Match a log to a prediction.

    Args:
        values: values that are the same in every line, such as ``target_product``.
    """
    seen: dict[str, int] = {}
    wanted = sorted({plain(m.text) for m in messages}, key=len, reverse=True)
    rests: list[Line] = []
    for line in lines:
        rest = plain(line.text)
        for text in wanted:
            if text in rest:
                seen[text] = seen.get(text, 0) + rest.count(text)
                rest = rest.replace(text, "\n")
        rests += [attrs.evolve(line, text=piece.strip()) for piece in rest.split("\n") if piece.strip()]
    known = [(id_, _pattern(template, values)) for id_, template in templates.items()]
    return LogComparison(
        matches=tuple(Match(message=m, seen=seen.get(plain(m.text), 0)) for m in messages),
        unpredicted=_unpredicted(rests, known),
    )


def _pattern(template: Template, values: Mapping[str, str]) -> re.Pattern[str]:
    text = plain(template.text)
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return re.compile(_PLACE.sub(r'[^"]*?', re.escape(text)))


def _unpredicted(rests: Iterable[Line], known: Sequence[tuple[str, re.Pattern[str]]]) -> tuple[UnpredictedLine, ...]:
    found: dict[tuple[str, str], UnpredictedLine] = {}
    for line in rests:
        for template, text in _split_by_template(line.text, known):
            earlier = found.get((line.level, text))
            found[line.level, text] = (
                attrs.evolve(earlier, count=earlier.count + 1)
                if earlier
                else UnpredictedLine(
                    level=line.level,
                    text=text,
                    source=line.source,
                    count=1,
                    template=template,
                    as_template="" if template else as_template(text),
                )
            )
    return tuple(found.values())


def _split_by_template(text: str, known: Sequence[tuple[str, re.Pattern[str]]]) -> list[tuple[str, str]]:
    """*text* cut into instances of known templates and what no template knows, in order."""
    for template, pattern in known:
        if match := pattern.search(text):
            before, after = text[: match.start()].strip(), text[match.end() :].strip()
            return [
                *(_split_by_template(before, known) if before else ()),
                (template, match[0]),
                *(_split_by_template(after, known) if after else ()),
            ]
    return [("", text)]


def as_template(text: str) -> str:
    """The text with each quoted part as a place: ``"vx1"`` becomes ``"{value1}"``, equal parts one place."""
    places: dict[str, str] = {}
    return _QUOTED.sub(lambda m: f'"{{{places.setdefault(m[1], f"value{len(places) + 1}")}}}"', text)
