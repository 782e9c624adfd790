"""The supported route, which is always offered before any SQL."""

from __future__ import annotations

# Sources: l13-rgs-dr-procedures; for the parameters export-csrgsconfiguration and import-csrgsconfiguration.
_STEPS = (
    "Supported route first, from a Lync Server 2013 Management Shell:",
    '  Export-CsRgsConfiguration -Source "service:ApplicationServer:{pool}" -FileName "C:\\RgsExport.zip"',
    (
        '  Import-CsRgsConfiguration -Destination "service:ApplicationServer:{pool}" -FileName "C:\\RgsExport.zip"'
        " -OverwriteOwner"
    ),
    "Microsoft documents it for moving response groups to another owner. For NULL owners, no public test is known.",
    "A direct edit of rgsconfig is not supported by Microsoft: make a backup and the export above before any change.",
)

IN_SHORT = (
    "The supported route comes first: Export-CsRgsConfiguration, then Import-CsRgsConfiguration -OverwriteOwner; "
    "`migrator repair script` names the commands."
)


def supported_route(pool: str | None) -> tuple[str, ...]:
    """The lines to show before a plan, a script or a run; *pool* is the FQDN of the owner pool."""
    return tuple(line.format(pool=pool or "POOL_FQDN") for line in _STEPS)
