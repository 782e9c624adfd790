"""Users of Lync 2010: branches, hybrid and addresses (L10-USR-003 to 007)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.external import HostingProvider, PublicProvider
from ...estate.topology import Pool
from ...estate.users import User
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity, rule


@rule(
    id="L10-USR-003",
    title="Users on a Survivable Branch Appliance",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(User, Pool),
    targets=("2013",),
    effect="The appliance must be removed and added again; its users must be away meanwhile.",
    remediation="Users to a pool; delete the appliance from the 2010 topology; add it under 2013; users back.",
    references=("l13-sba",),
    minutes=120,
    blocks="7 Post",
)
def users_on_branch(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Users are homed on a pool that has a Registrar but no user services: a branch appliance or server.

    Why it matters: the appliance can only be moved when it is empty.

    When it is wrong: the roles of the pool were not read whole.
    """
    counts: dict[str, int] = {}
    branches = {p.key: p for p in estate.of(Pool, product=LYNC2010) if _is_branch(p)}
    for user in estate.of(User, product=LYNC2010):
        pool = estate.find("pool", user.pool, product=LYNC2010)
        if pool and pool.key in branches:
            counts[pool.key] = counts.get(pool.key, 0) + 1
    for key, count in counts.items():
        message = f"{counted(count, 'user is', 'users are')} on the branch appliance {key}"
        yield Hit(item=branches[key], message=message, evidence={"users": str(count)})


def _is_branch(pool: Pool) -> bool:
    roles = {role.casefold() for role in pool.roles}
    return "registrar" in roles and not roles & {"userserver", "userservices"}


def _hybrid(estate: Estate) -> list[HostingProvider]:
    """Enabled providers that share the address space: Lync Online besides the estate."""
    providers = estate.of(HostingProvider, product=LYNC2010)
    return [p for p in providers if p.shared_address_space and p.enabled is not False]


@rule(
    id="L10-USR-004",
    title="Hybrid deployment",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(HostingProvider,),
    targets=("2013",),
    effect="Mixed versions need pool, Director and federating Edge of 2013 in one site.",
    remediation="Configure it before the Edge moves; make allow and block lists match those of the tenant.",
    references=("l13-hybrid",),
    minutes=240,
    blocks="3 Pilot",
)
def split_domain(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A hosting provider shares the address space of the estate (split domain).

    Why it matters: online users find users of the estate through the federating Edge.

    When it is wrong: the provider is prepared, but no user is online.
    """
    for provider in _hybrid(estate):
        message = f"hosting provider {provider.title} shares the address space"
        yield Hit(item=provider, message=message, evidence={"proxy FQDN": provider.proxy_fqdn or ""})


@rule(
    id="L10-USR-005",
    title="Provider identity exists twice",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(HostingProvider, PublicProvider),
    targets=("2013",),
    effect='There is a duplicate key sequence "LYNCONLINE" ...',
    remediation="Remove one: Remove-CsPublicProvider -Identity NAME, or Remove-CsHostingProvider -Identity NAME.",
    references=(
        "kb-duplicate-provider",
        "new-cshostingprovider",
    ),
    minutes=15,
    blocks="3 Pilot",
)
def duplicate_provider(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A hosting provider and a public provider have the same identity, such as LyncOnline.

    Why it matters: the settings cannot be written with a duplicate key.

    When it is wrong: one of them was removed after the evidence was collected.
    """
    public = {(p.name or p.key).casefold(): p for p in estate.of(PublicProvider, product=LYNC2010)}
    for provider in estate.of(HostingProvider, product=LYNC2010):
        if other := public.get((provider.name or provider.key).casefold()):
            message = f"{provider.title} is a hosting provider and a public provider"
            yield Hit(item=provider, message=message, evidence={"public provider": other.title})


@rule(
    id="L10-USR-006",
    title="OCS 2007 R2 users in a hybrid",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(HostingProvider, User),
    targets=("2013",),
    effect="Presence is unknown between OCS users and online users behind a 2013 Director.",
    remediation="Let the Edge use a Front End pool as next hop, or move the OCS users first.",
    references=(
        "l13-release-notes",
        "l13-hybrid",
    ),
    minutes=60,
    blocks="6 Production",
)
def legacy_users_in_hybrid(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A hosting provider shares the address space while users are still homed on OCS 2007 R2.

    Why it matters: OCS users and online users do not see each other's presence through a 2013 Director.

    When it is wrong: no 2013 Director is planned.
    """
    left = len(estate.of(User, product=R2))
    left += sum("cn=" in (user.pool or "").casefold() for user in estate.of(User, product=LYNC2010))
    for provider in _hybrid(estate) if left else ():
        still = counted(left, "user is", "users are")
        message = f"{still} still on OCS 2007 R2, and {provider.title} shares the address space"
        yield Hit(item=provider, message=message, evidence={"users": str(left)})


@rule(
    id="L10-USR-007",
    title="SIP address with apostrophe or dash",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(User,),
    answers=("web_conf_june_2012",),
    targets=("2013",),
    effect="Meetings of these users cannot be joined.",
    remediation="Install the cumulative update of June 2012 or later on every server of Lync 2010.",
    references=("kb-apostrophe",),
    minutes=5,
    blocks="4 Test users",
)
def apostrophe_or_dash(estate: Estate, context: Context) -> Iterator[Hit]:
    """A SIP address has an apostrophe or dash, and Web Conferencing of 2010 has no update of June 2012 or later.

    Why it matters: meetings of such users cannot be joined then.

    When it is wrong: the dash is judged before the @ only; of a dash in the domain nothing is known.
    """
    if context.answers["web_conf_june_2012"] != "no":
        return
    for user in estate.of(User, product=LYNC2010):
        name = (user.sip_address or "").rpartition("@")[0]
        if "'" in name or "-" in name:
            message = f"SIP address {user.sip_address} has an apostrophe or dash"
            yield Hit(item=user, message=message, evidence={"SIP address": user.sip_address or ""})
