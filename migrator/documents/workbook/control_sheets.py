"""Rows of the control sheets, by the column ids of reports/workbook.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict

from ...estate.accounting import accounting
from ...estate.call_flow import CallFlowStep
from ...estate.catalogue import KINDS
from ...estate.conflicts import Conflict
from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.provenance import Snapshot
from ...estate.reconciliation import Reconciled
from ...estate.users import User
from ...rules.engine.decisions import ChangedSeverity
from ...rules.engine.losses import losses
from ...rules.engine.model import Rule
from ...rules.engine.prediction import Finding, Message, Prediction, Result
from ...rules.engine.readiness import Readiness
from ...rules.engine.references import Reference, references
from ...rules.engine.waiting import in_blocks, waiting
from ..number_rows import NumberRow
from ..shapes.prediction import finding_document, message_document, outcome_document, readiness_document
from ..shapes.rules import reference_document, rule_document
from .book import CellLink, Note
from .cells import SheetRow
from .kind_sheets import UNKNOWN, SheetRows
from .layout import Layout
from .text import lines, pairs

Row = Mapping[str, Any]
_USER_SWITCHES = ("enabled", "voice_enabled", "remote_call_control")
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
    """How the counts of the sources add up, and how many objects the sheets show."""
    return [
        accounting(snapshot.sources),
        f"{counted(len(estate), 'object')} on the sheets: each object has one row, an unknown file has none",
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


def difference_rows(found: Iterable[Conflict], layout: Layout, sheet_rows: SheetRows) -> Iterator[Row]:
    """One row per value on which two collections disagree; times are UTC."""
    for one in found:
        row = sheet_rows.of(one.item.kind, one.item.product, one.item.key)
        yield {
            "kind": kind_label(one.item.kind),
            "product": layout.product(one.item.product),
            "object": CellLink(one.item.title, row),
            "field": one.label,
            "value": one.value,
            "time": f"{one.at:%Y-%m-%d %H:%M}",
            "source": one.source,
            "other_value": one.other_value,
            "other_time": f"{one.other_at:%Y-%m-%d %H:%M}",
            "other_source": one.other_source,
        }


def number_table(numbers: Iterable[NumberRow], layout: Layout, sheet_rows: SheetRows) -> Iterator[Row]:
    """One row per number of each object, linked to the object."""
    for row in numbers:
        owner = row.owner
        yield {
            "number": row.number or UNKNOWN,
            "use": row.use,
            "kind": kind_label(owner.kind),
            "owner": CellLink(owner.title, sheet_rows.of(owner.kind, owner.product, owner.key)),
            "pool": row.pool or None,
            "problem": row.problem or None,
            "product": layout.product(owner.product),
            "key": owner.key,
        }


def user_count_rows(estate: Estate, layout: Layout) -> Iterator[Row]:
    """Users counted by what they have in common, without names."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for user in estate.of(User):
        groups = (_name_of(estate, user, field) for field in _USER_GROUPS)
        switches = (getattr(user, field) if user.knows(field) else UNKNOWN for field in _USER_SWITCHES)
        counts[user.product, *switches, *groups] += 1
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
    if not user.knows(field):
        return UNKNOWN
    found = estate.resolve(user, field)
    return (found[0][1].title if found[0][1] else found[0][0]) if found else None


def readiness_rows(ready: Sequence[Readiness]) -> Iterator[Row]:
    """One row per phase of each pool."""
    return map(asdict, map(readiness_document, ready))


def finding_rows(
    findings: Sequence[Finding], layout: Layout, sheet_rows: SheetRows, cited: Mapping[str, SheetRow]
) -> Iterator[Row]:
    """One row per finding; object and references are linked to their rows."""
    for finding in findings:
        document = finding_document(finding)
        yield {
            **asdict(document),
            "name": CellLink(finding.name, sheet_rows.of(finding.kind, finding.product, finding.key)),
            "evidence": pairs(document.evidence),
            "changes": lines(
                f"{c.field or 'object'}: {c.before or 'none'} -> {c.after or 'none'}" for c in document.changes
            ),
            "references": _linked_references(finding.references, cited),
            "product": layout.product(finding.product),
            "kind": kind_label(finding.kind),
        }


def losses_in_words(snapshot: Snapshot, prediction: Prediction) -> list[str]:
    """What stands below the findings if the evidence was read with losses."""
    lost = losses(snapshot.sources, prediction.outcomes)
    rules = sorted({rule for loss in lost for rule in loss.rules})
    sources = counted(len(lost), "source")
    missing = f" These rules ask for what is missing: {', '.join(rules)}." if rules else ""
    return [f"The evidence was read with losses from {sources}: see the cover.{missing}"] if lost else []


def reference_rows(used: Sequence[Reference]) -> Iterator[Row]:
    """One row per published source."""
    for reference in used:
        yield {**asdict(reference_document(reference)), "citation": reference.citation, "good_for": reference.good_for}


def used_references(
    rules: Iterable[Rule], messages: Iterable[Message], idle: Collection[str] = ()
) -> tuple[list[Reference], int]:
    """The sources that *rules* and predicted lines name, in the order of their ids, and how many a page shows.

    What only *idle* rules name comes last: no page shows these rules either.
    """
    named: set[str] = {id_ for line in messages for id_ in line.references}
    of_idle: set[str] = set()
    for rule in rules:
        (of_idle if rule.id in idle else named).update(rule.references)
    return list(references([*sorted(named), *sorted(of_idle - named)])), len(named)


def _linked_references(ids: Sequence[str], cited: Mapping[str, SheetRow]) -> CellLink | None:
    return CellLink(lines(ids), cited.get(ids[0])) if ids else None


def message_rows(prediction: Prediction, cited: Mapping[str, SheetRow]) -> Iterator[Row]:
    """One row per predicted line, in the order of the run."""
    for number, message in enumerate(prediction.messages, 1):
        yield {
            **asdict(message_document(message)),
            "order": number,
            "keys": lines(message.keys),
            "references": _linked_references(message.references, cited),
        }


def waiting_rows(prediction: Prediction) -> Iterator[Row]:
    """One row per command, file or answer that would supply data, with the rules that wait for it."""
    for each in waiting(prediction.outcomes):
        yield {
            "count": len(each.rules),
            "missing": ", ".join(each.missing),
            "supply": each.supply or None,
            "rules": ", ".join(in_blocks(each.rules)),
        }


def idle_rules(prediction: Prediction, rules: Sequence[Rule]) -> frozenset[str]:
    """Rules that no page shows: those that do not apply, and of those made of known messages what found nothing."""
    families = {rule.id for rule in rules if rule.family}
    return frozenset(
        outcome.rule
        for outcome in prediction.outcomes
        if outcome.outcome is Result.NOT_APPLICABLE
        or (outcome.rule in families and outcome.outcome is not Result.FOUND)
    )


def outcome_rows(prediction: Prediction, rules: Sequence[Rule], idle: Collection[str]) -> Iterator[Row]:
    """One row per rule: how it ended, the *idle* ones last."""
    titles = {rule.id: rule.title for rule in rules}
    found = Counter(finding.rule for finding in prediction.findings)
    for outcome in sorted(prediction.outcomes, key=lambda outcome: outcome.rule in idle):
        document = outcome_document(outcome)
        yield {
            **asdict(document),
            "title": titles.get(outcome.rule),
            "findings": found[outcome.rule],
            "needs": lines(document.needs),
        }


def rule_rows(
    rules: Sequence[Rule], severities: Mapping[str, ChangedSeverity], layout: Layout, cited: Mapping[str, SheetRow]
) -> Iterator[Row]:
    """One row per rule: what it looks for; *severities* are those that the project changed."""
    for rule in rules:
        changed = severities.get(rule.id)
        yield {
            **asdict(rule_document(rule, changed)),
            "products": lines(map(layout.product, rule.products)),
            "targets": lines(f"Lync {target}" for target in rule.targets),
            "inputs": (" or\n" if rule.any_need else "\n").join(cls.label for cls in rule.needs),
            "finds": rule.page.get("What it finds"),
            "why": rule.page.get("Why it matters"),
            "wrong": rule.page.get("When it is wrong"),
            "references": _linked_references(rule.references, cited),
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
    """The label of a kind for people; another word is returned unchanged."""
    return KINDS[kind].label if kind in KINDS else kind
