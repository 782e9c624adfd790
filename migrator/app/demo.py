"""The tour: its stops as the commands that a user would type, and the folder that it fills."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import attrs

from ..errors import InputError
from ..resources import fixture
from .repair import JOURNAL_FOLDER, PLAN_FILE, REPAIR_FILE, UNDO_FILE

ABOUT, PROJECT, WORKBOOK, DATABASE = "about.txt", "migration.db", "estate.xlsx", "rgsconfig.sqlite"
FILES = {
    PROJECT: "the project: the snapshot, and what the repair did",
    WORKBOOK: "the documentation in Excel",
    DATABASE: "the embedded rgsconfig, as it was at the start",
    PLAN_FILE: "the plan of the repair, row by row",
    REPAIR_FILE: "the script that the repair ran",
    UNDO_FILE: "the script that undoes it",
    JOURNAL_FOLDER: "one folder for each run: plan, scripts, rows as they were before, events",
    ABOUT: "marks this folder as made by the tour",
}
_ABOUT_TEXT = b"Files of `migrator demo`. It deletes them and makes them anew when it is run into this folder again.\n"
_RUN = re.compile(r"\d{8}T\d{6}Z-(repair|undo)-[0-9a-f]{12}(-\d+)?")
_JOURNAL_FILES = {"plan.json", "repair.sql", "undo.sql", "before.json", "journal.jsonl"}
_SIDE_FILES = ("-journal", "-wal", "-shm")  # SQLite leaves them when it is killed
_DESKTOP_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}  # made by looking at a folder; left alone


@attrs.frozen
class Stop:
    """One stop of the tour: what it shows, the command, and the exit code that it ends with."""

    title: str
    text: str
    command: tuple[str, ...]
    exit_code: int = 0


def tour(folder: Path) -> Iterator[Stop]:
    """The stops, in order; all files are in *folder*."""
    project = ("--project", str(folder / PROJECT))
    yield Stop(
        "Inventory",
        "Evidence from the site, one WMI class per file, becomes a snapshot of the project.",
        (*project, "inventory", str(fixture("contoso-ocs2007r2")), "--name", "contoso"),
    )
    yield Stop(
        "Prediction",
        "What the migration will meet. Exit code 1 means: at least one finding of severity error or block.",
        (*project, "predict", "--target", "2013"),
        exit_code=1,
    )
    yield Stop(
        "Workbook",
        "The same as an Excel workbook: sources, findings, predicted lines, one sheet for each kind of object.",
        (*project, "export", "xlsx", "--output", str(folder / WORKBOOK)),
    )
    yield from _repair(folder, project)


def _repair(folder: Path, project: tuple[str, ...]) -> Iterator[Stop]:
    from ..repair.sqlite_database import SERVER

    repair = (*project, "repair")
    sql = ("--sql", f"sqlite:///{(folder / DATABASE).as_posix()}")
    plan = ("--plan", str(folder / PLAN_FILE))
    confirm = ("--confirm", f"{SERVER}/{DATABASE}")
    yield Stop(
        "Find",
        "After the move, response groups have lost their owner pool (exit code 1). This command only reads.",
        (*repair, "find", *sql),
        exit_code=1,
    )
    yield Stop(
        "Plan",
        "Every row with its owner before and after. You name the owner pool; it is never guessed.",
        (*repair, "plan", *sql, "--owner", "lyncpool.contoso.local", "--output", str(folder / PLAN_FILE)),
    )
    yield Stop(
        "Script",
        "The script of the change, for review.",
        (*repair, "script", *plan, "--output", str(folder / REPAIR_FILE)),
    )
    yield Stop(
        "Script of the undo",
        "It undoes exactly the rows of the plan, and only where they still hold what the repair wrote.",
        (*repair, "script", *plan, "--undo", "--output", str(folder / UNDO_FILE)),
    )
    yield Stop(
        "Apply",
        "One transaction, all or nothing. You confirm which database is changed.",
        (*repair, "apply", *plan, *sql, *confirm),
    )
    yield Stop("Verify", "Exit code 0: repaired.", (*repair, "verify", *plan, *sql))
    yield Stop("Undo", "Every row is without owner again.", (*repair, "undo", *plan, *sql, *confirm))
    yield Stop(
        "Verify again", "Exit code 1: untouched, as at the start.", (*repair, "verify", *plan, *sql), exit_code=1
    )


def prepare(folder: Path) -> None:
    """Make *folder* ready: new, or without what an earlier tour left, and with the embedded rgsconfig.

    Raises:
        InputError: it holds a file that no tour made, and nothing was deleted; or it cannot be written.
    """
    from ..repair.embedded import build

    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(folder)
        (folder / ABOUT).write_bytes(_ABOUT_TEXT)
        for path in [path for path in folder.iterdir() if path.name not in {ABOUT, *_DESKTOP_FILES}]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    except OSError as error:
        raise InputError(
            f"{error.filename or folder}: {error.strerror or error}", hint="Close that file, or name another --into"
        ) from None
    build(folder / DATABASE)


def _refuse_foreign(folder: Path) -> None:
    about = folder / ABOUT
    is_ours = about.is_file() and about.read_bytes() == _ABOUT_TEXT
    for path in sorted(folder.rglob("*") if is_ours else folder.iterdir()):
        if path.name not in _DESKTOP_FILES and not (is_ours and _is_own(*path.relative_to(folder).parts)):
            raise InputError(
                f"{folder}: holds {path.relative_to(folder)}, which the tour did not make; nothing was deleted",
                hint="Name a new folder with --into",
            )


def _is_own(name: str, *inner: str) -> bool:
    """Whether the tour makes a file of that path, given part by part."""
    if inner:
        is_run = name == JOURNAL_FOLDER and _RUN.fullmatch(inner[0]) is not None
        return is_run and len(inner) <= 2 and _JOURNAL_FILES.issuperset(inner[1:])
    return name in FILES or any(name == made + side for made in (PROJECT, DATABASE) for side in _SIDE_FILES)
