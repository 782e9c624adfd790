"""What a script cannot recreate: collected while it is written, listed in its header and by the command."""

from __future__ import annotations

from collections.abc import Sequence

import attrs


@attrs.frozen
class Omission:
    """One thing that differs from the estate, or is missing, and must be done by hand."""

    kind: str
    name: str
    what: str


def alike(omissions: Sequence[Omission]) -> list[tuple[str, tuple[str, ...], str]]:
    """Omissions that are the same for several objects, together: kind, names, what."""
    together: dict[tuple[str, str], list[str]] = {}
    for omission in omissions:
        together.setdefault((omission.kind, omission.what), []).append(omission.name)
    return [(kind, tuple(names), what) for (kind, what), names in together.items()]


@attrs.define
class Omissions:
    """The omissions of one script, each once, in the order in which they were found."""

    found: list[Omission] = attrs.field(factory=list)

    def add(self, kind: str, name: str, what: str) -> None:
        """Add an omission of one object."""
        if (omission := Omission(kind, name, what)) not in self.found:
            self.found.append(omission)
