"""Reads a text as a file of evidence, by whatever format of the network claims it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from migrator.estate.kinds import Item
from migrator.sources.bundle import Member
from migrator.sources.format import Origin, ReadResult
from migrator.sources.network.formats import FORMATS
from migrator.sources.record import Rejected

Read = Callable[..., "Results"]


class Results(list[ReadResult]):
    """What a file holds, by sort."""

    def items(self, kind: str = "") -> list[Any]:
        """The items, of one kind where that is asked for."""
        return [event for event in self if isinstance(event, Item) and kind in ("", event.kind)]

    def rejected(self) -> list[Rejected]:
        """The losses."""
        return [event for event in self if isinstance(event, Rejected)]


@pytest.fixture(scope="session")
def read() -> Read:
    """Read a text with the format that must claim it."""

    def read_as(
        name: str, content: str | bytes, path: str = "evidence/file.txt", origin: Origin | None = None
    ) -> Results:
        data = content if isinstance(content, bytes) else content.encode()
        member = Member(path, path.rpartition("/")[2], len(data), lambda: io.BytesIO(data))
        claiming = [format_ for format_ in FORMATS if format_.matches(member, member.head())]
        assert [format_.name for format_ in claiming] == [name]
        return Results(claiming[0].read(member, origin or Origin()))

    return read_as
