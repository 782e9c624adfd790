"""Symptoms on the terminal: their list, and one with its questions and its checks in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .console import SEVERITY_STYLES, print_labelled, print_line, print_table
from .edge_dns import print_records

if TYPE_CHECKING:
    from ..checklist.investigation import Investigation
    from ..checklist.symptom_checks import Examination, ListedSymptom, SymptomCheck
    from ..knowledge.symptom import Symptom
    from ..rules.engine.references import Reference

_MARKS = {
    "found": ("FOUND", "red"),
    "clear": ("clear", "green"),
    "not applicable": ("-", "dim"),
    "not evaluated": ("?", "yellow"),
    "people": ("look", "cyan"),
}
#: a cause that an answer shows or clears
_BY_ANSWER = {"found": ("yes", "bold"), "clear": ("no", "dim")}
_FITS = (" (fits your answers)", "", " (less likely by your answers)")
#: findings and cures of one check that are printed
_MOST = 3
#: what the history says of each entry
_ENTRIES = {
    "opened": "opened",
    "since": "since: {value}",
    "answer": "answered {name}: {value}",
    "ruled out": "ruled out: {value}",
    "note": "note: {value}",
    "closed": "closed, cured by: {value}",
}


def print_symptoms(listed: Iterable[ListedSymptom]) -> None:
    """Print every symptom with its id; those under investigation say since when."""
    rows = [
        (
            one.symptom.id,
            one.symptom.title + (" (known, unsolved)" if one.symptom.unsolved else ""),
            _state(one.investigation),
        )
        for one in listed
    ]
    print_table("Symptoms", ("Id", "Symptom", "Investigation"), rows, unfolded=("Id",))
    print_line("`migrator explain --symptom ID` shows the questions and the checks of one")


def _state(investigation: Investigation | None) -> str:
    if investigation is None:
        return ""
    return f"closed {investigation.closed[:10]}" if investigation.cure else f"open since {investigation.opened[:10]}"


def print_examination(made: Examination, references: Iterable[Reference]) -> None:
    """Print a symptom: what it means, what to answer, and the checks with what the evidence says of each."""
    symptom = made.symptom
    print_line(f"{symptom.title}  [{symptom.id}]", "bold")
    print_line(symptom.meaning)
    if symptom.unsolved:
        print_line("Known and unsolved: no source has an answer to it.", "yellow")
    if not made.has_evidence and any(check.state.cause.rules for check in made.checks):
        print_line("There is no evidence yet: nothing could be checked here.", "yellow")
    _print_questions(symptom, made.answers)
    if made.records:
        print_line()
        print_records(made.records)
    print_line()
    print_line("Checks, in this order", "bold")
    for check in made.checks:
        _print_check(check)
    print_line()
    print_labelled(
        (
            ("Remark", symptom.remarks),
            ("Messages", [", ".join(symptom.messages)] if symptom.messages else []),
            ("Known", [f"{symptom.grade.value}, in {', '.join(symptom.seen_in) or 'no named product'}"]),
            ("Source", [f"{each.title} ({each.publisher})" for each in references]),
        )
    )
    if made.investigation is not None:
        _print_history(made.investigation)


def _print_questions(symptom: Symptom, answers: Mapping[str, str]) -> None:
    if not symptom.questions:
        return
    print_line()
    print_line("Questions that separate the causes", "bold")
    for question in symptom.questions:
        options = f" ({', '.join(question.options)})" if question.options else ""
        print_line(f"  {question.text}{options}")
        answer = answers.get(question.name)
        print_line(
            f"    answered: {answer}" if answer else f"    --answer {question.name}=VALUE", "" if answer else "dim"
        )
        if better := question.leads_to.get(answer or ""):
            print_line(f"    go on with: migrator explain --symptom {better}", "bold")


def _print_check(check: SymptomCheck) -> None:
    state, cause = check.state, check.state.cause
    by_answer = not cause.rules and state.result.value in _BY_ANSWER
    mark, style = (_BY_ANSWER if by_answer else _MARKS)[state.result.value]
    out = " (ruled out)" if check.ruled_out else _FITS[check.fit]
    print_line(f"{check.id:>6}  [{mark}]  {cause.cause}{out}", "dim" if check.ruled_out else style)
    for finding in state.findings[:_MOST]:
        print_line(f"          {finding.rule} {finding.message}", SEVERITY_STYLES[finding.severity.value])
    if len(state.findings) > _MOST:
        rules = dict.fromkeys(finding.rule for finding in state.findings[_MOST:])
        options = " ".join(f"--rule {rule}" for rule in rules)
        print_line(f"          {len(state.findings) - _MOST} more: migrator predict {options}", "dim")
    is_open = state.result.value not in ("clear", "not applicable")
    cures = list(dict.fromkeys(finding.remediation for finding in state.findings)) or [cause.cure] * bool(cause.cure)
    groups: list[tuple[str, Sequence[str]]] = [
        ("Known", [cause.basis] * bool(cause.basis)),
        ("Look", [cause.look] * bool(cause.look)),
        ("Run", [cause.command] * bool(cause.command)),
        ("Needs", state.needs),
        ("Cure", cures[:_MOST]),
        ("Verify", [cause.verify] * bool(cause.verify and cause.verify not in (cause.command, cause.look))),
    ]
    if is_open and not check.ruled_out:
        print_labelled(groups)


def _print_history(investigation: Investigation) -> None:
    print_line()
    closed = f", closed {investigation.closed}" if investigation.cure else ""
    print_line(f"Investigation: opened {investigation.opened} by {investigation.who}{closed}", "bold")
    for entry in investigation.history[1:]:
        said = _ENTRIES[entry.what].format(name=entry.name, value=entry.value)
        print_line(f"  {entry.at}  {said}  ({entry.who})")
