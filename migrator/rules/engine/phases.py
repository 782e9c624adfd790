"""Phases in which a thing that every track of the checklist has is done (migration.md 7.1 and 7.2)."""

from __future__ import annotations

from .model import LYNC2010, R2

#: the move of response groups, by the product that is left: steps A9.1 and B7.4
RESPONSE_GROUPS = {R2: "9 Post", LYNC2010: "7 Post"}
