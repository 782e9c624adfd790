"""Presence policies, clients and numbers of OCS 2007 R2 (R2-USR-010 to 014)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from ...estate.conferencing import AccessNumber
from ...estate.devices import AnalogDevice, CommonAreaPhone, ExchangeUmContact
from ...estate.estate import Estate
from ...estate.evidence import ClientVersion
from ...estate.kinds import Item
from ...estate.numbers import Use, shared_numbers
from ...estate.policies import PresencePolicy
from ...estate.response_groups import ApplicationContact, Workflow
from ...estate.topology import TrustedApplicationEndpoint
from ...estate.user_replication import domain_of
from ...estate.users import User
from ..engine.answer_check import answer_check
from ..engine.check import Check
from ..engine.gaps import Gap, not_collected
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_PREPARE, A_PRODUCTION, A_USERS_PILOT
from ..engine.scope import ALL
from ..engine.values import Amount, Number, Text, Value, hosts, items

#: limits of a presence policy in Lync
_MOST_CATEGORIES, _MOST_PROMPTED = 3000, 600
#: words of a user agent -> the client; names of products and UCCAPI generations, no list is published (inferred)
_UNSUPPORTED = {
    r"(?:UCCAPI|OC|Communicator)[ /][23]\.": "Communicator 2007 or 2007 R2",
    r"Communicator 2007": "Communicator 2007 or 2007 R2",
    r"Live ?Meeting|\bLMC\b": "Live Meeting",
    r"Communications Server 2007.*Attendant|(?:Attendant|\bAC)[ /][23]\.": "Attendant of OCS 2007 R2",
    r"Attendee": "Attendee",
    r"Web ?App.*\b4\.|\bCWA[ /]4\.": "Web App 2010",
}
#: the kinds of objects that have numbers, by product
_NUMBERED: dict[bool, tuple[type[Item], ...]] = {
    True: (User, ApplicationContact, AccessNumber),
    False: (
        User,
        Workflow,
        AccessNumber,
        CommonAreaPhone,
        AnalogDevice,
        ExchangeUmContact,
        TrustedApplicationEndpoint,
    ),
}


@rule(
    id="R2-USR-010",
    title="Presence policy out of range",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(PresencePolicy,),
    message="Presence policy {item!r} has {value} {name}; 0 to {most} was expected",
    effect="The policy is invalid in Lync.",
    remediation="Correct it in OCS: at most 3000 category subscriptions and 500 prompted subscribers.",
    references=("new-cspresencepolicy", "r2-wmi-presence-policy"),
    basis="limits documented, 600 for Lync and 500 for OCS; what the import does with other values is inferred",
    minutes=10,
    phases=(A_MERGE,),
)
def presence_out_of_range(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A presence policy has category subscriptions outside 0-3000 or prompted subscribers outside 0-600.

    Why it matters: Lync does not accept other values.

    When it is wrong: the value was corrected after the evidence was collected.
    """
    for policy in estate.each(PresencePolicy, product=R2):
        for name, value, most in (
            ("category subscriptions", policy.max_category_subscriptions, _MOST_CATEGORIES),
            ("prompted subscribers", policy.max_prompted_subscribers, _MOST_PROMPTED),
        ):
            if value is not None and not 0 <= value <= most:
                places: dict[str, Value] = {"name": Text(name), "value": Amount(value), "most": Amount(most)}
                yield Hit(item=policy, part=name, places=places, evidence={name: Amount(value)})


def _unsupported(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Clients in use that 2013 does not support: Communicator 2007, Live Meeting, Attendee, Web App 2010.

    Why it matters: 2013 does not support them; Communicator 2007 R2 keeps instant messages and presence only.

    When it is wrong: clients are recognised by the names of their user agents, of which the pages give no list.
    """
    for client in estate.each(ClientVersion, product=product):
        agent = client.user_agent or ""
        name = next((n for pattern, n in _UNSUPPORTED.items() if re.search(pattern, agent, re.IGNORECASE)), None)
        if name:
            count = client.endpoints
            yield Hit(
                item=client,
                variant="not counted" if count is None else "",
                places={"name": Text(name)},
                evidence={"client": Text(agent), "endpoints": Text("some") if count is None else Amount(count)},
            )


UNSUPPORTED_CLIENT = Check(
    title="Client that 2013 does not support",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(ClientVersion,),
    targets=("2013",),
    message="{endpoints:endpoint uses|endpoints use} {client} ({name})",
    variants={"not counted": Wording("Some endpoints use {client} ({name})")},
    effect="The client is not supported with 2013, or keeps instant messages and presence only.",
    remediation="Replace it by a Lync 2013 client, which Lync Server 2010 supports too; Attendee by Web App 2013.",
    references=("l13-old-clients",),
    basis="that clients in use have to be replaced is inferred",
    find=_unsupported,
    minutes=60,
)
R2_UNSUPPORTED_CLIENT = attrs.evolve(
    UNSUPPORTED_CLIENT,
    basis="Lync Web App is documented for users of Communicator 2007 R2; for others, and to replace clients, inferred",
).rule(
    "R2-USR-011",
    R2,
    phases=(A_PRODUCTION,),
    references=("l13-old-clients", "l13-meetings", "l13-deploy-clients-r2"),
    remediation=(
        "Replace it when its users move or afterwards, not before: OCS 2007 R2 supports neither Lync 2010 nor Lync "
        "2013 clients. Until then its users join meetings of 2013 with Lync Web App 2013."
    ),
)


@rule(
    id="R2-USR-014",
    title="Users of parent and child domains",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(User,),
    targets=("2013",),
    message="Users are in {domains}, parent and child domains",
    effect=(
        '"Move all users to pool" in Control Panel may fail: Specified user is not a legacy user, use Move-CsUser '
        "cmdlet instead."
    ),
    remediation=(
        "In Control Panel search with filters and use Move selected users to pool, or move them in batches: "
        "Get-CsUser -OnOfficeCommunicationServer | Move-CsLegacyUser -Target POOL."
    ),
    references=("l13-release-notes", "move-cslegacyuser", "get-csuser"),
    basis="that -OnOfficeCommunicationServer finds users of R2 is inferred: its page speaks of 2007 only",
    minutes=10,
    phases=(A_PRODUCTION,),
)
def parent_and_child_domains(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Users are in an Active Directory domain and in one below it.

    Why it matters: replication takes longer in such an environment, which the page names as the cause.

    When it is wrong: users are moved one by one or in batches anyway.
    """
    domains = {domain for user in estate.of(User, product=R2) if (domain := domain_of(user))}
    below = {domain for domain in domains if domain.partition(".")[2] in domains}
    if below:
        parents = {domain.partition(".")[2] for domain in below}
        yield Hit(item=None, evidence={"domains": hosts(sorted(below | parents))})


CLIENT_FILTER = answer_check(
    title="Lync clients are not blocked on OCS",
    severity=Severity.WARNING,
    when={"client_version_filter_set": "no"},
    says="OCS does not block the clients OC 15.*, CWA 5.* and OCPhone 4.*",
    why="new clients that sign in to OCS are not supported there.",
    wrong="new clients are rolled out only after all users moved.",
    effect="Lync clients sign in to OCS 2007 R2.",
    remediation="Add the three block rules to the client version filter before the migration.",
    references=("l13-clients-r2", "l13-old-clients"),
    basis="that clients sign in where no rule blocks them is inferred",
    targets=("2013",),
).rule("R2-USR-012", R2, phases=(A_PREPARE,))


def _several_holders(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """A telephone number or a SIP address belongs to several objects, of whatever kind.

    Compared are the lines of users, private lines, workflows and their contacts, access numbers, common area phones,
    analog devices, contacts of Exchange UM and endpoints of trusted applications, as tel URIs: prefix, case, blanks and
    separators make no difference, an extension does. An object that is seen from several sides is one: by its address,
    its distinguished name or GUID, the contact of a workflow.

    Why it matters: a number can lead to one of them only, and a number that is in use cannot be given again.

    When it is wrong: evidence of different days shows a number that was moved from one to another in between.
    """
    of_r2 = product == R2
    for number, objects in shared_numbers(estate).items():
        if any(entry.item.product == R2 for entries in objects for entry in entries) != of_r2:
            continue
        holders = [entries[0].item for entries in objects]
        by_kind = {type(item).label.lower(): [each for each in holders if each.kind == item.kind] for item in holders}
        yield Hit(
            item=holders[0],
            part=number,
            variant="address" if objects[0][0].use is Use.ADDRESS else "",
            places={"others": items(holders[1:])},
            evidence={"number": Number(number), **{label: items(listed) for label, listed in by_kind.items()}},
        )
    for each in ALL:
        missing = [cls for cls in _NUMBERED[of_r2] if not estate.has(cls.kind, each)]
        if each in estate.products and (each == R2) == of_r2 and missing:
            yield not_collected(missing, each)


SEVERAL_HOLDERS = Check(
    title="A number has several holders",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    needs=_NUMBERED[False],
    any_need=True,
    message="{number} is the number of {item!r} and also of {others}",
    variants={"address": Wording("{number} is the SIP address of {item!r} and also of {others}")},
    effect="Which of them a caller reaches is not determined; the number cannot be given to another object.",
    remediation=(
        "Leave the number to one of them and change it on the others: Set-CsUser, Set-CsCommonAreaPhone, "
        "Set-CsAnalogDevice, Set-CsRgsWorkflow or Set-CsDialInConferencingAccessNumber, each with -LineURI."
    ),
    references=(
        "l13-enable-voice",
        "get-cscommonareaphone",
        "new-csdialinconferencingaccessnumber",
        "new-csrgsworkflow",
        "new-csexumcontact",
        "set-csuser",
        "set-csanalogdevice",
        "rfc3966",
    ),
    basis="that a number has one holder is documented for Lync, the effect of two inferred",
    find=_several_holders,
    minutes=15,
)
R2_SEVERAL_HOLDERS = attrs.evolve(SEVERAL_HOLDERS, needs=_NUMBERED[True]).rule(
    "R2-USR-013",
    R2,
    phases=(A_USERS_PILOT,),
    remediation="Leave the number to one of them and change it on the others with the tools of OCS, before they move.",
)
