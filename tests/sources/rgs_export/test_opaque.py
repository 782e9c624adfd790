"""Exports whose XML nobody describes are kept unread, by name and well-formedness only."""

from __future__ import annotations

import hashlib
import io

import pytest

from migrator.errors import InputError
from migrator.estate.evidence import OpaqueFile
from migrator.sources.bundle import Member
from migrator.sources.format import Origin, ReadResult, Remark
from migrator.sources.rgs_export.opaque import FORMAT

EXPORT = b'<?xml version="1.0"?><Export xmlns="urn:x"><!-- c --><Item/><Group><Item>\xc3\xbc</Item></Group></Export>'


def member(content: bytes, name: str = "ResponseGroupExport.xml") -> Member:
    """The file with this content and name."""
    return Member(f"fe1/{name}", name, len(content), lambda: io.BytesIO(content))


def read(content: bytes) -> list[ReadResult]:
    """All that the reader yields."""
    return list(FORMAT.read(member(content), Origin()))


def test_keeps_an_export_unread() -> None:
    """Size, hash and element counts are kept, and that its content is not read is said."""
    item, note = read(EXPORT)
    assert isinstance(item, OpaqueFile)
    assert (item.name, item.format, item.product) == (
        "ResponseGroupExport.xml",
        "ApplicationSettingsExport",
        "ocs2007r2",
    )
    assert (item.size_bytes, item.sha256) == (len(EXPORT), hashlib.sha256(EXPORT).hexdigest())
    assert item.elements == ("Export: 1", "Item: 2", "Group: 1")
    assert isinstance(note, Remark)
    assert "not documented" in note.text


@pytest.mark.parametrize(
    ("name", "expected"),
    [("lcscmd-pool.xml", True), ("LCSCMD.XML", True), ("applicationSettingsExport.xml", True), ("other.xml", False)],
)
def test_recognises_by_name(name: str, expected: bool) -> None:
    """Only the names of the two tools are recognised, and only where the content is XML."""
    assert FORMAT.matches(member(EXPORT, name), EXPORT) is expected
    assert not FORMAT.matches(member(b"text", name), b"text")


@pytest.mark.parametrize("length", range(22, len(EXPORT) - 1, 7))
def test_refuses_a_truncated_export(length: int) -> None:
    """A cut export is not well-formed and is refused before its item."""
    with pytest.raises(InputError, match="malformed"):
        read(EXPORT[:length])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        (b"<a>" * 300 + b"</a>" * 300, "malformed"),
        (b"<a>" + b"".join(b"<x%d/>" % n for n in range(1001)) + b"</a>", "different elements"),
    ],
    ids=["doctype", "deep", "names"],
)
def test_refuses_hostile_xml(content: bytes, message: str) -> None:
    """A DOCTYPE, absurd depth and endless names are input errors."""
    with pytest.raises(InputError, match=message):
        read(content)
