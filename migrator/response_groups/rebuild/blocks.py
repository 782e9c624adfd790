"""One block of PowerShell for each object: holiday sets, business hours, agent groups, queues, workflows.

Parameters and limits: New-CsRgs* of the public cmdlet documentation (office-docs-powershell); for what
OCS 2007 R2 says in other words, its WMI reference (r2-wmi-rgs-group, r2-wmi-rgs-workflow and their like).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.products import R2
from ...estate.response_groups import (
    Agent,
    AgentGroup,
    ApplicationContact,
    BusinessHours,
    CallAction,
    Holiday,
    HolidayPeriod,
    HolidaySet,
    Queue,
    TimeRange,
    Workflow,
)
from ...estate.users import User
from ...estate.words import (
    DAYS,
    FORMAL,
    ROUTING_METHODS,
    WORKFLOW_LANGUAGES,
    is_never_available,
    participation,
    spelled,
)
from ...powershell import Code, Parameters, literal, splatted
from ..commands import new_holiday, new_time_range
from .call_actions import CLOSED, DEFAULT, QUEUE, Statements, action_name, identity_of
from .omissions import Omissions

_PRESET = re.compile(rf"({'|'.join(DAYS)}) (\d\d:\d\d)-(\d\d:\d\d)")
Lines = list[str]


@attrs.frozen
class RebuildBlocks:
    """Writes the blocks of one pool; what they leave out goes to *omissions*.

    Attributes:
        to_review: workflows that are made inactive although they may have been active, and managed ones that are made
            unmanaged: the statements that finish each, by its name.
    """

    estate: Estate
    omissions: Omissions
    to_review: dict[str, Lines] = attrs.field(factory=dict)

    def holiday_set(self, item: HolidaySet) -> Lines:
        """A holiday set with its holidays; the cmdlet does not make an empty one (New-CsRgsHolidaySet)."""
        holidays = [*item.holidays, *self._records(item)]
        lines: Lines = []
        names: list[str] = []
        for holiday in holidays:
            if holiday.starts is None or holiday.ends is None:
                self._omit(item, f"holiday {holiday.name or '?'} has no start or no end; it is left out")
                continue
            names.append(f"$holiday{len(names) + 1}")
            lines.append(f"{names[-1]} = {new_holiday(holiday.name, holiday.starts, holiday.ends)}")
        self._description(item)
        if not names:
            self._omit(item, "a holiday set needs a holiday; it is not recreated")
            return []
        return _block("HolidaySet", item.title, lines, {"HolidayList": [Code(name) for name in names]})

    def _records(self, item: HolidaySet) -> list[HolidayPeriod]:
        """The holiday records that a set of OCS 2007 R2 refers to."""
        found: list[HolidayPeriod] = []
        for key, holiday in self.estate.resolve(item, "holiday_items"):
            if isinstance(holiday, Holiday):
                found.append(HolidayPeriod(holiday.name, holiday.starts, holiday.ends))
            else:
                self._omit(item, f"holiday {key} is not in the estate; it is left out")
        return found

    def business_hours(self, item: BusinessHours) -> Lines:
        """Business hours, up to two ranges a day."""
        days: dict[str, list[TimeRange]] = {}
        for each in item.ranges or self._presets(item):
            days.setdefault(each.day, []).append(each)
        lines: Lines = []
        parameters: dict[str, str | int | Code | None] = {"Custom": item.custom}
        for day in (day for day in DAYS if day in days):
            if len(days[day]) > 2:
                self._omit(item, f"{day} has more than two ranges; the first two are used")
            for number, each in enumerate(days[day][:2], 1):
                lines.append(f"${day.lower()}{number} = {new_time_range(each.name, each.opens, each.closes)}")
                parameters[f"{day}Hours{number}"] = Code(f"${day.lower()}{number}")
        if not days:
            self._omit(item, "no opening hours are known; it is recreated without any")
        self._description(item)
        return _block("HoursOfBusiness", item.title, lines, parameters)

    def _presets(self, item: BusinessHours) -> list[TimeRange]:
        """Hours of OCS 2007 R2, if every preset reads ``Monday 09:00-17:30``; their form is not documented."""
        matches = [_PRESET.fullmatch(preset) for preset in item.presets]
        read = [TimeRange(m[1], f"{m[2]}:00", f"{m[3]}:00") for m in matches if m]
        if item.presets:
            task = "check the hours: read from" if len(read) == len(matches) else "set the hours: not in a known form:"
            self._omit(item, f"{task} {'; '.join(item.presets)}")
        return read if len(read) == len(matches) else []

    def agent_group(self, item: AgentGroup) -> Lines:
        """An agent group with its agents in order."""
        alert = item.alert_time_s
        if alert is not None and not 10 <= alert <= 600:
            self._omit(item, f"the alert time of {alert} s is outside 10 to 600; the default is used")
            alert = None
        elif alert is not None and alert > 180:
            self._omit(item, f"the alert time of {alert} s is over 180: clients reject such calls")
        agents = [
            agent for key, found in self.estate.resolve(item, "agents") if (agent := self._agent(item, key, found))
        ]
        return _block(
            "AgentGroup",
            item.title,
            [],
            {
                "Description": item.description or None,
                "ParticipationPolicy": self._participation(item),
                "AgentAlertTime": alert,
                "RoutingMethod": self._one_of(item, "routing method", item.routing_method, ROUTING_METHODS),
                "AgentsByUri": agents or None,
                "DistributionGroupAddress": self._distribution_list(item) if not agents else None,
            },
        )

    def _agent(self, item: AgentGroup, key: str, found: Item | None) -> str | None:
        address = found.sip_address if isinstance(found, Agent | User) else None
        address = address or (key if key.casefold().startswith("sip:") else None)
        if address is None:
            self._omit(item, f"agent {key} is not in the estate; it is left out")
        elif self.estate.has("user", item.product) and self.estate.find("user", address) is None:
            agent = f"agent {found.title if found else key} <{address}>"
            if self.estate.lost("user", item.product):
                self._omit(item, f"{agent}: not seen among the users, of which some were lost; check the address")
                return address
            self._omit(item, f"{agent}: no user has this address; left out")
            return None
        return address

    def _distribution_list(self, item: AgentGroup) -> str | None:
        found = self.estate.find("distribution_list", item.distribution_list, product=item.product)
        address = getattr(found, "address", None) or item.distribution_list
        if address and found is None and "@" not in address:
            self._omit(item, f"distribution list {address} is not in the estate; it is left out")
            return None
        return address

    def _participation(self, item: AgentGroup) -> str | None:
        if is_never_available(item.participation):
            self._omit(item, "NeverAvailable has no counterpart: it becomes Formal, and its agents must not sign in")
            return FORMAL
        policy = participation(item.participation)
        if item.participation and policy is None:
            self._omit(item, f"participation policy {item.participation} is not known; the default is used")
        return policy

    def queue(self, item: Queue) -> Lines:
        """A queue without the actions that send calls to other queues: these must exist first."""
        make = Statements(self.estate, item, self.omissions)
        groups = self._names(item, "agent_groups")
        parameters: dict[str, str | int | Code | Sequence[str | Code] | None] = {
            "Description": item.description or None,
            "AgentGroupIDList": [identity_of("AgentGroup", name) for name in groups] or None,
            "OverflowCandidate": self._one_of(
                item, "overflow candidate", item.overflow_candidate, ("NewestCall", "OldestCall")
            ),
        }
        for name, where, threshold, action in self._exits(item):
            if action is None or action_name(action) != "TransferToQueue":
                parameters[f"{name}Threshold"] = threshold
                parameters[f"{name}Action"] = make.action(action, where, QUEUE)
        return _block("Queue", item.title, make.lines, parameters)

    def queue_to_queue(self, item: Queue) -> list[Lines]:
        """The second pass: actions that send calls from one queue to another."""
        blocks: list[Lines] = []
        for name, where, threshold, action in self._exits(item):
            if action is None or action_name(action) != "TransferToQueue":
                continue
            make = Statements(self.estate, item, self.omissions)
            made = make.action(action, where, QUEUE)
            if made is None:
                continue
            limit = [f"$queue.{name}Threshold = {threshold}"] if threshold is not None else []
            body = ["param($queue)", *make.lines, *_made(make.lines), *limit, f"$queue.{name}Action = {made.text}"]
            blocks.append(
                [f"Complete-RgsQueue {literal(item.title)} '{name}Threshold' {{", *(f"    {x}" for x in body), "}"]
            )
        return blocks

    def _exits(self, item: Queue) -> list[tuple[str, str, int | None, CallAction | None]]:
        overflow, timeout = item.overflow_threshold, item.timeout_threshold_s
        if overflow is not None and not 0 <= overflow <= 1000:
            self._omit(item, f"the overflow threshold of {overflow} is outside 0 to 1000; it is left out")
            overflow = None
        if timeout is not None and not 10 <= timeout <= 65535:
            self._omit(item, f"the time-out of {timeout} s is outside 10 to 65535; it is left out")
            timeout = None
        return [
            ("Overflow", "overflow", overflow, item.overflow_action),
            ("Timeout", "time-out", timeout, item.timeout_action),
        ]

    def workflow(self, item: Workflow) -> Lines:
        """A workflow with its number, which its contact has in OCS 2007 R2 (r2-wmi-rgs-workflow)."""
        contact = self.estate.find("application_contact", item.contact, product=item.product)
        holder = contact if isinstance(contact, ApplicationContact) else item
        uri = item.primary_uri or holder.primary_uri
        if not uri:
            self._omit(item, "it has no SIP address in the evidence; it is not recreated")
            return []
        make = Statements(self.estate, item, self.omissions)
        default = make.action(self._default(item), "default action", DEFAULT)
        closed = make.action(item.after_hours_action, "after-hours action", CLOSED)
        holiday = make.action(item.holiday_action, "holiday action", CLOSED)
        hours = self._names(item, "business_hours")
        sets = self._names(item, "holiday_sets")
        made = {
            "default_action": default is not None,
            "after_hours_action": closed is not None,
            "holiday_action": holiday is not None,
            "business_hours": bool(hours),
            "holiday_sets": len(sets) == len(item.holiday_sets),
        }
        active = self._active(item, [field for field, is_made in made.items() if not is_made])
        parameters: dict[str, str | int | Code | Sequence[str | Code] | None] = {
            "PrimaryUri": uri,
            "LineUri": item.line_uri or holder.line_uri or None,
            "DisplayNumber": item.display_number or holder.display_number or None,
            "Description": item.description or None,
            "Active": active,
            "Anonymous": item.anonymous,
            "EnabledForFederation": _first(item.enabled_for_federation, holder.enabled_for_federation),
            "Language": self._one_of(item, "language", item.language, WORKFLOW_LANGUAGES),
            "TimeZone": item.time_zone or None,
            "BusinessHoursID": identity_of("HoursOfBusiness", hours[0]) if hours else None,
            "HolidaySetIDList": [identity_of("HolidaySet", name) for name in sets] or None,
            "DefaultAction": default,
            "NonBusinessHoursAction": closed,
            "HolidayAction": holiday,
            "CustomMusicOnHoldFile": make.audio(item.music_on_hold, "music on hold"),
            **self._managers(item, active=active),
        }
        return _block("Workflow", item.title, make.lines, parameters)

    def _active(self, item: Workflow, not_made: Sequence[str]) -> bool | None:
        """Whether a workflow is made active: none of which a part is missing, which would answer at the wrong times.

        Args:
            not_made: fields that decide what happens to calls, and of which nothing is made.
        """
        if item.active is False:
            return False
        lost = [field for field in not_made if getattr(item, field) or field in item.unknown]
        if item.product == R2 and item.default_action is None:
            why = "its definition was not read"
        elif "default_action" in not_made:
            why = "it has no default action"
        elif lost:
            why = f"it lacks what it had or may have had: {', '.join(lost).replace('_', ' ')}"
        else:
            return item.active
        self._omit(item, f"it is made INACTIVE, because {why}: review it, then activate it (end of the script)")
        self.to_review.setdefault(item.title, []).append("$w.Active = $true")
        return False

    def _default(self, item: Workflow) -> CallAction | None:
        """The default action; of OCS 2007 R2 only the queues that name the workflow are known."""
        if item.default_action or item.product != R2:
            return item.default_action
        queues = [
            queue
            for queue in self.estate.of(Queue, product=item.product)
            if any(self.estate.find("workflow", key, product=item.product) is item for key in queue.workflows)
        ]
        what = "hours, holidays, menus, prompts, music and time zone are in DefinitionXml, which cannot be read"
        self._omit(item, f"{what}: set them by hand, or fill in the form of `migrator rgs form` and read it")
        if len(queues) != 1:
            names = ", ".join(queue.title for queue in queues) or "none"
            self._omit(item, f"the queue of its calls is in DefinitionXml; queues that name it: {names}")
        return CallAction("TransferToQueue", queue=queues[0].key) if len(queues) == 1 else None

    def _managers(self, item: Workflow, *, active: bool | None) -> dict[str, str | int | Sequence[str | Code] | None]:
        """Managers of a workflow; deploying a managed one that is created inactive fails (l13-release-notes)."""
        agents = {a.user_sid: a for a in self.estate.of(Agent, product=item.product) if a.user_sid}
        addresses = [(name, agents[name].sip_address if name in agents else name) for name in item.managers]
        managers = [uri for _, uri in addresses if uri and uri.casefold().startswith("sip:")]
        if others := [name for name, uri in addresses if uri not in managers]:
            named = ", ".join(f"{sid} ({agents[sid].title})" if sid in agents else sid for sid in others)
            self._omit(item, f"{named}: no SIP address is known, not made a manager")
        if item.managed and not active:
            self._omit(item, "a managed workflow cannot be created inactive: it is made unmanaged (end of the script)")
            added = [f"$w.ManagersByUri.Add({literal(name)})" for name in managers]
            self.to_review.setdefault(item.title, []).extend(["$w.Managed = $true", *added])
            return {"Managed": False}
        return {"Managed": item.managed, "ManagersByUri": managers or None}

    def _names(self, item: Workflow | Queue, field: str) -> list[str]:
        """Names of what a field refers to; what is not in the estate is an omission."""
        names: list[str] = []
        for key, found in self.estate.resolve(item, field):
            if found is None:
                self._omit(item, f"it refers to {key}, which is not in the estate; the reference is left out")
            else:
                names.append(found.title)
        return names

    def _one_of(self, item: Item, what: str, given: str | None, allowed: tuple[str, ...]) -> str | None:
        known = spelled(given, allowed)
        if given and known is None:
            self._omit(item, f"{what} {given} is not one of Lync's; the default is used")
        return known

    def _description(self, item: BusinessHours | HolidaySet) -> None:
        if item.description:
            self._omit(item, f"the cmdlet takes no description; it was: {item.description}")

    def _omit(self, item: Item, what: str) -> None:
        self.omissions.add(item.kind, item.title, what)


def _block(noun: str, name: str, lines: Sequence[str], parameters: Parameters) -> Lines:
    body = [*lines, *_made(lines), *splatted("settings", {"Parent": Code("$Parent"), "Name": name, **parameters})]
    head = f"Add-RgsObject '{noun}' {literal(name)} {{"
    return [head, *(f"    {line}" for line in (*body, f"New-CsRgs{noun} @settings")), "}"]


def _made(lines: Sequence[str]) -> Lines:
    """The check that each variable of *lines* holds what a cmdlet made."""
    variables = [line.partition(" = ")[0] for line in lines]
    return [f"Assert-RgsMade {' '.join(variables)}"] if variables else []


def _first(*values: bool | None) -> bool | None:
    return next((each for each in values if each is not None), None)
