"""The text of a CLIXML file piece by piece, whatever encoding it is written in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from io import IncrementalNewlineDecoder
from typing import BinaryIO

from ...errors import InputError
from ..xml import xml_encoding

_PIECE_BYTES = 128 * 1024
_REF = "<Ref "
#: what may stand before the XML: nothing to see, and the line with which PowerShell's own output begins
_BEFORE_XML = re.compile(r"[\s\ufeff\0]*(?:#< CLIXML[^\n]*\n\s*)?")
_REF_ID = re.compile(r"""<Ref\s[^>]*?\bRefId\s*=\s*["']([^"'<>]{1,40})["']""")
_LONGEST_REF = 200


def text_pieces(file: BinaryIO) -> Iterator[tuple[str, bool]]:
    """The file from its XML on, and with each piece whether it is the last; lines end with a line feed, as in XML.

    Raises:
        InputError: after the text before it: bytes that are no text in the file's encoding.
    """
    piece = file.read(_PIECE_BYTES)
    encoding = xml_encoding(piece)
    decoder = IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    is_first = True
    while True:
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            yield error.object[: error.start].decode(error.encoding), False
            raise InputError(f"it holds bytes that are no {encoding} text") from error
        if is_first:
            text = text[_BEFORE_XML.match(text).end() :]  # type: ignore[union-attr]  # it always matches
            is_first = False
        yield text, not piece
        if not piece:
            return
        piece = file.read(_PIECE_BYTES)


def repeated_ids(file: BinaryIO) -> frozenset[str]:
    """The ids to which ``Ref`` elements of the file refer, as far as it can be read; nearly no file has one."""
    ids: set[str] = set()
    before = ""
    with suppress(InputError):
        for piece, _ in text_pieces(file):
            text = before + piece
            if _REF in text:
                ids.update(found[1] for found in _REF_ID.finditer(text))
            before = piece[-_LONGEST_REF:]
    return frozenset(ids)
