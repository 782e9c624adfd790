"""Reads a database once; find, plan, apply and verify all use the result."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from operator import attrgetter

import attrs
import msgspec

from ..database.owners import Candidate, Discovery, Excluded, discover
from ..errors import GuardRefused, InputError
from .literals import column_text, value_text
from .target import DatabaseIdentity, Target


@attrs.frozen
class PoolRow:
    """One row of the owner table."""

    id: str
    name: str | None


class RowState(msgspec.Struct, frozen=True, gc=False):
    """One row as it is now: key, name, owner (None for NULL)."""

    key: tuple[str, ...]
    name: str | None
    owner: str | None


@attrs.frozen
class Holding:
    """A repairable table and its rows, in key order."""

    candidate: Candidate
    rows: tuple[RowState, ...]

    @property
    def without_owner(self) -> tuple[RowState, ...]:
        """The rows whose owner is NULL."""
        return tuple(row for row in self.rows if row.owner is None)


@attrs.frozen
class Refused:
    """A table that cannot be repaired safely, with its row counts."""

    excluded: Excluded
    rows: int
    null: int


@attrs.frozen
class Inspection:
    """What a database contained when it was read."""

    identity: DatabaseIdentity
    discovery: Discovery
    pools: tuple[PoolRow, ...] = ()
    holdings: tuple[Holding, ...] = ()
    refused: tuple[Refused, ...] = ()


@attrs.frozen
class TableCount:
    """The rows of one table by their owner.

    Attributes:
        equal: rows of the chosen owner; without a choice, rows of any pool in the owner table.
        foreign: rows with any other owner: correct after a disaster-recovery import (l13-rgs-dr-planning).
    """

    table: str
    rows: int
    null: int
    equal: int
    foreign: int


def inspect_database(target: Target) -> Inspection:
    """Reads identity, catalogue, owner pools and rows of *target*; changes nothing.

    Raises:
        GuardRefused: the owner table cannot be identified.
    """
    identity = target.identity()
    discovery = discover(target.tables())
    owner_table = discovery.owner_table
    if owner_table is None:
        return Inspection(identity, discovery)
    columns = [owner_table.key] + ([owner_table.name] if owner_table.name else [])
    pools = [
        PoolRow(value_text(values[0], owner_table.key.type), _name(values[1]) if owner_table.name else None)
        for values in target.rows(owner_table.table.name, columns)
    ]
    holdings, refused = [], [_count_refused(target, excluded) for excluded in discovery.refused]
    for candidate in discovery.candidates:
        try:
            holdings.append(_read_rows(target, candidate))
        except InputError as error:
            refused.append(_count_refused(target, Excluded(candidate.table, candidate.owner, error.message)))
    pools.sort(key=lambda pool: (pool.name or "", pool.id))
    return Inspection(identity, discovery, tuple(pools), tuple(holdings), tuple(refused))


def choose_owner(pools: Iterable[PoolRow], wanted: str) -> PoolRow:
    """The one pool with the id or the name *wanted*; letter case and braces around a GUID do not matter.

    Raises:
        InputError: no pool has that id or name.
        GuardRefused: more than one pool has that name.
    """
    text = wanted.strip().casefold()
    pools = list(pools)
    by_id = [pool for pool in pools if pool.id.casefold() == text.strip("{}")]
    found = by_id or [pool for pool in pools if (pool.name or "").casefold() == text and text]
    if not found:
        raise InputError(f"no owner pool has the id or name {wanted!r}", hint=f"Owner pools: {pool_list(pools)}")
    if len(found) > 1:
        raise GuardRefused(f"{len(found)} owner pools have the name {wanted!r}", hint="Give the id with --owner")
    return found[0]


def pool_list(pools: Iterable[PoolRow]) -> str:
    """The pools in one line: ``name (id), ...``."""
    return ", ".join(f"{pool.name} ({pool.id})" if pool.name else pool.id for pool in pools) or "no pool"


def count_tables(found: Inspection, owner: PoolRow | None) -> tuple[TableCount, ...]:
    """Rows per table; in tables that cannot be repaired all rows with an owner count as foreign."""
    if owner is None and len(found.pools) == 1:
        owner = found.pools[0]
    ours = {owner.id} if owner else {pool.id for pool in found.pools}
    counts = []
    for holding in found.holdings:
        null = len(holding.without_owner)
        equal = sum(row.owner in ours for row in holding.rows)
        total = len(holding.rows)
        counts.append(TableCount(holding.candidate.table.name.label, total, null, equal, total - null - equal))
    for refused in found.refused:
        label = refused.excluded.table.name.label
        counts.append(TableCount(label, refused.rows, refused.null, 0, refused.rows - refused.null))
    return tuple(sorted(counts, key=lambda count: count.table))


def _read_rows(target: Target, candidate: Candidate) -> Holding:
    """Read column by column, because a table may have 100,000 rows, most of them with the same owner."""
    names = [candidate.name] if candidate.name else []
    read = target.rows(candidate.table.name, [*candidate.key, candidate.owner, *names])
    if not read:
        return Holding(candidate, ())
    columns = list(zip(*read, strict=True))
    keys = [column_text(values, column.type) for values, column in zip(columns, candidate.key, strict=False)]
    owners = columns[len(keys)]
    owner_text = {value: value_text(value, candidate.owner.type) for value in set(owners) - {None}}
    rows = map(
        RowState,
        zip(*keys, strict=True),
        map(_name, columns[-1]) if names else repeat(None),
        map(owner_text.get, owners),
    )
    return Holding(candidate, tuple(sorted(rows, key=attrgetter("key"))))


def _count_refused(target: Target, excluded: Excluded) -> Refused:
    rows = target.rows(excluded.table.name, [excluded.owner])
    return Refused(excluded, len(rows), sum(values[0] is None for values in rows))


def _name(value: object) -> str | None:
    """The name as text that can be written to any file; a lone surrogate becomes a question mark."""
    if value is None:
        return None
    text = str(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
