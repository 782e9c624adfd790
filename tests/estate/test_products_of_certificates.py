"""Certificates of which nothing tells the product are those of their server, else of the only product."""

from __future__ import annotations

import pytest

from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.topology import Certificate, EdgePool, Machine

LISTED = Certificate(key="c", product="unknown", machine="EDGE1", store="Root")
OLD = EdgePool(key="edge1.x", product="lync2010", fqdn="edge1.x")
NEW = Machine(key="edge9.x", product="lync2013", fqdn="edge9.x")


@pytest.mark.parametrize(
    ("beside", "product"),
    [((OLD,), "lync2010"), ((OLD, NEW), "lync2010"), ((NEW,), "lync2013"), ((), "unknown")],
    ids=["its Edge pool", "its Edge pool of two products", "the only product", "nothing"],
)
def test_a_listed_certificate_has_the_product_of_its_server(beside: tuple[Item, ...], product: str) -> None:
    """Certutil names no product; a rule about the certificates of one would not see what was listed by hand."""
    (found,) = Estate([*beside, LISTED]).of(Certificate)
    assert found.product == product


def test_between_two_products_an_unknown_server_stays_unknown() -> None:
    """Nothing is guessed where the server is of neither."""
    other = Certificate(key="c", product="unknown", machine="web1", store="Root")
    (found,) = Estate([OLD, NEW, other]).of(Certificate)
    assert found.product == "unknown"
