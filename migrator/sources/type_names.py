"""Names of .NET types as PowerShell writes them."""

from __future__ import annotations

import re
from functools import lru_cache

#: what PowerShell puts before the name of a type (Select-Object, Import-Clixml, Import-Csv)
_ADDED = re.compile(r"^(?:(?:Selected|Deserialized)\.|CSV:)+", re.IGNORECASE)
#: types that say nothing of what the object is
_VAGUE = re.compile(r"(?:System\.Management\.Automation\.PS(?:Custom)?Object|System\.Object|S|)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def plain(type_name: str) -> str:
    """The name of the type without what PowerShell puts before it."""
    return _ADDED.sub("", type_name)


@lru_cache(maxsize=1024)
def is_vague(type_name: str) -> bool:
    """Whether the type says nothing of what the object is: a PSCustomObject, or none at all."""
    return _VAGUE.fullmatch(plain(type_name)) is not None


@lru_cache(maxsize=1024)
def is_of_wmi(type_name: str) -> bool:
    """Whether the type is that of all objects of WMI, without the class."""
    return "managementobject" in type_name.casefold() or "ciminstance" in type_name.casefold()
