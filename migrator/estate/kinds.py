"""How a kind is declared: its class, its key, its fields with type and label, and what each field refers to.

The store, `show`, JSON, the workbook, the diff and the reference checks all read this declaration and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

import attrs

from .products import UNKNOWN

if TYPE_CHECKING:
    from attrs import frozen as declared

    __all__ = ["declared"]
else:
    #: makes the class of a kind. Nothing changes an item, which the type checker holds: a class that refuses changes at
    #: run time takes twice the time to make each of 100,000 items
    declared = attrs.define

#: a SIP domain, the address of a user; a server by FQDN or DN; that a forest has a deployment
Shows = Literal["", "SIP domain", "server", "deployment"]
#: what a reference is that is not a use: the object belongs to the one that it names; it has those that it names, as
#: parts or at its service; or it only lists them
Link = Literal["", "belongs to", "has", "lists"]
FieldType = Literal["text", "int", "float", "bool", "datetime", "list", "part", "parts"]


@attrs.frozen
class Field:
    """One declared field of a kind, as documents and JSON need it.

    Attributes:
        through: a field that refers to another object; if this field is empty, that object's field of the same name is
            used.
        in_order: of a list, whether its order has a meaning; without one, another order is the same value.
        shows: what its value shows of the estate to which the object belongs (`mixture`).
        link: of a reference that is no use; who uses an object uses what it has, and what belongs to it (`usage`).
        names: what its texts name that is no object of its own, such as a dial-in region.
        since: the first product whose objects have the field; "" for every product.
    """

    name: str
    label: str
    type: FieldType
    refers_to: tuple[str, ...] = ()
    personal: bool = False
    through: str = ""
    in_order: bool = True
    shows: Shows = ""
    link: Link = ""
    names: str = ""
    since: str = ""


def _field(
    label: str,
    type_: FieldType,
    refers_to: tuple[str, ...],
    *,
    personal: bool,
    many: bool,
    through: str = "",
    in_order: bool = True,
    more: Mapping[str, str] | None = None,
) -> Any:
    meta = {"label": label, "type": type_, "refers_to": refers_to, "personal": personal, "through": through}
    meta |= {"in_order": in_order, **(more or {})}
    return attrs.field(default=() if many else None, metadata=meta)


def text(
    label: str,
    *,
    refers_to: str | tuple[str, ...] = (),
    personal: bool = False,
    through: str = "",
    shows: Shows = "",
    link: Link = "",
    names: str = "",
) -> Any:
    """A text field; *refers_to* names the kinds to which the text can refer, the rest is as in `Field`."""
    kinds = _kinds(refers_to)
    more = {"shows": shows, "link": link, "names": names}
    return _field(label, "text", kinds, personal=personal, many=False, through=through, more=more)


def text_list(
    label: str,
    *,
    refers_to: str | tuple[str, ...] = (),
    personal: bool = False,
    in_order: bool = True,
    link: Link = "",
    names: str = "",
    since: str = "",
) -> Any:
    """A list of texts; without *in_order* a set, of which the order is the order of reading."""
    more = {"link": link, "names": names, "since": since}
    return _field(label, "list", _kinds(refers_to), personal=personal, many=True, in_order=in_order, more=more)


def integer(label: str) -> Any:
    """An integer; None if the evidence has no such property (absent is not zero)."""
    return _field(label, "int", (), personal=False, many=False)


def decimal(label: str) -> Any:
    """A number with a fraction."""
    return _field(label, "float", (), personal=False, many=False)


def boolean(label: str) -> Any:
    """True, False, or None if the evidence has no such property (absent is not False)."""
    return _field(label, "bool", (), personal=False, many=False)


def timestamp(label: str) -> Any:
    """A date and time: UTC if the evidence has an offset, else local time of the estate without an offset."""
    return _field(label, "datetime", (), personal=False, many=False)


def part(label: str) -> Any:
    """A nested value such as a call action."""
    return _field(label, "part", (), personal=False, many=False)


def parts(label: str) -> Any:
    """An ordered list of nested values such as holidays."""
    return _field(label, "parts", (), personal=False, many=True)


def _kinds(refers_to: str | tuple[str, ...]) -> tuple[str, ...]:
    return (refers_to,) if isinstance(refers_to, str) else refers_to


@attrs.frozen
class Difference:
    """A field on which two sources of the same object disagree: the item keeps the value of one of them.

    Attributes:
        field: name of a declared field, or of one of `Item.extra`.
        source: the source that has another value.
        value: that value as text; "" if that source shows that there is none.
        at: when that source was collected, or else its file was changed last; None if nothing shows it.
        kept_source: the source that has the value of the item.
        kept_at: as *at*, of that source.
    """

    field: str
    source: str
    value: str
    at: datetime | None = None
    kept_source: str = ""
    kept_at: datetime | None = None


@declared(kw_only=True)
class Item:
    """One object of the estate.

    Attributes:
        key: stable name inside the kind and product.
        product: ``ocs2007r2``, ``lync2010``, ``lync2013``, ``forest`` (of no product) or ``unknown``.
        sources: where it was read, ``path#position``; several if several sources have the same object.
        aliases: other names by which the evidence refers to it (DN, InstanceID, SIP URI).
        extra: everything that the evidence has beyond the declared fields.
        differences: values in later sources that differ.
        filled_by: fields that a later source filled, each with that source; the others are of the first source.
        unknown: fields whose value the evidence does not tell (not exported, cut, unreadable); they hold what could be
            read, or their empty value, and that is not "none".
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    area: ClassVar[str]
    of_forest: ClassVar[bool] = False
    of_person: ClassVar[bool] = False
    of_machine: ClassVar[bool] = False
    scopes: ClassVar[tuple[str, ...]] = ()

    key: str
    product: str = UNKNOWN
    sources: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    extra: Mapping[str, Any] = attrs.field(factory=dict)
    differences: tuple[Difference, ...] = ()
    filled_by: Mapping[str, str] = attrs.field(factory=dict)
    unknown: tuple[str, ...] = ()

    def is_empty(self, field: str) -> bool:
        """True if the evidence shows that *field* is empty; False if it does not tell."""
        return not getattr(self, field) and field not in self.unknown

    def knows(self, field: str) -> bool:
        """True if the evidence tells the whole value of *field*."""
        return field not in self.unknown

    @property
    def title(self) -> str:
        """The name a person would use: the name field if there is one, else the key."""
        for field in ("name", "display_name", "fqdn"):
            value = getattr(self, field, None)
            if value:
                return str(value)
        return self.key


_COMMON = frozenset(a.name for a in attrs.fields(Item))
_FIELDS: dict[type[Item], tuple[Field, ...]] = {}
ItemType = TypeVar("ItemType", bound=Item)


def kind(
    name: str,
    label: str,
    *,
    area: str,
    of_forest: bool = False,
    of_person: bool = False,
    of_machine: bool = False,
    scopes: tuple[str, ...] = (),
) -> Callable[[type[ItemType]], type[ItemType]]:
    """Declare a kind: *name* in JSON and on the command line, *label* on sheets (plural), *area* of the workbook.

    An object of a kind *of_person* is a person: its key, its names and all its other properties are personal.
    Objects of a kind *of_forest* belong to every product of the estate, whatever product their evidence names.
    An object of a kind *of_machine* is that of the server in its field ``machine``: without one its key is no more than
    its name on a server that is not known (`machines`).
    Policies and settings have *scopes*: the levels at which the product allows them, the nearest first (`in_force`).
    """

    def declare(cls: type[ItemType]) -> type[ItemType]:
        cls.kind, cls.label, cls.area, cls.of_forest, cls.of_person = name, label, area, of_forest, of_person
        cls.of_machine, cls.scopes = of_machine, scopes
        return cls

    return declare


def fields_of(cls: type[Item]) -> tuple[Field, ...]:
    """The declared fields of a kind, in order, without those every item has."""
    if cls not in _FIELDS:
        _FIELDS[cls] = tuple(
            Field(a.name, **a.metadata) for a in attrs.fields(cls) if a.name not in _COMMON and a.metadata
        )
    return _FIELDS[cls]
