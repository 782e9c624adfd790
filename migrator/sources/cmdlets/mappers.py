"""Objects of the Lync Server 2010 and 2013 cmdlets (``Get-Cs* | Export-Clixml -Depth 8``): which mapping is whose.

A type is recognised by the end of its name, as the cmdlet's page gives it under OUTPUTS (get-csdialplan [D]); namespace
spellings (WritableConfig, WriteableConfig) and what PowerShell puts before or behind a name do not matter. Where an
object has no type name of its own (Select-Object, ConvertTo-*), the name of its file (Get-CsX.xml) and properties that
the cmdlet's objects have show it together: that is inferred. Other settings and policies of the product are kept per
scope as `scoped_settings`.

The version is found by, in this order: the version of a service, Get-CsServerVersion, the kit's manifest, an OwnerPool
(from Lync Server 2013 on, get-csrgsqueue), Get-CsTrunk (2013). Else 2010 is assumed, and said once per file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import attrs

from ...estate.collection import OF_ONE_SERVER
from ...estate.counting import counted
from ...estate.policies import ScopedSettings
from ..format import Collected, Origin, ReadResult, Remark, mapped
from ..mapping import Mapper
from ..record import Record, Rejected
from ..rgs_export.files import EXPORT_FILES, export_of
from . import conferencing as cmdlets_conferencing
from . import dialing as cmdlets_dialing
from . import external as cmdlets_external
from . import people as cmdlets_people
from . import policies as cmdlets_policies
from . import response_groups as cmdlets_rgs
from . import servers as cmdlets_servers
from . import topology as cmdlets_topology
from . import voice as cmdlets_voice
from .cmdlet import Cmdlet, lync_mapper
from .values import KEY, SCOPE, shown

CMDLETS: tuple[Cmdlet, ...] = (
    *cmdlets_topology.CMDLETS,
    *cmdlets_dialing.CMDLETS,
    *cmdlets_voice.CMDLETS,
    *cmdlets_rgs.CMDLETS,
    *cmdlets_conferencing.CMDLETS,
    *cmdlets_external.CMDLETS,
    *cmdlets_people.CMDLETS,
    *cmdlets_policies.CMDLETS,
    *cmdlets_servers.CMDLETS,
)
_BY_NAME = {cmdlet.name.casefold(): cmdlet for cmdlet in CMDLETS}
_BY_TYPE = {type_.casefold(): cmdlet for cmdlet in CMDLETS for type_ in cmdlet.types}
_FILE = re.compile(r"get-cs[a-z]+", re.IGNORECASE)
_SETTINGS = re.compile(r"microsoft\.rtc\.management\.write?ableconfig\.(?:settings|policy)\..+", re.IGNORECASE)
#: types that say nothing of what the object is
_VAGUE = re.compile(
    r"(?:Selected\..*|System\.Management\.Automation\.PS(?:Custom)?Object|System\.Object|S|)", re.IGNORECASE
)
_PRODUCTS = {"5": "lync2010", "6": "lync2013"}


def cmdlet_of_file(path: str) -> Cmdlet | None:
    """The cmdlet whose output a file is by its name: Get-CsX.xml, or a file of an Export-CsRgsConfiguration."""
    name = re.split(r"[/\\!]", path)[-1]
    if match := _FILE.match(name):
        return _BY_NAME.get(match[0].casefold())
    if export_of(path):
        return _BY_NAME.get(EXPORT_FILES.get(name.partition(".")[0].casefold(), "").casefold())
    return None


@lru_cache(maxsize=1024)
def cmdlet_of_type(type_name: str) -> Cmdlet | None:
    """The cmdlet whose documented type the name ends with."""
    parts = re.sub(r"^Selected\.", "", type_name, flags=re.IGNORECASE).casefold().split(".")
    if parts[:2] != ["microsoft", "rtc"]:
        return None
    tails = (".".join(parts[start:]) for start in range(2, len(parts)))
    return next((cmdlet for tail in tails if (cmdlet := _BY_TYPE.get(tail))), None)


class LyncRecords:
    """Maps the records of one file that are objects of Lync cmdlets.

    Args:
        path: the file.
        origin: what is known of it from beside it.
    """

    def __init__(self, path: str, origin: Origin) -> None:
        self._path = path
        self._origin = origin
        self._by_name = cmdlet_of_file(path)
        self._collected: set[str] = set()
        self._without_version = 0

    def results(self, record: Record) -> Iterable[ReadResult] | None:
        """What a record holds, or None where it is not an object of Lync."""
        if cmdlet := self._cmdlet(record):
            return self._results(cmdlet, record)
        if _SETTINGS.fullmatch(record.type_name):
            settings = _scoped_settings(record.type_name)
            return mapped(settings.map(record, self._path, product=self._product(record)))
        return None

    def closing(self) -> Iterator[ReadResult]:
        """What the user must know after the last record."""
        if self._without_version:
            yield Remark(
                f"{counted(self._without_version, 'object does', 'objects do')} not show the version of Lync: "
                "counted as Lync Server 2010"
            )

    def _cmdlet(self, record: Record) -> Cmdlet | None:
        found = cmdlet_of_type(record.type_name)
        named = self._by_name
        if named and named.name == "Get-CsTrunk" and record.type_name.casefold().endswith("displaypstngateway"):
            return named
        if found:
            return found
        if record.type_name == "S" and cmdlets_servers.product_of_server(record.properties.get("Value")):
            return _BY_NAME["get-csserverversion"]
        if named and _VAGUE.fullmatch(record.type_name):
            names = {name.casefold() for name in record.properties}
            if all(name.casefold() in names for name in named.shows):
                return named
        return None

    def _results(self, cmdlet: Cmdlet, record: Record) -> Iterator[ReadResult]:
        if self._origin.machine and cmdlet.name in OF_ONE_SERVER:
            record = attrs.evolve(record, properties={"Machine": self._origin.machine, **record.properties})
        product = self._product(record)
        if cmdlet.name not in self._collected:
            self._collected.add(cmdlet.name)
            yield Collected(product, self._kinds(cmdlet))
        for part in cmdlet.split(record):
            if isinstance(part, Rejected):
                yield part
            else:
                of_record, mapper = part
                yield from mapped(mapper.map(of_record, self._path, product=product))

    def _kinds(self, cmdlet: Cmdlet) -> tuple[str, ...]:
        """Kinds the file is evidence for; one role of Get-CsService says nothing of the others."""
        is_all = re.search(r"(?:^|[/\\!])get-csservice\.\w+$", self._path, re.IGNORECASE)
        return ("service",) if cmdlet.name == "Get-CsService" and not is_all else cmdlet.kinds

    def _product(self, record: Record) -> str:
        product = _product_of(self._origin, record.properties)
        if product is None and self._by_name and self._by_name.name == "Get-CsTrunk":
            product = "lync2013"
        self._without_version += product is None
        return product or "lync2010"


def none_of(path: str, origin: Origin) -> Iterator[ReadResult]:
    """What an export without objects says: the cmdlet gave none, if the file's name names the cmdlet."""
    cmdlet = cmdlet_of_file(path)
    if cmdlet is None:
        return
    product = _product_of(origin, {})
    yield Collected(product or "lync2010", cmdlet.kinds)
    yield Remark(f"{cmdlet.name} gave no object; the cmdlet is taken from the file's name")
    if product is None:
        yield Remark("the version of Lync is unknown; it counts as Lync Server 2010")


def _product_of(origin: Origin, properties: Mapping[str, object]) -> str | None:
    """What the object itself says, then the manifest: the cmdlets of 2013 show the services of 2010 too."""
    named = _telling_names(tuple(properties))
    if "serviceid" in named and (product := _PRODUCTS.get(str(properties.get(named.get("version", ""))))):
        return product
    if "value" in named and (product := cmdlets_servers.product_of_server(properties[named["value"]])):
        return product
    if origin.product.startswith("lync"):
        return origin.product
    return "lync2013" if "ownerpool" in named else None


@lru_cache(maxsize=1024)
def _telling_names(names: tuple[str, ...]) -> dict[str, str]:
    """Of the properties that may show the version: lower-case name -> its spelling here."""
    return {
        name.casefold(): name for name in names if name.casefold() in {"serviceid", "version", "value", "ownerpool"}
    }


def _scoped_settings(type_name: str) -> Mapper:
    """A mapper of settings of an undeclared type; all their values are left over and stay in `extra`."""
    last = type_name.rpartition(".")[2]
    return lync_mapper(
        ScopedSettings,
        lambda properties: f"{last}:{key}" if (key := KEY(properties)) else last,
        {"type_name": lambda _properties: type_name, "scope": SCOPE},
        aliases=(shown("Identity"),),
    )
