"""Prints how large a process gets that plans or applies a repair, in MB: ``python -m ... STEP KIND ROWS FOLDER``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from migrator.__main__ import main
from migrator.repair import opening
from migrator.repair.sql_server import SqlServer

from .many_rows import URL, ManyRows
from .peak import peak_kb


def run(step: str, kind: str, rows: int, folder: Path) -> None:
    """Run `repair plan` or `repair apply` as the command line does, against a scripted server."""

    @contextmanager
    def scripted(*_: Any, **__: Any) -> Iterator[SqlServer]:
        yield SqlServer(ManyRows(kind, rows), URL)

    opening.open_target = scripted
    plan = folder / f"{kind}.json"
    more = ["--owner", "lyncpool.contoso.local", "--output", str(plan)] if step == "plan" else []
    more += ["--plan", str(plan), "--confirm", "SQL1/rgsconfig"] if step == "apply" else []
    code = main(["--project", str(folder / "project.db"), "repair", step, "--sql", URL, *more])
    if code:
        raise SystemExit(code)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    print(f"\n{peak_kb() / 1024}")  # noqa: T201
