"""A rule of which a part lacked data: it may have found something, but it is never clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import attrs
import pytest

from migrator.estate.estate import Estate
from migrator.estate.external import AccessEdgeSettings
from migrator.estate.topology import Pool, Site
from migrator.estate.voice import VoiceRoute
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.gaps import Gap, Run
from migrator.rules.engine.model import LYNC2013, R2, Context, Grade, Hit, Predicted, Severity, rule
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Outcome, Result

ESTATE = Estate([Pool(key="p", product=R2)])
HIT = Hit(item=None)
GAP = Gap(reason="no log", needs=(Run("collect the log"),))


def outcome_of(*told: Hit | Gap) -> Outcome:
    """How a rule ends that tells this."""

    @rule(
        id="T-001",
        title="t",
        severity=Severity.INFO,
        grade=Grade.DOCUMENTED,
        products=(R2,),
        needs=(),
        effect="e",
        remediation="r",
        message="there is something",
        references=(),
    )
    def tells(_estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
        """A rule."""
        yield from told

    return predict(ESTATE, Context(now=datetime(2014, 1, 8, tzinfo=UTC)), [tells]).outcomes[0]


@pytest.mark.parametrize(
    ("told", "result", "reason"),
    [
        ((), Result.CLEAR, ""),
        ((HIT,), Result.FOUND, ""),
        ((GAP,), Result.NOT_EVALUATED, "No log"),
        ((GAP, HIT), Result.FOUND, "No log"),
    ],
    ids=["nothing", "a hit", "a gap", "both"],
)
def test_outcome(told: tuple[Hit | Gap, ...], result: Result, reason: str) -> None:
    """A gap keeps a rule from being clear, and its reason is told beside what was found."""
    outcome = outcome_of(*told)
    assert (outcome.outcome, outcome.reason) == (result, reason)


def test_needs_of_gaps_are_told_once() -> None:
    """What would supply the data is named once, however many parts lack it."""
    other = Gap(reason="no pool", needs=(Run("collect the log"), Run("collect the pool")))
    outcome = outcome_of(GAP, other, GAP)
    assert (outcome.reason, outcome.needs) == ("No log; no pool", (Run("collect the log"), Run("collect the pool")))


@rule(
    id="T-002",
    title="t",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(VoiceRoute,),
    effect="e",
    remediation="r",
    message="{item} has no gateway",
    references=(),
)
def _without_gateways(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A rule that does not ask whether it knows what it reads."""
    for route in estate.each(VoiceRoute, product=R2):
        if not route.gateways:
            yield Hit(item=route, predicts=(Predicted("IM1", {"gateway": route, "route": route, "pattern": route}),))


EMPTY = VoiceRoute(key="empty", product=R2)
UNKNOWN = [VoiceRoute(key=f"u{n}", product=R2, name=f"U{n}", unknown=("gateways",)) for n in range(5)]
NAMED = "U0, U1, U2 and 2 more"


def test_what_rests_on_nothing_is_not_found() -> None:
    """A finding about an unknown list, and its predicted line, are not made; others are, and it is said what lacks."""
    run = Context(now=datetime(2014, 1, 8, tzinfo=UTC))
    found = predict(Estate([*UNKNOWN, EMPTY]), run, [_without_gateways])
    assert ([f.key for f in found.findings], [m.keys for m in found.messages]) == (["empty"], [("empty",)])
    nothing = predict(Estate(UNKNOWN), run, [_without_gateways])
    assert (nothing.findings, nothing.messages) == ((), ())
    assert [p.outcomes[0].outcome for p in (found, nothing)] == [Result.FOUND, Result.NOT_EVALUATED]
    for prediction in (found, nothing):
        left_out = "(5 findings that would rest on it are not made)"
        reason = f"The evidence does not tell Gateways of 5 voice routes: {NAMED} {left_out}"
        assert prediction.outcomes[0].reason == reason
        assert "MSFT_SIPPhoneRouteData" in str(prediction.outcomes[0].needs[0])


def test_rule_over_an_incomplete_kind_is_never_clear() -> None:
    """If objects of a kind were lost, what was found of the others stays found, and nothing found is not clear."""
    run = Context(now=datetime(2014, 1, 8, tzinfo=UTC))
    whole = attrs.evolve(EMPTY, key="whole", gateways=("gw",))
    for items, result in (((whole, EMPTY), Result.FOUND), ((whole,), Result.NOT_EVALUATED)):
        (outcome,) = predict(Estate(items, incomplete=[(R2, "voice_route")]), run, [_without_gateways]).outcomes
        lost = "Incomplete: voice routes of OCS 2007 R2 were lost when the evidence was read"
        assert (outcome.outcome, outcome.reason) == (result, lost)


OF_EDGES = (
    "TOP-01",
    "TOP-04",
    "TOP-06",
    "TOP-11",
    "TOP-14",
    "ACC-10",
    "CERT-01",
    "CERT-06",
    "PUSH-12",
    "REP-01",
    "NIC-01",
)


@pytest.mark.parametrize("id_", OF_EDGES)
def test_what_is_about_an_edge_does_not_apply_where_there_is_none(id_: str) -> None:
    """Neither evidence of an Edge is asked for nor a route to one; where nobody looked for Edge pools it may apply."""
    items = [
        Site(key="London", product=LYNC2013, name="London"),
        AccessEdgeSettings(key="Global", product=LYNC2013, allow_federated=True),
        Pool(key="pool.x", product=LYNC2013, fqdn="pool.x"),
    ]
    context = Context(target="2013", answers={"push_notification_wanted": "yes"}, now=datetime(2014, 1, 8, tzinfo=UTC))
    (declared,) = [each for each in all_rules() if each.id == id_]
    none = Estate(items, collected={(LYNC2013, "edge_pool")})
    (outcome,) = predict(none, context, [declared]).outcomes
    assert (outcome.outcome, outcome.reason) == (Result.NOT_APPLICABLE, "The estate has no Edge pools")
    (outcome,) = predict(Estate(items), context, [declared]).outcomes
    assert outcome.outcome is not Result.NOT_APPLICABLE
