r"""What all OCS 2007 R2 WMI classes (root\cimv2) share: how a class becomes a mapper, and small getters."""

from __future__ import annotations

from collections.abc import Mapping

from ...estate.kinds import Item
from ..identifiers import plain_guid
from ..mapping import Getter, Mapper, Of

#: properties by which WMI describes its own class, and what PowerShell adds: it is the __SERVER of the object, which is
#: kept as its path is
_SYSTEM = frozenset(
    f"__{name}"
    for name in ("GENUS", "CLASS", "SUPERCLASS", "DYNASTY", "RELPATH", "PROPERTY_COUNT", "DERIVATION", "NAMESPACE")
) | {"PSComputerName"}


def wmi_mapper(
    cls: type[Item],
    key: tuple[str, ...] | Getter,
    fields: Mapping[str, str | Getter],
    aliases: tuple[str | Getter, ...] = (),
    *,
    never_shown: tuple[str, ...] = (),
) -> Mapper:
    """The mapper of one class, as in `Mapper`."""
    return Mapper(
        cls, key, fields, aliases=aliases, product="ocs2007r2", drop=_SYSTEM, never_shown=frozenset(never_shown)
    )


def _instance(properties: Mapping[str, object]) -> str | None:
    value = properties.get("InstanceID") or properties.get("InstanceId")
    return plain_guid(value) if isinstance(value, str) else None


#: a getter of the GUID by which WMI knows the object, in lower case without braces
instance = Of(("InstanceID",), _instance, kept=True)


def forest_wide(_properties: Mapping[str, object]) -> str:
    """The key of what a forest has only one of; the directory export names it the same."""
    return "Global"


def trusted_server_key(role: str, name: str) -> Getter:
    """A getter of the key of a trusted server: its FQDN, with its role where that is another than server."""

    def get(properties: Mapping[str, object]) -> object:
        fqdn = properties.get(name)
        return f"{fqdn} ({role})" if fqdn and role != "Server" else fqdn

    return Of((name,), get, kept=True)


def _version(properties: Mapping[str, object]) -> str | None:
    major, minor = properties.get("MajorVersion"), properties.get("MinorVersion")
    if major in (None, ""):
        return None
    return str(major) if minor in (None, "", 0, "0") else f"{major}.{minor}"


#: a getter of ``4`` for OCS 2007 R2, ``3.1`` for OCS 2007 with its service pack
version = Of(("MajorVersion", "MinorVersion"), _version, kept=True)


def short_name(name: str) -> Getter:
    """A getter of the computer name of an FQDN, as ``__SERVER`` of other objects names the machine."""

    def get(properties: Mapping[str, object]) -> str | None:
        value = properties.get(name)
        return value.partition(".")[0] if isinstance(value, str) and "." in value else None

    return Of((name,), get, kept=True)
