"""Compares what an Edge server shows with what it needs: listeners, services, adapters, routes, tests of ports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import attrs

from ..estate.evidence import PortTest
from ..estate.kinds import Item
from ..network.edges import DeployedEdge, edges_of
from ..network.listeners import expected_listeners
from ..network.sockets import HostSockets, media_ports, netstats
from .edge import EdgeAssessment, EdgeQuestion, Evidence, assess_edge, read_evidence
from .live_ports import Looking, Place, look_at_ways

RULES = ("PORT-*", "NIC-*", "REP-*")
#: kinds that name no server by themselves; given for the only Edge server they are its own
_OF_THE_SERVER = frozenset({"windows_service", "persistent_route", "hosts_entry"})


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
        looks: the ways that the place of a live look uses, with what was seen, or why nothing was.
        foreign: files with a netstat of another machine, of which nothing was compared.
    """

    assessment: EdgeAssessment
    records: tuple[ListenerRecord, ...]
    media_ports: dict[str, int]
    looks: tuple[PortTest, ...]
    foreign: tuple[str, ...]


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
        looks = tuple(look_at_ways(assessment.estate, probe, looking))
        live = attrs.evolve(evidence, items=(*evidence.items, *looks))
        assessment = assess_edge(project, question, live, now=now)
    edges = list(edges_of(assessment.estate))
    shown = netstats(assessment.estate, edges)
    placed = {found.host.name: found for found in shown.hosts}
    return PortsLook(
        assessment=assessment,
        records=tuple(record for edge in edges for record in _records(edge, placed)),
        media_ports={name: sum(1 for _ in media_ports(found)) for name, found in placed.items()},
        looks=looks,
        foreign=tuple(dict.fromkeys(file for file, _ in shown.foreign)) if edges else (),
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
