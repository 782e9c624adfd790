"""Exchange UM of Lync Server 2010."""

from __future__ import annotations

import attrs

from ..engine.model import LYNC2010
from ..engine.phases import B_REMOVE
from .r2_um import UM_CONTACTS

UM_CONTACTS_RULE = attrs.evolve(
    UM_CONTACTS,
    basis="the step is only in the pages for OCS 2007 R2; that 2010 needs it and what fails are inferred",
).rule("L10-UM-001", LYNC2010, phases=(B_REMOVE,))
