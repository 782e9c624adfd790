"""Text evidence is decoded line by line, whatever wrote it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.sources import bundle
from migrator.sources.bundle import Member
from migrator.sources.text import decoding as text
from migrator.sources.text.decoding import ANSI, OEM, open_text


def member(content: bytes) -> Member:
    """The file with this content."""
    return Member("a.txt", "a.txt", len(content), lambda: io.BytesIO(content))


def lines(content: bytes, code_page: str = OEM) -> list[str]:
    """All lines."""
    return list(open_text(member(content), code_page=code_page).lines())


_LINES = st.lists(st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"])), min_size=1)


@given(_LINES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(["\n", "\r\n"]), st.integers(1, 9))
def test_round_trip(written: list[str], encoding: str, line_end: str, chunk: int) -> None:
    """Lines in any script come out as they went in, wherever the pieces of the file are cut."""
    content = ("x" * 200 + line_end + "".join(line + line_end for line in written)).encode(encoding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "CHUNK_BYTES", chunk)
        assert lines(content)[1:] == written


@pytest.mark.parametrize("page", [OEM, ANSI])
def test_assumes_a_code_page_and_says_so(page: str) -> None:
    """A file that is neither UTF-8 nor UTF-16 is read in the code page of its kind, with a remark."""
    opened = open_text(member("Prüfung".encode(page)), code_page=page)
    assert list(opened.lines()) == ["Prüfung"]
    (remark,) = opened.closing()
    assert page.removeprefix("cp") in str(remark)


def test_a_cut_character_does_not_change_the_encoding() -> None:
    """UTF-8 that ends inside a character is still UTF-8."""
    opened = open_text(member("Grüße ü".encode()[:-1]), code_page=OEM)
    assert list(opened.closing()) == []
    assert list(opened.lines()) == ["Grüße \ufffd"]


def test_breaks_endless_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without line ends comes in pieces and nothing of it is lost."""
    monkeypatch.setattr(text, "MAX_LINE", 1000)
    monkeypatch.setattr(bundle, "CHUNK_BYTES", 600)
    pieces = lines(b"x" * 10_000)
    assert len(pieces) > 1
    assert "".join(pieces) == "x" * 10_000
