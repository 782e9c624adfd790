"""The homes of objects on OCS, as the directory and Lync show them."""

from __future__ import annotations

import re

#: the home of an object on OCS: the pool by its name, where Lync has site and number (jenstr-ad-objects)
_OCS_HOME = re.compile(r"(?:^|,)CN=(?P<pool>[^,=:]+),CN=Pools,", re.IGNORECASE)


def ocs_home(reference: str | None) -> str:
    """The name of the pool of OCS that the DN of a home names, in lower case; empty if it is none."""
    found = _OCS_HOME.search(reference or "")
    return found["pool"].casefold() if found else ""
