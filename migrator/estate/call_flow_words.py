"""How parts of a call flow read: prompts, answers, opening hours, outcomes."""

from __future__ import annotations

from .response_groups import Answer, BusinessHours, Prompt

_OUTCOMES = {
    "transfertouri": "Transfer to",
    "transfertovoicemailuri": "Voice mail of",
    "transfertopstn": "Telephone number",
}


def quoted(text: str) -> str:
    """The text in double quotes."""
    return f'"{text}"'


def spoken(prompt: Prompt | None) -> str:
    """What a caller hears: the audio file where there is one, else the text (response-groups.md 2.4)."""
    if prompt is None:
        return ""
    if prompt.audio:
        return f"audio {prompt.audio.original_name or prompt.audio.unique_name or 'without a name'}"
    return quoted(prompt.text) if prompt.text else ""


def pressed(answer: Answer) -> str:
    """How a caller chooses an answer: ``press 1 or say "sales"``."""
    said = " or ".join(quoted(word) for word in answer.voice)
    ways = [f"press {answer.dtmf}" if answer.dtmf else "", f"say {said}" if said else ""]
    choice = " or ".join(filter(None, ways)) or "no key and no word"
    return f"{choice} ({answer.name})" if answer.name else choice


def outcome_in_words(action: str, target: str) -> str:
    """Where a transfer leads, e.g. ``Voice mail of sip:ann@contoso.com``; *action* in lower case."""
    if action == "transfertopstn":
        target = target.removeprefix("sip:").partition("@")[0]
    return f"{_OUTCOMES[action]} {target}"


def hours_in_words(hours: BusinessHours) -> str:
    """Opening hours, days with equal hours together: ``Monday-Friday 09:00-17:30``."""
    if not hours.ranges:
        return "; ".join(hours.presets) or "never"
    days: dict[str, str] = {}
    for each in hours.ranges:
        span = f"{each.opens.removesuffix(':00')}-{each.closes.removesuffix(':00')}"
        days[each.day] = f"{days[each.day]}, {span}" if each.day in days else span
    runs: list[tuple[str, str, str]] = []
    for day, spans in days.items():
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return "; ".join(f"{first if first == last else f'{first}-{last}'} {spans}" for first, last, spans in runs)
