"""Tracks of a migration and their phases, with the numbers and names of the published checklists.

Source: the phases of the pages "Migration from Office Communications Server 2007 R2 to Lync Server 2013" and
"Migration from Lync Server 2010 to Lync Server 2013"; the track to Lync Server 2010 has the phases of the first.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import NamedTuple

from ...estate.products import LYNC2010, R2, product_name


class Track(NamedTuple):
    """A migration from one product to another.

    Attributes:
        legacy: the product that is migrated.
        target: the version of Lync Server to which it is migrated.
    """

    id: str
    legacy: str
    target: str


class Phase(NamedTuple):
    """A phase of a track; its text is ``4 Merge``."""

    track: Track
    number: int
    name: str

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


TRACK_A = Track("A", R2, "2013")
TRACK_B = Track("B", LYNC2010, "2013")
TRACK_C = Track("C", R2, "2010")

A_PLAN = Phase(TRACK_A, 1, "Plan")
A_PREPARE = Phase(TRACK_A, 2, "Prepare")
A_PILOT = Phase(TRACK_A, 3, "Pilot")
A_MERGE = Phase(TRACK_A, 4, "Merge")
A_CONFIGURE = Phase(TRACK_A, 5, "Configure")
A_USERS_PILOT = Phase(TRACK_A, 6, "Users pilot")
A_EDGE = Phase(TRACK_A, 7, "Edge")
A_PRODUCTION = Phase(TRACK_A, 8, "Production")
A_POST = Phase(TRACK_A, 9, "Post")
A_REMOVE = Phase(TRACK_A, 10, "Remove")

B_PLAN = Phase(TRACK_B, 1, "Plan")
B_PREPARE = Phase(TRACK_B, 2, "Prepare")
B_PILOT = Phase(TRACK_B, 3, "Pilot")
B_TEST_USERS = Phase(TRACK_B, 4, "Test users")
B_EDGE = Phase(TRACK_B, 5, "Edge")
B_PRODUCTION = Phase(TRACK_B, 6, "Production")
B_POST = Phase(TRACK_B, 7, "Post")
B_REMOVE = Phase(TRACK_B, 8, "Remove")

#: all phases of each track, in order
PHASES = {
    TRACK_A: (
        A_PLAN,
        A_PREPARE,
        A_PILOT,
        A_MERGE,
        A_CONFIGURE,
        A_USERS_PILOT,
        A_EDGE,
        A_PRODUCTION,
        A_POST,
        A_REMOVE,
    ),
    TRACK_B: (B_PLAN, B_PREPARE, B_PILOT, B_TEST_USERS, B_EDGE, B_PRODUCTION, B_POST, B_REMOVE),
}
#: track C has the phases of track A
PHASES[TRACK_C] = tuple(phase._replace(track=TRACK_C) for phase in PHASES[TRACK_A])

#: the pilot Edge, and the transition of Edge and clients, on each track
ON_EDGE, ON_PRODUCTION = (A_EDGE, B_EDGE), (A_PRODUCTION, B_PRODUCTION)
#: the move of response groups, on each track
RESPONSE_GROUPS = (A_POST, B_POST)


def phases_for(phases: Iterable[Phase], product: str, products: Container[str]) -> tuple[Phase, ...]:
    """Those of *phases* that an object of *product* belongs to, in an estate that has *products*.

    An object of the new version, or a finding about the estate itself, is on the tracks of the other products in the
    estate; if these are several tracks, on all of them.
    """
    listed = tuple(phases)
    own = tuple(p for p in listed if p.track.legacy == product) or tuple(
        p for p in listed if p.track.legacy in products
    )
    return own if len(own) == 1 else listed


def phases_text(phases: Iterable[Phase]) -> str:
    """The phases for people: ``4 Merge``; of several tracks ``9 Post (OCS 2007 R2), 7 Post (Lync 2010)``."""
    listed = list(phases)
    if len(listed) == 1:
        return str(listed[0])
    return ", ".join(f"{phase} ({product_name(phase.track.legacy)})" for phase in listed)


def phase_answer(phase: Phase) -> str:
    """A phase as the answer to the question `current_phase`: ``A4 Merge``."""
    return f"{phase.track.id}{phase}"
