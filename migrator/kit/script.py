"""What a script of the kit is made of."""

from __future__ import annotations

import attrs

from .blocks import PARTS, THIS_SERVER, Block


@attrs.frozen(kw_only=True)
class KitScript:
    """One script of the kit.

    Attributes:
        head: templates before the blocks, which define what the blocks call.
        domains: PowerShell that gives the SIP domains; "" where the server does not know them.
        tail: templates after the blocks: loops over what is known only at the site.
        tail_of_forest: the tail reads the forest or pool, so -ThisServerOnly leaves it out.
        elevated: it needs a shell that was started as administrator.
        has_forest_for_readers: its blocks of the forest need no local administrator, so -Without ThisServer runs them
            alone.
    """

    role: str
    title: str
    where: str
    rights: str
    parameters: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    domains: str = ""
    blocks: tuple[Block, ...]
    tail: tuple[str, ...] = ()
    tail_of_forest: bool = True
    elevated: bool = False
    has_forest_for_readers: bool = False

    @property
    def file(self) -> str:
        """Its file name."""
        return f"{self.role}.ps1"

    @property
    def parts(self) -> tuple[str, ...]:
        """What -Without can leave out of it."""
        named = {block.part for block in self.blocks} | ({THIS_SERVER} if self.has_forest_for_readers else set())
        return tuple(part for part in PARTS if part in named)
