"""The products for which a rule of several products has evidence."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.kinds import Item
from .gaps import Gap, not_collected
from .model import LYNC2010, LYNC2013, R2

ALL = (R2, LYNC2010, LYNC2013)
LYNC = (LYNC2010, LYNC2013)


def with_evidence(estate: Estate, products: tuple[str, ...], *kinds: type[Item]) -> Iterator[str]:
    """Those of *products* for which evidence of every one of *kinds* was read."""
    for product in products:
        if all(estate.has(cls.kind, product) for cls in kinds):
            yield product


def unread(estate: Estate, cls: type[Item], product: str) -> Iterator[Gap]:
    """A gap if no evidence of *cls* of *product* was read."""
    if not estate.has(cls.kind, product):
        yield not_collected([cls], product)
