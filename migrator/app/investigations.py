"""Keeps in the project what people find out about a symptom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError

if TYPE_CHECKING:
    from ..checklist.investigation import Investigation
    from ..knowledge.symptom import Symptom


@attrs.frozen(kw_only=True)
class SymptomReport:
    """What a user says about a symptom; empty where nothing was said.

    Attributes:
        answers: by the name of the question.
        ruled_out: ids of the checks whose causes are ruled out.
        cure: what removed it; this closes the investigation.
    """

    since: str = ""
    answers: Mapping[str, str] = attrs.field(factory=dict)
    ruled_out: tuple[str, ...] = ()
    note: str = ""
    cure: str = ""

    @property
    def needs_project(self) -> bool:
        """Whether it says something that only a project can keep."""
        return bool(self.since or self.ruled_out or self.note or self.cure)


def answers_as_typed(typed: Iterable[str], option: str = "--answer") -> dict[str, str]:
    """Answers by the name of their question, of texts such as ``direction=out``; an empty text is none.

    Raises:
        InputError: a text is not of that form; the line names *option*.
    """
    answers = {}
    for text in filter(None, typed):
        name, _, value = (part.strip() for part in text.partition("="))
        if not name or not value:
            raise InputError(f"{option} {text}: this is not NAME=VALUE", hint=f"For example {option} direction=out")
        answers[name] = value
    return answers


def investigations(project: str) -> tuple[Investigation, ...]:
    """The investigations of a project in the order in which they were opened; () without a project."""
    from ..checklist.investigation import InvestigationEntry, folded
    from ..store.project import is_new, open_project

    if is_new(project):
        return ()
    return folded(InvestigationEntry(**attrs.asdict(entry)) for entry in open_project(project).notes.entries())


def keep_report(
    project: str, symptom: Symptom, report: SymptomReport, ruled_out: Mapping[str, str], *, now: datetime
) -> Investigation | None:
    """Keep what a user says about a symptom; returns its investigation as it is then, None where nothing is kept.

    What the project holds already is not kept again, secrets never. The first entry opens an investigation, a cure
    closes it.

    Args:
        ruled_out: the causes of the checks that the report rules out, by the id of the check.

    Raises:
        InputError: there is no project, and the report says more than answers.
    """
    from ..sources.powershell.secrecy import without_secrets
    from ..store.notes import StoredEntry
    from ..store.project import is_new, open_project
    from ..store.times import stamp
    from .repair import operator

    if is_new(project):
        if report.needs_project:
            raise InputError(
                f"{project}: there is no project yet, so nothing was kept",
                hint="Run `migrator inventory SOURCE` first, or name another with --project",
            )
        return None
    before = next((i for i in investigations(project) if i.symptom == symptom.id and not i.cure), None)
    who, at = operator(), stamp(now)
    said = [("opened", "", symptom.title)] if before is None else []
    said += _new(report, ruled_out, before)
    if said != [("opened", "", symptom.title)]:
        entries = (
            StoredEntry(symptom=symptom.id, at=at, who=who, what=what, name=name, value=without_secrets(value))
            for what, name, value in said
        )
        open_project(project).notes.add_entries(entries)
    kept = [i for i in investigations(project) if i.symptom == symptom.id and (not i.cure or report.cure)]
    return kept[-1] if kept else None


def _new(
    report: SymptomReport, ruled_out: Mapping[str, str], before: Investigation | None
) -> list[tuple[str, str, str]]:
    """What of a report the investigation does not hold yet: what, name, value."""
    answers = before.answers if before else {}
    out = before.ruled_out if before else ()
    since = [("since", "", report.since)] if report.since and (before is None or before.since != report.since) else []
    return [
        *since,
        *(("answer", name, text) for name, text in report.answers.items() if answers.get(name) != text),
        *(("ruled out", check, cause) for check, cause in ruled_out.items() if cause not in out),
        *((what, "", text) for what, text in (("note", report.note), ("closed", report.cure)) if text),
    ]
