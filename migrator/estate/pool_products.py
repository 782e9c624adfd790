"""The product of a pool and of its servers: that of the services on it; and of certificates: that of their server.

Get-CsPool and Get-CsComputer show no version (get-cspool), so their objects are first taken for those of the product
with whose tools they were collected; Get-CsService, a topology and the directory show the version of each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

import attrs

from .kinds import Item
from .products import PRODUCTS, UNKNOWN, in_one_store
from .topology import Certificate, EdgePool, EdgeServer, Machine, Pool, Service


def with_products_of_services(items: Collection[Item]) -> Iterable[Item]:
    """*items*, the pools, servers and services that show no version with the product that services of the pool show.

    Only the products that share one store are told apart in this way.
    """
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        if isinstance(item, Pool | Service) and item.version and _is_lync(item.product):
            shown[_pool(item)][item.product] += 1
    products = {pool: counts.most_common(1)[0][0] for pool, counts in shown.items()}
    changed = any(_product(item, products) != item.product for item in items)
    return _placed(items, products) if changed else items


def with_products_of_servers(items: Collection[Item]) -> Iterable[Item]:
    """*items*, the certificates of which nothing tells the product with that of their server, else the only one.

    certutil and files of certificates name no product; rules about the certificates of one ask for it.
    """
    if not any(_is_unplaced(item) for item in items):
        return items
    servers: dict[str, str] = {}
    for item in items:
        if isinstance(item, EdgePool | EdgeServer | Machine) and item.product in PRODUCTS:
            names = (item.fqdn or item.key, *(item.machines if isinstance(item, EdgePool) else ()))
            servers.update(dict.fromkeys(map(_host_name, names), item.product))
    known = {item.product for item in items} & set(PRODUCTS)
    only = known.pop() if len(known) == 1 else UNKNOWN
    return _with_products(items, servers, only)


def _with_products(items: Iterable[Item], servers: dict[str, str], only: str) -> Iterator[Item]:
    for item in items:
        if _is_unplaced(item):
            product = servers.get(_host_name(getattr(item, "machine", None)), only)
            yield item if product == UNKNOWN else attrs.evolve(item, product=product)
        else:
            yield item


def _host_name(name: str | None) -> str:
    return (name or "").partition(".")[0].casefold()


def _is_unplaced(item: Item) -> bool:
    return isinstance(item, Certificate) and item.product == UNKNOWN


def _placed(items: Iterable[Item], products: dict[str, str]) -> Iterator[Item]:
    for item in items:
        product = _product(item, products)
        yield item if product == item.product else attrs.evolve(item, product=product)


def _product(item: Item, products: dict[str, str]) -> str:
    if not isinstance(item, Pool | Machine | Service) or item.version or not _is_lync(item.product):
        return item.product
    return products.get(_pool(item), item.product)


def _is_lync(product: str) -> bool:
    return len(in_one_store(product)) > 1


def _pool(item: Pool | Machine | Service) -> str:
    """The name of the pool, without letter case."""
    name = item.fqdn or item.key if isinstance(item, Pool) else item.pool
    return (name or "").casefold()
