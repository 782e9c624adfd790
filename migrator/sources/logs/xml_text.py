"""Elements of XML that consoles and tools left as text: in any encoding, without a root, several in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from ...errors import InputError
from ..text.decoding import TextFile
from ..xml import PARSER_OPTIONS, Element, legal_in_xml

_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_LONGEST_DECLARATION = 1000


def elements(text: TextFile, *tags: str) -> Iterator[tuple[str, Element]]:
    """``start`` and ``end`` of each element with one of *tags* (of every element without them), in document order.

    Raises:
        InputError: malformed, truncated, too deep or with a DOCTYPE, after every element before that.
    """
    parser = etree.XMLPullParser(events=("start", "end"), tag=tags or None, **PARSER_OPTIONS)
    try:
        # an element of ours around it all makes one document of many, and a DOCTYPE an error
        parser.feed("<Wrapper>")
        for piece in _pieces(text):
            parser.feed(legal_in_xml(piece).encode("utf-8", "replace"))
            yield from _inside(parser)
        parser.feed("</Wrapper>")
        parser.close()
    except etree.XMLSyntaxError as error:
        yield from _inside(parser)
        raise InputError(f"the XML is incomplete or malformed ({error.msg})") from error
    yield from _inside(parser)


def drop(element: Element) -> None:
    """Free the content of an element that was read, and the empty elements before it."""
    parent = element.getparent()
    element.clear()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def text_before(element: Element) -> str:
    """The text between what stands before an element, or the beginning of the element around it, and itself."""
    before, parent = element.getprevious(), element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else ""
    return (text or "").strip()


def last_text(element: Element) -> str:
    """The text between the last element inside an element, or its own beginning, and its end."""
    return ((element[-1].tail if len(element) else element.text) or "").strip()


def _pieces(text: TextFile) -> Iterator[str]:
    """The text without its XML declarations; no piece ends inside one."""
    rest = ""
    for chunk in text.chunks():
        rest += chunk
        last = rest.rfind("<")
        end = last if 0 <= last > len(rest) - _LONGEST_DECLARATION else len(rest)
        yield _DECLARATION.sub("", rest[:end])
        rest = rest[end:]
    yield _DECLARATION.sub("", rest)


def _inside(parser: etree.XMLPullParser) -> Iterator[tuple[str, Element]]:
    for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
        if element.getparent() is not None:
            yield event, element
