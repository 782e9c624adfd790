"""How parts of a call flow read: prompts, opening hours, outcomes, what a workflow is about."""

from __future__ import annotations

from collections.abc import Iterator

from .estate import Estate
from .response_groups import AgentGroup, ApplicationContact, BusinessHours, CallPrompt, Queue, Workflow

_OUTCOMES = {
    "transfertouri": "Transfer to",
    "transfertovoicemailuri": "Voice mail of",
    "transfertopstn": "Telephone number",
}

#: said of an object that can be among those that were lost when the evidence was read
LOST = "not in this evidence, which is incomplete"
#: fields that decide when a workflow takes another action than its default
_WHEN = ("business_hours", "holiday_sets")


def quoted(text: str) -> str:
    """The text in double quotes."""
    return f'"{text}"'


def prompt_text(prompt: CallPrompt | None) -> str:
    """What a caller hears: the audio file if there is one, else the text (new-csrgsprompt)."""
    if prompt is None:
        return ""
    if prompt.audio:
        return f"audio {prompt.audio.original_name or prompt.audio.unique_name or 'without a name'}"
    return quoted(prompt.text) if prompt.text else ""


def outcome_in_words(action: str, target: str) -> str:
    """The target of a transfer, e.g. ``Voice mail of sip:ann@contoso.com``; *action* in lower case."""
    if action == "transfertopstn":
        target = target.removeprefix("sip:").partition("@")[0]
    return f"{_OUTCOMES[action]} {target}"


def hours_in_words(hours: BusinessHours) -> str:
    """Opening hours, days with equal hours together: ``Monday-Friday 09:00-17:30``."""
    if not hours.knows("ranges"):
        return "not all in this evidence"
    if not hours.ranges:
        return "; ".join(hours.presets) or "never"
    days: dict[str, str] = {}
    for each in hours.ranges:
        days[each.day] = f"{days[each.day]}, {each.span}" if each.day in days else each.span
    runs: list[tuple[str, str, str]] = []
    for day, spans in days.items():
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return "; ".join(f"{first if first == last else f'{first}-{last}'} {spans}" for first, last, spans in runs)


def contact_of(estate: Estate, workflow: Workflow) -> ApplicationContact | None:
    """The contact that carries the number of a workflow of OCS 2007 R2 (r2-wmi-rgs-workflow)."""
    found = estate.find("application_contact", workflow.contact, product=workflow.product)
    return found if isinstance(found, ApplicationContact) else None


def list_address(estate: Estate, group: AgentGroup) -> str:
    """The address of the distribution list of a group."""
    found = estate.find("distribution_list", group.distribution_list, product=group.product)
    return str(getattr(found, "address", None) or group.distribution_list)


def about_workflow(estate: Estate, workflow: Workflow) -> Iterator[str]:
    """Number, address, language and hours of a workflow; in R2 the number is on the contact (3.4)."""
    holder = contact_of(estate, workflow) or workflow
    line, shown = workflow.line_uri or holder.line_uri, workflow.display_number or holder.display_number
    none = "none" if workflow.knows("line_uri") and holder.knows("line_uri") else "not in this evidence"
    yield f"number: {line or none}" + (f" ({shown})" if shown else "")
    if not workflow.knows("default_action"):
        yield "what happens to a call is not in this evidence"
    if unknown := [name.replace("_", " ") for name in _WHEN if not workflow.knows(name)]:
        yield f"{' and '.join(unknown)}: not in this evidence"
    if uri := workflow.primary_uri or holder.primary_uri:
        yield f"address: {uri}"
    if workflow.language:
        yield f"language: {workflow.language}"
    if workflow.active is False:
        yield "not active: it takes no calls"
    if workflow.business_hours:
        hours = estate.find("business_hours", workflow.business_hours, product=workflow.product)
        zone = f" ({workflow.time_zone})" if workflow.time_zone else ""
        if isinstance(hours, BusinessHours):
            yield f"open {quoted(hours.title)}{zone}: {hours_in_words(hours)}"
        else:
            yield f"open{zone}: business hours {workflow.business_hours} are not in the estate"


def thresholds(queue: Queue) -> Iterator[str]:
    """What is not set of the thresholds of a queue, or not told by the evidence."""
    for name, field in (("overflow", "overflow_threshold"), ("time-out", "timeout_threshold_s")):
        if not queue.knows(field):
            yield f"{name}: not in this evidence"
        elif getattr(queue, field) is None:
            yield f"no {name}: it never happens"
