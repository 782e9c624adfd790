"""XML of the Central Management store: exported configuration, topology in both shapes, Edge input for the merge.

Wrappers are ignored: that Export-CsConfiguration wraps its documents in DocItemSet is unverified, so
AnchoredXml, Topology and TopologyInput are found at any depth.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from ...errors import InputError
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult, Remark
from ..recognise import text_encoding, xml_root
from ..record import Rejected
from ..topology.edge_input import read_edge_input
from ..topology.elements import NO_NAMES, Names
from ..topology.reading import find_topologies, topology_results
from ..xml import Element, parse_xml, true_encoding
from .anchored import NAMESPACE_STEM
from .anchored_items import anchored_results, simple_url_results

#: a document is held in memory at once, which takes several times its size
MAX_BYTES = 512 * 1024**2
#: CLIXML, reports, pages and events, whose texts may name the store's documents
_OTHER_ROOTS = frozenset({"objs", "html", "csmgmtlog", "event", "events"})
#: an element in a namespace of the store; logs name these in texts and attributes
_DECLARED = re.compile(rf"""\bxmlns(?::[\w.-]+)?\s*=\s*["']{re.escape(NAMESPACE_STEM)}""")
_NO_ORIGIN = Origin()


def _matches(_member: Member, head: bytes) -> bool:
    root = xml_root(head)
    if root is None or root[0].casefold() in _OTHER_ROOTS:
        return False
    return root[0] == "TopologyInput" or _DECLARED.search(head.decode(text_encoding(head), "replace")) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    if member.size_bytes > MAX_BYTES:
        raise InputError(f"it is larger than {MAX_BYTES // 1024**2} MiB, which is more than a store exports")
    with member.open() as file:
        root = parse_xml(file, encoding=true_encoding(member.head(4096)))
    yield from _results(root, member.path, origin, NO_NAMES)


def _results(root: Element, path: str, origin: Origin, names: Names) -> Iterator[ReadResult]:
    inputs = list(root.iter("{*}TopologyInput"))
    for each in inputs:
        yield from read_edge_input(each, path)
    known = find_topologies(root, origin)
    documents = next(root.iter("{*}AnchoredXml"), None) is not None
    if not documents and not known.topologies:
        if not inputs:
            yield Rejected(
                "the document", "it is XML of Lync, but it has no AnchoredXml, no topology and no Edge input"
            )
        return
    yield from (Remark(text) for text in known.notes)
    yield from topology_results(known, path)
    for topology, _places in known.topologies:
        if topology.simple_urls is not None:
            found = simple_url_results(topology.simple_urls, path, known.names, known.product)
            # a draft is not evidence of absence
            yield from (e for e in found if not (topology.is_draft and isinstance(e, Collected)))
    yield from anchored_results(root, path, known.names if known.topologies else names, known.product)


def read_anchored_xml(
    document: str | bytes, path: str, origin: Origin = _NO_ORIGIN, names: Names = NO_NAMES
) -> Iterator[ReadResult]:
    """What one document of the store holds, e.g. a row of Item.Data in xds (export-csconfiguration).

    Args:
        document: text, or bytes in any encoding of XML.
        path: how a person finds it.
        origin: the product, where the live source knows it.
        names: of sites and services, from `names_of` of the topology document of the same store.

    Raises:
        InputError: before the first event, if it is not complete XML or has a DOCTYPE.
    """
    yield from _results(_parsed(document), path, origin, names)


def names_of(document: str | bytes) -> Names:
    """What a topology document calls its sites and services; nothing where it holds no topology.

    Raises:
        InputError: it is not complete XML or has a DOCTYPE.
    """
    return find_topologies(_parsed(document), _NO_ORIGIN).names


def _parsed(document: str | bytes) -> Element:
    if isinstance(document, bytes):
        return parse_xml(io.BytesIO(document), encoding=true_encoding(document[:4096]))
    return parse_xml(io.BytesIO(document.lstrip("\ufeff").encode("utf-8", "replace")), encoding="UTF-8")


FORMAT = Format("Central Management XML", _matches, _read)
