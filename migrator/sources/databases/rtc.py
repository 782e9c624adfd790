"""The databases rtc and rtcdyn, live: client versions, registrations and how much is stored; counts only, no names.

Tables and columns: sheehan-lync-report [C], public queries. Two families of them join the registrar differently: by
RegistrarEndpoint.PrimaryRegistrarClusterId, and, "for 2013", by Endpoint.RegistrarId. The catalogue says which can be
asked. No source derives the product from these tables, so it stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.evidence import ClientVersion, DatabaseUse
from ..converters import as_datetime
from ..format import Collected, ReadResult, Remark
from .live import SqlDatabase, SqlFormat

_NO_REGISTRAR = "the tables do not show which pool an endpoint is registered with; clients are counted over all pools"


def _is_rtcdyn(database: SqlDatabase) -> bool:
    return database.has("registrarendpoint") or database.has("homedresourcedynamic", "ownerid")


def _is_rtc(database: SqlDatabase) -> bool:
    return database.has("resource", "resourceid", "userathost")


def _read_rtcdyn(database: SqlDatabase) -> Iterator[ReadResult]:
    if database.server:
        yield Remark(database.server)
    if database.has("registrarendpoint", "clientapp"):
        yield Collected("unknown", ("client_version",))
        yield from _clients(database)
    else:
        yield Remark("RegistrarEndpoint has no column ClientApp: client versions cannot be read")
    use = _use(database)
    if database.has("registrarendpoint", "ownerid"):
        registered, owner = database.quoted("registrarendpoint", "ownerid")
        ((endpoints, users),) = database.rows("rtc", "read_registered", registered=registered, owner=owner)
        use = attrs.evolve(use, endpoints=endpoints, users=users)
    if database.has("homedresourcedynamic", "lastnewregistertime"):
        homed, at = database.quoted("homedresourcedynamic", "lastnewregistertime")
        ((newest,),) = database.rows("rtc", "read_last_registration", homed=homed, registered_at=at)
        last = as_datetime(newest) if newest is not None else None
        if isinstance(last, ValueError):
            yield Remark(f"last registration: {last}")
        else:
            use = attrs.evolve(use, last_registered_at=last)
    yield use


def _read_rtc(database: SqlDatabase) -> Iterator[ReadResult]:
    if database.server:
        yield Remark(database.server)
    conferences = _count(database, "conference") if database.has("conference") else None
    yield attrs.evolve(_use(database), addresses=_count(database, "resource"), conferences=conferences)


def _clients(database: SqlDatabase) -> Iterator[ReadResult]:
    statement, names = _client_statement(database)
    if not names.get("fqdn"):
        yield Remark(_NO_REGISTRAR)
    for number, (client, pool, endpoints) in enumerate(database.rows("rtc", statement, **names), 1):
        agent = str(client).strip("\0 ") if client is not None else None
        fqdn = str(pool) if pool is not None else None
        yield ClientVersion(
            key=f"{agent or 'no client version'} on {fqdn or database.place}",
            sources=(f"{database.place}#client {number}",),
            user_agent=agent,
            endpoints=endpoints,
            pool=fqdn,
        )


def _client_statement(database: SqlDatabase) -> tuple[str, dict[str, str]]:
    """The statement that these tables can answer, and the names for it."""
    registered, client = database.quoted("registrarendpoint", "clientapp")
    names = {"registered": registered, "client": client}
    if not database.has("registrar", "registrarid", "fqdn"):
        return "read_clients", names
    registrars, registrar, fqdn = database.quoted("registrar", "registrarid", "fqdn")
    with_registrar = {**names, "registrars": registrars, "registrar": registrar, "fqdn": fqdn}
    if database.has("endpoint", "endpointid", "registrarid") and database.has("registrarendpoint", "endpointid"):
        endpoints, endpoint_key, held_by = database.quoted("endpoint", "endpointid", "registrarid")
        _, endpoint = database.quoted("registrarendpoint", "endpointid")
        more = {"endpoints": endpoints, "endpoint_key": endpoint_key, "held_by": held_by, "endpoint": endpoint}
        return "read_clients_by_endpoint", {**with_registrar, **more}
    if database.has("registrarendpoint", "primaryregistrarclusterid"):
        _, cluster = database.quoted("registrarendpoint", "primaryregistrarclusterid")
        return "read_clients_by_cluster", {**with_registrar, "cluster": cluster}
    return "read_clients", names


def _count(database: SqlDatabase, table: str) -> int:
    (name,) = database.quoted(table)
    ((count,),) = database.rows("inventory", "count_rows", table=name)
    return int(count)


def _use(database: SqlDatabase) -> DatabaseUse:
    return DatabaseUse(key=database.place, sources=(f"{database.place}#counts",), database=database.place)


RTCDYN = SqlFormat("sql:rtcdyn", _is_rtcdyn, _read_rtcdyn)
RTC = SqlFormat("sql:rtc", _is_rtc, _read_rtc)
