"""Which plan, policy or settings are in force: of the user, of the pool or gateway, of the site, global."""

from __future__ import annotations

import attrs
import pytest

from migrator.estate.catalogue import KINDS
from migrator.estate.devices import CommonAreaPhone
from migrator.estate.estate import Estate
from migrator.estate.in_force import Home, InForce, Scopes, home_of, scope_of
from migrator.estate.kinds import Item
from migrator.estate.policies import ScopedSettings
from migrator.estate.products import LYNC2010
from migrator.estate.scopes import Scope, scope_named
from migrator.estate.topology import Gateway, Pool, Service, Trunk
from migrator.estate.users import User
from migrator.estate.voice import DialPlan, LocationPolicy, TrunkConfiguration, VoicePolicy

SPELLINGS = {
    "Global": Scope("global"),
    " global ": Scope("global"),
    "Tag:Sales": Scope("user", "Sales"),
    "TAG: Sales": Scope("user", "Sales"),
    "Sales": Scope("user", "Sales"),
    "Sales: north": Scope("user", "Sales: north"),
    "site:Redmond": Scope("site", "Redmond"),
    "Site: Redmond/Keep All": Scope("site", "Redmond"),
    "Service:Registrar:Pool.contoso.com": Scope("Registrar", "Pool.contoso.com"),
    "service:registrar:pool.contoso.com": Scope("Registrar", "pool.contoso.com"),
    "Registrar:pool.contoso.com": Scope("Registrar", "pool.contoso.com"),
    "PSTNGATEWAY:gw": Scope("PstnGateway", "gw"),
    "Service:1-Registrar-1": Scope("service", "1-Registrar-1"),
}
OLD = Home("pool.contoso.com", "London")


def lync(cls: type[Item], key: str, **fields: object) -> Item:
    """An object of Lync Server 2010."""
    return attrs.evolve(cls(key=key, product=LYNC2010), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(("identity", "scope"), SPELLINGS.items(), ids=SPELLINGS)
def test_scope_of_every_spelling(identity: str, scope: Scope) -> None:
    """Case, blanks, Tag: and a missing Service: do not matter; the name stays as it is written."""
    assert scope_named(identity) == scope
    assert scope_named(scope.identity) == scope


def test_scope_of_settings_without_a_kind() -> None:
    """Their key has the type before the Identity."""
    settings = lync(ScopedSettings, "ArchivingSettings:service:registrar:pool.contoso.com")
    assert scope_of(settings) == Scope("Registrar", "pool.contoso.com")
    assert scope_of(lync(ScopedSettings, "ArchivingSettings:Global")) == Scope("global")


def plans(*keys: str) -> Estate:
    """An estate with dial plans of these scopes."""
    return Estate([lync(DialPlan, key) for key in keys])


@pytest.mark.parametrize(
    ("keys", "plan", "home", "found"),
    [
        (("Global", "Site:london", "Registrar:POOL.contoso.com", "UK"), "uk", OLD, "UK"),
        (("Global", "Site:london", "Registrar:POOL.contoso.com", "UK"), None, OLD, "Registrar:POOL.contoso.com"),
        (("Global", "Site:london"), None, OLD, "Site:london"),
        (("Global", "Site:Leeds", "Service:PstnGateway:pool.contoso.com"), None, OLD, "Global"),
        (("Global", "Site:London"), None, Home("new.contoso.com", "Leeds"), "Global"),
        (("Global", "Site:London"), None, Home("new.contoso.com"), "Global"),
        (("Global", "Service:Registrar:pool.contoso.com"), None, Home("new.contoso.com", "London"), "Global"),
        (("Site:Leeds",), None, OLD, ""),
        (("Global",), "not read", OLD, ""),
    ],
)
def test_dial_plan_of_a_user(keys: tuple[str, ...], plan: str | None, home: Home, found: str) -> None:
    """Own plan, then pool, site, global; a gateway's plan is not for users; an own plan that was not read hides all."""
    estate = plans(*keys)
    in_force = Scopes(estate, DialPlan, LYNC2010).in_force(lync(User, "alice", dial_plan=plan), home)
    assert (in_force.item.key if in_force.item else "") == found
    assert (in_force.scope.level == "user") == (plan is not None)


def test_kinds_have_their_own_scopes() -> None:
    """No voice policy is in force for a pool by its name, a trunk configuration is for a gateway or trunk."""
    estate = Estate(
        [
            lync(VoicePolicy, "Service:Registrar:pool.contoso.com"),
            lync(VoicePolicy, "Global"),
            lync(TrunkConfiguration, "Service:PstnGateway:gw1"),
            lync(TrunkConfiguration, "Site:London"),
            lync(TrunkConfiguration, "Service:PstnGateway:t1"),
        ]
    )
    voice, trunks = (Scopes(estate, cls, LYNC2010) for cls in (VoicePolicy, TrunkConfiguration))
    found: list[InForce] = [voice.in_force(None, OLD)]
    subjects = (lync(Gateway, "k", fqdn="GW1"), lync(Trunk, "t1"), lync(Gateway, "gw2"))
    found += [trunks.in_force(subject, OLD) for subject in subjects]
    keys = ["Global", "Service:PstnGateway:gw1", "Service:PstnGateway:t1", "Site:London"]
    assert [each.item.key if each.item else "" for each in found] == keys


def test_phones_have_policies_like_users() -> None:
    """What is assigned is the field that refers to the kind, of any kind of object."""
    estate = Estate([lync(LocationPolicy, "Lobby"), lync(LocationPolicy, "Global")])
    scopes = Scopes(estate, LocationPolicy, LYNC2010)
    in_force = [scopes.in_force(lync(CommonAreaPhone, "p", location_policy=name), OLD) for name in ("lobby", None)]
    assert [each.item.key if each.item else "" for each in in_force] == ["Lobby", "Global"]


def test_service_named_by_its_id() -> None:
    """A plan whose service is written as ServiceId is that of the pool of the service."""
    estate = Estate(
        [
            lync(Service, "1-Registrar-1", role="Registrar", pool="pool.contoso.com"),
            lync(DialPlan, "Service:1-Registrar-1"),
        ]
    )
    found = Scopes(estate, DialPlan, LYNC2010).in_force(None, OLD)
    assert found.item is not None
    assert found.scope == Scope("Registrar", "pool.contoso.com")


def test_home_of_a_pool() -> None:
    """The site of a pool is its name, however the pool refers to it."""
    pool = Pool(key="p", product=LYNC2010, fqdn="pool.contoso.com", site="Site:London")
    assert home_of(Estate([pool]), pool) == OLD
    assert home_of(Estate([]), Pool(key="p.contoso.com")) == Home("p.contoso.com", None)


def test_scopes_end_with_the_global_one() -> None:
    """Each kind with scopes of users, pools or sites has a global one, which is the last."""
    assert all(cls.scopes[-1] == "global" for cls in KINDS.values() if cls.scopes)
