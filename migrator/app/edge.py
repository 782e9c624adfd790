"""Looks at an Edge: the estate of a snapshot and the evidence given with a command, and what the rules say of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from ..estate.estate import Estate
from ..estate.evidence import Listener
from ..estate.kinds import Item
from ..estate.naming import short_name
from ..estate.network import HostsEntry, NetworkInterface, PersistentRoute
from ..estate.products import UNKNOWN
from ..estate.provenance import Snapshot, SourceReport, collected, incomplete
from ..estate.topology import EdgePool, EdgeServer, Machine, ReplicationStatus, WindowsService
from .answers import answers_of, context_of
from .severities import severities_of
from .suppressions import stored_suppressions

if TYPE_CHECKING:
    from ..occurrences.occurrence import Occurrence
    from ..rules.engine.losses import SourceLoss
    from ..rules.engine.prediction import Prediction


@attrs.frozen(kw_only=True)
class Evidence:
    """What was read beside a snapshot.

    Attributes:
        items: the objects.
        reports: what became of each file.
        happened: groups of events and records that were counted while they were read, and are not among the objects;
            None where nothing was counted.
    """

    items: tuple[Item, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    happened: tuple[Occurrence, ...] | None = None


@attrs.frozen(kw_only=True)
class EdgeQuestion:
    """What is asked of an Edge.

    Attributes:
        rules: ids or patterns such as ``DNS-*``.
        snapshot: whose estate is looked at; the newest where None.
        target: the version of Lync Server to which the estate moves.
    """

    rules: tuple[str, ...]
    snapshot: str | None = None
    target: str = "2013"


@attrs.frozen(kw_only=True)
class EdgeAssessment:
    """What the rules say of an Edge.

    Attributes:
        estate: the objects of the snapshot and of the evidence given beside it.
        snapshot: None where there is none, so that only the evidence was looked at.
        answers: what people have answered or the evidence shows, by question.
        derived: of those that the evidence shows, that evidence.
        losses: the sources of which something is missing, and which of these rules that touches.
    """

    estate: Estate
    snapshot: Snapshot | None
    answers: dict[str, str]
    derived: dict[str, str]
    prediction: Prediction
    losses: tuple[SourceLoss, ...]


def read_evidence(files: Sequence[Path], *, keep: Callable[[Item], Item | None] = lambda item: item) -> Evidence:
    """Read files with the readers of the inventory, without storing anything.

    Args:
        keep: what becomes of an object; None leaves it out, so that a large file takes little memory.

    Raises:
        InputError: none of the files is evidence, or they are of several estates.
    """
    from ..sources.reading import Reading

    if not files:
        return Evidence()
    reading = Reading(files)
    items = tuple(kept for item in reading.items() if (kept := keep(item)) is not None)
    return Evidence(items=items, reports=tuple(reading.reports))


def stored_estate(project: str, snapshot: str | None) -> Estate | None:
    """The estate of a snapshot, or of the newest one; None without a project, or in one without a snapshot.

    Raises:
        InputError: there is a project, and no snapshot of that name.
    """
    from ..store.project import is_new, open_project

    opened = None if is_new(project) else open_project(project)
    if opened is None or (snapshot is None and not opened.snapshots()):
        return None
    return opened.estate(snapshot)


def assess_edge(project: str, question: EdgeQuestion, evidence: Evidence, *, now: datetime) -> EdgeAssessment:
    """What the rules say of the snapshot and the evidence together.

    Without a project, or in one without a snapshot, the evidence alone is looked at: rules that ask for the topology
    are then not evaluated.

    Raises:
        InputError: no such snapshot, or neither a snapshot nor evidence.
    """
    from ..rules.engine.catalogue import all_rules, rules_named
    from ..rules.engine.losses import losses
    from ..rules.engine.predict import predict
    from ..rules.engine.suppression import suppress
    from ..store.project import is_new, open_project

    rules = all_rules()
    chosen = {rule.id: rule for text in question.rules for rule in rules_named(text, rules)}
    opened = None if is_new(project) else open_project(project)
    stored = stored_estate(project, question.snapshot)
    has_snapshot = stored is not None
    if not has_snapshot and (question.snapshot is not None or evidence == Evidence()):
        raise InputError(
            f"there is no snapshot {question.snapshot!r}" if question.snapshot else "there is nothing to look at",
            hint="Name files of evidence, or read the estate first: migrator inventory SOURCE",
        )
    snapshot = opened.snapshot(question.snapshot) if opened is not None and has_snapshot else None
    evidence = _of_the_edge(evidence, stored)
    estate = _joined(stored, evidence)
    answers = answers_of(opened, estate, question.target) if opened is not None else ()
    context = context_of(answers, now=now, target=question.target, happened=evidence.happened)
    severities = severities_of(opened, rules) if opened is not None else {}
    prediction = predict(
        estate,
        context,
        list(chosen.values()),
        severities={rule: changed.severity for rule, changed in severities.items()},
    )
    if opened is not None:
        prediction, _ = suppress(prediction, stored_suppressions(opened, estate), now.date())
    reports = (*(snapshot.sources if snapshot else ()), *evidence.reports)
    return EdgeAssessment(
        estate=estate,
        snapshot=snapshot,
        answers=dict(context.answers),
        derived=dict(context.derived),
        prediction=prediction,
        losses=losses(reports, prediction.outcomes),
    )


def _of_the_edge(evidence: Evidence, stored: Estate | None) -> Evidence:
    """*evidence*; what does not name its product is of the only product that has an Edge, if there is one."""
    product = _product_of_edge(stored)
    return attrs.evolve(
        evidence,
        items=tuple(
            attrs.evolve(item, product=product) if item.product == UNKNOWN and not item.of_forest else item
            for item in evidence.items
        ),
        reports=tuple(
            attrs.evolve(report, product=product) if report.product == UNKNOWN else report
            for report in evidence.reports
        ),
    )


def _product_of_edge(estate: Estate | None) -> str:
    """The only product of which the estate has an Edge, else the only one that it has, else "unknown"."""
    if estate is None:
        return UNKNOWN
    of_edges = {edge.product for edge in estate.of(EdgePool)} - {UNKNOWN}
    products = of_edges or set(estate.products) - {UNKNOWN}
    return products.pop() if len(products) == 1 else UNKNOWN


def _joined(stored: Estate | None, evidence: Evidence) -> Estate:
    """The objects of both."""
    if stored is None:
        return Estate(evidence.items, collected=collected(evidence.reports), incomplete=incomplete(evidence.reports))
    return Estate(
        [*_not_replaced(stored, evidence), *evidence.items],
        collected=[*stored.collected, *collected(evidence.reports)],
        incomplete=[*stored.incomplete, *incomplete(evidence.reports)],
    )


def _not_replaced(stored: Estate, evidence: Evidence) -> Iterator[Item]:
    """The stored objects without those that the evidence shows anew.

    An output that shows all sockets, services, adapters, routes or host names of a server takes the place of the older
    one: what it does not show is gone. So does a new list of the replicas. An older output of which nothing tells the
    server gives way to any new one: it may be of the same server.
    """
    placed = Estate([*stored.of(Machine), *stored.of(EdgeServer), *evidence.items])
    shown = {(item.kind, _server_of(item)) for item in placed if item.kind in _LISTED_IN_FULL}
    shown |= {(kind, "") for kind, _ in shown}
    replicas = any(item.kind == ReplicationStatus.kind for item in evidence.items)
    for item in stored:
        if (item.kind, _server_of(item)) in shown or (replicas and item.kind == ReplicationStatus.kind):
            continue
        yield item


_LISTED_IN_FULL = frozenset(
    cls.kind for cls in (Listener, WindowsService, NetworkInterface, PersistentRoute, HostsEntry)
)


def _server_of(item: Item) -> str:
    """The short name of the server of an object; "" if nothing names it."""
    return short_name(getattr(item, "machine", None))
