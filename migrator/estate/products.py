"""The products of an estate and the names that people use for them."""

from __future__ import annotations

from collections.abc import Iterable

R2 = "ocs2007r2"
LYNC2010 = "lync2010"
LYNC2013 = "lync2013"
#: for what belongs to the Active Directory forest and not to a product, such as the version of its schema
FOREST = "forest"
#: if the evidence does not name the product
UNKNOWN = "unknown"
#: what stands in place of a product where it can be any
OF_NO_PRODUCT = ("", FOREST, UNKNOWN)
#: the products of which evidence is collected, oldest first
PRODUCTS = {R2: "OCS 2007 R2", LYNC2010: "Lync 2010", LYNC2013: "Lync 2013"}
#: the names in full, for scripts and instructions that run at the site
FULL_NAMES = {R2: "Office Communications Server 2007 R2", LYNC2010: "Lync Server 2010", LYNC2013: "Lync Server 2013"}
#: the versions to which an estate can move, and the names that their cmdlets use
TARGETS = {"2010": "Lync Server 2010", "2013": "Lync Server 2013"}
#: products whose objects are in one store, the Central Management store
_ONE_STORE = (LYNC2010, LYNC2013)
_NAMES = PRODUCTS | {
    FOREST: "Active Directory forest",
    UNKNOWN: "unknown",
}


def in_one_store(product: str) -> tuple[str, ...]:
    """*product*, then the others whose policies and settings are in the same store."""
    return (product, *(other for other in _ONE_STORE if other != product)) if product in _ONE_STORE else (product,)


def can_move_to(target: str, products: Iterable[str]) -> bool:
    """Whether an estate of *products* can move to *target*; only OCS 2007 R2 moves to Lync Server 2010."""
    known = set(products) & set(PRODUCTS)
    return target != "2010" or not known or R2 in known


def product_name(product: str) -> str:
    """The name of a product; a text that is not a product stays as it is."""
    return _NAMES.get(product, product)


def product_names(products: Iterable[str]) -> str:
    """The products of an estate in one line: ``OCS 2007 R2, Lync 2010``; ``none`` if there is none."""
    listed = list(products)
    names = [product_name(product) for product in listed if product != UNKNOWN]
    unnamed = ["objects whose product the evidence does not name"] if UNKNOWN in listed else []
    return ", ".join([*names, *unnamed]) or "none"
