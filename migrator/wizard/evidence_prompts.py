"""What the wizard asks about evidence: files, a SQL Server with its databases, and the name of the snapshot."""

from __future__ import annotations

import os

from ..app.repair import RGSCONFIG
from ..errors import InputError
from .prompt import Prompt
from .state import Reply, SessionState


def _path_complaint(answer: str, _state: SessionState) -> str | None:
    if not answer:
        return "name a file, folder or zip of evidence"
    return None if os.path.lexists(answer) else f"{answer}: there is no such file or folder"


def address_complaint(answer: str, _state: SessionState) -> str | None:
    """What is wrong with the name of a SQL Server or with a URL; a URL that names a user has the password too."""
    from ..database.connection import place, user_without_password
    from ..database.server_names import named_url

    if not answer:
        return "name the server"
    try:
        url = named_url(answer, RGSCONFIG)
        if user := user_without_password(url):
            return f"{place(url)}: write the password too, as {user}:PASSWORD@; it is shown as stars"
    except InputError as error:
        return error.message if "://" in answer else f"{error.message}: name it as SQL1\\RTC or SQL1,1433"
    return None


def _database_complaint(answer: str, _state: SessionState) -> str | None:
    return None if answer else "name a database"


def _name_complaint(answer: str, state: SessionState) -> str | None:
    if not answer:
        return "a snapshot needs a name"
    taken = any(snapshot.name == answer for snapshot in state.snapshots)
    return f"a snapshot {answer!r} exists already" if taken else None


def _snapshot_name(state: SessionState) -> Reply:
    return state.now.strftime("%Y-%m-%d %H:%M:%S")


def _has_no_database(state: SessionState) -> bool:
    """Whether a server was named, and no database with it."""
    server = state.text("server")
    return bool(server) and "/" not in server


EVIDENCE = Prompt(
    name="evidence",
    text="Evidence: a file, folder or zip (Tab completes, Enter alone goes on):",
    kind="path",
    option="--evidence",
    help="Evidence to read: a file, folder or zip; may be repeated.",
    many=True,
    skips=True,
    complaint=_path_complaint,
    when=lambda state: not state.text("server"),
)
SERVER = Prompt(
    name="server",
    text="SQL Server to read now, like SQL1\\RTC or SQL1,1433; or a URL (Enter alone: none):",
    kind="address",
    option="--server",
    help=r"A SQL Server whose databases are read too, as SQL1\RTC or SQL1,1433; or one database as an SQLAlchemy URL.",
    skips=True,
    complaint=address_complaint,
    when=lambda state: not state.answers.get("evidence"),
)
DATABASES = Prompt(
    name="database",
    text="Database to read on it: rgsconfig, xds, rtc or rtcdyn:",
    kind="text",
    option="--database",
    help="A database of --server to read; may be repeated.",
    many=True,
    default=lambda _state: RGSCONFIG,
    complaint=_database_complaint,
    when=_has_no_database,
)
SNAPSHOT_NAME = Prompt(
    name="snapshot_name",
    text="Name of the snapshot:",
    kind="text",
    option="--snapshot-name",
    help="Name of the snapshot that the evidence becomes.",
    default=_snapshot_name,
    complaint=_name_complaint,
)
