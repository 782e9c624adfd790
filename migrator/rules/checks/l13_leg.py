"""What stayed on a legacy pool, as the evidence of Lync Server 2013 shows it after the move (L13-LEG-001 to 007)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.conferencing import AccessNumber, ConferenceDirectory
from ...estate.devices import AnalogDevice, CommonAreaPhone, ExchangeUmContact
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.ocs_homes import ocs_home
from ...estate.products import UNKNOWN
from ...estate.references import host, pool_named
from ...estate.response_groups import ApplicationContact, Workflow
from ...estate.topology import Pool
from ...estate.users import User
from ...estate.voice import CallParkOrbit, UnassignedNumber
from ...powershell import literal
from ..engine.departures import pools_to_remove
from ..engine.gaps import Gap, not_collected
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_POST, A_PRODUCTION, A_REMOVE, B_POST, B_PRODUCTION, B_REMOVE
from ..engine.scope import ALL, unread
from ..engine.values import Amount, Host, Number, Text, items, kind_of, plain
from .l10_una import (
    NO_ANNOUNCEMENT,
    NOT_FORWARDED,
    RECREATE_ANNOUNCEMENT,
    UNREAD_ANNOUNCEMENT,
    with_announcement,
)

_LEGACY = (LYNC2010, R2)
_BACK_COMPAT = "backcompat"


@attrs.frozen
class LegacyPools:
    """The pools of older versions in an estate: those of OCS are in a BackCompat site (l13-verify-topology)."""

    estate: Estate

    def holding(self, reference: str | None) -> Pool | None:
        """The legacy pool that *reference* names, or None; the home of a user of OCS has the name of its pool only."""
        if short := ocs_home(reference):
            pools = (*self.estate.of(Pool, product=R2), *self.estate.of(Pool, product=LYNC2013))
            return next((pool for pool in pools if short == (pool.fqdn or pool.key).partition(".")[0].casefold()), None)
        named = (pool_named(self.estate, reference, product) for product in (LYNC2013, *_LEGACY))
        pool = next((pool for pool in named if pool), None)
        is_legacy = pool and (pool.product in _LEGACY or _BACK_COMPAT in (pool.site or "").casefold())
        return pool if is_legacy else None

    def home(self, reference: str | None) -> Pool | Host | None:
        """As `holding`; the name of the pool where the evidence has no more of it than that."""
        if pool := self.holding(reference):
            return pool
        name = ocs_home(reference) or self._unlisted(reference)
        return Host(name) if name else None

    def _unlisted(self, reference: str | None) -> str:
        """The FQDN of a pool that the topology does not list, as one that was removed too early; else empty."""
        name = host((reference or "").partition("/")[0]).rpartition(":")[2].strip()
        if "." not in name or not self.estate.of(Pool, product=LYNC2013) or self.estate.lost(Pool.kind):
            return ""
        return "" if any(pool_named(self.estate, reference, product) for product in (LYNC2013, *_LEGACY)) else name


def _stayed(estate: Estate, context: Context, cls: type[Item], field: str) -> Iterator[Hit]:
    """Objects of a kind whose *field* names a pool of an older version.

    What the evidence of the older version shows too is left to the rules about pools that will be removed.
    """
    legacy = LegacyPools(estate)
    going = {pool.key for product in _LEGACY for pool in pools_to_remove(estate, context, product)}
    for item in estate.each(cls, product=LYNC2013):
        pool = legacy.home(getattr(item, field))
        if pool is None:
            continue
        twins = (estate.find(cls.kind, item.key, product=product) for product in _LEGACY)
        if isinstance(pool, Pool) and pool.key in going and any(twin.product in _LEGACY for twin in twins if twin):
            continue
        address = getattr(item, "primary_uri", None) or item.key
        yield Hit(
            item=item,
            places={"kind": kind_of(item), "address": Number(literal(address)), "name": Text(literal(item.key))},
            evidence={"pool": pool},
        )


@rule(
    id="L13-LEG-001",
    title="Users still on a legacy pool",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(User, Pool),
    message="{count:user is|users are} still on {pool}",
    effect=(
        "They stop working when the pool is removed; response group agents do not have all new features until they are "
        "moved."
    ),
    remediation=(
        "Move-CsUser -Identity USER -Target POOL; from OCS 2007 R2: Move-CsLegacyUser -Identity USER -Target POOL."
    ),
    references=("move-csuser", "move-cslegacyuser", "l13-rgs-r2", "l13-rgs-2010"),
    basis="the cmdlets and the response groups are documented; what happens when the pool is removed is inferred",
    minutes=60,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def users(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Users are still homed on a pool of an older version.

    Why it matters: they must be moved before the pool is removed.

    When it is wrong: the migration is still going on.
    """
    legacy = LegacyPools(estate)
    found: dict[str, tuple[Pool | Host, list[User]]] = {}
    for user in estate.of(User, product=LYNC2013):
        if pool := legacy.home(user.pool):
            found.setdefault(plain(pool), (pool, []))[1].append(user)
    for name, (pool, of_pool) in found.items():
        yield Hit(
            item=pool if isinstance(pool, Pool) else None,
            part="" if isinstance(pool, Pool) else name,
            places={"count": Amount(len(of_pool)), "pool": pool},
            evidence={"users": items(of_pool)},
        )


@rule(
    id="L13-LEG-002",
    title="Conference directory still on a legacy pool",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(ConferenceDirectory, Pool),
    message="Conference directory {item} is still on {pool}",
    effect="Dial-in to the meetings of this directory stops when the pool is removed.",
    remediation="Move-CsConferenceDirectory -Identity {id} -TargetPool POOL; if it fails, again in a new shell.",
    variants={
        "ocs": Wording(
            remediation=(
                "Move-CsConferenceDirectory -Identity {id} -TargetPool POOL. When: the Lync Server 2013 library says "
                "before the pool of OCS is decommissioned; at the published site the Conferencing Attendant could then "
                "not be deactivated, so deactivate the UC applications of the pool first."
            )
        ),
    },
    references=(
        "move-csconferencedirectory",
        "l13-confdirs-r2",
        "l13-decommission-r2",
        "giombini-r2-to-2013",
        "r2-remove-roles",
    ),
    basis=(
        "that dial-in stops is documented for OCS 2007 R2, for Lync Server 2010 inferred; that the UC applications are "
        "deactivated first is what one site found"
    ),
    minutes=30,
    phases=(A_REMOVE, B_REMOVE),
)
def directories(estate: Estate, context: Context) -> Iterator[Hit]:
    """A conference directory still belongs to a pool of an older version.

    Why it matters: the conference ids of its meetings are found through that pool, and stop with it.

    When it is wrong: on a pool of OCS it may have to stay until the Conferencing Attendant is deactivated.
    """
    for hit in _stayed(estate, context, ConferenceDirectory, "pool"):
        pool = hit.evidence["pool"]
        is_ocs = not isinstance(pool, Pool) or pool.product != LYNC2010
        id_ = getattr(hit.item, "directory_id", None)
        places = {**hit.places, "id": Text("ID" if id_ is None else str(id_))}
        yield attrs.evolve(hit, places=places, variant="ocs" if is_ocs else "")


@rule(
    id="L13-LEG-003",
    title="Access number still on a legacy pool",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(AccessNumber, Pool),
    message="Access number {item!r} is still on {pool}",
    effect="Calls to the number fail when the pool is removed.",
    remediation=(
        "At low usage: Move-CsApplicationEndpoint -Identity {address} -TargetApplicationPool POOL; then check that it "
        "has a region: Get-CsDialInConferencingAccessNumber -Identity {address}."
    ),
    references=(
        "l13-access-numbers-2010",
        "l13-access-numbers-r2",
        "move-csapplicationendpoint",
        "giombini-r2-to-2013",
        "get-csdialinconferencingaccessnumber",
    ),
    basis="the effect is documented for Lync Server 2010 only; the region is what one site met",
    minutes=20,
    phases=(A_POST, B_POST),
)
def access_numbers(estate: Estate, context: Context) -> Iterator[Hit]:
    """An access number is still on a pool of an older version.

    Why it matters: calls to the number fail when that pool is removed.

    When it is wrong: the number will no longer be used.
    """
    yield from _stayed(estate, context, AccessNumber, "pool")


@rule(
    id="L13-LEG-004",
    title="Contact of a workflow still on a legacy pool",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(LYNC2013,),
    needs=(Workflow,),
    message="Workflow {item!r} is on Lync Server 2013, its contact {address} still on {pool}",
    effect="The legacy pool answers the calls to the workflow, whatever was copied to the new one.",
    remediation=(
        "Contacts move with all response groups of the pool (Move-CsRgsConfiguration); one that was left or rolled "
        "back: Move-CsApplicationEndpoint -Identity {address} -TargetApplicationPool POOL."
    ),
    references=("l13-rgs-r2", "l13-rgs-2010", "move-csapplicationendpoint"),
    basis="that the pool of the contacts answers after the move is documented; of a single contact it is inferred",
    minutes=20,
    phases=(A_POST, B_POST),
)
def contacts(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The contact of a workflow that is on Lync Server 2013 is homed on a pool of an older version.

    Why it matters: the pool of the contact answers the calls.

    When it is wrong: the response groups were rolled back on purpose, or were only imported.
    """
    if not any(estate.has(ApplicationContact.kind, product) for product in (*ALL, UNKNOWN)):
        yield not_collected([ApplicationContact], LYNC2013)
        return
    legacy = LegacyPools(estate)
    for workflow in estate.each(Workflow, product=LYNC2013):
        contact = estate.find(ApplicationContact.kind, workflow.primary_uri, product=LYNC2013)
        if not isinstance(contact, ApplicationContact) or legacy.holding(workflow.pool):
            continue
        if pool := legacy.home(contact.pool):
            address = Number(literal(contact.primary_uri or contact.key))
            yield Hit(item=workflow, places={"address": address}, evidence={"pool": pool})


@rule(
    id="L13-LEG-005",
    title="Phone or analog device still on a legacy pool",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(CommonAreaPhone, AnalogDevice),
    any_need=True,
    message="{kind} {item!r} is still on {pool}",
    effect="The device stops working when the pool is removed.",
    remediation="Move-CsCommonAreaPhone -Identity {address} -Target POOL.",
    variants={"analog": Wording(remediation="Move-CsAnalogDevice -Identity {address} -Target POOL.")},
    references=("l13-common-area-phones", "l13-analog-devices", "move-cscommonareaphone", "move-csanalogdevice"),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=5,
    phases=(A_POST, B_POST),
)
def devices(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A common area phone or analog device is still on a pool of an older version.

    Why it matters: it stops with that pool.

    When it is wrong: the device will no longer be used.
    """
    for cls in (CommonAreaPhone, AnalogDevice, Pool):
        yield from unread(estate, cls, LYNC2013)
    yield from _stayed(estate, context, CommonAreaPhone, "pool")
    for hit in _stayed(estate, context, AnalogDevice, "pool"):
        yield attrs.evolve(hit, variant="analog")


@rule(
    id="L13-LEG-006",
    title="Exchange UM contact still on a legacy pool",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(ExchangeUmContact, Pool),
    message="Exchange UM contact {item!r} is still on {pool}",
    effect="Calls to voice mail and to the auto attendant fail when the pool is removed.",
    remediation=(
        "Move-CsExUmContact -Identity {address} -Target POOL; then ExchUCUtil.ps1, then restart the Front-End service."
    ),
    references=("l13-exchange-um", "move-csexumcontact"),
    basis="the step is documented for OCS 2007 R2; that Lync Server 2010 needs it, and what fails, is inferred",
    minutes=20,
    phases=(A_POST, B_POST),
)
def um_contacts(estate: Estate, context: Context) -> Iterator[Hit]:
    """A contact of Exchange UM is still on a pool of an older version.

    Why it matters: subscriber access and auto attendant stop with that pool.

    When it is wrong: the UM dial plan will no longer be used.
    """
    yield from _stayed(estate, context, ExchangeUmContact, "pool")


_UNASSIGNED = "Range of unassigned numbers {item!r} is still answered by {pool}"


@rule(
    id="L13-LEG-007",
    title="Number range still served by a legacy pool",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(LYNC2013,),
    needs=(CallParkOrbit, UnassignedNumber),
    any_need=True,
    message="Call park orbits {item!r} are still on {pool}",
    effect="Calls can no longer be parked there when the pool is removed.",
    remediation="Set-CsCallParkOrbit -Identity {name} -CallParkService POOL.",
    variants={
        "unassigned": Wording(_UNASSIGNED, NO_ANNOUNCEMENT, RECREATE_ANNOUNCEMENT),
        "unassigned redirect": Wording(_UNASSIGNED, NOT_FORWARDED, RECREATE_ANNOUNCEMENT),
        "unassigned unread": Wording(_UNASSIGNED, NO_ANNOUNCEMENT, UNREAD_ANNOUNCEMENT),
    },
    references=("l13-call-park", "set-cscallparkorbit", "set-csunassignednumber", "new-csannouncement"),
    basis="documented for orbits; no migration page names announcements",
    minutes=20,
    phases=(A_POST, B_POST),
)
def number_ranges(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Call park orbits or unassigned numbers are still served by a pool of an older version.

    Why it matters: calls cannot be parked, or callers of the range hear nothing, when that pool is removed.

    When it is wrong: the range will no longer be used.
    """
    for cls in (CallParkOrbit, UnassignedNumber, Pool):
        yield from unread(estate, cls, LYNC2013)
    yield from _stayed(estate, context, CallParkOrbit, "call_park_service")
    for hit in _stayed(estate, context, UnassignedNumber, "announcement_service"):
        if isinstance(hit.item, UnassignedNumber):
            explained = with_announcement(estate, hit, hit.item)
            yield attrs.evolve(explained, variant=f"unassigned {explained.variant}".strip())
