"""Typed values of findings, and the sentences that show them.

Rules yield values; sentences are templates with named places. A template is filled when something is shown, so that a
document can first replace people by labels. Text of an estate is never used as a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from ...estate.call_conditions import Condition, DeadEnd, condition_in_words
from ...estate.counting import counted, first_few
from ...estate.kinds import Item


@attrs.frozen
class ItemRef:
    """An object of the estate.

    Attributes:
        title: the name a person would use; its key if it has none.
    """

    kind: str
    product: str
    key: str
    title: str

    @classmethod
    def of(cls, item: Item) -> ItemRef:
        """The reference to *item*."""
        return cls(item.kind, item.product, item.key, item.title)


@attrs.frozen
class Person:
    """A person by name, SIP address or distinguished name, as written in the evidence."""

    name: str


@attrs.frozen
class Host:
    """A computer, pool or domain by its name."""

    name: str


@attrs.frozen
class Number:
    """A telephone number, or a SIP or tel URI to dial, as written in the evidence."""

    text: str


@attrs.frozen
class Text:
    """Any other text, as written in the evidence."""

    text: str


@attrs.frozen
class Amount:
    """A count; the place in the template names what is counted."""

    count: int


@attrs.frozen
class Listing:
    """Values in order."""

    values: tuple[Value, ...]


#: an item is shown like a reference to it
Value = Item | ItemRef | Person | Host | Number | Text | Amount | Condition | DeadEnd | Listing
Places = Mapping[str, Value]

_PLACE = re.compile(r"\{(\w+)(!r)?(?::([^{}]*))?\}")
_SHOWN_AT_MOST = "first "


def items(values: Iterable[Item]) -> Listing:
    """The objects as one value."""
    return Listing(tuple(values))


def people(names: Iterable[str]) -> Listing:
    """The persons as one value."""
    return Listing(tuple(map(Person, names)))


def hosts(names: Iterable[str]) -> Listing:
    """The hosts as one value."""
    return Listing(tuple(map(Host, names)))


def numbers(texts: Iterable[str]) -> Listing:
    """The telephone numbers as one value."""
    return Listing(tuple(map(Number, texts)))


def texts(texts: Iterable[str]) -> Listing:
    """The texts as one value."""
    return Listing(tuple(map(Text, texts)))


def kind_of(item: Item) -> Text:
    """The kind of an object as a sentence names it: ``agent group``."""
    return Text(item.kind.replace("_", " "))


def plain(value: Value) -> str:
    """The value as text."""
    if isinstance(value, Item | ItemRef):
        return value.title
    if isinstance(value, Person | Host):
        return value.name
    if isinstance(value, Number | Text):
        return value.text
    if isinstance(value, Amount):
        return str(value.count)
    if isinstance(value, Condition):
        return condition_in_words(value)
    if isinstance(value, DeadEnd):
        return value.value
    return ", ".join(map(plain, value.values))


def fill(template: str, places: Places) -> str:
    """*template* with its places filled in one pass; a place without a value stays as it is.

    ``{name}`` shows a value, ``{name!r}`` shows it in quotes. For a list, ``{name}`` joins the parts with commas,
    ``{name:; }`` with another text, and ``{name:first 3}`` shows the first three "and n more". ``{name:row}`` shows an
    amount with its noun, ``{name:row is|rows are}`` with both forms.
    """

    def filled(match: re.Match[str]) -> str:
        name, quoted, spec = match[1], bool(match[2]), match[3] or ""
        return match[0] if name not in places else _shown(places[name], quoted, spec)

    return _PLACE.sub(filled, template)


def places_of(template: str) -> frozenset[str]:
    """Names of the places of *template*."""
    return frozenset(match[1] for match in _PLACE.finditer(template))


def outline(template: str) -> str:
    """*template* with its places as words in capitals, for a reader of the catalogue."""
    return _PLACE.sub(lambda match: match[1].upper(), template)


def _shown(value: Value, quoted: bool, spec: str) -> str:  # noqa: FBT001 - a conversion of the template
    if isinstance(value, Amount):
        singular, _, plural = spec.partition("|")
        return counted(value.count, singular, plural) if spec else str(value.count)
    if isinstance(value, Listing):
        parts = [_shown(part, quoted, "") for part in value.values]
        if spec.startswith(_SHOWN_AT_MOST):
            shown, more = first_few(parts, int(spec.removeprefix(_SHOWN_AT_MOST)))
            return " ".join(filter(None, (", ".join(shown), more)))
        return (spec or ", ").join(parts)
    return repr(plain(value)) if quoted else plain(value)
