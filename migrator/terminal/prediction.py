"""Findings, predicted lines and outcomes on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import shorten
from typing import TYPE_CHECKING

from ..estate.counting import counted, first_few
from .console import print_line, print_table, shown, shown_severity, stdout

if TYPE_CHECKING:
    from ..rules.engine.losses import SourceLoss
    from ..rules.engine.model import Severity
    from ..rules.engine.prediction import Finding, Message, Prediction
    from ..rules.engine.suppression import Applied

_EXAMPLES = 3
#: sources of data that are listed where no details are asked for, and of each what is missing and blocks of rules
_SUPPLIES, _MISSING, _BLOCKS = 12, 3, 4
#: sources with losses that are listed, rules of each, and characters of a reason
_SOURCES, _RULES, _REASON = 10, 6, 160
#: families of rules of which there is one for each known event or id
_FAMILIES = frozenset({"EVT", "DIAG"})
_SUPPRESSES_NOTHING = {"stale": "matches no finding", "expired": "has expired"}


def print_prediction(
    prediction: Prediction,
    applied: Sequence[Applied] = (),
    losses: Sequence[SourceLoss] = (),
    *,
    details: bool = False,
) -> None:
    """Print what the evidence lacks, findings by rule, the predicted lines, and what would supply the missing data.

    Args:
        details: print why each rule could not be evaluated too.
    """
    print_losses(losses)
    print_findings(prediction)
    print_stale(applied)
    print_messages(prediction)
    if details:
        print_outcomes(prediction)
    else:
        _print_waiting(prediction)
        _print_totals(prediction)


def print_losses(losses: Sequence[SourceLoss]) -> None:
    """Print the sources of which something is not in the snapshot, and the rules that this touches."""
    if not losses:
        return
    rules = len({rule for loss in losses for rule in loss.rules})
    asked = counted(rules, "rule asks", "rules ask")
    print_line(
        f"The snapshot was read with losses from {counted(len(losses), 'source')}; {asked} for what is missing",
        "yellow",
    )
    for loss in sorted(losses, key=lambda loss: not loss.rules)[:_SOURCES]:
        print_line(f"  {loss.path}: {shorten(loss.reason, _REASON, placeholder=' ...')}", "yellow")
        if loss.kinds:
            ids, more = first_few(loss.rules, _RULES)
            asked_by = " ".join(filter(None, (", ".join(ids), more))) or "no rule"
            print_line(f"    not complete: {', '.join(loss.kinds)}; asked for by {asked_by}")
    if len(losses) > _SOURCES:
        print_line(f"  ... and {len(losses) - _SOURCES:,} more (all with --json or in the workbook)", "yellow")


def print_findings(prediction: Prediction) -> None:
    """Print findings grouped by rule, the worst first."""
    by_rule: dict[tuple[Severity, Severity | None, str, bool, bool], list[Finding]] = {}
    for finding in prediction.findings:
        by_rule.setdefault(
            (
                finding.severity,
                finding.original_severity,
                finding.rule,
                finding.baseline,
                finding.suppressed is not None,
            ),
            [],
        ).append(finding)
    rows = []
    for (severity, original, rule_id, baseline, accepted), findings in by_rule.items():
        kept, more = first_few([f.message for f in findings], _EXAMPLES)
        rest = [f"... {more} (all with --json or in the workbook)"] if more else []
        rows.append(
            (
                shown("baseline", "dim") if baseline else shown_severity(severity, original),
                rule_id,
                len(findings),
                shown(
                    "\n".join([findings[0].title + " (accepted)" * accepted, *(f"- {n}" for n in kept), *rest]),
                    "dim strike" if accepted else "",
                ),
            )
        )
    if not rows:
        print_line(f"No findings{_evaluated(prediction)}", "italic")
        return
    print_table("Findings", ("Severity", "Rule", "Count", "What"), rows, numeric="llr")


def _evaluated(prediction: Prediction) -> str:
    """What a conclusion of "none" rests on, where some rules were not evaluated."""
    return " by the rules that were evaluated" * any(o.outcome == "not evaluated" for o in prediction.outcomes)


def print_stale(applied: Sequence[Applied]) -> None:
    """Print the suppressions that no longer do what they were made for."""
    for entry in applied:
        if entry.state in _SUPPRESSES_NOTHING:
            s = entry.suppression
            print_line(
                f"Suppression {s.id} ({s.rule} {s.pattern}, {s.approver}) {_SUPPRESSES_NOTHING[entry.state]}", "yellow"
            )


def print_messages(prediction: Prediction) -> None:
    """Print one example of each kind of predicted line, and how many there are; JSON and workbook have them all."""
    from rich.padding import Padding

    alike: dict[tuple[str, str, str, str], list[Message]] = {}
    for message in prediction.messages:
        alike.setdefault((message.cmdlet, message.level, message.presumed, message.id), []).append(message)
    if not alike:
        target = f"Lync Server {prediction.target}"
        print_line(f"No line is predicted for the move to {target}{_evaluated(prediction)}", "italic")
        return
    print_line(f"Lines that the move to Lync Server {prediction.target} will print", "italic")
    for (cmdlet, level, presumed, _), messages in alike.items():
        count = sum(message.count for message in messages)
        example = "once" if count == 1 else f"{count} like this one"
        print_line(f"{cmdlet} {level}, {example}" + f" (inferred: {presumed})" * bool(presumed), "bold")
        stdout().print(Padding(shown(messages[0].text), (0, 0, 0, 2)))


def _shown_rules(ids: Sequence[str]) -> list[str]:
    """Ids of rules; those of a family that is made from data as one line, where there are several."""
    shown: list[str] = []
    for family, alike in groupby(ids, key=lambda id_: id_.partition("-")[0]):
        listed = list(alike)
        is_one_line = family in _FAMILIES and len(listed) > _EXAMPLES
        shown += [f"{family}-* ({counted(len(listed), 'rule')})"] if is_one_line else listed
    return shown


def print_outcomes(prediction: Prediction) -> None:
    """Print which rules could not be evaluated, then the totals."""
    waiting: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for outcome in prediction.outcomes:
        if outcome.outcome == "not evaluated":
            waiting.setdefault((outcome.reason, tuple(map(str, outcome.needs))), []).append(outcome.rule)
    if waiting:
        print_table(
            "Not evaluated",
            ("Rules", "Why", "What would supply the data"),
            [("\n".join(_shown_rules(rules)), reason, "\n".join(needs)) for (reason, needs), rules in waiting.items()],
        )
    _print_totals(prediction)


def _print_waiting(prediction: Prediction) -> None:
    """Print what would supply the data of rules that were not evaluated, what most rules wait for first."""
    from ..rules.engine.waiting import in_blocks, waiting

    supplies = waiting(prediction.outcomes)
    if not supplies:
        return
    rules = {rule for each in supplies for rule in each.rules}
    print_line(f"Not evaluated: {counted(len(rules), 'rule')}, by what would supply their data", "bold")
    for each in supplies[:_SUPPLIES]:
        waits = counted(len(each.rules), "rule waits", "rules wait")
        blocks = _few(in_blocks(each.rules), _BLOCKS)
        print_line(f"  {waits} for {_few(each.missing, _MISSING)}: {blocks}")
        if each.supply:
            print_line(f"      {each.supply}", "green")
    if (more := len(supplies) - _SUPPLIES) > 0:
        print_line(f"  ... and {counted(more, 'more source')} of data (all with --details or in the workbook)")


def _few(names: Sequence[str], most: int) -> str:
    shown_names, more = first_few(names, most)
    return " ".join(filter(None, (", ".join(shown_names), more)))


def _print_totals(prediction: Prediction) -> None:
    from ..rules.engine.model import Severity
    from ..rules.engine.prediction import Result
    from ..rules.engine.suppression import open_findings

    still_open = open_findings(prediction.findings)
    counts = {level: sum(f.severity is level for f in still_open) for level in Severity}
    accepted = sum(f.suppressed is not None for f in prediction.findings)
    noise = sum(f.baseline for f in prediction.findings)
    ended = {r: sum(o.outcome is r for o in prediction.outcomes) for r in Result}
    print_line(
        ", ".join(f"{count} {level}" for level, count in counts.items())
        + f", {noise} baseline noise, {accepted} accepted; {counted(len(prediction.outcomes), 'rule')}: "
        + ", ".join(f"{count} {result}" for result, count in ended.items())
    )
