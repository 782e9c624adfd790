"""Platform of the new pools, and errors of the legacy servers (R2-PLAT-010 to 019)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.catalogue import KINDS
from ...estate.conferencing import ConferenceDirectory
from ...estate.estate import Estate
from ...estate.evidence import CollectionBlock
from ...estate.kinds import Item
from ...estate.naming import short_name
from ...estate.response_groups import ApplicationContact
from ...estate.topology import AdForest, EdgePool, Machine, Pool, SipDomain, WindowsService
from ...estate.users import User
from ...network.servers import runs_no_lync
from ..engine.answer_check import answer_check
from ..engine.answers import listed
from ..engine.check import Check
from ..engine.gaps import Gap, Run, not_answered
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_PILOT, A_POST, A_PREPARE
from ..engine.values import Amount, Host, Text, kind_of, people, texts
from .r2_caa import is_dead

#: ms-RTC-SIP-SchemaVersion of Lync Server 2013, "Lync Server 2013: Verifying schema replication"
_SCHEMA_2013 = (1150, 3)


def _forest_levels(estate: Estate, context: Context, product: str) -> Iterator[Hit | Gap]:
    """The forest is a single-label domain, or a functional level is below Windows Server 2003.

    Why it matters: Lync Server 2013 supports neither.

    When it is wrong: the level was raised after the evidence was collected.
    """
    for forest in estate.each(AdForest, product=product):
        if forest.name and "." not in forest.name.strip("."):
            yield Hit(item=forest, part="name", evidence={"forest": Host(forest.name)})
    if "ad_levels_2003" not in context.answers:
        yield not_answered("ad_levels_2003")
    elif context.answers["ad_levels_2003"] == "no":
        yield Hit(item=None, variant="level", part="level", evidence={"answer ad_levels_2003": Text("no")})


FOREST_LEVELS = Check(
    title="Forest cannot be prepared",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(AdForest,),
    message="The forest {forest} is a single-label domain",
    variants={
        "level": Wording(
            "A functional level is below Windows Server 2003",
            "Forest and domains must be raised before Lync Server 2013 is deployed in them.",
            "Raise the functional levels to Windows Server 2003 or higher.",
        )
    },
    effect="Lync Server does not support single-label domains.",
    remediation=(
        "The page names only KB 300684 (single-label DNS names) for details: plan with the owners of Active Directory."
    ),
    references=("l13-ad-support",),
    basis="whom to plan with is inferred",
    find=_forest_levels,
    minutes=240,
)
R2_FOREST_LEVELS = FOREST_LEVELS.rule("R2-PLAT-010", R2, phases=(A_PILOT,))


def _schema(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """Active Directory was prepared, but the schema version read is not that of 2013 (rangeUpper 1150, rangeLower 3).

    Why it matters: the schema was not extended, or the change has not reached this domain controller.

    When it is wrong: the evidence was collected before the preparation; collect it again.
    """
    if context.answers["ad_prepared"] != "yes":
        return
    for forest in estate.each(AdForest, product=product):
        read = (forest.schema_upper, forest.schema_lower)
        if any(have is not None and have != want for have, want in zip(read, _SCHEMA_2013, strict=True)):
            upper, lower = (Text("unknown" if number is None else str(number)) for number in read)
            yield Hit(item=forest, evidence={"rangeUpper": upper, "rangeLower": lower})


SCHEMA = Check(
    title="Schema is not that of Lync Server 2013",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(AdForest,),
    answers=("ad_prepared",),
    targets=("2013",),
    message="The schema version is {rangeUpper}/{rangeLower}; 1150/3 was expected",
    effect="The schema was not extended, or the change has not reached this domain controller.",
    remediation="Run Install-CsAdServerSchema, wait for replication, then verify: Get-CsAdServerSchema.",
    references=("l13-schema-replication", "install-csadserverschema", "get-csadserverschema"),
    basis="that running the preparation again is the cure is inferred",
    find=_schema,
    minutes=60,
)
R2_SCHEMA = SCHEMA.rule("R2-PLAT-011", R2, phases=(A_PILOT,))

MEDIATION = answer_check(
    title="Pilot pool without collocated Mediation Server",
    severity=Severity.WARNING,
    when={"mediation_collocated": "no"},
    says="No Mediation Server is collocated in the pilot pool",
    why=(
        "the page recommends it for the pilot pool and requires a collocated Mediation Server for the merge, where it "
        "names that of OCS."
    ),
    wrong="the estate has no Enterprise Voice at all.",
    effect="The requirements of the merge may not be met.",
    remediation="Collocate the Mediation Server in Topology Builder; after the merge it may become a stand-alone one.",
    references=("l13-pilot-pool-r2",),
    basis="that an estate without Enterprise Voice needs none is inferred",
    minutes=30,
).rule("R2-PLAT-012", R2, phases=(A_PILOT,))


@rule(
    id="R2-PLAT-013",
    title="Errors of the legacy deployment",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Pool, Machine),
    message="{item} belongs to a pool that was not read",
    variants={
        "stopped": Wording("Service {item} is stopped on {machine}"),
        "stopped somewhere": Wording("Service {item} is stopped on a server"),
    },
    effect="The merge takes the error over.",
    remediation="Repair it in OCS first: start the service, remove the orphan, assign or delete the object.",
    references=("lync2010-unleashed-ch16", "l13-verify-r2", "unassigned-confdirs"),
    minutes=30,
    phases=(A_MERGE,),
)
def errors_carried_over(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A service is stopped though it starts automatically, or a server, directory or contact belongs to no known pool.

    Why it matters: the merge takes errors of the legacy deployment over.

    When it is wrong: the pool was not collected, or the service was only stopped for a short time. Services are
    checked only where they were collected.
    """
    for service in estate.each(WindowsService, product=R2):
        state, start = (service.status or "").casefold(), (service.start_mode or "").casefold()
        if state == "stopped" and start.startswith("auto"):
            yield Hit(
                item=service,
                variant="stopped" if service.machine else "stopped somewhere",
                places={"machine": Host(service.machine or "")},
                evidence={"status": Text(service.status or "")},
            )
    for cls in (Machine, ConferenceDirectory, ApplicationContact):
        for item in estate.each(cls, product=R2):
            pool = getattr(item, "pool", None)
            if is_dead(estate, pool, R2):
                yield Hit(item=item, evidence={"pool": Host(pool or "")})


GROUP_CHAT = answer_check(
    title="Group Chat deployed",
    severity=Severity.INFO,
    when={"group_chat_deployed": "yes"},
    says="Group Chat is deployed",
    why="it is migrated separately, to only one Persistent Chat pool.",
    wrong="Group Chat will be retired instead of being migrated.",
    effect="Chat rooms stay where they are until their own migration.",
    remediation=(
        "Plan it after 2013 is installed: back up its database, stop its services, Export-CsPersistentChatData, "
        "Import-CsPersistentChatData -WhatIf, then without -WhatIf; copy uploaded files by hand."
    ),
    references=(
        "l13-paths",
        "l13-group-chat-details",
        "l13-group-chat-steps",
        "l13-group-chat",
        "export-cspersistentchatdata",
        "import-cspersistentchatdata",
    ),
    targets=("2013",),
    minutes=480,
)
R2_GROUP_CHAT = GROUP_CHAT.rule("R2-PLAT-014", R2, phases=(A_POST,))

IPV6 = answer_check(
    title="IPv6 during coexistence",
    severity=Severity.WARNING,
    when={"ipv6_planned": "yes"},
    says="IPv6 is planned on the new pools during coexistence",
    why="IPv6 is not supported on OCS and Lync Server 2010; 2013 may run IPv4 and IPv6 together beside them.",
    wrong="the new pools run both together, which is supported beside legacy pools.",
    effect=(
        "A pool with IPv6 alone is supported only where it stands apart; requests to an Edge pool that is configured "
        "with IPv6 may fail."
    ),
    remediation=(
        "Recommended: enable IPv6 (dual stack) after all pools of the central site run 2013, and do not configure an "
        "Edge pool with it."
    ),
    references=("l13-ipv6", "l13-release-notes"),
    targets=("2013",),
)
R2_IPV6 = IPV6.rule("R2-PLAT-015", R2, phases=(A_PILOT,))

DNS_LOAD_BALANCING = answer_check(
    title="DNS load balancing with old clients",
    severity=Severity.WARNING,
    when={"dns_load_balancing": "yes", "old_clients_with_dns_lb": "yes"},
    says="DNS load balancing is planned while Communicator 2007 R2 or Exchange UM before 2010 SP1 is in use",
    why=(
        "older clients that do not reach the first server cannot fail over to another of the pool; with that Exchange "
        "UM two functions have no failover."
    ),
    wrong="all of them are replaced before the first user moves.",
    effect=(
        "Communicator does not fail over to another Front End. With Exchange UM before 2010 SP1, playing voice mail on "
        "the phone and transfers by the auto attendant have no failover; all else works."
    ),
    remediation="Use a hardware load balancer for SIP during coexistence, or accept it.",
    references=("l13-dns-load-balancing",),
    basis="that a hardware load balancer helps is inferred",
    minutes=60,
).rule("R2-PLAT-016", R2, phases=(A_PILOT,))

#: kinds of which each server shows only its own objects
_OF_MACHINE: tuple[type[Item], ...] = (*(cls for cls in KINDS.values() if cls.of_machine), CollectionBlock)


def _without_evidence(estate: Estate, _context: Context, product: str) -> Iterator[Hit | Gap]:
    """A server of the topology has no evidence of its own, such as services and listeners, while others have.

    Why it matters: what only the server itself shows is not documented, and no rule looks at it.

    When it is wrong: the server is switched off, or was left out on purpose. Gateways, databases, file stores and the
    servers of trusted applications, which the topology lists too, are not looked at.
    """
    machines = [getattr(item, "machine", None) for cls in _OF_MACHINE for item in estate.of(cls)]
    if not all(machines) or not machines:
        reason = "evidence of servers does not name them" if machines else "no evidence of a single server was read"
        scripts = "migrator kit --product PRODUCT --into FOLDER writes the scripts that collect on each server"
        yield Gap(reason=reason, needs=(Run(scripts),))
        return
    seen = {short_name(name) for name in machines}
    for server, name in _servers(estate, product):
        if short_name(name) not in seen:
            yield Hit(
                item=server,
                part=name if server.kind != Machine.kind else "",
                places={"server": Host(name)},
                evidence={"servers with evidence": Amount(len(seen))},
            )


def _servers(estate: Estate, product: str) -> Iterator[tuple[Item, str]]:
    """The servers of the topology, each once; those of an Edge pool that are not in the directory with their pool."""
    known: set[str] = set()
    for machine in estate.each(Machine, product=product):
        known.add(short_name(machine.fqdn or machine.key))
        pool = next((pool for _, pool in estate.resolve(machine, "pool")), None)
        if not (isinstance(pool, Pool) and runs_no_lync(pool)):
            yield machine, machine.fqdn or machine.key
    for edge in estate.each(EdgePool, product=product):
        for name in edge.machines:
            if short_name(name) not in known:
                known.add(short_name(name))
                yield edge, name


WITHOUT_EVIDENCE = Check(
    title="Server without evidence of its own",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    needs=(Machine,),
    message="Nothing was collected on server {server}",
    effect="Its services, listeners, certificates and events are not documented, and no rule looks at them.",
    remediation="Run the scripts of the collection kit on it (migrator kit), and read the evidence again.",
    references=("get-cswindowsservice",),
    basis="inferred from the evidence of other servers; that the cmdlet answers for its own server is documented",
    find=_without_evidence,
    minutes=30,
)
R2_WITHOUT_EVIDENCE = WITHOUT_EVIDENCE.rule("R2-PLAT-018", R2, phases=(A_PREPARE,))

#: names of accounts, as LDAP and cmdlets spell them
_ACCOUNTS = ("sAMAccountName", "SamAccountName", "userPrincipalName", "UserPrincipalName")


def _beyond_ascii(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A computer, pool or domain name, a SIP address or an account name has characters beyond ASCII.

    Why it matters: setup of 2013 may succeed, and the server does not start.

    When it is wrong: the release notes do not say which of a user's names they mean; display names are not checked.
    Service accounts are in no evidence: check them by hand.
    """
    for cls, field in ((Machine, "fqdn"), (Pool, "fqdn"), (SipDomain, "name")):
        for item in estate.each(cls, product=product):
            name = str(getattr(item, field) or item.key)
            if not name.isascii():
                yield Hit(item=item, places={"names": kind_of(item)}, evidence={"wrong": Host(name)})
    for user in estate.each(User, product=product):
        named = {"SIP address": user.sip_address} | {name: user.extra.get(name) for name in _ACCOUNTS}
        wrong = {label: name for label, name in named.items() if isinstance(name, str) and not name.isascii()}
        if wrong:
            yield Hit(item=user, places={"names": texts(wrong)}, evidence={"wrong": people(wrong.values())})
    for name in listed(context.answers, "planned_pool_fqdns"):
        if not name.isascii():
            yield Hit(item=None, part=name, variant="planned", evidence={"wrong": Host(name)})


BEYOND_ASCII = Check(
    title="Name with characters beyond ASCII",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(Machine, Pool, SipDomain, User),
    any_need=True,
    message="The {names} of {item!r} has characters beyond ASCII: {wrong}",
    variants={"planned": Wording("The planned name {wrong} has characters beyond ASCII")},
    effect="Lync Server 2013 may not start.",
    remediation="Use only ASCII in names of computers, domains, accounts and service accounts, and in SIP addresses.",
    references=("l13-release-notes",),
    basis="documented for names of computers, domains and users; for names of pools inferred",
    targets=("2013",),
    find=_beyond_ascii,
    minutes=30,
)
R2_BEYOND_ASCII = BEYOND_ASCII.rule("R2-PLAT-019", R2, phases=(A_PREPARE,))

WINDOWS_2012_R2 = answer_check(
    title="Front End on Windows Server 2012 R2",
    severity=Severity.ERROR,
    when={"windows_2012_r2_planned": "yes"},
    says="New Front Ends will run on Windows Server 2012 R2",
    why=(
        "the way in which that Windows keeps TLS sessions may break connections of servers over port 444 (event "
        "32042, which the title of the page calls 32402, and 61045); 2013 is supported there only with the registry "
        "value."
    ),
    wrong="the registry value is part of the image of these servers.",
    effect=(
        "Clients may not be able to take part in conferences, and those without Unified Contact Store show no contact "
        "information."
    ),
    remediation=(
        "On each Front End: DWORD EnableSessionTicket = 2 below HKLM\\System\\CurrentControlSet\\Control\\"
        "SecurityProviders\\Schannel, then Stop-CsWindowsService and Start-CsWindowsService."
    ),
    references=("kb-windows-2012-r2",),
    targets=("2013",),
)
R2_WINDOWS_2012_R2 = WINDOWS_2012_R2.rule("R2-PLAT-017", R2, phases=(A_PILOT,))
