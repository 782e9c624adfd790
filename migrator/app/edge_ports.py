"""Compares what an Edge server shows with what it needs: listeners, services, adapters, routes, tests of ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import attrs

from ..estate.estate import Estate
from ..estate.evidence import PortTest
from ..estate.kinds import Item
from ..estate.topology import EdgePool
from ..network.edges import DeployedEdge, edges_of
from ..network.firewall_rows import Leg
from ..network.listeners import expected_listeners
from ..network.port_tests import PlannedTest, of_leg, planned_tests
from ..network.sockets import HostSockets, media_ports, netstats
from .edge import EdgeAssessment, EdgeQuestion, Evidence, assess_edge, read_evidence

RULES = ("PORT-*", "NIC-*", "REP-*")
#: from where a live look is made: anywhere on the internet, or on an internal server
Place = Literal["internet", "internal"]
_LEGS: dict[Place, Leg] = {"internet": Leg.OUTSIDE, "internal": Leg.INSIDE}
#: kinds that name no server by themselves; given for the only Edge server they are its own
_OF_THE_SERVER = frozenset({"windows_service", "persistent_route", "hosts_entry"})
#: what a live look gives: host, port and whether to look at TLS -> whether it is open, and details
Looking = Callable[[str, int, bool], tuple[bool, str]]


@attrs.frozen(kw_only=True)
class ListenerRecord:
    """A socket that an Edge server needs, and what netstat shows of it.

    Attributes:
        seen: executables that listen there; empty if none does or none is shown.
        verdict: "listening", "absent", "other program", "not shown" (netstat does not show all sockets) or "not
            evaluated".
    """

    server: str
    interface: str
    addresses: tuple[str, ...]
    protocol: str
    port: int
    process: str
    service: str
    purpose: str
    seen: tuple[str, ...]
    verdict: Literal["listening", "absent", "other program", "not shown", "not evaluated"]


@attrs.frozen(kw_only=True)
class PortsLook:
    """What the comparison found.

    Attributes:
        media_ports: by server, how many media ports are in use; for information, since they come and go.
        looks: what was looked at live.
    """

    assessment: EdgeAssessment
    records: tuple[ListenerRecord, ...]
    media_ports: dict[str, int]
    looks: tuple[PortTest, ...]


def look_at_ports(
    project: str,
    files: Sequence[Path],
    *,
    snapshot: str | None,
    target: str,
    now: datetime,
    probe: Place | None = None,
    looking: Looking | None = None,
) -> PortsLook:
    """What the rules of ports, adapters and replication say, with the listeners one by one.

    Args:
        files: evidence of an Edge server beside the snapshot; it takes the place of older evidence of that server.
        probe: look at the ports live from this place, which connects to the Edge.

    Raises:
        InputError: no such snapshot, or nothing to look at.
    """
    question = EdgeQuestion(rules=RULES, snapshot=snapshot, target=target)
    evidence = _of_the_only_server(project, snapshot, read_evidence(files))
    assessment = assess_edge(project, question, evidence, now=now)
    looks: tuple[PortTest, ...] = ()
    if probe is not None:
        looks = tuple(_looked(assessment.estate, probe, looking or _live))
        live = attrs.evolve(evidence, items=(*evidence.items, *looks))
        assessment = assess_edge(project, question, live, now=now)
    edges = list(edges_of(assessment.estate))
    placed = {found.host.name: found for found in netstats(assessment.estate, edges).hosts}
    return PortsLook(
        assessment=assessment,
        records=tuple(record for edge in edges for record in _records(edge, placed)),
        media_ports={name: sum(1 for _ in media_ports(found)) for name, found in placed.items()},
        looks=looks,
    )


def _of_the_only_server(project: str, snapshot: str | None, evidence: Evidence) -> Evidence:
    """*evidence*; what names no server is of the Edge server, where the snapshot has only one."""
    from ..store.project import is_new, open_project

    opened = None if is_new(project) else open_project(project)
    if opened is None or not opened.snapshots():
        return evidence
    edges = [edge for edge in edges_of(opened.estate(snapshot)) if edge.hosts]
    names = [host.name for edge in edges for host in edge.hosts]
    if len(names) != 1:
        return evidence

    def named(item: Item) -> Item:
        if item.kind in _OF_THE_SERVER and not getattr(item, "machine", None):
            own: dict[str, Any] = {"machine": names[0]}
            return attrs.evolve(item, **own)
        return item

    return attrs.evolve(evidence, items=tuple(map(named, evidence.items)))


def _records(edge: DeployedEdge, placed: dict[str, HostSockets]) -> Iterator[ListenerRecord]:
    for host in edge.hosts:
        sockets = placed.get(host.name)
        for expected in expected_listeners(edge):
            need = expected.need
            there = sockets.at(need.interface, need.protocol, expected.port) if sockets else []
            seen = tuple(dict.fromkeys(s.process for s in there if s.process))
            other = bool(seen) and not any(s.is_of(need.service) for s in there)
            is_shown = sockets is not None and sockets.shows_all(need.protocol)
            absent = ("absent" if is_shown else "not shown") if need.must else "not evaluated"
            found = "other program" if other else "listening" if there else absent
            yield ListenerRecord(
                server=host.name,
                interface=need.interface.value if need.interface else "all addresses",
                addresses=sockets.addresses(need.interface) if sockets and need.interface else (),
                protocol=need.protocol,
                port=expected.port,
                process=need.service.process,
                service=need.service.display_name(edge.product),
                purpose=need.purpose,
                seen=seen,
                verdict=found if sockets else "not evaluated",  # type: ignore[arg-type]  # one of the verdicts
            )


def _looked(estate: Estate, place: Place, looking: Looking) -> Iterator[PortTest]:
    """A look at each way to the Edge that a connection from this place can test, at most as many as are allowed."""
    from ..probes.tcp import MOST_LOOKS

    planned = (test for edge in edges_of(estate) for test in of_leg(_LEGS[place], planned_tests(estate, edge)))
    wanted = {(test.rule.edge, test.rule.id, test.destination): test for test in planned if test.destination}
    for test in list(wanted.values())[:MOST_LOOKS]:
        is_open, details = looking(test.destination, int(test.rule.port), "TLS" in test.rule.transport)
        yield _result(test, estate, place, is_open=is_open, details=details)


def _result(test: PlannedTest, estate: Estate, place: Place, *, is_open: bool, details: str) -> PortTest:
    rule = test.rule
    edge = estate.find(EdgePool.kind, rule.edge)
    return PortTest(
        key=f"{rule.edge}/{rule.id}/live/{test.destination}",
        product=edge.product if edge else "unknown",
        sources=(f"live look from the {place}#{rule.id}",),
        rule=rule.id,
        edge_pool=rule.edge,
        source=f"this computer ({place})",
        destination=test.destination,
        protocol=rule.protocol,
        port=rule.port,
        result="open" if is_open else "closed",
        details=details,
    )


def _live(host: str, port: int, tls: bool) -> tuple[bool, str]:  # noqa: FBT001 - the form of `Looking`
    from ..probes.tcp import look

    seen = look(host, port, tls=tls)
    return seen.is_open, f"{seen.details}, certificate {seen.thumbprint}" if seen.thumbprint else seen.details
