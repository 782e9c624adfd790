"""What the command line, the wizard and the demo all do: inventory, prediction, workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import InputError
from .estate.provenance import Snapshot

if TYPE_CHECKING:
    from .report.workbook import WorkbookSummary
    from .rules.model import Prediction

Progress = Callable[[str, int, int], None]


def take_inventory(
    project: str, sources: Sequence[Path], *, name: str | None, now: datetime, progress: Progress | None = None
) -> Snapshot:
    """Read evidence into a new snapshot of *project*, which is made where there is none.

    Raises:
        InputError: the evidence is refused, or the name is taken; the project is unchanged.
    """
    from .sources.reading import Reading
    from .store.project import discard_if_new, open_project

    reading = Reading(sources, progress=progress)
    with discard_if_new(project):
        return open_project(project, create=True).save_snapshot(
            name or now.strftime("%Y-%m-%d %H:%M:%S"), now, reading.items(), lambda: reading.reports
        )


def run_prediction(
    project: str, *, snapshot: str | None, target: str, only: Sequence[str] = (), now: datetime
) -> Prediction:
    """Findings and predicted messages for a snapshot, by all rules or by those named in *only*.

    Raises:
        InputError: no such snapshot or rule.
    """
    from .rules.catalogue import all_rules
    from .rules.model import Context
    from .rules.predict import predict
    from .store.project import open_project

    rules = all_rules()
    if unknown := [id_ for id_ in only if id_ not in {rule.id for rule in rules}]:
        raise InputError(f"--rule: there is no rule {', '.join(unknown)}", hint="`migrator rules` lists them")
    estate = open_project(project).estate(snapshot)
    chosen = [rule for rule in rules if not only or rule.id in only]
    return predict(estate, Context(now=now, target=target), chosen)


def write_workbook(
    project: str,
    output: Path,
    *,
    snapshot: str | None,
    target: str,
    now: datetime,
    progress: Progress | None = None,
) -> WorkbookSummary:
    """Write the Excel documentation of a snapshot.

    Raises:
        InputError: no such snapshot, or the file cannot be written.
    """
    from . import __version__
    from .report.workbook import export_workbook
    from .rules.catalogue import all_rules
    from .store.project import open_project

    opened = open_project(project)
    prediction = run_prediction(project, snapshot=snapshot, target=target, now=now)
    return export_workbook(
        output,
        opened.snapshot(snapshot),
        opened.estate(snapshot),
        prediction,
        rules=all_rules(),
        made_at=now,
        version=__version__,
        progress=progress,
    )
