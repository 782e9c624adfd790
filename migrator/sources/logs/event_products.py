"""The product that logged an event: from its source and its id, never from the log's name alone.

Lync 2010 and 2013 share the log "Lync Server" and the sources "LS ...": only events of parts that one of them has tell
them apart. OCS has sources and a log of its own, and so had Lync 2010 before its release (log "Communications Server",
sources "CS ...").
"""

from __future__ import annotations

#: of LS User Services: the pool manager and Windows Fabric, which came with Lync 2013 (published for 2013: KB
#: front-end-services-not-start, risual.com 2014/05, ucnew.wordpress.com 2013/08, management pack Microsoft.LS.2013)
_FABRIC = frozenset({32163, 32169, 32170, 32173, 32174})
_OCS_LOG = "office communications server"
SHARED_LOG = "Lync Server"


def product_of(log: str | None, source: str | None, event_id: int) -> str:
    """The product of an event, or "unknown"."""
    name = (source or "").casefold()
    if name.startswith(("ocs ", "office communications ")) or (log or "").casefold() == _OCS_LOG:
        return "ocs2007r2"
    if name.startswith("cs "):
        return "lync2010"
    if name == "ls user services" and event_id in _FABRIC:
        return "lync2013"
    return "unknown"
