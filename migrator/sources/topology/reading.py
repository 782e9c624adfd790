"""What a topology document says, with the product that its versions prove (get-cstopology, lab-topology)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.counting import counted
from ..format import Collected, Origin, ReadResult, Remark
from ..identifiers import product_of_version
from ..xml import Element
from .document import Topology, decode, topology_elements
from .elements import NO_NAMES, Names
from .index import TopologyIndex
from .items import items
from .structure import doubtful

#: kinds of which a published topology holds all there are
_KINDS = (
    "site",
    "sip_domain",
    "pool",
    "machine",
    "sql_instance",
    "service",
    "edge_pool",
    "mediation_server",
    "gateway",
    "trusted_application_pool",
)
#: ServiceVersion of products that this program knows of but does not treat [S]
_LATER = {"7": "Skype for Business Server 2015", "8": "Skype for Business Server 2019"}


@attrs.frozen
class KnownTopologies:
    """The topologies of one document, decoded, with the product each is of."""

    topologies: tuple[tuple[Topology, TopologyIndex], ...]
    product: str
    notes: tuple[str, ...]

    @property
    def names(self) -> Names:
        """What the other documents beside them may call sites and services."""
        return self.topologies[0][1].names if self.topologies else NO_NAMES


def find_topologies(root: Element, origin: Origin) -> KnownTopologies:
    """The topologies at any depth below *root*; the newest ServiceVersion shows the product, else the manifest."""
    decoded = [decode(element) for element in topology_elements(root)]
    versions = {s.version for t in decoded for s in t.services if s.version}
    newest = max((v for v in versions if product_of_version(v).startswith("lync")), default=None)
    later = sorted(v for v in versions if v in _LATER)
    notes = [f"ServiceVersion {v} is of {_LATER[v]}, which this program does not treat" for v in later]
    product = product_of_version(newest) if newest else origin.product or ("unknown" if later else "")
    if not product:
        product = "lync2010"
        notes.append("the version of Lync cannot be seen here; it is taken for Lync Server 2010")
    return KnownTopologies(tuple((t, TopologyIndex(t, product)) for t in decoded), product, tuple(notes))


def topology_results(known: KnownTopologies, path: str) -> Iterator[ReadResult]:
    """Every item of every topology, and what the user must know about them."""
    for topology, places in known.topologies:
        if topology.is_draft:
            yield Remark(
                "a Topology Builder file is a draft: it may differ from what is published;"
                " compare it with (Get-CsTopology -AsXml).ToString()"
            )
        else:
            yield Collected(known.product, (*_KINDS, "trunk") if known.product != "lync2010" else _KINDS)
        yield from topology.rejected
        legacy = 0
        for item in items(topology, places, path):
            legacy += item.product == "ocs2007r2"
            yield doubtful(item) if topology.is_doubtful else item
        if legacy:
            yield Remark(
                f"{counted(legacy, 'object is', 'objects are')} of OCS, "
                "as the merge brought them into this topology (BackCompatSite)"
            )
