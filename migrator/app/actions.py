"""What the command line, the wizard and the demo all do: inventory, prediction, workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from ..estate.estate import Estate
from ..estate.provenance import Snapshot, SourceReport

if TYPE_CHECKING:
    from ..documents.workbook.workbook import WorkbookSummary
    from ..response_groups.comparison import Comparison as RgsComparison
    from ..response_groups.move import Move
    from ..rules.engine.log_comparison import Comparison
    from ..rules.engine.model import Prediction
    from ..rules.engine.readiness import Readiness
    from ..rules.engine.suppression import Applied, Suppression
    from ..sources.databases.database import LiveDatabase
    from ..store.project import Project

Progress = Callable[[str, int, int], None]


def take_inventory(
    project: str,
    sources: Sequence[Path],
    *,
    name: str | None,
    now: datetime,
    progress: Progress | None = None,
    databases: Sequence[LiveDatabase] = (),
) -> Snapshot:
    """Read evidence into a new snapshot of *project*, which is made where there is none.

    Raises:
        InputError: the evidence is refused, or the name is taken; the project is unchanged.
        TargetError: a database cannot be reached, or answers with an error; the project is unchanged.
    """
    from ..sources.reading import Reading
    from ..store.connecting import files_of
    from ..store.project import discard_if_new, open_project

    reading = Reading(sources, progress=progress, skip=files_of(project), databases=databases)
    with discard_if_new(project):
        return open_project(project, create=True).save_snapshot(
            name or now.strftime("%Y-%m-%d %H:%M:%S"), now, reading.items(), lambda: reading.reports
        )


@attrs.frozen(kw_only=True)
class Question:
    """What is asked of the rules: which snapshot, which target, and what the user knows or decided.

    Attributes:
        only: ids of rules; all where empty.
        answers: file of what only a human knows.
        messages: the user's own message templates.
    """

    snapshot: str | None = None
    target: str = "2013"
    only: tuple[str, ...] = ()
    answers: Path | None = None
    messages: Path | None = None


@attrs.frozen(kw_only=True)
class Assessment:
    """What the rules say of a snapshot.

    Attributes:
        prediction: findings and predicted messages, accepted findings marked.
        applied: what became of each acceptance.
        readiness: what stands in the way of each phase, by pool.
        estate: what they looked at.
    """

    estate: Estate
    prediction: Prediction
    applied: tuple[Applied, ...]
    readiness: tuple[Readiness, ...]


def run_prediction(project: str, question: Question, *, now: datetime) -> Assessment:
    """Findings and predicted messages for a snapshot.

    Raises:
        InputError: no such snapshot or rule, or a file that cannot be used.
    """
    from ..rules.engine.answers import read_answers
    from ..rules.engine.catalogue import all_rules
    from ..rules.engine.messages import with_own
    from ..rules.engine.model import Context, Severity
    from ..rules.engine.predict import predict
    from ..rules.engine.readiness import readiness
    from ..rules.engine.suppression import suppress
    from ..store.project import open_project

    only = question.only
    rules = all_rules()
    if unknown := [id_ for id_ in only if id_ not in {rule.id for rule in rules}]:
        raise InputError(f"--rule: there is no rule {', '.join(unknown)}", hint="`migrator rules` lists them")
    opened = open_project(project)
    answers = read_answers(question.answers) if question.answers else {}
    estate = opened.estate(question.snapshot)
    prediction = predict(
        estate,
        Context(now=now, target=question.target, answers=answers),
        [rule for rule in rules if not only or rule.id in only],
        templates=with_own(question.messages),
        severities={rule: Severity(own.severity) for rule, own in opened.decisions.severities().items()},
    )
    prediction, applied = suppress(prediction, stored_suppressions(opened), now.date())
    return Assessment(
        estate=estate, prediction=prediction, applied=applied, readiness=readiness(prediction.findings, estate)
    )


def compare_logs(project: str, files: Sequence[Path], question: Question, *, now: datetime) -> Comparison:
    """Real migration logs against the prediction for a snapshot.

    Raises:
        InputError: no such snapshot, or a file that is no migration log.
    """
    from ..rules.engine.log_comparison import Line, compare
    from ..rules.engine.messages import with_own
    from ..rules.engine.model import Context
    from ..sources.bundle import file_member
    from ..sources.logs.migration_log import entries_of

    lines: list[Line] = []
    stamped = False
    for file in files:
        before = len(lines)
        for position, entry in entries_of(file_member(file)):
            stamped = stamped or bool(entry.stamp)
            if entry.message:
                lines.append(Line(level=entry.level, text=entry.message, source=f"{file.name}, {position}"))
        if len(lines) == before:
            raise InputError(f"{file}: no line of a migration log in it")
    prediction = run_prediction(project, question, now=now).prediction
    context = Context(now=now, target=question.target)
    values = {"target_product": context.product_name}
    comparison = compare(lines, prediction.messages, with_own(question.messages), values)
    if not stamped and not any(match.seen for match in comparison.matches):
        raise InputError(f"{', '.join(map(str, files))}: neither a time stamp nor a predicted line: no migration log")
    return comparison


def compare_rgs(project: str, legacy: str, migrated: str) -> RgsComparison:
    """Response groups of one side against their copies on the other.

    Each side is a snapshot by name, or a pool of the newest snapshot by its FQDN.

    Raises:
        InputError: neither a snapshot nor a pool of that name.
    """
    from ..response_groups.comparison import compare_response_groups
    from ..response_groups.counts import count_by_way
    from ..store.project import open_project

    opened = open_project(project)
    before, reports_before = _side(opened, legacy, migrated=False)
    after, reports_after = _side(opened, migrated, migrated=True)
    counts = (
        *count_by_way("legacy", before, reports_before),
        *count_by_way("migrated", after, reports_after),
    )
    return attrs.evolve(compare_response_groups(before, after), counts=counts)


def foretell_rgs(project: str, legacy: str, *, answers: Path | None = None, now: datetime) -> Move:
    """What the move will do to the response groups of a snapshot, or of a pool of the newest snapshot.

    Raises:
        InputError: neither a snapshot nor a pool of that name, no legacy response group in it, or a file of answers
            that cannot be used.
    """
    from ..response_groups.move import foretell_move
    from ..rules.engine.catalogue import all_rules
    from ..store.project import open_project

    snapshot, pool = _named(open_project(project), legacy)
    assessment = run_prediction(project, Question(snapshot=snapshot, answers=answers), now=now)
    move = foretell_move(assessment.estate, assessment.prediction, all_rules(), pool=pool)
    if not move.objects:
        raise InputError(
            f"{legacy}: it holds no response group of OCS 2007 R2 or Lync 2010",
            hint="`migrator show workflow` lists what the newest snapshot has",
        )
    return move


def _side(opened: Project, name: str, *, migrated: bool) -> tuple[Estate, tuple[SourceReport, ...]]:
    from ..response_groups.comparison import part_of

    snapshot, pool = _named(opened, name)
    return part_of(opened.estate(snapshot), pool=pool, migrated=migrated), opened.snapshot(snapshot).sources


def _named(opened: Project, name: str) -> tuple[str | None, str | None]:
    """(snapshot, pool) that *name* means: a snapshot, else a pool of the newest one."""
    if name in {snapshot.name for snapshot in opened.snapshots()}:
        return name, None
    if opened.estate().find("pool", name) is None:
        raise InputError(
            f"{name}: neither a snapshot nor a pool of the newest snapshot",
            hint="`migrator snapshots` and `migrator show pool` list them",
        )
    return None, name


def stored_suppressions(project: Project) -> list[Suppression]:
    """The accepted findings of a project."""
    from ..rules.engine.suppression import Suppression

    return [
        Suppression(
            id=s.id,
            rule=s.rule,
            pattern=s.pattern,
            reason=s.reason,
            approver=s.approver,
            created=date.fromisoformat(s.created),
            expires=date.fromisoformat(s.expires) if s.expires else None,
        )
        for s in project.decisions.suppressions()
    ]


def write_workbook(
    project: str,
    output: Path,
    *,
    question: Question,
    now: datetime,
    names: bool = False,
    progress: Progress | None = None,
) -> WorkbookSummary:
    """Write the Excel documentation of a snapshot.

    Args:
        names: list users by name; without it they are counted.

    Raises:
        InputError: no such snapshot, or the file cannot be written.
    """
    from .. import __version__
    from ..documents.workbook.workbook import export_workbook
    from ..rules.engine.catalogue import all_rules
    from ..store.project import open_project

    assessment = run_prediction(project, question, now=now)
    return export_workbook(
        output,
        open_project(project).snapshot(question.snapshot),
        assessment.estate,
        assessment.prediction,
        rules=all_rules(),
        made_at=now,
        version=__version__,
        names=names,
        progress=progress,
    )
