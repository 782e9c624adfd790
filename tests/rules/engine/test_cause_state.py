"""What the outcomes of rules mean for one cause of a message or symptom."""

from __future__ import annotations

from datetime import UTC, datetime

from migrator.estate.estate import Estate
from migrator.estate.external import AccessEdgeSettings
from migrator.estate.products import LYNC2010
from migrator.knowledge.known_message import Cause
from migrator.rules.engine.catalogue import all_rules, rules_named
from migrator.rules.engine.cause_state import CauseResult, rules_of, state_of
from migrator.rules.engine.gaps import Gap, Run
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Outcome, Prediction, Result


def _prediction(**results: Result) -> Prediction:
    outcomes = tuple(
        Outcome(
            rule=rule.replace("_", "-"),
            outcome=result,
            gaps=(Gap(reason="no evidence", needs=(Run("nslookup"),)),) if result is Result.NOT_EVALUATED else (),
        )
        for rule, result in results.items()
    )
    return Prediction(target="2013", findings=(), messages=(), outcomes=outcomes)


def test_a_cause_is_clear_only_if_nothing_lacks_data() -> None:
    """One rule without data keeps a cause open and names what supplies it; rules that do not apply clear nothing."""
    cause = Cause(cause="Something.", rules=["DNS-01", "DNS-02"])
    assert state_of(cause, _prediction(DNS_01=Result.CLEAR, DNS_02=Result.NOT_APPLICABLE)).result is CauseResult.CLEAR
    open_one = state_of(cause, _prediction(DNS_01=Result.CLEAR, DNS_02=Result.NOT_EVALUATED))
    assert (open_one.result, open_one.needs) == (CauseResult.NOT_EVALUATED, ("nslookup",))
    nothing = state_of(cause, _prediction(DNS_01=Result.NOT_APPLICABLE, DNS_02=Result.NOT_APPLICABLE))
    assert nothing.result is CauseResult.NOT_APPLICABLE
    assert state_of(cause, _prediction()).result is CauseResult.NOT_EVALUATED
    assert rules_of([cause, Cause(cause="Other.", rules=["DNS-02", "DNS-03"])]) == ("DNS-01", "DNS-02", "DNS-03")


def test_what_people_see_and_what_nobody_collected_is_not_clear() -> None:
    """A cause without a rule is for people; without evidence a cause with rules is not evaluated."""
    assert state_of(Cause(cause="Asleep.", look="Ask them."), _prediction()).result is CauseResult.PEOPLE
    without = state_of(Cause(cause="Off.", rules=["ACC-01"]), None)
    assert (without.result, without.needs) == (CauseResult.NOT_EVALUATED, ("migrator inventory SOURCE",))


def test_a_finding_shows_its_cause() -> None:
    """The finding comes with the names of the estate."""
    settings = AccessEdgeSettings(key="Global", product=LYNC2010, user_replicator=True)
    estate = Estate([settings], collected=[(LYNC2010, AccessEdgeSettings.kind)])
    rules = rules_named("ACC-08", all_rules())
    prediction = predict(estate, Context(now=datetime(2014, 1, 1, tzinfo=UTC), target="2013", answers={}), rules)
    state = state_of(Cause(cause="User Replicator is on.", rules=["ACC-08"]), prediction)
    assert state.result is CauseResult.FOUND
    assert [finding.rule for finding in state.findings] == ["ACC-08"]
