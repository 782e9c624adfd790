"""Exchange UM of OCS 2007 R2, and what is left on pools that will be removed."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.devices import ExchangeUmContact
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.references import pool_named
from ...estate.topology import Pool
from ..engine.answer_check import answer_check
from ..engine.check import Check
from ..engine.departures import pools_to_remove
from ..engine.model import R2, Context, Grade, Hit, Severity
from ..engine.phases import A_PILOT, A_REMOVE


def left_on(estate: Estate, context: Context, product: str, cls: type[Item], field: str) -> Iterator[Hit]:
    """A hit for each object of a kind whose *field* names a pool that will be removed; the pool is evidence."""
    going = {pool.key for pool in pools_to_remove(estate, context, product)}
    for item in estate.each(cls, product=product) if going else ():
        pool = pool_named(estate, getattr(item, field), product)
        if pool is not None and pool.key in going:
            yield Hit(item=item, evidence={"pool": pool})


def _um_contacts(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A contact of Exchange UM (subscriber access or auto attendant) is homed on a pool that will be removed.

    Why it matters: calls to voice mail and to the auto attendant fail after the pool is removed.

    When it is wrong: the contact and its UM dial plan will no longer be used.
    """
    yield from left_on(estate, context, product, ExchangeUmContact, "pool")


UM_CONTACTS = Check(
    title="Exchange UM contact on a pool to be removed",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(ExchangeUmContact, Pool),
    answers=("pools_to_remove",),
    message="Exchange UM contact {item!r} is on {pool}, which will be removed",
    effect="Calls to voice mail and to the auto attendant fail.",
    remediation=(
        "Get-CsExUmContact -Filter {RegistrarPool -eq 'OLD'} | Move-CsExUmContact -Target NEW; then ExchUCUtil.ps1, "
        "then restart the Front-End service."
    ),
    references=("l13-exchange-um", "move-csexumcontact", "get-csexumcontact"),
    basis="what has to be done is documented, what happens otherwise inferred",
    find=_um_contacts,
    minutes=20,
)
UM_CONTACTS_RULE = UM_CONTACTS.rule("R2-UM-001", R2, phases=(A_REMOVE,))

OLD_EXCHANGE_UM = answer_check(
    title="Exchange UM before 2010 SP1 with DNS load balancing",
    severity=Severity.WARNING,
    when={"dns_load_balancing": "yes", "exchange_um_before_2010_sp1": "yes"},
    says="Exchange UM older than 2010 SP1 will connect to pools with DNS load balancing",
    why="DNS load balancing needs Exchange 2010 SP1 at least; before it two functions of UM have no failover.",
    wrong="the SIP traffic of the pool goes through a hardware load balancer.",
    effect="Play-on-phone and transfer by the auto attendant have no failover.",
    remediation="Update Exchange UM to 2010 SP1 or later, or balance SIP by hardware while both are in use.",
    references=("l13-dns-load-balancing",),
    basis="that a hardware load balancer helps is inferred",
    minutes=60,
).rule("R2-UM-002", R2, phases=(A_PILOT,))
