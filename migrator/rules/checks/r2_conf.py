"""Conferencing of OCS 2007 R2 (R2-CONF)."""

from __future__ import annotations

from ..engine.asked import question
from ..engine.model import R2, Severity
from ..engine.phases import A_PRODUCTION

OLD_MEETINGS = question(
    title="Meetings that are not migrated",
    severity=Severity.WARNING,
    when={"conf_meetings_scheduled": "yes"},
    says="there are conf:// or meet:// meetings, or Live Meeting only features, in use",
    why="they are not migrated to 2013.",
    wrong="all of these meetings end before their organizers move.",
    effect="The meetings cannot be joined after the move of the organizer.",
    remediation="Have users send the invitations again, or keep organizers on OCS until the meetings are over.",
    references=("l13-meetings",),
    minutes=60,
    targets=("2013",),
).rule("R2-CONF-004", R2, phases=(A_PRODUCTION,))
