"""Conference directories of Lync Server 2010."""

from __future__ import annotations

import attrs

from ..engine.model import LYNC2010
from ..engine.phases import B_REMOVE
from .r2_cdir import LEFT_BEHIND

LEFT_BEHIND_RULE = attrs.evolve(
    LEFT_BEHIND, basis="that dial-in stops otherwise is documented for OCS 2007 R2; for Lync Server 2010 inferred"
).rule(
    "L10-CDIR-001",
    LYNC2010,
    phases=(B_REMOVE,),
    remediation=(
        "Move-CsConferenceDirectory -Identity {id} -TargetPool POOL (after an error again in a new shell); check "
        "ServiceID."
    ),
    references=("l13-confdirs-2010", "move-csconferencedirectory", "l13-decommission-r2"),
)
