"""What still stands on a pool that will be removed (R2-UM-001; L10-CPS-001, UNA-001, CAP-001, ANA-001, UM-001)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from ...estate.devices import AnalogDevice, CommonAreaPhone, ExchangeUmContact
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.topology import Pool
from ...estate.voice import CallParkOrbit, UnassignedNumber
from ..engine.check import Check, FindIn
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity
from ..hosts import host
from .homes import pools_to_remove

ItemType = TypeVar("ItemType", bound=Item)


def pool_named(estate: Estate, reference: str | None, product: str) -> Pool | None:
    """The pool that a reference names: FQDN, DN, ``ApplicationServer:pool``, ``service:role:pool/id`` or ServiceId."""
    if not reference:
        return None
    service = estate.find_any(("service", "mediation_server"), reference, product=product)
    fqdn = host(reference.partition("/")[0]).rpartition(":")[2].strip()
    for name in (reference, getattr(service, "pool", None), fqdn):
        pool = estate.find("pool", name, product=product)
        if isinstance(pool, Pool) and pool.product == product:
            return pool
    return None


def left_on(
    estate: Estate, context: Context, product: str, cls: type[ItemType], field: str, what: str
) -> Iterator[Hit]:
    """A hit for each object of a kind whose *field* names a pool that will be removed."""
    going = {pool.key for pool in pools_to_remove(estate, context, product)}
    for item in estate.of(cls, product=product) if going else ():
        pool = pool_named(estate, getattr(item, field), product)
        if pool is not None and pool.key in going:
            yield Hit(
                item=item,
                message=f"{what} {item.title!r} is on {pool.title}, which will be removed",
                evidence={"pool": pool.key},
            )


def _um_contacts(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A contact of Exchange UM (subscriber access or auto attendant) lives on a pool that will be removed.

    Why it matters: calls to voice mail and to the auto attendant fail once the pool is gone.

    When it is wrong: the contact is given up together with its UM dial plan.
    """
    yield from left_on(estate, context, product, ExchangeUmContact, "pool", "Exchange UM contact")


def _orbits(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A range of call park orbits belongs to the Call Park service of a pool that will be removed.

    Why it matters: calls can no longer be parked once the service is gone.

    When it is wrong: Call Park is given up.
    """
    yield from left_on(estate, context, product, CallParkOrbit, "call_park_service", "call park orbit")


def _unassigned(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A range of unassigned numbers uses the announcement service of a pool that will be removed.

    Why it matters: callers of unassigned numbers hear nothing once the service is gone, and no page of the
    migration guide moves announcements or their audio files.

    When it is wrong: the range is given up.
    """
    yield from left_on(estate, context, product, UnassignedNumber, "announcement_service", "unassigned number range")


def _phones(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A common area phone lives on a pool that will be removed.

    Why it matters: the phone no longer signs in once the pool is gone.

    When it is wrong: the phone is given up.
    """
    yield from left_on(estate, context, product, CommonAreaPhone, "pool", "common area phone")


def _analog(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """An analog device lives on a pool that will be removed.

    Why it matters: the device neither calls nor is called once the pool is gone.

    When it is wrong: the device is given up.
    """
    yield from left_on(estate, context, product, AnalogDevice, "pool", "analog device")


def _check(
    find: FindIn,
    cls: type[Item],
    title: str,
    effect: str,
    remediation: str,
    *,
    minutes: int,
    grade: Grade = Grade.DOCUMENTED,
    references: tuple[str, ...] = ("l13-decommission-2010", "l13-post-tasks-2010"),
    basis: str = "",
) -> Check:
    """A check of this family: an error about objects that stay behind."""
    return Check(
        title=title,
        severity=Severity.ERROR,
        grade=grade,
        effect=effect,
        remediation=remediation,
        references=references,
        basis=basis,
        find=find,
        needs=(cls, Pool),
        answers=("pools_to_remove",),
        minutes=minutes,
    )


_UM = _check(
    _um_contacts,
    ExchangeUmContact,
    "Exchange UM contact on a pool that goes",
    "Calls to voice mail and to the auto attendant fail.",
    "Get-CsExUmContact -Filter {RegistrarPool -eq 'OLD'} | Move-CsExUmContact -Target NEW; then ExchUCUtil.ps1, "
    "then restart the Front-End service.",
    references=(
        "l13-exchange-um",
        "move-csexumcontact",
    ),
    basis="the step stands in the pages for OCS 2007 R2 only; that 2010 needs it too is inferred",
    minutes=20,
)
UM_RULES = (_UM.rule("R2-UM-001", R2, blocks="10 Remove"), _UM.rule("L10-UM-001", LYNC2010, blocks="8 Remove"))
ORBITS = _check(
    _orbits,
    CallParkOrbit,
    "Call park orbits on a pool that goes",
    "Calls can no longer be parked.",
    "Set-CsCallParkOrbit -Identity NAME -CallParkService NEW.",
    minutes=10,
).rule("L10-CPS-001", LYNC2010, blocks="8 Remove")
UNASSIGNED = _check(
    _unassigned,
    UnassignedNumber,
    "Announcement of unassigned numbers on a pool that goes",
    "Callers of the range hear no announcement.",
    "Create the announcement and its audio on the new pool (New-CsAnnouncement), then Set-CsUnassignedNumber "
    "-Identity NAME -AnnouncementService NEW -AnnouncementName NAME.",
    grade=Grade.INFERRED,
    minutes=30,
).rule("L10-UNA-001", LYNC2010, blocks="8 Remove")
PHONES = _check(
    _phones,
    CommonAreaPhone,
    "Common area phone on a pool that goes",
    "The phone no longer works.",
    "Get-CsCommonAreaPhone -Filter {RegistrarPool -eq 'OLD'} | Move-CsCommonAreaPhone -Target NEW.",
    minutes=5,
).rule("L10-CAP-001", LYNC2010, blocks="8 Remove")
ANALOG = _check(
    _analog,
    AnalogDevice,
    "Analog device on a pool that goes",
    "The device no longer works.",
    "Get-CsAnalogDevice -Filter {RegistrarPool -eq 'OLD'} | Move-CsAnalogDevice -Target NEW.",
    minutes=5,
).rule("L10-ANA-001", LYNC2010, blocks="8 Remove")
