"""The check list of federation: sections in their order, each point from the outcomes of rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any

import attrs

from ..estate.estate import Estate
from ..estate.products import R2
from ..estate.topology import EdgePool
from ..network.edges import has_no_edge
from ..resources import report_file
from ..rules.engine.levels import Severity
from ..rules.engine.prediction import Finding, Prediction, Result


class PointState(StrEnum):
    """How a point of the check list ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_EVALUATED = "not evaluated"
    NOT_APPLICABLE = "not applicable"


@attrs.frozen(kw_only=True)
class Point:
    """A point of the check list.

    Attributes:
        rules: ids of the rules that decide it; () where only people can see it.
        verify: what shows that a cure worked, or that the point holds.
        ocs: the same point for Edge servers of OCS 2007 R2, where it differs.
    """

    id: str
    section: str
    title: str
    rules: tuple[str, ...]
    verify: str
    ocs: Point | None = None


@attrs.frozen(kw_only=True)
class CheckedPoint:
    """A point with what the evidence shows.

    Attributes:
        findings: what its rules found, the severe first.
        needs: what would supply the evidence of a point that is not evaluated.
    """

    point: Point
    state: PointState
    findings: tuple[Finding, ...] = ()
    needs: tuple[str, ...] = ()


@cache
def points() -> tuple[Point, ...]:
    """The points, in working order."""
    declared = tomllib.loads(report_file("checklist", "edge_check.toml").read_text("utf-8"))["point"]
    return tuple(_declared(each) for each in declared)


def _declared(each: dict[str, Any]) -> Point:
    ocs = each.pop("ocs", None)
    point = Point(**{**each, "rules": tuple(each["rules"])})
    return attrs.evolve(point, ocs=_declared({**each, **ocs})) if ocs else point


def _points_of(estate: Estate) -> tuple[Point, ...]:
    """The points as they are for the Edge servers of an estate."""
    only_ocs = any(estate.of(EdgePool)) and all(pool.product == R2 for pool in estate.of(EdgePool))
    return tuple(point.ocs or point for point in points()) if only_ocs else points()


def rules_of_points() -> tuple[str, ...]:
    """Ids of the rules that decide the points."""
    each = [one for point in points() for one in (point, point.ocs) if one]
    return tuple(dict.fromkeys(rule for point in each for rule in point.rules))


def checked(prediction: Prediction, estate: Estate) -> tuple[CheckedPoint, ...]:
    """Each point with what the rules found; a finding of level info fails none, an accepted one neither.

    An estate without any Edge passes none: no point is applicable.
    """
    if has_no_edge(estate):
        return tuple(CheckedPoint(point=point, state=PointState.NOT_APPLICABLE) for point in points())
    return tuple(_checked(point, prediction) for point in _points_of(estate))


def _checked(point: Point, prediction: Prediction) -> CheckedPoint:
    found = tuple(f for f in prediction.findings if f.rule in point.rules and not f.suppressed)
    outcomes = [outcome for outcome in prediction.outcomes if outcome.rule in point.rules]
    open_ones = [outcome for outcome in outcomes if outcome.outcome is Result.NOT_EVALUATED]
    asked = dict.fromkeys(str(need) for outcome in open_ones for gap in outcome.gaps for need in gap.needs)
    # one that goes on where another ends asks for the same, and for more
    needs = tuple(need for need in asked if not any(other != need and other.startswith(need) for other in asked))
    return CheckedPoint(
        point=point,
        state=_state(point, found, [outcome.outcome for outcome in outcomes]),
        findings=found,
        needs=needs or (() if point.rules else (point.verify,)),
    )


def _state(point: Point, found: Iterable[Finding], results: list[Result]) -> PointState:
    if any(finding.severity is not Severity.INFO for finding in found):
        return PointState.FAILED
    if not point.rules or Result.NOT_EVALUATED in results:
        return PointState.NOT_EVALUATED
    if all(result is Result.NOT_APPLICABLE for result in results):
        return PointState.NOT_APPLICABLE
    return PointState.PASSED
