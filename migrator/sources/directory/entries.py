"""Reads a directory export (LDIF) of the forest: which entry is which kind, and of which product (rfc-2849).

The file is read twice: the first pass learns its pools (`products`), by which the second tells products apart.
Objects of OCS in a forest that only has pools of Lync are marked, not counted as OCS: their product is ``unknown``,
`extra` says ``stale_candidate``, and one note counts them. No rule for OCS then looks at them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import attrs

from ...estate.counting import counted
from ...estate.kinds import Item
from ...estate.products import FOREST
from ..bundle import Member
from ..dispatch import unknown
from ..format import Collected, Cut, Format, Lost, Origin, ReadResult, Remark, mapped
from ..identifiers import plain_pool_dn, product_of_version
from ..mapping import Mapper
from ..record import Record, Rejected, Truncated, folded
from ..text.decoding import ANSI, TextFile, open_text
from . import mappers as to
from .ldif import begins_like_ldif, read_ldif
from .products import ForestProducts
from .values import is_of_domain, policy_content

Properties = Mapping[str, object]
Product = Callable[[ForestProducts, Properties], str]

#: an attribute within a value
_GLUED = re.compile(r"(?:msRTCSIP-\w+|object(?:Class|Category)|changetype|displayName|range\w{5}): ", re.IGNORECASE)
#: of shorter names, many have all letters but one in common
_SHORTEST = 8
#: contacts of the Response Group Service itself, which are not workflows (l13-rgs-hunt-workflow)
_SERVICE_CONTACTS = frozenset({"rgs presence watcher", "announcement service"})
_SCHEMA_VERSION = "cn=ms-rtc-sip-schemaversion,"
_CAA = "microsoft.rtc.applications.caa"
#: msRTCSIP-SourceObjectType of an auto attendant or subscriber access contact: 0x90000000, signed or not
_UM_CONTACT = frozenset({"-1879048192", "2415919104"})
#: attributes with more than one value: a list, even if there is one
_MANY = frozenset(
    f"msrtcsip-{name}"
    for name in (
        "applicationlist",
        "applicationsecondarylanguages",
        "frontendservers",
        "gateways",
        "localnormalizationlinks",
        "locationprofilebl",
        "mappingcontact",
        "phoneroutebl",
        "routeusagelinks",
        "serverbl",
        "serverreferencebl",
        "trustedservicelinks",
        "userpolicies",
        "userpolicy",
    )
) | {"member"}
#: attributes that getters name, in their documented letter case, besides those that mappers name
_NAMED = (
    "dNSHostName msRTCSIP-PoolType msRTCSIP-PoolVersion msRTCSIP-FrontEndServers msRTCSIP-PrimaryHomeServer "
    "msRTCSIP-TargetHomeServer msRTCSIP-PoolAddress msRTCSIP-MeetingFlags msRTCSIP-UCFlags msRTCSIP-OptionFlags "
    "msRTCSIP-LocalNormalizationLinks msRTCSIP-ConferenceDirectoryHomePool msRTCSIP-ConferenceDirectoryTargetPool "
    "msRTCSIP-UserPolicy msRTCSIP-OwnerUrn msRTCSIP-ApplicationDestination msRTCSIP-SourceObjectType "
    "msRTCSIP-PolicyType msRTCSIP-PolicyContent msRTCSIP-DefaultPolicy msRTCSIP-ServerVersion "
    "msRTCSIP-TrustedServerVersion objectGUID"
)


def _by_version(attribute: str) -> Product:
    def product(_survey: ForestProducts, properties: Properties) -> str:
        version = properties.get(attribute)
        return product_of_version(version) if version else "ocs2007r2"

    return product


def _by_home(attribute: str) -> Product:
    return lambda survey, p: survey.home(p.get(attribute))


def _r2(_survey: ForestProducts, _properties: Properties) -> str:
    return "ocs2007r2"


def _shared(survey: ForestProducts, _properties: Properties) -> str:
    return survey.shared()


def _of_no_product(_survey: ForestProducts, _properties: Properties) -> str:
    return FOREST


_SERVER_VERSION = _by_version("msRTCSIP-ServerVersion")
_TRUSTED_VERSION = _by_version("msRTCSIP-TrustedServerVersion")
_HOME = _by_home("msRTCSIP-PrimaryHomeServer")
#: object class -> mapper, and how the product is recognised
_CLASSES: dict[str, tuple[Mapper, Product]] = {
    "msrtcsip-pool": (to.POOL, _by_version("msRTCSIP-PoolVersion")),
    "msrtcsip-server": (to.MACHINE, _SERVER_VERSION),
    "msrtcsip-mediationserver": (to.MEDIATION_SERVER, _SERVER_VERSION),
    "msrtcsip-trustedservice": (to.TRUSTED_SERVICE, _TRUSTED_VERSION),
    "msrtcsip-trustedserver": (to.trusted_server("Server", "msRTCSIP-TrustedServerFQDN"), _TRUSTED_VERSION),
    "msrtcsip-trustedproxy": (to.trusted_server("Forwarding proxy", "msRTCSIP-TrustedProxyFQDN"), _TRUSTED_VERSION),
    "msrtcsip-trustedmcu": (to.trusted_server("Conferencing server", "msRTCSIP-TrustedMCUFQDN"), _TRUSTED_VERSION),
    "msrtcsip-trustedwebcomponentsserver": (
        to.trusted_server("Web Components", "msRTCSIP-TrustedWebComponentsServerFQDN"),
        _TRUSTED_VERSION,
    ),
    "msrtcsip-edgeproxy": (to.EDGE_POOL, _shared),
    "msrtcsip-domain": (to.SIP_DOMAIN, _shared),
    "msrtcsip-locationprofile": (to.DIAL_PLAN, _r2),
    "msrtcsip-localnormalization": (to.NORMALIZATION_RULE, _r2),
    "msrtcsip-routeusage": (to.PSTN_USAGE, _r2),
    "msrtcsip-phoneroute": (to.VOICE_ROUTE, _r2),
    "msrtcsip-conferencedirectory": (to.CONFERENCE_DIRECTORY, _by_home("msRTCSIP-ConferenceDirectoryHomePool")),
    "msrtcsip-locationcontactmapping": (to.REGION_MAPPING, _shared),
}
#: entries of which each shows one fact of the forest
_FOREST: dict[str, Mapper] = {
    "msrtcsip-globaltopologysetting": to.CENTRAL_STORE,
    "msrtcsip-service": to.SETTINGS_ROOT,
    "attributeschema": to.SCHEMA,
}
#: containers, which hold nothing themselves -> the kinds that a complete export of them is evidence for
_CONTAINERS: dict[str, tuple[str, ...]] = {
    "msrtcsip-applicationcontacts": (),
    "msrtcsip-conferencedirectories": ("conference_directory",),
    "msrtcsip-globaltopologysettings": (),
    "msrtcsip-localnormalizations": ("normalization_rule",),
    "msrtcsip-locationcontactmappings": ("region_mapping",),
    "msrtcsip-locationprofiles": ("dial_plan",),
    "msrtcsip-mcufactories": (),
    "msrtcsip-phoneroutes": ("voice_route",),
    "msrtcsip-policies": ("voice_policy", "conferencing_policy", "presence_policy"),
    "msrtcsip-pools": ("pool",),
    "msrtcsip-routeusages": ("pstn_usage",),
    "msrtcsip-trustedmcus": (),
    "msrtcsip-trustedproxies": (),
    "msrtcsip-trustedservices": ("trusted_service",),
    "msrtcsip-trustedwebcomponentsservers": (),
}
#: kinds of which Lync too keeps all objects in Active Directory
_KEPT_BY_LYNC = frozenset({"conference_directory", "pool", "trusted_service"})
#: settings of the forest, each with the attributes of which it has at least one
_GLOBAL: tuple[tuple[Mapper, tuple[str, ...]], ...] = (
    (to.FEDERATION_SETTINGS, ("msRTCSIP-EnableFederation", "msRTCSIP-DefaultRouteToEdgeProxy")),
    (to.CONFERENCING_SETTINGS, ("msRTCSIP-MeetingFlags", "msRTCSIP-MeetingPolicy")),
    (to.VOICE_SETTINGS, ("msRTCSIP-UCFlags", "msRTCSIP-UCPolicy")),
)


def _spelling() -> dict[str, str]:
    """The documented letter case of each attribute by its folded name."""
    mappers = (*vars(to).values(), *(mapper for mapper, _ in _CLASSES.values()))
    spelled = {folded(name): name for names in (_NAMED.split(), *(n for _, n in _GLOBAL)) for name in names}
    for mapper in mappers:
        if isinstance(mapper, Mapper):
            spelled.update(mapper.spelling)
    return spelled


_SPELLED = _spelling()


def _matches(_member: Member, head: bytes) -> bool:
    return begins_like_ldif(head)


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=ANSI)
    survey = ForestProducts(origin)
    for record in read_ldif(text):
        if isinstance(record, Record):
            survey.see(_spelled(record))
    reader = _Reader(member.path, survey)
    for record in read_ldif(text):
        if isinstance(record, Record):
            yield from reader.results(_spelled(record))
        else:
            yield record
    yield from reader.closing()
    yield from text.closing()
    if not _ends_with_line(text):
        yield Cut("the file ends in the middle of a line")


def _ends_with_line(text: TextFile) -> bool:
    last = b""
    for chunk in text.member.chunks():
        last = (last + chunk)[-2:]
    return b"\n" in last if text.encoding.startswith("utf-16") else last.endswith(b"\n")


def _spelled(record: Record) -> Record:
    """The record with its attributes in their documented letter case, which LDAP does not care for, and real lists."""
    properties: dict[str, object] = {}
    for name, value in record.properties.items():
        many = name.casefold() in _MANY
        properties[_SPELLED.get(folded(name), name)] = [value] if many and isinstance(value, str) else value
        if meant := _meant(name):
            properties.setdefault(meant, Truncated(f"a line of it has another letter: {name}"))
    return attrs.evolve(record, properties=properties)


@lru_cache(4096)
def _meant(name: str) -> str:
    """The attribute from whose name this one differs by a letter, if it is of no name that is known; else ""."""
    alike = (known for known in _SPELLED.values() if len(known) == len(name) >= _SHORTEST)
    return next((n for n in alike if sum(map(str.__ne__, n.casefold(), name.casefold())) == 1), "")


def _broken(properties: Properties) -> str:
    """Why an entry cannot be believed, or ""."""
    dn = str(properties["dn"])
    if not is_of_domain(dn):
        return f"{dn[-60:]!r} does not end as a DN"
    # the content of a policy is checked where it is read
    bare = (name for name, value in properties.items() if value == "" and name != "msRTCSIP-PolicyContent")
    if empty := next(bare, ""):
        return f"{empty} has no value, which Active Directory does not keep: a line is broken"
    glued = next((name for name, value in properties.items() if isinstance(value, str) and _GLUED.search(value)), "")
    return f"two lines run into each other: {glued} goes on with another attribute" if glued else ""


class _Reader:
    """Maps the entries of one file after the survey."""

    def __init__(self, path: str, survey: ForestProducts) -> None:
        self._path = path
        self._survey = survey
        self._stale = self._containers = self._derived = 0

    def results(self, record: Record) -> Iterator[ReadResult]:
        """What the entry holds; of an entry of an unknown class every attribute is kept."""
        if reason := _broken(record.properties):
            yield Rejected(record.position, reason)
            return
        kind = record.type_name.casefold()
        if kind in _CONTAINERS:
            self._containers += 1
            yield from self._collected(_CONTAINERS[kind])
        elif kind in _CLASSES:
            mapper, product = _CLASSES[kind]
            yield from self._item(record, mapper, product)
        elif kind == "msrtcsip-globalcontainer":
            yield from self._global(record)
        elif kind == "msrtcsip-globaluserpolicy":
            yield from self._policy(record)
        elif kind == "msrtcsip-poolservice":
            yield from self._pool_service(record)
        elif kind in _FOREST and (
            kind != "attributeschema" or _SCHEMA_VERSION in str(record.properties["dn"]).casefold()
        ):
            yield from self._fact(record, _FOREST[kind], _of_no_product)
        elif kind.startswith("msrtcsip-"):
            yield from self._item(record, to.SETTINGS, _shared)
        elif person := self._person(record.properties):
            yield from self._account(record) if self._is_account(record, person) else self._item(record, person, _HOME)
        elif kind == "group":
            yield from self._item(record, to.GROUP, _of_no_product)
        else:
            yield unknown(record, self._path)

    def closing(self) -> Iterator[Remark]:
        """What the user must know after the last entry."""
        if self._stale:
            yield Remark(
                f"{counted(self._stale, 'object')} of OCS in a forest whose pools are all of Lync: possible leftovers"
                " of a migration, marked as possibly left over and not counted as OCS 2007 R2"
            )
        if self._derived:
            yield Remark(
                f"{counted(self._derived, 'FQDN is', 'FQDNs are')} derived from computer accounts:"
                " the service connection points of these servers hold none"
            )
        if self._containers:
            holds = counted(self._containers, "container holds nothing itself", "containers hold nothing themselves")
            yield Remark(f"{holds}: not listed")

    def _collected(self, kinds: tuple[str, ...]) -> Iterator[Collected]:
        """The kinds of a complete container; kinds that only OCS keeps there are not evidence for Lync."""
        product = self._survey.shared()
        if product != "ocs2007r2":
            kinds = tuple(kind for kind in kinds if kind in _KEPT_BY_LYNC)
        if kinds and product != "unknown":
            yield Collected(product, kinds)

    def _item(self, record: Record, mapper: Mapper, product: Product) -> Iterator[ReadResult]:
        found = product(self._survey, record.properties)
        is_stale = found == "ocs2007r2" and self._survey.is_left_behind
        shown = "unknown" if is_stale else found
        result = mapper.map(record, self._path, product=shown, absent_is_unknown=record.is_partial)
        if isinstance(result, Rejected):
            yield result
            return
        item, notes = result
        self._stale += is_stale
        self._derived += mapper is to.MACHINE or mapper is to.MEDIATION_SERVER
        yield _marked(item) if is_stale else item
        yield from map(Lost, notes)

    def _fact(self, record: Record, mapper: Mapper, product: Product) -> Iterator[ReadResult]:
        """What an entry says of another object, and the entry itself as settings, which holds what is left over."""
        for event in self._item(record, mapper, product):
            yield attrs.evolve(event, extra={}, aliases=()) if isinstance(event, Item) else event
        yield from self._item(record, to.SETTINGS, product)

    def _global(self, record: Record) -> Iterator[ReadResult]:
        """The settings of the forest, which are of OCS: Lync marks all their attributes obsolete."""
        found = [mapper for mapper, names in _GLOBAL if any(record.properties.get(name) for name in names)]
        for mapper in found:
            yield from self._item(record, mapper, _r2)
        if not found:
            yield from self._item(record, to.SETTINGS, _shared)

    def _policy(self, record: Record) -> Iterator[ReadResult]:
        mapper = to.POLICIES.get(str(record.properties.get("msRTCSIP-PolicyType") or "").casefold())
        if mapper is None:
            yield from self._item(record, to.SETTINGS, _r2)
            return
        try:
            content = policy_content(str(record.properties.get("msRTCSIP-PolicyContent") or ""))
        except ValueError as error:
            content = {}
            yield Remark(f"{record.position}: {error}; the policy is known by its DN only")
        values = {mapper.spelling.get(folded(name), name): value for name, value in content.items()}
        values.setdefault("Name", next(iter(content.values()), None))
        if isinstance(usages := values.get("PhoneRouteUsages"), str):
            values["PhoneRouteUsages"] = [usage for usage in map(str.strip, usages.splitlines()) if usage]
        yield from self._item(attrs.evolve(record, properties={**record.properties, **values}), mapper, _r2)

    def _pool_service(self, record: Record) -> Iterator[ReadResult]:
        """The members of a pool, added to the pool where the file has it."""
        pool = self._survey.pools.get(plain_pool_dn(str(record.properties["dn"])).casefold())
        if pool is None or not pool.fqdn:
            yield from self._item(record, to.SETTINGS, _shared)
            return
        properties = {**record.properties, "poolKey": pool.fqdn}
        yield from self._fact(attrs.evolve(record, properties=properties), to.POOL_SERVICE, lambda _s, _p: pool.product)

    def _is_account(self, record: Record, mapper: Mapper) -> bool:
        """Whether the entry was exported with a few attributes: it lacks one that every user of the product has."""
        home = record.properties.get("msRTCSIP-PrimaryHomeServer")
        is_here = not home or plain_pool_dn(str(home)).casefold() in self._survey.pools
        return mapper is to.USER and not is_here and "msRTCSIP-UserEnabled" not in record.properties

    def _account(self, record: Record) -> Iterator[ReadResult]:
        """What such an entry shows of a user; all else of the user is unknown, not empty.

        adminCount is one of the attributes: where the entry has none, the user is not protected.
        """
        shown = {name: value for name, value in record.properties.items() if name != "msRTCSIP-PrimaryHomeServer"}
        account = attrs.evolve(record, properties={"adminCount": None, **shown})
        yield from mapped(
            to.USER.map(account, self._path, product=_HOME(self._survey, record.properties), absent_is_unknown=True)
        )

    def _person(self, properties: Properties) -> Mapper | None:
        """The mapper of a user or contact that OCS or Lync knows, by what it belongs to."""
        named = properties["objectClass"]
        classes = {str(name).casefold() for name in named} if isinstance(named, list) else set()
        if not classes & {"user", "contact", "inetorgperson"} or not properties.get("msRTCSIP-PrimaryUserAddress"):
            return None
        owner = str(properties.get("msRTCSIP-OwnerUrn") or "").casefold()
        if owner:
            return _contact_of(owner, str(properties.get("displayName") or ""))
        destination = properties.get("msRTCSIP-ApplicationDestination")
        if destination:
            service = self._survey.services.get(str(destination).casefold(), "")
            is_attendant = _CAA in f"{destination} {service}".casefold()
            has_region = str(properties["dn"]).casefold() in self._survey.region_contacts
            return to.ACCESS_NUMBER if is_attendant or has_region else to.APPLICATION_CONTACT
        if str(properties.get("msRTCSIP-SourceObjectType")) in _UM_CONTACT:
            return to.EXCHANGE_UM_CONTACT
        return to.USER


def _contact_of(owner: str, display_name: str) -> Mapper:
    """The mapper of a contact by its owner, as Lync writes it (public code)."""
    if owner == "urn:application:rgs":
        return to.ENDPOINT if display_name.casefold() in _SERVICE_CONTACTS else to.APPLICATION_CONTACT
    known = {
        "urn:application:caa": to.ACCESS_NUMBER,
        "urn:device:commonareaphone": to.COMMON_AREA_PHONE,
        "urn:device:analogphone": to.ANALOG_DEVICE,
    }
    return known.get(owner, to.ENDPOINT)


def _marked(item: Item) -> Item:
    return attrs.evolve(item, extra={**item.extra, "stale_candidate": True})


FORMAT = Format("LDIF", _matches, _read)
