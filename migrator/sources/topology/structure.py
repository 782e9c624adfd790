"""What in a topology or an Edge input cannot be as the product writes it: names, attributes and references.

The names are those of the published topologies (lab-topology) and of the documented Edge input (l10-edge-xml); the
element of a role's own settings is free, because only some of these are published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from ...estate.kinds import Item, fields_of
from ..converters import is_lost
from ..record import Rejected
from ..xml import Element
from .elements import child, local

#: element -> the elements that it may hold
_HOLDS: Mapping[str, frozenset[str]] = {
    name: frozenset(held)
    for name, held in {
        "InternalDomains": {"InternalDomain"},
        "Clusters": {"Cluster"},
        "Cluster": {"ClusterId", "Machine", "Machines", "SqlInstances"},
        "Machines": {"Machine"},
        "Machine": {"NetInterface"},
        "SqlInstances": {"SqlInstance"},
        "Services": {"Service"},
        "Ports": {"Port"},
        "DependsOn": {"Dependency"},
        "InstalledOn": {"ClusterId", "SqlInstanceId"},
        "EdgeClusters": {"EdgeCluster"},
        "EdgeCluster": {"LoadBalancer", "Machines", "Ports", "DirectorOrEdgeNextHop"},
    }.items()
}
#: element -> the attributes without which it names nothing
_NEEDS: Mapping[str, frozenset[str]] = {
    name: frozenset(needed)
    for name, needed in {
        "ClusterId": {"SiteId", "Number"},
        "ServiceId": {"SiteId", "RoleName", "Instance"},
        "SqlInstanceId": {"Name"},
        "CentralSite": {"SiteId"},
        "RemoteSite": {"SiteId"},
        "NetInterface": {"InterfaceSide", "InterfaceNumber", "IPAddress"},
        "Service": {"ServiceVersion"},
        "InternalDomain": {"Name"},
        "LoadBalancer": {"InternalFqdn"},
        "DirectorOrEdgeNextHop": {"Fqdn"},
    }.items()
}
#: element -> two ways to say the same, by an element inside it or by an attribute; one of them is there
_ONE_OF: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Topology": (("Services", ""),),
    "PartialTopology": (("Services", ""),),
    "CentralSite": (("Name", "Name"),),
    "RemoteSite": (("Name", "Name"),),
    "Service": (("ServiceId", "UniqueId"), ("InstalledOn", "InstalledOn"), ("DependsOn", ""), ("Ports", "")),
    "Dependency": (("ServiceId", "ServiceUniqueId"),),
}
_OF_SERVICE = frozenset({"ServiceId", "DependsOn", "InstalledOn", "Ports"})
_OF_PORT = frozenset({"Owner", "Usage", "InterfaceSide", "InterfaceNumber", "Port", "Protocol"})


def strange_parts(root: Element) -> Iterator[Rejected]:
    """Each element below *root* that is unknown where it stands, lacks what names it, or stands twice."""
    for element in root.iter("{*}*"):
        name = local(element)
        parent = element.getparent()
        if name == "InternalDomain" and parent is not None and local(parent) != "InternalDomains":
            yield Rejected(f"{name} (line {element.sourceline})", "it stands in no InternalDomains")
        texts = (element.text, *(each.tail for each in element))
        if name in _HOLDS and any(text and text.strip() for text in texts):
            yield Rejected(f"{name} (line {element.sourceline})", "it has a text, which no topology has there")
        if name == "InternalDomains" and element.getparent() is not root:
            yield Rejected(f"{name} (line {element.sourceline})", "it stands inside an element that no topology has")
        for reason in (*_strangers_in(element, name), *_missing_of(element, name), *_faults_of(element, name)):
            yield Rejected(f"{name} (line {element.sourceline})", reason)


def _strangers_in(element: Element, name: str) -> Iterator[str]:
    """What the element holds that it never has."""
    held = _HOLDS.get(name)
    for each in map(local, element):
        is_known = each in _OF_SERVICE or each.endswith("Service") if name == "Service" else not held or each in held
        if not is_known:
            yield f'it holds "{each[:40]}", which no topology has there'


def _missing_of(element: Element, name: str) -> Iterator[str]:
    """What the element lacks and always has."""
    for inner, attribute in _ONE_OF.get(name, ()):
        if child(element, inner) is None and not element.get(attribute or inner):
            yield f"it lacks {inner}"
    needed = _OF_PORT if name == "Port" else _NEEDS.get(name, frozenset())
    if missing := sorted(needed - set(map(str, element.attrib))):
        yield f"it lacks {', '.join(missing)}"
    if name == "Machine" and not (element.get("Fqdn") or element.get("InternalFqdn")) and _has_sisters(element):
        yield "it lacks Fqdn, and there are others in its cluster"


def _faults_of(element: Element, name: str) -> Iterator[str]:
    """What of the element contradicts what stands beside or inside it."""
    if name in ("CentralSite", "RemoteSite") and is_lost((element.findtext("{*}Name") or "").strip()):
        yield "the name of a type was written in place of its name"
    sides = [(each.get("InterfaceSide"), each.get("InterfaceNumber")) for each in element] if name == "Machine" else []
    if len(set(sides)) < len(sides):
        yield "two of its interfaces have one number"
    if name == "Service" and (own := _other_role(element)):
        yield f"its role is not that of its {own}"
    if name == "InternalDomains" and not _names_a_domain(element):
        yield "its default domain is none of its domains"
    if _stands_twice(element):
        yield "it stands twice"


def doubtful(item: Item) -> Item:
    """The item of a document with strange parts: what it lacks, its lists and what it names may be wrong."""
    open_fields = [
        field.name for field in fields_of(type(item)) if field.refers_to or _may_be_wrong(getattr(item, field.name))
    ]
    return attrs.evolve(item, unknown=tuple(dict.fromkeys((*item.unknown, *open_fields))))


def _may_be_wrong(value: object) -> bool:
    """Whether a value is none, a list, or the identity of a service, ``Role:host``."""
    return value is None or isinstance(value, tuple) or (isinstance(value, str) and ":" in value)


def _other_role(service: Element) -> str:
    """The element of what a service is (``PstnGatewayService``, ``WebService``) where letters of its role are others.

    Only names of one length are compared: that of ``WebServices`` is shorter, and more such pairs may be unknown.
    """
    id_ = child(service, "ServiceId")
    role = ("" if id_ is None else id_.get("RoleName", "")).removesuffix("Services")
    own = (each for each in map(local, service) if each.endswith("Service"))
    return next((each for each in own if len(each) == len(role) + 7 and each.removesuffix("Service") != role), "")


def _has_sisters(element: Element) -> bool:
    """Whether an element of the same name stands beside it."""
    beside = (element.getprevious(), element.getnext())
    return any(other is not None and other.tag == element.tag for other in beside)


def _names_a_domain(element: Element) -> bool:
    """Whether the default domain is one of those inside."""
    default = (element.get("DefaultDomain") or "").casefold()
    return any((each.get("Name") or "").casefold() == default for each in element)


def _stands_twice(element: Element) -> bool:
    """Whether the next element is the same again; one that holds others has an id, by which it is compared."""
    following = element.getnext()
    return (
        following is not None
        and (not len(element) or local(element) in ("Machine", "Machines"))
        and bool(element.attrib or len(element))
        and following.tag == element.tag
        and sorted(following.items()) == sorted(element.items())
    )
