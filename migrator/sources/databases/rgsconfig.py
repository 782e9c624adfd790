"""The response group database rgsconfig, live: owner pools, who owns the rows of each table, objects by name.

No public schema exists, so the catalogue decides (l13-rgs-collation). Known from sources are the table names
below, Name or DisplayName, OwnerPool and OwnerPoolID (1.2); every other simple column is kept as the database names it.
An owner column exists from Lync Server 2013 on (1.4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from ...database.catalogue import Table, TableColumn
from ...database.owners import OWNER_COLUMN, Discovery, discover
from ...errors import GuardRefused, InputError
from ...estate import response_groups as rgs
from ...estate.collection import UNMAPPED_TABLE
from ...estate.evidence import OwnerPool, Ownership
from ...estate.kinds import Item, fields_of
from ...estate.other import Other
from ..format import Collected, Lost, ReadResult, Remark
from ..identifiers import plain_guid
from ..mapping import From, Getter, Mapper, Of
from ..record import Record, Rejected
from .live import SqlDatabase, SqlFormat, column_of

#: table -> kind of its rows (giombini-r2-to-2013, l13-rgs-collation)
KINDS: dict[str, type[Item]] = {
    "agentgroups": rgs.AgentGroup,
    "queues": rgs.Queue,
    "workflows": rgs.Workflow,
    "agents": rgs.Agent,
    "businesshours": rgs.BusinessHours,
    "holidaysets": rgs.HolidaySet,
}
#: types without an own family in the catalogue whose values are short and known to every driver
_SIMPLE = frozenset({"bit", "datetime", "smalldatetime", "float", "real", "money", "smallmoney"})


def _matches(database: SqlDatabase) -> bool:
    names = {table.name.name.casefold() for table in database.tables}
    return "ownerpool" in names or len(names & set(KINDS)) > 1


def _read(database: SqlDatabase) -> Iterator[ReadResult]:
    if database.server:
        yield Remark(database.server)
    try:
        discovery = discover(database.tables)
    except GuardRefused as error:
        discovery = Discovery(error.message)
    product = "lync2013"
    if discovery.owner_table is None:
        yield Remark(f"{discovery.reason}: ownership does not apply or cannot be found out")
        if not any(column_of(table, OWNER_COLUMN) for table in database.tables):
            product = "lync2010"
            yield Remark("the version cannot be seen here; it is taken for Lync Server 2010")
    else:
        yield Collected(product, ("owner_pool", "ownership"))
    reader = _Reader(database, discovery, product)
    yield from _unless_refused(database, "the owner table", reader.owner_pools())
    for table in database.tables:
        yield from _unless_refused(database, table.name.label, reader.read(table))


def _unless_refused(database: SqlDatabase, what: str, results: Iterator[ReadResult]) -> Iterator[ReadResult]:
    """*results*; a table that is refused, or that no statement can name or read, is a rejection and not the end."""
    try:
        yield from results
    except InputError as error:
        yield Rejected(what, error.message)
    except Exception as error:
        refusal = database.refusal(error)
        if refusal is None:
            raise
        yield Rejected(what, refusal)


class _Reader:
    """Reads the tables of one database; remembers the owner pools by id."""

    def __init__(self, database: SqlDatabase, discovery: Discovery, product: str) -> None:
        self._database = database
        self._discovery = discovery
        self._product = product
        self._pools: dict[str, str] = {}
        self._knows_pools = False
        self._copies = {excluded.table.name: excluded.reason for excluded in discovery.left_alone}

    def owner_pools(self) -> Iterator[ReadResult]:
        """The rows of the owner table."""
        owner_table = self._discovery.owner_table
        if owner_table is None:
            return
        columns = [owner_table.key] + ([owner_table.name] if owner_table.name else [])
        for number, (id_, *names) in enumerate(self._rows(owner_table.table, columns), 1):
            key = None if id_ is None else plain_guid(str(id_))
            name = str(names[0]) if names and names[0] is not None else None
            if key is None:
                yield Rejected(f"{owner_table.table.name.label} {number}", "an owner pool without id")
                continue
            self._pools[key.casefold()] = name or key
            yield OwnerPool(
                key=key,
                product=self._product,
                sources=(self._source(owner_table.table, number),),
                name=name,
                database=self._database.place,
            )
        self._knows_pools = True

    def read(self, table: Table) -> Iterator[ReadResult]:
        """What one table holds: objects, the count of their owners, or how many rows."""
        owner_table = self._discovery.owner_table
        if owner_table is not None and table.name == owner_table.table.name:
            return
        cls = None if table.name in self._copies else KINDS.get(table.name.name.casefold())
        id_ = _id_column(table)
        if cls is not None and id_ is not None:
            yield from self._objects(table, cls, id_)
        elif column_of(table, OWNER_COLUMN):
            yield from self._owners(table)
        else:
            yield self._counted(table)

    def _objects(self, table: Table, cls: type[Item], id_: TableColumn) -> Iterator[ReadResult]:
        columns = [column for column in table.columns if self._is_simple(column)]
        if left := [column for column in table.columns if column not in columns]:
            listed = ", ".join(f"{column.name} ({column.type.declared})" for column in left)
            yield Remark(f"{table.name.label}: not read: {listed}")
        mapper = _mapper(cls, columns, id_, self._pools)
        owner = column_of(table, OWNER_COLUMN)
        owners: Counter[str | None] = Counter()
        for number, values in enumerate(self._rows(table, columns), 1):
            properties = {c.name: _value(value, c) for c, value in zip(columns, values, strict=True)}
            if owner in columns:
                owners[_folded(properties[owner.name])] += 1
            result = mapper.map(
                Record(table.name.label, properties, f"{table.name.label} {number}"),
                self._database.place,
                product=self._product,
            )
            if isinstance(result, Rejected):
                yield result
                continue
            item, notes = result
            yield _without_links(item)
            yield from map(Lost, notes)
        if owner in columns:
            yield self._ownership(table, owners)

    def _owners(self, table: Table) -> Iterator[ReadResult]:
        """The count of a table whose rows are not objects of a known kind, or are copies."""
        owner = column_of(table, OWNER_COLUMN)
        if owner is None:
            return
        if reason := self._copies.get(table.name):
            yield Remark(f"{table.name.label}: {reason}")
        yield self._ownership(table, Counter(_folded(value) for (value,) in self._rows(table, [owner])))

    def _ownership(self, table: Table, owners: Counter[str | None]) -> Ownership:
        ours = sum(count for owner, count in owners.items() if owner in self._pools)
        return Ownership(
            key=f"{self._database.place}: {table.name.label}",
            product=self._product,
            sources=(f"{self._database.place}#{table.name.label}",),
            table=table.name.label,
            database=self._database.place,
            rows=owners.total(),
            without_owner=owners[None],
            one_owner=ours if self._knows_pools else None,
            foreign_owner=owners.total() - owners[None] - ours if self._knows_pools else None,
        )

    def _counted(self, table: Table) -> Other:
        statement = {"table": self._database.quoted_table(table)}
        ((count,),) = self._database.rows("inventory", "count_rows", **statement)
        return Other(
            key=f"{self._database.place}: {table.name.label}",
            product=self._product,
            sources=(f"{self._database.place}#{table.name.label}",),
            extra={"Rows": count, "Columns": [column.name for column in table.columns]},
            type_name=UNMAPPED_TABLE,
            name=table.name.label,
        )

    def _rows(self, table: Table, columns: list[TableColumn]) -> Iterator[tuple[Any, ...]]:
        listed = ", ".join(self._database.quoted_column(column) for column in columns)
        return self._database.rows("inventory", "read_rows", columns=listed, table=self._database.quoted_table(table))

    def _is_simple(self, column: TableColumn) -> bool:
        kind = column.type.kind
        if kind == "other" and self._database.dialect == "mssql":
            return column.type.declared.casefold() in _SIMPLE
        return kind != "binary"

    def _source(self, table: Table, number: int) -> str:
        return f"{self._database.place}#{table.name.label} {number}"


def _id_column(table: Table) -> TableColumn | None:
    """The column that names a row: ``ID``, else the primary key where that is one column."""
    keys = [key for key in table.keys if key.is_primary and len(key.columns) == 1]
    return column_of(table, "id") or (table.column(keys[0].columns[0]) if keys else None)


def _without_links(item: Item) -> Item:
    """*item*, its unfilled fields marked as unknown: no source describes the tables of links and actions."""
    unknown = (f.name for f in fields_of(type(item)) if getattr(item, f.name) in (None, ()))
    return attrs.evolve(item, unknown=tuple(unknown))


def _mapper(cls: type[Item], columns: list[TableColumn], id_: TableColumn, pools: Mapping[str, str]) -> Mapper:
    """Fields of *cls* from the columns that name them; all others stay in `extra`."""
    declared = {field.name for field in fields_of(cls)}
    by_name = {column.name.casefold(): column.name for column in columns}
    wanted = {"name": "name", "display_name": "displayname", "description": "description", "sip_address": "sipaddress"}
    fields: dict[str, str | Getter] = {
        field: by_name[column] for field, column in wanted.items() if field in declared and column in by_name
    }
    owner = by_name.get(OWNER_COLUMN)
    if owner is not None and "owner_pool" in declared:
        fields["owner_pool"] = From((owner,), lambda value: pools.get(_folded(value) or "", value))
        fields["owner_pool_is_null"] = Of((owner,), lambda properties: properties[owner] is None)
    return Mapper(cls, From((id_.name,), lambda value: plain_guid(str(value))), fields)


def _value(value: object, column: TableColumn) -> object:
    """*value* as an item may hold it: GUIDs in lower case, exact numbers and bytes as text, text as it is."""
    if value is not None and column.type.kind == "guid":
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | bytearray | memoryview):
        return "0x" + bytes(value).hex()
    return value


def _folded(value: object) -> str | None:
    """An owner as it is compared: letter case and braces do not matter."""
    return None if value is None else plain_guid(str(value)).casefold()


FORMAT = SqlFormat("sql:rgsconfig", _matches, _read)
