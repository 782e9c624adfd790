"""Where objects live: pools by FQDN, and whether a reference names a pool at all."""

from __future__ import annotations

import re

from ...estate.estate import Estate
from ...estate.topology import Pool
from ..engine.answers import listed
from ..engine.model import Context

#: first RDN of a Lync pool: site id, colon, cluster number (formats.md 4.2)
_LYNC_POOL = re.compile(r"CN=[^,]*:\d+,", re.IGNORECASE)


def is_lync_pool(reference: str | None) -> bool:
    """Whether a reference is, by its form, to a pool of Lync."""
    return _LYNC_POOL.match(reference or "") is not None


def is_dead(estate: Estate, reference: str | None, product: str) -> bool:
    """Whether *reference* names neither a pool that was read nor, by its form, a pool of Lync."""
    if not reference or is_lync_pool(reference):
        return False
    return estate.find("pool", reference, product=product) is None


def pools_to_remove(estate: Estate, context: Context, product: str) -> list[Pool]:
    """Pools of *product* that the answer names, by FQDN or any other name, each once."""
    named = {name.casefold() for name in listed(context.answers, "pools_to_remove")}
    pools = estate.of(Pool, product=product)
    return [p for p in pools if named & {n.casefold() for n in (p.key, p.fqdn or "", *p.aliases)}]


def lives_on(estate: Estate, reference: str | None, pool: Pool) -> bool:
    """Whether *reference* names *pool*."""
    return estate.find("pool", reference, product=pool.product) is pool
