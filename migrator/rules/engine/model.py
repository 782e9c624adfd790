"""What a rule is, and what it gives: findings, predicted messages and an outcome."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.products import product_name

R2 = "ocs2007r2"
LYNC2010 = "lync2010"
LYNC2013 = "lync2013"
TARGETS = ("2010", "2013")


class Severity(StrEnum):
    """How much a finding stands in the way, worst first."""

    BLOCK = "block"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Grade(StrEnum):
    """How well the fact behind a finding is known; an inferred one never claims a literal message."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    INFERRED = "inferred"


@attrs.frozen
class Predicted:
    """A line that a cmdlet will print: the id of its template and what fills it."""

    id: str
    values: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Hit:
    """One thing a rule found.

    Attributes:
        item: the object; None for the estate as a whole.
        message: what is there and what was expected, for people.
        part: what tells two hits of one rule on one object apart, e.g. the gateway of a route.
        severity: only where it differs from the rule's.
        baseline: expected on practically every estate; kept apart from real findings.
    """

    item: Item | None
    message: str
    evidence: Mapping[str, str] = attrs.field(factory=dict)
    part: str = ""
    effect: str | None = None
    remediation: str | None = None
    severity: Severity | None = None
    baseline: bool = False
    predicts: tuple[Predicted, ...] = ()


@attrs.frozen(kw_only=True)
class Context:
    """What a rule may know besides the estate.

    Attributes:
        answers: what only a human knows (planned FQDN, planned SQL instance, ...).
    """

    now: datetime
    target: str = "2013"
    answers: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def product_name(self) -> str:
        """The target as its cmdlets name it; observed for 2013, presumed for 2010 (migration.md 2.6)."""
        return f"Lync Server {self.target}"

    @property
    def target_product(self) -> str:
        """The product that the objects of the target are of."""
        return f"lync{self.target}"


@attrs.frozen(kw_only=True)
class Gap:
    """A part of a rule that could not be evaluated: why, and what would supply the data."""

    reason: str
    needs: tuple[str, ...]


Find = Callable[[Estate, Context], Iterator[Hit | Gap]]
#: a phase, or product that is left -> phase
Blocks = str | Mapping[str, str]


@attrs.frozen(kw_only=True, eq=False)
class Rule:
    """A check, declared once; severity is its data, not part of its id.

    Attributes:
        id: stable, never reused; as in the domain documents.
        products: source products it applies to.
        targets: targets it applies to.
        needs: kinds without which it is not evaluated.
        any_need: one of the needs is enough.
        answers: questions only a human can answer, without which it is not evaluated.
        effect: what will be true afterwards; separate from the message, because log and result can disagree.
        remediation: what to do, with the exact command where there is one.
        minutes: estimated work per finding.
        blocks: phase of the checklist that an open finding stands in the way of; by the product that is left where
            the tracks differ.
        source: document and section of the facts.
    """

    id: str
    title: str
    severity: Severity
    grade: Grade
    products: tuple[str, ...]
    needs: tuple[type[Item], ...]
    effect: str
    remediation: str
    source: str
    find: Find
    minutes: int = 15
    targets: tuple[str, ...] = TARGETS
    any_need: bool = False
    answers: tuple[str, ...] = ()
    blocks: Blocks = ""
    page: Mapping[str, str] = attrs.field()

    @page.default
    def _page(self) -> Mapping[str, str]:
        return read_page(self.find)

    @property
    def phases(self) -> str:
        """The phase it blocks on each track, for people: ``9 Post (OCS 2007 R2), 7 Post (Lync 2010)``."""
        if isinstance(self.blocks, str):
            return self.blocks
        return ", ".join(f"{phase} ({product_name(product)})" for product, phase in self.blocks.items())

    def phase(self, product: str, products: Container[str]) -> str:
        """The phase that a finding on an object of *product* blocks.

        An object of the new version, or the estate as a whole, is on the track of what else the estate has: its
        *products*; where that tells no single track, on each.
        """
        if isinstance(self.blocks, str):
            return self.blocks
        tracks = [left for left in self.blocks if left == product] or [left for left in self.blocks if left in products]
        return self.blocks[tracks[0]] if len(tracks) == 1 else self.phases


def rule(
    *,
    id: str,  # noqa: A002 - the word everybody uses
    title: str,
    severity: Severity,
    grade: Grade,
    products: tuple[str, ...],
    needs: tuple[type[Item], ...],
    effect: str,
    remediation: str,
    source: str,
    minutes: int = 15,
    targets: tuple[str, ...] = TARGETS,
    any_need: bool = False,
    answers: tuple[str, ...] = (),
    blocks: Blocks = "",
) -> Callable[[Find], Rule]:
    """Declare the decorated function as a rule; its docstring is the rule's page."""

    def declare(find: Find) -> Rule:
        return Rule(
            id=id,
            title=title,
            severity=severity,
            grade=grade,
            products=products,
            needs=needs,
            effect=effect,
            remediation=remediation,
            source=source,
            find=find,
            minutes=minutes,
            targets=targets,
            any_need=any_need,
            answers=answers,
            blocks=blocks,
        )

    return declare


PAGE_HEADINGS = ("What it finds", "Why it matters", "When it is wrong")


def read_page(find: Find) -> Mapping[str, str]:
    """The sections of a rule's docstring: its first paragraph, then each ``Heading:`` of `PAGE_HEADINGS`."""
    text = inspect.getdoc(find) or ""
    pattern = "|".join(re.escape(h) for h in PAGE_HEADINGS[1:])
    pieces = re.split(rf"^({pattern}):\s*", text, flags=re.MULTILINE)
    page = {PAGE_HEADINGS[0]: " ".join(pieces[0].split())}
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        page[heading] = " ".join(body.split())
    return page


@attrs.frozen(kw_only=True)
class Finding:
    """What a rule found, as documents and JSON show it."""

    rule: str
    severity: Severity
    grade: Grade
    product: str
    kind: str
    key: str
    name: str
    title: str
    message: str
    effect: str
    evidence: Mapping[str, str]
    remediation: str
    minutes: int
    blocks: str
    baseline: bool
    fingerprint: str
    suppressed: str | None = None


@attrs.frozen(kw_only=True)
class Message:
    """A predicted line: which cmdlet prints it, at which level, how often, and about which objects."""

    id: str
    cmdlet: str
    level: str
    text: str
    count: int
    keys: tuple[str, ...]
    grade: Grade
    baseline: bool = False


class Result(StrEnum):
    """How a rule ended."""

    FOUND = "found"
    CLEAR = "clear"
    NOT_APPLICABLE = "not applicable"
    NOT_EVALUATED = "not evaluated"


@attrs.frozen(kw_only=True)
class Outcome:
    """How a rule ended, why, and what would supply missing data."""

    rule: str
    outcome: Result
    reason: str = ""
    needs: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class LogEntry:
    """One entry of the predicted log; a cmdlet joins several sentences without a separator (migration.md 1.5)."""

    cmdlet: str
    level: str
    text: str


@attrs.frozen(kw_only=True)
class Prediction:
    """All that the rules say about an estate."""

    target: str
    findings: tuple[Finding, ...]
    messages: tuple[Message, ...]
    outcomes: tuple[Outcome, ...]
    log: tuple[LogEntry, ...] = ()


def fingerprint(rule_id: str, item: Item | None, part: str) -> str:
    """16 hex digits that name a finding on every run and machine."""
    identity = (rule_id, item.product, item.kind, item.key.casefold()) if item else (rule_id, "", "estate", "")
    return hashlib.sha256("\x1f".join((*identity, part.casefold())).encode()).hexdigest()[:16]
