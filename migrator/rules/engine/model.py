"""What a rule is, and what it yields: hits with typed values, changes and predicted lines."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import attrs

from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.products import LYNC2010, LYNC2013, R2
from ...estate.products import TARGETS as _NAMES_OF_TARGETS
from ...occurrences.occurrence import Occurrence
from .gaps import Gap
from .levels import Grade, Severity
from .phases import Phase
from .values import Places, Value

__all__ = ["LYNC2010", "LYNC2013", "R2", "Gap", "Grade", "Severity"]
TARGETS = tuple(_NAMES_OF_TARGETS)


@attrs.frozen
class Predicted:
    """A line that a cmdlet will print: the id of its template and what fills it."""

    id: str
    values: Places = attrs.field(factory=dict)


@attrs.frozen
class Wording:
    """The text of a finding, as templates with named places; an empty one means that of the rule.

    Attributes:
        message: what is there and what was expected.
        effect: what will be true afterwards; separate from the message, because log and result can disagree.
        remediation: what to do, with the exact command where there is one.
    """

    message: str = ""
    effect: str = ""
    remediation: str = ""

    def completed_by(self, usual: Wording) -> Wording:
        """This wording with the texts of *usual* in place of those that are empty."""
        return Wording(
            self.message or usual.message, self.effect or usual.effect, self.remediation or usual.remediation
        )


@attrs.frozen(kw_only=True)
class Change:
    """What the migration will make of one field of an object.

    Attributes:
        item: the object.
        field: name of the declared field, ``""`` for the object itself.
        before: its value now; None if there is none.
        after: its value afterwards; None if the field or object will be gone.
    """

    item: Item
    field: str
    before: Value | None
    after: Value | None

    @classmethod
    def gone(cls, item: Item) -> Change:
        """The change of an object that will not be there."""
        return cls(item=item, field="", before=item, after=None)


@attrs.frozen(kw_only=True)
class Hit:
    """One thing a rule found.

    Attributes:
        item: the object, which fills the place ``{item}``; None for the estate itself.
        variant: which wording of the rule; empty for its only or usual one.
        places: values for the named places of the wording.
        evidence: values that are listed below the message, by their label; they fill places too (``{number_pattern}``).
        changes: what will be different afterwards, if that is known.
        part: distinguishes two hits of one rule on one object, e.g. the gateway of a route.
        severity: only if it differs from the rule's.
        grade: only if it differs from the rule's.
        baseline: expected on nearly every estate; shown separately from real findings.
    """

    item: Item | None
    variant: str = ""
    places: Places = attrs.field(factory=dict)
    evidence: Places = attrs.field(factory=dict)
    changes: tuple[Change, ...] = ()
    part: str = ""
    severity: Severity | None = None
    grade: Grade | None = None
    baseline: bool = False
    predicts: tuple[Predicted, ...] = ()


@attrs.frozen(kw_only=True)
class Context:
    """What a rule may know besides the estate.

    Attributes:
        answers: what only people know (planned FQDN, planned SQL instance, ...).
        derived: of the answers that nobody gave and the evidence shows, that evidence, by question.
        happened: the groups of events and records, where they were counted while they were read; None where the estate
            has them.
    """

    now: datetime
    target: str = "2013"
    answers: Mapping[str, str] = attrs.field(factory=dict)
    derived: Mapping[str, str] = attrs.field(factory=dict)
    happened: tuple[Occurrence, ...] | None = None

    @property
    def product_name(self) -> str:
        """The target as its cmdlets name it; observed for 2013, presumed for 2010."""
        return f"Lync Server {self.target}"

    @property
    def target_product(self) -> str:
        """The product that the objects of the target are of."""
        return f"lync{self.target}"


Find = Callable[[Estate, Context], Iterator[Hit | Gap]]


@attrs.frozen(kw_only=True, eq=False)
class Rule:
    """A check, declared once; severity is its data, not part of its id.

    Attributes:
        id: stable, never reused; as in the domain documents.
        products: source products it applies to.
        targets: targets it applies to.
        needs: kinds without which it is not evaluated.
        any_need: True if one of the needs is enough.
        concerns: a kind without any object of which the rule does not apply, as what it says is about such objects.
        answers: questions for people, without whose answers it is not evaluated.
        wording: message, effect and remediation of a finding.
        variants: other wordings, by the name that a hit gives.
        wordings: every wording by its variant, completed by the rule's own.
        references: ids of the published sources, the most useful first.
        basis: which part of it is inferred, if the grade does not show it.
        minutes: estimated work per finding.
        phases: phases of the checklist that an open finding blocks, one for each track.
        family: of rules that are made from data, the name of their family, such as ``EVT``; they are listed together.
    """

    id: str
    title: str
    severity: Severity
    grade: Grade
    products: tuple[str, ...]
    needs: tuple[type[Item], ...]
    wording: Wording
    find: Find
    variants: Mapping[str, Wording] = attrs.field(factory=dict)
    references: tuple[str, ...] = ()
    basis: str = ""
    minutes: int = 15
    targets: tuple[str, ...] = TARGETS
    any_need: bool = False
    concerns: type[Item] | None = None
    answers: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    family: str = ""
    page: Mapping[str, str] = attrs.field(init=False)
    wordings: Mapping[str, Wording] = attrs.field(init=False)

    @page.default
    def _page(self) -> Mapping[str, str]:
        return read_page(self.find)

    @wordings.default
    def _wordings(self) -> Mapping[str, Wording]:
        return {"": self.wording} | {name: own.completed_by(self.wording) for name, own in self.variants.items()}


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
    message: str = "",
    variants: Mapping[str, Wording] | None = None,
    references: tuple[str, ...],
    basis: str = "",
    minutes: int = 15,
    targets: tuple[str, ...] = TARGETS,
    any_need: bool = False,
    concerns: type[Item] | None = None,
    answers: tuple[str, ...] = (),
    phases: tuple[Phase, ...] = (),
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
            wording=Wording(message, effect, remediation),
            variants=variants or {},
            references=references,
            basis=basis,
            find=find,
            minutes=minutes,
            targets=targets,
            any_need=any_need,
            concerns=concerns,
            answers=answers,
            phases=phases,
        )

    return declare


#: a word of prose, not a name such as adminCount or sip:
_FIRST_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?(?=[\s,;:]|$)")


def as_sentence(text: str) -> str:
    """*text* as it is shown: its first word with a capital unless it is a name, and no marks of a docstring."""
    text = text.replace("``", "")
    return text[:1].upper() + text[1:] if _FIRST_WORD.match(text) else text


PAGE_HEADINGS = ("What it finds", "Why it matters", "When it is wrong")


def read_page(find: Find) -> Mapping[str, str]:
    """The sections of a rule's docstring: its first paragraph, then each ``Heading:`` of `PAGE_HEADINGS`."""
    text = inspect.getdoc(find) or ""
    pattern = "|".join(re.escape(h) for h in PAGE_HEADINGS[1:])
    pieces = re.split(rf"^({pattern}):\s*", text, flags=re.MULTILINE)
    page = {PAGE_HEADINGS[0]: as_sentence(" ".join(pieces[0].split()))}
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        page[heading] = as_sentence(" ".join(body.split()))
    return page
