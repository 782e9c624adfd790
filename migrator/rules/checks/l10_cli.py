"""Clients of Lync Server 2010 (L10-CLI-001)."""

from __future__ import annotations

from ..engine.model import LYNC2010
from ..engine.phases import B_PRODUCTION
from .r2_usr_1 import UNSUPPORTED_CLIENT

L10_UNSUPPORTED_CLIENT = UNSUPPORTED_CLIENT.rule(
    "L10-CLI-001", LYNC2010, phases=(B_PRODUCTION,), references=("l13-old-clients", "l13-clients-2010")
)
