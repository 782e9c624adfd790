"""Published sources that facts rest on: what a reader opens to check a rule, a predicted line or a command."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache

import attrs

from ...resources import report_file


@attrs.frozen(kw_only=True)
class Reference:
    """A published source.

    Attributes:
        good_for: which facts it is good for, and the product and version it speaks of.
        address: what a reader opens; None for an article that is cited by title, author and date.
        copy: address of the same text in a public repository.
    """

    id: str
    title: str
    publisher: str
    good_for: str
    address: str | None = None
    copy: str | None = None
    author: str | None = None
    date: str | None = None

    @property
    def citation(self) -> str:
        """Title, author, date and publisher in one line, without the address."""
        return ", ".join(filter(None, (self.title, self.author, self.date, self.publisher)))


@cache
def all_references() -> dict[str, Reference]:
    """Every reference by id, as ``reports/references.toml`` declares them."""
    with report_file("references.toml").open("rb") as file:
        return {id_: Reference(id=id_, **entry) for id_, entry in tomllib.load(file).items()}


def references(ids: Iterable[str]) -> tuple[Reference, ...]:
    """The references of *ids*, in their order."""
    known = all_references()
    return tuple(known[id_] for id_ in ids)
