"""AnchoredXml of the Central Management store: one document per (schema, scope), decoded to records.

Shape of the document: formats.md 1.1 [S excerpt, C]: ``AnchoredXml/Key[@ScopeClass]/SchemaId``, then
``Dictionary/Item/{Key, Value/<payload>}``. That a payload keeps its settings as attributes, so that an absent one is
the schema's default and not False, is [C] for MeetingPolicy and inferred for the rest. The `Key` of a Service document
is [U]: a ServiceId is looked for in it at any depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from lxml import etree

from ..record import Rejected

NAMESPACE_STEM = "urn:schema:Microsoft.Rtc.Management."
_YEAR = re.compile(r"[.:]\d{4}$")


@attrs.frozen
class Schema:
    """What a document is about: the pair to dispatch on."""

    namespace: str
    element: str

    @property
    def stem(self) -> str:
        """``Policy.Voice`` of ``urn:schema:Microsoft.Rtc.Management.Policy.Voice.2008``; another namespace as it is."""
        if not self.namespace.startswith(NAMESPACE_STEM):
            return self.namespace
        return _YEAR.sub("", self.namespace.removeprefix(NAMESPACE_STEM))

    @property
    def pair(self) -> str:
        """Both together, as the Key of a Get-Cs* object shows it."""
        return f"{{{self.namespace}}}{self.element}"


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


@attrs.frozen
class Entry:
    """One item of a document.

    Attributes:
        identity: as Get-Cs* gives it, without ``Tag:``.
        scope: Global, Site, Service or Tag, as the document says it.
        anchor: number of the tag, by which users are assigned a policy (formats.md 4.2).
    """

    schema: Schema
    identity: str
    scope: str
    anchor: str | None
    payload: etree._Element
    position: str


@attrs.frozen
class Empty:
    """A document that holds nothing: evidence that there is none."""

    schema: Schema


def local(element: etree._Element) -> str:
    """Name of an element without its namespace."""
    return etree.QName(element).localname


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """First child of that local name, in whatever namespace."""
    return None if element is None else element.find(f"{{*}}{name}")


def attributes(element: etree._Element) -> dict[str, str]:
    """Attributes by their name without namespace."""
    return {etree.QName(name).localname: str(value) for name, value in element.attrib.items()}


def service_id(element: etree._Element) -> str:
    """``1-Registrar-1`` of a ServiceId element, as the ServiceId of Get-CsService is written."""
    return "-".join(element.get(name, "") for name in ("SiteId", "RoleName", "Instance"))


def entries(root: etree._Element, names: Names) -> Iterator[Entry | Empty | Rejected]:
    """Each item of each AnchoredXml document at any depth below *root*, in order."""
    for count, document in enumerate(root.iter("{*}AnchoredXml"), start=1):
        position = f"AnchoredXml {count}"
        key = child(document, "Key")
        schema_id = child(key, "SchemaId")
        if key is None or schema_id is None or not schema_id.get("ElementName"):
            yield Rejected(position, "a document without Key/SchemaId: nothing says what it holds")
            continue
        schema = Schema(schema_id.get("Namespace", ""), schema_id.get("ElementName", ""))
        yield from _items(document, schema, key.get("ScopeClass", ""), names, position)


def _items(
    document: etree._Element, schema: Schema, scope: str, names: Names, position: str
) -> Iterator[Entry | Empty | Rejected]:
    dictionary = child(document, "Dictionary")
    items = [] if dictionary is None else list(dictionary.iterfind("{*}Item"))
    if not items:
        yield Empty(schema)
    seen: set[str] = set()
    for count, item in enumerate(items, start=1):
        where = f"{position} {schema.element}, item {count}"
        payload = next(iter(value), None) if (value := child(item, "Value")) is not None else None
        if payload is None:
            yield Rejected(where, "an item without a value")
            continue
        identity, anchor = _identity(child(item, "Key"), scope, names)
        if not identity:
            yield Rejected(where, f"its key does not say which {scope or 'scope'} it is for")
        elif identity.casefold() in seen:
            yield Rejected(where, f"{identity} appears twice in one document")
        else:
            seen.add(identity.casefold())
            yield Entry(schema, identity, scope, anchor, payload, where)


def _identity(key: etree._Element | None, scope: str, names: Names) -> tuple[str, str | None]:
    """Identity and anchor that the Key of an item stands for; an empty identity where it says too little."""
    own = {} if key is None else attributes(key)
    wanted = scope.casefold()
    if wanted == "global":
        return "Global", None
    if wanted == "tag":
        anchor = own.get("TagId")
        return own.get("Name") or anchor or "", anchor
    service = None if key is None else next(key.iter("{*}ServiceId"), None)
    if wanted == "service" and service is not None:
        plain = service_id(service)
        return f"Service:{names.services.get(plain, plain)}", None
    site = own.get("SiteId")
    if wanted == "site" and site:
        return f"Site:{names.sites.get(site, site)}", None
    shown = "-".join(str(v) for v in own.values())
    return (f"{scope}:{shown}" if shown and wanted != "site" else ""), None


def properties(
    element: etree._Element, names: Names = NO_NAMES, *, without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Attributes and children of an element as plain values; children called *without* are left out.

    An element that only holds elements of one name is a list; a reference to a service becomes its identity. Flags are
    told by their text; numbers stay text, since an extension number must keep its zeros. What is absent is absent.
    """
    values: dict[str, Any] = {name: _plain(text) for name, text in attributes(element).items()}
    for each in element:
        name = local(each)
        if name in without:
            continue
        value = _value(each, names, without)
        if value is _NOTHING_LEFT:
            continue
        if name not in values:
            values[name] = value
        elif isinstance(values[name], list):
            values[name].append(value)
        else:
            values[name] = [values[name], value]
    text = (element.text or "").strip()
    if text:
        values["#text"] = text
    return values


_NOTHING_LEFT = object()


def _value(element: etree._Element, names: Names, without: frozenset[str]) -> Any:
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
