"""Events from XML: `wevtutil qe LOG /f:RenderedXml`, with or without `/e:Events`, and Event Viewer's "Save as XML".

Documented element (Windows event schema), form of the file from event-schema: a row of `<Event>` elements, which
without `/e:` has no element around it. The redirect of a console may be in any code page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from ...errors import InputError
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult, Remark
from ..recognise import xml_root
from ..text.decoding import OEM, TextFile, head_text, open_text
from ..xml import PARSER_OPTIONS, Element, legal_in_xml
from .event_record import NAMESPACE, EventMapper

_DECLARATION = re.compile(r"\ufeff?\s*<\?xml\b[^>]*\?>")


def _matches(_member: Member, head: bytes) -> bool:
    root = xml_root(head)
    return root == ("Event", NAMESPACE) or (root is not None and root[0] == "Events" and NAMESPACE in head_text(head))


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=OEM)
    if sum(1 for _ in _elements(text)) == 0:
        yield Collected(origin.product or "unknown", ("event",))
    if text.remark:
        yield Remark(text.remark)
    mapper = EventMapper(member.path, origin)
    for count, element in enumerate(_elements(text), start=1):
        yield mapper.map(element, f"event {count}")
    yield from mapper.notes()


def _elements(text: TextFile) -> Iterator[Element]:
    """Each `<Event>`, valid until the next one is asked for.

    Raises:
        InputError: malformed, truncated, too deep, or with a DOCTYPE.
    """
    parser = etree.XMLPullParser(events=("end",), tag=f"{{{NAMESPACE}}}Event", **PARSER_OPTIONS)
    try:
        # an element of ours around it all makes one document of many events, and a DOCTYPE an error
        parser.feed("<Wrapper>")
        for chunk in _content(text):
            parser.feed(legal_in_xml(chunk).encode("utf-8", "replace"))
            yield from _finished(parser)
        parser.feed("</Wrapper>")
        parser.close()
    except etree.XMLSyntaxError as error:
        raise InputError(f"the XML is incomplete or malformed ({error.msg})") from error
    yield from _finished(parser)


def _content(text: TextFile) -> Iterator[str]:
    """The text without its XML declaration."""
    chunks = text.chunks()
    first = next(chunks)
    declaration = _DECLARATION.match(first)
    yield first[declaration.end() :] if declaration else first
    yield from chunks


def _finished(parser: etree.XMLPullParser) -> Iterator[Element]:
    for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
        yield element
        parent = element.getparent()
        element.clear()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


FORMAT = Format("event log XML", _matches, _read)
