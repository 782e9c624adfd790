"""Recognises a file by its content, not by its name."""

from __future__ import annotations

import codecs
import re

#: before the XML there may be the line with which PowerShell's own output begins
_PROLOG = re.compile(
    r"[\s\ufeff\0]*(?:#< CLIXML[^\n]*\n|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)", re.DOTALL
)
_ROOT = re.compile(r"\s*<([A-Za-z_][\w.:-]*)([^>]*)", re.DOTALL)
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_encoding(head: bytes) -> str:
    """Encoding of a text file by its first bytes; without a BOM, zero bytes show UTF-16 and UTF-32."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    sample = head[:200]
    zeros = [sample[start::4].count(0) for start in range(4)]
    if min(zeros[2:]) > len(sample) // 5:
        return "utf-32-le"
    if min(zeros[:2]) > len(sample) // 5:
        return "utf-32-be"
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    return "utf-8"


def xml_root(head: bytes) -> tuple[str, str] | None:
    """Local name and namespace of the root element, or None where the file does not begin like XML."""
    text = head.decode(text_encoding(head), "replace").lstrip("\ufeff")
    start = 0
    while skipped := _PROLOG.match(text, start):
        start = skipped.end()
    match = _ROOT.match(text, start)
    if not match:
        return None
    prefix, _, local = match[1].rpartition(":")
    declared = re.search(rf"\bxmlns{':' + re.escape(prefix) if prefix else ''}\s*=\s*[\"']([^\"']*)[\"']", match[2])
    return local, declared[1] if declared else ""
