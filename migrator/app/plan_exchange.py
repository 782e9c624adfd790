"""The checklist in Excel: exported as a workbook that people edit, and merged back into the project."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import GuardRefused, InputError
from .checklist import Checklist, read_checklist, refuse_status

if TYPE_CHECKING:
    from ..checklist.exchange import ExportedPlan, Merge, MergedRow
    from ..checklist.work import WorkStep
    from .workbook import PeopleAs


@attrs.frozen(kw_only=True)
class ImportedPlan:
    """What became of a workbook.

    Attributes:
        merge: what it changes, what cannot be taken, and what was changed in the project too.
        changes_since: how many changes were made in the project since the export.
        is_stored: whether the changes are stored.
    """

    exported: ExportedPlan
    merge: Merge
    changes_since: int
    is_stored: bool

    @property
    def is_good(self) -> bool:
        """Whether nothing of it was left out."""
        return not self.merge.problems and not self.merge.conflicts


def export_plan(project: str, output: Path, *, people: PeopleAs = "names", now: datetime) -> Checklist:
    """Write the checklist as a workbook that people edit and give back; returns what was written.

    Args:
        people: whether people stand there by name, or as labels that the project keeps; such a workbook is not read
            back.

    Raises:
        InputError: there is no checklist, or the file cannot be written.
    """
    from .. import __version__
    from ..checklist.exchange import ExportedPlan, exported_steps
    from ..checklist.overview import timed
    from ..documents.plan_workbook.contents import PlanContents
    from ..documents.plan_workbook.writer import write_plan
    from ..estate.missing import evidence_in_words
    from ..store.project import open_project
    from .journal import journal_of

    opened = open_project(project)
    revision = opened.checklist.revision()  # read first: what is changed meanwhile counts as changed later
    made = read_checklist(project, now=now)
    steps, beside = made.steps, timed(made.steps, journal_of(opened, opened.estate()), now)
    if people == "labels":
        from ..documents.people import People
        from ..documents.redaction import Redaction

        redaction = Redaction(People(made.estate, opened.person_numbers), made.estate)
        steps, beside = redaction.steps(steps), redaction.timed(beside)
    exported = ExportedPlan(
        identity=opened.checklist.identity(),
        revision=revision,
        zone=made.zone.key,
        track=made.plan.track.id,
        snapshot=made.snapshot.name,
        at=now,
        steps=exported_steps(steps),
    )
    contents = PlanContents(
        exported=exported,
        heading=made.heading,
        evidence=evidence_in_words(made.snapshot),
        zone=made.zone,
        steps=steps,
        timed=beside,
        made_at=now,
        version=__version__,
        labelled=people == "labels",
    )
    write_plan(output, contents)
    return made


def import_plan(project: str, path: Path, *, accept_good: bool, now: datetime) -> ImportedPlan:
    """Merge a workbook that came back into the project: all of it or nothing, unless *accept_good*.

    Args:
        accept_good: store what can be taken where something cannot.

    Raises:
        InputError: it is not a workbook of this checklist, or cannot be read; nothing is changed.
        GuardRefused: another person changed the same while it was merged; nothing is changed.
    """
    from ..checklist.exchange import merge
    from ..documents.plan_workbook.reader import read_plan
    from ..documents.workbook.cells import content
    from ..store.project import open_project
    from ..store.times import stamp
    from .repair import operator

    exported, rows = read_plan(path)
    opened = open_project(project)
    if exported.identity != opened.checklist.identity():
        raise InputError(f"{path}: the workbook belongs to another project", hint="Name its project with --project")
    since = opened.checklist.changes_since(exported.revision)
    made = read_checklist(project, now=now)
    if exported.track != made.plan.track.id:
        raise InputError(f"{path}: the workbook is of track {exported.track}, the project of {made.plan.track.id}")
    by_key = {step.key: step for step in made.steps}
    merged = _checked(merge(exported, rows, made.steps, lambda text: not content(text).cut_from), by_key)
    is_stored = bool(merged.rows) and (accept_good or not (merged.problems or merged.conflicts))
    if is_stored:
        opened.checklist.change(
            {row.key: row.fields for row in merged.rows},
            who=operator(),
            at=stamp(now),
            seen={row.key: by_key[row.key].decision.version for row in merged.rows if row.key in by_key},
        )
    return ImportedPlan(exported=exported, merge=merged, changes_since=since, is_stored=is_stored)


def refuse_partly(imported: ImportedPlan) -> None:
    """Refuse a workbook of which something could not be taken and nothing was stored.

    Raises:
        InputError: a cell or row cannot be taken.
        GuardRefused: the same was changed in the project.
    """
    if imported.is_good or imported.is_stored:
        return
    if imported.merge.problems:
        raise InputError(
            "nothing was stored: not every row can be taken",
            hint="Mend the cells and import it again, or store the other rows: --accept-good",
        )
    raise GuardRefused(
        "nothing was stored: the same was changed in the workbook and in the project",
        hint="Write the value that is to stay into the cell, or set it with migrator checklist set, and import it "
        "again; --accept-good stores the rest",
    )


def _checked(merged: Merge, steps: dict[str, WorkStep]) -> Merge:
    """The merge without steps that cannot be set to done or skipped yet."""
    from ..checklist.exchange import CellProblem

    good: list[MergedRow] = []
    problems = list(merged.problems)
    for row in merged.rows:
        try:
            if row.key in steps:
                refuse_status(steps[row.key], row.fields)
            good.append(row)
        except InputError as error:
            problems.append(CellProblem(row.address, error.message))
    return attrs.evolve(merged, rows=tuple(good), problems=tuple(problems))
