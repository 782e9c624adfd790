"""The Central Management store, live: ``Item.Data`` joined with ``Document`` (export-csconfiguration [C]).

Microsoft supports access to xds only through its own library [D]; this only reads, and takes no locks. The type of Data
is not documented: text, XML and bytes are all read.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import InputError
from ..central_store.archive import MAX_BYTES, names_of, read_anchored_xml
from ..format import Collected, Origin, ReadResult, Remark
from ..record import Rejected
from ..topology.elements import NO_NAMES
from .live import SqlDatabase, SqlFormat


def _matches(database: SqlDatabase) -> bool:
    return database.has("item", "docid", "data") and database.has("document", "docid", "name")


def _read(database: SqlDatabase) -> Iterator[ReadResult]:
    if database.server:
        yield Remark(database.server)
    names, product, seen_topology = NO_NAMES, "", False
    for number, (name, data) in enumerate(_documents(database), 1):
        label = str(name) if name else f"document {number} without a name"
        if data is None or not len(data):
            yield Rejected(label, "it holds nothing")
            continue
        if len(data) > MAX_BYTES:
            yield Rejected(label, f"it is larger than {MAX_BYTES // 1024**2} MiB")
            continue
        try:
            if not seen_topology:
                names = names_of(data)
                seen_topology = names != NO_NAMES
                if not seen_topology and not product and "topology" not in label.casefold():
                    # the topology comes first where there is one
                    product = "lync2010"
                    yield Remark("no topology shows the version of Lync; it is taken for Lync Server 2010")
            for event in read_anchored_xml(data, f"{database.place}!{label}", Origin(product=product), names):
                yield event
                if not product and isinstance(event, Collected):
                    product = event.product
        except InputError as error:
            yield Rejected(label, error.message)


def _documents(database: SqlDatabase) -> Iterator[tuple[str | None, str | bytes | None]]:
    item_table, item_document_id, data = database.quoted("item", "docid", "data")
    document_table, document_id, document_name = database.quoted("document", "docid", "name")
    column, data = database.column("item", "data"), f"i.{data}"
    if column and column.type.declared.casefold() == "xml":
        # not every driver knows the type
        data = f"CAST({data} AS nvarchar(max))"
    for name, found in database.rows(
        "xds",
        "read_documents",
        document_name=document_name,
        data=data,
        item_table=item_table,
        document_table=document_table,
        item_document_id=item_document_id,
        document_id=document_id,
    ):
        yield name, bytes(found) if isinstance(found, bytearray | memoryview) else found


FORMAT = SqlFormat("sql:xds", _matches, _read)
