"""The normalization rules of the Address Book: a text file that is copied by hand (l13-address-book-2010).

The kit collects it with a comment that names the file each part was read from. Its lines are kept by number and hash;
nothing here says whether a rule is right.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator

from ..estate.evidence import OpaqueFile
from .bundle import Member
from .format import Format, Origin, ReadResult
from .recognise import text_encoding

RULES_FILE = "Company_Phone_Number_Normalization_Rules.txt"
_NAME = re.compile(re.escape(RULES_FILE.removesuffix(".txt")) + r".*\.txt", re.IGNORECASE)


def _matches(member: Member, _head: bytes) -> bool:
    return _NAME.search(member.name) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    digest = hashlib.sha256()
    for chunk in member.chunks():
        digest.update(chunk)
    with member.open() as file, io.TextIOWrapper(file, text_encoding(member.head()), "replace") as text:
        lines = sum(1 for line in text if line.strip("\ufeff \t\r\n") and not line.lstrip("\ufeff \t").startswith("#"))
    yield OpaqueFile(
        key=member.path,
        product=origin.product or "unknown",
        sources=(member.path,),
        name=member.name,
        format="Address Book normalization rules",
        size_bytes=member.size_bytes,
        sha256=digest.hexdigest(),
        elements=(f"lines that are not comments: {lines}",),
    )


FORMAT = Format("Address Book normalization rules", _matches, _read)
