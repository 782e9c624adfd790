"""Audio files of response groups and announcements: what they are by content, and whose they are by their folder.

An Export-CsRgsConfiguration zip holds them as ``RgsImportExport/RGS/Instances/<GUID>/.../<UniqueName>``, GUID of the
workflow or queue, with the extension of the original or ``.wav`` (rgs2cqaa [C]). Lync takes WAVE (LPCM,
A-law, mu-law) and WMA (2.8 [D]). Codes of WAVE encodings: RFC 2361; an ASF file, which WMA is, begins with its GUID.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator

import attrs

from ...estate.evidence import AudioFileItem
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult, Remark

_INSTANCE = re.compile(
    r"(?:^|[/\\!])RGS[/\\]Instances[/\\]\{?(?P<guid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?[/\\]", re.IGNORECASE
)
_ASF = bytes.fromhex("3026B2758E66CF11A6D900AA0062CE6C")
_ENCODINGS = {0x0001: "PCM", 0x0003: "IEEE float", 0x0006: "A-law", 0x0007: "mu-law", 0x0002: "MS ADPCM", 0x0055: "MP3"}
_EXTENSIBLE = 0xFFFE
_HEAD_BYTES = 65536


@attrs.frozen
class Sound:
    """What the header of an audio file says.

    Attributes:
        problem: why it says no more, for people.
    """

    format: str
    encoding: str | None = None
    channels: int | None = None
    sample_rate_hz: int | None = None
    bits_per_sample: int | None = None
    problem: str | None = None


def sound_of(head: bytes) -> Sound | None:
    """What the first bytes of a file say, or None where it is not an audio file of Lync."""
    if head.startswith(_ASF):
        return Sound("WMA")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _wave(head)
    return None


def _wave(head: bytes) -> Sound:
    """The fmt chunk of a WAVE file; other chunks may come before it."""
    at = 12
    while at + 8 <= len(head):
        name, size = head[at : at + 4], struct.unpack_from("<I", head, at + 4)[0]
        if name == b"fmt ":
            return _wave_format(head[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    return Sound("WAVE", problem="the file ends before its format is stated")


def _wave_format(chunk: bytes) -> Sound:
    if len(chunk) < 16:
        return Sound("WAVE", problem="its format chunk is cut off")
    code, channels, rate, _bytes_per_second, _block, bits = struct.unpack_from("<HHIIHH", chunk)
    if code == _EXTENSIBLE and len(chunk) >= 26:
        code = struct.unpack_from("<H", chunk, 24)[0]
    encoding = _ENCODINGS.get(code, f"encoding 0x{code:04X}")
    return Sound("WAVE", encoding, channels, rate, bits or None)


def _matches(member: Member, head: bytes) -> bool:
    return sound_of(head) is not None or _INSTANCE.search(member.path) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    digest = hashlib.sha256()
    for chunk in member.chunks():
        digest.update(chunk)
    instance = _INSTANCE.search(member.path)
    owner = instance["guid"].lower() if instance else None
    sound = sound_of(member.head(_HEAD_BYTES)) or Sound("unknown", problem="its content is neither WAVE nor WMA")
    product = origin.product or "unknown"
    yield Collected(product, (AudioFileItem.kind,))
    yield AudioFileItem(
        key=f"{owner}/{member.name}" if owner else member.name,
        product=product,
        sources=(member.path,),
        # the unique name by which a prompt refers to it; a file without owner is distinguished by its content
        aliases=(member.name.rpartition(".")[0] or member.name,) if owner else (digest.hexdigest(),),
        name=member.name,
        owner=owner,
        size_bytes=member.size_bytes,
        sha256=digest.hexdigest(),
        format=sound.format,
        encoding=sound.encoding,
        channels=sound.channels,
        sample_rate_hz=sound.sample_rate_hz,
        bits_per_sample=sound.bits_per_sample,
    )
    if sound.problem:
        yield Remark(f"{member.name}: {sound.problem}")


FORMAT = Format("audio file", _matches, _read)
