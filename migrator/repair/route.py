"""The route by cmdlets, which is always offered before any SQL."""

from __future__ import annotations

# Sources: l13-rgs-dr-procedures; for the parameters export-csrgsconfiguration and import-csrgsconfiguration.
_STEPS = (
    "The documented cmdlets first, from a Lync Server 2013 Management Shell:",
    '  Export-CsRgsConfiguration -Source "service:ApplicationServer:{pool}" -FileName "C:\\RgsExport.zip"',
    (
        '  Import-CsRgsConfiguration -Destination "service:ApplicationServer:{pool}" -FileName "C:\\RgsExport.zip"'
        " -OverwriteOwner"
    ),
    "Microsoft documents them for changing the owner. For NULL owners no public test is known, nor whether the export",
    "contains objects without an owner. No page of Microsoft describes a direct edit of rgsconfig; that it is not",
    "supported is inferred. Make a backup and the export above before any change.",
)

IN_SHORT = (
    "The documented cmdlets come first: Export-CsRgsConfiguration, then Import-CsRgsConfiguration -OverwriteOwner "
    "(untested in public for NULL owners); `migrator repair script` names the commands."
)


def supported_route(pool: str | None) -> tuple[str, ...]:
    """The lines to show before a plan, a script or a run; *pool* is the FQDN of the owner pool."""
    return tuple(line.format(pool=pool or "POOL_FQDN") for line in _STEPS)
