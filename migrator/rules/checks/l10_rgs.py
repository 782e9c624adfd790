"""Response groups of Lync Server 2010 that have to be moved, and agents whose SIP domain changed (L10-RGS)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ...estate.agents import account_name, groups_by_agent, user_of, users_by_name
from ...estate.estate import Estate
from ...estate.response_groups import AgentGroup, Workflow
from ...estate.users import User
from ..engine.model import LYNC2010, Change, Context, Grade, Hit, Severity, rule
from ..engine.phases import B_POST, RESPONSE_GROUPS
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Person, Text, items, people
from .r2_rgs import NO_APPLICATION, POOL_HAS, POOL_VARIANTS, by_pool
from .rgs_f_1 import ONE_NAME


@rule(
    id="L10-RGS-000",
    title="Response groups have to be moved",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    targets=("2013",),
    needs=(Workflow,),
    message=POOL_HAS,
    variants=POOL_VARIANTS,
    effect=(
        "Move-CsRgsConfiguration takes all response groups of the pool or none: contacts move, the rest is copied; "
        "from then on the 2013 pool answers the calls, the 2010 pool no longer does. Workflows are unmanaged "
        "afterwards; agents on 2010 cannot call on behalf of a group on 2013."
    ),
    remediation=(
        "Move the users first (recommended); install OCSWMIBC.msi (Setup folder of the media) where the move "
        "runs, which it asks for from Lync Server 2010 too. With an account in RTCUniversalServerAdmins: "
        "Move-CsRgsConfiguration -Source {source} -Destination POOL_2013 and Export-CsRgsConfiguration -Source "
        "service:ApplicationServer:POOL_2013 -FileName FILE; never delete the 2010 copies before the pool is "
        "removed."
    ),
    references=("l13-rgs-2010", "move-csrgsconfiguration", "export-csrgsconfiguration", "l13-release-notes"),
    basis="that OCSWMIBC.msi is wanted where the move runs is inferred; of the two pages on the move one asks for it",
    minutes=90,
    phases=(B_POST,),
)
def response_groups_to_move(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A pool of Lync Server 2010 has workflows.

    Why it matters: the move has prerequisites, and single groups, queues or workflows cannot be chosen.

    When it is wrong: the response groups will not be used any more.
    """
    for hit, name in by_pool(estate, LYNC2010):
        workflows = (each for each in estate.of(Workflow, product=LYNC2010) if (each.pool or "") == name)
        yield attrs.evolve(hit, changes=tuple(change for each in workflows for change in _unmanaged(each)))


def _unmanaged(workflow: Workflow) -> Iterator[Change]:
    """After the move, workflows are unmanaged and have no managers (reference l13-rgs-2010)."""
    if workflow.managed:
        yield Change(item=workflow, field="managed", before=Text("true"), after=Text("false"))
    if workflow.managers:
        yield Change(item=workflow, field="managers", before=people(workflow.managers), after=None)


@rule(
    id="L10-RGS-001",
    title="SIP domain of an agent changed",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AgentGroup, User),
    message="Agent {agent} is now {user:; }",
    effect=(
        "The agent is not called; adding the user again may say: Cannot insert duplicate key row in object dbo.Agents "
        "with unique index IX_Agents_UserSid."
    ),
    remediation=(
        "In Control Panel: remove the agent from its groups, Commit, wait until the record is deleted, then add the "
        "user under the new address, Commit. The duplicate key error means that the deletion is not finished yet."
    ),
    references=("kb-rgs-agent",),
    basis="that the same name in two SIP domains is one person is inferred",
    minutes=20,
    phases=RESPONSE_GROUPS,
)
def changed_domain(estate: Estate, _context: Context) -> Iterator[Hit]:
    """No user has the address of an agent, but one has the same name in another SIP domain.

    Why it matters: the agent record keeps the old address, so the group does not find the user; the record of a
    removed agent stays for a while, and until it is deleted the same user cannot be added again.

    When it is wrong: two people have the same name in two SIP domains.
    """
    for product in with_evidence(estate, LYNC, AgentGroup, User):
        by_agent = groups_by_agent(estate, product)
        names = users_by_name(estate, by_agent)
        for address, groups in by_agent.items():
            alike = names.get(account_name(address), [])
            if alike and user_of(estate, address, product) is None:
                yield Hit(
                    item=groups[0],
                    part=address,
                    evidence={
                        "agent": Person(address),
                        "user": people(user.sip_address or user.key for user in alike),
                        "groups": items(groups),
                    },
                )


SAME_NAMES = ONE_NAME.rule("L10-RGS-002", LYNC2010, phases=(B_POST,))
NO_APPLICATION_RULE = NO_APPLICATION.rule("L10-RGS-003", LYNC2010, phases=(B_POST,))
