"""The JSON document of `numbers`."""

from __future__ import annotations

from ...estate.numbers import Use
from ..number_rows import NumberRow
from .document import Shape, shaped


class NumberDocument(Shape):
    """A number or SIP address of an object.

    Attributes:
        number: in the form in which equal ones are equal: a tel URI without separators, a SIP address in lower case, a
            range with its ends; "" if the evidence does not tell it.
        key: of the object that has it, as in `show`.
        owner: the name of that object.
        pool: of that object; "" if it has none.
        problem: what is wrong with it, or why that is not known; "" if nothing is.
        use: what it is to the object.
    """

    number: str
    kind: str
    key: str
    owner: str
    pool: str
    problem: str
    product: str
    use: Use


def number_document(row: NumberRow) -> NumberDocument:
    """The document of a row."""
    owner = row.owner
    return shaped(NumberDocument, row, kind=owner.kind, key=owner.key, owner=owner.title, product=owner.product)
