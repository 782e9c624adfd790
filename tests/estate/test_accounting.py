"""The sum of what was read, rejected and unknown."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.estate.accounting import accounting
from migrator.estate.provenance import SourceReport


def report(path: str, status: str = "read", **fields: Any) -> SourceReport:
    """A source of that path."""
    return SourceReport(path=path, format="clixml", status=status, **fields)


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ([report("a", read=1)], "1 record found = 1 read + 0 rejected + 0 unknown"),
        (
            [report("a", read=2), report("b", "failed")],
            "2 records found = 2 read + 0 rejected + 0 unknown; 1 file could not be read: not counted",
        ),
        (
            [report("a", read=1, unknown=1)],
            "2 records found = 1 read + 0 rejected + 1 unknown (kept)",
        ),
    ],
)
def test_the_sum_names_the_files_that_it_does_not_count(reports: list[SourceReport], said: str) -> None:
    """Beside the records stands how many files could not be read."""
    assert accounting(reports) == said
