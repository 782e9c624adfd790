"""The current phase of a migration, derived from the evidence until somebody answers it."""

from __future__ import annotations

from collections import Counter

import attrs

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.products import product_name
from ...estate.topology import Pool, Site
from ...estate.users import User
from .phases import (
    A_CONFIGURE,
    A_PILOT,
    A_PLAN,
    A_POST,
    A_PRODUCTION,
    A_USERS_PILOT,
    B_PILOT,
    B_PLAN,
    B_POST,
    B_PRODUCTION,
    B_TEST_USERS,
    PHASES,
    TRACK_A,
    TRACK_B,
    TRACK_C,
    Phase,
    Track,
    phase_answer,
)


@attrs.frozen
class _Milestones:
    """The phase of a track for each piece of evidence."""

    nothing: Phase
    pool: Phase
    merged: Phase
    some_users: Phase
    most_users: Phase
    all_users: Phase


_A = _Milestones(A_PLAN, A_PILOT, A_CONFIGURE, A_USERS_PILOT, A_PRODUCTION, A_POST)
_MILESTONES = {
    TRACK_A: _A,
    TRACK_B: _Milestones(B_PLAN, B_PILOT, B_PILOT, B_TEST_USERS, B_PRODUCTION, B_POST),
    TRACK_C: attrs.evolve(
        _A, **{field: phase._replace(track=TRACK_C) for field, phase in attrs.asdict(_A, recurse=False).items()}
    ),
}


@attrs.frozen
class DerivedPhase:
    """The earliest phase that fits the evidence, and the evidence for it."""

    phase: Phase
    because: str


def phase_of(answer: str) -> Phase | None:
    """The phase that an answer names; None if there is no answer."""
    return next((phase for phases in PHASES.values() for phase in phases if phase_answer(phase) == answer), None)


def derived_phase(estate: Estate, target: str) -> DerivedPhase | None:
    """The phase of a move to Lync Server *target*; None if the evidence does not show a single track.

    With evidence of only the legacy product, the phase is planning; with a pool of the new product, it is the pilot; a
    BackCompatSite shows that the merge was published. Users are counted only if those of the legacy product were
    collected too: some users on new pools mean the pilot or test users, more than half mean production, and all mean
    the phase after it.
    """
    tracks = [track for track in PHASES if track.target == target and track.legacy in estate.products]
    if len(tracks) != 1:
        return None
    (track,) = tracks
    new = f"lync{target}"
    milestones = _MILESTONES[track]
    pools = estate.of(Pool, product=new)
    if users := _by_users(estate, track, new, milestones):
        return users
    if any((site.site_kind or "") == "BackCompatSite" for site in estate.of(Site)):
        return DerivedPhase(milestones.merged, "the topology has a BackCompatSite")
    if pools:
        return DerivedPhase(milestones.pool, f"there is a pool of {product_name(new)}: {pools[0].title}")
    return DerivedPhase(milestones.nothing, f"there is no pool of {product_name(new)}")


def _by_users(estate: Estate, track: Track, new: str, milestones: _Milestones) -> DerivedPhase | None:
    homes = Counter(
        home.product for user in estate.of(User) for _, home in estate.resolve(user, "pool") if home is not None
    )
    moved, total = homes[new], homes[new] + homes[track.legacy]
    if not moved:
        return None
    because = f"{moved} of {counted(total, 'user')} on a pool of {product_name(new)}"
    if not estate.has(User.kind, track.legacy) or moved * 2 <= total:
        return DerivedPhase(milestones.some_users, because)
    return DerivedPhase(milestones.all_users if moved == total else milestones.most_users, because)
