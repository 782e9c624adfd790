"""Which files are part of an Export-CsRgsConfiguration, and what each holds."""

from __future__ import annotations

import re

_EXPORT = re.compile(r"(?:^|.*[/\\!])RgsImportExport(?=[/\\])", re.IGNORECASE)
#: file of an Export-CsRgsConfiguration zip -> cmdlet that shows the same objects (rgs2cqaa, teams-aacq-tools [C])
EXPORT_FILES = {
    "workflows": "Get-CsRgsWorkflow",
    "queues": "Get-CsRgsQueue",
    "agentgroups": "Get-CsRgsAgentGroup",
    "hoursofbusiness": "Get-CsRgsHoursOfBusiness",
    "holidaysets": "Get-CsRgsHolidaySet",
}


def export_of(path: str) -> str | None:
    """The folder of the Export-CsRgsConfiguration, or of its Lync 2010 Resource Kit variant, that a file is part of."""
    match = _EXPORT.match(path)
    return match[0] if match else None
