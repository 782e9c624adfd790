"""Decides which tables of a database can be repaired, are left alone or are refused, each with the reason.

Only the names of the owner table and the owner column are known (giombini-r2-to-2013); letter case varies.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ..errors import GuardRefused
from .catalogue import Key, Table, TableColumn

OWNER_TABLE = "ownerpool"
OWNER_COLUMN = "ownerpoolid"


@attrs.frozen
class OwnerTable:
    """The table of owner pools, its key column and the column that names a pool."""

    table: Table
    key: TableColumn
    name: TableColumn | None


@attrs.frozen
class Candidate:
    """A table whose rows can be repaired: its owner column, its key and the column that names a row."""

    table: Table
    owner: TableColumn
    key: tuple[TableColumn, ...]
    name: TableColumn | None


@attrs.frozen
class Excluded:
    """A table with an owner column that is not repaired, and why."""

    table: Table
    owner: TableColumn
    reason: str


@attrs.frozen
class Discovery:
    """The tables of a database, sorted for a repair.

    Attributes:
        reason: why the repair does not apply to the database; None if it does.
        left_alone: tables that look like copies; never changed and never counted as a fault.
        refused: tables that cannot be repaired safely; a plan is refused if they have a NULL owner.
    """

    reason: str | None
    owner_table: OwnerTable | None = None
    candidates: tuple[Candidate, ...] = ()
    left_alone: tuple[Excluded, ...] = ()
    refused: tuple[Excluded, ...] = ()


def discover(tables: Sequence[Table]) -> Discovery:
    """Sorts the tables of a database into owner table, candidates, left alone and refused.

    Raises:
        GuardRefused: the owner table or its key cannot be identified.
    """
    owner_tables = [
        table for table in tables if table.name.name.casefold() == OWNER_TABLE and not _is_named_backup(table)
    ]
    owned = [table for table in tables if table not in owner_tables and _owner_columns(table)]
    if not tables:
        return Discovery("no table can be seen: the database is empty, or the login has no rights on its tables")
    if not owner_tables:
        return Discovery("there is no table named OwnerPool, as in a Lync Server 2010 or OCS 2007 R2 database")
    if not owned:
        return Discovery("no table has a column named OwnerPoolID, as in a Lync Server 2010 or OCS 2007 R2 database")
    if len(owner_tables) > 1:
        names = ", ".join(table.name.label for table in owner_tables)
        raise GuardRefused(f"more than one table is named OwnerPool: {names}")
    owner_table = _owner_table(owner_tables[0], owned)
    candidates, left_alone, refused = [], [], []
    for table in owned:
        owner = _owner_columns(table)[0]
        if reason := _copy_evidence(table, tables):
            left_alone.append(Excluded(table, owner, reason))
        elif reason := _refusal(table, owner, owner_table):
            refused.append(Excluded(table, owner, reason))
        else:
            key = _usable_key(table, owner)
            columns = tuple(table.column(name) for name in key.columns) if key else ()
            candidates.append(Candidate(table, owner, columns, _name_column(table, ("name", "displayname"))))
    return Discovery(None, owner_table, tuple(candidates), tuple(left_alone), tuple(refused))


def _owner_columns(table: Table) -> list[TableColumn]:
    return [column for column in table.columns if column.name.casefold() == OWNER_COLUMN]


def _owner_table(table: Table, owned: Sequence[Table]) -> OwnerTable:
    """The owner table with its key: the column to which foreign keys refer, else its own key, by the column type."""
    referenced = [
        foreign_key.referenced_column
        for other in owned
        for foreign_key in other.foreign_keys
        if foreign_key.referenced_table == table.name and foreign_key.column.casefold() == OWNER_COLUMN
    ]
    own = [key.columns[0] for key in sorted(table.keys, key=lambda key: not key.is_primary) if len(key.columns) == 1]
    names = list(dict.fromkeys(referenced + own))
    if not names:
        raise GuardRefused(
            f"{table.name.label} has no key of one column, so the column with the id of an owner pool is unknown"
        )
    kinds = [_owner_columns(other)[0].type.kind for other in owned]
    key = max((table.column(name) for name in names), key=lambda column: kinds.count(column.type.kind))
    rest = attrs.evolve(table, columns=tuple(column for column in table.columns if column.name != key.name))
    return OwnerTable(table, key, _name_column(rest, ("fqdn", "name")))


def _name_column(table: Table, wanted: tuple[str, ...]) -> TableColumn | None:
    """The column that names a row: one of *wanted* by exact name, else as part of a name, else the only text column."""
    text_columns = [column for column in table.columns if column.type.kind == "text"]
    for name in wanted:
        for column in text_columns:
            if column.name.casefold() == name:
                return column
    for name in wanted:
        for column in text_columns:
            if name in column.name.casefold():
                return column
    return text_columns[0] if len(text_columns) == 1 else None


def _is_named_backup(table: Table) -> bool:
    return "backup" in table.name.label.casefold()


def _copy_evidence(table: Table, tables: Sequence[Table]) -> str | None:
    """Why *table* is taken for a copy that the 2019 backup service fills (invoke-csrgsstorereplicatedata), or None."""
    if _is_named_backup(table):
        return "its name contains backup"
    if table.keys:
        return None
    columns = {column.name.casefold() for column in table.columns}
    for other in tables:
        if other.keys and {column.name.casefold() for column in other.columns} == columns:
            return f"it has no key and the same columns as {other.name.label}: a copy"
    return None


def _refusal(table: Table, owner: TableColumn, owner_table: OwnerTable) -> str | None:
    """Why the rows of *table* cannot be repaired safely, or None."""
    key = _usable_key(table, owner)
    if len(_owner_columns(table)) > 1:
        return "it has more than one column named OwnerPoolID"
    if owner.is_computed:
        return f"its column {owner.name} is computed"
    if owner.type.kind != owner_table.key.type.kind or owner.type.kind == "other":
        key_name = f"{owner_table.table.name.label}.{owner_table.key.name}"
        return f"its column {owner.name} is {owner.type.declared}, but {key_name} is {owner_table.key.type.declared}"
    if key is None:
        return "it has no primary key and no unique constraint, so its rows cannot be identified"
    for name in key.columns:
        column_type = table.column(name).type
        if column_type.kind == "other" or column_type.declared.endswith("(max)"):
            return f"its key column {name} is {column_type.declared}, which cannot be written in a script"
    return None


def _usable_key(table: Table, owner: TableColumn) -> Key | None:
    """The key that identifies the rows: the primary key, else a unique constraint without NULL; not with the owner."""
    for key in sorted(table.keys, key=lambda key: not key.is_primary):
        columns = [table.column(name) for name in key.columns]
        if owner in columns:
            continue
        if key.is_primary or not any(column.is_nullable for column in columns):
            return key
    return None
