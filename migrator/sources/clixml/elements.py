"""Elements of CLIXML that hold others: objects, their properties, lists, dictionaries, type names, references."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import attrs

from ..record import Truncated, TypedProperties
from .primitives import unescape

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
#: between namespace and name of an element, as the parser is asked to write them
SEPARATOR = " "
NS = NAMESPACE + SEPARATOR
TOSTRING = NS + "ToString"
#: in place of a value: there is none, or it was given as records of its own
NOTHING = object()
#: which values inside an element are records of their own
NONE, OBJECTS, ALL = range(3)
_PROPS = NS + "Props"
_ENUMERABLE = NS + "IE"
#: values that an object holds only as properties
_NEVER_CONTENT = frozenset({NS + "Obj", NS + "Ref", NS + "T", NS + "PR"})
_SELF = "(reference to itself)"
CUSTOM = "System.Management.Automation.PSCustomObject"
GROUP = "Microsoft.PowerShell.Commands.GroupInfo"
#: names of properties repeat in every object: one string for each, of which the hash is computed once
property_name = lru_cache(maxsize=4096)(unescape)


@attrs.define
class Tables:
    """What is kept to the end of a file, and why the record that is decoded cannot be.

    Attributes:
        wanted: ids to which ``Ref`` elements refer; only these objects are kept.
        objects: values by those ids.
        types: lists of type names by their ids.
        has_new_types: whether an id of type names was given again with others.
        has_references: whether the record refers to an object.
        failure: why it cannot be decoded.
    """

    wanted: Collection[str]
    objects: dict[str, object] = attrs.field(factory=dict)
    types: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    has_new_types: bool = False
    has_references: bool = False
    failure: str = ""

    def fail(self, why: str) -> None:
        """The record cannot be decoded; type names in it still count, because later ones refer to them."""
        self.failure = self.failure or why


class Element:
    """An element that is open.

    Attributes:
        name: the property or the entry that it is, if it has a name.
        named: its values by name, where all of them have names; else None.
        gives: which of its values are records of their own.
        has_given: whether one was.
        ignores_content: whether nobody needs what is in it.
    """

    ignores_content = False
    __slots__ = ("gives", "has_given", "name", "named", "ref", "tables")

    def __init__(self, tag: str, attributes: dict[str, str], around: Element | None, tables: Tables) -> None:
        self.name = attributes.get("N")
        self.ref = attributes.get("RefId", "")
        self.named: dict[str, Any] | None = None
        self.gives = NONE
        self.has_given = False
        self.tables = tables
        if around is not None:
            self.begin(tag, around)

    def begin(self, tag: str, around: Element) -> None:
        """What this kind of element needs of the one around it."""

    def add(self, tag: str, name: str | None, value: object) -> None:
        """Take the value of an element inside."""
        self.tables.fail(f"unknown element {local_name(tag)}")

    def repeat(self, name: str) -> None:
        """Its value of that name is given again."""
        self.tables.fail(f"the property {name} stands twice")

    def end(self, tag: str, around: Element) -> object:
        """Its value, or NOTHING."""
        return NOTHING


class Root(Element):
    """The document."""

    __slots__ = ()

    def add(self, tag: str, name: str | None, value: object) -> None:
        """What is left of an object that gave records."""


class Object(Element):
    """An Obj: an enum, a list, a dictionary, a primitive with notes, an object with properties, or only a text."""

    __slots__ = ("content", "content_tag", "has_own_properties", "is_kept", "names", "properties", "shown", "within")

    def begin(self, tag: str, around: Element) -> None:
        self.content: object = NOTHING
        self.content_tag = ""
        self.has_own_properties = False
        self.names: tuple[str, ...] = ()
        self.properties: dict[str, Any] = {}
        self.shown: str | None = None
        self.is_kept = self.ref in self.tables.wanted
        self.within = NONE if self.is_kept else around.gives
        if self.is_kept:
            self.tables.objects[self.ref] = _SELF

    def add(self, tag: str, name: str | None, value: object) -> None:
        if tag == TOSTRING:
            self.shown = str(value)
        elif self.content is not NOTHING:
            self.tables.fail(f"an object with a second value in {local_name(tag)}")
        elif tag in _NEVER_CONTENT:
            self.tables.fail(f"{local_name(tag)} directly in an object")
        else:
            self.content, self.content_tag = value, tag
            self._check_sections()

    def begin_own_properties(self) -> None:
        """Its Props begin."""
        if self.has_own_properties:
            self.tables.fail("Props twice in one object")
        self.has_own_properties = True
        self._check_sections()

    def _check_sections(self) -> None:
        """Only an enumerable object (IE) is exported with both its members and its own properties."""
        if self.has_own_properties and self.content is not NOTHING and self.content_tag != _ENUMERABLE:
            self.tables.fail(f"an object with both Props and {local_name(self.content_tag)}")

    def end(self, tag: str, around: Element) -> object:
        around.has_given |= self.has_given
        value = self._value(is_record=around.gives != NONE)
        if self.is_kept:
            self.tables.objects[self.ref] = value
        return value

    def _value(self, *, is_record: bool) -> object:
        """An object inside another keeps its ToString as a property of that name: an Identity shows itself there."""
        shown = self.shown
        if shown is not None and is_enum(self.names):
            return shown
        if self.has_given and not (self.properties if self.content is NOTHING else self.content):
            return NOTHING
        if self.content is not NOTHING:
            return self.content
        if not self.properties and shown is not None:
            return shown
        if is_record and not self.is_kept:
            return self.properties
        type_name = plain_type(self.names)
        if type_name == CUSTOM and not self.properties:
            return None  # what a pipeline without a result leaves
        typed = TypedProperties(self.properties)
        typed.type_name = type_name
        if shown is not None:
            typed.setdefault("ToString", shown)
        return typed


class Properties(Element):
    """Props or MS, the properties of an object; an MS inside another is one property, a member set.

    Added ones (MS) may hide those of the object (Props), nothing else may.
    """

    __slots__ = ("_hidden", "of_record")

    def begin(self, tag: str, around: Element) -> None:
        self._hidden: set[str] = set()
        self.of_record = isinstance(around, Object) and around.within != NONE
        if not isinstance(around, Object):
            self.named = {}
            if tag == _PROPS:
                self.tables.fail("Props outside an object")
            return
        self.named = around.properties
        if tag == _PROPS:
            around.begin_own_properties()
        if self.named:
            self._hidden = set(self.named)
        if self.of_record and plain_type(around.names) == GROUP:
            self.gives = OBJECTS

    def repeat(self, name: str) -> None:
        if name not in self._hidden:
            super().repeat(name)
        self._hidden.discard(name)

    def end(self, tag: str, around: Element) -> object:
        if not isinstance(around, Object):
            return self.named
        if self.has_given:  # a group is not an object of its own
            around.has_given = True
            around.properties.clear()
        return NOTHING


class List(Element):
    """LST, IE, QUE or STK; those of a list that is no property are records of their own."""

    __slots__ = ("values",)

    def begin(self, tag: str, around: Element) -> None:
        self.values: list[object] = []
        if isinstance(around, Object):
            self.gives = around.within
        else:
            self.tables.fail(f"unknown element {local_name(tag)}")

    def add(self, tag: str, name: str | None, value: object) -> None:
        if name is not None:
            self.tables.fail(f"a member of a list with the name {name}")
        self.values.append(value)

    def end(self, tag: str, around: Element) -> object:
        around.has_given |= self.has_given
        return self.values


class Dictionary(Element):
    """DCT; typed objects in a dictionary that is no property are records of their own."""

    __slots__ = ("values",)

    def begin(self, tag: str, around: Element) -> None:
        self.values: dict[str, object] = {}
        if isinstance(around, Object):
            self.gives = min(around.within, OBJECTS)
        else:
            self.tables.fail(f"unknown element {local_name(tag)}")

    def end(self, tag: str, around: Element) -> object:
        around.has_given |= self.has_given
        return self.values


class DictionaryEntry(Element):
    """En: one entry of a dictionary."""

    __slots__ = ()

    def begin(self, tag: str, around: Element) -> None:
        self.named = {}
        self.gives = around.gives

    def end(self, tag: str, around: Element) -> object:
        if not isinstance(around, Dictionary):
            self.tables.fail("unknown element En")
            return NOTHING
        around.has_given |= self.has_given
        pair = self.named or {}
        if self.has_given and "Key" in pair:
            return NOTHING
        if pair.keys() != {"Key", "Value"}:
            self.tables.fail("an entry without key and value")
        else:
            key = str(pair["Key"])
            if key in around.values:
                self.tables.fail(f"the key {key} stands twice")
            around.values[key] = pair["Value"]
        return NOTHING


class Types(Element):
    """TN: type names, most specific first."""

    __slots__ = ("values",)

    def begin(self, tag: str, around: Element) -> None:
        self.values: list[str] = []

    def add(self, tag: str, name: str | None, value: object) -> None:
        self.values.append(str(value))

    def end(self, tag: str, around: Element) -> object:
        names = tuple(self.values)
        self.tables.has_new_types |= self.tables.types.get(self.ref, names) != names
        self.tables.types[self.ref] = names
        if isinstance(around, Object):
            around.names = around.names or names
        else:
            self.tables.fail("unknown element TN")
        return NOTHING


class TypesAgain(Element):
    """TNRef: the type names of an earlier object."""

    __slots__ = ()

    def begin(self, tag: str, around: Element) -> None:
        if isinstance(around, Object):
            around.names = around.names or self.tables.types.get(self.ref, ())
        else:
            self.tables.fail("unknown element TNRef")


class Repetition(Element):
    """Ref: the object of that id again."""

    __slots__ = ()

    def end(self, tag: str, around: Element) -> object:
        self.tables.has_references = True
        if self.ref in self.tables.objects:
            return self.tables.objects[self.ref]
        shown = f"reference to object {self.ref}, which the file does not hold"
        if isinstance(around, Properties) and around.of_record:
            return Truncated(f"({shown})")
        self.tables.fail(shown)
        return None


class Progress(Element):
    """PR: a progress record, which holds elements that nobody needs."""

    ignores_content = True
    __slots__ = ()

    def add(self, tag: str, name: str | None, value: object) -> None:
        pass

    def end(self, tag: str, around: Element) -> object:
        return None


class Unknown(Progress):
    """An element that no CLIXML has; what is in it is not looked at."""

    __slots__ = ()

    def begin(self, tag: str, around: Element) -> None:
        if not isinstance(around, Progress):
            self.tables.fail(f"unknown element {local_name(tag)}")


class Mixed(Progress):
    """A primitive with an element inside."""

    __slots__ = ()

    def end(self, tag: str, around: Element) -> object:
        self.tables.fail(f"an element inside {local_name(tag)}, which holds text")
        return None


_BY_NAME: dict[str, type[Element]] = {
    "Obj": Object,
    "Props": Properties,
    "MS": Properties,
    **dict.fromkeys(("LST", "IE", "QUE", "STK"), List),
    "DCT": Dictionary,
    "En": DictionaryEntry,
    "TN": Types,
    "TNRef": TypesAgain,
    "Ref": Repetition,
    "PR": Progress,
}
#: by tag as the parser gives it
ELEMENTS = {NS + name: element for name, element in _BY_NAME.items()}


def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition(SEPARATOR)[2]


@lru_cache(maxsize=1024)
def is_enum(names: tuple[str, ...]) -> bool:
    """Whether these are the type names of an enum, read directly or from an import."""
    return any(name.rpartition("Deserialized.")[2] == "System.Enum" for name in names)


@lru_cache(maxsize=1024)
def plain_type(names: tuple[str, ...]) -> str:
    """The type a mapping knows: without ``Deserialized.``, ``#Decorated``, or the WMI path before the class."""
    if not names:
        return ""
    name = names[0].removeprefix("Deserialized.")
    head, _, tail = name.partition("#")
    return tail.rpartition("\\")[2] if "\\" in tail else head
