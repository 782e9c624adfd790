"""The product of a pool is that of the services on it, whatever the shell in which the pools were listed."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.estate.estate import Estate
from migrator.estate.topology import Machine, Pool, Service
from migrator.estate.users import User
from migrator.rules.engine.current_phase import derived_phase, phase_answer

OLD, NEW = "pool10.contoso.com", "pool13.contoso.com"


def estate_listed_as(product: str, **options: Any) -> Estate:
    """Two pools and their servers, listed in a shell of *product*, with the services that show the versions."""
    pools = [Pool(key=name, fqdn=name, product=product) for name in (OLD, NEW)]
    machines = [Machine(key=f"fe.{name}", pool=name, product=product) for name in (OLD, NEW)]
    users = [User(key=f"sip:{n}@contoso.com", product=product, pool=name) for n, name in enumerate((OLD, OLD, NEW))]
    services = [
        Service(key=f"{role}:{name}", role=role, pool=name.upper(), version=version, product=of)
        for name, version, of in ((OLD, "5", "lync2010"), (NEW, "6", "lync2013"))
        for role in ("Registrar", "UserServer")
    ]
    return Estate([*pools, *machines, *users, *services], **options)


@pytest.mark.parametrize("product", ["lync2010", "lync2013"])
def test_pools_and_servers_have_the_product_of_their_services(product: str) -> None:
    """Pools of both versions come out of one list, from either shell; users on both make the phase of test users."""
    estate = estate_listed_as(product)
    assert {pool.key: pool.product for pool in estate.of(Pool)} == {OLD: "lync2010", NEW: "lync2013"}
    assert {m.pool: m.product for m in estate.of(Machine)} == {OLD: "lync2010", NEW: "lync2013"}
    derived = derived_phase(estate, "2013")
    assert derived is not None
    assert phase_answer(derived.phase) == "B4 Test users"


def test_a_pool_that_a_topology_shows_too_is_one_pool() -> None:
    """Once its product is known, the pool of a list and the one of a topology are merged."""
    listed = Pool(key=NEW, product="lync2010", members=("fe13.contoso.com",), sources=("Get-CsPool.xml#1",))
    shown = Pool(key=NEW, product="lync2013", version="6", sources=("topology.xml#1",))
    (pool,) = Estate([listed, shown]).of(Pool)
    assert (pool.product, pool.members, len(pool.sources)) == ("lync2013", ("fe13.contoso.com",), 2)


def test_what_shows_no_version_decides_nothing() -> None:
    """Without a version the product stays that of the collection; pools of OCS are never taken for pools of Lync."""
    unversioned = Service(key="Registrar:a", role="Registrar", pool="a", product="lync2013")
    pools = [Pool(key="a", product="lync2010"), Pool(key=OLD, product="ocs2007r2")]
    of_lync = Service(key=f"Registrar:{OLD}", pool=OLD, version="5", product="lync2010")
    estate = Estate([*pools, unversioned, of_lync])
    assert [pool.product for pool in estate.of(Pool)] == ["lync2010", "ocs2007r2"]
