"""Known failures of the response group move: prerequisites, numbers, owners, events and agents (RGS-F01 to F08)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...estate.agents import account_name, groups_by_agent, user_of, users_by_name
from ...estate.contacts import contact_addresses, names_one_of
from ...estate.estate import Estate
from ...estate.evidence import Event, Ownership
from ...estate.products import in_one_store
from ...estate.response_groups import (
    Agent,
    AgentGroup,
    ApplicationContact,
    BusinessHours,
    HolidaySet,
    Queue,
    Workflow,
)
from ...estate.users import User
from ...estate.workflow_numbers import legacy_numbers
from ...powershell import literal
from ..engine.gaps import Gap, not_collected
from ..engine.model import LYNC2013, R2, Change, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_POST, RESPONSE_GROUPS
from ..engine.scope import ALL, unread, with_evidence
from ..engine.values import Amount, Host, Number, Person, Text, Value, items, kind_of
from ..moved_group_events import events_by_phase, wordings
from .l13_leg import LegacyPools

OWNED = (Workflow, Queue, AgentGroup, BusinessHours, HolidaySet)
Owned = Workflow | Queue | AgentGroup | BusinessHours | HolidaySet


@rule(
    id="RGS-F01",
    title="Response group move without the SQL Server 2005 Native Client",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    answers=("sql_native_client_2005", "backend_sql_version"),
    message="The SQL Server 2005 Native Client is missing where response groups will be moved",
    effect="Move-CsRgsConfiguration stops with: Cannot access WMI settings.",
    remediation="Install the SQL Server 2005 Native Client where Move-CsRgsConfiguration will run.",
    references=("move-csrgsconfiguration", "l10-move-csrgsconfiguration"),
    phases=(A_POST,),
)
def no_native_client(estate: Estate, context: Context) -> Iterator[Hit]:
    """Response groups are on a SQL Server 2005 back end and the server that moves them lacks its client.

    Why it matters: without it the cmdlet cannot access the WMI settings of OCS.

    When it is wrong: the move runs on another server, which has the client.
    """
    missing = context.answers["sql_native_client_2005"] == "no" and "2005" in context.answers["backend_sql_version"]
    if missing and estate.of(Workflow, product=R2):
        yield Hit(item=None)


@rule(
    id="RGS-F02",
    title="Response group move without OCSWMIBC",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    answers=("ocswmibc_installed",),
    message="OCSWMIBC.msi is not installed where the merge and the move will run",
    effect="The merge and the response group move fail with an error of the WMI provider.",
    remediation="Install OCSWMIBC.msi from the Lync Server media; on all Front End Servers is recommended.",
    references=("l13-wmi-package", "l13-rgs-r2", "move-csrgsconfiguration", "merge-cslegacytopology"),
    basis="the error is documented for the merge; that the move of response groups ends with it too is inferred",
    phases=(A_MERGE,),
)
def no_wmi_provider(estate: Estate, context: Context) -> Iterator[Hit]:
    """Response groups exist and the WMI backward compatibility package is not installed.

    Why it matters: the merge reads OCS 2007 R2 through WMI; both it and the move want the package first.

    When it is wrong: the package is on another server, where the cmdlets will run.
    """
    if context.answers["ocswmibc_installed"] == "no" and estate.of(Workflow, product=R2):
        yield Hit(item=None)


@rule(
    id="RGS-F03",
    title="Migrated workflow without a number",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(LYNC2013,),
    needs=(Workflow,),
    message="Workflow {item!r} has no number",
    variants={"had one": Wording("Workflow {item!r} has no number; it was {number_before}")},
    effect="PSTN calls to the workflow fail, calls from Lync work.",
    remediation=(
        "Owners first (RGS-F04): at the published site this failed while the owner was missing. Then $w = "
        "Get-CsRgsWorkflow -Identity {identity}; $w.LineUri = {number}; Set-CsRgsWorkflow -Instance $w."
    ),
    references=("giombini-r2-to-2013", "get-csrgsworkflow", "set-csrgsworkflow"),
    basis="cause not published",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def lost_number(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A workflow of Lync Server 2013 has no number; an error where the legacy workflow of its name has one.

    Why it matters: the move reports no error, so nobody notices until a customer calls.

    When it is wrong: the workflow is called by its SIP URI only; without legacy evidence it is a warning.
    """
    numbers = legacy_numbers(estate)
    legacy_pools = LegacyPools(estate)
    for workflow in estate.each(Workflow, product=LYNC2013):
        if workflow.line_uri or legacy_pools.holding(workflow.pool):
            continue
        if before := numbers.get(workflow.title.casefold()):
            legacy, number = before
            yield Hit(
                item=workflow,
                variant="had one",
                places={**written(workflow), "number": Number(_tel(number))},
                evidence={"number before": Number(number)},
                changes=(Change(item=legacy, field="line_uri", before=Number(number), after=None),),
            )
        elif workflow.active:
            places = {**written(workflow), "number": Number(_tel("+NUMBER"))}
            yield Hit(item=workflow, places=places, evidence={"number before": Text("")}, severity=Severity.WARNING)


def _tel(number: str) -> str:
    """A number as Set-CsRgsWorkflow shows it, as PowerShell."""
    return literal("TEL:" + re.sub("^tel:", "", number, flags=re.IGNORECASE))


def written(workflow: Workflow) -> dict[str, Value]:
    """What fills a command that changes a workflow: its identity, as PowerShell."""
    identity = f"service:ApplicationServer:{workflow.pool}/{workflow.key}" if workflow.pool else "ID"
    return {"identity": Text(literal(identity))}


def owned(estate: Estate) -> Iterator[Owned]:
    """What has an owner pool: objects of Lync Server 2013 only (reference get-csrgsqueue), not the copies of 2010."""
    legacy = LegacyPools(estate)
    for cls in OWNED:
        for item in estate.each(cls, product=LYNC2013):
            if not legacy.holding(item.pool):  # type: ignore[attr-defined]
                yield item  # type: ignore[misc]


def is_foreign(item: Owned) -> bool:
    """Whether another pool owns the object than the one that hosts it."""
    return bool(item.owner_pool and item.pool and item.owner_pool.casefold() != item.pool.casefold())


def is_unknown_pool(estate: Estate, name: str | None) -> bool:
    """Whether the pools of Lync Server 2013 were read and *name* is not one of them."""
    pool = estate.find("pool", name, product=LYNC2013)
    return estate.has("pool", LYNC2013) and (pool is None or pool.product != LYNC2013)


def owner_and_pool(item: Owned) -> dict[str, Value]:
    """The evidence of who owns and who hosts an object."""
    return {"owner": Host(item.owner_pool or ""), "pool": Host(item.pool or "")}


@rule(
    id="RGS-F04",
    title="Owner of a response group object is missing or unknown",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(LYNC2013,),
    needs=(*OWNED, Ownership),
    any_need=True,
    message="{kind} {item!r} has no owner pool",
    variants={
        "unknown": Wording("{kind} {item!r} is owned by {owner}, which is not a known pool"),
        "table": Wording("{table}: {count} of {rows:row has|rows have} no owner"),
    },
    effect=(
        "Editing it fails: An instance with ID ... exists with a different OwnerPool. Changing OwnerPool on an "
        "existing object is not supported."
    ),
    remediation=(
        "First try Export-CsRgsConfiguration, then Import-CsRgsConfiguration -OverwriteOwner to the same pool. "
        "Microsoft documents it for changing owners; for NULL no public test is known, nor whether the export contains "
        "objects without an owner. Otherwise migrator repair."
    ),
    references=("giombini-r2-to-2013", "l13-rgs-dr-procedures", "import-csrgsconfiguration", "get-csrgsagentgroup"),
    basis="one site; for NULL, no public test of export and import is known",
    minutes=60,
    phases=RESPONSE_GROUPS,
)
def owner_missing(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The owner pool of an object is null, or names a pool that the topology does not have.

    Why it matters: the object works and is visible, but cannot be changed any more.

    When it is wrong: the pools were not collected; an owner that is a known pool is left to RGS-F14.
    """
    for item in owned(estate):
        if item.owner_pool_is_null:
            yield Hit(item=item, places={"kind": kind_of(item)}, evidence=owner_and_pool(item))
        elif is_foreign(item) and is_unknown_pool(estate, item.owner_pool):
            yield Hit(item=item, variant="unknown", places={"kind": kind_of(item)}, evidence=owner_and_pool(item))
    for table in estate.each(Ownership, product=LYNC2013):
        if table.without_owner:
            yield Hit(
                item=table,
                variant="table",
                places={"count": Amount(table.without_owner), "rows": Amount(table.rows or 0)},
                evidence={"table": Text(table.table or ""), "database": Text(table.database or "")},
            )


@rule(
    id="RGS-F05",
    title="Event 30951: data of a contact that Active Directory homes elsewhere",
    severity=Severity.INFO,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Event, ApplicationContact),
    variants=wordings(30951),
    effect="One site saw it after the response group move; it is taken as expected while the legacy service runs.",
    remediation="None, if the contacts were moved; otherwise compare the contact with the pool of its workflow.",
    references=("giombini-r2-to-2013",),
    basis="the event after the move is observed; that it is expected is inferred",
    minutes=5,
)
def contact_left_behind(estate: Estate, context: Context) -> Iterator[Hit]:
    """OCS User Services logged that an application contact of this pool is homed elsewhere.

    Why it matters: after the move it shows that contacts were moved; before the move it is a sign of damage.

    When it is wrong: the contact is not of a response group. Events about users are R2-USR-008.
    """
    addresses = contact_addresses(estate)
    yield from events_by_phase(estate, context, frozenset({30951}), lambda event: names_one_of(addresses, event))


@rule(
    id="RGS-F06",
    title="Events 31053 and 31189: legacy response groups still serve moved contacts",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Event,),
    variants=wordings(31053, 31189),
    effect="The legacy Response Group Service presumably tries to register contacts that the new pool owns.",
    remediation="No cure is published: expect the events until the legacy pool is removed; keep its groups until then.",
    references=("giombini-r2-to-2013", "l13-rgs-r2"),
    basis="the events after the move are observed, their reason is inferred; no cure is published",
    minutes=10,
    phases=(A_POST,),
)
def endpoint_terminated(estate: Estate, context: Context) -> Iterator[Hit]:
    """The OCS Response Group Service could not register an endpoint, or re-created one that was terminated.

    Why it matters: two services use the same contact.

    When it is wrong: the registration failed for another reason before the move.
    """
    yield from events_by_phase(estate, context, frozenset({31053, 31189}))


@rule(
    id="RGS-F07",
    title="Agent renamed in Active Directory",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Agent, User),
    message="Agent {item!r} is now the user {user!r}",
    effect="The response group move has been reported to fail for such agents.",
    remediation="Remove the agent from the agent list and from its groups, then add the user again.",
    references=("giombini-r2-to-2013",),
    basis="the page reports it from others",
    minutes=10,
    phases=(A_POST,),
)
def renamed_agent(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The display name of an agent is not the one of the user with the agent's address.

    Why it matters: the agent record is a copy made when the agent was added; after a rename it no longer matches.

    When it is wrong: the name was changed on purpose in the response group console.
    """
    groups = groups_by_agent(estate, R2)
    for agent in estate.each(Agent, product=R2):
        user = estate.find("user", agent.sip_address, product=R2)
        if not isinstance(user, User) or not agent.display_name or not user.display_name:
            continue
        if agent.display_name != user.display_name:
            yield Hit(
                item=agent,
                places={"user": user},
                evidence={
                    "SIP address": Person(agent.sip_address or ""),
                    "groups": items(groups.get(agent.key.casefold(), [])),
                },
            )


#: effect and remedy of an orphaned agent of a group that is on Lync Server 2013
_AFTER = (
    "The agent cannot take calls.",
    (
        "Remove the agent from its groups: in Control Panel, or Get-CsRgsAgentGroup, AgentsByUri.Remove, "
        "Set-CsRgsAgentGroup. If that is refused, first the owner (RGS-F04)."
    ),
)


@rule(
    id="RGS-F08",
    title="Orphaned agent",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=ALL,
    needs=(AgentGroup,),
    message="The user of agent {agent!r} does not exist",
    variants={
        "disabled": Wording("The user of agent {agent!r} is disabled"),
        "moved": Wording("", *_AFTER),
        "moved disabled": Wording("The user of agent {agent!r} is disabled", *_AFTER),
    },
    effect="The agent cannot take calls, and the response group move may fail.",
    remediation="Remove the agent from the agent list and from its groups before Move-CsRgsConfiguration.",
    references=("giombini-r2-to-2013", "get-csrgsagentgroup", "set-csrgsagentgroup", "move-csrgsconfiguration"),
    basis="to remove orphaned agents before the move is advice of one site; what happens otherwise is inferred",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def orphaned_agent(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """No enabled user has the SIP address of an agent.

    Why it matters: the user was deleted or disabled while the agent stayed in the response groups.

    When it is wrong: the users of another domain or pool were not collected. An agent of Lync whose name
    exists in another SIP domain is left to L10-RGS-001.
    """
    for product in with_evidence(estate, ALL, AgentGroup):
        if not any(estate.has(User.kind, each) for each in in_one_store(product)):
            yield not_collected([User], product)
            continue
        groups = groups_by_agent(estate, product)
        if product == R2:
            yield from unread(estate, Agent, product)
            for agent in estate.each(Agent, product=product):
                user = user_of(estate, agent.sip_address, product)
                if user is None or user.enabled is False:
                    yield Hit(
                        item=agent,
                        variant="disabled" if user else "",
                        places={"agent": agent},
                        evidence={
                            "SIP address": Person(agent.sip_address or ""),
                            "user SID": Person(agent.user_sid or ""),
                            "groups": items(groups.get(agent.key.casefold(), [])),
                        },
                    )
            continue
        names = users_by_name(estate, groups)
        for address, of in groups.items():
            user = user_of(estate, address, product)
            if user.enabled is False if user else account_name(address) not in names:
                words = ("moved" if product == LYNC2013 else "", "disabled" if user else "")
                yield Hit(
                    item=of[0],
                    variant=" ".join(filter(None, words)),
                    part=address,
                    evidence={"agent": Person(address), "groups": items(of)},
                )
