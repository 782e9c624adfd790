"""The column of the Unassigned numbers sheet that leads to announcements, whose names are unique on one pool only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from migrator.estate.products import LYNC2010
from migrator.estate.topology import Pool
from migrator.estate.voice import Announcement, UnassignedNumber


def announcement(key: str, pool: str) -> Announcement:
    """An announcement named Moved, which is also an alias of it."""
    return Announcement(key=key, product=LYNC2010, aliases=("Moved",), name="Moved", pool=pool)


def test_a_range_leads_to_the_announcement_of_its_own_pool(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """Of two announcements of one name that of the range's pool is linked, and none where its pool has no such one."""
    book = case_of(
        *(Pool(key=key, product=LYNC2010, fqdn=key) for key in ("a.contoso.local", "b.contoso.local")),
        announcement("b/1", "b.contoso.local"),
        announcement("a/1", "a.contoso.local"),
        *(
            UnassignedNumber(
                key=key,
                product=LYNC2010,
                name=key,
                announcement_service=f"ApplicationServer:{pool}.contoso.local",
                announcement="Moved",
            )
            for key, pool in (("1", "a"), ("2", "b"), ("3", "c"))
        ),
    ).book(tmp_path / "x.xlsx")
    sheet = next(sheet for sheet in book if sheet.title.startswith("Unassigned"))
    index = [cell.value for cell in sheet[1]].index("Announcement")
    cells = [row[index] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == ["Moved", "Moved", "Moved"]
    rows = [cell.hyperlink and cell.hyperlink.location for cell in cells]
    target = next(sheet for sheet in book if sheet.title.startswith("Announcement"))
    pools = [cell.value for cell in target[1]].index("Pool")
    led = [target[location.rpartition("!")[2]].row if location else None for location in rows]
    assert [row and target[row][pools].value for row in led] == ["a.contoso.local", "b.contoso.local", None]
