"""Events that are known and not expected in the phase of the migration: a rule for each event id."""

from __future__ import annotations

from ...knowledge.base import known_entries
from ..known_events import event_rules

EVENTS = tuple(event_rules(known_entries()))
