"""The form in which people write down what evidence of OCS 2007 R2 cannot hold: its headings and fixed values.

OCS 2007 R2 keeps hours, holidays, menus, prompts, music and time zone of a workflow in DefinitionXml, which has no
public schema (r2-wmi-rgs-workflow); its console shows them.
"""

from __future__ import annotations

from collections.abc import Mapping

from .kinds import Item
from .words import DAYS

SHEET = "Workflows to complete"
#: hidden sheet with names and keys of the queues and holiday sets that the form offers
LISTS = "Lists"
KEY, NAME, POOL, COMPLETE, TIME_ZONE = "Key", "Workflow", "Pool", "Complete", "Time zone"
QUEUE, WELCOME, MENU_PROMPT, MENU = "Queue", "Welcome text", "Menu text", "Menu"
HOLIDAY_SET, HOLIDAYS, MUSIC, REMARKS = "Holiday set", "Holidays", "Music on hold", "Remarks"
#: what happens outside hours and on holidays: heading of the action, of its target, of what callers hear
CLOSED = ("Closed: action", "Closed: target", "Closed: text")
HOLIDAY = ("Holiday: action", "Holiday: target", "Holiday: text")
#: how the form calls an action (new-csrgscallaction)
ACTIONS: Mapping[str, str] = {
    "Disconnect": "Terminate",
    "Voice mail": "TransferToVoiceMailUri",
    "SIP address": "TransferToUri",
    "Telephone": "TransferToPstn",
}
#: what follows a workflow's key in the keys of the hours and holidays that the form gives it
HOURS_OF, HOLIDAYS_OF = "/hours", "/holidays"
YES_NO = ("yes", "no")
#: heading -> what stands there, for people
HEADINGS: Mapping[str, str] = {
    NAME: "As the console shows it; do not change",
    COMPLETE: "yes: all that this workflow has stands here, what is blank does not exist. no: its row is kept in part",
    TIME_ZONE: "Name of Windows, e.g. GMT Standard Time (tzutil /l lists them)",
    **dict.fromkeys(DAYS, "09:00-12:30, 13:30-17:00 (two ranges at most), 24:00 is the end; blank: closed"),
    CLOSED[0]: "Outside hours",
    CLOSED[1]: "sip:name@domain; for a telephone sip:+number@domain",
    CLOSED[2]: "What callers hear",
    HOLIDAY_SET: "One that the evidence has",
    HOLIDAYS: "One a line: 2026-12-25 Christmas Day, or 2026-12-24 12:00 - 2026-12-27 00:00 Christmas",
    HOLIDAY[0]: "On holidays",
    HOLIDAY[1]: "sip:name@domain; for a telephone sip:+number@domain",
    HOLIDAY[2]: "What callers hear",
    WELCOME: "What callers hear first",
    QUEUE: "Where calls go without a menu",
    MENU_PROMPT: "The question of the menu",
    MENU: "One answer a line: 1 = name of a queue. Menus within menus: describe them in Remarks",
    MUSIC: "Name of the file; blank: the standard music",
    REMARKS: "Anything else, for people",
    POOL: "Do not change",
    KEY: "Do not change",
}


def is_of_form(item: Item) -> bool:
    """Whether hours or holidays were written into the form: their name is of this program, not of the server."""
    return item.key.endswith((HOURS_OF, HOLIDAYS_OF))
