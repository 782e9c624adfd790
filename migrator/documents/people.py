"""Who is a person in an estate, and the label of each person in a document without names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from ..estate.estate import Estate
from ..estate.kinds import Item, fields_of
from .free_text import AMBIGUOUS, PersonNames, Searched, add
from .identities import identities
from .spelling import SID, address_of, addresses_in, exact, fold, phone_of, spellings, words_of

#: identities of people -> their numbers; the project keeps them, so that a label stays the same in every document
Numbering = Callable[[Iterable[str]], Mapping[str, int]]

_LABEL = re.compile(r"person (\d+)", re.IGNORECASE)
_COMMON_NAME = re.compile(r"CN=((?:\\.|[^,\\])+)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([^0-9A-Fa-f])")
_MAILBOX = re.compile(r'\s*"?([^"<>@]+?)"?\s*<[^<>]*@[^<>]*>')
#: properties of a user in Active Directory and in the objects of cmdlets, in lower case
_NAME_PROPERTIES = frozenset({"cn", "name", "displayname", "displaynameprintable", "identity"})
_ACCOUNT_PROPERTIES = frozenset({"samaccountname", "mailnickname", "alias", "uid"})
_ADDRESS_PROPERTIES = frozenset(
    {
        "mail",
        "userprincipalname",
        "proxyaddresses",
        "windowsemailaddress",
        "targetaddress",
        "msrtcsip-primaryuseraddress",
    }
)
_NUMBER_PROPERTIES = frozenset(
    {"telephonenumber", "othertelephone", "mobile", "othermobile", "homephone", "otherhomephone", "ipphone", "pager"}
    | {"facsimiletelephonenumber", "phone", "officephone", "mobilephone", "fax", "msrtcsip-line", "privateline"}
)
_SID_PROPERTIES = frozenset({"objectsid", "sid", "sidhistory"})
_GIVEN_AND_SURNAME = (("givenName", "sn"), ("FirstName", "LastName"))


def number_of(text: str) -> int | None:
    """The number of a label such as ``person 17``; None where *text* is not a label."""
    found = _LABEL.fullmatch(text.strip())
    return int(found[1]) if found else None


class People:
    """The persons of an estate and their labels.

    Args:
        numbers: gives each person a number that stays.
    """

    def __init__(self, estate: Estate, numbers: Numbering) -> None:
        self._items = identities(estate)
        self._names = PersonNames()
        self._typed: dict[str, str] = {}  # every name of a person as a field of its own holds it
        public: set[str] = set()
        public_words: set[str] = set()
        public_numbers: set[str] = set()
        for item in estate:
            if not item.of_person and item.area != "Evidence":
                public_words.update(map(words_of, (item.key, item.title)))
            for text in _public_texts(item):
                public.update(_forms(text))
                if phone := phone_of(text):
                    public_numbers.add(phone[0])
        for item in estate:
            if item.of_person:
                self._add(item, self._items[id(item)])
        self._public = frozenset(public)
        self._names.keep_numbers(public_numbers)
        others = [text for item in estate if not item.of_person for text in _personal_texts(item)]
        for text in others:
            if not self._is_public(text) and self._identity(text) is None:
                self._add_text(text, address_of(text) or exact(text))
        self._names.keep(public_words - {""})
        known = dict.fromkeys((*self._items.values(), *self._typed.values()))
        known.pop(AMBIGUOUS, None)
        self._numbers = numbers(known)
        self._without_names = lru_cache(maxsize=20_000)(self._search)

    def label(self, text: str) -> str:
        """The label of the person whom *text* names; the name of another object stays as it is."""
        if len(list(addresses_in(fold(text).text))) > 1:
            return self.without_names(text)
        identity = self._identity(text)
        if identity is None and self._is_public(text):
            return text
        return self._label(identity or AMBIGUOUS)

    def label_of(self, item: Item) -> str:
        """The label of *item*, a person."""
        return self._label(self._items[id(item)])

    def without_names(self, text: str) -> str:
        """*text* with every name, address, number and SID of a person replaced by the label.

        An address, a SID or a tel URI that belongs to no object of the estate is taken for a person's. A name that
        several persons have stands for "a person". A single letter and a word of the product stay.
        """
        return self._without_names(text)

    def _search(self, text: str) -> str:
        return Searched(text, self._names, self._public, self._label).without_people()

    def _label(self, identity: str) -> str:
        return f"person {self._numbers[identity]}" if identity in self._numbers else "a person"

    def _identity(self, text: str) -> str | None:
        """Who it is whom *text* names; AMBIGUOUS where several are called so, None where nobody is."""
        address = address_of(text)
        for name in (exact(text), address, *_forms(text)):
            if name and (found := self._typed.get(name, self._names.addresses.get(name))) is not None:
                return found
        if (account := text.rpartition("\\")[2]) != text:
            return self._names.accounts.get(words_of(account))
        phone = None if address else phone_of(text)
        return self._names.number(*phone) if phone else None

    def _is_public(self, text: str) -> bool:
        phone = phone_of(text)
        return (
            any(form in self._public for form in _forms(text))
            or ";gruu" in text.casefold()
            or (phone is not None and self._names.is_public_number(phone[0]))
        )

    def _add(self, item: Item, identity: str) -> None:
        for name in (item.key, *item.aliases):
            self._add_text(name, identity, number=False)
        personal = {field.name for field in fields_of(type(item)) if field.personal}
        for text in (*_personal_texts(item), *(d.value for d in item.differences if d.field in personal)):
            self._add_text(text, identity)
        self._add_account(
            (address_of(getattr(item, "sip_address", None) or item.key) or "").partition("@")[0], identity
        )
        extra = {str(name): value for name, value in item.extra.items()}
        for name, value in extra.items():
            for text in _texts(value):
                self._add_property(name.casefold(), text, identity)
        for names in _GIVEN_AND_SURNAME:
            if all(extra.get(name) for name in names):
                self._add_name(" ".join(str(extra[name]) for name in names), identity)

    def _add_property(self, name: str, text: str, identity: str) -> None:
        if name in _NAME_PROPERTIES or (name in _ADDRESS_PROPERTIES and address_of(text)):
            self._add_text(text, identity, number=False)
        elif name in _ACCOUNT_PROPERTIES:
            self._add_account(text, identity)
            self._add_name(text, identity)
        elif name in _NUMBER_PROPERTIES or (name in _SID_PROPERTIES and SID.fullmatch(text.casefold())):
            self._add_text(text, identity)

    def _add_text(self, text: str, identity: str, *, number: bool = True) -> None:
        """Add a text that names a person, whatever it is."""
        name = exact(text)
        if not name or (not number and self._typed.get(name) == identity):
            return
        add(self._typed, name, identity)
        for form in _forms(text):
            add(self._names.addresses, form, identity)
        if phone := phone_of(text) if number else None:
            self._names.add_number(*phone, identity)
        elif not address_of(text):
            self._add_name(text, identity)
            if common := _COMMON_NAME.match(text):
                self._add_name(_ESCAPE.sub(r"\1", common[1]), identity)
        elif mailbox := _MAILBOX.match(text):
            self._add_name(mailbox[1], identity)

    def _add_name(self, name: str, identity: str) -> None:
        for words in spellings(name):
            self._names.add_words(words, name.strip(), identity)

    def _add_account(self, account: str, identity: str) -> None:
        words = words_of(account)
        if words:
            add(self._names.accounts, words, identity)
        if " " in words:
            self._names.add_words(words, account, identity)


def _forms(text: str) -> Iterator[str]:
    """Addresses and SIDs of a text that is nothing else, folded."""
    folded = fold(text).text.strip()
    if SID.fullmatch(folded):
        yield folded
    elif "@" in folded:
        for address in addresses_in(folded):
            yield address.names[0]
            return


def _public_texts(item: Item) -> Iterator[str]:
    """What names other objects than people: the key and the fields that are not personal; of a person, references."""
    if item.area == "Evidence":
        return
    if not item.of_person and " " not in item.key:
        yield item.key
    for field in fields_of(type(item)):
        if field.personal or (item.of_person and not field.refers_to):
            continue
        for text in _texts(getattr(item, field.name)):
            if " " not in text.strip():
                yield text


def _personal_texts(item: Item) -> Iterator[str]:
    """Values of the fields that are declared personal."""
    for field in fields_of(type(item)):
        if field.personal:
            yield from _texts(getattr(item, field.name))


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value and in lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)
