"""Clients of OCS 2007 R2 (R2-USR-011 and 012)."""

from __future__ import annotations

from ..engine.asked import question
from ..engine.model import R2, Severity
from ..engine.phases import A_PREPARE

CLIENT_FILTER = question(
    title="Lync clients are not blocked on OCS",
    severity=Severity.WARNING,
    when={"client_version_filter_set": "no"},
    says="OCS does not block the clients OC 15.*, CWA 5.* and OCPhone 4.*",
    why="new clients that sign in to OCS are not supported there.",
    wrong="new clients are rolled out only after all users moved.",
    effect="Lync clients sign in to OCS 2007 R2.",
    remediation="Add the three block rules to the client version filter of every pool before the migration.",
    references=("l13-clients-r2",),
).rule("R2-USR-012", R2, phases=(A_PREPARE,))
