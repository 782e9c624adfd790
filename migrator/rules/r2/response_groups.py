"""Response groups before the move (R2-RGS-001, RGS-F07, RGS-F08)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.response_groups import Agent, AgentGroup, ApplicationContact, Workflow
from ...estate.users import User
from ..model import R2, Context, Grade, Hit, Severity, rule


@rule(
    id="R2-RGS-001",
    title="The number of a workflow may be lost in the move",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Workflow, ApplicationContact),
    effect="The tel URI of the workflow is empty after Move-CsRgsConfiguration; PSTN calls to it fail.",
    remediation="Keep this inventory; after the move compare and restore: Set-CsRgsWorkflow with LineUri set again.",
    source="seed 004; migration.md 4.6, response-groups.md 4.3 F3",
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


def _groups_of(agent: Agent, estate: Estate) -> str:
    return "; ".join(g.title for g in estate.of(AgentGroup, product=agent.product) if agent.key in g.agents)


@rule(
    id="RGS-F07",
    title="Agent renamed in Active Directory",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Agent, User),
    effect="The response group move has been reported to fail for such agents.",
    remediation="Remove the agent from the agent list and from its groups, then add the user again.",
    source="seed 004 (reports of others); response-groups.md 4.3 F7",
    minutes=10,
    blocks="9 Post",
)
def renamed_agent(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The display name of an agent is not the one of the user with the agent's address.

    Why it matters: the agent record is a copy made when the agent was added; after a rename it no longer matches.

    When it is wrong: the name was changed on purpose in the response group console.
    """
    for agent in estate.of(Agent, product=R2):
        user = estate.find("user", agent.sip_address, product=R2)
        if not isinstance(user, User) or not agent.display_name or not user.display_name:
            continue
        if agent.display_name != user.display_name:
            yield Hit(
                item=agent,
                message=f"agent {agent.display_name!r} is now the user {user.display_name!r}",
                evidence={"SIP address": agent.sip_address or "", "groups": _groups_of(agent, estate)},
            )


@rule(
    id="RGS-F08",
    title="Orphaned agent",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Agent, User),
    effect="The agent cannot take calls, and the response group move may fail.",
    remediation="Remove the agent from the agent list and from its groups before Move-CsRgsConfiguration.",
    source="seed 004; response-groups.md 4.2 item 7, 4.3 F8",
    minutes=10,
    blocks="9 Post",
)
def orphaned_agent(estate: Estate, _context: Context) -> Iterator[Hit]:
    """No enabled user has the SIP address of an agent.

    Why it matters: the user was deleted or disabled while the agent record stayed in the response groups.

    When it is wrong: the users of another domain or pool were not collected.
    """
    for agent in estate.of(Agent, product=R2):
        user = estate.find("user", agent.sip_address, product=R2)
        if isinstance(user, User) and user.enabled is not False:
            continue
        state = "is disabled" if user else "does not exist"
        yield Hit(
            item=agent,
            message=f"the user of agent {agent.title!r} ({agent.sip_address}) {state}",
            evidence={"user SID": agent.user_sid or "", "groups": _groups_of(agent, estate)},
        )
