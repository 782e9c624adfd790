"""Audio files of response groups (RGS-G10: response-groups.md 2.8; 6, item 6)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.evidence import AudioFileItem
from ..engine.model import Context, Grade, Hit, Severity, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import LYNC, with_evidence

#: 4 MB (response-groups.md 2.8); the size of MB is not documented, so the larger is taken
MAX_BYTES = 4 * 1024 * 1024
_ENCODINGS = frozenset({"PCM", "A-law", "mu-law"})


@rule(
    id="RGS-G10",
    title="Audio file that response groups do not take",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AudioFileItem,),
    effect="Import-CsRgsAudioFile refuses the file; what the move does with it is not known.",
    remediation="Convert it to WAVE, LPCM 8 or 16 bit, mono or stereo, 4 MB or less, and import it again.",
    references=(
        "l13-rgs-requirements",
        "import-csrgsaudiofile",
    ),
    minutes=15,
    phases=RESPONSE_GROUPS,
)
def unsupported_audio(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An audio file of the export is above 4 MB, or neither WMA nor WAVE in LPCM, A-law or mu-law.

    Why it matters: the prompt or music falls silent when the workflow is built again.

    When it is wrong: the file is left over and no prompt uses it.
    """
    for product in with_evidence(estate, LYNC, AudioFileItem):
        for audio in estate.of(AudioFileItem, product=product):
            if problems := list(_problems(audio)):
                yield Hit(
                    item=audio,
                    message=f"audio file {audio.title!r}: {', '.join(problems)}",
                    evidence={"size (bytes)": str(audio.size_bytes or ""), "encoding": audio.encoding or ""},
                )


def _problems(audio: AudioFileItem) -> Iterator[str]:
    if audio.size_bytes is not None and audio.size_bytes > MAX_BYTES:
        yield f"{audio.size_bytes} bytes, at most {MAX_BYTES}"
    if audio.format == "unknown":
        yield "neither WAVE nor WMA"
    if audio.encoding and audio.encoding not in _ENCODINGS:
        yield f"encoding {audio.encoding}"
    if audio.encoding == "PCM" and audio.bits_per_sample not in (None, 8, 16):
        yield f"{audio.bits_per_sample} bit"
    if audio.channels is not None and audio.channels > 2:
        yield f"{audio.channels} channels"
