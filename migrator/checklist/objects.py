"""The objects of an estate for which steps of a track are done one by one, and the names that their texts speak of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import attrs

from ..estate.catalogue import KINDS
from ..estate.collection import is_listed
from ..estate.conferencing import AccessNumber, ConferenceDirectory
from ..estate.estate import Estate
from ..estate.kinds import Item
from ..estate.products import R2, in_one_store, product_name
from ..estate.response_groups import AgentGroup, ApplicationContact, BusinessHours, HolidaySet, Queue, Workflow
from ..estate.topology import EdgePool, Gateway, Pool, Service, SipDomain, TrustedApplicationPool, TrustedService
from ..network.branches import branch_pools, is_without_users
from ..network.servers import is_of_others, members_of, registrars
from ..powershell import literal
from ..rules.engine.values import Places, texts
from .names import UNKNOWN_POOL, EstateNames

#: stands where the evidence names no pool, or several of which somebody has to choose
UNKNOWN_LEGACY_POOL = "OLD_POOL"
#: the prefix of a service by the objects of a step
_SERVICES = {"gateway": "PstnGateway"}
#: legacy objects of steps, by the kind that the topology has of them
_LISTED_AS: dict[str, type[Item]] = {
    **dict.fromkeys(("legacy_pool", "legacy_front_end", "home_pool"), Pool),
    **dict.fromkeys(("legacy_edge", "legacy_server"), EdgePool),
}
#: cmdlets that read and save an object of each type of a response group
_SAMPLES = (
    (Workflow, "RgsWorkflow"),
    (Queue, "RgsQueue"),
    (AgentGroup, "RgsAgentGroup"),
    (BusinessHours, "RgsHoursOfBusiness"),
    (HolidaySet, "RgsHolidaySet"),
)
#: what each pool keeps for itself, so that only the tools of its product list it
_OF_ONE_POOL = frozenset(cls for cls, _ in _SAMPLES)
#: the kinds that show the objects of steps
_FOUND_BY: dict[str, tuple[type[Item], ...]] = {
    **{each: (cls,) for each, cls in _LISTED_AS.items()},
    "gateway": (Gateway, TrustedService),
    "sip_domain": (SipDomain,),
    "access_number": (AccessNumber,),
    "conference_directory": (ConferenceDirectory,),
    "trusted_application_pool": (TrustedApplicationPool,),
    "response_group_pool": (Workflow, Pool),
    "response_group_sample": tuple(cls for cls, _ in _SAMPLES),
    "workflow_contact": (Workflow, ApplicationContact),
    "branch_appliance": (Service,),
}


@attrs.frozen(kw_only=True)
class TrackObjects:
    """What the steps of a track speak of.

    Attributes:
        legacy: the product that is left.
        new: the product to which the estate moves.
    """

    estate: Estate
    names: EstateNames
    legacy: str
    new: str
    _counts: dict[str, Counter[str]] = attrs.field(factory=dict, init=False, repr=False, eq=False)
    _contacts: dict[str, str] = attrs.field(factory=dict, init=False, repr=False, eq=False)

    def of(self, each: str) -> tuple[str, ...]:
        """The names of the objects for which a step is done one by one, each once, in the order of the evidence."""
        if each in _FINDERS:
            return tuple(dict.fromkeys(filter(None, _FINDERS[each](self))))
        return self.names.of(each)

    def are_gone(self, each: str) -> bool:
        """Whether the topology, which lists Lync 2010 and 2013 together, shows that none of the legacy ones is left."""
        cls = _LISTED_AS.get(each)
        if cls is None or self.legacy == R2 or self.of(each):
            return False
        return bool(self.estate.of(cls, product=self.new)) and not self.estate.lost(cls.kind)

    def unread(self, each: str) -> dict[type[Item], str]:
        """The kinds that would show the objects of steps and were not read in full, with the product that lists them.

        The tools of the new product list what those of the legacy one do not; until they are there, nothing is missing.
        """
        listed = {cls: self._listed_by(cls) for cls in _FOUND_BY.get(each, ())}
        return {cls: product for cls, product in listed.items() if product and not self._is_read(cls, product)}

    def _listed_by(self, cls: type[Item]) -> str:
        products = (self.legacy, *((self.new,) if self.new in self.estate.products else ()))
        return next((product for product in products if is_listed(cls.kind, product)), "")

    def _is_read(self, cls: type[Item], product: str) -> bool:
        """Whether a kind was read in full; what is in the store of two products, with the tools of either."""
        products = (product,) if cls in _OF_ONE_POOL else in_one_store(product)
        return any(self.estate.has(cls.kind, each) for each in products) and not self.estate.lost(cls.kind)

    def number(self, kinds: Iterable[str], pool: str) -> int:
        """How many objects of some kinds of the legacy product a pool has; of all pools where it is "".

        An object whose pool is not known counts for each.
        """
        numbers = [self._number_by_pool(kind) for kind in kinds]
        if not pool:
            return sum(each.total() for each in numbers)
        return sum(each[""] + each[pool.casefold()] for each in numbers)

    def _number_by_pool(self, kind: str) -> Counter[str]:
        """How many objects of a kind of the legacy product each pool has; those whose pool is not known by ""."""
        if kind not in self._counts:
            pools = (self.estate.resolve(item, "pool") for item in self.estate.of(KINDS[kind], product=self.legacy))
            own = (next((found for _, found in each), None) for each in pools)
            self._counts[kind] = Counter((p.fqdn or p.key).casefold() if isinstance(p, Pool) else "" for p in own)
        return self._counts[kind]

    def legacy_pools(self) -> list[Pool]:
        """The pools of the legacy product that go, without branch appliances, which have steps of their own.

        Gateways, databases, file stores and trusted applications stay, which the topology of Lync lists as pools, too.
        """
        roles: dict[str, set[str]] = {}
        for service in self.estate.of(Service, product=self.legacy):
            roles.setdefault((service.pool or "").casefold(), set()).add((service.role or "").casefold())
        branches = {name.casefold() for name in branch_pools(self.estate)}
        pools = self.estate.each(Pool, product=self.legacy)
        named = ((pool, (pool.fqdn or pool.key).casefold()) for pool in pools)
        return [p for p, name in named if name not in branches and not all(map(is_of_others, roles.get(name, {""})))]

    def places(self) -> Places:
        """The names by the place that they fill, in every step."""
        target = self.names.new_pools[0] if len(self.names.new_pools) == 1 else UNKNOWN_POOL
        old = self.of("legacy_pool")
        source = old[0] if len(old) == 1 else UNKNOWN_LEGACY_POOL
        homes = self.of("home_pool")
        known = {name: texts(values) for name, values in self.names.places().items()}
        own = {
            "legacy_name": product_name(self.legacy),
            "target_pool": literal(target),
            "target_service": literal(f"ApplicationServer:{target}"),
            "source_pool": literal(source),
            "source_filter": " -or ".join(f"RegistrarPool -eq {literal(pool)}" for pool in homes or [source]),
        }
        return known | {name: texts([value]) for name, value in own.items()}

    def places_of(self, each: str, one: str) -> Places:
        """The places of a step that is done for one object; a word in capitals stands for one that nothing shows."""
        one = one or self._unknown(each)
        values = {
            "one": one,
            "quoted": literal(one),
            "service": literal(f"{_SERVICES.get(each, each)}:{one}"),
            "file": re.sub(r"[^\w.-]+", "_", one),  # in names of files, which the next object must not overwrite
        }
        if each == "response_group_sample":
            values["sample_command"] = self._sample_command(one)
        if each == "workflow_contact":
            values["home_pool"] = literal(self._homes_of_contacts().get(one, UNKNOWN_LEGACY_POOL))
        return {name: texts([value]) for name, value in values.items()}

    def _unknown(self, each: str) -> str:
        """The word for an object that nothing shows; of samples, one of a type that was not read."""
        if each != "response_group_sample":
            return each.upper()
        return f"{next(iter(self.unread(each)), Queue).__name__} NAME"

    def _homes_of_contacts(self) -> dict[str, str]:
        """The pool of each workflow by the SIP address of its contact, looked up once."""
        if not self._contacts:
            self._contacts.update(_workflow_contacts(self))
        return self._contacts

    def _sample_command(self, one: str) -> str:
        """The command that reads an object and saves it unchanged."""
        kind, _, name = one.partition(" ")
        noun = next(noun for cls, noun in _SAMPLES if cls.__name__ == kind)
        target = self.names.new_pools[0] if len(self.names.new_pools) == 1 else UNKNOWN_POOL
        service = literal(f"service:ApplicationServer:{target}")
        return f"$sample = Get-Cs{noun} -Identity {service} -Name {literal(name)}; Set-Cs{noun} -Instance $sample"


def _title(items: Iterable[Item]) -> list[str]:
    return [item.title for item in items]


def _gateways(found: TrackObjects) -> list[str]:
    """Gateways of the estate; of OCS 2007 R2 also those that stand in the list of trusted services."""
    listed = [gateway.fqdn or gateway.key for gateway in found.estate.each(Gateway)]
    trusted = found.estate.each(TrustedService, product=found.legacy)
    return [*listed, *(s.fqdn or s.key for s in trusted if (s.type or "").casefold() == "gateway")]


def _samples(found: TrackObjects) -> list[str]:
    """The first object of each type, as ``Queue Sales``; those of the legacy product, which the move copies."""
    samples = ((cls.__name__, next(iter(found.estate.of(cls, product=found.legacy)), None)) for cls, _ in _SAMPLES)
    return [f"{name} {item.title}" for name, item in samples if item is not None]


def _homes(found: TrackObjects) -> Iterable[str]:
    """The legacy pools that can be home of users and contacts: those with a Registrar and users; else all."""
    homes = {(service.pool or "").casefold() for service in registrars(found.estate, found.legacy)}
    pools = (pool for pool in found.legacy_pools() if not is_without_users(pool))
    names = [pool.fqdn or pool.key for pool in pools]
    return [name for name in names if name.casefold() in homes] or names


def _workflow_contacts(found: TrackObjects) -> Iterator[tuple[str, str]]:
    """The SIP addresses of the workflows, each with its pool."""
    for workflow in found.estate.each(Workflow, product=found.legacy):
        contact = next((item for _, item in found.estate.resolve(workflow, "contact")), None)
        of_contact = contact.primary_uri if isinstance(contact, ApplicationContact) else None
        yield workflow.primary_uri or of_contact or "", _pool_name(found, workflow) or UNKNOWN_LEGACY_POOL


_FINDERS: dict[str, Callable[[TrackObjects], Iterable[str]]] = {
    "legacy_pool": lambda found: (pool.fqdn or pool.key for pool in found.legacy_pools()),
    "legacy_front_end": lambda found: (
        name for pool in found.legacy_pools() for name in members_of(found.estate, pool.fqdn or pool.key, found.legacy)
    ),
    "gateway": _gateways,
    "sip_domain": lambda found: (domain.name or domain.key for domain in found.estate.each(SipDomain)),
    "access_number": lambda found: (number.primary_uri or number.key for number in found.estate.each(AccessNumber)),
    "conference_directory": lambda found: (
        str(directory.directory_id) if directory.directory_id is not None else directory.key
        for directory in found.estate.each(ConferenceDirectory)
    ),
    "trusted_application_pool": lambda found: _title(found.estate.each(TrustedApplicationPool)),
    "response_group_pool": lambda found: (
        _pool_name(found, workflow) for workflow in found.estate.each(Workflow, product=found.legacy)
    ),
    "response_group_sample": _samples,
    "workflow_contact": lambda found: (address for address, _ in _workflow_contacts(found)),
    "branch_appliance": lambda found: branch_pools(found.estate),
    "home_pool": _homes,
}


def _pool_name(found: TrackObjects, workflow: Workflow) -> str:
    """The pool of a workflow, by the name that people use; "" for one of OCS whose pool is not known.

    OCS names the back end of the pool (MSFT_SIPRgsWorkflowData), which is no name of it.
    """
    resolved = next((pool for _, pool in found.estate.resolve(workflow, "pool")), None)
    if isinstance(resolved, Pool):
        return resolved.fqdn or resolved.key
    return "" if found.legacy == R2 else workflow.pool or ""
