"""One known message: its text with places, what it means, and when it is expected."""

from __future__ import annotations

import re
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


_texts = attrs.field(default=(), converter=_listed)


@attrs.frozen(kw_only=True)
class KnownMessage:
    """One message that a cmdlet or tool prints.

    Attributes:
        text: as printed; ``{name}`` stands for a part in quotes or for one word, ``{name:words}`` for several words,
            ``{name:rest}`` for the rest of the line.
        cmdlet: what prints it.
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
    """

    id: str
    text: str
    cmdlet: str
    level: str
    grade: Grade
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
