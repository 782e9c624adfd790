"""What was read of each product: where a rule of several products, or one about the target, can run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...estate.counting import in_sentence
from ...estate.estate import Estate
from ...estate.kinds import Item
from .gaps import Collect, Gap, not_collected
from .model import LYNC2010, LYNC2013, R2, Context
from .values import Text, texts

ALL = (R2, LYNC2010, LYNC2013)
LYNC = (LYNC2010, LYNC2013)


def read_of(estate: Estate, product: str, kinds: Iterable[type[Item]], *, any_need: bool = False) -> bool:
    """Whether evidence of every one of *kinds* of *product* was read, or of any where one is enough."""
    return (any if any_need else all)(estate.has(cls.kind, product) for cls in kinds)


def with_evidence(estate: Estate, products: tuple[str, ...], *kinds: type[Item]) -> Iterator[str]:
    """Those of *products* for which evidence of every one of *kinds* was read."""
    for product in products:
        if read_of(estate, product, kinds):
            yield product


def unread(estate: Estate, cls: type[Item], product: str) -> Iterator[Gap]:
    """A gap if no evidence of *cls* of *product* was read."""
    if not estate.has(cls.kind, product):
        yield not_collected([cls], product)


def target_gap(estate: Estate, context: Context, *kinds: type[Item]) -> Gap | None:
    """The gap if none of *kinds* was read of the target product; None if one was."""
    product = context.target_product
    if any(estate.has(cls.kind, product) for cls in kinds):
        return None
    return Gap(
        reason="no evidence of {kinds} of {target}",
        places={"kinds": texts(in_sentence(cls.label) for cls in kinds), "target": Text(context.product_name)},
        needs=tuple(Collect(cls.kind, product) for cls in kinds),
    )
