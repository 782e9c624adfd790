"""Published sources of facts, with which a reader can check a rule, a predicted line or a command."""

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
        good_for: the facts for which it is a source, and the product and version that it describes.
        address: the address of the page; None for an article that is cited by title, author and date.
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


_OF_2010, _OF_2013 = "Microsoft, Lync Server 2010 library", "Microsoft, Lync Server 2013 library"


def may_document(ids: Iterable[str], target: str) -> bool:
    """Whether the references of *ids* may document what they say for a move to *target*, "2010" or "2013".

    The library of Lync Server 2013 documents nothing for a move to Lync Server 2010. Sources of no one version,
    such as the pages of cmdlets, do not make up for it: they say how a command is written.
    """
    publishers = {reference.publisher for reference in references(ids)}
    return target != "2010" or _OF_2013 not in publishers or _OF_2010 in publishers
