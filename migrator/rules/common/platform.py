"""Platform of the new pools (R2-PLAT-001, 003 to 005, 010, 011, 014, 015; L10-PLAT-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.counting import counted
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
from ..engine.answers import listed
from ..engine.asked import question
from ..engine.check import Check, checked
from ..engine.gaps import Gap, not_answered
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Predicted, Severity, rule

#: everything whose FQDN the new version would meet in Active Directory
_NAMED: tuple[type[Item], ...] = (Pool, Machine, MediationServer, EdgePool, TrustedServer, TrustedService)
#: ms-RTC-SIP-SchemaVersion of Lync Server 2013 (migration.md 6)
_SCHEMA_2013 = (1150, 3)


def _three_versions(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Pools or servers of OCS 2007 R2 and of Lync 2010 were both read, and the target is 2013.

    Why it matters: three versions at once are not supported.

    When it is wrong: what was read of one version is left over in Active Directory, no server of it runs any more.
    """
    sides = (product, LYNC2010 if product == R2 else R2)
    counts = {p: (len(estate.of(Pool, product=p)), len(estate.of(Machine, product=p))) for p in sides}
    if all(map(any, counts.values())):
        shown = {
            product_name(p): f"{counted(pools, 'pool')} and {counted(machines, 'machine')}"
            for p, (pools, machines) in counts.items()
        }
        (own, of_own), (other, of_other) = shown.items()
        yield Hit(
            item=None,
            message=f"{of_own} of {own} stand beside {of_other} of {other}",
            evidence=shown,
        )


def _other_forest(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """The forest of the new pools is not the forest whose evidence was read.

    Why it matters: migration from one forest to another is not supported.

    When it is wrong: the answer names a domain of the forest instead of the forest.
    """
    target = context.answers["target_forest"].strip()
    for forest in estate.of(AdForest, product=product):
        if forest.name and forest.name.casefold() != target.casefold():
            yield Hit(
                item=forest,
                message=f"the estate is in forest {forest.name}, the new pools in {target}",
                evidence={"forest": forest.name, "answer target_forest": target},
            )


def _used_names(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A planned FQDN is that of a legacy pool, server or trusted service entry.

    Why it matters: publishing fails, and the legacy Front Ends may stop (event 0xC3EE79D6).

    When it is wrong: the answer names legacy servers too, not only new ones.
    """
    planned = {name.casefold().rstrip(".") for name in listed(context.answers, "planned_pool_fqdns")}
    for cls in _NAMED:
        for item in estate.of(cls, product=product):
            fqdn = (getattr(item, "fqdn", None) or "").casefold()
            if fqdn in planned:
                kind = item.type if isinstance(item, TrustedService) else None
                yield Hit(
                    item=item,
                    part=fqdn,
                    message=f"the planned FQDN {fqdn} belongs to a legacy {kind or item.kind.replace('_', ' ')}",
                    evidence={"FQDN": fqdn},
                    predicts=(Predicted("MM6", {"type": kind, "fqdn": fqdn}),) if kind and product == R2 else (),
                )


def _used_sql(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A planned SQL Server instance hosts a legacy pool already, or is of a kind that is not supported.

    Why it matters: Topology Builder answers "already contains a SQL instance hosting role 'User Store.'"; back ends
    of 2013 need 64-bit SQL Server 2008 R2 or 2012, Standard or Enterprise.

    When it is wrong: one server has two names, or the same name was given to another server.
    """
    planned = {_instance(name): name for name in listed(context.answers, "planned_sql_instances")}
    used: dict[str, Item] = {}
    for pool in estate.of(Pool, product=product):
        used.setdefault(_instance(pool.sql_instance or ""), pool)
    for sql in estate.of(SqlInstance, product=product):
        used.setdefault(_instance(f"{sql.fqdn or ''}\\{sql.instance or ''}"), sql)
    for instance, name in planned.items():
        if item := used.get(instance):
            message = f"the planned SQL instance {name} is used by {item.title}"
            yield Hit(item=item, part=name, message=message, evidence={"SQL instance": name})
    if context.target == "2013" and context.answers.get("planned_sql_supported") == "no":
        message = "the planned SQL Server is no 64-bit 2008 R2 or 2012, Standard or Enterprise"
        yield Hit(item=None, message=message, evidence={"answer planned_sql_supported": "no"})


def _instance(name: str) -> str:
    r"""``host\instance`` with the short name of the host, in lower case; the default instance is empty."""
    host, _, instance = name.strip().casefold().partition("\\")
    return f"{host.partition('.')[0]}\\{'' if instance in ('default', 'mssqlserver') else instance}"


def _forest_levels(estate: Estate, context: Context, product: str) -> Iterator[Hit | Gap]:
    """The forest is a single-label domain, or a functional level is below Windows Server 2003.

    Why it matters: Active Directory cannot be prepared.

    When it is wrong: the level was raised after the evidence was collected.
    """
    for forest in estate.of(AdForest, product=product):
        if forest.name and "." not in forest.name.strip("."):
            message = f"the forest {forest.name} is a single-label domain"
            yield Hit(item=forest, part="name", message=message, evidence={"forest": forest.name})
    if "ad_levels_2003" not in context.answers:
        yield not_answered("ad_levels_2003")
    elif context.answers["ad_levels_2003"] == "no":
        message = "a functional level is below Windows Server 2003"
        yield Hit(item=None, part="level", message=message, evidence={"answer ad_levels_2003": "no"})


def _schema(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """Active Directory was prepared, but the schema version read is not that of 2013 (rangeUpper 1150, rangeLower 3).

    Why it matters: the schema was not extended, or the change has not reached this domain controller.

    When it is wrong: the evidence was collected before the preparation; collect it again.
    """
    if context.answers["ad_prepared"] != "yes":
        return
    for forest in estate.of(AdForest, product=product):
        read = (forest.schema_upper, forest.schema_lower)
        if any(have is not None and have != want for have, want in zip(read, _SCHEMA_2013, strict=True)):
            yield Hit(
                item=forest,
                message=f"the schema version is {read[0]}/{read[1]}; 1150/3 was expected",
                evidence={"rangeUpper": str(read[0]), "rangeLower": str(read[1])},
            )


THREE_VERSIONS = Check(
    title="Three versions at once",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(Pool, Machine),
    any_need=True,
    targets=("2013",),
    effect="The estate is not supported.",
    remediation="Finish the older migration, or remove one legacy version, before the pilot pool of 2013.",
    references=("l13-paths",),
    find=_three_versions,
    minutes=480,
)
OTHER_FOREST = Check(
    title="Target in another forest",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(AdForest,),
    answers=("target_forest",),
    effect="Users, contacts and settings cannot be moved.",
    remediation="Place the new pools in the same forest, or plan a project that is no migration.",
    references=("l13-paths",),
    find=_other_forest,
    minutes=480,
)
USED_NAMES = Check(
    title="Planned FQDN is in use",
    severity=Severity.BLOCK,
    grade=Grade.OBSERVED,
    needs=_NAMED,
    any_need=True,
    answers=("planned_pool_fqdns",),
    effect="Publish-CsTopology fails; legacy Front Ends may stop.",
    remediation="Choose a unique FQDN before publishing.",
    references=(
        "pool-name",
        "l13-pilot-pool-r2",
    ),
    find=_used_names,
    minutes=30,
)
USED_SQL = Check(
    title="Planned SQL Server instance is unfit",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(Pool, SqlInstance),
    any_need=True,
    answers=("planned_sql_instances",),
    effect="The new pool cannot be defined or is not supported.",
    remediation="Provide a separate instance of 64-bit SQL Server 2008 R2 or 2012, Standard or Enterprise.",
    references=(
        "l13-paths",
        "l13-sql",
    ),
    find=_used_sql,
    minutes=120,
)
FOREST_LEVELS = Check(
    title="Forest cannot be prepared",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(AdForest,),
    effect="Preparation of Active Directory is not supported.",
    remediation="Raise the functional levels to Windows Server 2003 or higher.",
    references=("l13-ad-support",),
    find=_forest_levels,
    minutes=240,
)
SCHEMA = Check(
    title="Schema is not that of Lync Server 2013",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(AdForest,),
    answers=("ad_prepared",),
    targets=("2013",),
    effect="The pilot pool cannot be installed.",
    remediation="Run Install-CsAdServerSchema, wait for replication, then verify: Get-CsAdServerSchema.",
    references=("l13-schema-replication",),
    find=_schema,
    minutes=60,
)
GROUP_CHAT = question(
    title="Group Chat deployed",
    severity=Severity.INFO,
    when={"group_chat_deployed": "yes"},
    says="Group Chat is deployed",
    why="it is migrated separately and last, to one Persistent Chat pool only.",
    wrong="Group Chat will be retired instead of being migrated.",
    effect="Chat rooms stay where they are until their own migration.",
    remediation="Plan it last: Export-CsPersistentChatData, then Import-CsPersistentChatData -WhatIf.",
    references=(
        "l13-group-chat",
        "l13-group-chat-steps",
        "export-cspersistentchatdata",
    ),
    minutes=480,
)
IPV6 = question(
    title="IPv6 during coexistence",
    severity=Severity.WARNING,
    when={"ipv6_planned": "yes"},
    says="IPv6 is planned on the new pools during coexistence",
    why="legacy servers know IPv4 only; only dual stack works with them.",
    wrong="the new pools are dual stack and IPv6 is tested against every legacy role.",
    effect="Legacy servers cannot reach services that answer on IPv6 only.",
    remediation="Enable IPv6 only after all pools run 2013.",
    references=("l13-ipv6",),
)

R2_PLATFORM = (
    THREE_VERSIONS.rule("R2-PLAT-001", R2, blocks="3 Pilot"),
    OTHER_FOREST.rule("R2-PLAT-003", R2, blocks="3 Pilot"),
    USED_NAMES.rule("R2-PLAT-004", R2, blocks="3 Pilot"),
    USED_SQL.rule("R2-PLAT-005", R2, blocks="3 Pilot"),
    FOREST_LEVELS.rule("R2-PLAT-010", R2, blocks="3 Pilot"),
    SCHEMA.rule("R2-PLAT-011", R2, blocks="3 Pilot"),
    GROUP_CHAT.rule("R2-PLAT-014", R2, blocks="9 Post"),
    IPV6.rule("R2-PLAT-015", R2, blocks="3 Pilot"),
)


@rule(
    id="L10-PLAT-001",
    title="Platform of the new pools",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(),
    targets=("2013",),
    effect="The new pools cannot be built, or the estate is not supported.",
    remediation="As each finding says.",
    references=(
        "l13-paths",
        "l13-sql",
        "l13-ad-support",
        "pool-name",
    ),
    minutes=120,
    blocks="3 Pilot",
)
def platform_of_lync_2010(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """What stands against the new pools: three versions, forest, names, SQL Server, schema, Group Chat, IPv6.

    Why it matters: each of them is a documented condition of the migration; see the R2 rule of the same number.

    When it is wrong: an answer in the answers file is out of date.
    """
    checks = {
        "R2-PLAT-001": THREE_VERSIONS,
        "R2-PLAT-003": OTHER_FOREST,
        "R2-PLAT-004": USED_NAMES,
        "R2-PLAT-005": USED_SQL,
        "R2-PLAT-010": FOREST_LEVELS,
        "R2-PLAT-011": SCHEMA,
        "R2-PLAT-014": GROUP_CHAT,
        "R2-PLAT-015": IPV6,
    }
    yield from checked(checks, estate, context, LYNC2010)
