"""Response groups of OCS 2007 R2 that have to be moved, and their numbers (R2-RGS)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.response_groups import AgentGroup, ApplicationContact, Queue, Workflow
from ...estate.topology import Pool, Service
from ..engine.check import Check
from ..engine.gaps import Gap
from ..engine.model import LYNC2013, R2, Change, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_POST
from ..engine.scope import target_gap
from ..engine.values import Amount, Host, Number, Text

#: the export of OCS as one field report shows it (giombini-r2-to-2013)
EXPORT_AS_OBSERVED = (
    "Export, as one field report shows it (not runnable: one switch is lost there; it probably names the pool, here "
    "{source}): applicationsettingsexport.exe /backup /[UNKNOWN, {source}?] "
    "/applicationID:Microsoft.RTC.Applications.Acd /file:ResponseGroupExport.xml."
)
#: what a pool has, for the rules of both products; kinds that were not read are not counted
POOL_HAS = "{pool} has {workflows:workflow}"
POOL_VARIANTS = {
    "all kinds": Wording(POOL_HAS + ", {queues:queue} and {agent_groups:agent group}"),
    "no pool": Wording("{workflows:workflow|workflows} of a pool that the evidence does not name"),
}
_COUNTED = (Workflow, Queue, AgentGroup)


def by_pool(estate: Estate, product: str) -> Iterator[tuple[Hit, str]]:
    """A hit for each pool with workflows, on the pool where it was read, and the name of the pool in the evidence."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for cls in _COUNTED:
        for item in estate.of(cls, product=product):
            counts[getattr(item, "pool", None) or ""][cls.label.lower()] += 1
    all_read = all(estate.has(cls.kind, product) for cls in _COUNTED)
    for name, held in counts.items():
        if not held[Workflow.label.lower()]:
            continue
        pool = estate.find("pool", name, product=product)
        amounts = {cls.label.lower(): Amount(held[cls.label.lower()]) for cls in _COUNTED}
        hit = Hit(
            item=pool,
            variant="no pool" if not name else "all kinds" if all_read else "",
            part="" if pool else name,
            places={
                "pool": pool or Host(name),
                "source": Host(getattr(pool, "fqdn", None) or "LEGACY_POOL"),
                **{label.replace(" ", "_"): amount for label, amount in amounts.items()},
            },
            evidence={label: amount for label, amount in amounts.items() if amount.count},
        )
        yield hit, name


@rule(
    id="R2-RGS-000",
    title="Response groups have to be moved",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    message=POOL_HAS,
    variants=POOL_VARIANTS,
    effect=(
        "Move-CsRgsConfiguration takes all response groups of the pool or none. From then on the new pool answers "
        "their calls and OCS does not; the legacy copies stay for rollback."
    ),
    remediation=(
        "Recommended: move all users first, agents above all. Needed: the Response Group application on the target "
        "pool (R2-RGS-002), OCSWMIBC.msi, an account in RTCUniversalServerAdmins. Remove orphaned agents, make names "
        "unique, rename no agent. "
        + EXPORT_AS_OBSERVED
        + " Then: Move-CsRgsConfiguration -Source {source} -Destination "
        "LYNC_POOL -Verbose (without -Verbose success is silent). Delete no legacy response group before the legacy "
        "pool is removed."
    ),
    references=("l13-rgs-r2", "move-csrgsconfiguration", "giombini-r2-to-2013"),
    basis="the move is documented; agents, export and -Verbose are advice of one site, unique names are inferred",
    minutes=120,
    phases=(A_POST,),
)
def response_groups_to_move(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A pool of OCS 2007 R2 has workflows.

    Why it matters: the move has prerequisites, and single groups, queues or workflows cannot be chosen.

    When it is wrong: the response groups will not be used any more.
    """
    for hit, _ in by_pool(estate, R2):
        yield hit


@rule(
    id="R2-RGS-001",
    title="The number of a workflow may be lost in the move",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(Workflow, ApplicationContact),
    message="Workflow {item!r} is called by {line_URI}: record it",
    effect="The tel URI of the workflow is empty after Move-CsRgsConfiguration; PSTN calls to it fail.",
    remediation=(
        "Keep this inventory. After the move, first the owners (RGS-F04): at the published site the number could not "
        "be set while they were missing. Then set LineUri again: Set-CsRgsWorkflow (RGS-F03 writes the command)."
    ),
    references=("giombini-r2-to-2013", "r2-wmi-application-contact", "r2-wmi-rgs-workflow", "set-csrgsworkflow"),
    minutes=5,
    phases=(A_POST,),
)
def workflow_number(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A workflow is called by a number, which OCS keeps on its contact.

    Why it matters: at the published site every one of about 20 workflows had lost its number after the move, without
    an error. Only a record from before the move can restore it.

    When it is wrong: the loss is known from one site; the numbers may survive. Once the copy on Lync Server 2013 was
    read, RGS-F03 says whether it was lost.
    """
    on_2013 = {workflow.title.casefold() for workflow in estate.of(Workflow, product=LYNC2013)}
    for workflow in estate.each(Workflow, product=R2):
        if workflow.title.casefold() in on_2013:
            continue
        contact = estate.find("application_contact", workflow.contact, product=R2)
        if isinstance(contact, ApplicationContact) and contact.line_uri:
            number = Number(contact.line_uri)
            yield Hit(
                item=workflow,
                evidence={"line URI": number, "SIP URI": Number(contact.primary_uri or "")},
                changes=(Change(item=workflow, field="line_uri", before=number, after=None),),
            )


def _no_application(estate: Estate, context: Context, product: str) -> Iterator[Hit | Gap]:
    """No pool of the target runs the Response Group application.

    Why it matters: the move needs a pool of the new version that has it.

    When it is wrong: the pool for the response groups is not deployed yet.
    """
    if not estate.of(Workflow, product=product):
        return
    if gap := target_gap(estate, context, Service, Pool):
        yield gap
        return
    hosts: tuple[Service | Pool, ...] = (
        *estate.of(Service, product=context.target_product),
        *estate.of(Pool, product=context.target_product),
    )
    if not any(name.casefold().endswith("rgs") for each in hosts for name in each.applications):
        yield Hit(item=None, places={"target": Text(context.product_name)})


NO_APPLICATION = Check(
    title="Target without the Response Group application",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(Workflow,),
    message="No pool of {target} has the Response Group application (urn:application:RGS)",
    effect="There is no pool to which the response groups can be moved.",
    remediation=(
        "Deploy it with Enterprise Voice on the target pool; check: Get-CsService -ApplicationServer | Select-Object "
        "Identity, Applications."
    ),
    references=("l13-rgs-r2", "l13-rgs-2010", "get-csservice", "get-csrgsconfiguration"),
    find=_no_application,
    minutes=60,
)
NO_APPLICATION_RULE = NO_APPLICATION.rule("R2-RGS-002", R2, phases=(A_POST,))
