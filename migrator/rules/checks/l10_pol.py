"""Policies and settings of Lync pools and sites that are not in force where users go (L10-POL)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.catalogue import KINDS
from ...estate.estate import Estate
from ...estate.in_force import InForce, Scopes, in_force_for, scope_of
from ...estate.kinds import Item
from ...estate.policies import ScopedSettings
from ...estate.scopes import SITE, USER, Scope
from ...estate.topology import Pool
from ...estate.voice import DialPlan
from ..engine.departures import Departure, departures, unknown_sites, users_of
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_TEST_USERS
from ..engine.scope import LYNC
from ..engine.values import Host, Text, Value, items, kind_of


@rule(
    id="L10-POL-001",
    title="Policy or settings of a pool or site are not in force on the new pool",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(Pool,),
    targets=("2013",),
    message="{kind} {item!r}: not in force for users who move from {pool}",
    effect="{in_force_there!r} is in force for them instead.",
    remediation=(
        "Compare the two. Before users move, make the same for the new pool or its site (New-Cs... -Identity "
        "Service:ROLE:NEW_POOL or Site:NAME), or a per-user policy and grant it."
    ),
    variants={
        "none": Wording(
            "{kind} {item!r}: not in force for users who move from {pool}", "What is in force for them was not read."
        )
    },
    references=("new-cslocationpolicy", "new-csclientversionpolicy", "new-csmeetingconfiguration"),
    basis="scopes and their order are documented, what the move changes is inferred",
    minutes=15,
    phases=(B_TEST_USERS,),
)
def left_behind(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A policy, or settings, of a pool or of its site is in force today and not on the pool to which users move.

    The pools are those of L10-DP-001, which is about dial plans. Settings of types that are not known here are compared
    by type and scope.

    Why it matters: nothing in the move says that they end.

    When it is wrong: the same is made for the new pool, or is no longer wanted.
    """
    leaving = departures(estate, context, LYNC2010)
    sites: set[str] = set()
    for cls in KINDS.values():
        if cls.scopes and cls is not DialPlan and any(estate.has(cls.kind, product) for product in LYNC):
            scopes = Scopes(estate, cls, LYNC2010)
            sites |= {scope.name for scope in scopes.all() if scope.level == SITE}
            for departure in leaving:
                yield from _ended(estate, scopes, cls, departure)
    for departure in leaving:
        yield from _other_settings(estate, departure)
    yield from unknown_sites(leaving, sites)


def _ended(estate: Estate, scopes: Scopes, cls: type[Item], departure: Departure) -> Iterator[Hit]:
    today, after = scopes.in_force(None, departure.old), scopes.in_force(None, departure.assumed)
    if today.item is None or today.item is after.item or not _is_near(today):
        return
    users = users_of(estate, departure, in_force_for(estate, cls, LYNC2010).get(today.item.key, ()))
    without: dict[str, Value] = {"users without one of their own": items(users)} if USER in cls.scopes else {}
    yield _hit(today.item, departure, after.item, without)


def _is_near(found: InForce) -> bool:
    return found.scope.is_service or found.scope.level == SITE


def _other_settings(estate: Estate, departure: Departure) -> Iterator[Hit]:
    """Settings without a kind of the pool, or of its site if the new pool is in another, that the new one has not."""
    settings = (one for product in LYNC for one in estate.of(ScopedSettings, product=product))
    all_read = [(item, scope_of(item)) for item in settings]
    read = [(item, scope) for item, scope in all_read if scope.is_service or scope.level == SITE]
    old, new = departure.old, departure.assumed
    there = {(item.type_name, _place(scope)) for item, scope in read}
    for item, scope in read:
        here, moved = (old.fqdn, new.fqdn) if scope.is_service else (old.site or "", new.site or "")
        goes_on = (item.type_name, _place(Scope(scope.level, moved))) in there
        if scope.name.casefold() == here.casefold() and not goes_on:
            yield _hit(item, departure, None, {})


def _place(scope: Scope) -> tuple[str, str]:
    return scope.level, scope.name.casefold()


def _hit(item: Item, departure: Departure, after: Item | None, more: dict[str, Value]) -> Hit:
    return Hit(
        item=item,
        variant="" if after else "none",
        part=departure.pool.key,
        places={"kind": Text(kind_of(item).text.capitalize()), "pool": departure.pool},
        evidence={"new pool": Host(departure.assumed.fqdn), "in force there": after or Text(""), **more},
    )
