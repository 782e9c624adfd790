"""Who is a person in an estate, and the label of each person in a document without names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from ..estate.estate import Estate
from ..estate.kinds import Item, fields_of

#: identities of people -> their numbers; the project keeps them, so that a label stays the same in every document
Numbering = Callable[[Iterable[str]], Mapping[str, int]]

_ADDRESS = re.compile(r"(?:sips?:|mailto:)?([\w.!#$%&*+/=?^`{|}~'-]+@[\w-]+(?:\.[\w-]+)*)", re.IGNORECASE)
_SID = re.compile(r"S-1-5-21(?:-\d+)+", re.IGNORECASE)
_DISTINGUISHED_NAME = re.compile(r"CN=(?:\\.|[^,\\;\"])+(?:,\s*(?:CN|OU|DC)=(?:\\.|[^,\\;\"])+)+", re.IGNORECASE)
_NUMBER = re.compile(r"(?:tel:)?\+?\d{5,}(?:;ext=\d+)?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_LABEL = re.compile(r"person (\d+)", re.IGNORECASE)


def number_of(text: str) -> int | None:
    """The number of a label such as ``person 17``; None where *text* is not a label."""
    found = _LABEL.fullmatch(text.strip())
    return int(found[1]) if found else None


def address_of(text: str) -> str | None:
    """The address in *text* without its scheme, in lower case; None where there is none."""
    found = _ADDRESS.search(text)
    return found[1].casefold() if found else None


def identity_of(item: Item, estate: Estate) -> str:
    """What names a person in every snapshot: the SIP address, else the key of the object, in lower case."""
    address = getattr(item, "sip_address", None)
    user = estate.find("user", address, product=item.product)
    address = getattr(user, "sip_address", None) or address
    return (address_of(address) if address else None) or item.key.casefold()


class People:
    """The persons of an estate and their labels.

    Args:
        numbers: gives each person a number that stays.
    """

    def __init__(self, estate: Estate, numbers: Numbering) -> None:
        self._public: set[str] = set()
        self._identities: dict[str, str] = {}  # every name of a person, in lower case
        self._names: dict[str, list[str]] = {}  # first word -> display names that begin with it, the longest first
        items = {id(item): identity_of(item, estate) for item in estate if item.of_person}
        for item in estate:
            if item.of_person:
                self._add(item, items[id(item)])
            else:
                self._public.update(_public_names(item))
        for item in estate:
            if not item.of_person:
                for text in _personal_texts(item):
                    self._identities.setdefault(text.casefold(), self._identity(text))
        every = dict.fromkeys([*items.values(), *self._identities.values()])
        self._numbers = numbers(every)
        self._items = items
        for name in sorted(self._identities, key=len, reverse=True):
            words = _WORD.findall(name)
            if words and name not in self._public and not _ADDRESS.search(name):
                self._names.setdefault(words[0], []).append(name)

    def label(self, text: str) -> str:
        """The label of the person whom *text* names; a person that the estate does not list has a label too."""
        return self._label(self._identity(text))

    def label_of(self, item: Item) -> str:
        """The label of *item*, a person."""
        return self._label(self._items[id(item)])

    def knows(self, text: str) -> bool:
        """Whether *text* names a person of the estate."""
        return text.casefold() in self._identities or (address_of(text) or "") in self._identities

    def without_names(self, text: str) -> str:
        """*text* with every name, address, number and SID of a person replaced by the label.

        An address that belongs to no object of the estate is taken for a person's.
        """
        text = _DISTINGUISHED_NAME.sub(self._known, text)
        text = _ADDRESS.sub(self._known_address, text)
        text = _SID.sub(self._known, text)
        text = _NUMBER.sub(self._known, text)
        return self._without_display_names(text)

    def _add(self, item: Item, identity: str) -> None:
        for name in (item.key, *item.aliases, item.title, *_personal_texts(item)):
            for spelling in _spellings(name):
                self._identities.setdefault(spelling, identity)

    def _identity(self, text: str) -> str:
        address = address_of(text)
        for name in (text.casefold(), address):
            if name and name in self._identities:
                return self._identities[name]
        return address or text.casefold()

    def _label(self, identity: str) -> str:
        return f"person {self._numbers[identity]}" if identity in self._numbers else "a person"

    def _known(self, match: re.Match[str]) -> str:
        identity = self._identities.get(match[0].casefold()) or self._identities.get(_digits(match[0]))
        return self._label(identity) if identity else match[0]

    def _known_address(self, match: re.Match[str]) -> str:
        address = match[1].casefold()
        if address in self._identities:
            return self._label(self._identities[address])
        return match[0] if address in self._public or _is_service(match) else self._label(address)

    def _without_display_names(self, text: str) -> str:
        pieces: list[str] = []
        end = 0
        folded = text.casefold()
        if len(folded) != len(text):
            folded = text.lower() if len(text.lower()) == len(text) else text
        for word in _WORD.finditer(folded):
            if word.start() < end:
                continue
            for name in self._names.get(word[0], ()):
                stop = word.start() + len(name)
                if folded.startswith(name, word.start()) and not folded[stop : stop + 1].isalnum():
                    pieces += [text[end : word.start()], self._label(self._identities[name])]
                    end = stop
                    break
        return "".join([*pieces, text[end:]])


def _spellings(name: str) -> Iterator[str]:
    """A name of a person in the ways in which other evidence writes it, in lower case."""
    folded = name.strip().casefold()
    if not folded:
        return
    yield folded
    if address := address_of(folded):
        yield address
    if (digits := _digits(folded)) and _NUMBER.fullmatch(folded):
        yield digits


def _digits(text: str) -> str:
    """The digits of a number without scheme, plus sign and extension; ``""`` where there are fewer than five."""
    digits = "".join(filter(str.isdigit, text.split(";", maxsplit=1)[0]))
    return digits if len(digits) >= 5 else ""


def _is_service(match: re.Match[str]) -> bool:
    """True for the address of a service (``sip:pool@domain;gruu;opaque=srvr:...``), which is not a person."""
    return match.string[match.end() : match.end() + 5].casefold() == ";gruu"


def _public_names(item: Item) -> Iterator[str]:
    """Names and addresses of an object that is not a person: they are not replaced."""
    yield item.key.casefold()
    yield item.title.casefold()
    for field in fields_of(type(item)):
        value = None if field.personal else getattr(item, field.name)
        if (
            isinstance(value, str)
            and (address := address_of(value))
            and _ADDRESS.fullmatch(value.split(";")[0].strip())
        ):
            yield address


def _personal_texts(item: Item) -> Iterator[str]:
    """Values of the fields that are declared personal."""
    for field in fields_of(type(item)):
        if field.personal:
            value = getattr(item, field.name)
            yield from (value,) if isinstance(value, str) else value or ()
