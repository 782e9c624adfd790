"""Agents and users (RGS-F08, RGS-G09, L10-RGS-001: response-groups.md 6, item 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ...estate.estate import Estate
from ...estate.response_groups import Agent, AgentGroup
from ...estate.users import User
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import ALL, LYNC, unread, with_evidence


def groups_by_agent(estate: Estate, product: str) -> dict[str, list[AgentGroup]]:
    """Agent groups by the agents they list, in lower case: ids of OCS 2007 R2, SIP URIs of Lync."""
    groups: dict[str, list[AgentGroup]] = defaultdict(list)
    for group in estate.of(AgentGroup, product=product):
        for agent in dict.fromkeys(group.agents):
            groups[agent.casefold()].append(group)
    return groups


def shown(groups: list[AgentGroup]) -> str:
    """The names of groups in one line."""
    return "; ".join(group.title for group in groups)


def users_by_name(estate: Estate, product: str, addresses: Iterable[str]) -> dict[str, list[User]]:
    """Users by the name in their address, in lower case, of the names that *addresses* have."""
    wanted = {_name(address) for address in addresses}
    users: dict[str, list[User]] = defaultdict(list)
    for user in estate.of(User, product=product):
        name = _name(user.sip_address or user.key)
        if name in wanted:
            users[name].append(user)
    return users


def _name(address: str) -> str:
    """What stands before the ``@``, without ``sip:``, in lower case."""
    return address.casefold().removeprefix("sip:").partition("@")[0]


def _user(estate: Estate, address: str | None, product: str) -> User | None:
    user = estate.find("user", address, product=product)
    return user if isinstance(user, User) and user.product == product else None


@rule(
    id="RGS-F08",
    title="Orphaned agent",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2, LYNC2010),
    needs=(AgentGroup, User),
    effect="The agent cannot take calls, and the response group move may fail.",
    remediation="Remove the agent from the agent list and from its groups before Move-CsRgsConfiguration.",
    references=("giombini-r2-to-2013",),
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def orphaned_agent(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """No enabled user has the SIP address of an agent.

    Why it matters: the user was deleted or disabled while the agent stayed in the response groups.

    When it is wrong: the users of another domain or pool were not collected. An agent of Lync Server 2010 whose name
    exists in another SIP domain is left to L10-RGS-001.
    """
    for product in with_evidence(estate, (R2, LYNC2010), AgentGroup, User):
        groups = groups_by_agent(estate, product)
        if product == R2:
            yield from unread(estate, Agent, product)
            for agent in estate.of(Agent, product=product):
                if state := _orphaned(_user(estate, agent.sip_address, product)):
                    yield Hit(
                        item=agent,
                        message=f"the user of agent {agent.title!r} ({agent.sip_address}) {state}",
                        evidence={
                            "user SID": agent.user_sid or "",
                            "groups": shown(groups.get(agent.key.casefold(), [])),
                        },
                    )
            continue
        names = users_by_name(estate, product, groups)
        for address, of in groups.items():
            user = _user(estate, address, product)
            if (state := _orphaned(user)) and (user or _name(address) not in names):
                yield Hit(
                    item=of[0],
                    part=address,
                    message=f"the user of agent {address} {state}",
                    evidence={"agent": address, "groups": shown(of)},
                )


def _orphaned(user: User | None) -> str:
    """What is wrong with the user of an agent, or nothing."""
    if user is None:
        return "does not exist"
    return "is disabled" if user.enabled is False else ""


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
            user = _user(estate, agent.sip_address if isinstance(agent, Agent) else address, product)
            if user and user.voice_enabled is False and user.enabled is not False:
                yield Hit(
                    item=user,
                    message=f"agent {user.title!r} of {shown(groups)} is not enabled for Enterprise Voice",
                    evidence={"groups": shown(groups), "line URI": user.line_uri or ""},
                )


@rule(
    id="L10-RGS-001",
    title="SIP domain of an agent changed",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AgentGroup, User),
    effect=(
        "The agent is not called; adding the user again may say: Cannot insert duplicate key row in object dbo.Agents "
        "with unique index IX_Agents_UserSid."
    ),
    remediation="Remove the agent from its groups and add the user again under the new address.",
    references=("kb-rgs-agent",),
    minutes=20,
    phases=RESPONSE_GROUPS,
)
def changed_domain(estate: Estate, _context: Context) -> Iterator[Hit]:
    """No user has the address of an agent, but one has the same name in another SIP domain.

    Why it matters: the agent record keeps the old address and the SID of the user, which is why the group finds
    nobody and refuses the same user again.

    When it is wrong: two people have the same name in two SIP domains.
    """
    for product in with_evidence(estate, LYNC, AgentGroup, User):
        by_agent = groups_by_agent(estate, product)
        names = users_by_name(estate, product, by_agent)
        for address, groups in by_agent.items():
            alike = names.get(_name(address), [])
            if alike and _user(estate, address, product) is None:
                now = "; ".join(user.sip_address or user.key for user in alike)
                yield Hit(
                    item=groups[0],
                    part=address,
                    message=f"agent {address} is now {now}",
                    evidence={"agent": address, "user": now, "groups": shown(groups)},
                )
