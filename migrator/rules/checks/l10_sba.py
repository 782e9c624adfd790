"""Survivable Branch Appliances (L10-SBA)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import Pool, Service, Site
from ...estate.users import User
from ...network.branches import branch_registrars
from ..engine.answers import listed
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_PRODUCTION
from ..engine.values import Amount, Host, Value, texts


@rule(
    id="L10-SBA-001",
    title="Survivable Branch Appliance of Lync 2010",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Service, Site),
    targets=("2013",),
    message="Branch site {site!r} has the Registrar {registrar} of Lync 2010",
    effect=(
        "The appliance has to leave the 2010 topology and be added to the 2013 one; its users are elsewhere meanwhile."
    ),
    remediation=(
        "Move the users of the branch to the pool (Move-CsUser), delete the appliance from the 2010 topology, publish, "
        "add it under the 2013 pool, publish, move the users back."
    ),
    basis="that the branch has no backup registrar otherwise is inferred",
    references=("l13-sba", "move-csuser"),
    minutes=120,
    phases=(B_PRODUCTION,),
)
def appliance_of_2010(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A Registrar of Lync 2010 is in a branch site.

    Why it matters: its backup registrar is a pool of 2010; when that pool is removed, the branch has none.

    When it is wrong: the Registrar is a Survivable Branch Server, or the branch is closed.
    """
    homes = Counter((user.pool or "").casefold() for user in estate.each(User, product=LYNC2010))
    for service, site in branch_registrars(estate, estate.each(Service, product=LYNC2010)):
        evidence: dict[str, Value] = {"site": site, "depends on": texts(service.depends_on)}
        if estate.has(User.kind, LYNC2010):
            evidence["users"] = Amount(homes[(service.pool or "").casefold()])
        yield Hit(item=service, places={"registrar": Host(service.pool or service.key)}, evidence=evidence)


@rule(
    id="L10-SBA-002",
    title="Branch appliance of 2013 under a pool of 2010",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool,),
    answers=("planned_sba_pools",),
    targets=("2013",),
    message="A branch appliance of 2013 is planned under {item}, a pool of Lync 2010",
    effect="An appliance of 2013 cannot be associated with a pool of 2010.",
    remediation="Associate it with a pool of 2013 in Topology Builder.",
    references=("l13-add-sba",),
    minutes=30,
    phases=(B_PRODUCTION,),
)
def appliance_under_old_pool(estate: Estate, context: Context) -> Iterator[Hit]:
    """You plan an appliance of 2013 under a pool that is of Lync 2010.

    Why it matters: a pool of 2010 cannot be the backup Registrar of an appliance of 2013.

    When it is wrong: the pool of that name will be replaced first.
    """
    for name in dict.fromkeys(listed(context.answers, "planned_sba_pools")):
        pool = estate.find("pool", name, product=LYNC2010)
        if pool is not None and pool.product == LYNC2010:
            yield Hit(item=pool, evidence={"answer planned_sba_pools": Host(name)})
