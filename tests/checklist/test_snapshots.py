"""Generated plans: compared with reviewed snapshots, and every chain of needs with the published order."""

from __future__ import annotations

from difflib import unified_diff
from itertools import pairwise

import pytest

from migrator.checklist.federation import FEDERATION
from migrator.checklist.plan import declared_steps
from migrator.rules.engine.phases import TRACK_A, TRACK_B, TRACK_C, Track

from .plan_text import PLANS, SNAPSHOTS, contoso_plan, plan_text

#: step -> the steps before it, in the published phases (l13-phases-r2, l13-phases-2010)
_FROM_R2 = {
    "A1.2": "A1.1",
    "A1.3": "A1.1",
    "A2.1": "A1.1",
    "A2.2": "A1.1",
    "A2.3": "A2.1",
    "A2.4": "A2.1",
    "A2.5": "A2.1",
    "A2.6": "A2.1",
    "A3.1": "A2.4",
    "A3.2": "A3.1",
    "A3.3": "A3.2 A2.2",
    "A3.4": "A3.3",
    "A4.1": "A3.3",
    "A4.2": "A4.1",
    "A4.3": "A4.2",
    "A4.4": "A4.3",
    "A4.5": "A4.3",
    "A4.6": "A4.4",
    "A5.1": "A4.3",
    "A5.2": "A5.1",
    "A5.3": "A4.4",
    "A6.1": "A3.3 A4.4",
    "A6.2": "A6.1 A5.3",
    "A7.1": "A5.1",
    "A7.2": "A7.1",
    "A8.1": "A7.2 A6.2",
    "A8.2": "A6.2 A8.1",
    "A8.3": "A8.2",
    "A9.1": "A8.2",
    "A9.2": "A4.4 A8.2",
    "A9.6": "A8.2",
    "A9.7": "A4.3",
    "A9.9": "A8.2",
    "A9.10": "A8.2",
    "A10.1": "A8.2 A9.1 A9.2 DIR-20",
    "A10.2": "A8.2",
    "A10.3": "A9.1 A9.2 A9.6 A9.7 A9.9 A9.10 A10.1 A10.2 A10.25",
    "A10.4": "A10.3",
}
_TO_2013 = {
    "A8.4": "A8.2",
    "A9.3": "A8.2",
    "A9.4": "A8.2",
    "A9.5": "A8.2 A9.4",
    "A9.8": "A8.2",
    "A9.12": "A8.2",
    "A10.3": "A9.3 A9.4 A9.5 A9.8 A9.12 A8.4",
}
_FROM_2010 = {
    "B1.2": "B1.1",
    "B2.1": "B1.1",
    "B2.15": "B2.1",
    "B2.2": "B1.1",
    "B2.3": "B2.1",
    "B2.4": "B2.1",
    "B2.5": "B2.1",
    "B3.1": "B2.3",
    "B3.2": "B3.1",
    "B3.3": "B3.2 B2.2",
    "B3.4": "B3.3",
    "B3.5": "B3.3",
    "B4.1": "B3.3",
    "B4.2": "B4.1",
    "B5.1": "B3.5",
    "B6.1": "B5.1 B4.2",
    "B6.2": "B6.1",
    "B6.3": "B4.2 B6.1",
    "B6.4": "B6.3",
    **{f"B7.{number}": "B6.3" for number in (1, 2, 3, 35, 4, 51, 52, 53, 54, 55, 56, 57, 58, 6, 7, 8)},
    "B8.1": "B6.3",
    "B8.2": "B6.3",
    "B8.3": "B7.2",
    "B8.4": "B7.58",
    "B8.5": "B6.3",
    "B8.6": "B8.1 B8.2 B8.3 B8.4 B8.5 B8.55 B7.4 B7.6 B7.7 B7.8 B6.4",
    "B8.7": "B8.6",
}
#: chains in which each step comes before the next
_CHAINS = {
    "A": (
        # l13-federation-r2: the route of OCS first, and media after the route of the site
        "FED-10 FED-15 FED-20 FED-21 FED-22 FED-23 FED-30 FED-33 FED-32 FED-34 FED-35 FED-40 FED-41 FED-50 FED-60 A8.1",
        # l13-confdirs-r2 and the field: applications are deactivated while OCS owns the directories
        "A8.2 A9.2 DIR-10 DIR-20 DIR-30 DIR-40 A10.1 A10.25 A10.3 A10.4",
        "A9.1 DIR-10",
        "A4.4 A8.2 A9.2",
        "RGS-01 RGS-05 RGS-10 RGS-20 RGS-30 RGS-40 RGS-50 RGS-70 A9.1",
        "A8.2 FED-70 FED-71 FED-715 FED-72 FED-73 A8.4",
        "A8.2 CHAT-10 CHAT-20 CHAT-30 CHAT-40 CHAT-50 CHAT-60 CHAT-70 CHAT-80 CHAT-90 A9.12",
    ),
    "B": (
        # l13-federation-2010: next hop and media before the route of the site
        "FED-10 FED-15 FED-20 FED-21 FED-22 FED-30 FED-31 FED-32 FED-33 FED-34 FED-40 FED-41 FED-50 FED-60 B6.1",
        "B6.3 CMS-10 CMS-20 CMS-30 CMS-40 CMS-50 CMS-60 CMS-70 B8.2 B8.55 B8.6",
        "B6.3 FED-70 FED-71 FED-715 FED-72 FED-73 B6.4",
        "B6.3 SBA-10 SBA-20 SBA-30 SBA-40 B7.7",
        "RGS-01 RGS-05 RGS-10 RGS-20 RGS-30 RGS-40 RGS-50 RGS-70 B7.4",
        "B6.3 CHAT-10 CHAT-20 CHAT-30 CHAT-40 CHAT-50 CHAT-60 CHAT-70 CHAT-80 CHAT-90 B7.8",
    ),
    "C": ("A4.4 A8.2 A9.2 DIR-10 DIR-20 DIR-30 DIR-40 A10.1 A10.25 A10.3 A10.4", "A9.1 DIR-10"),
    "shared": ("FED-91 FED-92 FED-93 FED-94 FED-95 FED-96",),
}
_ORDER = {
    "A": _FROM_R2 | {**_TO_2013, "A10.3": f"{_FROM_R2['A10.3']} {_TO_2013['A10.3']}"},
    "B": _FROM_2010,
    "C": _FROM_R2,
}


@pytest.mark.parametrize("name", PLANS)
def test_the_generated_plan_is_the_reviewed_one(name: str) -> None:
    """Steps, order, needs, names, commands and gates of both Contoso estates are those that were read and approved.

    Where they change on purpose: `python tests/checklist/plan_text.py`, and read the difference.
    """
    reviewed = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    made = plan_text(contoso_plan(name)).splitlines()
    assert made == reviewed, "\n".join(unified_diff(reviewed, made, "reviewed", "made", lineterm=""))


def before(track: Track) -> dict[str, set[str]]:
    """The ids of all steps that come before each step of a track."""
    steps = [step for step in declared_steps(track) if step.in_part != FEDERATION or not step.plan]
    needs = {step.id: set(step.needs) for step in steps}
    for step in steps:
        if step.part:
            needs[step.id] |= {inner.id for inner in steps if inner.in_part == step.part and not inner.is_optional}

    def closure(id_: str, found: set[str]) -> set[str]:
        for need in needs.get(id_, set()) - found:
            found.add(need)
            closure(need, found)
        return found

    return {id_: closure(id_, set()) for id_ in needs}


@pytest.mark.parametrize("track", [TRACK_A, TRACK_B, TRACK_C], ids=lambda track: track.id)
def test_every_chain_of_needs_keeps_the_published_order(track: Track) -> None:
    """Each step of the published phases is there, and comes after each step that stands before it there."""
    found = before(track)
    order = ((id_, need) for id_, needs in _ORDER[track.id].items() for need in needs.split())
    wrong = [f"{id_} without {need}" for id_, need in order if need not in found.get(id_, set())]
    for chain in _CHAINS[track.id]:
        ids = chain.split()
        wrong += [f"{later} without {id_}" for id_, later in pairwise(ids) if id_ not in found[later]]
    assert not wrong


@pytest.mark.parametrize("track", [TRACK_A, TRACK_B, TRACK_C], ids=lambda track: track.id)
def test_one_name_for_all_services_has_its_own_order(track: Track) -> None:
    """Where the legacy Edge has one name, users go first, then the Edge, and only then federation is enabled."""
    needs = {step.id: step.needs for step in declared_steps(track) if step.plan == "shared"}
    for chain in _CHAINS["shared"]:
        ids = chain.split()
        assert [needs[later] for later in ids[1:]] == [(id_,) for id_ in ids[:-1]]
