"""Items from documents of the Central Management store, by way of the records that Get-Cs* would give.

The schema of a document is the source of the .NET type that the cmdlet's page names (``urn:schema:Microsoft.Rtc.
Management.Policy.Voice.2008`` VoicePolicy, ``...WritableConfig.Policy.Voice.VoicePolicy``), so the mappings of the
cmdlets serve both, and the same object gets the same key. How well that is known:

| schema | grade |
|---|---|
| Policy.Voice VoicePolicy, Settings.Edge (namespace), Settings.SimpleUrl (elements seen in a .tbxml) | confirmed |
| MeetingPolicy: settings are attributes | confirmed by public code |
| every other pair | inferred from the type's name; matched on last part of the stem and local name, without case |
| objects inside a document (`_PARTS`), names of lists (`_LISTS`) | inferred from types and properties |

A schema of a documented type without a kind becomes `scoped_settings`, as the object of its cmdlet does; any other is
kept as `other` with all values and its pair as type name, and is reported once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import attrs
from lxml import etree

from ...estate.kinds import Item
from ...estate.other import Other
from ...estate.policies import ScopedSettings
from ..cmdlets.cmdlet import Cmdlet, lync_mapper, one_item_cmdlet
from ..cmdlets.table import CMDLETS
from ..cmdlets.values import KEY, SCOPE, shown
from ..format import Collected, ReadResult, Remark, mapped
from ..record import Record, Rejected, Truncated, folded
from ..topology.elements import Names, local, properties
from ..xml import Element
from .anchored import Empty, Entry, Schema, entries
from .anchored_schemas import DOCUMENTED

Row = tuple[str, str]
#: (last part of the stem, element inside a document) -> where its own mapping is, and which attribute names it
_PARTS: dict[Row, tuple[Row, tuple[str, ...]]] = {
    ("voice", "route"): (("voice", "route"), ("Name",)),
    ("edge", "alloweddomain"): (("edge", "alloweddomain"), ("Domain",)),
    ("edge", "blockeddomain"): (("edge", "blockeddomain"), ("Domain",)),
    ("edge", "hostingprovider"): (("edge", "hostingprovider"), ("Name",)),
    ("edge", "publicprovider"): (("edge", "publicprovider"), ("Name",)),
    ("pstnconf", "conferencedirectory"): (("pstnconf", "conferencedirectories"), ("Id",)),
    ("networkconfiguration", "networkregion"): (("networkconfiguration", "networkregion"), ("NetworkRegionID",)),
    ("networkconfiguration", "networksite"): (("networkconfiguration", "networksite"), ("NetworkSiteID",)),
    ("networkconfiguration", "subnet"): (("networkconfiguration", "subnet"), ("SubnetID",)),
    ("xmppfederation", "xmppallowedpartner"): (("xmppfederation", "xmppallowedpartner"), ("Domain",)),
}
_DOTNET = "Microsoft.Rtc.Management.WritableConfig."
#: documents that only hold such objects
_CONTAINERS = frozenset({("pstnconf", "conferencedirectories")})
#: an element of a list that is in the document without a list around it -> property of the Get-Cs* object
_LISTS = {
    "NormalizationRule": "NormalizationRules",
    "OutboundTranslationRule": "OutboundTranslationRulesList",
    "TranslationRule": "OutboundTranslationRulesList",
    "OutboundCallingNumberTranslationRule": "OutboundCallingNumberTranslationRulesList",
    "CallingNumberTranslationRule": "OutboundCallingNumberTranslationRulesList",
    "PstnUsage": "PstnUsages",
    "PstnGateway": "PstnGatewayList",
    "Usage": "Usage",
    "SimpleUrl": "SimpleUrl",
    "SimpleUrlEntry": "SimpleUrlEntry",
    "Rule": "Rules",
    "PolicyEntry": "PolicyEntry",
}
#: properties that are lists of names
_TEXTS = frozenset({"PstnUsages", "PstnGatewayList", "Usage"})


def anchored_results(root: Element, path: str, names: Names, product: str) -> Iterator[ReadResult]:
    """What every AnchoredXml document below *root* holds; topologies are read elsewhere."""
    reported: set[str] = set()
    for entry in entries(root, names):
        if isinstance(entry, Rejected):
            yield entry
        elif isinstance(entry, Empty):
            if cmdlet := cmdlet_of(entry.schema, entry.schema.element):
                yield Collected(product, cmdlet.kinds)
        elif local(entry.payload) not in ("Topology", "PartialTopology"):
            yield from _Reader(entry, path, names, product, reported).results()


def simple_url_results(configuration: Element, path: str, names: Names, product: str) -> Iterator[ReadResult]:
    """The simple URLs that a Topology Builder file carries in the topology itself."""
    schema = Schema(str(etree.QName(configuration).namespace or ""), local(configuration))
    entry = Entry(schema, "Global", "Global", None, configuration, local(configuration))
    yield from _Reader(entry, path, names, product, set()).results()


@cache
def _rows() -> dict[Row, Cmdlet]:
    """The cmdlets by area and type, without what is only .NET about a type's name."""
    return {_row(*type_.rpartition(".")[::2]): cmdlet for cmdlet in CMDLETS for type_ in cmdlet.types}


def _row(stem: str, name: str) -> Row:
    plain = name.casefold().removeprefix("display").removesuffix("type")
    return stem.rpartition(".")[2].casefold(), plain


def cmdlet_of(schema: Schema, element: str) -> Cmdlet | None:
    """The cmdlet that shows what such an element holds."""
    return _rows().get(_row(schema.stem, element))


def _settings(schema: Schema) -> Cmdlet | None:
    """How settings of a documented type without a kind are kept, under the key that their cmdlet gives them."""
    name = f"{schema.stem}.{schema.element}"
    if name.casefold() not in DOCUMENTED:
        return None
    mapper = lync_mapper(
        ScopedSettings,
        lambda properties: f"{schema.element}:{KEY(properties)}",
        {"type_name": lambda _properties: f"{_DOTNET}{name}", "scope": SCOPE},
        aliases=(shown("Identity"),),
    )
    return one_item_cmdlet("", name, mapper)


class _Reader:
    """Reads one item of one document; *reported* are the unknown schemas that were already reported."""

    def __init__(self, entry: Entry, path: str, names: Names, product: str, reported: set[str]) -> None:
        self._entry = entry
        self._path = path
        self._names = names
        self._product = product
        self._reported = reported
        self._area = _row(entry.schema.stem, "")[0]

    def results(self) -> Iterator[ReadResult]:
        """The objects inside the item, and the item itself."""
        entry = self._entry
        parts = [each for each in entry.payload.iterdescendants("{*}*") if self._part(each)]
        inner = frozenset(local(each) for each in parts)
        values = properties(entry.payload, self._names, without=inner)
        cmdlet = cmdlet_of(entry.schema, entry.schema.element)
        if cmdlet and _row(entry.schema.stem, entry.schema.element) in _CONTAINERS:
            yield Collected(self._product, cmdlet.kinds)
            cmdlet = None
        elif cmdlet := cmdlet or _settings(entry.schema):
            identity = f"Tag:{entry.identity}" if entry.anchor else entry.identity
            yield from self._mapped(cmdlet, _shaped({**values, "Identity": identity}), entry.position, entry.anchor)
        elif values or not parts:
            yield from self._unknown(values)
        for count, each in enumerate(parts, start=1):
            yield from self._part_results(each, inner, f"{entry.position}, {local(each)} {count}")

    def _part(self, element: Element) -> tuple[Row, tuple[str, ...]] | None:
        found = _PARTS.get((self._area, _row("", local(element))[1]))
        return found if found and found[0] in _rows() else None

    def _part_results(self, element: Element, inner: frozenset[str], position: str) -> Iterator[ReadResult]:
        part = self._part(element)
        if part is None:
            return
        row, keys = part
        values = properties(element, self._names, without=inner)
        named = next((v for key in ("Identity", *keys) if (v := values.get(key)) not in (None, "")), None)
        if named is None:
            yield Rejected(position, f"a {local(element)} without {' or '.join(keys)}")
        else:
            yield from self._mapped(_rows()[row], _shaped({**values, "Identity": named}), position, None)

    def _mapped(
        self, cmdlet: Cmdlet, values: dict[str, object], position: str, anchor: str | None
    ) -> Iterator[ReadResult]:
        yield Collected(self._product, cmdlet.kinds)
        record = Record(cmdlet.types[0], values, position)
        # what is inside an element that no version is known to have may be what a known one lacks
        has_strange = any(
            isinstance(value, dict | list) and folded(name) not in cmdlet.spelling for name, value in values.items()
        )
        for number, part in enumerate(cmdlet.parts(record)):
            if isinstance(part, Rejected):
                yield part
                continue
            found = part[1].map(part[0], self._path, product=self._product, absent_is_unknown=has_strange)
            item, *rest = mapped(found)
            if isinstance(item, Item) and anchor and number == 0:
                # users are assigned a policy by the number of its tag (l13-schema-attributes)
                item = attrs.evolve(item, aliases=(*item.aliases, anchor))
            yield item
            yield from rest

    def _unknown(self, values: dict[str, object]) -> Iterator[ReadResult]:
        entry = self._entry
        pair = entry.schema.pair
        if pair not in self._reported:
            self._reported.add(pair)
            yield Remark(f"{pair}: no mapping is known for this schema; kept as other objects, with all values")
        yield Other(
            key=f"{pair}:{entry.identity}",
            product=self._product,
            sources=(f"{self._path}#{entry.position}",),
            aliases=(entry.anchor,) if entry.anchor else (),
            extra={**values, "ScopeClass": entry.scope},
            type_name=pair,
            name=entry.identity,
        )


def _shaped(values: dict[str, object]) -> dict[str, object]:
    """The values as a Get-Cs* object has them: lists are lists, under the name of the property."""
    shaped: dict[str, object] = {}
    for name, value in values.items():
        target = _LISTS.get(name, name)
        if target in shaped:
            shaped[name] = value
        elif target in _TEXTS:
            texts = _texts(value)
            is_doubled = len(set(texts)) < len(texts)  # no list of names has one twice: another may have stood there
            shaped[target] = Truncated(", ".join(texts), texts) if is_doubled else texts
        elif name in _LISTS or isinstance(value, list):
            each = value if isinstance(value, list) else [value]
            shaped[target] = [_shaped(v) if isinstance(v, dict) else v for v in each]
        else:
            shaped[name] = value
    return shaped


def _texts(value: object) -> list[str]:
    """Every text inside a value, in order: what a list of names is, however it is wrapped."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    if isinstance(value, bool):
        return [str(value).lower()]
    return [str(value)] if value else []
