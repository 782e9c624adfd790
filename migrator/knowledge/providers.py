"""Sources of events: which of them are the same component under another name."""

from __future__ import annotations

import re
from enum import Enum

#: before the name of a component: Lync 2010 and 2013, Lync 2010 before its release, OCS, Live Communications Server
_PRODUCT = re.compile(
    r"(?:ls|cs|ocs|live communications(?: server)?|office communications(?: server)?|lync server|"
    r"skype for business server)\s+"
)
_CUT = re.compile(r"(?:\.\.\.|…)$")


class Likeness(Enum):
    """How two sources of events are alike."""

    SAME = "same"
    FAMILY = "the same component of another product"
    UNKNOWN = "not given"
    FOREIGN = "another component or product"


def likeness(given: str, known: str) -> Likeness:
    """How the source of an event is like the *known* source of an entry; a list of PowerShell may have cut it off."""
    one, two = (" ".join(name.casefold().split()) for name in (given, known))
    if not one:
        return Likeness.UNKNOWN
    if _is_same(one, two):
        return Likeness.SAME
    component, known_component = _PRODUCT.sub("", one, count=1), _PRODUCT.sub("", two, count=1)
    is_family = one != component and two != known_component
    return Likeness.FAMILY if is_family and _is_same(component, known_component) else Likeness.FOREIGN


def is_of_product(source: str) -> bool:
    """Whether a source of events is one of OCS or Lync, by the beginning of its name."""
    return _PRODUCT.match(" ".join(source.casefold().split())) is not None


def _is_same(given: str, known: str) -> bool:
    return given == known or (bool(_CUT.search(given)) and known.startswith(_CUT.sub("", given)))
