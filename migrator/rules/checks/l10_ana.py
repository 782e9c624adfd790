"""Analog devices of Lync Server 2010."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.devices import AnalogDevice
from ...estate.estate import Estate
from ...estate.topology import Pool
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_REMOVE
from .r2_um import left_on


@rule(
    id="L10-ANA-001",
    title="Analog device on a pool to be removed",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(AnalogDevice, Pool),
    answers=("pools_to_remove",),
    targets=("2013",),
    message="Analog device {item!r} is on {pool}, which will be removed",
    effect="The device no longer works.",
    remediation="Get-CsAnalogDevice -Filter {RegistrarPool -eq 'OLD'} | Move-CsAnalogDevice -Target NEW.",
    references=("l13-analog-devices", "move-csanalogdevice", "get-csanalogdevice"),
    basis="what has to be done is documented, what happens otherwise inferred",
    minutes=5,
    phases=(B_REMOVE,),
)
def analog_devices(estate: Estate, context: Context) -> Iterator[Hit]:
    """An analog device is homed on a pool that will be removed.

    Why it matters: the device cannot make or receive calls after the pool is removed.

    When it is wrong: the device will no longer be used.
    """
    yield from left_on(estate, context, LYNC2010, AnalogDevice, "pool")
