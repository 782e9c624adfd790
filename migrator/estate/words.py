"""Values of the products that several modules use: days, languages, participation policies and routing methods.

References: new-csrgsworkflow, new-csrgsagentgroup, r2-wmi-rgs-group.
"""

from __future__ import annotations

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: the 26 languages that a workflow of Lync may have
# fmt: off
WORKFLOW_LANGUAGES = (
    "ca-ES", "da-DK", "de-DE", "en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "fi-FI", "fr-CA", "fr-FR",
    "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ru-RU", "sv-SE", "zh-CN", "zh-HK", "zh-TW",
)
# fmt: on
#: how Lync routes calls to the agents of a group; the values of OCS 2007 R2 are not published
ROUTING_METHODS = ("LongestIdle", "RoundRobin", "Serial", "Parallel", "Attendant")
FORMAL, INFORMAL = "Formal", "Informal"
#: a state policy of OCS 2007 R2 that has no counterpart in Lync
NEVER_AVAILABLE = "NeverAvailable"
_PARTICIPATION = {
    "formal": FORMAL,
    "informal": INFORMAL,
    "conditionallyavailable": FORMAL,
    "alwaysavailable": INFORMAL,
}


def participation(word: str | None) -> str | None:
    """The participation policy of Lync for a value of Lync or OCS 2007 R2; None if Lync has none for it."""
    return _PARTICIPATION.get((word or "").casefold())


def is_never_available(word: str | None) -> bool:
    """True for the participation policy of OCS 2007 R2 that Lync does not have."""
    return (word or "").casefold() == NEVER_AVAILABLE.casefold()


def spelled(word: str | None, words: tuple[str, ...]) -> str | None:
    """*word* as it is spelled among *words*, in any case; None if it is not among them."""
    return next((known for known in words if known.casefold() == (word or "").casefold()), None)
