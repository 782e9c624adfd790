"""Outputs of any size are read without being held."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Self

import pytest

from migrator.sources.bundle import Member
from migrator.sources.format import Origin
from migrator.sources.network.formats import FORMATS

Line = Callable[[int], str]


class Endless:
    """A file that makes its lines as they are read."""

    def __init__(self, head: str, line: Line, count: int) -> None:
        self._head, self._line, self._left = head, line, iter(range(count))

    def read(self, _size: int = -1) -> bytes:
        """The next lines; nothing at the end."""
        head, self._head = self._head, ""
        lines = [self._line(number) for number, _ in zip(self._left, range(500), strict=False)]
        return (head + "".join(lines)).encode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


@pytest.mark.parametrize(
    ("name", "head", "line"),
    [
        (
            "nslookup",
            "",
            lambda n: f"Server:  ns1\nAddress:  10.0.0.1\n\nName:    h{n}.contoso.com\nAddress:  10.0.0.2\n\n",
        ),
        ("dig", "; <<>> DiG 9 <<>> axfr contoso.com\n", lambda n: f"h{n}.contoso.com. 60 IN A 10.0.0.1\n"),
        ("ipconfig", "Windows IP Configuration\n\nEthernet adapter A:\n\n", lambda n: f"   Label {n} . . . : {n}\n"),
        (
            "certutil",
            'my "Personal"\n================ Certificate 0 ================\n',
            lambda n: f"DNS Name=h{n}.a\n",
        ),
        ("sc query", "SERVICE_NAME: a\n        TYPE : 10  WIN32_OWN\n", lambda n: f"        LABEL{n} : {n}\n"),
        ("zone file", "$TTL 60\n$ORIGIN contoso.com.\na TXT (\n", lambda n: f"  text{n}\n"),
        ("hosts file", "", lambda n: f"10.0.0.1 h{n}.contoso.com\n"),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)
def test_memory_stays_flat(name: str, head: str, line: Line) -> None:
    """Thousands of lines need no more than the reading itself, in one object that never ends or in many."""
    format_ = next(each for each in FORMATS if each.name == name)
    member = Member("hosts", "hosts", 0, lambda: Endless(head, line, 3_000))  # type: ignore[arg-type, return-value]
    assert format_.matches(member, member.head())
    tracemalloc.start()
    for _ in format_.read(member, Origin()):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 1024 * 1024
