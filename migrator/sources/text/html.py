"""Strips HTML to rows of text; no markup is known, so none is interpreted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ...errors import InputError
from ..recognise import text_encoding
from ..xml import Element
from .decoding import TextFile

#: a report lists what went wrong in one run of a cmdlet; lxml holds all of it in memory
MAX_BYTES = 20 * 1024 * 1024
_HTML = re.compile(r"<(?:!DOCTYPE\s+html|html)\b", re.IGNORECASE)
_SKIPPED = {"<!--": "-->", "<?": "?>"}
_INLINE = frozenset(["a", "b", "big", "code", "em", "font", "i", "small", "span", "strong", "sub", "sup", "tt", "u"])
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"script", "style"})


def is_html(head: bytes) -> bool:
    """Whether a file with this first part is an HTML document."""
    text = head.decode(text_encoding(head), "replace").lstrip("\ufeff \t\r\n\0")
    while end := next((end for start, end in _SKIPPED.items() if text.startswith(start)), ""):
        text = text.partition(end)[2].lstrip()
    return _HTML.match(text) is not None


def has_end(text: TextFile) -> bool:
    """Whether a page goes to its end, as far as it can be seen: browsers and programs write the end of the root."""
    tail = ""
    for chunk in text.chunks():
        tail = (tail + chunk)[-2000:]
    return "</html>" in tail.casefold()


def html_lines(text: TextFile) -> Iterator[str]:
    """Each row of text: table rows with their cells joined by a blank, paragraphs, list points; blank ones left out.

    Raises:
        InputError: more than `MAX_BYTES`.
    """
    if text.member.size_bytes > MAX_BYTES:
        raise InputError(f"the HTML has {text.member.size_bytes:,} bytes; at most {MAX_BYTES:,} are read")
    document = "".join(text.chunks())
    # libxml2 ends a document at the first NUL
    content = document.replace("\x00", "\ufffd").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(content, parser)
    pieces = "".join(_pieces(root)) if root is not None else ""
    return iter([line for row in pieces.split("\n") if (line := row.strip())])


def _pieces(root: Element) -> Iterator[str]:
    """Texts in order, with a line break at each end of a block; line breaks of the source are blanks in HTML."""
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        preformatted = any(a.tag == "pre" for a in element.iterancestors("pre")) or tag == "pre"
        unseen += (event == "start") - (event == "end") if tag in _UNSEEN else 0
        if tag not in _INLINE and tag not in _CELLS:
            yield "\n"
        elif tag in _CELLS:
            yield " "
        text = element.text if event == "start" else element.tail
        if text and not unseen:
            yield text if preformatted else re.sub(r"[ \t\r\n]+", " ", text)
