"""Two collections of one estate: the newest is believed, or the one that is preferred; the other is a difference."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.estate.kinds import Difference
from migrator.estate.voice import VoicePolicy
from migrator.sources.reading import Reading

TYPE = "Microsoft.Rtc.Management.WritableConfig.Policy.Voice.VoicePolicy"
OLD, NEW = datetime(2014, 1, 7, 9, tzinfo=UTC), datetime(2014, 3, 3, 16, tzinfo=UTC)
Export = Callable[..., bytes]


def write(path: Path, content: bytes, at: datetime) -> Path:
    """A file that was changed last at that time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def policy(export: Export, description: str | None, **values: Any) -> bytes:
    """The export of the policy Sales."""
    return export(TYPE, {"Identity": "Tag:Sales", "Description": description, "PstnUsages": ["Local"], **values})


def read(*paths: Path, prefer: str = "newest") -> VoicePolicy:
    """The policy as an estate has it."""
    reading = Reading(paths, prefer=prefer)
    (found,) = Estate(reading.items(), dates=reading.date).of(VoicePolicy)
    return found


def says(found: VoicePolicy) -> list[tuple[str, str, datetime | None, datetime | None]]:
    """Each difference: field, the value that is not kept, its time, and the time of the value that is kept."""
    return [(d.field, d.value, d.at, d.kept_at) for d in found.differences]


def test_the_newest_file_is_believed(export: Export, tmp_path: Path) -> None:
    """The time of the files decides, not the order in which they are given or named."""
    old = write(tmp_path / "a" / "Get-CsVoicePolicy.xml", policy(export, "old"), OLD)
    new = write(tmp_path / "b" / "Get-CsVoicePolicy.xml", policy(export, "new"), NEW)
    for paths in ((old, new), (new, old), (tmp_path,)):
        found = read(*paths)
        assert found.description == "new"
        assert found.differences == (
            Difference("description", f"{old}#object 1 (line 1)", "old", OLD, f"{new}#object 1 (line 1)", NEW),
        )


def test_an_empty_value_of_the_newest_is_believed(export: Export, tmp_path: Path) -> None:
    """A value that the newest collection shows as empty is not filled from an older one, and the other way round."""
    write(tmp_path / "a" / "p.xml", policy(export, "old"), OLD)
    write(tmp_path / "b" / "p.xml", policy(export, None), NEW)
    found = read(tmp_path)
    assert (found.description, says(found)) == (None, [("description", "old", OLD, NEW)])
    found = read(tmp_path, prefer=str(tmp_path / "a"))
    assert (found.description, says(found)) == ("old", [("description", "", NEW, OLD)])


def test_the_preferred_source_is_believed(export: Export, tmp_path: Path) -> None:
    """With --prefer the sources whose path begins so go before newer ones; a beginning of none is refused."""
    write(tmp_path / "before" / "p.xml", policy(export, "old"), OLD)
    write(tmp_path / "after" / "p.xml", policy(export, "new"), NEW)
    assert read(tmp_path, prefer=str(tmp_path / "BEFORE")).description == "old"
    with pytest.raises(InputError, match="--prefer elsewhere: no source begins with it"):
        read(tmp_path, prefer="elsewhere")


def test_the_time_of_the_manifest_goes_before_that_of_the_files(export: Export, tmp_path: Path) -> None:
    """Files that were copied later are as old as their collection; in a zip the packed time counts."""
    for folder, described, at in (("first", "old", OLD), ("second", "new", NEW)):
        block = {"MigratorKit": "1", "Machine": "fe1", "Block": "p", "File": "p.xml", "Ended": at, "Sha256": None}
        write(tmp_path / folder / "manifest.xml", export(None, block), NEW)
        write(tmp_path / folder / "p.xml", policy(export, described), NEW + timedelta(days=folder == "first"))
    found = read(tmp_path)
    assert (found.description, says(found)) == ("new", [("description", "old", OLD, NEW)])
    with zipfile.ZipFile(tmp_path / "third.zip", "w") as packed:
        packed.writestr(zipfile.ZipInfo("p.xml", (2014, 6, 1, 12, 0, 0)), policy(export, "newest"))
    assert read(tmp_path).description == "newest"


def test_files_of_one_folder_within_an_hour_are_one_collection(export: Export, tmp_path: Path) -> None:
    """Of what was collected together the first in order is kept; a file of another time is another one."""
    write(tmp_path / "a.xml", policy(export, "a"), NEW)
    write(tmp_path / "b.xml", policy(export, "b"), NEW + timedelta(minutes=50))
    assert (read(tmp_path).description, read(tmp_path).differences[0].at) == ("a", NEW + timedelta(minutes=50))
    write(tmp_path / "c.xml", policy(export, "c"), NEW + timedelta(hours=3))
    assert read(tmp_path).description == "c"


def test_the_report_lists_the_files_as_they_are_given(export: Export, tmp_path: Path) -> None:
    """The order of reading is not the order in which the sources are listed."""
    write(tmp_path / "a" / "p.xml", policy(export, "old"), OLD)
    write(tmp_path / "b" / "p.xml", policy(export, "new"), NEW)
    reading = Reading([tmp_path])
    assert [item.sources[0].rpartition("/p.xml")[0][-1] for item in reading.items()] == ["b", "a"]
    assert [report.path for report in reading.reports] == sorted(report.path for report in reading.reports)
