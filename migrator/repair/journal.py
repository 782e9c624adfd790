"""The journal of one run: a folder with the plan, both scripts and the rows before any change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import attrs
import msgspec

from ..errors import InputError
from .inspection import Inspection, RowState
from .plan import Plan, to_json, utc_text
from .steps import Direction, RepairScript


@attrs.frozen
class Journal:
    """A folder of one run; each line of ``journal.jsonl`` is on disk before the run continues."""

    folder: Path

    @property
    def plan_file(self) -> Path:
        """The file of the plan that was run; if the plan was narrowed, the narrowed one."""
        return self.folder / "plan.json"

    def write(self, entry: Mapping[str, object]) -> None:
        """Appends one line and waits for the disk."""
        with (self.folder / "journal.jsonl").open("ab") as file:
            file.write(msgspec.json.encode(entry) + b"\n")
            file.flush()
            os.fsync(file.fileno())


def open_journal(
    root: Path, plan: Plan, direction: Direction, scripts: Mapping[str, RepairScript], found: Inspection, now: datetime
) -> Journal:
    """A new journal folder under *root* with everything that an undo needs, all of it on disk.

    Files: plan.json, the *scripts* by name (repair.sql, undo.sql), before.json with the planned rows as they were read.

    Raises:
        InputError: the folder cannot be written; nothing was changed.
    """
    stamp = utc_text(now).replace("-", "").replace(":", "")
    name = f"{stamp}-{direction}-{plan.digest[:12]}"
    try:
        folder = _new_folder(root, name)
        _write(folder / "plan.json", to_json(plan))
        for script_name, script in scripts.items():
            _write(folder / script_name, script.encoded)
        _write(folder / "before.json", msgspec.json.format(msgspec.json.encode(_before(plan, found)), indent=2))
        _sync_folder(folder)
        _sync_folder(root)
    except OSError as error:
        raise InputError(
            f"{root}: the journal cannot be written: {error.strerror or error}",
            hint="Nothing was changed; give a folder on this machine with --journal",
        ) from None
    return Journal(folder)


def _before(plan: Plan, found: Inspection) -> list[dict[str, object]]:
    """The planned rows as they are in the database now; an undo is checked against them."""
    rows_of: dict[tuple[str | None, str], dict[tuple[str, ...], RowState]] = {
        (holding.candidate.table.name.schema, holding.candidate.table.name.name): {row.key: row for row in holding.rows}
        for holding in found.holdings
    }
    images: list[dict[str, object]] = []
    for table in plan.tables:
        now = rows_of[table.schema, table.name]
        for row in table.rows:
            state = now[row.key]
            images.append({"table": table.table, "key": state.key, "name": state.name, "owner": state.owner})
    return images


def _new_folder(root: Path, name: str) -> Path:
    for number in range(1, 1000):
        folder = root / (name if number == 1 else f"{name}-{number}")
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            return folder
    raise FileExistsError(f"too many journals named {name}")


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Makes the names in *folder* durable; Windows cannot open a folder and needs no such step."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
