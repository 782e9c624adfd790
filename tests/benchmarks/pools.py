"""An estate of OCS 2007 R2 with so many pools that its checklist has more than a hundred steps for each."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.estate.conferencing import AccessNumber, ConferenceDirectory
from migrator.estate.kinds import Item
from migrator.estate.products import R2
from migrator.estate.response_groups import Queue, Workflow
from migrator.estate.topology import Gateway, Pool, TrustedApplicationPool
from migrator.estate.users import User

_FRONT_ENDS, _WORKFLOWS, _GATEWAYS, _NUMBERS, _DIRECTORIES, _APPLICATIONS = 4, 50, 22, 18, 10, 10
_NEW = "fe13.contoso.local"


def estate_of_pools(count: int) -> Iterator[Item]:
    """Pools with front ends, workflows, gateways, access numbers, directories and applications; a step for each."""
    yield Pool(key=_NEW, product="lync2013", fqdn=_NEW)
    directory = 0
    for pool in range(count):
        fqdn = f"pool{pool}.contoso.local"
        common = {"product": R2, "sources": (f"bench#{pool}",)}
        members = tuple(f"fe{n}.{fqdn}" for n in range(_FRONT_ENDS))
        yield Pool(key=fqdn, fqdn=fqdn, members=members, **common)
        yield User(key=f"u{pool}", sip_address=f"sip:u{pool}@contoso.com", pool=fqdn, **common)
        yield Queue(key=f"queue {pool}", name=f"Queue {pool}", pool=fqdn, **common)
        for n in range(_WORKFLOWS):
            uri = f"sip:rg{n}.{fqdn}"
            name = f"Workflow {pool}.{n}"
            yield Workflow(key=name, name=name, pool=fqdn, primary_uri=uri, **common)
        for n in range(_GATEWAYS):
            yield Gateway(key=f"gw{n}.{fqdn}", fqdn=f"gw{n}.{fqdn}", **common)
        for n in range(_NUMBERS):
            uri = f"sip:conf{n}.{fqdn}"
            yield AccessNumber(key=uri, name=f"Access {pool}.{n}", primary_uri=uri, pool=fqdn, **common)
        for n in range(_APPLICATIONS):
            yield TrustedApplicationPool(key=f"app{n}.{fqdn}", fqdn=f"app{n}.{fqdn}", **common)
        for _ in range(_DIRECTORIES):
            directory += 1
            yield ConferenceDirectory(key=f"directory {directory}", directory_id=directory, pool=fqdn, **common)
