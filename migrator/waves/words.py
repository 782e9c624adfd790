"""What each break means, what to do, and how well it is known: English once, for every face."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs

from ..knowledge.grade import Grade
from .breaks import BreakKind


class WaveGapKind(StrEnum):
    """What the evidence does not show of a wave."""

    DELEGATES = "delegates"
    AGENTS = "agents"
    GROUPS = "response groups"
    USERS = "users"
    HOME = "home"
    LOST = "lost"
    CHECKLIST = "checklist"


@attrs.frozen(kw_only=True)
class BreakMeaning:
    """What a break means.

    Attributes:
        effect: what is so between this wave and the one that heals it.
        advice: what to do.
        is_expected: whether the published order of the moves leads to it, so that the wave does not wait for it.
        references: ids of the published sources.
    """

    effect: str
    advice: str
    grade: Grade
    references: tuple[str, ...]
    is_expected: bool = False


_TOGETHER = "Put both into one wave, or move the second soon after the first."
_DELEGATION = (
    "The two are on servers of different versions until both are moved. No page says what works between them; of a "
    "branch site that is cut off, Microsoft says that delegation and team call work only where all are at the same "
    "site. Test one pair before the others."
)

MEANINGS: Mapping[BreakKind, BreakMeaning] = {
    BreakKind.DELEGATE_STAYS: BreakMeaning(
        effect=_DELEGATION,
        advice=_TOGETHER,
        grade=Grade.INFERRED,
        references=("l13-branch-resiliency", "new-csclientpolicy"),
    ),
    BreakKind.MANAGER_STAYS: BreakMeaning(
        effect=_DELEGATION,
        advice=_TOGETHER,
        grade=Grade.INFERRED,
        references=("l13-branch-resiliency", "new-csclientpolicy"),
    ),
    BreakKind.COMPANION_STAYS: BreakMeaning(
        effect="Somebody of the project named them as people who have to move together.",
        advice=_TOGETHER,
        grade=Grade.INFERRED,
        references=(),
    ),
    BreakKind.LINE_SPLIT: BreakMeaning(
        effect="One number belongs to objects on both sides: which of them answers a call is not published.",
        advice="Give each its own number before the wave, or move all that share it together.",
        grade=Grade.INFERRED,
        references=("l13-enable-voice",),
    ),
    BreakKind.AGENT_STAYS: BreakMeaning(
        effect=(
            "The response groups of the pool answer on the new pool, and these agents are not there yet: Microsoft "
            "recommends to move all users first; agents do not have all new features until they are moved."
        ),
        advice="Move the agents before the response groups of their pool: put them into this wave or an earlier one.",
        grade=Grade.DOCUMENTED,
        references=("l13-rgs-r2", "l13-rgs-2010"),
    ),
    BreakKind.GROUPS_STAY: BreakMeaning(
        effect=(
            "The legacy pool answers the calls of these response groups until Move-CsRgsConfiguration moves all of "
            "the pool; that users move first is the published order."
        ),
        advice="Plan the move of the response groups after the last agent of the pool; single ones cannot be chosen.",
        grade=Grade.DOCUMENTED,
        references=("l13-rgs-r2", "l13-rgs-2010", "move-csrgsconfiguration"),
        is_expected=True,
    ),
    BreakKind.GATEWAY_SHARED: BreakMeaning(
        effect=(
            "Users of both sides call through this gateway, so that it cannot leave with this wave. Of OCS 2007 R2 it "
            "is published that its pools cannot communicate with a Mediation Server of Lync Server 2013, and that the "
            "new pool uses the legacy one until all users are moved."
        ),
        advice="Leave the gateway with the legacy Mediation Server until the last wave that calls through it.",
        grade=Grade.INFERRED,
        references=("l13-mediation-r2",),
        is_expected=True,
    ),
}

#: what the evidence does not show, and what would supply it
GAPS: Mapping[WaveGapKind, str] = {
    WaveGapKind.DELEGATES: (
        "Delegates: the evidence shows nobody's. Those of Exchange are publicDelegates in the directory (ldifde, see "
        "the kit); name others with `migrator wave together`"
    ),
    WaveGapKind.AGENTS: (
        "Agents: the evidence does not have all agents of these agent groups, or no members of these distribution "
        "lists; collect the pool with the kit, and export the groups from the directory"
    ),
    WaveGapKind.GROUPS: (
        "Response groups: no agent groups of these products were read; collect the pools with the kit"
    ),
    WaveGapKind.USERS: "Users: some were lost when the evidence was read, so that ties with them are not seen",
    WaveGapKind.LOST: "Response groups: some were lost when the evidence was read, so that ties with them are not seen",
    WaveGapKind.HOME: "Home: the evidence does not show the pool of these users, so that no list has them",
    WaveGapKind.CHECKLIST: "Gates: there is no checklist; begin it with `migrator checklist new`",
}
