"""What Move-CsRgsConfiguration will make of each response group object of a legacy estate, and why.

The move takes a complete pool or nothing. It copies objects and moves contacts (l13-rgs-r2, l13-rgs-2010). The findings
say why an object is not copied unchanged; two changes happen in every move and need no finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import attrs

from ..estate.call_flow_words import contact_of
from ..estate.estate import Estate
from ..estate.evidence import AudioFileItem
from ..estate.kinds import Item
from ..estate.response_groups import Agent, AgentGroup, ApplicationContact, RgsSettings, Workflow
from ..estate.users import User
from ..estate.words import FORMAL, participation
from ..rules.engine.model import LYNC2010, R2, Grade, Wording
from ..rules.engine.prediction import Finding, Outcome, Prediction, Result
from ..rules.engine.references import references
from ..rules.engine.values import Places, fill
from .copies import KINDS


class MoveResult(StrEnum):
    """What the move does to an object, worst first."""

    NOT = "will not be copied"
    CHANGED = "will be copied changed"
    MOVED = "will be moved"
    COPIED = "will be copied"


#: rules whose findings decide what the move does to the object they are about
_DECIDING = {
    "RGS-F07": MoveResult.NOT,
    "RGS-F08": MoveResult.NOT,
    "RGS-F10": MoveResult.NOT,
    "RGS-F11": MoveResult.NOT,
    "RGS-F12": MoveResult.NOT,
    "RGS-G01": MoveResult.CHANGED,
    "RGS-G08": MoveResult.CHANGED,
    "RGS-G09": MoveResult.NOT,
    "RGS-G10": MoveResult.NOT,
    "RGS-G13": MoveResult.NOT,
    "L10-RGS-001": MoveResult.CHANGED,
    "L10-RGS-002": MoveResult.NOT,
    "R2-RGS-001": MoveResult.CHANGED,
    "RGS-F15": MoveResult.CHANGED,
}
#: rules of which one finding stops the move of a pool
_STOPPING = ("RGS-F01", "RGS-F02", "RGS-F10", "L10-RGS-002")
_LEGACY = (R2, LYNC2010)


@attrs.frozen(kw_only=True)
class Reason:
    """Why an object does not arrive as it is.

    Attributes:
        rule: id of the rule, or "" for what every move does.
        references: ids of the published sources that it rests on.
        title: what it is, the same for all objects.
        wording: what it is of this object, and what follows.
        places: values for the places of the wording.
    """

    rule: str
    references: tuple[str, ...]
    grade: Grade
    title: str
    wording: Wording
    places: Places = attrs.field(factory=dict)

    @property
    def source(self) -> str:
        """The references in one line."""
        return "; ".join(reference.citation for reference in references(self.references))

    def sentence(self) -> str:
        """What it is of this object, and what follows, in one line."""
        return ". ".join(fill(part, self.places) for part in (self.wording.message, self.wording.effect) if part)


@attrs.frozen(kw_only=True)
class ObjectMove:
    """One object of the legacy estate and what the move does to it.

    Attributes:
        pool: its pool as the topology names it.
    """

    product: str
    pool: str
    kind: str
    key: str
    name: str
    result: MoveResult
    why: tuple[Reason, ...]


@attrs.frozen(kw_only=True)
class Move:
    """What the move will do.

    Attributes:
        stops: why the pool cannot be moved at all.
        not_evaluated: what the evidence does not show, so that "will be copied" does not promise too much.
    """

    objects: tuple[ObjectMove, ...]
    stops: tuple[Reason, ...]
    not_evaluated: tuple[str, ...]


def predict_move(estate: Estate, prediction: Prediction, *, pool: str | None = None) -> Move:
    """Every response group object of OCS 2007 R2 and Lync 2010 with what the move does to it, kind by kind.

    Args:
        pool: only what is on this pool, or whose pool the evidence does not show.
    """
    against: dict[tuple[str, str, str], list[tuple[MoveResult, Reason]]] = defaultdict(list)
    for finding in prediction.findings:
        if result := _DECIDING.get(finding.rule):
            against[finding.product, finding.kind, finding.key].append((result, _reason(finding)))
    results = _Results(estate, against)
    wanted = {"", _pool_name(estate, pool)}
    objects = [results.of(item) for item in _items(estate, against)]
    kept = tuple(each for each in objects if pool is None or each.pool in wanted)
    return Move(
        objects=kept,
        stops=tuple(_reason(finding) for finding in prediction.findings if finding.rule in _STOPPING and kept),
        not_evaluated=tuple(_unknown(estate, prediction.outcomes)) if kept else (),
    )


def _reason(finding: Finding) -> Reason:
    return Reason(
        rule=finding.rule,
        references=finding.references,
        grade=finding.grade,
        title=finding.title,
        wording=finding.wording,
        places=finding.places,
    )


def _items(estate: Estate, against: Mapping[tuple[str, str, str], object]) -> Iterator[Item]:
    """What the move is about; of the contacts those of workflows, of the users those that a finding is about."""
    used = {id(_contact(estate, workflow)) for workflow in estate.of(Workflow)}
    kinds: tuple[type[Item], ...] = (*KINDS, Agent, RgsSettings, AudioFileItem, ApplicationContact, User)
    for cls in kinds:
        for product in _LEGACY:
            for item in estate.of(cls, product=product):
                named = (product, item.kind, item.key) in against
                # an agent of OCS 2007 R2 is a record of its own; of Lync it is a user
                agent = cls is User and product == LYNC2010
                if cls not in (ApplicationContact, User) or id(item) in used or (named and (agent or cls is not User)):
                    yield item


def _contact(estate: Estate, workflow: Workflow) -> Item | None:
    """The contact of a workflow; that of Lync has its address and is not named by it."""
    own = contact_of(estate, workflow)
    return own or estate.find("application_contact", workflow.primary_uri, product=workflow.product)


@attrs.frozen
class _Results:
    """Works out the result for one object from the findings about it and about its agents."""

    estate: Estate
    against: Mapping[tuple[str, str, str], Sequence[tuple[MoveResult, Reason]]]

    def of(self, item: Item) -> ObjectMove:
        """What the move does to *item*."""
        reasons = [*self._own(item), *self._of_agents(item), *_of_every_move(item)]
        usual = MoveResult.MOVED if isinstance(item, ApplicationContact) else MoveResult.COPIED
        return ObjectMove(
            product=item.product,
            pool=_pool_name(self.estate, getattr(item, "pool", None)),
            kind=item.kind,
            key=item.key,
            name=item.title,
            result=min((result for result, _ in reasons), key=list(MoveResult).index, default=usual),
            why=tuple({(reason.rule, reason.sentence()): reason for _, reason in reasons}.values()),
        )

    def _own(self, item: Item) -> Iterator[tuple[MoveResult, Reason]]:
        for result, reason in self.against.get((item.product, item.kind, item.key), ()):
            # what a rule says of an agent of Lync it says on a group that lists it
            yield (MoveResult.CHANGED if item.kind == AgentGroup.kind and reason.rule == "RGS-F08" else result), reason
        if isinstance(item, Agent):
            user = self.estate.find("user", item.sip_address, product=item.product)
            yield from self._own(user) if user else ()

    def _of_agents(self, item: Item) -> Iterator[tuple[MoveResult, Reason]]:
        """A group loses the agents that are not copied."""
        if isinstance(item, AgentGroup):
            for _, agent in self.estate.resolve(item, "agents"):
                for _, reason in self._own(agent) if agent else ():
                    yield MoveResult.CHANGED, reason


def _of_every_move(item: Item) -> Iterator[tuple[MoveResult, Reason]]:
    if isinstance(item, ApplicationContact):
        what = "From the move on the pool of Lync answers the calls to it, the legacy pool no longer does"
        yield MoveResult.MOVED, _documented("move-csrgsconfiguration", what)
    if isinstance(item, Workflow) and (item.managed or item.managers):
        yield MoveResult.CHANGED, _documented("l13-rgs-2010", "Workflows arrive unmanaged, without managers")
    if isinstance(item, AgentGroup) and participation(item.participation) == FORMAL:
        what = "Formal agents get another sign-in address and sign in again"
        yield MoveResult.CHANGED, _documented("l13-rgs-r2", what)


def _documented(reference: str, what: str) -> Reason:
    return Reason(rule="", references=(reference,), grade=Grade.DOCUMENTED, title=what, wording=Wording(message=what))


def _pool_name(estate: Estate, name: str | None) -> str:
    found = estate.find("pool", name)
    return found.key if found else name or ""


def _unknown(estate: Estate, outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.rule in (*_DECIDING, *_STOPPING) and outcome.outcome is not Result.NOT_APPLICABLE and outcome.reason:
            yield f"{outcome.rule}: {outcome.reason}; {'; '.join(map(str, outcome.needs))}"
    if estate.of(Workflow, product=R2):
        yield "Prompts, music, hours and menus of OCS 2007 R2 are stored in a form that is not published"
