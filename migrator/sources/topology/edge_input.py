"""Edge pools of OCS 2007 R2 as declared for Merge-CsLegacyTopology -UserInputFileName (l10-edge-xml [D]).

The file is written by hand, since Edge servers are not in Active Directory; it is a declaration, not the Edge itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from ...estate.topology import EdgePool, Machine
from ..format import Collected, ReadResult, Remark
from ..record import Rejected
from ..xml import Element
from .elements import attributes, child, local, properties
from .structure import doubtful, strange_parts

NAMESPACE = "urn:schema:Microsoft.Rtc.Management.Deploy.LegacyUserInput.2008"
#: what the documented sample calls a version -> version as Active Directory numbers it (l10-edge-xml)
_VERSIONS = {"OCS2007": "3", "OCS2007R2": "4"}
_PRODUCT = "ocs2007r2"


def read_edge_input(root: Element, path: str) -> Iterator[ReadResult]:
    """Each Edge cluster of a TopologyInput document with its machines."""
    yield Collected(_PRODUCT, ("edge_pool",))
    if etree.QName(root).namespace != NAMESPACE:
        yield Remark(
            f"TopologyInput lacks its namespace ({NAMESPACE}): the merge then does not validate the file,"
            " and a faulty one may be merged"
        )
    strange = list(strange_parts(root))
    yield from strange
    seen: set[str] = set()
    for count, cluster in enumerate(root.iter("{*}EdgeCluster"), start=1):
        position = f"EdgeCluster {count}"
        named = [_trimmed(machine, "InternalFqdn") for machine in cluster.iter("{*}Machine")]
        machines = [name for name in named if name]
        if None in named:
            strange.append(Rejected(position, "a machine without an internal FQDN"))
            yield strange[-1]
        balancer = child(cluster, "LoadBalancer")
        if balancer is None and len(named) > 1:
            strange.append(Rejected(position, "several machines without a LoadBalancer, which names their pool"))
            yield strange[-1]
            continue
        fqdn = _trimmed(balancer, "InternalFqdn") or next(iter(machines), None)
        if fqdn is None:
            yield Rejected(position, "an Edge cluster without an internal FQDN")
        elif fqdn.casefold() in seen:
            yield Rejected(position, f"{fqdn} is declared twice")
        else:
            seen.add(fqdn.casefold())
            pool = _pool(cluster, fqdn, machines, f"{path}#{position}")
            yield doubtful(pool) if strange else pool
            for name in machines:
                machine = _machine(name, fqdn, f"{path}#{position}")
                yield doubtful(machine) if strange else machine
    yield from _further(root)


def _pool(cluster: Element, fqdn: str, machines: list[str], source: str) -> EdgePool:
    """The declared Edge pool. One that does not carry all three roles is expanded, which the merge does not support."""
    roles = [_boolean(cluster, name) for name in ("AP", "MR", "DP")]
    extra: dict[str, object] = {"Declared": True, **properties(cluster, without=frozenset({"Machines", "Ports"}))}
    ports = child(cluster, "Ports")
    version = cluster.get("Version", "")
    shown: dict[str, Any] = {  # keyword arguments of several types
        "version": version if version.isdecimal() else _VERSIONS.get(version),
        "next_hop": _trimmed(child(cluster, "DirectorOrEdgeNextHop"), "Fqdn"),
        "web_conferencing_fqdn": _trimmed(child(cluster, "LoadBalancer"), "ExternalDPFqdn")
        or next((name for m in cluster.iter("{*}Machine") if (name := _trimmed(m, "ExternalDPFqdn"))), None),
        "federation_enabled": _boolean(cluster, "FederationEnabled"),
        "is_expanded": None if None in roles else not all(roles),
    }
    return EdgePool(
        key=fqdn,
        product=_PRODUCT,
        sources=(source,),
        aliases=(fqdn,),
        extra=extra,
        fqdn=fqdn,
        machines=tuple(machines),
        ports=() if ports is None else tuple(f"{name}={number}" for name, number in attributes(ports).items()),
        unknown=("access_fqdn", "av_fqdn", *(name for name, value in shown.items() if value is None)),
        **shown,
    )


def _machine(fqdn: str, pool: str, source: str) -> Machine:
    return Machine(key=fqdn, product=_PRODUCT, sources=(source,), aliases=(fqdn,), fqdn=fqdn, pool=pool)


def _further(root: Element) -> Iterator[ReadResult]:
    """What the file says besides Edge clusters."""
    for element in root:
        if local(element) != "EdgeClusters":
            said = ", ".join(f"{name} {value}" for name, value in attributes(element).items())
            yield Remark(f"the file also declares {local(element)}: {said or 'nothing'}")


def _trimmed(element: Element | None, name: str) -> str | None:
    """An attribute without the blanks that the documented sample has around names."""
    return None if element is None else (element.get(name) or "").strip() or None


def _boolean(element: Element, name: str) -> bool | None:
    """True or False; None where the attribute is absent or says neither."""
    return {"true": True, "1": True, "false": False, "0": False}.get((element.get(name) or "").strip().casefold())
