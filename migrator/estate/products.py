"""The products of an estate by the names that people use."""

from __future__ import annotations

from collections.abc import Iterable

R2 = "ocs2007r2"
LYNC2010 = "lync2010"
LYNC2013 = "lync2013"
#: what belongs to the forest of Active Directory and to no product, such as the version of its schema
FOREST = "forest"
#: where the evidence does not name the product
UNKNOWN = "unknown"
#: the products that evidence is collected of, oldest first
PRODUCTS = {R2: "OCS 2007 R2", LYNC2010: "Lync 2010", LYNC2013: "Lync 2013"}
#: where an estate can move to, and the name that its cmdlets use
TARGETS = {"2010": "Lync Server 2010", "2013": "Lync Server 2013"}
_NAMES = PRODUCTS | {
    FOREST: "Active Directory forest",
    UNKNOWN: "unknown",
}


def product_name(product: str) -> str:
    """A product as a column of that name shows it; what is no product stands as it is."""
    return _NAMES.get(product, product)


def product_names(products: Iterable[str]) -> str:
    """The products of an estate in one line: ``OCS 2007 R2, Lync 2010``; ``none`` where there is none."""
    listed = list(products)
    names = [product_name(product) for product in listed if product != UNKNOWN]
    unnamed = ["objects whose product the evidence does not name"] if UNKNOWN in listed else []
    return ", ".join([*names, *unnamed]) or "none"
