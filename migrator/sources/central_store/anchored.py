"""AnchoredXml of the Central Management store: one document per (schema, scope), decoded to records.

Shape of the document (excerpts and public scripts; export-csconfiguration does not describe it):
``AnchoredXml/Key[@ScopeClass]/SchemaId``, then
``Dictionary/Item/{Key, Value/<payload>}``. That a payload keeps its settings as attributes, so that an absent one is
the schema's default and not False, is [C] for MeetingPolicy and inferred for the rest. The `Key` of a Service document
is [U]: a ServiceId is looked for in it at any depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from ..record import Rejected
from ..topology.elements import Names, attributes, child, local, service_id
from ..xml import Element

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
class Entry:
    """One item of a document.

    Attributes:
        identity: as Get-Cs* gives it, without ``Tag:``.
        scope: Global, Site, Service or Tag, as the document says it.
        anchor: number of the tag, by which users are assigned a policy (l13-schema-attributes).
    """

    schema: Schema
    identity: str
    scope: str
    anchor: str | None
    payload: Element
    position: str


@attrs.frozen
class Empty:
    """A document that holds nothing: evidence that there is none."""

    schema: Schema


def entries(root: Element, names: Names) -> Iterator[Entry | Empty | Rejected]:
    """Each item of each AnchoredXml document at any depth below *root*, in order."""
    for count, document in enumerate(root.iter("{*}AnchoredXml"), start=1):
        position = f"AnchoredXml {count}"
        key = child(document, "Key")
        schema_id = child(key, "SchemaId")
        if key is None or schema_id is None or not schema_id.get("ElementName"):
            yield Rejected(position, "a document without Key/SchemaId: nothing says what it holds")
            continue
        if not key.get("ScopeClass"):
            yield Rejected(position, "a document without ScopeClass: nothing says which scope it is for")
            continue
        schema = Schema(schema_id.get("Namespace", ""), schema_id.get("ElementName", ""))
        yield from _items(document, schema, key.get("ScopeClass", ""), names, position)


def _items(
    document: Element, schema: Schema, scope: str, names: Names, position: str
) -> Iterator[Entry | Empty | Rejected]:
    dictionary = child(document, "Dictionary")
    items = [] if dictionary is None else list(dictionary.iterfind("{*}Item"))
    strange = [] if dictionary is None else [local(each) for each in dictionary if local(each) != "Item"]
    if strange or (dictionary is None and len(document) > 1):
        yield Rejected(position, f"what it holds is in no Dictionary of Items ({', '.join(strange)[:60]})")
    elif not items:
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


def _identity(key: Element | None, scope: str, names: Names) -> tuple[str, str | None]:
    """Identity and anchor that the Key of an item means; an empty identity where it says too little."""
    own = {} if key is None else attributes(key)
    wanted = scope.casefold()
    if wanted == "global":
        return "Global", None
    if wanted == "tag":
        anchor = own.get("TagId")
        return own.get("Name") or "", anchor
    service = None if key is None else next(key.iter("{*}ServiceId"), None)
    if wanted == "service" and service is not None:
        plain = service_id(service)
        return f"Service:{names.services.get(plain, plain)}", None
    site = own.get("SiteId")
    if wanted == "site" and site:
        return f"Site:{names.sites.get(site, site)}", None
    shown = "-".join(str(v) for v in own.values())
    return (f"{scope}:{shown}" if shown and wanted != "site" else ""), None
