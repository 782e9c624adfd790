"""G09."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.response_groups import Agent, AgentGroup
from ...estate.users import User
from ..checks.rgs_f_0 import groups_by_agent, user_of
from ..engine.gaps import Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import ALL, unread, with_evidence


def shown(groups: list[AgentGroup]) -> str:
    """The names of groups in one line."""
    return "; ".join(group.title for group in groups)


@rule(
    id="RGS-G09",
    title="Agent is not enabled for Enterprise Voice",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=ALL,
    targets=("2013",),
    needs=(AgentGroup, User),
    effect="From Lync Server 2013 on only users with Enterprise Voice can be picked as agents.",
    remediation="Set-CsUser -Identity USER -EnterpriseVoiceEnabled $true -LineURI tel:+NUMBER, or remove the agent.",
    references=(
        "new-csrgsagentgroup",
        "l13-rgs-agent-group",
    ),
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def agent_without_voice(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A user in an agent group is not enabled for Enterprise Voice.

    Why it matters: the group can no longer be edited with this agent in it, and the agent may get no calls.

    When it is wrong: the user gets Enterprise Voice when moved.
    """
    for product in with_evidence(estate, ALL, AgentGroup, User):
        if product == R2:
            yield from unread(estate, Agent, product)
        for address, groups in groups_by_agent(estate, product).items():
            agent = estate.find("agent", address, product=product) if product == R2 else None
            user = user_of(estate, agent.sip_address if isinstance(agent, Agent) else address, product)
            if user and user.voice_enabled is False and user.enabled is not False:
                yield Hit(
                    item=user,
                    message=f"agent {user.title!r} of {shown(groups)} is not enabled for Enterprise Voice",
                    evidence={"groups": shown(groups), "line URI": user.line_uri or ""},
                )
