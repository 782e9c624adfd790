"""What a rule read although the evidence does not tell it, as gaps of the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from ...estate.catalogue import KINDS
from ...estate.collection import shown_otherwise
from ...estate.counting import in_sentence
from ...estate.kinds import Item, fields_of
from ...estate.observation import Reads
from ...estate.products import PRODUCTS
from .gaps import Collect, Gap, Run, incomplete
from .values import Amount, ItemRef, Listing, Value, texts

_NAMED = 3
_WITHHELD = "{withheld:finding that would rest on it is|findings that would rest on it are}"


def gaps_of(reads: Reads, withheld: int, product: str) -> Iterator[Gap]:
    """A gap for each kind of which a rule read what the evidence does not tell.

    Args:
        withheld: how many findings would rest on it and are not made.
        product: that of the rule, for evidence whose product is not known.
    """
    places = {"withheld": Amount(withheld)}
    left_out = (
        " ({withheld:finding that would rest on it is|findings that would rest on it are} not made)" if withheld else ""
    )
    for lost in reads.incomplete:
        gap = incomplete(lost, product)
        yield attrs.evolve(gap, reason=gap.reason + left_out, places={**gap.places, **places})
    for (of_product, kind), fields in reads.unknown.items():
        known = of_product if of_product in PRODUCTS else product
        otherwise = shown_otherwise(kind, known, fields)
        yield Gap(
            reason=_untold(kind) + left_out,
            places={**places, **_what(KINDS[kind], fields)},
            needs=(Run(otherwise) if otherwise else Collect(kind, known),),
        )


def _untold(kind: str) -> str:
    counted = f"{{count:{kind.replace('_', ' ')}|{in_sentence(KINDS[kind].label)}}}"
    return f"the evidence does not tell {{fields}} of {counted}: {{objects:first {_NAMED}}}"


def _what(cls: type[Item], fields: Mapping[str, Mapping[str, Item]]) -> dict[str, Value]:
    """The labels of the fields, how many objects, and those that are named first."""
    objects = {key: item for items in fields.values() for key, item in items.items()}
    labels = [field.label for field in fields_of(cls) if field.name in fields]
    return {
        "fields": texts(labels),
        "count": Amount(len(objects)),
        "objects": Listing(tuple(map(ItemRef.of, objects.values()))),
    }
