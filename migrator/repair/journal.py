"""The journal of one run: a folder with the plan, both scripts and the rows before any change."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
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

    def keep(self, script: RepairScript, direction: Direction) -> None:
        """Writes *script* as ``repair.sql`` or ``undo.sql`` and waits for the disk.

        Raises:
            InputError: it cannot be written; nothing was changed.
        """
        with _journal_errors(self.folder):
            _write(self.folder / f"{direction}.sql", [script.encoded])
            _sync_folder(self.folder)

    def begin(self, entry: Mapping[str, object]) -> None:
        """Writes the first line and waits for the disk.

        Raises:
            InputError: it cannot be written; nothing was changed.
        """
        with _journal_errors(self.folder):
            self._append(entry)

    def add(self, entry: Mapping[str, object]) -> str | None:
        """Appends one line and waits for the disk; returns why it could not, because the run has gone on by then."""
        try:
            self._append(entry)
        except OSError as error:
            return f"{self.folder}: the journal cannot be written: {error.strerror or error}"
        return None

    def _append(self, entry: Mapping[str, object]) -> None:
        with (self.folder / "journal.jsonl").open("ab") as file:
            file.write(msgspec.json.encode(entry) + b"\n")
            file.flush()
            os.fsync(file.fileno())


def history_entry(
    event: str, direction: Direction, who: str, now: datetime, plan: Plan | None, reason: str | None
) -> dict[str, object]:
    """An entry of the history of repairs, without script and folder; without a *plan* where none could be read."""
    return {
        "at": utc_text(now),
        "event": event,
        "direction": direction,
        "server": plan.server if plan else "",
        "database": plan.database if plan else "",
        "owner": (plan.owner.name or plan.owner.id) if plan else "",
        "rows": plan.row_count if plan else 0,
        "who": who,
        "digest": plan.digest if plan else "",
        "script_sha256": None,
        "journal": None,
        "reason": reason,
    }


def open_journal(root: Path, plan: Plan, direction: Direction, found: Inspection, now: datetime) -> Journal:
    """A new journal folder under *root*, on disk: plan.json, and before.json with the planned rows as they were read.

    Raises:
        InputError: the folder cannot be written; nothing was changed.
    """
    stamp = utc_text(now).replace("-", "").replace(":", "")
    name = f"{stamp}-{direction}-{plan.digest[:12]}"
    with _journal_errors(root):
        folder = _new_folder(root, name)
        _write(folder / "plan.json", [to_json(plan)])
        _write(folder / "before.json", _before(plan, found))
        _sync_folder(folder)
        _sync_folder(root)
    return Journal(folder)


@contextmanager
def _journal_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{folder}: the journal cannot be written: {error.strerror or error}",
            hint="Nothing was changed; give a folder on this machine with --journal",
        ) from None


def _before(plan: Plan, found: Inspection) -> Iterator[bytes]:
    """The planned rows as they are in the database now, one a line of a JSON array; an undo is checked against them."""
    rows_of: dict[tuple[str | None, str], dict[tuple[str, ...], RowState]] = {
        (holding.candidate.table.name.schema, holding.candidate.table.name.name): {row.key: row for row in holding.rows}
        for holding in found.holdings
    }
    start = b"[\n"
    for table in plan.tables:
        now = rows_of[table.schema, table.name]
        for row in table.rows:
            state = now[row.key]
            image = {"table": table.table, "key": state.key, "name": state.name, "owner": state.owner}
            yield start + msgspec.json.encode(image)
            start = b",\n"
    yield b"\n]\n"


def _new_folder(root: Path, name: str) -> Path:
    for number in range(1, 1000):
        folder = root / (name if number == 1 else f"{name}-{number}")
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            return folder
    raise FileExistsError(f"too many journals named {name}")


def _write(path: Path, content: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        file.writelines(content)
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
