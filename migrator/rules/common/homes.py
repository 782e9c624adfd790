"""Where objects live."""

from __future__ import annotations

from ..checks.r2_caa import is_dead, is_lync_pool, lives_on, pools_to_remove

__all__ = ["is_dead", "is_lync_pool", "lives_on", "pools_to_remove"]
