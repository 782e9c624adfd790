"""Which certificates of the evidence an Edge may use."""

from __future__ import annotations

import attrs
import pytest

from migrator.estate.topology import Certificate
from migrator.network.certificate_names import external_certificates
from migrator.network.edges import edges_of
from tests.network.estates import edge_pool, edge_server, estate

ASSIGNED = Certificate(
    key="now",
    product="lync2010",
    machine="edge1.x",
    use="AccessEdgeExternal",
    thumbprint="01",
    subject="CN=sip.x",
    alternative_names=("sip.x",),
)


def in_store(key: str, thumbprint: str, store: str, machine: str) -> Certificate:
    """A certificate as certutil lists it: nothing tells what uses it."""
    return Certificate(
        key=key,
        product="lync2010",
        machine=machine,
        store=store,
        thumbprint=thumbprint,
        subject="CN=sip.x",
        alternative_names=("sip.x",),
        unknown=("use",),
    )


@pytest.mark.parametrize("machine", ["edge1.x", "EDGE1"])
def test_what_a_store_holds_besides_is_not_used(machine: str) -> None:
    """Get-CsCertificate lists what the server uses: the certificate before the last one stays in its store."""
    found = estate(
        edge_pool(access_fqdn="sip.x", machines=("edge1.x",)),
        edge_server(),
        ASSIGNED,
        in_store("same", "01", "My", machine),
        in_store("before", "02", "My", machine),
        in_store("authority", "03", "CA", machine),
    )
    (edge,) = edges_of(found)
    assert [each.key for each in external_certificates(edge, found)] == ["now"]


def test_without_a_list_of_uses_the_name_tells_it() -> None:
    """OCS 2007 R2 has no such cmdlet: each certificate of the store that has a name of the Edge may be in use."""
    found = estate(
        edge_pool(access_fqdn="sip.x", machines=("edge1.x",)),
        edge_server(),
        in_store("mine", "02", "My", "edge1.x"),
        in_store("authority", "03", "Root", "edge1.x"),
    )
    (edge,) = edges_of(found)
    assert [each.key for each in external_certificates(edge, found)] == ["mine"]


def test_a_server_of_another_pool_has_its_own() -> None:
    """Two Edge pools of one product: neither is asked for the names of the other."""
    other = attrs.evolve(edge_pool(access_fqdn="access.y", machines=("f1.x",)), key="f.x", fqdn="f.x")
    found = estate(edge_pool(access_fqdn="sip.x", machines=("edge1.x",)), edge_server(), other, ASSIGNED)
    kept = {edge.fqdn: [each.key for each in external_certificates(edge, found)] for edge in edges_of(found)}
    assert sorted(kept.values()) == [[], ["now"]]
    assert kept["f.x"] == []
