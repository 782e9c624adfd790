"""`predict`: findings and predicted messages of a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..estate.counting import counted
from ..terminal.console import SEVERITY_STYLES, print_json, print_table, shown, stderr, stdout

if TYPE_CHECKING:
    from ..app.actions import Assessment
    from ..rules.engine.model import Finding, Message, Prediction
    from ..rules.engine.suppression import Applied
    from .app import Settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LEVELS = ("block", "error", "warning", "info")
OUTCOMES = ("found", "clear", "not applicable", "not evaluated")


@click.command()
@click.option("--snapshot", help="Name of the snapshot; the newest where it is not given.")
@click.option("--target", type=click.Choice(("2010", "2013")), default="2013", show_default=True, help="Lync Server.")
@click.option("--rule", "only", multiple=True, metavar="ID", help="Run only this rule; may be repeated.")
@click.option(
    "--threshold",
    type=click.Choice(LEVELS),
    default="error",
    show_default=True,
    help="Exit with 1 where a finding is at least this severe; baseline noise never counts.",
)
@click.option("--answers", type=_FILE, help="TOML file with what only you know; see `migrator rules --answers`.")
@click.option("--messages", type=_FILE, help="TOML file with your own message templates.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def predict(
    settings: Settings,
    snapshot: str | None,
    target: str,
    only: tuple[str, ...],
    threshold: str,
    answers: Path | None,
    messages: Path | None,
    as_json: bool,
) -> int:
    """Say beforehand what the migration will meet: findings, and the lines that the cmdlets will print.

    \b
    Example:
      migrator predict --target 2013 --threshold block
    """
    from ..app.actions import Question, run_prediction

    question = Question(snapshot=snapshot, target=target, only=only, answers=answers, messages=messages)
    assessment = run_prediction(settings.project_url, question, now=settings.now())
    prediction = assessment.prediction
    if as_json:
        print_json(prediction_document(assessment))
    else:
        # One rule alone does not tell which acceptances are stale.
        print_prediction(prediction, () if only else assessment.applied)
        stderr().print(shown("Next: migrator export xlsx --output estate.xlsx"))
    from ..rules.engine.suppression import open_findings

    worst = LEVELS.index(threshold)
    return int(any(f.severity.rank <= worst for f in open_findings(prediction.findings)))


def prediction_document(assessment: Assessment) -> dict[str, Any]:
    """The JSON shape of `predict --json`."""
    prediction = assessment.prediction
    return {
        "target": prediction.target,
        "findings": [finding_document(finding) for finding in prediction.findings],
        "messages": [
            {
                "id": m.id,
                "cmdlet": m.cmdlet,
                "level": m.level,
                "text": m.text,
                "count": m.count,
                "keys": m.keys,
                "grade": m.grade,
                "baseline": m.baseline,
            }
            for m in prediction.messages
        ],
        "outcomes": [
            {"rule": o.rule, "outcome": o.outcome, "reason": o.reason, "needs": o.needs} for o in prediction.outcomes
        ],
        "suppressions": [suppression_document(a) for a in assessment.applied],
        "readiness": [
            {"group": r.group, "phase": r.phase, "blocking": r.blocking, "other": r.other, "minutes": r.minutes}
            for r in assessment.readiness
        ],
        "log": [{"cmdlet": e.cmdlet, "level": e.level, "text": e.text} for e in prediction.log],
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    """The JSON shape of one finding."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "grade": finding.grade,
        "product": finding.product,
        "kind": finding.kind,
        "key": finding.key,
        "name": finding.name,
        "title": finding.title,
        "message": finding.message,
        "effect": finding.effect,
        "evidence": finding.evidence,
        "remediation": finding.remediation,
        "fingerprint": finding.fingerprint,
        "baseline": finding.baseline,
        "suppressed": finding.suppressed,
    }


def suppression_document(applied: Applied) -> dict[str, Any]:
    """The JSON shape of an accepted finding."""
    s = applied.suppression
    return {
        "id": s.id,
        "rule": s.rule,
        "pattern": s.pattern,
        "reason": s.reason,
        "approver": s.approver,
        "created": s.created,
        "expires": s.expires,
        "state": applied.state,
        "matched": applied.matched,
    }


def print_prediction(prediction: Prediction, applied: Sequence[Applied] = ()) -> None:
    """Print findings grouped by rule, the predicted lines, and which rules could not be evaluated."""
    print_findings(prediction)
    print_stale(applied)
    print_messages(prediction)
    print_outcomes(prediction)


def print_messages(prediction: Prediction) -> None:
    """Print one example of each kind of predicted line, and how many there are; JSON and workbook have them all."""
    from rich.padding import Padding

    alike: dict[tuple[str, str, str], list[Message]] = {}
    for message in prediction.messages:
        alike.setdefault((message.cmdlet, message.level, message.id), []).append(message)
    if not alike:
        stdout().print(shown(f"No line that the move to Lync Server {prediction.target} will print is known", "italic"))
        return
    stdout().print(shown(f"Lines that the move to Lync Server {prediction.target} will print", "italic"))
    for (cmdlet, level, _), messages in alike.items():
        count = sum(message.count for message in messages)
        example = "once" if count == 1 else f"{count} like this one"
        stdout().print(shown(f"{cmdlet} {level}, {example}", "bold"))
        stdout().print(Padding(shown(messages[0].text), (0, 0, 0, 2)))


def print_stale(applied: Sequence[Applied]) -> None:
    """Print the suppressions that no longer do what they were made for."""
    for entry in applied:
        if entry.state != "active":
            s = entry.suppression
            stdout().print(shown(f"Suppression {s.id} ({s.rule} {s.pattern}, {s.approver}) is {entry.state}", "yellow"))


def print_outcomes(prediction: Prediction) -> None:
    """Print which rules could not be evaluated, then the totals."""
    waiting: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for outcome in prediction.outcomes:
        if outcome.outcome == "not evaluated":
            waiting.setdefault((outcome.reason, outcome.needs), []).append(outcome.rule)
    if waiting:
        print_table(
            "Not evaluated",
            ("Rules", "Why", "What would supply the data"),
            [("\n".join(rules), reason, "\n".join(needs)) for (reason, needs), rules in waiting.items()],
        )
    from ..rules.engine.suppression import open_findings

    still_open = open_findings(prediction.findings)
    counts = {level: sum(f.severity == level for f in still_open) for level in LEVELS}
    accepted = sum(f.suppressed is not None for f in prediction.findings)
    noise = sum(f.baseline for f in prediction.findings)
    ended = {r: sum(o.outcome == r for o in prediction.outcomes) for r in OUTCOMES}
    stdout().print(
        shown(
            ", ".join(f"{count} {level}" for level, count in counts.items())
            + f", {noise} baseline noise, {accepted} accepted; {counted(len(prediction.outcomes), 'rule')}: "
            + ", ".join(f"{count} {result}" for result, count in ended.items())
        )
    )


def print_findings(prediction: Prediction) -> None:
    """Print findings grouped by rule, the worst first."""
    by_rule: dict[tuple[str, str, bool, bool], list[Finding]] = {}
    for finding in prediction.findings:
        by_rule.setdefault(
            (finding.severity, finding.rule, finding.baseline, finding.suppressed is not None), []
        ).append(finding)
    rows = []
    for (severity, rule_id, baseline, accepted), findings in by_rule.items():
        names = [f.message for f in findings]
        more = f"\n... and {len(names) - 3} more (all with --json or in the workbook)" if len(names) > 4 else ""
        kept = names if not more else names[:3]
        rows.append(
            (
                shown("baseline" if baseline else severity, "dim" if baseline else SEVERITY_STYLES[severity]),
                rule_id,
                len(findings),
                shown(
                    "\n".join([findings[0].title, *(f"- {n}" for n in kept)]) + more,
                    "dim strike" if accepted else "",
                ),
            )
        )
    print_table("Findings", ("Severity", "Rule", "Count", "What"), rows, numeric="llr")
