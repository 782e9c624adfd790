"""Decodes text evidence line by line in constant memory: console redirects, traces and logs in any encoding.

`>` of Windows PowerShell writes UTF-16LE with BOM, `>` of cmd.exe the OEM code page of the console, .NET programs UTF-8
or the ANSI code page (about-character-encoding); no text says which code page it is in.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

import attrs

from ..bundle import Member
from ..format import Cut, Remark
from ..recognise import text_encoding

#: code pages of Western Windows: that of the console, and that of programs
OEM, ANSI = "cp850", "cp1252"
#: what zero bytes show where there is no byte order mark; the first letters of UTF-16 have one at least
_WIDE, _FIRST_LETTERS = frozenset({"utf-16-le", "utf-16-be"}), 16
#: characters after which a line is broken, so that a file without line ends does not fill the memory
MAX_LINE = 1024 * 1024


def head_text(head: bytes) -> str:
    """The first part of a file as text, good enough to recognise it by its ASCII."""
    return head.decode(text_encoding(head), "replace")


@attrs.frozen
class TextFile:
    """A text file whose encoding is known, or assumed where its bytes do not show it.

    Attributes:
        is_assumed: it is neither UTF-8 nor UTF-16; letters beyond ASCII may be others.
        is_mixed: it is not UTF-8 and has zero bytes: UTF-16 was appended to it; read as UTF-8.
    """

    member: Member
    encoding: str
    is_assumed: bool
    is_mixed: bool = False

    def closing(self) -> Iterator[Cut | Remark]:
        """What the user must know about the encoding, after the last line."""
        if self.is_mixed:
            yield Cut("UTF-16 was appended to text of another encoding: letters beyond ASCII are lost there")
        if self.is_assumed:
            page = self.encoding.removeprefix("cp")
            yield Remark(
                f"it is neither UTF-8 nor UTF-16; read as code page {page}, other letters than a-z may be wrong"
            )

    def chunks(self) -> Iterator[str]:
        """The text piece by piece; what cannot be decoded becomes U+FFFD."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        for chunk in self.member.chunks():
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)

    def lines(self) -> TextLines:
        """Each line without its end (CR LF or LF); a line of more than `MAX_LINE` characters comes in pieces."""
        return TextLines(self.chunks())


class TextLines:
    """The lines of a text, to be read once.

    Attributes:
        unended: the last line, once it was read, where it has no line end: the text may be cut in it.
    """

    def __init__(self, chunks: Iterable[str]) -> None:
        self._lines = self._read(chunks)
        self.unended = ""

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def _read(self, chunks: Iterable[str]) -> Iterator[str]:
        rest = ""
        for chunk in chunks:
            *lines, rest = (rest + chunk).replace("\r\n", "\n").split("\n")
            yield from lines
            if len(rest) > MAX_LINE:
                yield rest
                rest = ""
        self.unended = rest.removesuffix("\r")
        if self.unended:
            yield self.unended


def open_text(member: Member, *, code_page: str) -> TextFile:
    """The file with its encoding: by its BOM or zero bytes, else UTF-8 where all of it is, else *code_page*."""
    head = member.head(200)
    encoding = text_encoding(head)
    if encoding in _WIDE and b"\x00" not in head[:_FIRST_LETTERS]:
        return TextFile(member, "utf-8", is_assumed=False, is_mixed=True)
    if encoding != "utf-8" or _is_utf8(member):
        return TextFile(member, encoding, is_assumed=False)
    if any(b"\x00" in chunk for chunk in member.chunks()):
        return TextFile(member, "utf-8", is_assumed=False, is_mixed=True)
    return TextFile(member, code_page, is_assumed=True)


def _is_utf8(member: Member) -> bool:
    """Whether all of a file is UTF-8; a last character that is cut off does not count."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for chunk in member.chunks():
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
