"""A rule that is made from known messages: one of a family that reads alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..estate.kinds import Item
from ..estate.products import LYNC2010, LYNC2013, R2, product_names
from ..knowledge.known_message import KnownMessage
from .engine.levels import Grade
from .engine.model import Find, Rule, Wording
from .happened import ANY_PRODUCT, basis_of, remedy_of, severity_of

#: how the products of which a message was published name their version
_VERSIONS = {R2: "2007 R2", LYNC2010: "2010", LYNC2013: "2013"}


def rule_of(
    known: Sequence[KnownMessage],
    *,
    id_: str,
    title: str,
    family: str,
    about: type[Item],
    variants: Iterable[tuple[str, Wording]],
    find: Find,
) -> Rule:
    """The rule that says what some messages with one id mean; the first of them gives grade, basis and remedy.

    Args:
        about: the kind of the evidence that has them.
    """
    first = known[0]
    return Rule(
        id=id_,
        title=title,
        severity=min((severity_of(entry) for entry in known), key=lambda severity: severity.rank),
        grade=Grade(first.grade),
        products=ANY_PRODUCT,
        needs=(about,),
        wording=Wording(effect="In this phase: {expected}.", remediation=remedy_of(first)),
        variants=dict(variants),
        references=tuple(dict.fromkeys(each for entry in known for each in entry.references)),
        basis="; ".join(filter(None, (basis_of(first), _other_products(first)))),
        find=find,
        family=family,
    )


def _other_products(entry: KnownMessage) -> str:
    """Of which products a message was not published, if it does not say so itself."""
    if not entry.seen_in or " the same" in entry.basis:
        return ""
    others = [product for product in _VERSIONS if not any(_is_of(product, text) for text in entry.seen_in)]
    if not others:
        return ""
    return f"published for {' and '.join(entry.seen_in)}; for servers of {product_names(others)} it is inferred"


def _is_of(product: str, text: str) -> bool:
    """Whether a product as it was published is *product*; Lync Server without a year is of both versions."""
    return _VERSIONS[product] in text or (product != R2 and "Lync" in text and "20" not in text)
