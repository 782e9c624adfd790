"""The first sheet: what the workbook describes, and a summary of its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.products import product_names
from ...estate.provenance import Snapshot
from ...estate.topology import SipDomain
from ...rules.engine.decisions import DecisionsInForce
from ...rules.engine.losses import losses
from ...rules.engine.model import Severity
from ...rules.engine.prediction import Prediction, Result
from ...rules.engine.suppression import open_findings
from .book import BODY, FACT, HEADER, LABEL, MUTED, NUMBER, STRUCK, TITLE, Book
from .cells import cell, content
from .control_sheets import kind_label, reconciliation
from .row_heights import POINTS_PER_LINE, line_count
from .text import lines

COVER = "Cover"
_WIDTHS = {"A": 30, "B": 16, "C": 20, "D": 60}
_SEVERITY_MEANS = {
    Severity.BLOCK: "must be solved before the phase that it blocks",
    Severity.ERROR: "something will be lost or will not work",
    Severity.WARNING: "something will change, or must be checked",
    Severity.INFO: "good to know",
}


@attrs.frozen
class Cover:
    """What the cover describes."""

    snapshot: Snapshot
    estate: Estate
    prediction: Prediction
    decisions: DecisionsInForce
    made_at: datetime
    version: str


def write_cover(book: Book, title: str, cover: Cover) -> None:
    """Write the cover on the reserved sheet *title*."""
    sheet = book.sheet(title)
    sheet.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width

    written = 0

    def write(*row: tuple[Any, str]) -> None:
        nonlocal written
        written += 1
        wrapped = [(str(v), width) for (v, style), width in zip(row, _WIDTHS.values(), strict=False) if style == BODY]
        height = max((line_count(text, width) for text, width in wrapped), default=1)
        if height > 1:
            sheet.row_dimensions[written].height = height * POINTS_PER_LINE
        sheet.append([cell(sheet, content(value), style=style) for value, style in row])

    write((book.layout.title, TITLE))
    write((book.layout.classification, MUTED))
    sections = (
        _facts(cover),
        _losses(cover),
        _severities(cover.prediction),
        _outcomes(cover.prediction),
        _changed_severities(cover.decisions),
        _answers(cover.decisions),
    )
    for section in sections:
        if rows := list(section):
            write()
            for row in rows:
                write(*row)
    sheet.close()


def _facts(cover: Cover) -> Iterator[list[tuple[Any, str]]]:
    snapshot, estate = cover.snapshot, cover.estate
    domains = sorted({domain.title for domain in estate.of(SipDomain)})
    losses = sum(report.has_losses for report in snapshot.sources)
    facts: Mapping[str, object] = {
        "Estate": ", ".join(domains) or "no SIP domain in the evidence",
        "Products": product_names(snapshot.products),
        "Move to": f"Lync Server {cover.prediction.target}",
        "Snapshot": snapshot.name,
        "Taken at (UTC)": _utc(snapshot.taken_at),
        "Workbook made at (UTC)": _utc(cover.made_at),
        "Made by": f"migrator {cover.version}",
        "Sources": f"{len(snapshot.sources)}, of which {losses} with losses",
        "Records": reconciliation(snapshot, estate)[0],
        "Objects": f"{len(estate):,} of {counted(len(snapshot.items), 'kind')}",
        "Predicted messages": str(sum(message.count for message in cover.prediction.messages)),
    }
    for label, value in facts.items():
        yield [(label, LABEL), (value, FACT)]


def _losses(cover: Cover) -> Iterator[list[tuple[Any, str]]]:
    lost = losses(cover.snapshot.sources, cover.prediction.outcomes)
    if lost:
        yield [(label, HEADER) for label in ("Read with losses", "Incomplete", "Rules", "What is missing")]
    for loss in lost:
        kinds = lines(map(kind_label, loss.kinds)) or "not known"
        yield [(loss.path, BODY), (kinds, BODY), (", ".join(loss.rules) or "none", BODY), (loss.reason, BODY)]


def _severities(prediction: Prediction) -> Iterator[list[tuple[Any, str]]]:
    yield [(label, HEADER) for label in ("Severity", "Findings", "Estimated minutes", "Meaning")]
    real = open_findings(prediction.findings)
    for severity in Severity:
        own = [finding for finding in real if finding.severity == severity]
        minutes = sum(finding.minutes for finding in own)
        yield [(severity, LABEL), (len(own), NUMBER), (minutes, NUMBER), (_SEVERITY_MEANS[severity], BODY)]
    yield [
        ("all", LABEL),
        (len(real), NUMBER),
        (sum(f.minutes for f in real), NUMBER),
        ("neither accepted nor baseline noise", BODY),
    ]
    noise = sum(finding.baseline for finding in prediction.findings)
    accepted = sum(finding.suppressed is not None for finding in prediction.findings)
    yield [("accepted", LABEL), (accepted, NUMBER), (0, NUMBER), ("struck out on the sheet Findings", BODY)]
    yield [("baseline noise", LABEL), (noise, NUMBER), (0, NUMBER), ("expected on practically every estate", BODY)]


def _outcomes(prediction: Prediction) -> Iterator[list[tuple[Any, str]]]:
    yield [(label, HEADER) for label in ("Outcome", "Rules")]
    counts = Counter(outcome.outcome for outcome in prediction.outcomes)
    for result in Result:
        yield [(result, LABEL), (counts[result], NUMBER)]


def _changed_severities(decisions: DecisionsInForce) -> Iterator[list[tuple[Any, str]]]:
    if decisions.severities:
        yield [(label, HEADER) for label in ("Changed severity", "Severity", "Original", "Decision")]
    for changed in decisions.severities.values():
        yield [(changed.rule, LABEL), (changed.severity, FACT), (changed.original, STRUCK), (changed.decision, BODY)]


def _answers(decisions: DecisionsInForce) -> Iterator[list[tuple[Any, str]]]:
    if answers := [answer for answer in decisions.answers if answer.text]:
        yield [(label, HEADER) for label in ("Answer to", "Answer", "By", "Question")]
        for answer in answers:
            by = "derived" if answer.derived else answer.who
            question = f"{answer.question.text} {answer.derived and f'({answer.derived})'}".strip()
            yield [(answer.question.name, LABEL), (answer.text, BODY), (by, BODY), (question, BODY)]


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
