"""Users that cannot be moved as they are (R2-USR-001 to 004; L10-USR-001)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.evidence import Event
from ...estate.topology import Pool
from ...estate.users import User
from ..engine.check import Check, checked
from ..engine.gaps import Gap, Run
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity, rule
from .homes import is_dead

#: other names of a user, as WMI, LDAP and cmdlets spell them
_NAMES = ("sAMAccountName", "SamAccountName", "userPrincipalName", "UserPrincipalName")
#: properties that tell the home; present and empty says that the user is assigned to none
_HOMES = ("HomeServerDN", "RegistrarPool")
#: hosting provider of a user who is not online
_ON_PREMISES = "SRV:"
#: initial synchronisation of a domain is complete (migration.md 3.1)
_SYNCHRONISED = 30024
_DOMAIN_PART = re.compile(r"DC=((?:[^,\\]|\\.)+)", re.IGNORECASE)


def _blanks(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A name of a user (display name, account, UPN, SIP address) begins or ends with a blank.

    Why it matters: such users cannot be moved.

    When it is wrong: the tool that wrote the evidence has padded the names.
    """
    for user in estate.of(User, product=product):
        address = user.sip_address
        if address and address[:4].casefold() == "sip:":
            address = address[4:]
        named = {"display name": user.display_name, "SIP address": address}
        named |= {name: user.extra.get(name) for name in _NAMES}
        padded = {n: v for n, v in named.items() if isinstance(v, str) and v != v.strip()}
        if padded:
            shown = ", ".join(f"{name} {value!r}" for name, value in padded.items())
            yield Hit(item=user, message=f"blank at the end of {shown}", evidence=padded)


def _protected(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """A user has adminCount 1: a member of a protected group.

    Why it matters: the Control Panel answers "Insufficient access rights to perform the operation".

    When it is wrong: adminCount stays 1 when the user leaves the protected group.
    """
    seen = False
    for user in estate.of(User, product=product):
        count = user.extra.get("adminCount")
        seen = seen or "adminCount" in user.extra
        if str(count) == "1":
            yield Hit(
                item=user, message=f"user {user.title!r} is protected (adminCount 1)", evidence={"adminCount": "1"}
            )
    if not seen and estate.of(User, product=product):
        export = 'ldifde -u -f protected.ldf -r "(&(msRTCSIP-PrimaryUserAddress=*)(adminCount=1))"'
        yield Gap(reason="no user was read with adminCount", needs=(Run(export),))


def _not_provisioned(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """No event 30024 of LS User Replicator names a domain of the users.

    Why it matters: "SetMoveResourceData failed because the user is not provisioned."

    When it is wrong: the log of the new Front End was overwritten, or the part that was collected is too short.
    """
    events = [e for e in estate.of(Event) if (e.source or "").casefold().startswith("ls ")]
    if not events:
        need = 'wevtutil qe "Lync Server" /f:RenderedXml /e:Events > events.xml (on a Front End of the new pool)'
        yield Gap(reason="no events of a Lync server", needs=(Run(need),))
        return
    told = [" ".join((e.message or "", *e.data)).casefold() for e in events if e.event_id == _SYNCHRONISED]
    domains = Counter(d for user in estate.of(User, product=product) if (d := _domain(user)))
    for domain, users in sorted(domains.items()):
        name = re.compile(rf"(?<![\w.-]){re.escape(domain)}(?![\w-]|\.\w)")
        dn = ",".join(f"dc={part}" for part in domain.split("."))
        if not any(name.search(text) or dn in text for text in told):
            yield Hit(
                item=None,
                part=domain,
                message=f"no event 30024 for the domain {domain} of {counted(users, 'user')}",
                evidence={"domain": domain, "users": str(users), "events 30024": str(len(told))},
            )


def _domain(user: User) -> str:
    """DNS name of the user's domain, from the distinguished name; empty where none was read."""
    dn = next((name for name in (user.key, *user.aliases) if name[:3].casefold() == "cn="), "")
    return ".".join(_DOMAIN_PART.findall(dn)).casefold()


def _homeless(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """A user is assigned to no pool, or to a pool that is not there.

    Why it matters: such users cannot be moved in the usual way.

    When it is wrong: the pool was not collected.
    """
    for user in estate.of(User, product=product):
        told = any(name in user.extra for name in _HOMES)
        online = user.extra.get("HostingProvider") not in (None, "", _ON_PREMISES)
        empty = user.pool is None and told and not online
        if empty or is_dead(estate, user.pool, product):
            yield Hit(
                item=user,
                message=f"user {user.title!r} is homed on no pool that was read",
                evidence={"home": user.pool or ""},
            )


BLANKS = Check(
    title="Blank at the end of a user's name",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(User,),
    effect="The user is not moved.",
    remediation="Remove the blank in Active Directory, wait for replication, then move the user.",
    references=("l13-remaining-users-r2",),
    find=_blanks,
    minutes=10,
)
PROTECTED = Check(
    title="User of a protected group",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(User,),
    effect="Control Panel: Insufficient access rights to perform the operation.",
    remediation="Move the user in the Management Shell, as a member of RTCUniversalUserAdmins.",
    references=("kb-protected-users",),
    find=_protected,
    minutes=5,
)
NOT_PROVISIONED = Check(
    title="Users are not yet known to the new pool",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(User,),
    effect="SetMoveResourceData failed because the user is not provisioned.",
    remediation="Wait for event 30024 of LS User Replicator for every domain: Get-WinEvent on the new Front End.",
    references=(
        "kb-user-not-provisioned",
        "l13-user-replication",
    ),
    find=_not_provisioned,
    minutes=30,
)
HOMELESS = Check(
    title="User without a pool",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(User, Pool),
    effect="The user cannot be moved in the usual way.",
    remediation="List them: Get-CsUser -UnassignedUser; assign them to a pool, or disable them.",
    references=("get-csuser",),
    find=_homeless,
)
R2_USERS = (
    BLANKS.rule("R2-USR-001", R2, blocks="6 Users pilot"),
    PROTECTED.rule("R2-USR-002", R2, blocks="6 Users pilot"),
    NOT_PROVISIONED.rule("R2-USR-003", R2, blocks="6 Users pilot"),
    HOMELESS.rule("R2-USR-004", R2, blocks="8 Production"),
)


@rule(
    id="L10-USR-001",
    title="User that cannot be moved as it is",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(User,),
    targets=("2013",),
    effect="The user is not moved.",
    remediation="As each finding says.",
    references=(
        "kb-user-not-provisioned",
        "l13-user-replication",
        "kb-protected-users",
        "get-csuser",
    ),
    basis="names with blanks are documented for Move-CsLegacyUser only; for Move-CsUser inferred",
    blocks="4 Test users",
)
def users_of_lync_2010(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A user has a name with a blank at its end, is protected, not provisioned (event 30024), or without a pool.

    Why it matters: Move-CsUser refuses the user with the same words as Move-CsLegacyUser.

    When it is wrong: see the rules R2-USR-001 to 004, which check the same.
    """
    checks = {"R2-USR-001": BLANKS, "R2-USR-002": PROTECTED, "R2-USR-003": NOT_PROVISIONED, "R2-USR-004": HOMELESS}
    yield from checked(checks, estate, context, LYNC2010)
