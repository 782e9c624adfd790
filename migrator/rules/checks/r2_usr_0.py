"""Users of OCS 2007 R2 (R2-USR-001 to 009)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import ConferencingPolicy, ConferencingSettings
from ...estate.contacts import contact_addresses, names_one_of
from ...estate.estate import Estate
from ...estate.evidence import Event
from ...estate.kinds import Item
from ...estate.ocs_homes import ocs_home
from ...estate.policies import PresencePolicy
from ...estate.response_groups import ApplicationContact
from ...estate.topology import Pool, SipDomain
from ...estate.user_replication import domain_of, names_domain, replicated_domains
from ...estate.users import User
from ...estate.voice import DialPlan, VoicePolicy, VoiceSettings
from ..engine.check import Check
from ..engine.gaps import Gap, Run
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_PRODUCTION, A_USERS_PILOT
from ..engine.values import Amount, Host, Listing, Number, Person, Text, Value, hosts, people, texts
from .r2_caa import is_dead

#: other names of a user, as WMI, LDAP and cmdlets spell them
_NAMES = ("sAMAccountName", "SamAccountName", "userPrincipalName", "UserPrincipalName")
#: properties with the home pool; if present and empty, the user is assigned to none
_HOMES = ("HomeServerDN", "RegistrarPool")
#: hosting provider of a user who is not online
_ON_PREMISES = "SRV:"
#: LS User Replicator, before the release of Lync 2010 CS User Replicator: initial synchronisation of a domain complete
_SYNCHRONISED = 30024
_OF_A_LYNC_SERVER = ("ls ", "cs ")
#: field of a user and the kind it refers to
_ASSIGNED: dict[str, type[Item]] = {
    "dial_plan": DialPlan,
    "voice_policy": VoicePolicy,
    "conferencing_policy": ConferencingPolicy,
    "presence_policy": PresencePolicy,
}
#: event of OCS User Services: the home in the directory is not the pool that has the data
_HOMED_ELSEWHERE = 30951


def _blanks(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A name of a user (display name, account, UPN, SIP address) begins or ends with a blank.

    Why it matters: such users cannot be moved.

    When it is wrong: the tool that wrote the evidence added the blanks.
    """
    for user in estate.each(User, product=product):
        address = user.sip_address if user.knows("sip_address") else None
        if address and address[:4].casefold() == "sip:":
            address = address[4:]
        named = {"display name": user.display_name if user.knows("display_name") else None, "SIP address": address}
        named |= {name: user.extra.get(name) for name in _NAMES}
        padded = {n: v for n, v in named.items() if isinstance(v, str) and v != v.strip()}
        if padded:
            evidence = {name: Person(value) for name, value in padded.items()}
            yield Hit(item=user, places={"names": texts(padded)}, evidence=evidence)


def _protected(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """A user has adminCount 1: a member of a protected group.

    Why it matters: the Control Panel answers "Insufficient access rights to perform the operation".

    When it is wrong: adminCount stays 1 when the user leaves the protected group.
    """
    seen = False
    for user in estate.each(User, product=product):
        count = user.extra.get("adminCount")
        seen = seen or "adminCount" in user.extra
        if str(count) == "1":
            yield Hit(item=user, evidence={"adminCount": Text("1")})
    if not seen and estate.of(User, product=product):
        export = 'ldifde -u -f protected.ldf -r "(&(msRTCSIP-PrimaryUserAddress=*)(adminCount=1))"'
        yield Gap(reason="no user was read with adminCount", needs=(Run(export),))


def _not_provisioned(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """No event 30024 of LS User Replicator names a domain of the users, or the replicator does not read the domain.

    Why it matters: "SetMoveResourceData failed because the user is not provisioned."

    When it is wrong: the log of the new Front End was overwritten, or the part that was collected is too short.
    """
    by_domain: dict[str, list[User]] = {}
    for user in estate.of(User, product=product):
        if domain := domain_of(user):
            by_domain.setdefault(domain, []).append(user)
    read = replicated_domains(estate)
    left_out = sorted(by_domain.keys() - read) if read else []
    for domain in left_out:
        yield Hit(
            item=None,
            variant="left out",
            part=domain,
            places={"people": people(user.title for user in by_domain[domain])},
            evidence={
                "domain": Host(domain),
                "users": Amount(len(by_domain[domain])),
                "ADDomainNamingContextList": hosts(sorted(read or ())),
            },
        )
    events = [e for e in estate.of(Event) if (e.source or "").casefold().startswith(_OF_A_LYNC_SERVER)]
    if not events:
        need = 'wevtutil qe "Lync Server" /f:RenderedXml /e:Events > events.xml (on a Front End of the new pool)'
        yield Gap(reason="no events of a Lync server", needs=(Run(need),))
        return
    synchronised = [" ".join((e.message or "", *e.data)).casefold() for e in events if e.event_id == _SYNCHRONISED]
    for domain in sorted(by_domain.keys() - set(left_out)):
        if not any(names_domain(text, domain) for text in synchronised):
            evidence: dict[str, Value] = {
                "domain": Host(domain),
                "users": Amount(len(by_domain[domain])),
                "events 30024": Amount(len(synchronised)),
            }
            yield Hit(item=None, part=domain, evidence=evidence)


def _homeless(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A user is assigned to no pool, or to a pool that is not there.

    Why it matters: a user without a pool cannot sign in.

    When it is wrong: the pool was not collected.
    """
    for user in estate.each(User, product=product):
        has_home_property = any(name in user.extra for name in _HOMES)
        online = user.extra.get("HostingProvider") not in (None, "", _ON_PREMISES)
        empty = user.pool is None and has_home_property and not online
        still_on_ocs = product != R2 and bool(ocs_home(user.pool))
        if empty or (not still_on_ocs and is_dead(estate, user.pool, product)):
            yield Hit(item=user, evidence={"home": Host(user.pool or "")})


BLANKS = Check(
    title="Blank at the start or end of a user's name",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(User,),
    message="User {item!r} has a blank at the start or end of {names}",
    effect="The user is not moved.",
    remediation="Remove the blank in Active Directory, wait for replication, then move the user.",
    references=("l13-remaining-users-r2",),
    basis="documented for the name of a user account; which of its names count is inferred",
    find=_blanks,
    minutes=10,
)
PROTECTED = Check(
    title="User of a protected group",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(User,),
    message="User {item!r} is protected (adminCount 1)",
    effect="Control Panel: Insufficient access rights to perform the operation.",
    remediation="Move the user in the Management Shell, as a member of RTCUniversalUserAdmins.",
    references=("kb-protected-users",),
    basis="the page is of protected groups; that adminCount 1 marks their members, and stays, is inferred",
    find=_protected,
    minutes=5,
)
NOT_PROVISIONED = Check(
    title="Users are not yet known to the new pool",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(User,),
    message="No event 30024 for the domain {domain} of {users:user}",
    variants={
        "left out": Wording(
            "The User Replicator does not read {domain}, the domain of {people:first 3}",
            remediation=(
                "Prepare the domain (Enable-CsAdDomain) and add it: Set-CsUserReplicatorConfiguration -Identity global "
                '-ADDomainNamingContextList @{Add="dc=DOMAIN,dc=COM"}; $Null in place of the list reads all domains.'
            ),
        )
    },
    effect="SetMoveResourceData failed because the user is not provisioned.",
    remediation="Wait for event 30024 of LS User Replicator for every domain: Get-WinEvent on the new Front End.",
    references=(
        "kb-user-not-provisioned",
        "l13-user-replication",
        "set-csuserreplicatorconfiguration",
        "enable-csaddomain",
    ),
    basis=(
        "documented where replication is not complete; for a domain that the replicator leaves out, and "
        "Get-WinEvent in place of Event Viewer, inferred"
    ),
    find=_not_provisioned,
    minutes=30,
)
HOMELESS = Check(
    title="User without a pool",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(User, Pool),
    message="User {item!r} is homed on no pool that was read",
    effect="The user cannot sign in, and cannot be moved in the usual way.",
    remediation="List them: Get-CsUser -UnassignedUser; assign them to a pool, or disable them.",
    references=("get-csuser",),
    basis="documented for signing in without a pool; a pool that is gone, the move, the cure and OCS are inferred",
    find=_homeless,
)
BLANKS_RULE = BLANKS.rule("R2-USR-001", R2, phases=(A_USERS_PILOT,))
PROTECTED_RULE = PROTECTED.rule("R2-USR-002", R2, phases=(A_USERS_PILOT,))
NOT_PROVISIONED_RULE = NOT_PROVISIONED.rule("R2-USR-003", R2, phases=(A_USERS_PILOT,))
HOMELESS_RULE = HOMELESS.rule("R2-USR-004", R2, phases=(A_PRODUCTION,))


@rule(
    id="R2-USR-005",
    title="User has a policy that is not imported",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(User, DialPlan, VoicePolicy, ConferencingPolicy, PresencePolicy),
    message="{assigned} of user {item!r} is not there",
    variants={"left out": Wording("{assigned} of user {item!r} is not imported: only the global one is")},
    effect="Move-CsLegacyUser might ask to run Import-CsLegacyConfiguration, and not move the user.",
    remediation=(
        "Import first (Import-CsLegacyConfiguration), or leave the policy behind knowingly: "
        "Move-CsLegacyUser -Identity USER -Target POOL with its -Exclude...Policy switch."
    ),
    references=("move-cslegacyuser", "import-cslegacyconfiguration"),
    basis="the page says that the message might appear; which users get it is inferred",
    minutes=10,
    phases=(A_USERS_PILOT,),
)
def policy_not_imported(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A user is assigned a policy or location profile that is not there, or that the import leaves out.

    Why it matters: where policies are not "per user" only the global one is imported; the move needs them all.

    When it is wrong: the policy was not collected.
    """
    only = _only_global(estate)
    for user in estate.each(User, product=R2):
        for field, cls in _ASSIGNED.items():
            reference = getattr(user, field)
            if not reference:
                continue
            policy = estate.find(cls.kind, reference, product=R2)
            left_out = policy is not None and field in only and policy.key != only[field]
            if policy is None or left_out:
                assigned = Text(field.replace("_", " "))
                yield Hit(
                    item=user,
                    part=field,
                    variant="left out" if left_out else "",
                    places={"assigned": assigned},
                    evidence={assigned.text: policy or Text(reference)},
                )


def _only_global(estate: Estate) -> dict[str, str]:
    """Fields of users whose policies are not per user, with the key of the global policy, where it is known."""
    found: dict[str, str] = {}
    for field, kind, settings in (
        ("conferencing_policy", "conferencing_policy", estate.of(ConferencingSettings, product=R2)),
        ("voice_policy", "voice_policy", estate.of(VoiceSettings, product=R2)),
    ):
        for setting in settings:
            policy = estate.find(kind, setting.policy, product=R2)
            if setting.use_per_user_policy is False and policy:
                found[field] = policy.key
    return found


@rule(
    id="R2-USR-006",
    title="Remote call control and Enterprise Voice together",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(User,),
    targets=("2013",),
    message="User {item!r} has remote call control and Enterprise Voice",
    effect="The combination is impossible in Lync Server 2013.",
    remediation="Choose one for the user before the move: remote call control or Enterprise Voice.",
    references=("l13-enterprise-voice",),
    basis="that one has to be chosen before the move is inferred",
    minutes=10,
    phases=(A_USERS_PILOT,),
)
def dual_forking(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A user is enabled for remote call control and for Enterprise Voice.

    Why it matters: in Lync Server 2013 a user cannot have both.

    When it is wrong: one of the two was switched off after the evidence was collected.
    """
    for user in estate.each(User, product=R2):
        if user.remote_call_control and user.voice_enabled:
            yield Hit(item=user, evidence={"line URI": Number(user.line_uri or "")})


@rule(
    id="R2-USR-007",
    title="User of an unknown SIP domain",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(User, SipDomain),
    message="Domain {domain} of user {item!r} is not one of the SIP domains",
    effect="The user cannot be reached.",
    remediation="Add the domain in OCS, or in Topology Builder after the merge, or change the user's SIP address.",
    references=("merge-cslegacytopology",),
    basis="inferred",
    phases=(A_MERGE,),
)
def unknown_domain(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The domain of a user's SIP address is not one of the SIP domains.

    Why it matters: the merge takes over the SIP domains that it finds, and no other domain is routed.

    When it is wrong: the list of SIP domains was not collected completely.
    """
    domains = {(d.name or d.key).casefold() for d in estate.of(SipDomain, product=R2)}
    for user in estate.each(User, product=R2):
        domain = (user.sip_address or "").rpartition("@")[2].strip().casefold()
        if domain and domain not in domains:
            evidence = {"SIP address": Person(user.sip_address or "")}
            yield Hit(item=user, places={"domain": Host(domain)}, evidence=evidence)


@rule(
    id="R2-USR-008",
    title="Data of a user is on another pool than the home",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Event, ApplicationContact),
    message="Event 30951 on {machine}: Active Directory names another home for the user",
    variants={"no server": Wording("Event 30951: Active Directory names another home for the user")},
    effect="The data exists twice.",
    remediation="Move the user again with the tools of the product; never edit msRTCSIP-PrimaryHomeServer.",
    references=("giombini-r2-to-2013",),
    basis="the cause is that of the event: a changed attribute, or a user re-homed with old tools; cure inferred",
    phases=(A_PRODUCTION,),
)
def homed_elsewhere(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An OCS server logged event 30951: the home in Active Directory is not the pool that has the data.

    Why it matters: a wrong home server or a bad move leaves data on two pools.

    When it is wrong: the event does not name the user, and it is about a contact. Events that name an application
    contact are RGS-F05.
    """
    contacts = contact_addresses(estate)
    for event in estate.each(Event):
        is_of_ocs = event.event_id == _HOMED_ELSEWHERE and not (event.source or "").casefold().startswith(
            _OF_A_LYNC_SERVER
        )
        if is_of_ocs and not names_one_of(contacts, event):
            yield Hit(
                item=event,
                variant="" if event.machine else "no server",
                places={"machine": Host(event.machine or "")},
                evidence={"inserted": Listing(tuple(map(_inserted, event.data)))},
            )


def _inserted(text: str) -> Person | Text:
    """An inserted string of the event: a SIP address, or something else."""
    return Person(text) if "@" in text else Text(text)


@rule(
    id="R2-USR-009",
    title="Users with remote call control",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(User,),
    message="{users:user has|users have} remote call control",
    effect="The line settings move with the user; the routing is configured by hand.",
    remediation=(
        "Remove the authorised host entries in OCS; create the static route ($route = New-CsStaticRoute -TLSRoute "
        "-Destination HOST -Port N -MatchUri URI -UseDefaultCertificate $true, or -TCPRoute as in OCS; "
        "Set-CsStaticRoutingConfiguration -Identity global -Route @{Add=$route}), the trusted application and the IP "
        "address of a TCP gateway in the topology; carry over Address Book rules that were customised."
    ),
    references=("l13-rcc", "new-csstaticroute"),
    minutes=240,
    phases=(A_USERS_PILOT,),
)
def remote_call_control(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Users are enabled for remote call control.

    Why it matters: old authorised hosts have to be removed, the static route and the trusted application made anew.

    When it is wrong: remote call control will not be used after the migration.
    """
    count = sum(1 for user in estate.of(User, product=R2) if user.remote_call_control)
    if count:
        yield Hit(item=None, evidence={"users": Amount(count)})
