"""The manifest that each script of the collection kit writes: what was run, and how it ended.

It is CLIXML of one object per block, written by ``reports/kit/common.ps1``: MigratorKit (version), Product, Role,
Machine, Collector, Block, File, Command, Started, Ended, Rows, Error, Sha256. The property
MigratorKit marks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from ...errors import InputError
from ...estate.evidence import CollectionBlock
from ..bundle import UNREADABLE, Member
from ..clixml.elements import NAMESPACE
from ..clixml.reader import read_clixml
from ..format import Format, Origin, ReadResult, mapped
from ..mapping import Getter, Mapper
from ..recognise import text_encoding, xml_root
from ..record import Rejected

#: how the scripts and the README of the kit begin
_KIT_FILE = ("# migrator collection kit ", "migrator collection kit ")
#: bytes of a manifest in which its first block ends
_MOST_OF_A_BLOCK = 4 * 1024 * 1024
_PRODUCTS = frozenset({"ocs2007r2", "lync2010", "lync2013"})


def is_kit_file(member: Member) -> bool:
    """Whether a file is a script or the README of the kit, which say how to collect, or an unfinished manifest.

    A window that was closed while the script wrote the manifest anew leaves the new one beside the last complete one.
    """
    if member.name.casefold() == "manifest.new":
        return True
    if not member.name.casefold().endswith((".ps1", ".txt")):
        return False
    try:
        head = member.head(200)
    except (InputError, *UNREADABLE):
        return False
    return head.decode(text_encoding(head), "replace").startswith(_KIT_FILE)


def is_manifest(member: Member, head: bytes) -> bool:
    """Whether a file with this first part is a manifest of the kit."""
    if xml_root(head) != ("Objs", NAMESPACE):
        return False
    if _has_marks(head):
        return True
    # a long command may stand before the marks
    return member.name.casefold().startswith("manifest") and _has_marks(member.head(_MOST_OF_A_BLOCK))


def _has_marks(head: bytes) -> bool:
    text = head.decode(text_encoding(head), "replace")
    return all(f'N="{name}"' in text for name in ("MigratorKit", "Block", "Sha256"))


def _text(name: str) -> Getter:
    return lambda properties: properties.get(name) or None


def _key(properties: Mapping[str, object]) -> str:
    parts = (properties.get(name) for name in ("Machine", "Role", "Block", "Started"))
    return "/".join(str(part) for part in parts if part) if properties.get("Block") else ""


_FIELDS = {
    "name": "Block",
    "role": "Role",
    "machine": "Machine",
    "file": "File",
    "command": "Command",
    "started": "Started",
    "ended": "Ended",
    "rows": "Rows",
    "error": "Error",
    "sha256": "Sha256",
    "collected_by": "Collector",
    "kit_version": "MigratorKit",
}
_MAPPER = Mapper(CollectionBlock, _key, {field: _text(name) for field, name in _FIELDS.items() if name != "Rows"})
_MAPPER = attrs.evolve(
    _MAPPER, fields={**_MAPPER.fields, "rows": "Rows"}, drop=frozenset(_FIELDS.values()) | {"Product"}
)


def blocks_of(member: Member) -> Iterator[ReadResult]:
    """Each block of a manifest, and what is wrong with it.

    Raises:
        InputError: after the blocks before it, where the file is cut or damaged.
    """
    with member.open() as file:
        for record in read_clixml(file):
            if isinstance(record, Rejected):
                yield record
                continue
            product = record.properties.get("Product")
            known = product if isinstance(product, str) and product in _PRODUCTS else "unknown"
            result = _MAPPER.map(record, member.path, product=known)
            yield from mapped(result)


def _read(member: Member, _origin: Origin) -> Iterator[ReadResult]:
    yield from blocks_of(member)


FORMAT = Format("manifest of the kit", is_manifest, _read)
