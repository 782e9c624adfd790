"""What a rule about the target says where the target was not read."""

from __future__ import annotations

from ...estate.collection import how_to_collect
from ...estate.estate import Estate
from ...estate.kinds import Item
from .model import Context, Gap


def target_gap(estate: Estate, context: Context, *kinds: type[Item]) -> Gap | None:
    """The gap where none of *kinds* was read of the target product; None where one was."""
    product = context.target_product
    if any(estate.has(cls.kind, product) for cls in kinds):
        return None
    return Gap(
        reason=f"no evidence of {', '.join(cls.label.lower() for cls in kinds)} of {context.product_name}",
        needs=tuple(how_to_collect(cls.kind, product) for cls in kinds),
    )
