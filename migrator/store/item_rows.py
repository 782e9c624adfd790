"""Items as rows of a snapshot: written in batches and found by identity; `estate.merge` decides what is merged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from ..estate.catalogue import KINDS
from ..estate.kinds import Item
from ..estate.merge import Identity
from . import schema

_BATCH = 2000
#: those by which a row is found, and what it holds
_COLUMNS = ("snapshot_id", "kind", "product", "key_digest", "body")
_INSERT_INTO_SQLITE = f"INSERT INTO {schema.item.name} ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?)"
_ENCODER = msgspec.json.Encoder()
_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {}
_FIND_ROW = select(schema.item.c.id, schema.item.c.body).where(
    schema.item.c.snapshot_id == bindparam("snapshot_id"),
    schema.item.c.kind == bindparam("kind"),
    schema.item.c.product == bindparam("product"),
    schema.item.c.key_digest == bindparam("key_digest"),
)
_NEW_BODY = update(schema.item).where(schema.item.c.id == bindparam("row_id")).values(body=bindparam("new_body"))


#: a bit for each hash of an identity, so that memory does not grow with the objects: of two million objects, one in
#: twenty finds its bit set by another
_BITS = 1 << 25


class ItemRows:
    """The items of one snapshot by identity, for `merge_into`; they are written in batches.

    If a later source has an object that was already written, its row is read again and changed with the next batch.
    """

    def __init__(self, connection: Connection, snapshot_id: int) -> None:
        self._connection = connection
        self._snapshot_id = snapshot_id
        self._pending: dict[Identity, Item] = {}
        self._row_ids: dict[Identity, int] = {}  # of pending items that have a row
        self._written = bytearray(_BITS // 8)  # it shows when to look for a row

    def get(self, name: Identity, /) -> Item | None:
        """The item of that identity, pending or written; None if there is none."""
        at = hash(name) % _BITS
        if name in self._pending or not self._written[at >> 3] & 1 << (at & 7):
            return self._pending.get(name)
        row = self._connection.execute(_FIND_ROW, dict(zip(_COLUMNS, self._columns(name), strict=False))).first()
        if row is None:
            return None
        self._row_ids[name] = row.id
        return _decode(name[1], row.body)

    def __setitem__(self, name: Identity, item: Item, /) -> None:
        """Keep *item*; call `flush` after the last one."""
        self._pending[name] = item
        if len(self._pending) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is pending."""
        ids = self._row_ids
        if changed := [
            {"row_id": ids[name], "new_body": encode(item)} for name, item in self._pending.items() if name in ids
        ]:
            self._connection.execute(_NEW_BODY, changed)
        if added := [
            (*self._columns(name), encode(item)) for name, item in self._pending.items() if not ids or name not in ids
        ]:
            self._insert(added)
        for name in self._pending:
            at = hash(name) % _BITS
            self._written[at >> 3] |= 1 << (at & 7)
        self._pending.clear()
        self._row_ids.clear()

    def _insert(self, rows: list[tuple[object, ...]]) -> None:
        if self._connection.dialect.name == "sqlite":  # half the time of values that SQLAlchemy binds one by one
            self._connection.exec_driver_sql(_INSERT_INTO_SQLITE, rows)
        else:
            self._connection.execute(insert(schema.item), [dict(zip(_COLUMNS, row, strict=True)) for row in rows])

    def _columns(self, name: Identity) -> tuple[object, ...]:
        """The columns by which a row is found; a short digest makes an index that costs less to fill."""
        product, kind, folded_key = name
        return self._snapshot_id, kind, product, hashlib.blake2b(folded_key.encode(), digest_size=16).hexdigest()

    def read(self) -> Iterator[Item]:
        """Every item that was written, in the order in which the objects were first read."""
        statement = select(schema.item.c.kind, schema.item.c.body).where(schema.item.c.snapshot_id == self._snapshot_id)
        for kind, body in self._connection.execute(statement.order_by(schema.item.c.id)):
            yield _decode(kind, body)


def encode(value: object) -> str:
    """A value as the JSON text of a row."""
    return _ENCODER.encode(value).decode()


def _decode(kind: str, body: str) -> Item:
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(KINDS[kind])
    item: Item = _DECODERS[kind].decode(body)
    return item
