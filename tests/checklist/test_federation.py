"""The federation transition: the published steps with the names of an estate, and gates that only evidence opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from migrator.checklist.edge_gates import EDGE_GATES
from migrator.checklist.federation import Transition, legacy_of, rules_of_gates, transition
from migrator.checklist.gates import GateState
from migrator.checklist.steps import read_steps
from migrator.estate.estate import Estate
from migrator.estate.external import FederationSettings, XmppPartner
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
from migrator.estate.users import User
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict

NOW = datetime(2014, 1, 8, tzinfo=UTC)
NAMES = {"access_fqdn": "sip.contoso.com", "web_conferencing_fqdn": "conf.contoso.com", "av_fqdn": "av.contoso.com"}
OLD = EdgePool(key="old.c.local", product="lync2010", fqdn="old.c.local", federation_enabled=True, **NAMES)
NEW = EdgePool(
    key="new.c.local", product="lync2013", fqdn="new.c.local", federation_enabled=False, next_hop="fe10", **NAMES
)
SITE = Site(key="London", name="London", product="lync2010", federation_route="EdgeServer:old.c.local")
POOL = Pool(key="fe13", product="lync2013", fqdn="fe13")
REGISTRAR = Service(
    key="Registrar:fe13", product="lync2013", role="Registrar", pool="fe13", edge="EdgeServer:old.c.local"
)


def plan(*items: Item, answers: Mapping[str, str] | None = None, collected: Iterable[Any] = ()) -> Transition:
    """The transition of an estate."""
    estate = Estate(items, collected=collected)
    rules = [rule for rule in all_rules() if rule.id in rules_of_gates()]
    outcomes = predict(estate, Context(now=NOW, answers=answers or {}), rules).outcomes
    legacy = legacy_of(estate)
    assert legacy
    return transition(estate, legacy, answers or {}, outcomes)


def state_of(made: Transition, step: str) -> tuple[str, tuple[str, ...]]:
    """The state of a step, and what keeps it open."""
    (found,) = [each for each in made.steps if each.id == step]
    return found.state.state.value, found.state.about


def test_every_gate_is_one_that_exists() -> None:
    """Each step names a gate or rules of the catalogue, and steps before it that stand before it in its track."""
    known = {rule.id for rule in all_rules()}
    assert set(rules_of_gates()) <= known
    for track in ("A", "B"):
        steps = [step for step in read_steps("federation") if track in step.tracks]
        ids = [step.id for step in steps]
        assert len(set(ids)) == len(ids)
        for number, step in enumerate(steps):
            assert not isinstance(step.of, str) or step.of in EDGE_GATES
            assert set(step.needs) & set(ids) <= set(ids[:number])
            assert step.rollback


@pytest.mark.ledger("S3-35", "S3-10", "S3-11", "S3-13", "S3-14", "S3-16", "S3-17", "S3-19", "S3-21", "S3-24", "S0-54")
@pytest.mark.ledger("S3-29", "S3-30", "S3-31", "S3-33")
def test_the_steps_of_lync_2010_name_dialogs_and_objects() -> None:
    """The eleven published steps stand in their order, with the words of the screen and the names of this estate."""
    made = plan(OLD, NEW, SITE, POOL, REGISTRAR)
    steps = {step.id: step for step in made.steps}
    order = ["FED-10", "FED-15", "FED-20", "FED-21", "FED-22", "FED-30", "FED-31", "FED-32", "FED-33", "FED-34"]
    order += ["FED-40", "FED-41", "FED-50"]
    assert [id_ for id_ in steps if id_ in order] == order
    assert {need for step in made.steps for need in step.needs} <= set(steps)
    for id_, words in {
        "FED-10": "London > Edit Properties > Federation route > clear Enable SIP federation > OK",
        "FED-15": "Lync Server 2010 > Edge pools > old.c.local > Edit Properties > General > clear Enable federation",
        "FED-20": "Yes, export the private key",
        "FED-21": "import the file",
        "FED-22": "from a trusted certification authority",
        "FED-30": "new.c.local > Edit Properties > General > tick Enable federation for this Edge pool (Port 5061)",
        "FED-31": "General > Next hop selection > fe13",
        "FED-32": "fe13 > Edit Properties > Associations > tick Associate Edge pool (for media components)",
        "FED-33": "see that the box of FED-30 is still ticked; London > Edit Properties > Federation route > tick",
        "FED-40": "start the services",
        "FED-41": "change the A record of sip.contoso.com in public DNS",
        "FED-50": "On old.c.local: Administrative Tools > Services > Lync Server Access Edge > Stop; Startup",
    }.items():
        assert words in steps[id_].dialogs[0], id_
    for id_ in ("FED-02", "FED-41"):  # each SIP domain has a host of its own that leads to the Edge
        assert "of sip. in each further SIP domain" in steps[id_].dialogs[0], id_
    assert steps["FED-33"].commands == (
        "Set-CsSite -Identity 'London' -FederationRoute 'EdgeServer:new.c.local'; Get-CsSite -Identity 'London'",
    )
    assert all(step.rollback and step.references == ("l13-federation-2010",) for step in made.steps)


@pytest.mark.ledger("S3-35", "S3-16", "S3-33")
def test_the_steps_of_ocs_differ_where_its_page_does() -> None:
    """The merge wizard takes the legacy Edge out, the global route changes, the internal certificate stays."""
    old = attrs.evolve(OLD, product="ocs2007r2")
    made = plan(old, NEW, FederationSettings(key="g", product="ocs2007r2", route_enabled=True, route="old.c.local"))
    steps = {step.id: step for step in made.steps}
    assert "Merge Office Communications Server 2007 R2 Topology" in steps["FED-15"].dialogs[0]
    assert steps["FED-22"].title == "Leave the internal certificate of the new Edge unchanged"
    assert "Global Properties > Federation" in steps["FED-23"].dialogs[0]
    assert "Office Communications Server Access Edge" in steps["FED-50"].dialogs[0]
    assert "FED-31" not in steps
    assert state_of(made, "FED-23") == ("open", ("old.c.local",))
    unknown = plan(attrs.evolve(old, federation_enabled=None), NEW)
    (closed,) = [step for step in unknown.steps if step.id == "FED-15"]
    assert closed.state.state is GateState.UNKNOWN
    assert any("MSFT_SIPFederationExternalEdgeSetting" in line for line in closed.state.supply)
    moved = FederationSettings(key="g", product="ocs2007r2", route_enabled=True, route="NEW.c.local")
    assert state_of(plan(old, NEW, moved), "FED-23") == ("done", ())


def test_a_site_that_both_versions_list_is_named_once() -> None:
    """The kits of both collect Get-CsSite; the step is done once for a site."""
    made = plan(OLD, NEW, SITE, attrs.evolve(SITE, product="lync2013"))
    (route,) = [step for step in made.steps if step.id == "FED-33"]
    assert "".join((*route.dialogs, *route.commands)).count("-Identity 'London' -FederationRoute") == 1


@pytest.mark.ledger("S3-12", "S3-18", "S3-20", "S3-22", "S3-24", "S3-10")
def test_gates_before_and_after() -> None:
    """Each gate is open, with the names that keep it so, until the evidence of a later day shows the change."""
    before = plan(OLD, NEW, SITE, POOL, REGISTRAR)
    after = plan(
        attrs.evolve(OLD, federation_enabled=False),
        attrs.evolve(NEW, federation_enabled=True, next_hop="fe13"),
        attrs.evolve(SITE, federation_route="EdgeServer:NEW.c.local"),
        POOL,
        attrs.evolve(REGISTRAR, edge="EdgeServer:new.c.local"),
    )
    for step, about in {
        "FED-10": "London",
        "FED-15": "old.c.local",
        "FED-30": "new.c.local",
        "FED-31": "new.c.local",
        "FED-32": "fe13",
        "FED-33": "London",
    }.items():
        assert state_of(before, step) == ("open", (about,)), step
        assert state_of(after, step) == ("done", ()), step


def test_unknown_is_not_done() -> None:
    """Where the evidence does not tell it, a gate is unknown and says what would tell it."""
    made = plan(
        attrs.evolve(OLD, federation_enabled=None, unknown=("federation_enabled",)),
        attrs.evolve(SITE, federation_route=None, unknown=("federation_route",)),
    )
    for step in ("FED-10", "FED-15", "FED-30", "FED-34"):
        (found,) = [each for each in made.steps if each.id == step]
        assert found.state.state is GateState.UNKNOWN
        assert found.state.supply


def test_nothing_is_done_of_an_edge_that_nobody_read() -> None:
    """Without a legacy Edge no step about it is done, and its name is a placeholder, not a gap in the sentence."""
    made = plan(User(key="u", product="ocs2007r2"), collected=[("ocs2007r2", EdgePool.kind)])
    shown = [text for step in made.steps for text in (*step.dialogs, *step.commands, step.title, step.gate)]
    assert not [text for text in shown if "{" in text.replace("{ $", "").replace("ForEach-Object {", "")]
    (route,) = [each for each in made.steps if each.id == "FED-10"]
    assert "SITE > Edit Properties" in route.dialogs[0]
    assert route.state.supply == ("Get-CsSite | Export-Clixml Get-CsSite.xml -Depth 8",)
    (step,) = [each for each in made.steps if each.id == "FED-03"]
    assert step.state.state is GateState.UNKNOWN
    assert step.state.supply
    assert step.dialogs[0].startswith("On LEGACY_EDGE_POOL: ")


@pytest.mark.ledger("S3-15")
def test_the_certificate_of_each_new_edge_server_is_the_old_one_and_has_all_names() -> None:
    """The thumbprints of use AccessEdgeExternal are compared, whatever their spelling, and its names (CERT-01)."""
    domain = SipDomain(key="contoso.com", product="lync2013", name="contoso.com")
    two = attrs.evolve(NEW, machines=("new1.c.local", "new2.c.local"))

    def certificate(product: str, thumbprint: str, machine: str = "", *names: str) -> Certificate:
        return Certificate(
            key=f"{product} {machine}",
            product=product,
            use="AccessEdgeExternal",
            thumbprint=thumbprint,
            machine=machine or None,
            alternative_names=("sip.contoso.com", "conf.contoso.com", *names),
        )

    def state(edge: EdgePool, *new: Certificate) -> tuple[str, tuple[str, ...]]:
        return state_of(plan(OLD, edge, domain, certificate("lync2010", "AB CD EF"), *new), "FED-21")

    assert state(NEW, certificate("lync2013", "abcdef")) == ("done", ())
    assert state(NEW, certificate("lync2013", "123456")) == ("open", ("123456",))
    assert state(NEW)[0] == "unknown"
    first = certificate("lync2013", "abcdef", "new1.c.local")
    assert state(two, first)[0] == "unknown"
    assert state(two, first, certificate("lync2013", "123456", "NEW2")) == ("open", ("new2",))
    assert state(two, first, certificate("lync2013", "ABCDEF", "NEW2")) == ("done", ())
    nameless = attrs.evolve(first, alternative_names=("conf.contoso.com",))
    assert state(NEW, nameless) == ("open", ("CERT-01",))


@pytest.mark.ledger("S3-25")
def test_replication_counts_only_after_the_change() -> None:
    """All replicas are up to date before the change too: the gate waits for the step before it."""
    status = ReplicationStatus(key="r", product="lync2013", fqdn="fe13", up_to_date=True)
    assert state_of(plan(OLD, NEW, SITE, POOL, REGISTRAR, status), "FED-34") == ("open", ("FED-32", "FED-33"))
    moved = attrs.evolve(SITE, federation_route="EdgeServer:new.c.local")
    assert state_of(plan(OLD, NEW, moved, POOL, REGISTRAR, status), "FED-34") == ("open", ("FED-32",))
    registrar = attrs.evolve(REGISTRAR, edge="EdgeServer:new.c.local")
    assert state_of(plan(OLD, NEW, moved, POOL, registrar, status), "FED-34") == ("done", ())
    late = attrs.evolve(status, up_to_date=False)
    assert state_of(plan(OLD, NEW, moved, POOL, registrar, late), "FED-34") == ("open", ("fe13",))


@pytest.mark.ledger("S3-27", "S3-31")
def test_outside_leads_to_the_new_edge() -> None:
    """The A records of the Access Edge and of the target of the SRV record have an address of the new Edge."""
    server = EdgeServer(key="new", product="lync2013", fqdn="new.c.local", access_addresses=("192.0.2.50",))
    srv = DnsRecord(
        key="s",
        owner="_sipfederationtls._tcp.contoso.com.",
        type="SRV",
        port=5061,
        target="sip.contoso.com.",
        vantage_point="public",
    )
    a = DnsRecord(key="a", owner="sip.contoso.com", type="A", data="192.0.2.50", vantage_point="public")
    assert state_of(plan(OLD, NEW, server, srv, a), "FED-41") == ("done", ())
    assert state_of(plan(OLD, NEW, server, srv, attrs.evolve(a, data="192.0.2.9")), "FED-41") == (
        "open",
        ("sip.contoso.com 192.0.2.9",),
    )
    assert state_of(plan(OLD, NEW, server, a), "FED-41")[0] == "unknown"
    domain = SipDomain(key="fabrikam.com", product="lync2010", name="fabrikam.com")
    assert state_of(plan(OLD, NEW, server, srv, a, domain), "FED-41")[0] == "unknown", "its zone was not seen"
    moved = attrs.evolve(srv, key="f", owner="_sipfederationtls._tcp.fabrikam.com.", target="sip.fabrikam.com.")
    other = attrs.evolve(a, key="o", owner="sip.fabrikam.com")
    assert state_of(plan(OLD, NEW, server, srv, a, domain, moved, other), "FED-41") == ("done", ())
    assert state_of(plan(OLD, NEW, server, srv, attrs.evolve(a, data="192.0.2.9"), domain), "FED-41")[0] == "open"


@pytest.mark.ledger("S3-34", "S3-33")
def test_the_legacy_service_is_stopped_and_disabled() -> None:
    """Stopped alone is not enough: it would start again with the server."""

    def service(status: str, mode: str) -> WindowsService:
        return WindowsService(
            key="RTCSRV", product="lync2010", name="RTCSRV", machine="OLD", status=status, start_mode=mode
        )

    assert state_of(plan(OLD, NEW, service("Stopped", "Disabled")), "FED-50") == ("done", ())
    assert state_of(plan(OLD, NEW, service("Stopped", "Automatic")), "FED-50") == ("open", ("old.c.local",))
    assert state_of(plan(OLD, NEW), "FED-50")[0] == "unknown"


@pytest.mark.ledger("S3-08")
def test_one_external_name_replaces_the_order() -> None:
    """All users first, then the legacy Edge goes, then the new Edge takes over; no step of the usual order stands."""
    shared = attrs.evolve(OLD, web_conferencing_fqdn="SIP.contoso.com", av_fqdn="sip.contoso.com")
    made = plan(shared, NEW, User(key="anna", product="lync2010"))
    assert made.is_replaced
    assert [step.id for step in made.steps] == [f"FED-9{n}" for n in range(1, 7)]
    assert state_of(made, "FED-91") == ("open", ("1 user",))
    assert state_of(made, "FED-92") == ("open", ("old.c.local",))


@pytest.mark.ledger("S3-09")
def test_xmpp_adds_its_own_steps_in_their_order() -> None:
    """Users, then policies, the certificate, the partner, and DNS last; the gate of the users counts them."""
    partner = XmppPartner(key="jabber.example", product="lync2013")
    made = plan(OLD, NEW, partner, User(key="anna", product="lync2010"))
    added = [step.id for step in made.steps if step.title.startswith("XMPP")]
    assert added == ["FED-70", "FED-71", "FED-715", "FED-72", "FED-73"]
    assert state_of(made, "FED-70") == ("open", ("1 user",))
    assert state_of(made, "FED-72") == ("done", ())
    assert not any(step.title.startswith("XMPP") for step in plan(OLD, NEW).steps)


def test_names_of_an_estate_are_never_script() -> None:
    """A site called like a command stays one quoted text."""
    made = plan(OLD, NEW, attrs.evolve(SITE, key="x", name="O'Neill'; Remove-Item C:\\"))
    (step,) = [step for step in made.steps if step.id == "FED-33"]
    assert step.commands[0].startswith("Set-CsSite -Identity 'O''Neill''; Remove-Item C:\\' -FederationRoute")
