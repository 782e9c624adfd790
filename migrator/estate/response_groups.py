"""Response groups: workflows, queues, agent groups and what they are built from.

Property lists: OCS 2007 R2 WMI classes and the Lync cmdlet object model (r2-wmi-rgs-workflow, new-csrgsworkflow).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from .kinds import Item, boolean, declared, integer, kind, part, parts, text, text_list, timestamp


@attrs.frozen
class AudioFile:
    """An audio file as the product names it."""

    original_name: str | None = None
    unique_name: str | None = None


@attrs.frozen
class CallPrompt:
    """What a caller hears: an audio file; if there is none, a text that is read aloud."""

    text: str | None = None
    audio: AudioFile | None = None


@attrs.frozen
class IvrAnswer:
    """One possible answer to a question and what follows."""

    name: str | None = None
    dtmf: str | None = None
    voice: tuple[str, ...] = ()
    action: CallAction | None = None


@attrs.frozen
class IvrQuestion:
    """A question of an interactive workflow."""

    name: str | None = None
    prompt: CallPrompt | None = None
    invalid_answer_prompt: CallPrompt | None = None
    no_answer_prompt: CallPrompt | None = None
    answers: tuple[IvrAnswer, ...] = ()


@attrs.frozen
class CallAction:
    """What happens to a call.

    Attributes:
        action: Terminate, TransferToQueue, TransferToQuestion, TransferToUri, TransferToVoiceMailUri, TransferToPstn.
        queue: key of the queue.
    """

    action: str | None = None
    prompt: CallPrompt | None = None
    question: IvrQuestion | None = None
    queue: str | None = None
    uri: str | None = None


def menu_size(questions: Sequence[IvrQuestion]) -> tuple[int, int]:
    """(levels, answers of the widest question) of menus that begin with *questions*."""
    levels = width = 0
    while questions:
        levels += 1
        width = max(width, *(len(question.answers) for question in questions))
        behind = (answer.action for question in questions for answer in question.answers)
        questions = [action.question for action in behind if action and action.question]
    return levels, width


@attrs.frozen
class TimeRange:
    """Opening hours of one day, ``HH:MM:SS`` in the workflow's time zone."""

    day: str
    opens: str
    closes: str
    name: str | None = None

    @property
    def span(self) -> str:
        """Its hours, without seconds that are zero: ``09:00-17:30``."""
        return f"{_short(self.opens)}-{_short(self.closes)}"


def _short(clock: str) -> str:
    return clock.removesuffix(":00") if clock.count(":") > 1 else clock


@attrs.frozen
class HolidayPeriod:
    """One holiday of a set; *ends* is usually midnight of the next day."""

    name: str | None = None
    starts: datetime | None = None
    ends: datetime | None = None


@kind("workflow", "Workflows", area="Response groups")
@declared(kw_only=True)
class Workflow(Item):
    """A response group workflow: the number people call; OCS 2007 R2 has it on its contact (r2-wmi-rgs-workflow)."""

    name: str | None = text("Name")
    pool: str | None = text("Pool", refers_to="pool")
    owner_pool: str | None = text("Owner pool")
    owner_pool_is_null: bool | None = boolean("Owner pool is null")
    primary_uri: str | None = text("SIP URI", through="contact")
    line_uri: str | None = text("Line URI", through="contact")
    display_number: str | None = text("Display number", through="contact")
    description: str | None = text("Description")
    active: bool | None = boolean("Active")
    anonymous: bool | None = boolean("Agents anonymous")
    enabled_for_federation: bool | None = boolean("Federation")
    managed: bool | None = boolean("Managed")
    managers: tuple[str, ...] = text_list("Managers", personal=True, in_order=False)
    language: str | None = text("Language")
    time_zone: str | None = text("Time zone")
    business_hours: str | None = text("Business hours", refers_to="business_hours")
    holiday_sets: tuple[str, ...] = text_list("Holiday sets", refers_to="holiday_set", in_order=False)
    default_action: CallAction | None = part("Default action")
    after_hours_action: CallAction | None = part("After-hours action")
    holiday_action: CallAction | None = part("Holiday action")
    music_on_hold: AudioFile | None = part("Music on hold")
    contact: str | None = text("Contact", refers_to="application_contact")
    template: str | None = text("Template")
    workflow_type: str | None = text("Type")
    definition: str | None = text("Definition (XML)")


@kind("queue", "Queues", area="Response groups")
@declared(kw_only=True)
class Queue(Item):
    """A response group queue."""

    name: str | None = text("Name")
    pool: str | None = text("Pool", refers_to="pool")
    owner_pool: str | None = text("Owner pool")
    owner_pool_is_null: bool | None = boolean("Owner pool is null")
    description: str | None = text("Description")
    agent_groups: tuple[str, ...] = text_list("Agent groups in order", refers_to="agent_group")
    timeout_threshold_s: int | None = integer("Time-out threshold (s)")
    timeout_action: CallAction | None = part("Time-out action")
    overflow_threshold: int | None = integer("Overflow threshold (calls)")
    overflow_candidate: str | None = text("Overflow candidate")
    overflow_action: CallAction | None = part("Overflow action")
    workflows: tuple[str, ...] = text_list("Workflows", refers_to="workflow", in_order=False)


@kind("agent_group", "Agent groups", area="Response groups")
@declared(kw_only=True)
class AgentGroup(Item):
    """A response group agent group."""

    name: str | None = text("Name")
    pool: str | None = text("Pool", refers_to="pool")
    owner_pool: str | None = text("Owner pool")
    owner_pool_is_null: bool | None = boolean("Owner pool is null")
    description: str | None = text("Description")
    participation: str | None = text("Participation policy")
    routing_method: str | None = text("Routing method")
    alert_time_s: int | None = integer("Alert time (s)")
    agents: tuple[str, ...] = text_list("Agents in order", refers_to=("agent", "user"), personal=True)
    distribution_list: str | None = text("Distribution list", refers_to="distribution_list")


@kind("agent", "Agents", area="Response groups", of_person=True)
@declared(kw_only=True)
class Agent(Item):
    """A person who answers calls of a response group."""

    display_name: str | None = text("Display name", personal=True)
    sip_address: str | None = text("SIP address", personal=True, refers_to="user")
    user_sid: str | None = text("User SID", personal=True)
    pool: str | None = text("Pool", refers_to="pool")
    enabled: bool | None = boolean("Enabled")
    individual: bool | None = boolean("Added by name")
    distribution_lists: tuple[str, ...] = text_list("Distribution lists", refers_to="distribution_list", in_order=False)


@kind("distribution_list", "RGS distribution lists", area="Response groups")
@declared(kw_only=True)
class DistributionList(Item):
    """A distribution list whose members are agents."""

    address: str | None = text("Address")
    pool: str | None = text("Pool", refers_to="pool")


@kind("business_hours", "Business hours", area="Response groups")
@declared(kw_only=True)
class BusinessHours(Item):
    """Opening hours: up to two ranges a day."""

    name: str | None = text("Name")
    pool: str | None = text("Pool", refers_to="pool")
    owner_pool: str | None = text("Owner pool")
    owner_pool_is_null: bool | None = boolean("Owner pool is null")
    description: str | None = text("Description")
    custom: bool | None = boolean("Private to one workflow")
    ranges: tuple[TimeRange, ...] = parts("Hours")
    presets: tuple[str, ...] = text_list("Hours as OCS 2007 R2 stores them")


@kind("holiday_set", "Holiday sets", area="Response groups")
@declared(kw_only=True)
class HolidaySet(Item):
    """A set of holidays."""

    name: str | None = text("Name")
    pool: str | None = text("Pool", refers_to="pool")
    owner_pool: str | None = text("Owner pool")
    owner_pool_is_null: bool | None = boolean("Owner pool is null")
    description: str | None = text("Description")
    holidays: tuple[HolidayPeriod, ...] = parts("Holidays")
    holiday_items: tuple[str, ...] = text_list("Holiday records", refers_to="holiday")


@kind("holiday", "Holidays", area="Response groups")
@declared(kw_only=True)
class Holiday(Item):
    """One holiday record of OCS 2007 R2, which keeps holidays apart from their sets."""

    name: str | None = text("Name")
    pool: str | None = text("Pool", refers_to="pool")
    starts: datetime | None = timestamp("Starts")
    ends: datetime | None = timestamp("Ends")


@kind("rgs_settings", "Response group settings", area="Response groups")
@declared(kw_only=True)
class RgsSettings(Item):
    """Response group settings of one pool."""

    pool: str | None = text("Pool", refers_to="pool")
    ringback_grace_s: int | None = integer("Agent ring-back grace period (s)")
    default_music_on_hold: AudioFile | None = part("Default music on hold")
    disable_call_context: bool | None = boolean("Call context disabled")
    matchmaking_port: int | None = integer("Match making port")
    max_transfer_attempts: int | None = integer("Transfer attempts")


@kind("application_contact", "Application contacts", area="Response groups")
@declared(kw_only=True)
class ApplicationContact(Item):
    """An Active Directory contact of an application: carries the number of a workflow."""

    display_name: str | None = text("Display name")
    application: str | None = text("Application")
    primary_uri: str | None = text("SIP URI")
    line_uri: str | None = text("Line URI")
    display_number: str | None = text("Display number")
    pool: str | None = text("Home pool", refers_to="pool")
    enabled: bool | None = boolean("Enabled")
    enabled_for_federation: bool | None = boolean("Federation")
    voice_enabled: bool | None = boolean("Enterprise Voice")
    dial_plan: str | None = text("Location profile", refers_to="dial_plan")
    primary_language: str | None = text("Primary language")
    secondary_languages: tuple[str, ...] = text_list("Secondary languages")
    move_target: str | None = text("Move pending to", refers_to="pool")
