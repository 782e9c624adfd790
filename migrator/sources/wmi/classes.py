r"""OCS 2007 R2 WMI classes (root\cimv2): which class is which kind, and whose object it is (r2-wmi-changes)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from ...estate import conferencing, response_groups
from ..identifiers import is_lync_pool, product_of_version
from ..mapping import Mapper, tabulate
from ..record import Record
from . import conferencing as wmi_conferencing
from . import external as wmi_external
from . import response_groups as wmi_response_groups
from . import settings as wmi_settings
from . import topology as wmi_topology
from . import voice as wmi_voice

_MODULES = (wmi_topology, wmi_voice, wmi_conferencing, wmi_response_groups, wmi_external, wmi_settings)
MAPPERS: dict[str, Mapper] = tabulate(entry for module in _MODULES for entry in module.MAPPERS.items())
_CONTACT_CLASS = wmi_conferencing.CONTACT_CLASS.casefold()
#: classes that show only some of the objects of their kind: none of theirs does not mean none at all
_PARTIAL = frozenset(
    {
        "msft_siptrustedmrasserver",
        "msft_siptrustedaddinservicesetting",
        "msft_sipforwardingproxysetting",
    }
)
_DENIED_CLASS = wmi_external.DENIED_CLASS.casefold()


def mapper_for(type_name: str, properties: Mapping[str, object]) -> Mapper | None:
    """The mapper of a WMI class, or None for a class nobody declared."""
    if type_name.casefold() == _CONTACT_CLASS:
        return wmi_conferencing.application_contact(properties)
    return MAPPERS.get(type_name.casefold())


def knows(type_name: str) -> bool:
    """Whether this is a class somebody declared."""
    return type_name.casefold() in MAPPERS or type_name.casefold() == _CONTACT_CLASS


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
        product = product_of_version(properties.get(name))
        if product.startswith("lync"):
            return product
    homes = (properties.get(name) for name in ("HomeServerDN", "PoolDN"))
    return "unknown" if any(is_lync_pool(home) for home in homes) else None


def parts(record: Record) -> Iterator[Record]:
    """The record itself; the list of denied domains, which is one object, as one record per domain."""
    domains = record.properties.get("DeniedDomain")
    if record.type_name.casefold() != _DENIED_CLASS or not isinstance(domains, list):
        yield record
        return
    for domain in domains:
        yield attrs.evolve(record, properties={**record.properties, "DeniedDomain": domain})
