"""How evidence in XML is parsed: no entities, no network, no DTD, and a DOCTYPE is refused."""

from __future__ import annotations

import codecs
import re
from typing import Any, BinaryIO, TypeAlias

from lxml import etree

from ..errors import InputError
from .recognise import text_encoding

_ASCII_BASED = ("utf-8", "iso8859", "cp125", "cp437", "cp85")
_DECLARED = re.compile(r"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']*)["']""")

#: the type of an element, for which lxml has no public name; a test fails if lxml renames it
Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml names the type nowhere else
#: for every lxml parser of evidence; the limits on depth (256) and on one text (10 MB) stay on
#: without comments and processing instructions a text that holds one stays in one piece
PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

#: characters that XML cannot hold but text of a log can
_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\ufffd")


def legal_in_xml(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold."""
    return text.translate(_ILLEGAL)


def refuse_doctype(element: Element) -> None:
    """Raise InputError where the document of *element* has a DOCTYPE, which evidence never has."""
    if element.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # the stubs do not know it
        raise InputError("it has a DOCTYPE, which evidence never has")


def true_encoding(head: bytes) -> str | None:
    """Encoding to read XML in where its declaration cannot be true, else None.

    PowerShell writes the text of a document in another encoding than its declaration says (get-cstopology).
    """
    name = text_encoding(head)
    if name in ("utf-16", "utf-32", "utf-8-sig"):
        return None  # the parser goes by the byte order mark
    if name != "utf-8":
        return name.upper().replace("-LE", "LE").replace("-BE", "BE")
    declared = _DECLARED.match(head[:200].decode("latin-1").lstrip())
    if declared is None:
        return None
    try:
        known = codecs.lookup(declared[1]).name
    except LookupError:
        known = ""
    return "UTF-8" if not known or known.startswith(("utf-16", "utf-32")) else None


def xml_encoding(head: bytes) -> str:
    """Codec of a document by its first bytes: what they show, else what it declares if that can be true, else UTF-8."""
    name = text_encoding(head)
    declared = _DECLARED.match(head[:200].decode("latin-1").lstrip()) if name == "utf-8" else None
    if declared is None:
        return name
    try:
        known = codecs.lookup(declared[1]).name
    except LookupError:
        return name
    return known if known.startswith(_ASCII_BASED) else name


def parse_xml(file: BinaryIO, *, encoding: str | None = None) -> Element:
    """Root element of a document, read in *encoding* where the declaration is not to be believed.

    Raises:
        InputError: malformed, truncated, too deep or with a DOCTYPE; without the file's name.
    """
    try:
        root = etree.parse(file, etree.XMLParser(encoding=encoding, **PARSER_OPTIONS)).getroot()
    except etree.XMLSyntaxError as error:
        raise InputError(f"the XML is incomplete or malformed ({error.msg})") from error
    refuse_doctype(root)
    return root
