"""ms-diagnostics ids that no entry knows, by the range that was published for them."""

from __future__ import annotations

from ...knowledge.base import known_entries
from ..known_diagnoses import range_rule

KNOWN_BY_RANGE = range_rule("DIAG-R1", known_entries())
