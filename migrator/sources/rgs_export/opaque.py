"""Exports of OCS 2007 R2 whose XML no source describes: kept by hash, size and element counts.

The shape of what `ApplicationSettingsExport.exe` and `LCSCmd.exe /config /action:export` write is not published
(no description was found), so such a file is recognised by its name and by being well-formed XML, and by nothing
else. Files with other names stay unknown.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from ...errors import InputError
from ...estate.evidence import OpaqueFile
from ..bundle import Member
from ..format import Format, Origin, ReadResult, Remark
from ..recognise import xml_root
from ..xml import PARSER_OPTIONS, Element, refuse_doctype

#: part of the file name -> tool; giombini-r2-to-2013 calls the tool's output ResponseGroupExport.xml
_TOOLS = {
    "applicationsettingsexport": "ApplicationSettingsExport",
    "responsegroupexport": "ApplicationSettingsExport",
    "lcscmd": "LCSCmd",
}
_HINT = re.compile("|".join(_TOOLS), re.IGNORECASE)
_MOST_NAMES = 1000


def _matches(member: Member, head: bytes) -> bool:
    return _HINT.search(member.name) is not None and xml_root(head) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    counts = _element_counts(member)
    digest = hashlib.sha256()
    for chunk in member.chunks():
        digest.update(chunk)
    hint = _HINT.search(member.name)
    tool = _TOOLS[hint[0].casefold()] if hint else "XML"
    yield OpaqueFile(
        key=member.path,
        product=origin.product or "ocs2007r2",
        sources=(member.path,),
        name=member.name,
        format=tool,
        size_bytes=member.size_bytes,
        sha256=digest.hexdigest(),
        elements=tuple(f"{name}: {count}" for name, count in counts.items()),
    )
    yield Remark(
        f"taken for an export of {tool} by its name; its XML is not documented,"
        " so only its size, hash and element counts are kept"
    )


def _element_counts(member: Member) -> Counter[str]:
    """How often each element occurs, by local name in the order of their first occurrence.

    Raises:
        InputError: malformed, truncated, too deep, with a DOCTYPE, or with more than `_MOST_NAMES` names.
    """
    counts: Counter[str] = Counter()
    try:
        with member.open() as file:
            for event, element in etree.iterparse(file, events=("start", "end"), **PARSER_OPTIONS):
                if event == "end":
                    _free(element)
                    continue
                if not counts:
                    refuse_doctype(element)
                counts[etree.QName(element).localname] += 1
                if len(counts) > _MOST_NAMES:
                    raise InputError(f"it has more than {_MOST_NAMES:,} different elements, which no export has")
    except etree.XMLSyntaxError as error:
        raise InputError(f"the XML is incomplete or malformed ({error.msg})") from error
    return counts


def _free(element: Element) -> None:
    parent = element.getparent()
    element.clear()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


FORMAT = Format("opaque XML", _matches, _read)
