"""Address Book of Lync Server 2010 (L10-ABS-001a to 001d)."""

from __future__ import annotations

import attrs

from ..engine.model import LYNC2010
from ..engine.phases import B_POST
from .r2_abs import CUSTOMISED, PARTITIONED, PUNCTUATION, RULES_OFF

_MIGRATION = "l13-address-book-2010"
SHARED = (
    CUSTOMISED.rule("L10-ABS-001a", LYNC2010, phases=(B_POST,), references=(_MIGRATION,)),
    PUNCTUATION.rule("L10-ABS-001b", LYNC2010, phases=(B_POST,), references=(_MIGRATION,)),
    RULES_OFF.rule(
        "L10-ABS-001c",
        LYNC2010,
        phases=(B_POST,),
        references=(
            "l13-release-notes",
            "l13-address-book-2010",
            "new-csaddressbookconfiguration",
            "set-csaddressbookconfiguration",
        ),
    ),
    attrs.evolve(PARTITIONED, basis="that the groups end without it is inferred").rule(
        "L10-ABS-001d", LYNC2010, phases=(B_POST,), references=(_MIGRATION, "l13-schema-attributes")
    ),
)
