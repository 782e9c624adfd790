"""The numbers of workflows before the move."""

from __future__ import annotations

from .estate import Estate
from .products import LYNC2010, R2
from .response_groups import ApplicationContact, Workflow


def legacy_numbers(estate: Estate) -> dict[str, tuple[Workflow, str]]:
    """Each legacy workflow that has a number, with the number, by the workflow's name in lower case."""
    numbers: dict[str, tuple[Workflow, str]] = {}
    for workflow in estate.of(Workflow, product=LYNC2010):
        if workflow.line_uri:
            numbers[workflow.title.casefold()] = workflow, workflow.line_uri
    for workflow in estate.of(Workflow, product=R2):
        contact = estate.find("application_contact", workflow.contact, product=R2)
        if isinstance(contact, ApplicationContact) and contact.line_uri:
            numbers[workflow.title.casefold()] = workflow, contact.line_uri
    return numbers
