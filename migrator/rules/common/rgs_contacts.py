"""Contacts and numbers of workflows (RGS-F12, RGS-G01 to G03: response-groups.md 6, item 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.conferencing import AccessNumber
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.response_groups import ApplicationContact, Workflow
from ...estate.topology import Pool
from ...estate.users import User
from ..engine.gaps import Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import ALL, unread, with_evidence


@rule(
    id="RGS-G01",
    title="Workflow without its contact",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(Workflow, ApplicationContact),
    effect="The workflow has no address and no number: nobody can call it, and there is no contact to move.",
    remediation="Assign a contact to the workflow in the R2 console, or remove the workflow before the move.",
    references=(
        "r2-wmi-rgs-workflow",
        "r2-wmi-application-contact",
    ),
    basis="inferred",
    minutes=20,
    blocks="9 Post",
)
def missing_contact(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An active workflow names a contact that was not read, or none.

    Why it matters: the address and the number of a workflow are on its contact, which the move re-homes.

    When it is wrong: the contacts were collected with too few rights or from another forest.
    """
    for workflow in estate.of(Workflow, product=R2):
        if estate.find_any(("application_contact", "access_number"), workflow.contact, product=R2):
            continue
        if workflow.contact or workflow.active:
            state = "names a contact that was not read" if workflow.contact else "is active but names no contact"
            yield Hit(
                item=workflow,
                message=f"workflow {workflow.title!r} {state}",
                evidence={"contact": workflow.contact or ""},
                severity=None if workflow.contact else Severity.WARNING,
            )


@rule(
    id="RGS-G02",
    title="A workflow shares its number",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Workflow,),
    effect="Which of the two a caller reaches is not determined.",
    remediation="Give one of the two another number.",
    references=(
        "r2-wmi-application-contact",
        "new-csrgsworkflow",
    ),
    basis="inferred",
    minutes=15,
    phases=RESPONSE_GROUPS,
)
def double_line(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """The number of a workflow is also the number of another workflow, access number or user.

    Why it matters: a number leads to one place only; after the move the wrong one may answer.

    When it is wrong: the other one was already migrated under the same number in evidence of another day.
    """
    for product in with_evidence(estate, ALL, Workflow):
        if product == R2:
            yield from unread(estate, ApplicationContact, product)
        kinds: tuple[type[Item], ...] = (ApplicationContact if product == R2 else Workflow, AccessNumber, User)
        holders: dict[str, list[Item]] = defaultdict(list)
        for cls in kinds:
            for item in estate.of(cls, product=product):
                line = (getattr(item, "line_uri", None) or "").casefold()
                if line and (cls is kinds[0] or line in holders):
                    holders[line].append(item)
        for line, items in holders.items():
            for item in items[:1] if len(items) > 1 else ():
                others = "; ".join(f"{other.title} ({other.kind})" for other in items[1:])
                yield Hit(
                    item=item,
                    message=f"{line} is the number of {item.title!r} and of {others}",
                    evidence={"line URI": line, "others": others},
                )


@rule(
    id="RGS-G03",
    title="Contact homed on another pool than its workflow",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(Workflow, ApplicationContact, Pool),
    effect="The contact was already moved, or was never moved back: calls do not reach this workflow.",
    remediation="Compare with the move: Move-CsApplicationEndpoint takes a contact to the pool whose workflow is used.",
    references=(
        "l13-rgs-r2",
        "move-csapplicationendpoint",
        "r2-wmi-application-contact",
    ),
    basis="inferred",
    minutes=20,
    blocks="9 Post",
)
def contact_homed_elsewhere(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The contact of a workflow is homed on a pool that is not the workflow's.

    Why it matters: the pool of the contact answers its calls, whatever the workflow's own pool holds.

    When it is wrong: after Move-CsRgsConfiguration every legacy workflow looks like this, as it should.
    """
    for workflow in estate.of(Workflow, product=R2):
        contact = estate.find("application_contact", workflow.contact, product=R2)
        own = estate.find("pool", workflow.pool, product=R2)
        if not isinstance(contact, ApplicationContact) or not contact.pool or own is None:
            continue
        if estate.find("pool", contact.pool, product=R2) is not own:
            yield Hit(
                item=workflow,
                message=f"workflow {workflow.title!r} is on {own.title}, its contact on {contact.pool}",
                evidence={"workflow's pool": own.key, "contact's pool": contact.pool},
            )
