"""Objects of the Lync Server 2010 and 2013 cmdlets (``Get-Cs* | Export-Clixml -Depth 8``): which mapping is whose.

Where an object has no type name of its own (Select-Object, ConvertTo-*), the command in a transcript or the name of its
file (Get-CsX.xml) shows it together with its properties: that is inferred. Other settings and policies of the product
are kept per scope as `scoped_settings`.

The version is found by, in this order: the version of a service, Get-CsServerVersion, a cmdlet that only Lync Server
2013 has, the kit's manifest, an OwnerPool (from Lync Server 2013 on, get-csrgsqueue). Else 2010 is assumed, and said
once per file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import attrs

from ...estate.collection import OF_ONE_SERVER, SINCE_2013
from ...estate.counting import counted
from ...estate.policies import ScopedSettings
from ...estate.unmapped import unmapped_cmdlet_of
from ..format import Collected, Origin, ReadResult, Remark, mapped
from ..identifiers import product_of_version
from ..mapping import Mapper
from ..record import Record, Rejected, Truncated, folded
from ..type_names import is_vague, plain
from . import servers as cmdlets_servers
from .cmdlet import Cmdlet, lync_mapper
from .dialing import FROM_TEXT
from .table import (
    BY_NAME,
    cmdlet_of_file,
    cmdlet_of_noun,
    cmdlet_of_type,
    cmdlets_of_command,
    is_settings,
)
from .values import KEY, SCOPE, shown

#: columns by which a list of objects of several kinds, such as all phone numbers, names the kind of each
_NOUNS = ("type", "assignedtype", "objecttype")
#: one of these is in every such list
_NUMBERED = frozenset({"lineuri", "fulllineuri", "sipaddress"})


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
        self._from_text = 0

    def results(self, record: Record) -> Iterable[ReadResult] | None:
        """What a record holds, or None where it is not an object of Lync."""
        if cmdlet := self._cmdlet(record):
            return self.of(cmdlet, record)
        if is_settings(record.type_name):
            settings = _scoped_settings(plain(record.type_name))
            return mapped(settings.map(record, self._path, product=self.product_of(record, "")))
        return None

    def closing(self) -> Iterator[ReadResult]:
        """What the user must know after the last record."""
        if self._from_text:
            yield Remark(
                f"{counted(self._from_text, 'rule was', 'rules were')} read from the printed text of an object"
            )
        if self._without_version:
            yield Remark(
                f"{counted(self._without_version, 'object does', 'objects do')} not show the version of Lync: "
                "counted as Lync Server 2010"
            )

    def _cmdlet(self, record: Record) -> Cmdlet | None:
        """The cmdlet by the type's name, then the command, the file's name, and what a list calls the kind."""
        found, named = cmdlet_of_type(record.type_name), self._by_name
        if named and named.name == "Get-CsTrunk" and record.type_name.casefold().endswith("displaypstngateway"):
            return named
        if found:
            return found
        if record.type_name == "S" and cmdlets_servers.product_of_server(record.properties.get("Value")):
            return BY_NAME["get-csserverversion"]
        called = (*cmdlets_of_command(record.command), *((named,) if named else ()))
        fits = _fits if is_vague(record.type_name) else _shows_all
        names = tuple(record.properties)
        return next((cmdlet for cmdlet in called if fits(cmdlet, names)), None) or self._listed(record, names)

    def _listed(self, record: Record, names: tuple[str, ...]) -> Cmdlet | None:
        found = cmdlet_of_noun(_noun(record, names))
        return found if found and _fits(found, names) else None

    def is_listed_as_other(self, record: Record) -> bool:
        """Whether it is a row of a list of phone numbers that calls its kind by a word that no cmdlet has."""
        noun = _noun(record, tuple(record.properties))
        return noun is not None and noun != "" and cmdlet_of_noun(noun) is None

    def of(self, cmdlet: Cmdlet, record: Record) -> Iterator[ReadResult]:
        """What a record holds that is an object of this cmdlet."""
        if self._origin.machine and cmdlet.name in OF_ONE_SERVER:
            record = attrs.evolve(record, properties={"Machine": self._origin.machine, **record.properties})
        product = self.product_of(record, cmdlet.name)
        if cmdlet.name not in self._collected:
            self._collected.add(cmdlet.name)
            yield Collected(product, self._kinds(cmdlet))
        for part in cmdlet.parts(record):
            if isinstance(part, Rejected):
                yield part
            else:
                of_record, mapper = part
                self._from_text += of_record.position.endswith(FROM_TEXT)
                yield from mapped(mapper.map(of_record, self._path, product=product, absent_is_unknown=True))

    def _kinds(self, cmdlet: Cmdlet) -> tuple[str, ...]:
        """Kinds the file is evidence for; one role of Get-CsService says nothing of the others."""
        is_all = re.search(r"(?:^|[/\\!])get-csservice\.\w+$", self._path, re.IGNORECASE)
        return ("service",) if cmdlet.name == "Get-CsService" and not is_all else cmdlet.kinds

    def product_of(self, record: Record, cmdlet: str) -> str:
        """The version of Lync that a record shows; where nothing shows it, 2010, which is counted."""
        product = _product_of(self._origin, record.properties, cmdlet)
        self._without_version += product is None
        return product or "lync2010"


@lru_cache(maxsize=1024)
def _fits(cmdlet: Cmdlet, names: tuple[str, ...]) -> bool:
    """Whether any of the properties is one of the cmdlet's."""
    return any(folded(name) in cmdlet.spelling for name in names)


@lru_cache(maxsize=1024)
def _shows_all(cmdlet: Cmdlet, names: tuple[str, ...]) -> bool:
    """Whether the properties are there that every object of the cmdlet has."""
    held = {cmdlet.spelling.get(folded(name)) for name in names}
    return cmdlet.shows <= held


def _noun(record: Record, names: tuple[str, ...]) -> object:
    """What a row of a list of phone numbers calls its kind; None of another record."""
    column = _noun_column(names) if is_vague(record.type_name) else None
    return record.properties[column] if column else None


@lru_cache(maxsize=1024)
def _noun_column(names: tuple[str, ...]) -> str | None:
    """The column of a list of phone numbers that names the kind of each row."""
    by_name = {folded(name): name for name in names}
    return next((by_name[noun] for noun in _NOUNS if noun in by_name), None) if _NUMBERED & by_name.keys() else None


def may_name(names: tuple[str, ...], path: str) -> bool:
    """Whether the cmdlet of such objects is named: by the file, or for each object by a column."""
    named = cmdlet_of_file(path)
    return _noun_column(names) is not None if named is None else _fits(named, names)


def none_of(path: str, origin: Origin) -> Iterator[ReadResult]:
    """What an export without objects says: the cmdlet gave none, if the file's name names the cmdlet."""
    cmdlet = cmdlet_of_file(path)
    name = cmdlet.name if cmdlet else unmapped_cmdlet_of(path)
    if not name:
        return
    product = _product_of(origin, {}, name)
    yield Collected(product or "lync2010", cmdlet.kinds if cmdlet else ())
    yield Remark(f"{name} gave no object; the cmdlet is taken from the file's name")
    if product is None:
        yield Remark("the version of Lync is unknown; it counts as Lync Server 2010")


def _product_of(origin: Origin, properties: Mapping[str, object], cmdlet: str) -> str | None:
    """What the object says, the cmdlet, then the manifest: the cmdlets of 2013 show the services of 2010 too."""
    named = _telling_names(tuple(properties))
    if "serviceid" in named and "version" in named:
        shown_by_version = product_of_version(properties[named["version"]])
        if shown_by_version.startswith("lync"):
            return shown_by_version
    if "value" in named and (product := cmdlets_servers.product_of_server(properties[named["value"]])):
        return product
    if cmdlet in SINCE_2013:
        return "lync2013"
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

    def key(properties: Mapping[str, object]) -> object:
        found = KEY(properties)
        return found if isinstance(found, Truncated) else f"{last}:{found}" if found else last

    return lync_mapper(
        ScopedSettings,
        key,
        {"type_name": lambda _properties: type_name, "scope": SCOPE},
        aliases=(shown("Identity"),),
    )
