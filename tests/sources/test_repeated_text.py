"""Files that hold their content twice, as two runs of a collection that append to one file leave them."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from migrator.sources.reading import Reading

EVENT = """\
Log Name:      Lync Server
Source:        LS User Services
Date:          10/15/2013 4:02:05 AM
Event ID:      32174
Computer:      fe1.contoso.com
Description:
Server startup is being delayed.
"""


@pytest.mark.parametrize(
    ("content", "is_repeated"),
    [
        (EVENT.encode(), False),
        (EVENT.encode() * 2, True),
        (codecs.BOM_UTF8 + EVENT.encode() * 2, True),
        (EVENT.encode("utf-16") * 2, True),
        (EVENT.encode("utf-16") + EVENT.encode("utf-16-le"), True),
        ((EVENT + EVENT.replace("4:02:05", "4:02:06")).encode(), False),
    ],
    ids=["once", "twice", "one mark", "two marks", "UTF-16 with one mark", "two events"],
)
def test_a_second_copy_of_the_content_is_a_loss(content: bytes, is_repeated: bool, tmp_path: Path) -> None:
    """What a file holds twice would count twice: it is said, and two events that differ are not taken for copies."""
    (tmp_path / "events.txt").write_bytes(content)
    reading = Reading([tmp_path / "events.txt"])
    assert list(reading.items())
    (report,) = reading.reports
    assert any("the same content twice" in message for message in report.messages) is is_repeated
    assert report.has_losses is is_repeated
