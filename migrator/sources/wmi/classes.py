r"""OCS 2007 R2 WMI classes (root\cimv2): which class is which kind, and whose object it is (r2-wmi-changes)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import attrs

from ...estate import conferencing, response_groups
from ...estate.policies import ScopedSettings
from ..converters import split_list
from ..identifiers import is_lync_pool, product_of_version
from ..mapping import Mapper, tabulate
from ..record import Record
from ..type_names import is_of_wmi, is_vague, plain
from . import conferencing as wmi_conferencing
from . import external as wmi_external
from . import response_groups as wmi_response_groups
from . import settings as wmi_settings
from . import topology as wmi_topology
from . import voice as wmi_voice

_MODULES = (wmi_topology, wmi_voice, wmi_conferencing, wmi_response_groups, wmi_external, wmi_settings)
_DECLARED = [entry for module in _MODULES for entry in module.MAPPERS.items()]
MAPPERS: dict[str, Mapper] = tabulate(_DECLARED)
_CONTACT_CLASS = wmi_conferencing.CONTACT_CLASS.casefold()
#: classes that show only some of the objects of their kind: none of theirs does not mean none at all
_PARTIAL = frozenset(
    {
        "msft_siptrustedmrasserver",
        "msft_siptrustedaddinservicesetting",
        "msft_sipforwardingproxysetting",
    }
)
#: a key in the path of an object, ``MSFT_SIPX.Backend="sql1\\\\rtc",InstanceID="{...}"``; texts are escaped there
_KEY_IN_PATH = re.compile(r"[.,](\w+)=(?:\"((?:[^\"\\]|\\.)*)\"|([0-9]+))")
_NAME = re.compile(r"MSFT_SIP\w+", re.IGNORECASE)
#: the property with the list of denied domains
DENIED = "DeniedDomain"
_DENIED_CLASS = wmi_external.DENIED_CLASS.casefold()


def mapper_for(type_name: str, properties: Mapping[str, object]) -> Mapper:
    """The mapper of a declared class."""
    if type_name.casefold() == _CONTACT_CLASS:
        return wmi_conferencing.application_contact(properties)
    return MAPPERS[type_name.casefold()]


def knows(type_name: str) -> bool:
    """Whether this is a class somebody declared."""
    return type_name.casefold() in MAPPERS or type_name.casefold() == _CONTACT_CLASS


def class_of_file(path: str) -> str:
    """The declared class that the name of a file is, or ""."""
    stem = re.split(r"[/\\!]", path)[-1].rpartition(".")[0]
    return stem if knows(stem) else ""


def class_of(record: Record, class_of_file: str) -> str:
    """The class of a record: its type, what WMI or the command names, else that of the file; "" if nothing does.

    Where the type says that it is an object of WMI or nothing at all, WMI's own property names the class.
    """
    type_name = plain(record.type_name)
    if knows(type_name):
        return type_name
    if not (is_vague(type_name) or is_of_wmi(type_name)):
        return ""
    named = record.properties.get("__CLASS")
    if isinstance(named, str) and named:
        return named
    called = [name for name in _NAME.findall(record.command) if knows(name)]
    return called[-1] if called else class_of_file


@cache
def spellings() -> dict[str, Mapping[str, str]]:
    """Class -> its declared properties, folded -> as written; not of classes that are kept whole as settings."""
    mappers = [(name, mapper) for name, mapper in _DECLARED if mapper.cls is not ScopedSettings]
    contact = {key: name for mapper in wmi_conferencing.CONTACT_MAPPERS for key, name in mapper.spelling.items()}
    return {wmi_conferencing.CONTACT_CLASS: contact} | {name: mapper.spelling for name, mapper in mappers}


def kinds_of(type_name: str) -> tuple[str, ...]:
    """The kinds that a dump of this class is evidence for, even an empty one."""
    if type_name.casefold() in _PARTIAL:
        return ()
    if type_name.casefold() == _CONTACT_CLASS:
        return (response_groups.ApplicationContact.kind, conferencing.AccessNumber.kind)
    mapper = MAPPERS.get(type_name.casefold())
    return (mapper.cls.kind,) if mapper else ()


def lync_owner(properties: Mapping[str, object]) -> str | None:
    """The product of an object of Lync that R2's WMI shows too, None for R2's own.

    Enable-CsTopology writes pools, trusted services, contacts and conference directories of Lync where R2 finds
    them; they must not be counted as legacy (jenstr-ad-objects). They are recognised by their version (5, 6), or by the
    name of their home pool, which shows Lync but not which version: then the product is ``unknown``.
    """
    for name in ("MajorVersion", "Version"):
        version = properties.get(name)
        if version and (product := product_of_version(version)).startswith("lync"):
            return product
    homes = (properties.get(name) for name in ("HomeServerDN", "PoolDN"))
    return "unknown" if any(is_lync_pool(home) for home in homes) else None


def parts(record: Record) -> Iterator[Record]:
    """The record itself with all its keys; the list of denied domains, one object, as one record per domain."""
    record = _with_keys_of_path(record)
    domains = record.properties.get(DENIED)
    if isinstance(domains, str):
        domains = split_list(domains)
    if record.type_name.casefold() != _DENIED_CLASS or not isinstance(domains, list | tuple):
        yield record
        return
    for domain in domains:
        yield attrs.evolve(record, properties={**record.properties, DENIED: domain})


def _with_keys_of_path(record: Record) -> Record:
    """The record with the keys that its path names and that no property of it shows."""
    path = record.properties.get("__PATH")
    if not isinstance(path, str):
        return record
    keys = {name: _unescaped(text) or number for name, text, number in _KEY_IN_PATH.findall(path)}
    if keys.keys() <= record.properties.keys():
        return record
    shown = {name.casefold() for name in record.properties}
    added = {name: value for name, value in keys.items() if name.casefold() not in shown}
    return attrs.evolve(record, properties={**record.properties, **added})


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text
