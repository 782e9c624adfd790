"""Users of Lync Server 2010 (L10-USR-001a to 001d, 002 to 010)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

import attrs

from ...estate.estate import Estate
from ...estate.external import HostingProvider, PublicProvider
from ...estate.in_force import Scopes, home_named
from ...estate.policies import ClientPolicy, UserServicesPolicy
from ...estate.topology import Pool, Service
from ...estate.users import User
from ...estate.voice import VoicePolicy
from ...network.branches import branch_registrars, is_branch
from ..engine.answer_check import answer_check
from ..engine.gaps import Ask, Gap, not_collected
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import A_PRODUCTION, A_USERS_PILOT, B_PILOT, B_POST, B_PRODUCTION, B_TEST_USERS
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Amount, Host, Person, items
from .r2_usr_0 import BLANKS, HOMELESS, NOT_PROVISIONED, PROTECTED
from .r2_usr_1 import SEVERAL_HOLDERS

P = TypeVar("P", ClientPolicy, VoicePolicy)

BLANKS_RULE = attrs.evolve(
    BLANKS, grade=Grade.INFERRED, basis="documented for Move-CsLegacyUser only; for Move-CsUser inferred"
).rule("L10-USR-001a", LYNC2010, phases=(B_TEST_USERS,))
PROTECTED_RULE = PROTECTED.rule("L10-USR-001b", LYNC2010, phases=(B_TEST_USERS,))
NOT_PROVISIONED_RULE = NOT_PROVISIONED.rule("L10-USR-001c", LYNC2010, phases=(B_TEST_USERS,))
HOMELESS_RULE = HOMELESS.rule("L10-USR-001d", *LYNC, phases=(B_TEST_USERS,))

MEETING_CONTENT = answer_check(
    title="Content of meetings",
    severity=Severity.WARNING,
    when={"meeting_content_needed": "yes"},
    says="The content of meetings must move with the users",
    why="content is not moved by default.",
    wrong="only content of meetings in the past would be missed.",
    effect="Content of meetings stays on the old pool.",
    remediation="Move-CsUser -Identity USER -Target POOL -MoveConferenceData.",
    references=("l13-meeting-content", "move-csuser"),
).rule("L10-USR-002", LYNC2010, phases=(B_PRODUCTION,))


@rule(
    id="L10-USR-003",
    title="Users on a Survivable Branch Appliance",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(User, Pool),
    targets=("2013",),
    message="{users:user is|users are} on the branch appliance {item}",
    effect="The appliance must be removed and added again; its users must be on another pool in the meantime.",
    remediation=(
        "Move the users to a pool, delete the appliance from the 2010 topology, add it under 2013, "
        "then move the users back."
    ),
    references=("l13-sba", "move-csuser"),
    basis="how an appliance is recognised that no site shows is inferred",
    minutes=120,
    phases=(B_POST,),
)
def users_on_branch(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Users are homed on a pool that has a Registrar but no user services, as a branch appliance has.

    Why it matters: the appliance can only be moved if no users are on it. An appliance that the sites show is reported
    with its users by L10-SBA-001.

    When it is wrong: the Registrar is a Survivable Branch Server, or only a part of the roles of the pool was read.
    """
    counts: dict[str, int] = {}
    services = estate.of(Service, product=LYNC2010)
    reported = {(service.pool or "").casefold() for service, _ in branch_registrars(estate, services)}
    branches = {
        p.key: p for p in estate.of(Pool, product=LYNC2010) if is_branch(estate, p) and p.key.casefold() not in reported
    }
    for user in estate.of(User, product=LYNC2010):
        pool = estate.find("pool", user.pool, product=LYNC2010)
        if pool and pool.key in branches:
            counts[pool.key] = counts.get(pool.key, 0) + 1
    for key, count in counts.items():
        yield Hit(item=branches[key], evidence={"users": Amount(count)})


def _hybrid(estate: Estate, product: str) -> Iterator[HostingProvider]:
    """Enabled providers that share the address space: Lync Online besides the estate."""
    for provider in estate.each(HostingProvider, product=product):
        if provider.shared_address_space and provider.enabled is not False:
            yield provider


@rule(
    id="L10-USR-004",
    title="Hybrid deployment",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(HostingProvider,),
    targets=("2013",),
    message="Hosting provider {item} shares the address space",
    effect=(
        "With mixed versions, one site must have of 2013: a pool, the Edge pool of federation, and the Director of "
        "federation if there is one."
    ),
    remediation="Configure it before the Edge moves; make allow and block lists match those of the tenant.",
    basis="the servers and lists are documented; how online users find the estate, and the time, are inferred",
    references=("l13-hybrid",),
    minutes=240,
    phases=(B_PILOT,),
)
def split_domain(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A hosting provider shares the address space of the estate (split domain).

    Why it matters: online users find users of the estate through the federating Edge.

    When it is wrong: the provider is prepared, but no user is online.
    """
    for provider in _hybrid(estate, LYNC2010):
        yield Hit(item=provider, evidence={"proxy FQDN": Host(provider.proxy_fqdn or "")})


@rule(
    id="L10-USR-005",
    title="Public provider named LyncOnline",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(PublicProvider,),
    targets=("2013",),
    message="{item} is a public provider",
    effect=(
        "New-CsHostingProvider -Identity LyncOnline, as the hybrid is set up, fails: There is a duplicate key sequence "
        '"LYNCONLINE" for the ... ProviderName key or unique identity constraint.'
    ),
    remediation="Before the hybrid is set up: Remove-CsPublicProvider -Identity LyncOnline.",
    references=("kb-duplicate-provider", "new-cshostingprovider", "remove-cspublicprovider"),
    phases=(B_PILOT,),
)
def duplicate_provider(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A public provider has the identity LyncOnline, which the hosting provider of a hybrid gets.

    Why it matters: no two providers can have one name, hosting and public ones together.

    When it is wrong: no hybrid is planned, or its hosting provider will have another name.
    """
    for provider in estate.each(PublicProvider):
        if (provider.name or provider.key).casefold() == "lynconline":
            yield Hit(item=provider)


@rule(
    id="L10-USR-006",
    title="OCS 2007 R2 users in a hybrid",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2, LYNC2010),
    needs=(User,),
    targets=("2013",),
    message="{users:user is|users are} still on OCS 2007 R2, and {item} shares the address space",
    effect="With a Director of 2013, presence may be unknown between users of OCS and users online.",
    remediation=(
        "Move the OCS users first. A workaround for one direction: let the home server of the online users "
        "(msrtcsip-presencehomeserver) be a pool of 2013 instead of the Director; then they see the presence of OCS "
        "users."
    ),
    references=("l13-release-notes", "l13-hybrid"),
    basis="to move the OCS users first is inferred",
    minutes=60,
    phases=(A_PRODUCTION, B_PRODUCTION),
)
def legacy_users_in_hybrid(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """A hosting provider of Lync shares the address space while users are still homed on OCS 2007 R2.

    Why it matters: OCS users and online users may not see each other's presence through a 2013 Director.

    When it is wrong: no 2013 Director is planned.
    """
    left = len(estate.of(User, product=R2))
    left += sum("cn=" in (user.pool or "").casefold() for user in estate.of(User, product=LYNC2010))
    if not left:
        return
    read = [product for product in LYNC if estate.has(HostingProvider.kind, product)]
    if not read:
        yield not_collected([HostingProvider], next((p for p in LYNC if p in estate.products), LYNC2013))
    found: set[str] = set()
    for provider in (provider for product in read for provider in _hybrid(estate, product)):
        if provider.key.casefold() not in found:
            found.add(provider.key.casefold())
            yield Hit(item=provider, evidence={"users": Amount(left)})


@rule(
    id="L10-USR-007",
    title="SIP address with apostrophe or dash",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(User,),
    targets=("2013",),
    message="SIP address {SIP_address} has an apostrophe or dash",
    effect="Users may not be able to join meetings of these users, who may miss meetings themselves.",
    remediation="Install the cumulative update of June 2012 or later for the Web Conferencing Server of Lync 2010.",
    references=("kb-apostrophe",),
    basis="that a later update will do, and that only a dash before the @ counts, is inferred",
    minutes=5,
    phases=(B_TEST_USERS,),
)
def apostrophe_or_dash(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A SIP address has an apostrophe or dash, and Web Conferencing of 2010 has no update of June 2012 or later.

    Whether it has the update is the answer web_conf_june_2012; without such an address nobody is asked.

    Why it matters: Lync Server 2010 does not support such addresses without that update.

    When it is wrong: only a dash before the @ counts; the effect of a dash in the domain is not known.
    """
    answer = context.answers.get("web_conf_june_2012")
    if answer == "yes":
        return
    names = ((user, (user.sip_address or "").rpartition("@")[0]) for user in estate.each(User, product=LYNC2010))
    concerned = [user for user, name in names if "'" in name or "-" in name]
    if concerned and answer is None:
        yield Gap(
            reason="needs an answer from you: an apostrophe or dash is in the SIP address of {users:first 3}",
            places={"users": items(concerned)},
            needs=(Ask("web_conf_june_2012"),),
        )
        return
    for user in concerned:
        yield Hit(item=user, evidence={"SIP address": Person(user.sip_address or "")})


@rule(
    id="L10-USR-008",
    title="Contacts go to Exchange while users may have to go back",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=(UserServicesPolicy,),
    targets=("2013",),
    message="User services policy {item} lets contacts go to the unified contact store (UcsAllowed)",
    effect=(
        "When users sign in with a Lync 2013 client and have a mailbox on Exchange 2013, their contacts go there. "
        "Setting UcsAllowed to False later does not bring them back."
    ),
    remediation=(
        "Until nobody has to go back: Set-CsUserServicesPolicy -Identity NAME -UcsAllowed $False. Before a user goes "
        "back: the policy first, then Invoke-CsUcsRollback -Identity USER, never with -Force, then the move. One "
        "paragraph of the page says that Move-CsUser to Lync Server 2010 rolls back by itself, its procedure that "
        "contacts are lost without this step."
    ),
    references=(
        "l13-ucs-rollback",
        "l13-ucs-migrate",
        "l13-ucs-enable",
        "set-csuserservicespolicy",
        "invoke-csucsrollback",
    ),
    basis="to keep the store off until nobody has to go back is inferred",
    minutes=20,
    phases=(A_USERS_PILOT, B_TEST_USERS),
)
def contacts_in_exchange(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A user services policy allows the unified contact store while there are pools to which users can go back.

    Why it matters: contacts move to Exchange 2013 by themselves and have to be brought back before their user.

    When it is wrong: no user has a mailbox on Exchange 2013, or nobody will go back.
    """
    if not any(estate.of(Pool, product=product) for product in (R2, LYNC2010)):
        return
    for policy in estate.each(UserServicesPolicy, product=LYNC2013):
        if policy.unified_contact_store:
            yield Hit(item=policy)


@rule(
    id="L10-USR-009",
    title="Delegates of Exchange conflict with the voice policy",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(ClientPolicy, VoicePolicy, User),
    targets=("2013",),
    message=(
        "{users:user without Enterprise Voice has|users without Enterprise Voice have} client policy {item} with "
        "EnableExchangeDelegateSync and voice policy {voice_policy} without EnableDelegation"
    ),
    effect=(
        "Delegates whom these users add in Outlook are missing in the Lync 2013 client, and cannot create meetings for "
        "them."
    ),
    remediation=(
        "Set-CsVoicePolicy -Identity NAME -EnableDelegation $true; if necessary remove the delegate and add it again."
    ),
    references=("kb-no-delegation", "set-csvoicepolicy"),
    minutes=10,
    phases=(A_USERS_PILOT, B_TEST_USERS),
)
def delegates_in_conflict(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Users have a client policy that synchronises delegates of Exchange, and a voice policy without delegation.

    Why it matters: the client adds a delegate only if both policies of the delegator allow it.

    When it is wrong: none of these users has a delegate.
    """
    for product in with_evidence(estate, LYNC, ClientPolicy, VoicePolicy, User):
        counts = Counter(
            (user.client_policy, user.voice_policy, user.pool)
            for user in estate.of(User, product=product)
            if not user.voice_enabled
        )
        clients, voices = Scopes(estate, ClientPolicy, product), Scopes(estate, VoicePolicy, product)
        in_conflict: Counter[tuple[str, str]] = Counter()
        for (client, voice, pool), users in counts.items():
            home = home_named(estate, pool, product)
            own, other_own = clients.of_user(client, home).item, voices.of_user(voice, home).item
            if not isinstance(own, ClientPolicy) or not isinstance(other_own, VoicePolicy):
                continue
            if own.exchange_delegate_sync and other_own.enable_delegation is False:
                in_conflict[own.key, other_own.key] += users
        for (client, voice), users in in_conflict.items():
            policy = estate.find("client_policy", client, product=product)
            other = estate.find("voice_policy", voice, product=product)
            if policy and other:
                yield Hit(item=policy, part=voice, evidence={"voice policy": other, "users": Amount(users)})


LYNC_SEVERAL_HOLDERS = attrs.evolve(
    SEVERAL_HOLDERS.rule("L10-USR-010", LYNC2010, phases=(B_TEST_USERS,)), products=LYNC
)
