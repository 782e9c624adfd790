"""Every declared cmdlet of Lync Server 2010 and 2013, and which one a type, a file or a command names.

A type is recognised by the end of its name, as the cmdlet's page gives it under OUTPUTS (get-csdialplan [D]); spellings
of its namespace (WritableConfig, WriteableConfig) and what PowerShell puts before or behind a name do not matter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..record import folded
from ..rgs_export.files import EXPORT_FILES, export_of
from ..type_names import plain
from . import conferencing as cmdlets_conferencing
from . import dialing as cmdlets_dialing
from . import external as cmdlets_external
from . import people as cmdlets_people
from . import policies as cmdlets_policies
from . import response_groups as cmdlets_rgs
from . import servers as cmdlets_servers
from . import services as cmdlets_services
from . import topology as cmdlets_topology
from . import voice as cmdlets_voice
from .cmdlet import Cmdlet
from .settable import UNREAD

CMDLETS: tuple[Cmdlet, ...] = (
    *cmdlets_topology.CMDLETS,
    *cmdlets_services.CMDLETS,
    *cmdlets_dialing.CMDLETS,
    *cmdlets_voice.CMDLETS,
    *cmdlets_rgs.CMDLETS,
    *cmdlets_conferencing.CMDLETS,
    *cmdlets_external.CMDLETS,
    *cmdlets_people.CMDLETS,
    *cmdlets_policies.CMDLETS,
    *cmdlets_servers.CMDLETS,
)
BY_NAME = {cmdlet.name.casefold(): cmdlet for cmdlet in CMDLETS}
_TYPES = [(type_.casefold(), cmdlet) for cmdlet in CMDLETS for type_ in cmdlet.types]
_BY_TYPE = dict(_TYPES)
_LAST = [type_.rpartition(".")[2] for type_, _cmdlet in _TYPES]
#: the last part of a type's name alone, where no other type ends with it
_BY_LAST_PART = {last: cmdlet for last, (_type, cmdlet) in zip(_LAST, _TYPES, strict=True) if _LAST.count(last) == 1}
_NAME = re.compile(r"get-cs[a-z]+", re.IGNORECASE)
#: what gives objects; those that only read a variable, a file or WMI say nothing of what the objects are
_GIVES = re.compile(r"\bget-(?!content\b|item\b|variable\b|wmiobject\b|ciminstance\b)[a-z]+", re.IGNORECASE)
_UNREAD = frozenset(map(str.casefold, UNREAD))
_SETTINGS = re.compile(r"microsoft\.rtc\.management\.write?ableconfig\.(?:settings|policy)\..+", re.IGNORECASE)


def is_settings(type_name: str) -> bool:
    """Whether the type is one of the product's settings or policies, declared or not."""
    return _SETTINGS.fullmatch(plain(type_name)) is not None


@lru_cache(maxsize=1024)
def cmdlet_of_type(type_name: str) -> Cmdlet | None:
    """The cmdlet whose documented type the name ends with."""
    parts = plain(type_name).casefold().split(".")
    if len(parts) > 1 and parts[:2] != ["microsoft", "rtc"]:
        return None
    tails = (".".join(parts[start:]) for start in range(2, len(parts)))
    found = next((cmdlet for tail in tails if (cmdlet := _BY_TYPE.get(tail))), None)
    return found or (None if is_settings(type_name) else _BY_LAST_PART.get(parts[-1]))


def cmdlet_of_file(path: str) -> Cmdlet | None:
    """The cmdlet whose output a file is by its name: Get-CsX.xml, or a file of an Export-CsRgsConfiguration."""
    name = re.split(r"[/\\!]", path)[-1]
    if match := _NAME.match(name):
        return BY_NAME.get(match[0].casefold())
    if export_of(path):
        return BY_NAME.get(EXPORT_FILES.get(name.partition(".")[0].casefold(), "").casefold())
    return None


@lru_cache(maxsize=64)
def cmdlets_of_command(command: str) -> tuple[Cmdlet, ...]:
    """The declared cmdlets that a command line calls, the last first: the output is that of the end of a pipeline."""
    called = (BY_NAME.get(name.casefold()) for name in reversed(_NAME.findall(command)))
    return tuple(cmdlet for cmdlet in called if cmdlet)


def names_unread(path: str, command: str) -> bool:
    """Whether the name of the file, or the command, is of a cmdlet whose objects are not read."""
    match = _NAME.match(re.split(r"[/\\!]", path)[-1])
    called = _GIVES.findall(command)
    return (match is not None and match[0].casefold() in _UNREAD) or (
        bool(called) and called[-1].casefold() not in BY_NAME
    )


def cmdlet_of_noun(noun: object) -> Cmdlet | None:
    """The cmdlet that a list of objects of several kinds names by its noun: ``Common Area Phone``, ``RgsWorkflow``."""
    return BY_NAME.get(f"get-cs{folded(noun)}") if isinstance(noun, str) and noun else None
