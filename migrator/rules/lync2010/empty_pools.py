"""Pools of Lync 2010 that will be removed, and the update level of all (L10-MON-001, L10-AD-001, L10-PLAT-002)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.devices import AnalogDevice, CommonAreaPhone, ExchangeUmContact
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.response_groups import ApplicationContact
from ...estate.topology import InstalledComponent, Pool, Service, TrustedApplicationEndpoint
from ...estate.users import User
from ..common.homes import lives_on, pools_to_remove
from ..engine.gaps import Gap, not_answered
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, rule

#: what must have left a pool before it can be removed (migration.md 7.10)
_HOMED: tuple[type[Item], ...] = (
    User,
    CommonAreaPhone,
    AnalogDevice,
    ExchangeUmContact,
    TrustedApplicationEndpoint,
    ApplicationContact,
)
#: roles that the removal waits for, as a service names what it depends on
_MONITORED = ("archivingserver", "monitoringserver")


@rule(
    id="L10-AD-001",
    title="Pool to be removed is not empty",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool, User),
    answers=("pools_to_remove",),
    targets=("2013",),
    effect="Users, contacts and devices of the pool stop working.",
    remediation="Move-CsUser, Move-CsCommonAreaPhone, Move-CsAnalogDevice, Move-CsExUmContact and kin; count again.",
    references=(
        "l13-post-tasks-2010",
        "l13-decommission-2010",
        "move-csuser",
    ),
    basis="the list of what must be gone is put together from these pages; parts inferred",
    minutes=60,
    blocks="8 Remove",
)
def pool_not_empty(estate: Estate, context: Context) -> Iterator[Hit]:
    """Users, contacts or devices are homed on a pool that will be removed.

    Why it matters: the pool must be empty before it is removed.

    When it is wrong: the evidence was collected before the moves. Kinds that were not collected are not counted.
    """
    for pool in pools_to_remove(estate, context, LYNC2010):
        for cls in _HOMED:
            count = sum(
                lives_on(estate, getattr(item, "pool", None), pool) for item in estate.of(cls, product=LYNC2010)
            )
            if count:
                yield Hit(
                    item=pool,
                    part=cls.kind,
                    message=f"{cls.label.lower()} on {pool.title}: {count}",
                    evidence={"kind": cls.kind, "count": str(count)},
                )


@rule(
    id="L10-MON-001",
    title="Archiving or Monitoring association blocks the removal",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(Pool, Service),
    answers=("pools_to_remove",),
    targets=("2013",),
    effect="Topology Builder refuses to delete the pool.",
    remediation="Clear the association of pool, branch appliance or server, delete the role, Publish-CsTopology.",
    references=(
        "l13-monitoring-association",
        "l13-archiving-association",
    ),
    minutes=20,
    blocks="8 Remove",
)
def association_left(estate: Estate, context: Context) -> Iterator[Hit]:
    """A service of a pool that will be removed is associated with an Archiving or Monitoring Server.

    Why it matters: such an association blocks the deletion.

    When it is wrong: the association was cleared after the evidence was collected.
    """
    for pool in pools_to_remove(estate, context, LYNC2010):
        for service in estate.of(Service, product=LYNC2010):
            stores = [n for n in service.depends_on if any(role in n.casefold() for role in _MONITORED)]
            if stores and lives_on(estate, service.pool, pool):
                message = f"{service.role or service.key} of {pool.title} uses {', '.join(stores)}"
                yield Hit(item=service, message=message, evidence={"depends on": "; ".join(stores)})


@rule(
    id="L10-PLAT-002",
    title="Servers of Lync 2010 are not up to date",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(),
    targets=("2013",),
    effect="The combination is untested; mobility needs November 2011, Windows Server 2012 October 2012.",
    remediation="Install the latest cumulative update (KB2493736) on every server of Lync 2010.",
    references=(
        "l13-updates-2010",
        "get-csserverversion",
    ),
    minutes=60,
    blocks="3 Pilot",
)
def old_update(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A component is older than the version you demand (min_cu), or you answered that updates are missing.

    Why it matters: the migration pages demand updates, without naming a number.

    When it is wrong: Get-CsServerVersion tells the installed release, which may not rise with every update.
    """
    wanted = _version(context.answers.get("min_cu"))
    components = estate.of(InstalledComponent, product=LYNC2010)
    read = [(c, found) for c in components if (found := _version(c.version))]
    if wanted and read:
        for component, found in read:
            if found < wanted:
                message = f"{component.title} has version {component.version}; {context.answers['min_cu']} was expected"
                yield Hit(item=component, message=message, evidence={"version": component.version or ""})
    elif "legacy_updates_current" not in context.answers:
        yield not_answered("legacy_updates_current")
    elif context.answers["legacy_updates_current"] == "no":
        yield Hit(item=None, message="the latest updates are not installed on all servers")


def _version(text: str | None) -> tuple[int, ...]:
    """The numbers of a version; none where it is not one."""
    parts = (text or "").strip().split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()
