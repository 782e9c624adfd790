"""Response groups after the move to Lync Server 2013: owner, number, privacy (RGS-F03, F04, F13, F14)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.counting import counted
from ...estate.estate import Estate
from ...estate.evidence import Ownership
from ...estate.response_groups import AgentGroup, ApplicationContact, BusinessHours, HolidaySet, Queue, Workflow
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import LYNC

OWNED = (Workflow, Queue, AgentGroup, BusinessHours, HolidaySet)
Owned = Workflow | Queue | AgentGroup | BusinessHours | HolidaySet


def _owned(estate: Estate) -> Iterator[Owned]:
    """What has an owner pool: Lync Server 2013 only (response-groups.md 1.4)."""
    for cls in OWNED:
        yield from estate.of(cls, product=LYNC2013)  # type: ignore[misc]


def _is_foreign(item: Owned) -> bool:
    return bool(item.owner_pool and item.pool and item.owner_pool.casefold() != item.pool.casefold())


def _is_known_pool(estate: Estate, name: str | None) -> bool:
    pool = estate.find("pool", name, product=LYNC2013)
    return pool is not None and pool.product == LYNC2013


@rule(
    id="RGS-F04",
    title="Owner of a response group object is missing or unknown",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(LYNC2013,),
    needs=(*OWNED, Ownership),
    any_need=True,
    effect=(
        "Editing it fails: An instance with ID ... exists with a different OwnerPool. Changing OwnerPool on an "
        "existing object is not supported."
    ),
    remediation=(
        "Supported first: Export-CsRgsConfiguration, then Import-CsRgsConfiguration -OverwriteOwner to the same pool; "
        "otherwise migrator repair."
    ),
    references=(
        "giombini-r2-to-2013",
        "l13-rgs-dr-procedures",
        "import-csrgsconfiguration",
        "get-csrgsagentgroup",
    ),
    basis="one site; as a cure for NULL, export and import are untested in public",
    minutes=60,
    phases=RESPONSE_GROUPS,
)
def owner_missing(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The owner pool of an object is null, or names a pool that the topology does not have.

    Why it matters: the object works and is visible, but cannot be changed any more.

    When it is wrong: the pools were not collected; an owner that is a known pool is left to RGS-F14.
    """
    for item in _owned(estate):
        what = f"{item.kind.replace('_', ' ')} {item.title!r}"
        if item.owner_pool_is_null:
            yield Hit(item=item, message=f"{what} has no owner pool", evidence={"owner": "", "pool": item.pool or ""})
        elif _is_foreign(item) and estate.has("pool", LYNC2013) and not _is_known_pool(estate, item.owner_pool):
            yield Hit(
                item=item,
                message=f"{what} is owned by {item.owner_pool}, which no pool is",
                evidence={"owner": item.owner_pool or "", "pool": item.pool or ""},
            )
    for table in estate.of(Ownership, product=LYNC2013):
        if table.without_owner:
            yield Hit(
                item=table,
                message=f"{table.table}: {table.without_owner} of {counted(table.rows or 0, 'row')} without owner",
                evidence={"table": table.table or "", "database": table.database or ""},
            )


@rule(
    id="RGS-F14",
    title="Owner is another pool than the one that hosts it",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=OWNED,
    any_need=True,
    effect="The object is hidden from Get-CsRgs... and Control Panel unless -ShowAll or -Owner is given.",
    remediation="Lawful after an import on a backup pool; to keep it there: Import-CsRgsConfiguration -OverwriteOwner.",
    references=(
        "l13-rgs-dr-procedures",
        "get-csrgsqueue",
        "l13-rgs-dr-planning",
    ),
    minutes=20,
    phases=RESPONSE_GROUPS,
)
def foreign_owner(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The owner pool of an object is not the pool that hosts it.

    Why it matters: nobody sees the object, and it must not be taken for a fault of its owner.

    When it is wrong: a disaster recovery is under way, which is meant to look like this.
    """
    for item in _owned(estate):
        if not _is_foreign(item) or (estate.has("pool", LYNC2013) and not _is_known_pool(estate, item.owner_pool)):
            continue
        yield Hit(
            item=item,
            message=f"{item.kind.replace('_', ' ')} {item.title!r} on {item.pool} is owned by {item.owner_pool}",
            evidence={"owner": item.owner_pool or "", "pool": item.pool or ""},
        )


def _legacy_numbers(estate: Estate) -> dict[str, str]:
    """The number of each legacy workflow, by its name in lower case."""
    numbers: dict[str, str] = {}
    for workflow in estate.of(Workflow, product=LYNC2010):
        if workflow.line_uri:
            numbers[workflow.title.casefold()] = workflow.line_uri
    for workflow in estate.of(Workflow, product=R2):
        contact = estate.find("application_contact", workflow.contact, product=R2)
        if isinstance(contact, ApplicationContact) and contact.line_uri:
            numbers[workflow.title.casefold()] = contact.line_uri
    return numbers


@rule(
    id="RGS-F03",
    title="Migrated workflow without a number",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(LYNC2013,),
    needs=(Workflow,),
    effect="PSTN calls to the workflow fail, calls from Lync work.",
    remediation="$w = Get-CsRgsWorkflow -Identity ID; $w.LineUri = 'TEL:+NUMBER'; Set-CsRgsWorkflow $w.",
    references=("giombini-r2-to-2013",),
    basis="cause not published",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def lost_number(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A workflow of Lync Server 2013 has no number; an error where the legacy workflow of its name has one.

    Why it matters: the move reports no error, so nobody notices until a customer calls.

    When it is wrong: the workflow is called by its SIP URI only; without legacy evidence it is a warning.
    """
    numbers = _legacy_numbers(estate)
    for workflow in estate.of(Workflow, product=LYNC2013):
        number = numbers.get(workflow.title.casefold())
        if workflow.line_uri or not (number or workflow.active):
            continue
        yield Hit(
            item=workflow,
            message=f"workflow {workflow.title!r} has no number" + (f"; it was {number}" if number else ""),
            evidence={"number before": number or ""},
            severity=None if number else Severity.WARNING,
        )


@rule(
    id="RGS-F13",
    title="Privacy mode hides agents from response groups",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AgentGroup,),
    answers=("privacy_mode_enabled",),
    effect='Agents get no calls unless "RGS Presence Watcher" is in their contacts.',
    remediation='Have "RGS Presence Watcher" added to the contacts of every agent, or end privacy mode for agents.',
    references=(
        "l13-rgs-agent-group",
        "l13-privacy-mode",
    ),
    minutes=30,
    phases=RESPONSE_GROUPS,
)
def privacy_mode(estate: Estate, context: Context) -> Iterator[Hit]:
    """Enhanced privacy mode is on and agent groups exist.

    Why it matters: the service cannot see the presence of agents and takes them for absent.

    When it is wrong: the watcher is already in the contacts of all agents, which no evidence shows.
    """
    groups = [group for product in LYNC for group in estate.of(AgentGroup, product=product)]
    if groups and context.answers["privacy_mode_enabled"] == "yes":
        yield Hit(
            item=None,
            message="privacy mode is on; "
            f"{counted(len(groups), 'agent group depends', 'agent groups depend')} on the presence of agents",
            evidence={"agent groups": str(len(groups))},
        )
