"""One known message: by what it is recognised, what it means, when it is expected, and what to check for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

import attrs

from .grade import Grade

_PLACE = re.compile(r"\{(\w+)(?::(?:rest|words))?\}")


class ExpectedWhen(StrEnum):
    """When a message is expected: in every run, in the phases of its step, or never."""

    ALWAYS = "always"
    PHASE = "phase"
    NEVER = "never"


def _listed(values: object) -> tuple[str, ...]:
    """A list of texts as TOML has it.

    Raises:
        TypeError: it is not one.
    """
    if isinstance(values, str) or not isinstance(values, list | tuple):
        raise TypeError(f"{values!r} is not a list of texts")
    if not all(isinstance(value, str) for value in values):
        raise TypeError(f"{values!r} is not a list of texts")
    return tuple(values)


def _integers(values: object) -> tuple[int, ...]:
    """A list of integers as TOML has it.

    Raises:
        TypeError: it is not one.
    """
    if not isinstance(values, list | tuple) or not all(type(value) is int for value in values):
        raise TypeError(f"{values!r} is not a list of integers")
    return tuple(values)


_texts = attrs.field(default=(), converter=_listed)
_numbers = attrs.field(default=(), converter=_integers)


@attrs.frozen(kw_only=True)
class Cause:
    """One cause of a message or symptom, with the check that shows it.

    Attributes:
        cause: the cause, in one sentence.
        rules: ids of the rules by whose findings this estate's evidence shows it; () where no rule can.
        shown_by: of a rule that finds more than this cause, words of which one stands in the findings that show it.
        command: a command that shows it.
        look: where people see it: a dialog, a place, a question to somebody.
        cure: what removes it; empty where the cure of the whole entry does.
        verify: what shows that the cure worked.
        when: answers to the questions of a symptom with which it is the more likely cause, by the question's name.
        basis: who says so, where it is less than the grade of the whole: a reader's theory, an answer that never came.
        is_general: a check list for many messages: it stays behind the causes of this one, whatever the evidence shows.
    """

    cause: str
    rules: tuple[str, ...] = _texts
    shown_by: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    command: str = ""
    look: str = ""
    cure: str = ""
    verify: str = ""
    when: Mapping[str, str] = attrs.field(factory=dict)
    basis: str = ""
    is_general: bool = False


def _causes(values: object) -> tuple[Cause, ...]:
    """Causes as TOML has them.

    Raises:
        TypeError: they are not tables of this shape.
    """
    if not isinstance(values, list | tuple):
        raise TypeError(f"{values!r} is not a list of causes")
    return tuple(value if isinstance(value, Cause) else Cause(**value) for value in values)


@attrs.frozen(kw_only=True)
class KnownMessage:
    """One message that a cmdlet, a service or a client prints, or one code by which such messages are known.

    It is recognised by its text, or by what is declared of providers, event ids, ms-diagnostics ids, SIP response
    codes, result codes and classes of exceptions.

    Attributes:
        text: as printed, empty if no source has it; ``{name}`` stands for a part in quotes or for one word,
            ``{name:words}`` for several words, ``{name:rest}`` for the rest of the line.
        more: sentences that a source has behind the text, and that are pasted alone: the cause that an event names.
        cmdlet: what prints it; empty for an event, which names its source.
        seen_in: products of which it was published, with their version.
        meaning: what it says about the migration, in one sentence.
        phases: phases of the published checklists that its step belongs to, such as ``A4``; empty for any.
        step: the step in which it is printed.
        cure: what to do; empty if there is nothing to do.
        references: ids of the published sources.
        basis: what of it is inferred.
        full_line: matched only as a complete line, because its words stand in other texts too.
        inner: name of the place that holds another message, by which the line is explained.
        predicted: whether rules predict it.
        condition: ``inferred`` if the text is published and the condition under which it is printed is not.
        targets: targets of the migration for which the wording was published; empty for all.
        kinds: kinds of objects about which it was published; empty for all.
        joins: id of the line in whose log entry it is printed.
        newline: whether it starts a new line of that entry.
        once: printed once, however many findings predict it.
        source: where the user's own template comes from.
        rule: printed for each finding of this rule, its places filled from the finding (a user's own template).
        providers: sources of the event, as Event Viewer shows them; those of each product.
        events: ids of the event.
        diagnostics: ids of the ms-diagnostics header.
        diagnostic_range: first and last id of a component that writes this header: its entry stands for those of
            its ids that no other entry declares; () for one that declares ids.
        reason: the published reason of such an id, which stands behind it in the header.
        statuses: SIP response codes.
        codes: result codes of Windows or of the product, such as ``0x80072740``.
        exceptions: classes of .NET exceptions, without namespace.
        causes: what can cause it, in the order in which to check them.
        verify: what shows that the cure worked.
        about: words of which one stands in the message, for one that Windows or SQL Server writes about any program;
            () for all others.

    Raises:
        ValueError: nothing is declared by which it can be recognised.
    """

    id: str
    grade: Grade
    level: str = ""
    text: str = ""
    more: str = ""
    cmdlet: str = ""
    seen_in: tuple[str, ...] = _texts
    meaning: str = ""
    expected: ExpectedWhen = attrs.field(default=ExpectedWhen.PHASE, converter=ExpectedWhen)
    phases: tuple[str, ...] = _texts
    step: str = ""
    cure: str = ""
    references: tuple[str, ...] = _texts
    basis: str = ""
    full_line: bool = False
    inner: str = ""
    predicted: bool = False
    condition: str = ""
    targets: tuple[str, ...] = _texts
    kinds: tuple[str, ...] = _texts
    joins: str = ""
    newline: bool = False
    once: bool = False
    source: str = ""
    rule: str = ""
    providers: tuple[str, ...] = _texts
    events: tuple[int, ...] = _numbers
    diagnostics: tuple[str, ...] = _texts
    diagnostic_range: tuple[int, ...] = _numbers
    reason: str = ""
    statuses: tuple[int, ...] = _numbers
    codes: tuple[str, ...] = _texts
    exceptions: tuple[str, ...] = _texts
    causes: tuple[Cause, ...] = attrs.field(default=(), converter=_causes)
    verify: str = ""
    about: tuple[str, ...] = _texts

    def __attrs_post_init__(self) -> None:
        codes = (
            self.events,
            self.diagnostics,
            self.diagnostic_range,
            self.statuses,
            self.codes,
            self.exceptions,
        )
        if not self.text and not any(codes):
            raise ValueError(f"{self.id}: nothing is declared by which it can be recognised")

    def may_be(self, text: str) -> bool:
        """Whether a message of this text, or one of which no text is known, can be about OCS or Lync."""
        folded = text.casefold()
        return not (self.about and folded) or any(
            re.search(rf"(?<!\w){re.escape(word)}", folded) for word in self.about
        )

    @property
    def printed_by(self) -> str:
        """What prints it, for people: a cmdlet, or an event with its source."""
        if self.cmdlet or not self.events:
            return self.cmdlet
        ids = ", ".join(map(str, self.events))
        return f"event {ids} of {', '.join(self.providers)}" if self.providers else f"event {ids}"

    @property
    def places(self) -> frozenset[str]:
        """Names of the places in the text."""
        return frozenset(match[1] for match in _PLACE.finditer(self.text))

    def presumed(self, target: str, kind: str) -> str:
        """Why the line is only presumed for an object of *kind* in a move to *target*; empty if it was seen so."""
        reasons = []
        if self.targets and target not in self.targets:
            reasons.append(f"its wording for Lync Server {target}")
        if self.kinds and kind not in self.kinds:
            reasons.append(f"that it is printed for a {kind.replace('_', ' ')} too")
        if self.condition:
            reasons.append("when it is printed")
        return " and ".join(reasons)
