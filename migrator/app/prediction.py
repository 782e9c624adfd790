"""Runs the rules over a snapshot, with what the project decided."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..errors import InputError
from ..estate.estate import Estate
from ..estate.products import PRODUCTS, TARGETS, can_move_to, product_names
from .answers import answers_of, context_of
from .severities import severities_of
from .suppressions import stored_suppressions

if TYPE_CHECKING:
    from ..rules.engine.decisions import DecisionsInForce
    from ..rules.engine.losses import SourceLoss
    from ..rules.engine.prediction import Prediction
    from ..rules.engine.readiness import Readiness
    from ..rules.engine.suppression import Applied


_LOG = logging.getLogger(__name__)


@attrs.frozen(kw_only=True)
class PredictionRequest:
    """What is asked of the rules: which snapshot, which target, and whose templates.

    Attributes:
        only: ids of rules, also those that a rule had before it became several; all rules where empty.
        messages: the user's own message templates.
    """

    snapshot: str | None = None
    target: str = "2013"
    only: tuple[str, ...] = ()
    messages: Path | None = None


@attrs.frozen(kw_only=True)
class Assessment:
    """What the rules say of a snapshot.

    Attributes:
        prediction: findings and predicted messages, accepted findings marked.
        applied: what became of each acceptance.
        readiness: what stands in the way of each phase, by pool.
        decisions: the answers and severities that they used.
        estate: what they looked at.
        losses: the sources of which something is not in the estate, and which rules that touches.
    """

    estate: Estate
    prediction: Prediction
    applied: tuple[Applied, ...]
    readiness: tuple[Readiness, ...]
    decisions: DecisionsInForce
    losses: tuple[SourceLoss, ...]


def run_prediction(project: str, request: PredictionRequest, *, now: datetime) -> Assessment:
    """Findings and predicted messages for a snapshot.

    Raises:
        InputError: no such snapshot or rule, or a file that cannot be used.
    """
    from ..rules.engine.catalogue import all_rules, rules_named
    from ..rules.engine.decisions import DecisionsInForce
    from ..rules.engine.losses import losses
    from ..rules.engine.messages import with_own
    from ..rules.engine.predict import predict
    from ..rules.engine.readiness import readiness
    from ..rules.engine.suppression import suppress
    from ..store.project import open_project

    rules = all_rules()
    named = {id_: rules_named(id_, rules) for id_ in request.only}
    if unknown := [id_ for id_, found in named.items() if not found]:
        raise InputError(f"--rule: there is no rule {', '.join(unknown)}", hint="`migrator rules` lists them")
    opened = open_project(project)
    started = time.monotonic()
    estate = opened.estate(request.snapshot)
    if not can_move_to(request.target, estate.products):
        of = product_names(product for product in PRODUCTS if product in estate.products)
        raise InputError(
            f"--target {request.target}: the snapshot is of {of}, and only OCS 2007 R2 moves to {TARGETS['2010']}",
            hint="Leave out --target: the move to Lync Server 2013 is the default",
        )
    answers = answers_of(opened, estate, request.target)
    severities = severities_of(opened, rules)
    prediction = predict(
        estate,
        context_of(answers, now=now, target=request.target),
        [rule for rule in rules if not named or any(rule in found for found in named.values())],
        templates=with_own(request.messages),
        severities={rule: changed.severity for rule, changed in severities.items()},
    )
    _LOG.info(
        "%d rules, %d findings, %d predicted lines, %.2f s",
        len(prediction.outcomes),
        len(prediction.findings),
        len(prediction.messages),
        time.monotonic() - started,
    )
    prediction, applied = suppress(prediction, stored_suppressions(opened, estate), now.date())
    return Assessment(
        estate=estate,
        prediction=prediction,
        applied=applied,
        readiness=readiness(prediction.findings, estate),
        decisions=DecisionsInForce(answers=answers, severities=severities),
        losses=losses(opened.snapshot(request.snapshot).sources, prediction.outcomes),
    )
