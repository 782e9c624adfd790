"""How evidence in XML is parsed: no entities, no network, no DTD, and a DOCTYPE is refused."""

from __future__ import annotations

from typing import Any, BinaryIO

from lxml import etree

from ..errors import InputError

#: for every lxml parser of evidence; the limits on depth (256) and on one text (10 MB) stay on
PARSER_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def refuse_doctype(element: etree._Element) -> None:
    """Raise InputError where the document of *element* has a DOCTYPE, which evidence never has."""
    if element.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # the stubs do not know it
        raise InputError("it has a DOCTYPE, which evidence never has")


def parse_xml(file: BinaryIO) -> etree._Element:
    """Root element of a whole document.

    Raises:
        InputError: malformed, truncated, too deep or with a DOCTYPE; without the file's name.
    """
    try:
        root = etree.parse(file, etree.XMLParser(**PARSER_OPTIONS)).getroot()
    except etree.XMLSyntaxError as error:
        raise InputError(f"it is not whole, well-formed XML ({error.msg})") from error
    refuse_doctype(root)
    return root
