"""Audio files: recognised by content, described by their header, owned by the GUID of their folder."""

from __future__ import annotations

import hashlib
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.sources.rgs_export.audio import Sound, sound_of

FLOW = "1f1b2c3d-0001-4000-8000-00000000000a"
WMA = bytes.fromhex("3026B2758E66CF11A6D900AA0062CE6C") + bytes(40)


def wave(
    code: int, channels: int = 1, rate: int = 8000, bits: int = 8, *, before: bytes = b"", tail: bytes = b""
) -> bytes:
    """A WAVE file with 16 bytes of sound."""
    block = channels * bits // 8
    form = struct.pack("<HHIIHH", code, channels, rate, rate * block, block, bits) + tail
    chunks = before + b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", 16) + bytes(16)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


@pytest.mark.parametrize(
    ("content", "sound"),
    [
        (wave(1, 2, 44100, 16), Sound("WAVE", "PCM", 2, 44100, 16)),
        (wave(6), Sound("WAVE", "A-law", 1, 8000, 8)),
        (wave(7), Sound("WAVE", "mu-law", 1, 8000, 8)),
        (wave(0x31, bits=0), Sound("WAVE", "encoding 0x0031", 1, 8000, None)),
        (
            wave(0xFFFE, bits=16, tail=struct.pack("<HHIH14s", 22, 16, 4, 1, bytes(14))),
            Sound("WAVE", "PCM", 1, 8000, 16),
        ),
        (wave(1, before=b"LIST" + struct.pack("<I", 3) + b"abc\0"), Sound("WAVE", "PCM", 1, 8000, 8)),
        (WMA, Sound("WMA")),
    ],
)
def test_the_header_describes_the_sound(content: bytes, sound: Sound) -> None:
    """Encoding, channels, rate and bits come from the format chunk, wherever it is; WMA is recognised by its GUID."""
    assert sound_of(content) == sound


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\0\0\0\0AVI ", b"ID3\x03", b"<Objs>"])
def test_other_content_is_not_audio_of_lync(content: bytes) -> None:
    """Neither other RIFF files nor MP3 nor text are taken for audio files of Lync."""
    assert sound_of(content) is None


@given(st.integers(12, 60), st.binary(max_size=80))
def test_a_damaged_header_never_breaks_the_reader(kept: int, noise: bytes) -> None:
    """A WAVE file cut off anywhere, or with noise for chunks, is still a WAVE file."""
    assert sound_of(wave(1)[:kept]).format == "WAVE"
    assert sound_of(b"RIFF\0\0\0\0WAVE" + noise).format == "WAVE"


def test_an_audio_file_has_owner_size_and_hash(read: Any) -> None:
    """A file below RGS/Instances belongs to the object of that GUID; its unique name is a name of it."""
    content = wave(7)
    (found,), _ = read({f"RgsImportExport/RGS/Instances/{FLOW.upper()}/Audio/a-1.wav": content})
    assert (found.owner, found.key, found.size_bytes) == (FLOW, f"{FLOW}/a-1.wav", len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert (found.format, found.encoding, "a-1" in found.aliases) == ("WAVE", "mu-law", True)


def test_a_file_below_instances_that_is_not_audio_is_reported(read: Any) -> None:
    """What lies where audio should lie but is none is listed, and said."""
    (found,), (report,) = read({f"RGS/Instances/{FLOW}/x.wav": b"not audio"})
    assert (found.format, found.owner) == ("unknown", FLOW)
    assert any("neither WAVE nor WMA" in message for message in report.messages)


def test_an_audio_file_of_nobody_is_kept_without_owner(read: Any) -> None:
    """A recording anywhere else is recognised by content, whatever its name, and has no owner."""
    (found,), _ = read({"announcements/welcome.bin": wave(1)})
    assert (found.owner, found.name, found.encoding) == (None, "welcome.bin", "PCM")
