"""The sheet "Port tests" of our own workbook, as the network team gives it back with results.

Other sheets of the workbook are not read: they show what the project knows already. Rows are found by the headings, so
that columns may be moved and rows sorted, left out or added.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from ...errors import InputError
from ...estate.evidence import PortTest
from ...estate.products import PRODUCTS, UNKNOWN
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult
from ..record import Rejected
from ..zips import PORT_TESTS_SHEET, has_port_tests

#: heading of a column -> field
_COLUMNS = {
    "rule": "rule",
    "edge pool": "edge_pool",
    "from": "source",
    "to": "destination",
    "protocol": "protocol",
    "port": "port",
    "result": "result",
    "product": "product",
}
_LARGEST_BYTES = 512 * 1024 * 1024
_MOST_ROWS = 100_000
_BY_LABEL = {label.casefold(): product for product, label in PRODUCTS.items()}


def _matches(member: Member, head: bytes) -> bool:
    if not head.startswith(b"PK\x03\x04"):
        return False
    with member.open() as file:
        try:
            with zipfile.ZipFile(file) as archive:
                return has_port_tests(archive)
        except (zipfile.BadZipFile, OSError, ValueError):
            return False


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    rows = _rows(member)
    headings = [text.casefold() for text in next(rows, ())]
    columns = {_COLUMNS[text]: at for at, text in enumerate(headings) if text in _COLUMNS}
    if not {"rule", "port", "result"} <= set(columns):
        raise InputError(f"the sheet {PORT_TESTS_SHEET} lacks its headings Rule, Port and Result")
    products: set[str] = set()
    for number, cells in enumerate(rows, start=2):
        values = {field: cells[at].strip() for field, at in columns.items() if at < len(cells)}
        if not any(values.values()) or not (values.get("rule") or values.get("port")):
            continue
        if number > _MOST_ROWS:
            yield Rejected(f"row {number}", f"at most {_MOST_ROWS:,} rows are read")
            break
        product = _BY_LABEL.get(values.pop("product", "").casefold(), origin.product or UNKNOWN)
        products.add(product)
        named = (values.get("edge_pool"), values.get("rule"), values.get("source"), values.get("destination"))
        yield PortTest(
            key="/".join(name for name in (*named, values.get("port")) if name),
            product=product,
            sources=(f"{member.path}#{PORT_TESTS_SHEET} row {number}",),
            rule=values.get("rule") or None,
            edge_pool=values.get("edge_pool") or None,
            source=values.get("source") or None,
            destination=values.get("destination") or None,
            protocol=values.get("protocol") or None,
            port=values.get("port") or None,
            result=values.get("result") or None,
        )
    for product in sorted(products):
        yield Collected(product, (PortTest.kind,))


def _rows(member: Member) -> Iterator[Sequence[str]]:
    """The rows of the sheet as texts."""
    from openpyxl import load_workbook

    with member.open() as file:
        _check_size(file)
        try:
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            for row in workbook[PORT_TESTS_SHEET].iter_rows(values_only=True):
                yield tuple("" if value is None else str(value) for value in row)
        except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a strange file provokes
            raise InputError(f"the workbook cannot be read ({type(error).__name__})") from None


def _check_size(file: BinaryIO) -> None:
    """Refuse a workbook that would unpack to more than is read."""
    with zipfile.ZipFile(file) as archive:
        if sum(info.file_size for info in archive.infolist()) > _LARGEST_BYTES:
            raise InputError("the workbook is too large to be read")
    file.seek(0)


FORMAT = Format("port tests (workbook)", _matches, _read)
