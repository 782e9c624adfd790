"""Archiving and monitoring of OCS 2007 R2 (R2-ARC-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.policies import ScopedSettings
from ...estate.topology import TrustedService
from ..engine.gaps import Gap, not_answered
from ..engine.model import R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_USERS_PILOT
from ..engine.values import Text

_SERVERS = frozenset({"msft_siparchivingserversetting", "msft_sipmonitoringserversetting"})


@rule(
    id="R2-ARC-001",
    title="Archiving or Monitoring Server",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(),
    message="An Archiving or Monitoring Server is deployed",
    variants={
        "settings": Wording("{class} is configured"),
        "trusted service": Wording("{item} is a Monitoring Server"),
    },
    effect="Its data are not moved, and it gathers data of users on OCS pools only.",
    remediation=(
        "Back up the data. If archiving and monitoring are needed during the migration, add them to the pilot pool "
        "before users move; otherwise after the pools are migrated."
    ),
    references=("l13-archiving-r2",),
    minutes=240,
    phases=(A_USERS_PILOT,),
)
def archiving_or_monitoring(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """An Archiving or Monitoring Server of OCS is configured, or you answered that there is one.

    Why it matters: each version archives and monitors only its own pools, and data stay where they are.

    When it is wrong: the server was removed, and its entry is left over.
    """
    found = False
    for settings in estate.each(ScopedSettings, product=R2):
        if (settings.type_name or "").casefold() in _SERVERS:
            found = True
            yield Hit(item=settings, variant="settings", evidence={"class": Text(settings.type_name or "")})
    for service in estate.each(TrustedService, product=R2):
        if (service.type or "").casefold() == "qosm":
            found = True
            yield Hit(item=service, variant="trusted service", evidence={"type": Text(service.type or "")})
    if found:
        return
    if "archiving_or_monitoring" not in context.answers:
        yield not_answered("archiving_or_monitoring")
    elif context.answers["archiving_or_monitoring"] == "yes":
        yield Hit(item=None)
