"""The sheet "Port tests" of our own workbook, as the network team gives it back with results.

Other sheets of the workbook are not read: they show what the project knows already. Rows are found by the headings, so
that columns may be moved and rows sorted, left out or added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...errors import InputError
from ...estate.evidence import PortTest
from ...estate.products import PRODUCTS, UNKNOWN
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult
from ..record import Rejected
from ..zips import PORT_TESTS_SHEET, is_workbook_with
from .own_workbook import rows_of

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
_MOST_ROWS = 100_000
_BY_LABEL = {label.casefold(): product for product, label in PRODUCTS.items()}


def _matches(member: Member, head: bytes) -> bool:
    return is_workbook_with(member, head, PORT_TESTS_SHEET)


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
    """The rows of the sheet as texts; of formulas, the results that were kept."""
    for row in rows_of(member, PORT_TESTS_SHEET, results=True):
        yield row.texts()


FORMAT = Format("port tests (workbook)", _matches, _read)
