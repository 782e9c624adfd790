"""Rows of the control sheets, by the column ids of reports/workbook.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...estate.accounting import accounting
from ...estate.call_flow import CallFlowStep
from ...estate.catalogue import KINDS
from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.provenance import Snapshot
from ...estate.reconciliation import Reconciled
from ...estate.users import User
from ...rules.engine.decisions import ChangedSeverity
from ...rules.engine.model import Rule
from ...rules.engine.phases import phases_text
from ...rules.engine.prediction import Finding, Prediction, Result
from ...rules.engine.readiness import Readiness
from ...rules.engine.references import references
from ...rules.engine.values import outline
from .book import Linked, Note
from .kind_sheets import Places
from .layout import Layout
from .text import lines, pairs

Row = Mapping[str, Any]
_USER_GROUPS = ("pool", "dial_plan", "voice_policy", "conferencing_policy")


def source_rows(snapshot: Snapshot, layout: Layout) -> Iterator[Row]:
    """One row per source."""
    for report in snapshot.sources:
        yield {
            "path": report.path,
            "format": report.format,
            "status": report.status,
            "found": report.read + report.rejected + report.unknown,
            "read": report.read,
            "rejected": report.rejected,
            "unknown": report.unknown,
            "product": layout.product(report.product),
            "collected": lines(kind_label(kind) for kind in report.collected),
            "collected_at": report.collected_at,
            "collected_by": report.collected_by,
            "messages": lines(report.messages),
            "sha256": report.sha256,
        }


def reconciliation(snapshot: Snapshot, estate: Estate) -> list[str]:
    """The sum that must come out, and how it compares with the sheets."""
    return [
        accounting(snapshot.sources),
        f"{counted(len(estate), 'object')} on the sheets: what several sources hold is one row, an unknown file none",
    ]


def reconciliation_rows(reconciled: Sequence[Reconciled], layout: Layout) -> Iterator[Row]:
    """One row per kind of each product."""
    for one in reconciled:
        yield {
            "kind": kind_label(one.kind),
            "product": layout.product(one.product),
            "counts": lines(f"{way}: {count}" for way, count in one.counts.items()),
            "objects": one.objects,
            "differing": one.differing,
            "explanation": one.explanation,
        }


def user_count_rows(estate: Estate, layout: Layout) -> Iterator[Row]:
    """Users counted by what they have in common, without a name."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for user in estate.of(User):
        groups = (_name_of(estate, user, field) for field in _USER_GROUPS)
        counts[user.product, user.enabled, user.voice_enabled, user.remote_call_control, *groups] += 1
    for (product, enabled, voice, remote, *names), count in sorted(counts.items(), key=lambda entry: -entry[1]):
        yield {
            "users": count,
            "product": layout.product(product),
            "enabled": enabled,
            "voice_enabled": voice,
            "remote_call_control": remote,
            **dict(zip(_USER_GROUPS, names, strict=True)),
        }


def _name_of(estate: Estate, user: User, field: str) -> str | None:
    """What a field of *user* refers to, by its name."""
    found = estate.resolve(user, field)
    return (found[0][1].title if found[0][1] else found[0][0]) if found else None


def readiness_rows(ready: Sequence[Readiness]) -> Iterator[Row]:
    """One row per phase of each pool."""
    for one in ready:
        yield {
            "group": one.group,
            "phase": one.phase,
            "blocking": one.blocking,
            "other": one.other,
            "minutes": one.minutes,
        }


def finding_rows(findings: Sequence[Finding], layout: Layout, places: Places) -> Iterator[Row]:
    """One row per finding, the object leading to its row."""
    for finding in findings:
        yield {
            "rule": finding.rule,
            "severity": finding.severity,
            "original_severity": finding.original_severity,
            "name": Linked(finding.name, places.of(finding.kind, finding.product, finding.key)),
            "message": finding.message,
            "effect": finding.effect,
            "remediation": finding.remediation,
            "minutes": finding.minutes,
            "blocks": finding.phase,
            "evidence": pairs(finding.shown_evidence()),
            "grade": finding.grade,
            "baseline": finding.baseline,
            "product": layout.product(finding.product),
            "kind": kind_label(finding.kind),
            "key": finding.key,
            "fingerprint": finding.fingerprint,
            "accepted": finding.suppressed,
        }


def message_rows(prediction: Prediction) -> Iterator[Row]:
    """One row per predicted line, in the order of the run."""
    for number, message in enumerate(prediction.messages, 1):
        yield {
            "order": number,
            "cmdlet": message.cmdlet,
            "level": message.level,
            "text": message.text,
            "count": message.count,
            "keys": lines(message.keys),
            "grade": message.grade,
            "baseline": message.baseline,
            "id": message.id,
        }


def outcome_rows(prediction: Prediction, rules: Sequence[Rule]) -> Iterator[Row]:
    """One row per rule: how it ended, those that do not apply last."""
    titles = {rule.id: rule.title for rule in rules}
    found = Counter(finding.rule for finding in prediction.findings)
    for outcome in sorted(prediction.outcomes, key=lambda outcome: outcome.outcome is Result.NOT_APPLICABLE):
        yield {
            "rule": outcome.rule,
            "title": titles.get(outcome.rule),
            "outcome": outcome.outcome,
            "findings": found[outcome.rule],
            "reason": outcome.reason,
            "needs": lines(map(str, outcome.needs)),
        }


def rule_rows(rules: Sequence[Rule], severities: Mapping[str, ChangedSeverity], layout: Layout) -> Iterator[Row]:
    """One row per rule: what it looks for; *severities* are those that the project changed."""
    for rule in rules:
        changed = severities.get(rule.id)
        yield {
            "rule": rule.id,
            "title": rule.title,
            "severity": changed.severity if changed else rule.severity,
            "original_severity": changed.original if changed else None,
            "grade": rule.grade,
            "products": lines(map(layout.product, rule.products)),
            "targets": lines(f"Lync {target}" for target in rule.targets),
            "inputs": (" or\n" if rule.any_need else "\n").join(cls.label for cls in rule.needs),
            "finds": rule.page.get("What it finds"),
            "why": rule.page.get("Why it matters"),
            "wrong": rule.page.get("When it is wrong"),
            "effect": outline(rule.wording.effect),
            "remediation": outline(rule.wording.remediation),
            "minutes": rule.minutes,
            "blocks": phases_text(rule.phases),
            "source": lines(r.citation for r in references(rule.references)),
        }


def call_flow_rows(flows: Sequence[CallFlowStep], layout: Layout) -> Iterator[Row]:
    """One row per way of a call, workflow after workflow."""
    for step in flows:
        yield {
            "workflow": step.workflow,
            "step": step.step,
            "condition": step.condition,
            "prompt": step.prompt,
            "source": step.source,
            "target": step.target,
            "details": step.details,
            "terminal": step.terminal,
            "loop": step.loop,
            "dead_end": step.dead_end,
            "product": layout.product(step.product),
        }


def note_rows(notes: Sequence[Note]) -> Iterator[Row]:
    """One row per note."""
    for note in notes:
        yield {
            "sheet": note.sheet,
            "row": note.row,
            "column": note.column,
            "length": note.length,
            "note": note.note,
        }


def kind_label(kind: str) -> str:
    """The label of a kind for people; what is no kind stands as it is."""
    return KINDS[kind].label if kind in KINDS else kind
