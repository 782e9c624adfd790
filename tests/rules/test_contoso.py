"""The Contoso estate meets what the field report of 8 January 2014 met: the published lines, and no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from migrator.estate import provenance
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.policies import PresencePolicy
from migrator.estate.topology import TrustedService
from migrator.estate.voice import DialPlan, VoiceRoute
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context, Grade
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Prediction
from migrator.sources.reading import Reading

# As published, but for the time stamp and level before each, and with blanks where the web page has U+00A0.
# Lines 1 and 2 are one entry of the log.
LINE_1 = 'No new Mediation Server added to the Office Communications Server 2007 / Office Communications Server 2007 R2 deployment.Cannot find any Office Communications Server 2007 / Office Communications Server 2007 R2 "MediationServer" in the deploymentList of Office Communications Server 2007 / Office Communications Server 2007 R2 "Trusted application server" roles being migrated'  # noqa: E501
LINE_2 = 'Cluster fully qualified domain name (FQDN) "vx1.contoso.local"Computer fully qualified domain name (FQDN) "vx1.contoso.local"'  # noqa: E501
LINE_3 = 'UCMA application with the cluster fully qualified domain name (FQDN) "vx1.contoso.local" does not depend on a pool.'  # noqa: E501
LINE_4 = 'UCMA application with the cluster fully qualified domain name (FQDN) "vx2.contoso.local" does not depend on a pool.'  # noqa: E501
LINE_5 = 'Cannot find a Mediation Server with the fully qualified domain name (FQDN) "vx2.contoso.local". Run "Merge-CsLegacyTopology" cmdlet before using this cmdlet or make sure that a PSTN route is pointing to a valid Mediation Server. Skipping creation of a Lync Server 2013 PSTN route setting with the name "Emergency Services". numberPattern:  "^(\\+999$)"'  # noqa: E501
LINE_6 = 'Policy/setting name  - "Service: Medium" has either ":" or "/". Import-CslegacyConfiguration is replacing them with "_" before migrating them. Office Communications Server 2007/Office Communications Server 2007 R2 policy/setting name  - "Service: Medium". Lync Server 2013 policy/setting name - "Service_ Medium"'  # noqa: E501

#: the three sentences of line 1
SENTENCES = (
    LINE_1[: LINE_1.index("Cannot find any")],
    LINE_1[LINE_1.index("Cannot find any") : LINE_1.index("List of")],
    LINE_1[LINE_1.index("List of") :],
)
MERGE, IMPORT = "Merge-CsLegacyTopology", "Import-CsLegacyConfiguration"


@pytest.fixture
def predicted(run: Callable[..., Any], contoso: Path) -> dict[str, Any]:
    """The document of `predict --json` for the Contoso estate."""
    assert run("inventory", contoso).code == 0
    done = run("predict", "--json")
    assert done.code == 1
    document: dict[str, Any] = json.loads(done.out)
    return document


@pytest.fixture(scope="module")
def items(contoso: Path) -> list[Item]:
    """The items of the Contoso estate."""
    return list(Reading([contoso]).items())


@pytest.fixture
def collected(contoso: Path) -> list[tuple[str, str]]:
    """What was collected, also where it held nothing."""
    reading = Reading([contoso])
    list(reading.items())
    return list(provenance.collected(reading.reports))


@pytest.fixture
def forecast(items: list[Item], collected: list[tuple[str, str]]) -> Callable[..., Prediction]:
    """Predict the estate, with items replaced, removed (by None) or added."""

    def forecast_(
        change: Callable[[Item], Item | None] = lambda item: item, *added: Item, target: str = "2013"
    ) -> Prediction:
        changed = [new for item in items if (new := change(item)) is not None]
        context = Context(now=datetime(2014, 1, 8, tzinfo=UTC), target=target, answers={"countries": "GB"})
        return predict(Estate([*changed, *added], collected=collected), context, all_rules())

    return forecast_


def texts(prediction: Prediction) -> dict[str, int]:
    """Predicted lines with how often each is printed."""
    return {message.text: message.count for message in prediction.messages}


def test_the_six_published_lines(predicted: dict[str, Any]) -> None:
    """All six lines of the report are predicted, to the letter, of the cmdlet and level that printed them."""
    entries = [(e["cmdlet"], e["level"], line) for e in predicted["log"] for line in e["text"].split("\n")]
    for published in (
        (MERGE, "INFORMATION", LINE_1),
        (MERGE, "INFORMATION", LINE_2),
        (MERGE, "INFORMATION", LINE_3),
        (MERGE, "INFORMATION", LINE_4),
        (IMPORT, "WARNING", LINE_5),
        (IMPORT, "WARNING", LINE_6),
    ):
        assert published in entries


def test_the_log_joins_as_published(predicted: dict[str, Any]) -> None:
    """The merge's first entry runs on without a separator; the list of hosts follows on lines of its own."""
    merge = [entry["text"] for entry in predicted["log"] if entry["cmdlet"] == MERGE]
    second_host = LINE_2.replace("vx1", "vx2")
    assert merge == [f"{LINE_1}\n{LINE_2}\n{second_host}", LINE_3, LINE_4]


def test_no_other_line_is_predicted(predicted: dict[str, Any], items: list[Item]) -> None:
    """The merge says its lines; the import warns once for each of seven routes and two gateways, and once of a name."""
    routes = {item.name: item.number_pattern for item in items if isinstance(item, VoiceRoute)}
    assert len(routes) == 7
    assert routes["Emergency Services"] == r"^(\+999$)"
    per_route = {
        LINE_5.replace("vx2", gateway).replace("Emergency Services", str(name)).replace(r"^(\+999$)", str(pattern))
        for name, pattern in routes.items()
        for gateway in ("vx1", "vx2")
    }
    assert len(per_route) == 14
    merge = {
        *SENTENCES,
        LINE_2,
        LINE_2.replace("vx1", "vx2"),
        LINE_3,
        LINE_4,
    }
    found = [(m["cmdlet"], m["text"], m["count"]) for m in predicted["messages"]]
    assert sorted(found) == sorted(
        [(MERGE, text, 1) for text in merge] + [(IMPORT, text, 1) for text in {*per_route, LINE_6}]
    )


def test_findings_of_the_report(predicted: dict[str, Any]) -> None:
    """How many findings each rule has on the estate of the report; what they may be is in fixtures/README.md."""
    counts: dict[str, int] = {}
    for finding in predicted["findings"]:
        counts[finding["rule"]] = counts.get(finding["rule"], 0) + 1
    field = {
        "R2-MED-001": 1,
        "R2-MED-002": 2,
        "R2-RTE-002": 7,
        "R2-RTE-008": 1,
        "R2-NAME-001": 1,
        "RGS-F07": 1,
        "RGS-F08": 1,
        "R2-RGS-001": 20,
    }
    assert {rule: counts.get(rule) for rule in field} == field
    # one state, one finding: both gateways are reported as hybrid, and no route keeps a gateway
    assert {"X0001", "R2-MED-003", "R2-RTE-001"}.isdisjoint(counts)
    named = {f["rule"]: f["name"] for f in predicted["findings"]}
    assert (named["R2-RTE-008"], named["RGS-F07"], named["RGS-F08"]) == (
        "Emergency Services",
        "Emma Clarke",
        "Gary Bishop",
    )


def test_clean_parts_are_clear(predicted: dict[str, Any]) -> None:
    """Directory, attendant and names are as they should be: evaluated and clear."""
    outcomes = {o["rule"]: o["outcome"] for o in predicted["outcomes"]}
    clear = ("R2-CAA-003", "R2-CDIR-006", "R2-NAME-002", "R2-RTE-003")
    assert {outcomes[rule] for rule in clear} == {"clear"}


def test_baseline_noise_is_apart(predicted: dict[str, Any]) -> None:
    """The rename of the stock policy is the only baseline noise, in findings and lines; it is information only."""
    noise = [(f["rule"], f["key"], f["severity"]) for f in predicted["findings"] if f["baseline"]]
    assert noise == [("R2-NAME-001", "Service: Medium", "info")]
    assert [m["text"] for m in predicted["messages"] if m["baseline"]] == [LINE_6]


def test_target_2010_changes_the_name_of_the_product(forecast: Callable[..., Prediction]) -> None:
    """For Lync Server 2010 the lines of the import name that product, and nothing else changes."""
    newer, older = forecast(), forecast(target="2010")
    assert [t.replace("Lync Server 2010", "Lync Server 2013") for t in texts(older)] == list(texts(newer))
    assert sum("Lync Server 2010" in text for text in texts(older)) == 15
    assert sum("Lync Server 2013" in text for text in texts(older)) == 0


def test_b31_lines_that_were_published_for_another_case_are_inferred(forecast: Callable[..., Prediction]) -> None:
    """The wording is presumed for Lync Server 2010, the condition of one line in each move; each says so."""
    presumed = {m.id: (m.grade, m.presumed) for m in forecast(target="2013").messages}
    assert presumed["IM1"] == presumed["IM2"] == presumed["MM1"] == (Grade.OBSERVED, "")
    assert presumed["MM4"] == (Grade.INFERRED, "when it is printed")
    presumed = {m.id: (m.grade, m.presumed) for m in forecast(target="2010").messages}
    assert presumed["IM1"] == presumed["MM1"] == (Grade.INFERRED, "its wording for Lync Server 2010")
    assert presumed["MM4"] == (Grade.INFERRED, "its wording for Lync Server 2010 and when it is printed")


def test_a_renamed_dial_plan_is_inferred(forecast: Callable[..., Prediction]) -> None:
    """The published line is about a presence policy: for a dial plan it is presumed."""
    plan = DialPlan(key="UK: all", product="ocs2007r2", name="UK: all")
    messages = {m.text.split('"')[1]: m for m in forecast(lambda item: item, plan).messages if m.id == "IM2"}
    assert messages["Service: Medium"].grade is Grade.OBSERVED
    assert messages["UK: all"].grade is Grade.INFERRED
    assert messages["UK: all"].presumed == "that it is printed for a dial plan too"


def test_no_finding_is_named_twice(predicted: dict[str, Any]) -> None:
    """Fingerprints are 16 hex digits and unique."""
    fingerprints = [finding["fingerprint"] for finding in predicted["findings"]]
    assert len(fingerprints) == len(set(fingerprints))
    assert {len(f) for f in fingerprints} == {16}


def difference(before: Prediction, after: Prediction) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(lines gone, lines new), each with the id of its template."""
    one, other = ({(m.id, m.text) for m in p.messages} for p in (before, after))
    return one - other, other - one


def test_a_mediation_server_ends_exactly_its_lines(forecast: Callable[..., Prediction]) -> None:
    """With one Mediation Server in the estate the merge's two lines about none are gone; the gateways still fail."""
    server = TrustedService(key="med1", product="ocs2007r2", fqdn="med1.contoso.local", type="MediationServer")
    before, after = forecast(), forecast(lambda item: item, server)
    gone, new = difference(before, after)
    assert ({id_ for id_, _ in gone}, new) == ({"MM1", "MM2"}, set())
    assert {f.rule for f in before.findings} - {f.rule for f in after.findings} == {"R2-MED-001"}


def test_a_mediation_server_named_like_a_gateway_ends_the_gateway(forecast: Callable[..., Prediction]) -> None:
    """Once vx1 is a Mediation Server, every line about vx1 is gone, and the routes keep one gateway."""

    def promote(item: Item) -> Item:
        is_vx1 = isinstance(item, TrustedService) and item.fqdn == "vx1.contoso.local"
        return attrs.evolve(item, type="MediationServer") if is_vx1 else item  # type: ignore[call-arg]

    before, after = forecast(), forecast(promote)
    gone, new = difference(before, after)
    assert new == set()
    assert {text for _, text in gone if "vx1" in text} == {m.text for m in before.messages if "vx1" in m.text}
    assert {id_ for id_, text in gone if "vx1" not in text} == {"MM1", "MM2"}
    rules = {f.rule for f in after.findings}
    assert "R2-RTE-002" not in rules
    kept = [f.evidence for f in after.findings if f.rule == "R2-RTE-001"]
    assert len(kept) == 7
    assert all("vx2" in str(evidence) for evidence in kept)
    (emergency,) = (f for f in after.findings if f.rule == "R2-RTE-008")
    assert "loses vx2.contoso.local" in emergency.message


def test_a_route_less_is_two_lines_less(forecast: Callable[..., Prediction]) -> None:
    """Without the emergency route its two warnings and its findings are gone, nothing else."""
    before = forecast()
    after = forecast(lambda item: None if item.key == "Emergency Services" else item)
    gone, new = difference(before, after)
    assert ({id_ for id_, _ in gone}, len(gone), new) == ({"IM1"}, 2, set())
    lost = {f.rule for f in before.findings if f.key == "Emergency Services"}
    assert {"R2-RTE-002", "R2-RTE-008"} <= lost
    assert {f.fingerprint for f in after.findings} == {
        f.fingerprint for f in before.findings if f.key != "Emergency Services"
    }


def test_a_pool_link_ends_the_line_of_its_host(forecast: Callable[..., Prediction]) -> None:
    """A gateway entry that names a pool depends on one; as a hybrid gateway it is still listed."""

    def link(item: Item) -> Item:
        is_vx2 = isinstance(item, TrustedService) and item.fqdn == "vx2.contoso.local"
        return attrs.evolve(item, servers=("ocspool.contoso.local",)) if is_vx2 else item  # type: ignore[call-arg]

    gone, new = difference(forecast(), forecast(link))
    assert (gone, new) == ({("MM4", LINE_4)}, set())


def test_another_name_with_a_colon_is_real(forecast: Callable[..., Prediction]) -> None:
    """A policy that a customer named with a colon adds one line and one finding that is no noise."""
    policy = PresencePolicy(key="Sales: all", product="ocs2007r2", name="Sales: all")
    before, after = forecast(), forecast(lambda item: item, policy)
    gone, new = difference(before, after)
    assert gone == set()
    assert new == {("IM2", LINE_6.replace("Service: Medium", "Sales: all").replace("Service_ Medium", "Sales_ all"))}
    (finding,) = (f for f in after.findings if f.key == "Sales: all")
    assert (finding.baseline, str(finding.severity)) == (False, "warning")


def test_evidence_that_was_not_collected_is_not_clear(items: list[Item]) -> None:
    """Without any evidence of trusted services the rules that need it say so, and predict nothing."""
    rest = [item for item in items if not isinstance(item, TrustedService)]
    prediction = predict(Estate(rest), Context(now=datetime(2014, 1, 8, tzinfo=UTC)), all_rules())
    waiting = {o.rule: o for o in prediction.outcomes if o.outcome == "not evaluated"}
    assert {"R2-MED-001", "R2-MED-002", "R2-MED-003", "R2-RTE-001", "R2-RTE-002", "R2-RTE-008"} <= set(waiting)
    assert "MSFT_SIPTrustedServiceSetting" in " ".join(map(str, waiting["R2-MED-001"].needs))
    assert {message.id for message in prediction.messages} == {"IM2"}
