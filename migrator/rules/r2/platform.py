"""State of the OCS 2007 R2 servers before the merge (R2-PLAT-002 and 013)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import ConferenceDirectory
from ...estate.estate import Estate
from ...estate.response_groups import ApplicationContact
from ...estate.topology import Machine, Pool, WindowsService
from ..common.homes import is_dead
from ..engine.model import R2, Context, Grade, Hit, Severity, rule

#: PoolVersion and ServerVersion of OCS 2007 R2; 3 is OCS 2007 (formats.md 4.2)
_R2_VERSION = 4


@rule(
    id="R2-PLAT-002",
    title="Server older than OCS 2007 R2",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Pool, Machine),
    any_need=True,
    targets=("2013",),
    effect="Migration from earlier than OCS 2007 R2 is not supported.",
    remediation="Migrate in two steps: to OCS 2007 R2 or Lync 2010 first; or remove the server.",
    references=(
        "l13-paths",
        "l13-schema-attributes",
    ),
    minutes=480,
    blocks="2 Prepare",
)
def older_than_r2(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The version of a pool or server is below 4, that of OCS 2007 R2.

    Why it matters: only OCS 2007 R2 and Lync 2010 can be migrated to 2013.

    When it is wrong: the entry is left over in Active Directory and no such server runs any more.
    """
    for cls in (Pool, Machine):
        for item in estate.of(cls, product=R2):
            number = str(getattr(item, "version", None) or "").partition(".")[0]
            if number.isdecimal() and int(number) < _R2_VERSION:
                message = f"{item.title} has version {number}; 4 (OCS 2007 R2) was expected"
                yield Hit(item=item, message=message, evidence={"version": number})


@rule(
    id="R2-PLAT-013",
    title="Errors of the legacy deployment",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Pool, Machine),
    effect="The merge carries the error over.",
    remediation="Repair it in OCS first: start the service, remove the orphan, assign or delete the object.",
    references=(
        "lync2010-unleashed-ch16",
        "l13-verify-r2",
        "unassigned-confdirs",
    ),
    minutes=30,
    blocks="4 Merge",
)
def errors_carried_over(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A service is stopped though it starts by itself, or a server, directory or contact belongs to no pool.

    Why it matters: the merge carries errors of the legacy deployment over.

    When it is wrong: the pool was not collected, or the service was stopped for a moment only. Services are judged
    only where they were collected.
    """
    for service in estate.of(WindowsService, product=R2):
        state, start = (service.status or "").casefold(), (service.start_mode or "").casefold()
        if state == "stopped" and start.startswith("auto"):
            message = f"service {service.title} is stopped on {service.machine or 'a server'}"
            yield Hit(item=service, message=message, evidence={"status": service.status or ""})
    for cls in (Machine, ConferenceDirectory, ApplicationContact):
        for item in estate.of(cls, product=R2):
            pool = getattr(item, "pool", None)
            if is_dead(estate, pool, R2):
                message = f"{item.title} belongs to a pool that was not read"
                yield Hit(item=item, message=message, evidence={"pool": pool or ""})
