"""Response groups before the move (R2-RGS-000, R2-RGS-001, R2-APP-005, RGS-F01, RGS-F02, RGS-F05 to F07)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.evidence import Event
from ...estate.response_groups import Agent, ApplicationContact, Workflow
from ...estate.users import User
from ..common.rgs_agents import groups_by_agent, shown
from ..common.rgs_pools import by_pool
from ..engine.model import R2, Context, Grade, Hit, Severity, rule


@rule(
    id="R2-RGS-001",
    title="The number of a workflow may be lost in the move",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Workflow, ApplicationContact),
    effect="The tel URI of the workflow is empty after Move-CsRgsConfiguration; PSTN calls to it fail.",
    remediation="Keep this inventory; after the move compare and restore: Set-CsRgsWorkflow with LineUri set again.",
    references=(
        "giombini-r2-to-2013",
        "r2-wmi-application-contact",
        "r2-wmi-rgs-workflow",
    ),
    minutes=5,
    blocks="9 Post",
)
def workflow_number(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A workflow is called by a number, which OCS keeps on its contact.

    Why it matters: at the published site every one of about 20 workflows had lost its number after the move, without
    an error. Only a record from before the move can restore it.

    When it is wrong: the loss is known from one site; the numbers may survive.
    """
    for workflow in estate.of(Workflow, product=R2):
        contact = estate.find("application_contact", workflow.contact, product=R2)
        if isinstance(contact, ApplicationContact) and contact.line_uri:
            yield Hit(
                item=workflow,
                message=f"workflow {workflow.title!r} is called by {contact.line_uri}: record it",
                evidence={"line URI": contact.line_uri, "SIP URI": contact.primary_uri or ""},
            )


@rule(
    id="RGS-F07",
    title="Agent renamed in Active Directory",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Agent, User),
    effect="The response group move has been reported to fail for such agents.",
    remediation="Remove the agent from the agent list and from its groups, then add the user again.",
    references=("giombini-r2-to-2013",),
    basis="reported there from hearsay",
    minutes=10,
    blocks="9 Post",
)
def renamed_agent(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The display name of an agent is not the one of the user with the agent's address.

    Why it matters: the agent record is a copy made when the agent was added; after a rename it no longer matches.

    When it is wrong: the name was changed on purpose in the response group console.
    """
    groups = groups_by_agent(estate, R2)
    for agent in estate.of(Agent, product=R2):
        user = estate.find("user", agent.sip_address, product=R2)
        if not isinstance(user, User) or not agent.display_name or not user.display_name:
            continue
        if agent.display_name != user.display_name:
            yield Hit(
                item=agent,
                message=f"agent {agent.display_name!r} is now the user {user.display_name!r}",
                evidence={
                    "SIP address": agent.sip_address or "",
                    "groups": shown(groups.get(agent.key.casefold(), [])),
                },
            )


@rule(
    id="R2-RGS-000",
    title="Response groups have to be moved",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    effect="Move-CsRgsConfiguration takes all response groups of the pool or none; legacy copies stay for rollback.",
    remediation=(
        "In this order: move all agents, install OCSWMIBC.msi and the Response Group application, make names unique, "
        "rename no agent, take applicationsettingsexport /backup, then: "
        "Move-CsRgsConfiguration -Source OCS_POOL -Destination LYNC_POOL. Delete no legacy response group before the "
        "legacy pool is removed."
    ),
    references=(
        "l13-rgs-r2",
        "move-csrgsconfiguration",
        "giombini-r2-to-2013",
    ),
    minutes=120,
    blocks="9 Post",
)
def response_groups_to_move(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A pool of OCS 2007 R2 holds workflows.

    Why it matters: the move has gates, and there is no choice of single groups, queues or workflows.

    When it is wrong: the response groups will not be used any more.
    """
    yield from by_pool(estate, R2)


def _on_back_end_2005(answers: Mapping[str, str]) -> bool:
    return "2005" in answers["backend_sql_version"]


@rule(
    id="RGS-F01",
    title="Response group move without the SQL Server 2005 Native Client",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    answers=("sql_native_client_2005", "backend_sql_version"),
    effect="Move-CsRgsConfiguration stops with: Cannot access WMI settings.",
    remediation="Install the SQL Server 2005 Native Client (sqlncli.msi) where Move-CsRgsConfiguration will run.",
    references=(
        "move-csrgsconfiguration",
        "l10-move-csrgsconfiguration",
    ),
    minutes=15,
    blocks="9 Post",
)
def no_native_client(estate: Estate, context: Context) -> Iterator[Hit]:
    """Response groups are on a SQL Server 2005 back end and the moving server lacks its client.

    Why it matters: the cmdlet reads the legacy configuration through it.

    When it is wrong: the move runs on another server, which has the client.
    """
    missing = context.answers["sql_native_client_2005"] == "no" and _on_back_end_2005(context.answers)
    if missing and estate.of(Workflow, product=R2):
        yield Hit(item=None, message="the SQL Server 2005 Native Client is missing where response groups will be moved")


@rule(
    id="RGS-F02",
    title="Response group move without OCSWMIBC",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    answers=("ocswmibc_installed",),
    effect="The merge and the response group move fail with an error of the WMI provider.",
    remediation="Install OCSWMIBC.msi from the Lync Server media; on all Front End Servers is recommended.",
    references=(
        "l13-wmi-package",
        "l13-rgs-r2",
        "move-csrgsconfiguration",
    ),
    minutes=15,
    blocks="4 Merge",
)
def no_wmi_provider(estate: Estate, context: Context) -> Iterator[Hit]:
    """Response groups exist and the WMI backward compatibility package is not installed.

    Why it matters: Lync reads OCS 2007 R2 through WMI only.

    When it is wrong: the package is on another server, where the cmdlets will run.
    """
    if context.answers["ocswmibc_installed"] == "no" and estate.of(Workflow, product=R2):
        yield Hit(item=None, message="OCSWMIBC.msi is not installed where the merge and the move will run")


def _events(estate: Estate, ids: frozenset[int]) -> dict[tuple[int, str], list[Event]]:
    """Events of OCS with one of these ids, by id and server."""
    found: dict[tuple[int, str], list[Event]] = defaultdict(list)
    for event in estate.of(Event, product=R2):
        if event.event_id in ids and (event.source or "OCS").casefold().startswith("ocs"):
            found[event.event_id, event.machine or ""].append(event)
    return found


def _event_hits(estate: Estate, ids: frozenset[int], meaning: str) -> Iterator[Hit]:
    for (id_, machine), events in _events(estate, ids).items():
        where = f" on {machine}" if machine else ""
        yield Hit(
            item=events[0],
            message=f"event {id_}{where}, {counted(len(events), 'time')}: {meaning}",
            evidence={"event": str(id_), "times": str(len(events)), "source": events[0].source or ""},
        )


@rule(
    id="RGS-F05",
    title="Event 30951: data of a contact that Active Directory homes elsewhere",
    severity=Severity.INFO,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Event,),
    effect="Expected residue of the response group move while the legacy service still runs.",
    remediation="None, if the contacts were moved; otherwise compare the contact with the pool of its workflow.",
    references=("giombini-r2-to-2013",),
    minutes=5,
)
def contact_left_behind(estate: Estate, _context: Context) -> Iterator[Hit]:
    """OCS User Services logged that a user it holds is homed elsewhere.

    Why it matters: after the move it is the sign that contacts went over; before the move it is the sign of damage.

    When it is wrong: the event is about a user, not about a response group contact.
    """
    yield from _event_hits(estate, frozenset({30951}), "Active Directory says the user is homed elsewhere")


@rule(
    id="RGS-F06",
    title="Events 31053 and 31189: legacy response groups still serve moved contacts",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Event,),
    effect="The legacy Response Group Service tries to register contacts that the new pool owns.",
    remediation="Stop the legacy Response Group Service when the move is accepted; keep its groups until removal.",
    references=("giombini-r2-to-2013",),
    basis="no cure is published",
    minutes=10,
    blocks="9 Post",
)
def endpoint_terminated(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The OCS Response Group Service could not register an endpoint, or re-created one that was terminated.

    Why it matters: two services want the same contact.

    When it is wrong: the registration failed for another reason before the move.
    """
    yield from _event_hits(estate, frozenset({31053, 31189}), "an endpoint of a response group was refused")


@rule(
    id="R2-APP-005",
    title="Response Group tab in tabs.xml",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    answers=("rgs_tab_deployed",),
    effect="The tab is dead after the move, so formal agents cannot sign in by it.",
    remediation="Remove the tab from tabs.xml and tell agents https://WEB_POOL_FQDN/RgsClients/Tab.aspx.",
    references=("l13-rgs-r2",),
    minutes=30,
    blocks="9 Post",
)
def tab_of_communicator(_estate: Estate, context: Context) -> Iterator[Hit]:
    """Communicator shows the Response Group tab by a tabs.xml.

    Why it matters: the page behind the tab is the legacy server's.

    When it is wrong: the file is deployed but no formal group uses the tab.
    """
    if context.answers["rgs_tab_deployed"] == "yes":
        yield Hit(item=None, message="tabs.xml names the Response Group tab of the legacy pool")
