"""Times of evidence show their offset in one form and not in another: no rule may fail where both meet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.products import LYNC2013
from migrator.estate.topology import Certificate, EdgePool, ReplicationStatus
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import BROKEN_RULE, predict
from migrator.rules.engine.prediction import Prediction
from tests.rules.test_cases import NOW, RULES, cases, item

NINE, TEN = datetime(2014, 1, 8, 9, tzinfo=UTC), datetime(2014, 1, 8, 10, tzinfo=UTC)


def times_of(one: Item) -> dict[str, datetime]:
    """The fields of an item that hold a time."""
    values = {field.name: getattr(one, field.name) for field in attrs.fields(type(one))}
    return {name: value for name, value in values.items() if isinstance(value, datetime)}


def local(one: Item) -> Item:
    """The item as a form shows it that has no offsets."""
    return attrs.evolve(one, **{name: time.replace(tzinfo=None) for name, time in times_of(one).items()})


def ran(rule: str, items: Iterable[Item], answers: dict[str, str] | None = None, target: str = "2013") -> Prediction:
    """What a rule makes of the items."""
    return predict(Estate(items), Context(now=NOW, target=target, answers=answers or {}), [RULES[rule]])


WITH_TIMES = [
    param
    for param in (*cases("found"), *cases("clear"), *cases("not_evaluated"))
    if any(times_of(item(fields)) for fields in param.values[1].get("items", ()))
]


@pytest.mark.parametrize(("rule", "case"), WITH_TIMES)
def test_no_rule_fails_where_some_times_have_no_offset(rule: str, case: dict[str, Any]) -> None:
    """All of a case without offsets, the first, the last, and every second one."""
    items = [item(fields) for fields in case["items"]]
    timed = [number for number, one in enumerate(items) if times_of(one)]
    for without in (timed, timed[:1], timed[-1:], timed[1::2]):
        mixed = [local(one) if number in without else one for number, one in enumerate(items)]
        made = ran(rule, mixed, case.get("answers"), case.get("target", "2013"))
        assert BROKEN_RULE not in {finding.rule for finding in made.findings}


def test_a_list_without_offsets_says_how_late_a_replica_is() -> None:
    """The lists of two servers, one exported and one printed: their times are compared as they stand."""
    edge = EdgePool(key="edge.x", product=LYNC2013, fqdn="edge.x", machines=("edge.x",))
    behind = ReplicationStatus(
        key="edge.x", product=LYNC2013, fqdn="edge.x", up_to_date=False, last_status_report=NINE.replace(tzinfo=None)
    )
    front_end = ReplicationStatus(key="fe.x", product=LYNC2013, fqdn="fe.x", up_to_date=True, last_status_report=TEN)
    (finding,) = ran("REP-01", [edge, behind, front_end]).findings
    assert finding.said("{late}") == "60"


def test_the_end_of_a_certificate_is_seen_in_a_list_without_offsets() -> None:
    """Get-CsCertificate printed as text shows local times: the A/V certificate that ends today is found."""
    ends = (NOW.replace(hour=3)).replace(tzinfo=None)
    certificate = Certificate(
        key="c", product=LYNC2013, machine="edge.x", use="AudioVideoAuthentication", thumbprint="AB", not_after=ends
    )
    (finding,) = ran("CERT-18", [certificate]).findings
    assert (finding.rule, finding.key) == ("CERT-18", "c")
