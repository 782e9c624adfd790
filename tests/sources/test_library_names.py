"""Names that a library does not promise to keep."""

from __future__ import annotations

from lxml import etree

from migrator.sources.xml import Element


def test_lxml_still_names_the_type_of_its_elements() -> None:
    """The readers of XML name the type of an element by a private name of lxml, in one place."""
    assert type(etree.fromstring("<a/>")) is Element
