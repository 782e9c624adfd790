"""Values of response group objects as text by which two sides can be compared."""

from __future__ import annotations

from datetime import datetime

from ..estate.estate import Estate
from ..estate.response_groups import Agent, AgentGroup, BusinessHours, Holiday, HolidayPeriod, HolidaySet


def week(hours: BusinessHours, days: list[str]) -> str:
    """Opening hours of these days, days with the same hours together."""
    alike: dict[str, list[str]] = {}
    for day in days:
        alike.setdefault(of_day(hours, day), []).append(day)
    return "; ".join(f"{', '.join(same)} {opening}" for opening, same in alike.items())


def of_day(hours: BusinessHours, day: str) -> str:
    """Opening hours of one day, ``closed`` where there are none."""
    return ", ".join(sorted(each.span for each in hours.ranges if each.day == day)) or "closed"


def same_name(name: str) -> str:
    """A name as Windows compares names: without case and letter by letter, so that ``ß`` is not ``ss``."""
    return "".join(upper if len(upper := letter.upper()) == 1 else letter for letter in name)


def sip(address: str) -> str:
    """An address as it is compared; other text is returned unchanged."""
    return "sip:" + address.casefold().removeprefix("sip:") if "@" in address else address


def addresses(group: AgentGroup, estate: Estate) -> list[str]:
    """SIP addresses of the agents in order; OCS 2007 R2 refers to agents by id."""
    found = []
    for reference in group.agents:
        agent = estate.find("agent", reference, product=group.product)
        found.append(sip(agent.sip_address if isinstance(agent, Agent) and agent.sip_address else reference))
    return found


def knows_addresses(group: AgentGroup, estate: Estate) -> bool:
    """Whether the evidence tells all agents of a group, and their addresses."""
    agents = [found for _, found in estate.resolve(group, "agents")]
    return group.knows("agents") and all(
        agent.knows("sip_address") if agent else not estate.lost(Agent.kind) for agent in agents
    )


def periods(holidays: HolidaySet, estate: Estate) -> list[HolidayPeriod]:
    """The holidays of a set; OCS 2007 R2 stores them as objects of their own."""
    records = [found for _, found in estate.resolve(holidays, "holiday_items") if isinstance(found, Holiday)]
    return [*holidays.holidays, *(HolidayPeriod(record.name, record.starts, record.ends) for record in records)]


def shown_periods(*sides: list[HolidayPeriod]) -> tuple[set[str], ...]:
    """The holidays of each side; without their days where one side has an offset and the other has none."""
    kinds = {period.starts.tzinfo is None for side in sides for period in side if period.starts}
    return tuple(
        {f"{p.name} {_shown(p.starts)} to {_shown(p.ends)}" if len(kinds) < 2 else f"{p.name}" for p in side}
        for side in sides
    )


def _shown(time: datetime | None) -> str:
    return str(time).removesuffix(" 00:00:00")
