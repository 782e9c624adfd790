"""What a script cannot recreate: collected while it is written, listed in its header and by the command."""

from __future__ import annotations

from collections.abc import Sequence

import attrs


@attrs.frozen
class Gap:
    """One thing that differs from the estate, or is missing, and must be done by hand."""

    kind: str
    name: str
    what: str


def alike(gaps: Sequence[Gap]) -> list[tuple[str, tuple[str, ...], str]]:
    """Gaps that are the same for several objects, together: kind, names, what."""
    together: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        together.setdefault((gap.kind, gap.what), []).append(gap.name)
    return [(kind, tuple(names), what) for (kind, what), names in together.items()]


@attrs.define
class Gaps:
    """The gaps of one script, each once, in the order in which they were found."""

    found: list[Gap] = attrs.field(factory=list)

    def add(self, kind: str, name: str, what: str) -> None:
        """Note a gap of one object."""
        if (gap := Gap(kind, name, what)) not in self.found:
            self.found.append(gap)
