"""Platform before the merge and of the new pools (R2-PLAT-001 to 009)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.products import product_name
from ...estate.topology import (
    AdForest,
    EdgePool,
    Machine,
    MediationServer,
    Pool,
    SqlInstance,
    TrustedServer,
    TrustedService,
)
from ..engine.answer_check import answer_check
from ..engine.answers import listed
from ..engine.check import Check
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Predicted, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_PILOT, A_PREPARE
from ..engine.values import Amount, Host, Text, kind_of

#: everything whose FQDN the new version would meet in Active Directory
_NAMED: tuple[type[Item], ...] = (Pool, Machine, MediationServer, EdgePool, TrustedServer, TrustedService)
#: PoolVersion and ServerVersion of OCS 2007 R2; 3 is OCS 2007
_R2_VERSION = 4


def _three_versions(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Pools or servers of OCS 2007 R2 and of Lync 2010 were both read, and the target is 2013.

    Why it matters: three versions at once are not supported.

    When it is wrong: what was read of one version is left over in Active Directory; no server of it is running.
    """
    other = LYNC2010 if product == R2 else R2
    pools, machines = (len(estate.of(cls, product=product)) for cls in (Pool, Machine))
    other_pools, other_machines = (len(estate.of(cls, product=other)) for cls in (Pool, Machine))
    if (pools or machines) and (other_pools or other_machines):
        counts = {
            f"pools of {product_name(product)}": pools,
            f"machines of {product_name(product)}": machines,
            f"pools of {product_name(other)}": other_pools,
            f"machines of {product_name(other)}": other_machines,
        }
        yield Hit(
            item=None,
            places={
                "product": Text(product_name(product)),
                "pools": Amount(pools),
                "machines": Amount(machines),
                "other": Text(product_name(other)),
                "other_pools": Amount(other_pools),
                "other_machines": Amount(other_machines),
            },
            evidence={label: Amount(count) for label, count in counts.items()},
        )


THREE_VERSIONS = Check(
    title="Three versions at once",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(Pool, Machine),
    any_need=True,
    targets=("2013",),
    message=(
        "{pools:pool} and {machines:machine} of {product} exist beside {other_pools:pool} and "
        "{other_machines:machine} of {other}"
    ),
    effect="Neither the migration from both versions nor all three together is supported.",
    remediation="Finish the older migration, or remove one legacy version, before the pilot pool of 2013.",
    references=("l13-paths",),
    basis="what is not supported is documented, the two ways out are inferred",
    find=_three_versions,
    minutes=480,
)
R2_THREE_VERSIONS = THREE_VERSIONS.rule("R2-PLAT-001", R2, phases=(A_PILOT,))


@rule(
    id="R2-PLAT-002",
    title="Server older than OCS 2007 R2",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Pool, Machine),
    any_need=True,
    targets=("2013",),
    message="{item} has version {version}; 4 (OCS 2007 R2) was expected",
    effect="Migration from earlier than OCS 2007 R2 is not supported.",
    remediation="Migrate in two steps: to OCS 2007 R2 or Lync 2010 first; or remove the server.",
    references=("l13-paths", "l13-schema-attributes"),
    basis="that the path is not supported is documented, the way in two steps inferred",
    minutes=480,
    phases=(A_PREPARE,),
)
def older_than_r2(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The version of a pool or server is below 4, that of OCS 2007 R2.

    Why it matters: only OCS 2007 R2 and Lync 2010 can be migrated to 2013.

    When it is wrong: the entry is left over in Active Directory and no such server is running.
    """
    for cls in (Pool, Machine):
        for item in estate.each(cls, product=R2):
            number = str(getattr(item, "version", None) or "").partition(".")[0]
            if number.isdecimal() and int(number) < _R2_VERSION:
                yield Hit(item=item, evidence={"version": Text(number)})


def _other_forest(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """The forest of the new pools is not the forest whose evidence was read.

    Why it matters: migration from one forest to another is not supported.

    When it is wrong: the answer names a domain of the forest instead of the forest.
    """
    target = context.answers["target_forest"].strip()
    for forest in estate.each(AdForest, product=product):
        if forest.name and forest.name.casefold() != target.casefold():
            yield Hit(item=forest, evidence={"forest": Host(forest.name), "answer target_forest": Host(target)})


OTHER_FOREST = Check(
    title="Target in another forest",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(AdForest,),
    answers=("target_forest",),
    message="The estate is in forest {forest}, the new pools in {answer_target_forest}",
    effect="Migration across forests is not supported.",
    remediation="Place the new pools in the same forest, or plan a project that is not a migration.",
    references=("l13-paths",),
    basis="that it is not supported is documented, the two ways out are inferred",
    find=_other_forest,
    minutes=480,
)
R2_OTHER_FOREST = OTHER_FOREST.rule("R2-PLAT-003", R2, phases=(A_PILOT,))


def _used_names(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A planned FQDN is that of a legacy pool, server or trusted service entry.

    Why it matters: publishing fails; the Front End service of OCS may not start again (error 0xC3EE79D6).

    When it is wrong: the answer names legacy servers too, not only new ones.
    """
    planned = {name.casefold().rstrip(".") for name in listed(context.answers, "planned_pool_fqdns")}
    for cls in _NAMED:
        for item in estate.each(cls, product=product):
            fqdn = (getattr(item, "fqdn", None) or "").casefold()
            if fqdn in planned:
                kind = item.type if isinstance(item, TrustedService) else None
                name = Host(fqdn)
                yield Hit(
                    item=item,
                    part=fqdn,
                    places={"kind": Text(kind) if kind else kind_of(item)},
                    evidence={"FQDN": name},
                    predicts=(
                        (Predicted("MM6", {"type": Text(kind), "fqdn": name}),) if kind and product == R2 else ()
                    ),
                )


USED_NAMES = Check(
    title="Planned FQDN is in use",
    severity=Severity.BLOCK,
    grade=Grade.OBSERVED,
    needs=_NAMED,
    any_need=True,
    answers=("planned_pool_fqdns",),
    message="The planned FQDN {FQDN} belongs to a legacy {kind}",
    effect="Publish-CsTopology fails; a Front End service of OCS whose name is taken may not start again.",
    remediation="Choose a unique FQDN before publishing.",
    references=("pool-name", "l13-pilot-pool-r2"),
    find=_used_names,
    minutes=30,
)
R2_USED_NAMES = USED_NAMES.rule("R2-PLAT-004", R2, phases=(A_PILOT,))


def _used_sql(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A planned SQL Server instance hosts a legacy pool already, or is of a kind that is not supported.

    Why it matters: Topology Builder answers "already contains a SQL instance hosting role 'User Store'."; back ends
    of 2013 need 64-bit SQL Server 2008 R2 or 2012, Standard or Enterprise.

    When it is wrong: one server has two names, or the same name was given to another server.
    """
    planned = {_instance(name): name for name in listed(context.answers, "planned_sql_instances")}
    used: dict[str, Item] = {}
    for pool in estate.each(Pool, product=product):
        used.setdefault(_instance(pool.sql_instance or ""), pool)
    for sql in estate.each(SqlInstance, product=product):
        used.setdefault(_instance(f"{sql.fqdn or ''}\\{sql.instance or ''}"), sql)
    for instance, name in planned.items():
        if item := used.get(instance):
            yield Hit(item=item, part=name, evidence={"SQL instance": Text(name)})
    if context.answers.get("planned_sql_supported") == "no":
        yield Hit(item=None, variant="not supported", evidence={"answer planned_sql_supported": Text("no")})


def _instance(name: str) -> str:
    r"""``host\instance`` with the short name of the host, in lower case; the default instance is empty."""
    host, _, instance = name.strip().casefold().partition("\\")
    return f"{host.partition('.')[0]}\\{'' if instance in ('default', 'mssqlserver') else instance}"


USED_SQL = Check(
    title="Planned SQL Server instance cannot be used",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(Pool, SqlInstance),
    any_need=True,
    answers=("planned_sql_instances",),
    message="The planned SQL instance {SQL_instance} is used by {item}",
    variants={
        "not supported": Wording("The planned SQL Server is not a 64-bit 2008 R2 or 2012, Standard or Enterprise"),
    },
    effect="The new pool cannot be defined or is not supported.",
    remediation=(
        "Provide 64-bit SQL Server 2008 R2 or 2012, Standard or Enterprise, on a computer of its own: the page wants "
        "separate computers, and never the instance of a legacy pool."
    ),
    references=("l13-paths", "l13-sql"),
    targets=("2013",),
    find=_used_sql,
    minutes=120,
)
R2_USED_SQL = USED_SQL.rule("R2-PLAT-005", R2, phases=(A_PILOT,))

WMI_COMPONENT = answer_check(
    title="OCSWMIBC is not installed where the merge runs",
    severity=Severity.BLOCK,
    when={"ocswmibc_installed": "no"},
    says="OCSWMIBC.msi is not installed where the merge will run",
    why="the merge reads the legacy deployment through its WMI provider.",
    wrong="the merge will run on another computer that has it.",
    effect="The merge ends with a WMI error.",
    remediation=r"Install \SETUP\AMD64\SETUP\OCSWMIBC.MSI from the media on the computer of the merge.",
    references=("l13-wmi-package", "merge-cslegacytopology"),
).rule("R2-PLAT-006", R2, phases=(A_MERGE,))

NATIVE_CLIENT = answer_check(
    title="SQL Server 2005 Native Client is missing",
    severity=Severity.ERROR,
    when={"backend_sql_version": "2005", "sql_native_client_2005": "no"},
    says="The OCS back end runs SQL Server 2005, whose Native Client is not installed where the moves run",
    why="without it Move-CsRgsConfiguration cannot access the WMI settings of OCS.",
    wrong="the moves will run on another computer that has it.",
    effect="Move-CsRgsConfiguration fails: Cannot access WMI settings.",
    remediation="Install the SQL Server 2005 Native Client where the moves run.",
    references=("move-csrgsconfiguration", "l10-move-csrgsconfiguration", "lync2010-unleashed-ch16"),
    basis=(
        "that it is wanted before the merge is inferred: a book wants the SQL backward compatibility pack for all "
        "cmdlets, and does not name this client"
    ),
).rule("R2-PLAT-007", R2, phases=(A_MERGE,))

UPDATES = answer_check(
    title="Legacy servers are not up to date",
    severity=Severity.WARNING,
    when={"legacy_updates_current": "no"},
    says="The latest updates are not installed on all legacy servers",
    why="the migration pages require updates without a version number.",
    wrong="only servers that will be removed first are not up to date.",
    effect="The library wants the updates before the migration; what fails without them is not published.",
    remediation="Run the Cumulative Server Update Installer (KB968802).",
    references=("l13-updates-r2", "l13-clients-r2"),
    basis="that every legacy server needs them is inferred",
    minutes=60,
).rule("R2-PLAT-008", R2, phases=(A_PREPARE,))

UNIVERSAL_GROUPS = answer_check(
    title="Universal groups are not in the forest root domain",
    severity=Severity.ERROR,
    when={"universal_groups_in_root": "no"},
    says="The RTCUniversal groups are not in the forest root domain",
    why="Enable-CsAdForest is meant for the root domain, and fails if the groups that OCS made are in another.",
    wrong="the preparation was already run with -GroupDomain.",
    effect='Enable-CsAdForest: the object "CN=RTCUniversalReadOnlyAdmins,..." does not exist.',
    remediation="Enable-CsAdForest -GroupDomain DOMAIN; LcsCmd CheckForestPrepState shows the domain.",
    references=("kb-adforest", "enable-csadforest"),
).rule("R2-PLAT-009", R2, phases=(A_PILOT,))
