"""Users of Lync Server 2010 (L10-USR)."""

from __future__ import annotations

from ..engine.asked import question
from ..engine.model import LYNC2010, Severity
from ..engine.phases import B_PRODUCTION

MEETING_CONTENT = question(
    title="Content of meetings",
    severity=Severity.WARNING,
    when={"meeting_content_needed": "yes"},
    says="the content of meetings must move with the users",
    why="content is not moved by default.",
    wrong="only content of meetings in the past would be missed.",
    effect="Content of meetings stays on the old pool.",
    remediation="Move-CsUser -Identity USER -Target POOL -MoveConferenceData.",
    references=(
        "l13-meeting-content",
        "move-csuser",
    ),
).rule("L10-USR-002", LYNC2010, phases=(B_PRODUCTION,))
