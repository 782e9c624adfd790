"""Which cmdlet or WMI class objects belong to by their properties alone, where no name tells.

Of all names that an object shows, only those count that some cmdlet or class is known to have; what a script adds is
left out. An object may be of each cmdlet or class that has all of them. If that is one, and the names are so special
that nothing else has them by chance, it is meant; if there are several, each is possible, which is said. A word in the
name of the file or of a type of one's own ("LyncUsers.csv") decides between them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

import attrs

from .cmdlets.cmdlet import Cmdlet
from .cmdlets.settable import MORE, UNREAD
from .cmdlets.table import CMDLETS
from .record import folded
from .wmi import classes as wmi

#: more than so many possible cmdlets say nothing
_MOST = 20
#: a name that no more cmdlets and classes have is rare
_RARE = 6
#: names of two words that many objects of Windows have
_COMMON = frozenset(
    {
        "displayname",
        "userprincipalname",
        "distinguishedname",
        "samaccountname",
        "startmode",
        "productversion",
        "serialnumber",
        "notafter",
        "notbefore",
        "timezone",
        "isdefault",
        "majorversion",
        "minorversion",
    }
)
_TWO_WORDS = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_LAST_WORD = re.compile(r"[A-Z][a-z]+$")


@attrs.frozen(eq=False)
class Known:
    """A cmdlet or a WMI class with the names of its properties.

    Attributes:
        name: ``Get-CsUser``, ``MSFT_SIPPoolSetting``.
        cmdlet: the cmdlet, or None for a class and for a cmdlet whose objects are not read.
        shows: what every object has; of a class that is not declared.
        properties: all known properties, in the folded form.
        is_read: whether its objects are read.
    """

    name: str
    cmdlet: Cmdlet | None
    shows: frozenset[str]
    properties: frozenset[str]
    is_read: bool = True

    @property
    def is_wmi(self) -> bool:
        """Whether it is a class of OCS."""
        return self.is_read and self.cmdlet is None

    def shows_all(self, names: frozenset[str]) -> bool:
        """Whether the properties are there, by any of their names, that each object has, if those are several."""
        spelling = self.cmdlet.spelling if self.cmdlet else {}
        return len(self.shows) > 1 and self.shows <= {folded(spelling.get(name, name)) for name in names}


@cache
def known_objects() -> tuple[Known, ...]:
    """Every cmdlet and class of which properties are known."""
    read = (
        Known(c.name, c, frozenset(map(folded, c.shows)), frozenset(c.spelling) | _names(MORE.get(c.name, "")))
        for c in CMDLETS
    )
    unread = (Known(name, None, frozenset(), _names(properties), is_read=False) for name, properties in UNREAD.items())
    classes = (Known(name, None, frozenset(), frozenset(spelling)) for name, spelling in wmi.spellings().items())
    return (*read, *unread, *classes)


def _names(text: str) -> frozenset[str]:
    return frozenset(map(folded, text.split()))


@cache
def _owners() -> Counter[str]:
    """Property -> how many cmdlets and classes have it."""
    return Counter(name for each in known_objects() for name in each.properties)


@cache
def _special() -> frozenset[str]:
    """Properties whose names are of more than one word, and not in common use."""
    of_cmdlets = (name for c in CMDLETS for name in (*c.spelling.values(), *c.exported_as))
    of_classes = (name for spelling in wmi.spellings().values() for name in spelling.values())
    return frozenset(folded(name) for name in (*of_cmdlets, *of_classes) if _TWO_WORDS.search(name)) - _COMMON


@lru_cache(maxsize=1024)
def fitting(names: tuple[str, ...], hint: str = "") -> tuple[Known, ...]:
    """The cmdlets and classes to which an object with properties of these names may belong: none, one, or several.

    Args:
        names: the properties, as they are written.
        hint: what else names the object: the name of its file, or a type that is not the product's.
    """
    held = frozenset(map(folded, names)) & _owners().keys()
    possible = tuple(known for known in known_objects() if held and held <= known.properties)
    if not possible:
        return _of_a_mixture(held)
    if len(possible) == 1:
        return tuple(known for known in possible if known.is_read and _is_telling(known, held))
    is_special = bool(held & _special()) or sum(_owners()[name] <= _RARE for name in held - _COMMON) > 1
    if not is_special or len(held) < 2 or len(possible) > _MOST or 2 * len(held) < len(names):
        return ()
    return _named_by(hint, possible) or possible


def _is_telling(known: Known, held: frozenset[str]) -> bool:
    """Whether nothing but an object of *known*, of all that is written anywhere, has these properties."""
    own = {name for name in held if _owners()[name] == 1}
    if known.shows_all(held) and (known.shows & _special() or len(own & known.shows) > 1):
        return True
    if own & _special() and (len(own) > 1 or own & known.shows):
        return True
    return len(held) > 2 and len(held & _special()) > 1  # nothing else has all of them


def _of_a_mixture(held: frozenset[str]) -> tuple[Known, ...]:
    """What has most of the properties and at least two that nothing else has; a script added others to it."""
    found = []
    for known in known_objects():
        own = {name for name in held & known.properties if _owners()[name] == 1}
        is_telling = len(own & _special()) > 1 or (len(own) > 1 and known.shows_all(held))
        if known.is_read and is_telling and 2 * len(known.properties & held) > len(held):
            found.append(known)
    return tuple(found)


def _named_by(hint: str, possible: tuple[Known, ...]) -> tuple[Known, ...]:
    """The one that is named in *hint*, while no other is mentioned there."""
    text = folded(hint)
    nouns = {known: re.sub(r"^(?:Get-Cs|MSFT_SIP)", "", known.name) for known in possible}
    named = tuple(known for known, noun in nouns.items() if folded(noun) in text)
    last_words = {match[0] for noun in nouns.values() if (match := _LAST_WORD.search(noun))}
    mentioned = [word for word in last_words if folded(word) in text]
    return named if len(named) == 1 and all(nouns[named[0]].endswith(word) for word in mentioned) else ()
