"""What a reference names where its text alone does not decide: pools behind services, announcements of a pool."""

from __future__ import annotations

from .estate import Estate
from .kinds import Item
from .topology import Pool
from .voice import Announcement, UnassignedNumber


def host(entry: str) -> str:
    """The host of ``host[:port]``, as written."""
    name, colon, port = entry.strip().rpartition(":")
    return name if colon and port.isdigit() else entry.strip()


def pool_named(estate: Estate, reference: str | None, product: str) -> Pool | None:
    """The pool that a reference names: FQDN, DN, ``ApplicationServer:pool``, ``service:role:pool/id`` or ServiceId."""
    if not reference:
        return None
    service = estate.find_any(("service", "mediation_server"), reference, product=product)
    fqdn = host(reference.partition("/")[0]).rpartition(":")[2].strip()
    for name in (reference, getattr(service, "pool", None), fqdn):
        pool = estate.find("pool", name, product=product)
        if isinstance(pool, Pool) and pool.product == product:
            return pool
    return None


def announcement_of(estate: Estate, item: UnassignedNumber) -> Announcement | None:
    """The announcement of a range on the pool of its service; names are unique on one pool only.

    One whose pool the evidence does not show is taken if no other has the name; one of another pool never.
    """
    name, home = (item.announcement or "").casefold(), _pool_of(estate, item.announcement_service, item.product)
    alike = [each for each in estate.of(Announcement, product=item.product) if (each.name or "").casefold() == name]
    own = [each for each in alike if each.pool and _pool_of(estate, each.pool, item.product) == home]
    homeless = [each for each in alike if not each.pool]
    return next(iter(own), homeless[0] if homeless and len(alike) == 1 else None)


def resolved(estate: Estate, item: Item, field: str) -> list[tuple[str, Item | None]]:
    """As `Estate.resolve`; the announcement of a range of unassigned numbers is that of its own pool, or none."""
    if isinstance(item, UnassignedNumber) and field == "announcement" and item.announcement:
        return [(item.announcement, announcement_of(estate, item))]
    return estate.resolve(item, field)


def _pool_of(estate: Estate, reference: str | None, product: str) -> str:
    """What names the pool of a service: its key, or its name as written if the evidence does not have the pool."""
    pool = pool_named(estate, reference, product)
    return pool.key if pool else (reference or "").partition("/")[0].rpartition(":")[2].casefold()
