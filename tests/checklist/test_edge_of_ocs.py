"""Track A with an Edge, which the fixtures of OCS 2007 R2 do not have: the transition in the plan, with its gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import attrs
import pytest

from migrator.checklist.gates import MET, GateState
from migrator.checklist.plan import PlannedStep, plan_of
from migrator.estate.estate import Estate
from migrator.estate.external import AccessEdgeSettings, FederationSettings
from migrator.estate.kinds import Item
from migrator.estate.network import DnsRecord
from migrator.estate.topology import (
    Certificate,
    EdgePool,
    EdgeServer,
    Pool,
    ReplicationStatus,
    Service,
    SipDomain,
    Site,
    WindowsService,
)
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.phases import TRACK_A
from migrator.rules.engine.predict import predict

NOW = datetime(2014, 4, 1, tzinfo=UTC)
R2, L13 = "ocs2007r2", "lync2013"
ANSWERS = {"edge_key_exportable": "yes", "edge_cutover_at": "2014-04-10T20:00"}
NAMES = {"access_fqdn": "sip.c.com", "web_conferencing_fqdn": "conf.c.com", "av_fqdn": "av.c.com"}

OLD = Pool(key="ocs.c.local", product=R2, fqdn="ocs.c.local")
NEW = Pool(key="fe13.c.local", product=L13, fqdn="fe13.c.local")
DOMAIN = SipDomain(key="c.com", product=R2, name="c.com")
OLD_EDGE = EdgePool(
    key="old.c.local", product=R2, fqdn="old.c.local", federation_enabled=True, machines=("old.c.local",), **NAMES
)
NEW_EDGE = EdgePool(
    key="new.c.local",
    product=L13,
    fqdn="new.c.local",
    federation_enabled=False,
    next_hop="fe13.c.local",
    machines=("new.c.local",),
    **NAMES,
)
ADDRESSES = EdgeServer(key="new", product=L13, fqdn="new.c.local", access_addresses=("192.0.2.50",))
SITE = Site(
    key="London", product=L13, name="London", site_kind="CentralSite", federation_route="EdgeServer:old.c.local"
)
REGISTRAR = Service(key="r", product=L13, role="Registrar", pool="fe13.c.local", edge="EdgeServer:old.c.local")
GLOBAL = FederationSettings(key="g", product=R2, route_enabled=True, route="old.c.local")
REPLICA = ReplicationStatus(key="new", product=L13, fqdn="new.c.local", up_to_date=True)
CERTIFICATES = (
    Certificate(key="o", product=R2, use="AccessEdgeExternal", thumbprint="AB", machine="old.c.local"),
    Certificate(key="n", product=L13, use="AccessEdgeExternal", thumbprint="CD", machine="new.c.local"),
)
SRV = DnsRecord(
    key="s",
    owner="_sipfederationtls._tcp.c.com.",
    type="SRV",
    port=5061,
    target="sip.c.com.",
    vantage_point="public",
)
HOST = DnsRecord(key="a", owner="sip.c.com", type="A", data="192.0.2.9", ttl=300, vantage_point="public")
STOPPED = WindowsService(
    key="RTCSRV", product=R2, name="RTCSRV", machine="OLD", status="Running", start_mode="Automatic"
)
BEFORE: tuple[Item, ...] = (
    *(OLD, NEW, DOMAIN, OLD_EDGE, NEW_EDGE, ADDRESSES, SITE, REGISTRAR, GLOBAL, REPLICA, *CERTIFICATES),
    *(SRV, HOST, STOPPED),
)
AFTER: tuple[Item, ...] = (
    *(OLD, NEW, DOMAIN, attrs.evolve(OLD_EDGE, federation_enabled=False)),
    *(attrs.evolve(NEW_EDGE, federation_enabled=True), ADDRESSES, REPLICA, CERTIFICATES[0], SRV),
    attrs.evolve(SITE, federation_route="EdgeServer:new.c.local"),
    attrs.evolve(REGISTRAR, edge="EdgeServer:new.c.local"),
    attrs.evolve(GLOBAL, route="new.c.local"),
    attrs.evolve(CERTIFICATES[1], thumbprint="ab"),
    attrs.evolve(HOST, data="192.0.2.50"),
    attrs.evolve(STOPPED, status="Stopped", start_mode="Disabled"),
)
#: step -> what keeps its gate open before the transition
OPEN_BEFORE = {
    "FED-10@London": "London",
    "FED-15@old.c.local": "old.c.local",
    "FED-23": "old.c.local",
    "FED-30@new.c.local": "new.c.local",
    "FED-32@fe13.c.local": "fe13.c.local",
    "FED-33@London": "London",
    "FED-41": "sip.c.com 192.0.2.9",
    "FED-50@old.c.local": "old.c.local",
}


def steps(items: Iterable[Item], seen: Iterable[tuple[str, str]] = ()) -> Mapping[str, PlannedStep]:
    """The steps of track A by their keys, with the rules that its federation steps name."""
    estate = Estate(items, collected=seen)
    rules = [
        rule for rule in all_rules() if rule.id in ("DNS-22", "R2-EDG-008", "CERT-01", "CERT-15", "REP-01", "ACC-01")
    ]
    predicted = predict(estate, Context(now=NOW, target="2013", answers=ANSWERS), rules)
    return {step.key: step for step in plan_of(TRACK_A, estate, predicted, ANSWERS).steps}


def test_the_transition_stands_in_the_order_of_its_page() -> None:
    """The route goes, the legacy Edge closes, the global route changes, then the new Edge, sites and pools."""
    ids = [step.step.id for step in steps(BEFORE).values() if step.step.in_part == "federation"]
    first = ["FED-00", "FED-01", "FED-02", "FED-03", "FED-04", "FED-10", "FED-15", "FED-20", "FED-21", "FED-22"]
    then = ["FED-23", "FED-30", "FED-33", "FED-32", "FED-34", "FED-35", "FED-40", "FED-41", "FED-50", "FED-60"]
    assert ids == first + then
    before = steps(BEFORE)
    assert {"FED-00", "FED-60"} <= set(before["A8.1"].needs)
    assert "A8.1" in before["A8.2"].needs


def test_each_gate_is_open_before_and_green_after() -> None:
    """Each gate names what keeps it open, and evidence of the changed estate meets it."""
    before, after = steps(BEFORE), steps(AFTER)
    assert {key: before[key].state.about for key in OPEN_BEFORE} == {key: (name,) for key, name in OPEN_BEFORE.items()}
    assert {before[key].state.state for key in OPEN_BEFORE} == {GateState.OPEN}
    assert {after[key].state.state for key in (*OPEN_BEFORE, "FED-34", "FED-02", "FED-03")} == {GateState.DONE}


def test_the_switch_of_the_legacy_edge_says_nothing_of_lync() -> None:
    """FED-35 is about the Access Edge settings of Lync; those of OCS 2007 R2 do not meet it, and name no evidence."""
    legacy = AccessEdgeSettings(key="legacy", product="ocs2007r2", allow_federated=True)
    before = steps([*BEFORE, legacy])["FED-35"].state
    assert before.state is GateState.UNKNOWN
    assert any("Get-CsAccessEdgeConfiguration" in supply for supply in before.supply)
    new = AccessEdgeSettings(key="Global", product="lync2013", allow_federated=True)
    assert steps([*AFTER, legacy, new])["FED-35"].state.state is GateState.DONE
    off = attrs.evolve(new, allow_federated=False)
    assert steps([*AFTER, legacy, off])["FED-35"].state.state is GateState.OPEN


@pytest.mark.parametrize("items", [BEFORE, AFTER], ids=["before", "after"])
def test_no_gate_turns_green_for_want_of_a_kind(items: tuple[Item, ...]) -> None:
    """Without the objects of a kind of a product no gate of the transition is green that was not so with them."""
    whole = steps(items)
    for product, kind in sorted({(item.product, item.kind) for item in items}):
        left = steps(item for item in items if (item.product, item.kind) != (product, kind))
        green = [key for key, step in left.items() if step.state.state in MET]
        assert not [key for key in green if key not in whole or whole[key].state.state not in MET], (product, kind)


@pytest.mark.parametrize("seen", [[], [(R2, "edge_pool")]], ids=["not read", "read without it"])
def test_without_the_edge_of_ocs_nothing_is_said_of_it(seen: list[tuple[str, str]]) -> None:
    """A global route shows that there is an Edge; what is said of it is unknown until it was read."""
    without = steps((item for item in AFTER if not (isinstance(item, EdgePool) and item.product == R2)), seen)
    gates = {key: without[key].state for key in ("FED-03", "FED-15", "FED-50")}
    assert {gate.state for gate in gates.values()} == {GateState.UNKNOWN}
    assert "MSFT_SIPEdgeProxySetting" in " ".join(gates["FED-03"].supply)
