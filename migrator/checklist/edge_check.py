"""The check list of federation: sections in their order, each point from the outcomes of rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

import attrs

from ..estate.estate import Estate
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
    """

    id: str
    section: str
    title: str
    rules: tuple[str, ...]
    verify: str


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
    return tuple(Point(**{**each, "rules": tuple(each["rules"])}) for each in declared)


def rules_of_points() -> tuple[str, ...]:
    """Ids of the rules that decide the points."""
    return tuple(dict.fromkeys(rule for point in points() for rule in point.rules))


def checked(prediction: Prediction, estate: Estate) -> tuple[CheckedPoint, ...]:
    """Each point with what the rules found; a finding of level info fails none, an accepted one neither.

    An estate without any Edge passes none: no point is applicable.
    """
    if has_no_edge(estate):
        return tuple(CheckedPoint(point=point, state=PointState.NOT_APPLICABLE) for point in points())
    return tuple(_checked(point, prediction) for point in points())


def _checked(point: Point, prediction: Prediction) -> CheckedPoint:
    found = tuple(f for f in prediction.findings if f.rule in point.rules and not f.suppressed)
    outcomes = [outcome for outcome in prediction.outcomes if outcome.rule in point.rules]
    open_ones = [outcome for outcome in outcomes if outcome.outcome is Result.NOT_EVALUATED]
    needs = tuple(dict.fromkeys(str(need) for outcome in open_ones for gap in outcome.gaps for need in gap.needs))
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
