"""SIP trunk over the internet or a private line: criteria, weights that people can change, and the result.

A criterion counts for a line by what is known of it: one point for what speaks for the line, one point less for what
speaks against it, half of that where it can be mitigated.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

import attrs

from ..errors import InputError
from ..resources import report_file

MAX_WEIGHT = 10


@attrs.frozen(kw_only=True)
class TrunkLine:
    """What is known of one kind of line by one criterion."""

    pro: str = ""
    con: str = ""
    mitigation: str = ""

    @property
    def points(self) -> float:
        """From -1 to 1."""
        return bool(self.pro) - bool(self.con) * (0.5 if self.mitigation else 1.0)


@attrs.frozen(kw_only=True)
class Criterion:
    """One criterion with its weight."""

    id: str
    name: str
    weight: int
    internet: TrunkLine
    private: TrunkLine


@attrs.frozen
class TrunkDecision:
    """The criteria with the weights in force."""

    criteria: tuple[Criterion, ...]

    @property
    def internet(self) -> float:
        """The weighted points of the internet."""
        return sum(criterion.weight * criterion.internet.points for criterion in self.criteria)

    @property
    def private(self) -> float:
        """The weighted points of the private line."""
        return sum(criterion.weight * criterion.private.points for criterion in self.criteria)


@cache
def _criteria() -> tuple[Criterion, ...]:
    declared = tomllib.loads(report_file("sip_trunk.toml").read_text("utf-8"))["criterion"]
    return tuple(
        Criterion(**{**each, "internet": TrunkLine(**each["internet"]), "private": TrunkLine(**each["private"])})
        for each in declared
    )


def trunk_decision(weights: Iterable[str] = ()) -> TrunkDecision:
    """The decision with *weights* such as ``cost=5`` in place of the proposed ones.

    Raises:
        InputError: a weight is not ``criterion=number`` with a known criterion and a number from 0 to 10.
    """
    own = dict(map(_weight, weights))
    return TrunkDecision(
        tuple(attrs.evolve(criterion, weight=own.get(criterion.id, criterion.weight)) for criterion in _criteria())
    )


def _weight(text: str) -> tuple[str, int]:
    name, _, number = (part.strip().casefold() for part in text.partition("="))
    known: Mapping[str, str] = {criterion.id: criterion.name for criterion in _criteria()}
    if name not in known or not number.isascii() or not number.isdecimal() or int(number) > MAX_WEIGHT:
        raise InputError(
            f"{text!r} is not a weight of the SIP trunk decision",
            hint=f"Write criterion=number with a number from 0 to {MAX_WEIGHT}; criteria: {', '.join(known)}",
        )
    return name, int(number)
