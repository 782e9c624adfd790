"""ms-diagnostics ids that are known and not expected in the phase of the migration: a rule for each id."""

from __future__ import annotations

from ...knowledge.base import known_entries
from ..known_diagnoses import diagnosis_rules

DIAGNOSES = tuple(diagnosis_rules(known_entries()))
