"""The gap of a rule about the target product if the target was not read."""

from __future__ import annotations

from ...estate.counting import in_sentence
from ...estate.estate import Estate
from ...estate.kinds import Item
from .gaps import Collect, Gap
from .model import Context
from .values import Text, texts


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
