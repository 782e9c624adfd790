"""Elements of topologies and other XML documents of Lync: names, values, and the ids of sites and services."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from lxml import etree

from ..xml import Element


@attrs.frozen
class Names:
    """What a topology calls the sites and services that documents only number.

    Attributes:
        sites: site id -> name.
        services: ``1-Registrar-1`` -> ``Registrar:pool.contoso.com``.
    """

    sites: Mapping[str, str] = attrs.field(factory=dict)
    services: Mapping[str, str] = attrs.field(factory=dict)


NO_NAMES = Names()


def local(element: Element) -> str:
    """Name of an element without its namespace."""
    return etree.QName(element).localname


def child(element: Element | None, name: str) -> Element | None:
    """First child of that local name, in whatever namespace."""
    return None if element is None else element.find(f"{{*}}{name}")


def attributes(element: Element) -> dict[str, str]:
    """Attributes by their name without namespace."""
    return {etree.QName(name).localname: str(value) for name, value in element.attrib.items()}


def service_id(element: Element) -> str:
    """``1-Registrar-1`` of a ServiceId element, as the ServiceId of Get-CsService is written."""
    return "-".join(element.get(name, "") for name in ("SiteId", "RoleName", "Instance"))


def properties(
    element: Element, names: Names = NO_NAMES, *, without: frozenset[str] = frozenset()
) -> dict[str, object]:
    """Attributes and children of an element as plain values; children called *without* are left out.

    An element that only holds elements of one name is a list; a reference to a service becomes its identity. The texts
    true and false become booleans. Numbers stay text, since an extension number must keep its zeros.
    """
    values: dict[str, object] = {name: _plain(text) for name, text in attributes(element).items()}
    for each in element:
        name = local(each)
        if name in without:
            continue
        value = _value(each, names, without)
        if value is _NOTHING_LEFT:
            continue
        earlier = values.get(name)
        if name not in values:
            values[name] = value
        elif isinstance(earlier, list):
            earlier.append(value)
        else:
            values[name] = [earlier, value]
    text = (element.text or "").strip()
    if text:
        values["#text"] = text
    return values


_NOTHING_LEFT = object()


def _value(element: Element, names: Names, without: frozenset[str]) -> object:
    if all(element.get(name) for name in ("SiteId", "RoleName", "Instance")):
        plain = service_id(element)
        return names.services.get(plain, plain)
    if not len(element) and not element.attrib:
        return _plain(element.text or "")
    held = [local(each) for each in element]
    if held and not element.attrib and len(set(held)) == 1:
        if held[0] in without:
            return _NOTHING_LEFT
        return [_value(each, names, without) for each in element]
    return properties(element, names, without=without)


def _plain(text: str) -> str | bool:
    return {"true": True, "false": False}.get(text, text)
