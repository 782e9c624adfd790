"""The evidence that the wizard reads: files, and databases of a SQL Server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..database.server_names import named_url
from .evidence_prompts import DATABASES, EVIDENCE, SERVER
from .interview import Interview

if TYPE_CHECKING:
    from ..sources.databases.live import LiveDatabase


def evidence_of(interview: Interview) -> tuple[list[Path], list[LiveDatabase]]:
    """The files and databases to read; both are empty where the step is skipped.

    Where the command line names one kind of evidence, the other is not asked for.
    """
    on_command_line = interview.given.keys() & {EVIDENCE.name, SERVER.name}
    wanted = on_command_line or {EVIDENCE.name, SERVER.name}
    files = interview.several(EVIDENCE) if EVIDENCE.name in wanted else []
    server = interview.text(SERVER) if SERVER.name in wanted else ""
    return [Path(file) for file in files], _databases(interview, server)


def _databases(interview: Interview, server: str) -> list[LiveDatabase]:
    from ..sources.databases.live import LiveDatabase

    if not server:
        return []
    names = interview.several(DATABASES) if DATABASES.when(interview.state) else [""]
    return [LiveDatabase(named_url(server, name)) for name in names]
