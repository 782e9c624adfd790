"""Dates as Windows shows them are read in the order that the file itself shows."""

from __future__ import annotations

import pytest

from migrator.sources.logs.local_time import LocalTimes


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("10/31/2013 5:46:11 PM", "2013-10-31 17:46:11"),
        ("31/10/2013 17:46:11", "2013-10-31 17:46:11"),
        ("31.10.2013 17:46:11", "2013-10-31 17:46:11"),
        ("31-10-2013 17:46", "2013-10-31 17:46:00"),
        ("2013/10/31 17:46:11", "2013-10-31 17:46:11"),
        ("2013-10-31T17:46:11.1234567Z", "2013-10-31 17:46:11.123456+00:00"),
        ("2013-10-31T17:46:11+02:00", "2013-10-31 15:46:11+00:00"),
        ("2013/10/31 下午 05:46:11", "2013-10-31 17:46:11"),
        ("31. 10. 2013 17:46:11", "2013-10-31 17:46:11"),
        ("10/31/2013 12:00:00 AM", "2013-10-31 00:00:00"),
        ("32/10/2013 17:46:11", "None"),
        ("10/31/2013", "None"),
        ("2013-10-31T17:46:11+99:00", "None"),
        ("dd/mm/yyyy hh:mm:ss AM|PM", "None"),
        ("", "None"),
    ],
)
def test_reads_dates_of_many_cultures(text: str, at: str) -> None:
    """Dates in the forms of Windows' cultures are read; what is not a date with a time is none."""
    times = LocalTimes()
    times.learn(text)
    assert f"{times.read(text)}" == at
    assert times.remark is None


def test_says_when_the_order_is_assumed() -> None:
    """A date that nothing settles is read by its clock, and the remark says so; a later file with a 13 needs none."""
    times = LocalTimes()
    assert f"{times.read('10/9/2013 5:46:11 PM')}" == "2013-10-09 17:46:11"
    assert f"{times.read('10/9/2013 17:46:11')}" == "2013-09-10 17:46:11"
    assert times.remark is not None
    settled = LocalTimes()
    settled.learn("10/13/2013")
    assert f"{settled.read('10/9/2013 17:46:11')}" == "2013-10-09 17:46:11"
    assert settled.remark is None
